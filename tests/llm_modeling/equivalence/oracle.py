"""The oracle of the trial: what two problems say, by HiGHS on changed objectives, or by all points where they are few.

It shares no code with the checker: it reads problems, and of a verdict its columns, factor and shift.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from llm_modeling.equivalence import Verdict
from metasolve import Problem
from tests.llm_modeling.equivalence.listing import confirmed, points, some_correspondence
from tests.llm_modeling.equivalence.rewrites import FloatArray, best_point, greatest
from tests.llm_modeling.equivalence.sheet import INF, Rng

_MOST_POINTS = 5_000
_MOST_COLUMNS = 4
_BOX = 1_000.0
_RANDOM = 8
_AGREE = 1e-5


def says_the_same(a: Problem, b: Problem) -> bool:
    """Return whether problems in the same columns have the same points and rank them alike; by optimization.

    Each row and bound that only one of them has is tried on the other one with HiGHS; integer columns that only one has
    are taken as a difference if the other takes a value in between.
    """
    for first, second in ((a, b), (b, a)):
        here, there = _rows(first), _rows(second)
        for row in there - here:
            for sign, side in ((1.0, row.upper), (-1.0, -row.lower)):
                if side < INF and not _keeps(first, sign * np.array(row.terms), side):
                    return False
        unit = np.eye(second.columns)
        for j in range(second.columns):
            if second.col_upper[j] < first.col_upper[j] and not _keeps(first, unit[j], second.col_upper[j]):
                return False
            if second.col_lower[j] > first.col_lower[j] and not _keeps(first, -unit[j], -second.col_lower[j]):
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
        return is_empty(a)
    run, rise = cost_a @ (first - last), cost_b @ (first - last)
    if abs(run) < 1e-6:
        return False
    factor = float(rise / run)
    rest = cost_b - factor * cost_a
    size = 1e-6 * max(1.0, float(np.abs([first, last]).max() * np.abs(rest).max()))
    spread = [greatest(a, sign * rest) for sign in (1.0, -1.0)]
    return factor > 0.0 and spread[0] is not None and spread[1] is not None and spread[0] + spread[1] < size


def explains(verdict: Verdict, a: Problem, b: Problem, rng: Rng) -> bool:
    """Return whether the columns and the objective of an EQUIVALENT are borne out.

    By all points where both problems have few; otherwise random objectives over the columns that correspond, with and
    without the problems' own ones on top, must have corresponding best values, all within corresponding boxes.
    """
    if _are_few(a) and _are_few(b):
        return confirmed(verdict, a, b)
    if verdict.objective_factor is None or verdict.objective_shift is None:
        return False
    factor = verdict.objective_factor * float(a.sense) * float(b.sense)
    if factor <= 0.0:
        return False
    boxed = _boxed(verdict, a, b)
    for k in range(_RANDOM):
        weight = 0.0 if k % 2 else float(rng.integers(1, 4))
        c, d = weight * float(a.sense) * a.c, weight / factor * float(b.sense) * b.c
        constant = weight * float(a.sense) * a.offset
        other_constant = weight / factor * float(b.sense) * (b.offset - verdict.objective_shift)
        for name, other in verdict.columns.items():
            cost = float(rng.integers(-9, 10))
            c[a.col_index[name]] += cost
            d[b.col_index[other.name]] += cost / other.factor
            other_constant -= cost * other.shift / other.factor
        found = best_point(boxed[0], c), best_point(boxed[1], d)
        if (found[0] is None) != (found[1] is None):
            return False
        if found[0] is not None and found[1] is not None:
            values = float(c @ found[0]) + constant, float(d @ found[1]) + other_constant
            if abs(values[0] - values[1]) > _AGREE * max(1.0, abs(values[0]), float(np.abs(c * found[0]).max())):
                return False
    return True


def finds_a_correspondence(a: Problem, b: Problem) -> bool:
    """Return whether some order and direction of the columns, all tried, shows two tiny problems to be the same."""
    return (
        max(a.columns, b.columns) <= _MOST_COLUMNS and _are_few(a) and _are_few(b) and bool(points(a))
    ) and some_correspondence(a, b)


def is_empty(problem: Problem) -> bool:
    """Return whether HiGHS finds no point."""
    return greatest(problem, np.zeros(problem.columns)) is None


@dataclass(frozen=True)
class _Row:
    terms: tuple[float, ...]
    lower: float
    upper: float


def _rows(problem: Problem) -> set[_Row]:
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    sides = zip(problem.row_lower.tolist(), problem.row_upper.tolist(), strict=True)
    return {_Row(tuple(terms), *ends) for terms, ends in zip(dense.tolist(), sides, strict=True)}


def _keeps(problem: Problem, c: FloatArray, side: float) -> bool:
    if np.isinf(side):
        return True
    most = greatest(problem, c)
    return (most is not None and most <= side + 1e-6 * max(1.0, abs(side))) or is_empty(problem)


def _between(problem: Problem, j: int) -> bool:
    """Return whether column j takes a value between integers: an end of its range, or one of some others."""
    unit = np.eye(problem.columns)[j]
    ends = [best_point(problem, sign * unit) for sign in (1.0, -1.0)]
    if any(end is not None and abs(end[j] - round(end[j])) > 1e-4 for end in ends):
        return True
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    least = math.ceil(lower[j]) if ends[0] is None else round(ends[0][j])
    for value in (least + 0.5, least + 0.25, least + 1.5):
        if value > problem.col_upper[j]:
            continue
        lower[j] = upper[j] = value
        if not is_empty(_with_bounds(problem, lower, upper)):
            return True
    return False


def _boxed(verdict: Verdict, a: Problem, b: Problem) -> tuple[Problem, Problem]:
    """Return both problems with the columns that correspond in corresponding boxes, so that no objective is endless."""
    lower, upper, low, high = (ends.copy() for ends in (a.col_lower, a.col_upper, b.col_lower, b.col_upper))
    for name, other in verdict.columns.items():
        j, k = a.col_index[name], b.col_index[other.name]
        lower[j], upper[j] = max(lower[j], -_BOX), min(upper[j], _BOX)
        ends = sorted(other.factor * end + other.shift for end in (-_BOX, _BOX))
        low[k], high[k] = max(low[k], ends[0]), min(high[k], ends[1])
    return _with_bounds(a, lower, upper), _with_bounds(b, low, high)


def _with_bounds(problem: Problem, lower: FloatArray, upper: FloatArray) -> Problem:
    rows = problem.row_lower, problem.row_upper
    return Problem.from_arrays(problem.c, problem.a, *rows, lower, upper, problem.integrality)


def _are_few(problem: Problem) -> bool:
    widths = (problem.col_upper - problem.col_lower).tolist()
    return bool(problem.is_integer.all()) and all(w < INF for w in widths) and _product(widths) <= _MOST_POINTS


def _product(widths: list[float]) -> float:
    return math.prod(width + 1.0 for width in widths)
