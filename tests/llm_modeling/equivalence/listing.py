"""The oracle for small integer problems: all points, written out, and all correspondences, tried."""

from __future__ import annotations

import math
from itertools import permutations, product

import numpy as np

from llm_modeling.equivalence import Verdict
from metasolve import Problem


def points(problem: Problem) -> dict[tuple[float, ...], float]:
    """Return the cost (to be minimized) of each feasible point of a problem with bounded integer columns."""
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    bounds = zip(problem.col_lower.tolist(), problem.col_upper.tolist(), strict=True)
    ranges = [range(math.ceil(low), math.floor(high) + 1) for low, high in bounds]
    found = {}
    for x in product(*ranges):
        activity = dense @ np.array(x, dtype=np.float64)
        if (activity >= problem.row_lower - 1e-6).all() and (activity <= problem.row_upper + 1e-6).all():
            found[tuple(map(float, x))] = float(problem.sense) * problem.objective(np.array(x, dtype=np.float64))
    return found


def confirmed(verdict: Verdict, a: Problem, b: Problem) -> bool:
    """Return whether the columns of an EQUIVALENT take the points of a onto those of b, best costs included."""
    here = {name: a.col_index[name] for name in verdict.columns}
    first: dict[tuple[float, ...], float] = {}
    for x, cost in points(a).items():
        maps = verdict.columns.items()
        image = tuple(round(other.factor * x[here[name]] + other.shift, 6) + 0.0 for name, other in maps)
        first[image] = min(cost, first.get(image, np.inf))
    second: dict[tuple[float, ...], float] = {}
    for x, cost in points(b).items():
        image = tuple(round(x[b.col_index[other.name]], 6) + 0.0 for other in verdict.columns.values())
        second[image] = min(cost, second.get(image, np.inf))
    if first.keys() != second.keys() or verdict.objective_factor is None or verdict.objective_shift is None:
        return False
    factor = verdict.objective_factor * float(a.sense) * float(b.sense)
    shift = verdict.objective_shift * float(b.sense)
    return factor > 0.0 and all(abs(second[x] - factor * first[x] - shift) < 1e-6 for x in first)


def some_correspondence(a: Problem, b: Problem) -> bool:
    """Return whether some order and direction of the columns takes the points of a onto those of b, ranked alike."""
    first, second = points(a), points(b)
    if a.columns != b.columns or len(first) != len(second):
        return False
    ranges = [sorted({x[j] for x in second}) for j in range(b.columns)]
    for order in permutations(range(a.columns)):
        for signs in product((1.0, -1.0), repeat=a.columns):
            image = {}
            for x, cost in first.items():
                moved = [s * x[j] for j, s in zip(order, signs, strict=True)]
                image[tuple(moved)] = cost
            lows = [min(x[k] for x in image) for k in range(a.columns)]
            shifted = {
                tuple(v - low + own[0] for v, low, own in zip(x, lows, ranges, strict=True)): cost
                for x, cost in image.items()
            }
            if shifted.keys() == second.keys() and _ranked_alike([(shifted[x], second[x]) for x in second]):
                return True
    return False


def _ranked_alike(costs: list[tuple[float, float]]) -> bool:
    first, second = np.array(costs).T
    run, rise = first.max() - first.min(), second.max() - second.min()
    if run < 1e-9 or rise < 1e-9:
        return bool(run < 1e-9 and rise < 1e-9)
    return bool(np.allclose((first - first.min()) / run, (second - second.min()) / rise, atol=1e-9))
