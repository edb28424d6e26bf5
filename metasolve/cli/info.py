"""`metasolve info`: what a model is made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from metasolve.cli.outputs import STDOUT, write_json
from metasolve.io import read_problem
from metasolve.report.anatomy import Range, dissect
from metasolve.report.wording import count, number
from metasolve.solution import InstanceInfo

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Model = Annotated[str, typer.Argument(help="A .mps or .lp file, also .gz or .bz2; - reads stdin.", metavar="MODEL")]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write it as JSON; - is stdout.", metavar="FILE")]


@app.command()
def info(model: Model, json: JsonFile = None) -> int:
    """Describe MODEL: sizes, kinds of columns and rows, ranges of coefficients."""
    problem = read_problem(model)
    instance, anatomy = InstanceInfo.of(problem), dissect(problem)
    if json is not None:
        write_json({"schema": "metasolve.info/1", **vars(instance), **asdict(anatomy)}, json)
        if json == STDOUT:
            return 0
    lines = [
        ("Model", f"{instance.name or model}, {instance.sense}imize"),
        ("Size", f"{count(anatomy.rows, 'row')}, {count(anatomy.columns, 'column')}"),
        ("Nonzeros", f"{anatomy.nonzeros:,} ({anatomy.density:.3g} of all places)"),
        ("Columns", _counts(anatomy.column_kinds)),
        ("Rows", _counts(anatomy.row_classes)),
        ("Matrix", _range(anatomy.matrix_range)),
        ("Objective", _range(anatomy.objective_range)),
        ("Row sides", _range(anatomy.side_range)),
        ("Bounds", _range(anatomy.bound_range)),
        ("Name blocks", f"{anatomy.name_blocks:,}"),
        ("SHA-256", instance.sha256),
    ]
    for label, text in lines:
        typer.echo(f"{label:<12} {text}")
    return 0


def _counts(members: dict[str, int]) -> str:
    return ", ".join(f"{size:,} {name}" for name, size in members.items()) or "none"


def _range(span: Range) -> str:
    return "all zero or infinite" if span is None else f"{number(span[0], 4)} to {number(span[1], 4)}"
