"""`metasolve linear`: sequences of linear systems."""

from __future__ import annotations

import typer

from metasolve.cli.linear_benchmark import benchmark
from metasolve.cli.linear_replicate import replicate
from metasolve.cli.linear_run import run

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def linear() -> None:
    """Solve sequences of linear systems by solvers that a bandit chooses, and measure what that gains."""


app.command("run")(run)
app.command("replicate")(replicate)
app.command("bench")(benchmark)
