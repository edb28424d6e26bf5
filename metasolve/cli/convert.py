"""`metasolve convert`: models between MPS and LP, solutions between dialects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from metasolve.cli.outputs import Outputs, write_solution_to
from metasolve.errors import OutputError
from metasolve.io import read_problem, read_solution, write_problem

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Source = Annotated[str, typer.Argument(help="What to convert; - reads a model from stdin.", metavar="IN")]
Target = Annotated[str, typer.Argument(help="Where to; a model's format is that of the extension.", metavar="OUT")]
Model = Annotated[
    str | None, typer.Option(help="Convert a solution of this model instead of a model.", metavar="MODEL")
]
Dialect = Annotated[
    Literal["scip", "highs", "miplib", "json"], typer.Option(help="The dialect of a converted solution.")
]


@app.command()
def convert(source: Source, target: Target, model: Model = None, solution_format: Dialect = "scip") -> int:
    """Convert the model IN to OUT: .mps or .lp, each also .gz or .bz2. With --model, IN and OUT are solutions."""
    Outputs(solution=target).validate(inputs=(source, model))
    if model is None:
        try:
            write_problem(read_problem(source), Path(target))
        except OutputError as error:
            raise typer.BadParameter(str(error), param_hint="OUT") from error
        return 0
    problem = read_problem(model)
    write_solution_to(problem, read_solution(source, problem), target, solution_format)
    return 0
