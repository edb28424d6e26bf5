"""Columns that the others determine are left out; integer columns recognized; big-Ms lowered."""

from __future__ import annotations

import math

from llm_modeling.equivalence.form import INF, at_most
from llm_modeling.equivalence.working import Working, WorkingRow

_SMALLEST_PIVOT = 1e-3
_MOST_NEW_TERMS = 2_000
_WHOLE = 1e-9


def eliminate(work: Working) -> None:
    """Leave out slacks, columns that an equation defines and objectives that are written as a column."""
    for i in sorted(work.rows):
        if i in work.rows:
            _project_slacks(work, i)
    for i in sorted(work.rows):
        if i in work.rows and work.rows[i].is_equation:
            _leave_defined_out(work, i)
        elif i in work.rows:
            _leave_epigraph_out(work, i)


def _project_slacks(work: Working, i: int) -> None:
    """Leave out columns that stand in row i only and cost nothing."""
    row = work.rows[i]
    for j in list(row.terms):
        alone = work.uses[j] == {i} and work.cost.get(j, 0.0) == 0.0
        if not (alone and len(row.terms) > 1 and _may_go(work, j) and (not work.integer[j] or _is_whole(work, row, j))):
            continue
        others = [k for k in row.terms if k != j and _could_go_instead(work, i, k)]
        work.ambiguous |= bool(others)
        if not others or not row.is_equation or work.lower[j] == -INF or work.upper[j] == INF:
            work.project(j, i)  # otherwise the row would become a range, from which no other column could go
    if row.lower == -INF and row.upper == INF:
        work.drop(i)


def _could_go_instead(work: Working, i: int, k: int) -> bool:
    """Return whether column k of row i could be left out in the place of a slack, by an equation or as an objective."""
    row = work.rows[i]
    if row.is_equation:
        return _is_defined(work, row, k)
    return _costs_here_only(work, i, k) and _may_go(work, k)


def _costs_here_only(work: Working, i: int, j: int) -> bool:
    """Return whether column j costs, is in row i only, and takes whatever values the row leaves."""
    if work.cost.get(j, 0.0) == 0.0 or work.uses[j] != {i}:
        return False
    return not work.integer[j] or _is_whole(work, work.rows[i], j)


def _leave_defined_out(work: Working, i: int) -> None:
    row = work.rows[i]
    candidates = [j for j in row.terms if _is_defined(work, row, j)]
    if len(row.terms) > 1 and candidates:
        free = {j: work.lower[j] == -INF and work.upper[j] == INF for j in candidates}
        best = min(candidates, key=lambda j: (not free[j], work.integer[j], len(work.uses[j]), j))
        work.ambiguous |= len(candidates) > 1
        work.put_expression(best, i, row.lower)


def _is_defined(work: Working, row: WorkingRow, j: int) -> bool:
    """Return whether an equation gives column j whatever the others are, its bounds and integrality included."""
    pivot = row.terms[j]
    if not _may_go(work, j) or abs(pivot) < _SMALLEST_PIVOT * row.largest:
        return False
    if (len(row.terms) - 1) * (len(work.uses[j]) - 1) > _MOST_NEW_TERMS:
        return False
    if work.integer[j] and not _is_whole(work, row, j):
        return False
    low, high = _implied(work, row, j, row.lower)
    return at_most(work.lower[j], low) and at_most(high, work.upper[j])


def _leave_epigraph_out(work: Working, i: int) -> None:
    """Leave out a column that costs, stands in row i only, and is best where the row holds with equality."""
    row = work.rows[i]
    if len(row.terms) < 2:
        return
    alone = [j for j in row.terms if _costs_here_only(work, i, j)]
    for j in alone:
        cost, pivot = work.cost[j], row.terms[j]
        if not _may_go(work, j) or abs(pivot) < _SMALLEST_PIVOT * row.largest:
            continue
        side = row.lower if (cost > 0.0) == (pivot > 0.0) else row.upper
        other = row.upper if side == row.lower else row.lower
        if abs(side) == INF or abs(other) < INF:
            continue
        low, high = _implied(work, row, j, side)
        if at_most(work.lower[j], low) and at_most(high, work.upper[j]):
            work.ambiguous |= len(alone) > 1
            work.put_expression(j, i, side)
            return


