"""The LP writer, in the form of CPLEX: every number as the shortest text that reads back exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from metasolve.errors import OutputError
from metasolve.io.lp_words import is_portable_name
from metasolve.io.numerals import numeral
from metasolve.problem import INF, Integrality, Problem, Sense

_TERMS_A_LINE = 8


def lp_text(problem: Problem) -> str:
    """Return problem as an LP file.

    The objective names every column, also with coefficient 0, so that their order reads back. Ranges are
    written `1 <= x + y <= 5`, as CPLEX does; HiGHS and SCIP read them from MPS files only.
    Raises OutputError if a name cannot stand in an LP file, or there are rows but no columns.
    """
    for kind, names in (("row", problem.row_names), ("column", problem.col_names)):
        for name in names:
            if not is_portable_name(name):
                raise OutputError(f"{kind} name {name!r} cannot stand in an LP file; write an MPS file instead")
    if problem.rows and not problem.columns:
        raise OutputError("rows without columns cannot stand in an LP file; write an MPS file instead")
    lines = [f"\\ Problem name: {' '.join(problem.name.split())}"] if problem.name else []
    lines.append("Maximize" if problem.sense is Sense.MAXIMIZE else "Minimize")
    offset = [_signed(problem.offset)] if problem.offset != 0.0 else []
    objective = _terms(zip(problem.c.tolist(), problem.col_names, strict=True))
    lines += _wrapped(["obj:", *objective, *offset])
    lines.append("Subject To")
    lines += _rows(problem)
    lines.append("Bounds")
    lines += _bounds(problem)
    lines += _kinds(problem)
    lines += ["End", ""]
    return "\n".join(lines)


def _signed(value: float) -> str:
    return f"- {numeral(-value)}" if value < 0.0 else f"+ {numeral(value)}"


def _terms(pairs: Iterable[tuple[float, str]]) -> Iterator[str]:
    return (f"{_signed(value)} {name}" for value, name in pairs)


def _wrapped(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), _TERMS_A_LINE):
        yield " " + " ".join(words[start : start + _TERMS_A_LINE])


def _rows(problem: Problem) -> Iterator[str]:
    matrix = problem.a
    starts, values = matrix.indptr.tolist(), matrix.data.tolist()
    names = [problem.col_names[j] for j in matrix.indices.tolist()]
    lower, upper = problem.row_lower.tolist(), problem.row_upper.tolist()
    for i, (name, low, high) in enumerate(zip(problem.row_names, lower, upper, strict=True)):
        entries = slice(starts[i], starts[i + 1])
        terms = list(_terms(zip(values[entries], names[entries], strict=True))) or [f"0 {problem.col_names[0]}"]
        if low == high:
            words = [*terms, f"= {numeral(low)}"]
        elif high == INF:
            words = [*terms, f">= {numeral(low)}"]
        elif low == -INF:
            words = [*terms, f"<= {numeral(high)}"]
        else:
            words = [f"{numeral(low)} <=", *terms, f"<= {numeral(high)}"]
        yield from _wrapped([f"{name}:", *words])


def _bounds(problem: Problem) -> Iterator[str]:
    lower, upper = problem.col_lower.tolist(), problem.col_upper.tolist()
    for name, low, high, binary in zip(problem.col_names, lower, upper, problem.is_binary.tolist(), strict=True):
        if (low, high) == (0.0, 1.0 if binary else INF):
            continue
        if (low, high) == (-INF, INF):
            yield f" {name} free"
        elif low == high:
            yield f" {name} = {numeral(low)}"
        elif high == INF:
            yield f" {name} >= {numeral(low)}"
        else:
            yield f" {'-inf' if low == -INF else numeral(low)} <= {name} <= {numeral(high)}"


def _kinds(problem: Problem) -> Iterator[str]:
    unit = problem.is_binary & (problem.col_lower == 0.0) & (problem.col_upper == 1.0)
    semi = problem.integrality >= Integrality.SEMICONTINUOUS
    for title, members in (("Binary", unit), ("General", problem.is_integer & ~unit), ("Semi-Continuous", semi)):
        if members.any():
            yield title
            yield from _wrapped([problem.col_names[j] for j in np.flatnonzero(members).tolist()])
