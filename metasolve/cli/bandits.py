"""`metasolve bandits`: the policies that can choose arms."""

from __future__ import annotations

import typer

from metasolve.bandit import policies

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def bandits() -> int:
    """List the bandit policies: name, what it does, settings and their defaults, source."""
    for policy in policies():
        typer.echo(f"{policy.name}\n    {policy.description}")
        if policy.settings:
            settings = ", ".join(f"{name}={value}" for name, value in policy.settings.items())
            typer.echo(f"    settings: {settings}")
        typer.echo(f"    source: {policy.source}")
    return 0
