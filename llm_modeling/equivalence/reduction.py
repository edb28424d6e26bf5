"""reduce_form: what a problem says, without what it only adds: exact reductions, none of which cuts off a solution.

Source: Achterberg, Bixby, Gu, Rothberg, Weninger, Presolve reductions in mixed integer programming, 2020; only those
reductions that keep every solution of the columns that stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from llm_modeling.equivalence.elimination import eliminate, make_integer, substitute_out, tighten_coefficients
from llm_modeling.equivalence.form import EQUAL, INF, Form, at_most, close
from llm_modeling.equivalence.working import Working, WorkingRow

_PASSES = 30
_LARGEST_DENOMINATOR = 1_000
_EXACT_RATIO = 1e-11


def reduce_form(form: Form, keep: frozenset[int] = frozenset()) -> Form:
    """Return the form without rows and columns that say nothing of their own.

    Rows with one column become bounds, parallel rows one row, rows that the bounds imply go; fixed columns, slacks,
    columns that an equation defines and unused ones are left out; whole-number rows are divided by their common
    divisor and rounded; a big-M is lowered to what the bounds need. keep has places of columns that must stay.
    """
    work = Working(form, keep)
    for j in sorted(work.live):
        if work.integer[j] and not work.semi[j]:  # before any is left out: its bounds may hold no whole number
            work.tighten(j, work.lower[j], work.upper[j], f"the bounds of column '{form.columns[j].name}'")
    for _ in range(_PASSES):
        work.changed = False
        for i in sorted(work.rows):
            if not work.infeasible and i in work.rows:
                _tidy(work, i)
        if not work.infeasible:
            _fix_columns(work)
            _merge_parallel(work)
            make_integer(work)
            eliminate(work)
            tighten_coefficients(work)
        if work.infeasible or not work.changed:
            break
    for j in sorted(work.live - keep):
        if not work.uses[j] and work.cost.get(j, 0.0) == 0.0 and not work.semi[j]:
            work.forget(j)
    return work.form()


def without_slacks(form: Form, count: int, keep: frozenset[int]) -> Form:
    """Return the form without so many columns that equations give, those without cost in few rows first, reduced again.

    Unlike reduce_form, which leaves out only what needs no choice. keep has places of columns that must stay.
    """
    work = Working(form, keep)
    order = sorted(work.live - keep, key=lambda j: (work.cost.get(j, 0.0) != 0.0, len(work.uses[j]), j))
    for j in order:
        count -= count > 0 and substitute_out(work, j)
    result = work.form()
    names = {form.columns[j].name for j in keep}
    return reduce_form(result, frozenset(j for j, column in enumerate(result.columns) if column.name in names))


def _tidy(work: Working, i: int) -> None:
    row = work.rows[i]
    place = f"row '{row.name}'"
    if len(row.terms) == 1:
        j, a = next(iter(row.terms.items()))
        if not work.semi[j]:
            ends = sorted((row.lower / a, row.upper / a))
            work.drop(i)
            work.tighten(j, ends[0], ends[1], place)
            return
    if row.terms:
        _round_sides(work, row)
    low, high = work.range_of(row.terms.items())
    size = row.smallest
    if not at_most(low, row.upper, size) or not at_most(row.lower, high, size):
        work.infeasible = place
        return
    only_an_end = any(abs(p) < INF and close(p, q, size) for p, q in ((low, row.upper), (high, row.lower)))
    if only_an_end and row.terms and not any(work.semi[j] for j in row.terms):
        _force(work, row, close(low, row.upper, size))
        work.drop(i)
        return
    if at_most(high, row.upper, size):
        row.upper = INF
    if at_most(row.lower, low, size):
        row.lower = -INF
    if row.lower == -INF and row.upper == INF:
        work.drop(i)


def _force(work: Working, row: WorkingRow, to_least: bool) -> None:
    """Fix all columns of a row that only one end of its range satisfies."""
    for j, a in list(row.terms.items()):
        work.fix(j, work.lower[j] if (a > 0.0) == to_least else work.upper[j])


def _round_sides(work: Working, row: WorkingRow) -> None:
    """Divide a row of integer columns by its common divisor and round the sides to whole numbers."""
    if not all(work.integer[j] and not work.semi[j] for j in row.terms):
        return
    whole = whole_multiples(list(row.terms.values()))
    if whole is None:
        return
    columns = list(row.terms)
    factor = whole[0] / row.terms[columns[0]]
    lower = _up(row.lower * factor) if row.lower > -INF else row.lower
    upper = _down(row.upper * factor) if row.upper < INF else row.upper
    terms = dict(zip(columns, map(float, whole), strict=True))
    if terms != row.terms or (lower, upper) != (row.lower, row.upper):
        row.terms, row.lower, row.upper = terms, lower, upper
        work.changed = True
    if lower > upper:
        work.infeasible = f"row '{row.name}'"


def whole_multiples(values: Sequence[float]) -> list[int] | None:
    """Return values as coprime whole numbers times one positive number, None if there are no small ones."""
    least = min(map(abs, values))
    fractions = []
    for value in values:
        ratio = value / least
        fraction = Fraction(ratio).limit_denominator(_LARGEST_DENOMINATOR)
        if abs(ratio) > 1e9 or abs(float(fraction) - ratio) > _EXACT_RATIO * abs(ratio):
            return None
        fractions.append(fraction)
    multiple = math.lcm(*(f.denominator for f in fractions))
    if multiple > 10**6:
        return None
    numbers = [int(f * multiple) for f in fractions]
    divisor = math.gcd(*numbers)
    return [n // divisor for n in numbers]


def _up(side: float) -> float:
    return float(math.ceil(side - EQUAL * max(1.0, abs(side))))


def _down(side: float) -> float:
    return float(math.floor(side + EQUAL * max(1.0, abs(side))))


def _fix_columns(work: Working) -> None:
    for j in sorted(work.live):
        if work.lower[j] > -INF and close(work.lower[j], work.upper[j]) and not work.semi[j]:
            exact = work.lower[j] == work.upper[j]
            work.fix(j, work.lower[j] if exact else 0.5 * (work.lower[j] + work.upper[j]))


def _merge_parallel(work: Working) -> None:
    """Put rows whose terms are multiples of each other into one, with the narrower sides."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for i in sorted(work.rows):
        row = work.rows[i]
        columns = tuple(sorted(row.terms))
        if not columns:
            continue
        for k in groups.setdefault(columns, []):
            first = work.rows[k]
            factor = first.terms[columns[0]] / row.terms[columns[0]]
            if all(close(first.terms[j], factor * row.terms[j]) for j in columns):
                _narrow(work, first, row, factor)
                work.drop(i)
                break
        else:
            groups[columns].append(i)


def _narrow(work: Working, first: WorkingRow, second: WorkingRow, factor: float) -> None:
    low, high = sorted((second.lower * factor, second.upper * factor))
    if low > first.lower or high < first.upper:
        first.name = second.name if first.lower <= low and first.upper >= high else first.name
        first.lower, first.upper = max(first.lower, low), min(first.upper, high)
    if not at_most(first.lower, first.upper, first.smallest):
        work.infeasible = f"rows '{first.name}' and '{second.name}'"
    elif close(first.lower, first.upper, 1e-3 * first.smallest):
        first.upper = first.lower
