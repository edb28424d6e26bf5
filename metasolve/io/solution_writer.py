"""Solutions out: the dialects of SCIP, HiGHS, MIPLIB (Gurobi reads it too) and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from metasolve.destination import write_atomically
from metasolve.errors import OutputError
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

SOLUTION_FORMATS = ("scip", "highs", "miplib", "json")


def write_solution(problem: Problem, x: FloatArray, destination: str | Path | TextIO, format: str = "scip") -> None:
    """Write x, (columns,), to a path (whole or not at all) or a text stream; values read back bit for bit.

    format is one of SOLUTION_FORMATS. Raises OutputError if it cannot be written, ValueError if x has another
    shape, is not finite, or the format is unknown.
    """
    if format not in SOLUTION_FORMATS:
        raise ValueError(f"format is {format!r} instead of one of {', '.join(SOLUTION_FORMATS)}")
    if x.shape != (problem.columns,):
        raise ValueError(f"x has shape {x.shape} instead of ({problem.columns},)")
    values = x.tolist()
    if not all(abs(value) < float("inf") for value in values):
        raise ValueError("x has entries that are not finite")
    lines = {"scip": _scip, "highs": _highs, "miplib": _miplib, "json": _json}[format](problem, x)
    text = "\n".join(lines) + "\n"
    if isinstance(destination, str | Path):
        write_atomically(destination, text.encode())
        return
    try:
        destination.write(text)
        destination.flush()
    except OSError as error:
        raise OutputError(f"the solution cannot be written to the stream ({error.strerror})") from error


def _named(problem: Problem, x: FloatArray) -> Iterator[tuple[str, float, float]]:
    return zip(problem.col_names, x.tolist(), problem.c.tolist(), strict=True)


def _scip(problem: Problem, x: FloatArray) -> Iterator[str]:
    yield f"objective value: {problem.objective(x)!r}"
    for name, value, cost in _named(problem, x):
        if value != 0.0:
            yield f"{name} {value!r} \t(obj:{cost!r})"


def _highs(problem: Problem, x: FloatArray) -> Iterator[str]:
    yield "Model status\nUnknown\n\n# Primal solution values\nFeasible"
    yield f"Objective {problem.objective(x)!r}\n# Columns {problem.columns}"
    yield from (f"{name} {value!r}" for name, value, _ in _named(problem, x))
    yield f"# Rows {problem.rows}"
    activity = problem.a.dot(x).tolist()
    yield from (f"{name} {value!r}" for name, value in zip(problem.row_names, activity, strict=True))
    yield "\n# Dual solution values\nNone\n\n# Basis\nHiGHS_basis_file v2\nNone"


def _miplib(problem: Problem, x: FloatArray) -> Iterator[str]:
    yield f"=obj= {problem.objective(x)!r}"
    yield from (f"{name} {value!r}" for name, value, _ in _named(problem, x))


def _json(problem: Problem, x: FloatArray) -> Iterator[str]:
    values = {name: value for name, value, _ in _named(problem, x)}
    yield json.dumps({"objective": problem.objective(x), "values": values}, indent=1, ensure_ascii=False)
