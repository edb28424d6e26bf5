"""The MPS writer: free format, every number as the shortest text that reads back exactly."""

from __future__ import annotations

import math
from collections.abc import Iterator

from metasolve.errors import OutputError
from metasolve.io.numerals import numeral, numerals
from metasolve.problem import INF, Integrality, Problem, Sense


def mps_text(problem: Problem) -> str:
    """Return problem as a free-format MPS file.

    A range whose width no double holds exactly comes back with one side off by its last digit.
    Raises OutputError if a name holds blanks or a row's lower side lies above its upper side.
    """
    for kind, names in (("row", problem.row_names), ("column", problem.col_names)):
        for name in names:
            if name.split() != [name] or name == "'MARKER'":
                raise OutputError(f"{kind} name {name!r} cannot stand in an MPS file; rename it")
    lines = [f"NAME {' '.join(problem.name.split())}".rstrip()]
    if problem.sense is Sense.MAXIMIZE:
        lines += ["OBJSENSE", "    MAX"]  # HiGHS 1.15 overlooks some words that stand on the line of OBJSENSE
    lines += _row_sections(problem)
    lines += ["ENDATA", ""]
    return "\n".join(lines)


def _row_sections(problem: Problem) -> Iterator[str]:
    objective = "obj"
    taken = set(problem.row_names)
    while objective in taken:
        objective += "_"
    rows = [_row(name, low, high) for name, low, high in _row_sides(problem)]
    yield "ROWS"
    yield f" N {objective}"
    yield from (f" {kind} {name}" for (kind, _, _), name in zip(rows, problem.row_names, strict=True))
    yield "COLUMNS"
    yield from _columns(problem, objective)
    yield "RHS"
    if problem.offset != 0.0:
        yield f"    RHS {objective} {numeral(-problem.offset)}"
    yield from (f"    RHS {n} {numeral(rhs)}" for (_, rhs, _), n in zip(rows, problem.row_names, strict=True) if rhs)
    if any(width is not None for _, _, width in rows):
        yield "RANGES"
        for (_, _, width), name in zip(rows, problem.row_names, strict=True):
            if width is not None:
                yield f"    RANGE {name} {numeral(width)}"
    yield "BOUNDS"
    yield from _bounds(problem)


def _row_sides(problem: Problem) -> Iterator[tuple[str, float, float]]:
    return zip(problem.row_names, problem.row_lower.tolist(), problem.row_upper.tolist(), strict=True)


def _row(name: str, lower: float, upper: float) -> tuple[str, float, float | None]:
    """Return kind, right-hand side and range of a row."""
    if lower > upper:
        raise OutputError(f"row {name}: its lower side {lower} lies above its upper side {upper}; MPS cannot say so")
    if lower == upper:
        return "E", lower, None
    if lower == -INF:
        return "L", upper, None  # a row without sides is L with infinite right-hand side: readers drop N rows
    if upper == INF:
        return "G", lower, None
    width = upper - lower
    for candidate in (width, math.nextafter(width, INF), math.nextafter(width, 0.0)):
        if lower + candidate == upper:
            return "G", lower, candidate
        if upper - candidate == lower:
            return "L", upper, candidate
    return "G", lower, width


def _columns(problem: Problem, objective: str) -> Iterator[str]:
    matrix = problem.a.transpose
    starts = matrix.indptr.tolist()
    rows, values = [problem.row_names[i] for i in matrix.indices.tolist()], numerals(matrix.data)
    within, switches = False, 0
    integer = (problem.integrality == Integrality.INTEGER).tolist()
    for j, (name, cost) in enumerate(zip(problem.col_names, problem.c.tolist(), strict=True)):
        if integer[j] != within:
            within = integer[j]
            yield f"    MARKER{switches} 'MARKER' {chr(39)}INT{'ORG' if within else 'END'}{chr(39)}"
            switches += 1
        if cost != 0.0 or starts[j] == starts[j + 1]:
            yield f"    {name} {objective} {numeral(cost)}"
        for k in range(starts[j], starts[j + 1]):
            yield f"    {name} {rows[k]} {values[k]}"
    if within:
        yield f"    MARKER{switches} 'MARKER' 'INTEND'"


def _bounds(problem: Problem) -> Iterator[str]:
    lower, upper = problem.col_lower.tolist(), problem.col_upper.tolist()
    for name, low, high, kind in zip(problem.col_names, lower, upper, problem.integrality.tolist(), strict=True):
        for word, value in _column_bounds(low, high, kind):
            yield f" {word} BND {name}" if value is None else f" {word} BND {name} {numeral(value)}"


def _column_bounds(low: float, high: float, kind: int) -> Iterator[tuple[str, float | None]]:
    if kind >= Integrality.SEMICONTINUOUS:
        if low != 0.0:
            yield ("MI", None) if low == -INF else ("LO", low)
        yield "SC" if kind == Integrality.SEMICONTINUOUS else "SI", high
    elif low == -INF and high == INF:
        yield "FR", None
    elif low == high:
        yield "FX", low
    elif (low, high, kind) == (0.0, 1.0, Integrality.INTEGER):
        yield "BV", None
    else:
        if low != 0.0 or high < 0.0:  # some readers take a negative upper bound alone for a free lower one
            yield ("MI", None) if low == -INF else ("LO", low)
        if high < INF:
            yield "UP", high
        elif kind == Integrality.INTEGER:
            yield "PL", None
