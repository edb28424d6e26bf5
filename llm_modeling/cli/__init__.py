"""`metasolve model`: a plug-in of metasolve's command line, by the entry point of its group `metasolve.commands`."""

from __future__ import annotations

import typer

from llm_modeling.cli import check, compare, render, solve

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def model() -> None:
    """Check, solve, render and compare models that are data: JSON with expressions, see llm_modeling/LANGUAGE.md."""


app.command("check", short_help="Describe a model and check it.", epilog=check.EPILOG)(check.check)
app.command("solve", short_help="Solve a model and print its solution.", epilog=solve.EPILOG)(solve.solve)
app.command("render", short_help="Write a model as Markdown or LaTeX.")(render.render)
app.command("compare", short_help="Tell whether two models are equivalent.", epilog=compare.EPILOG)(compare.compare)