def substitute_out(work: Working, j: int) -> bool:
    """Leave column j out by some equation that has it, its bounds becoming sides of the row; False if none serves."""
    for i in sorted(work.uses[j]):
        row = work.rows[i]
        if not row.is_equation or len(row.terms) < 2 or not _may_go(work, j):
            continue
        if abs(row.terms[j]) >= _SMALLEST_PIVOT * row.largest and (not work.integer[j] or _is_whole(work, row, j)):
            work.substitute(j, i, row.lower)
            work.project(j, i)
            return True
    return False


def _implied(work: Working, row: WorkingRow, j: int, side: float) -> tuple[float, float]:
    """Return the range of column j as row, held at side, gives it over the bounds of the others."""
    pivot = row.terms[j]
    low, high = work.range_of((k, -a / pivot) for k, a in row.terms.items() if k != j)
    return low + side / pivot, high + side / pivot


def _may_go(work: Working, j: int) -> bool:
    return j not in work.keep and not work.semi[j]


def _is_whole(work: Working, row: WorkingRow, j: int) -> bool:
    """Return whether whole numbers in the other columns leave whole numbers for column j."""
    pivot = row.terms[j]
    sides = [side / pivot for side in (row.lower, row.upper) if abs(side) < INF]
    others = [k for k in row.terms if k != j]
    ratios = [row.terms[k] / pivot for k in others]
    return all(work.integer[k] and not work.semi[k] for k in others) and all(
        abs(r - round(r)) <= _WHOLE for r in (*sides, *ratios)
    )


def make_integer(work: Working) -> None:
    """Mark columns as integer that an equation with integer columns leaves whole numbers for, and not just even ones.

    A column in smaller units, of which the equation leaves every second or hundredth number, stays continuous: as an
    integer one it could correspond to no column in the right unit.
    """
    for row in list(work.rows.values()):
        if not row.is_equation:
            continue
        continuous = [j for j in row.terms if not work.integer[j]]
        if len(continuous) != 1 or work.semi[continuous[0]]:
            continue
        j = continuous[0]
        ratios = [a / row.terms[j] for k, a in row.terms.items() if k != j]
        if _is_whole(work, row, j) and math.gcd(*map(round, ratios)) == 1:
            work.integer[j] = work.implied[j] = work.changed = True
            work.tighten(j, work.lower[j], work.upper[j], f"row '{row.name}'")


def tighten_coefficients(work: Working) -> None:
    """Lower the coefficient of a row's only binary column where the row, switched off, allows more than the bounds.

    Source: Savelsbergh, Preprocessing and probing techniques for mixed integer programming problems, 1994.
    """
    for row in work.rows.values():
        binaries = [j for j in row.terms if work.integer[j] and work.lower[j] == 0.0 and work.upper[j] == 1.0]
        if len(binaries) == 1 and len(row.terms) > 1 and (row.lower == -INF or row.upper == INF):
            _tighten(work, row, binaries[0])


def _tighten(work: Working, row: WorkingRow, k: int) -> None:
    sign = 1.0 if row.upper < INF else -1.0  # as sum <= side
    side, a = sign * (row.upper if sign > 0.0 else row.lower), sign * row.terms[k]
    ends = work.range_of((j, sign * b) for j, b in row.terms.items() if j != k)
    most = ends[1]
    if most == INF:
        return
    slack = side - most if a > 0.0 else side - a - most
    if slack <= 1e-9 * max(abs(side), abs(a)) or slack >= abs(a):
        return
    row.terms[k] = sign * (a - slack if a > 0.0 else a + slack)
    if a > 0.0 and sign > 0.0:
        row.upper = most
    elif a > 0.0:
        row.lower = -most
    work.changed = True
