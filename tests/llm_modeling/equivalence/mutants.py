"""Mutants: sheets with one mistake, and what the mistake changes by an oracle of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from metasolve import Problem
from tests.llm_modeling.equivalence.rewrites import FloatArray, best_point, greatest
from tests.llm_modeling.equivalence.sheet import INF, Rng, Sheet

Mutation = Callable[[Sheet, Rng], bool]


def drop_row(sheet: Sheet, rng: Rng) -> bool:
    del sheet.lines[_any_line(sheet, rng)]
    return True


def drop_link(sheet: Sheet, rng: Rng) -> bool:
    links = [n for n, r in sheet.lines.items() if r.linking]
    if not links:
        return False
    del sheet.lines[str(rng.choice(links))]
    return True


def flip_sense(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    if line.lower == line.upper:
        line.lower = -INF
    else:
        line.lower, line.upper = line.upper if line.upper < INF else -INF, line.lower if line.lower > -INF else INF
        line.lower, line.upper = min(line.lower, line.upper), max(line.lower, line.upper)
    return True


def change_coefficient(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    name = str(rng.choice(list(line.terms)))
    line.terms[name] = _changed(line.terms[name], rng)
    if line.terms[name] == 0.0:
        del line.terms[name]
    return bool(line.terms)


def change_side(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    if line.lower == line.upper:
        line.lower = line.upper = _changed(line.upper, rng)
    elif line.upper < INF:
        line.upper = _changed(line.upper, rng)
    else:
        line.lower = _changed(line.lower, rng)
    return line.lower <= line.upper


def relax_integrality(sheet: Sheet, rng: Rng) -> bool:
    integer = [c for c, col in sheet.cols.items() if col.integer]
    if not integer:
        return False
    sheet.cols[str(rng.choice(integer))].integer = False
    return True


def change_bound(sheet: Sheet, rng: Rng) -> bool:
    col = sheet.cols[str(rng.choice(list(sheet.cols)))]
    if col.upper < INF and not (col.integer and col.upper == 1.0):
        col.upper = max(col.lower, _changed(col.upper, rng))
    elif rng.random() < 0.5:
        col.lower -= 1.0
    elif col.upper < INF:
        col.upper += 1.0
    else:
        col.lower += 1.0
    return True


def change_cost(sheet: Sheet, rng: Rng) -> bool:
    col = sheet.cols[str(rng.choice([c for c, col in sheet.cols.items() if col.cost]))]
    col.cost = _changed(col.cost, rng)
    return True


MUTATIONS: tuple[Mutation, ...] = (
    drop_row,
    drop_link,
    flip_sense,
    change_coefficient,
    change_side,
    relax_integrality,
    change_bound,
    change_cost,
)


def _any_line(sheet: Sheet, rng: Rng) -> str:
    return str(rng.choice(list(sheet.lines)))


def _changed(value: float, rng: Rng) -> float:
    if value == round(value):
        return value + float(rng.choice([-3, -2, -1, 1, 2, 5]))
    return round(value * float(rng.choice([0.5, 0.9, 1.1, 2.0])), 4)


def says_the_same(a: Problem, b: Problem) -> bool:
    """Return whether problems in the same columns have the same points and rank them alike; by optimization.

    Each row and bound of either is tried on the other one with HiGHS; integer columns that only one has are taken as
    a difference if the other takes a value in between.
    """
    for first, second in ((a, b), (b, a)):
        dense = _dense(second)
        for i in range(second.rows):
            for sign, side in ((1.0, second.row_upper[i]), (-1.0, -second.row_lower[i])):
                if side < INF and not _keeps(first, sign * dense[i], side):
                    return False
        unit = np.eye(second.columns)
        for j in range(second.columns):
            for sign, side in ((1.0, second.col_upper[j]), (-1.0, -second.col_lower[j])):
                if side < INF and not _keeps(first, sign * unit[j], side):
                    return False
            if second.is_integer[j] and not first.is_integer[j] and _between(first, j):
                return False
    return ranks_the_same(a, b)


def ranks_the_same(a: Problem, b: Problem) -> bool:
    """Return whether the cost of b is an increasing affine function of the cost of a on the points of a."""
    cost_a, cost_b = float(a.sense) * a.c, float(b.sense) * b.c
    if np.linalg.matrix_rank(np.stack([cost_a, cost_b]), tol=1e-9) < 2:
        return bool(cost_a @ cost_b > 0.0 or not (cost_a.any() or cost_b.any()))
    first, last = best_point(a, cost_a), best_point(a, -cost_a)
    if first is None or last is None:
        return _is_empty(a)
    run, rise = cost_a @ (first - last), cost_b @ (first - last)
    if abs(run) < 1e-6:
        return False
    factor = float(rise / run)
    rest = cost_b - factor * cost_a
    size = 1e-6 * max(1.0, float(np.abs([first, last]).max() * np.abs(rest).max()))
    spread = [greatest(a, sign * rest) for sign in (1.0, -1.0)]
    return factor > 0.0 and spread[0] is not None and spread[1] is not None and spread[0] + spread[1] < size


def _dense(problem: Problem) -> FloatArray:
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    return dense


def _keeps(problem: Problem, c: FloatArray, side: float) -> bool:
    if np.isinf(side):
        return True
    most = greatest(problem, c)
    return (most is not None and most <= side + 1e-6 * max(1.0, abs(side))) or _is_empty(problem)


def _is_empty(problem: Problem) -> bool:
    return greatest(problem, np.zeros(problem.columns)) is None


def _between(problem: Problem, j: int) -> bool:
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    for value in (np.ceil(lower[j]) + 0.5, np.ceil(lower[j]) + 1.5):
        lower[j] = upper[j] = value
        if value > problem.col_upper[j]:
            continue
        held = Problem.from_arrays(
            problem.c,
            problem.a,
            problem.row_lower,
            problem.row_upper,
            lower,
            upper,
            problem.integrality,
        )
        if not _is_empty(held):
            return True
    return False
