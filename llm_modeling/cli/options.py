"""The options that the model commands share, each checked before any work."""

from __future__ import annotations

import math
import re
import time
from typing import Annotated, Literal

import typer

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
LEAST_TIME_S = 0.01
_LEAST_MEMORY = 256 << 20


def _parse_bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a size such as 800M or 4G")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < _LEAST_MEMORY:
        raise typer.BadParameter(f"{text} is less than 256M")
    return size


def check_time(value: float | None) -> float | None:
    """Return a time limit if it is one; raises typer.BadParameter."""
    if value is not None and not value > 0.0:
        raise typer.BadParameter(f"{value} is not greater than 0")
    return value


def _check_gap(value: float) -> float:
    if not (value >= 0.0 and math.isfinite(value)):
        raise typer.BadParameter(f"{value} is not a finite number >= 0")
    return value


Model = Annotated[
    str,
    typer.Argument(help="A formulation, or a directory with a model.json; - reads stdin.", metavar="FILE.json"),
]
DataDirectory = Annotated[
    str | None,
    typer.Option("--data", help="Where data.json and tables are.", metavar="DIR", show_default="beside the model"),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit", "-t", help="Wall-clock limit, compiling included.", metavar="SECONDS", callback=check_time
    ),
]
MipGap = Annotated[
    float, typer.Option(help="Gap at which a solution counts as optimal.", metavar="REL", callback=_check_gap)
]
Threads = Annotated[int | None, typer.Option(min=1, help="Cores to use.", metavar="N", show_default="all")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of everything random.", metavar="N")]
Engine = Annotated[Literal["auto", "highs", "scip", "cpsat"], typer.Option(help="The engine that proves.")]
MemoryLimit = Annotated[
    int | None, typer.Option(help="Memory for all processes, such as 4G.", metavar="SIZE", parser=_parse_bytes)
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", help="Write the solution: JSON, or one CSV a variable.", metavar="FILE.json|DIR"),
]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write the result as JSON; - is stdout.", metavar="FILE")]
WriteModel = Annotated[
    str | None,
    typer.Option(help="Write the compiled problem (of the highest priority).", metavar="FILE.mps|FILE.lp"),
]
Rows = Annotated[int, typer.Option(min=0, help="Rows of a table to print; 0 for all.", metavar="N")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


def left(time_limit: float | None, began: float) -> float | None:
    """Return what the work since began, a time of time.monotonic(), has left of the time limit."""
    return None if time_limit is None else max(began + time_limit - time.monotonic(), LEAST_TIME_S)
