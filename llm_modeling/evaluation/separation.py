"""separation: a plan that one of two models of the same variables allows and the other forbids, limit by limit.

The comparison of equivalence proves less where regions are unbounded: a row is not implied there, but the search for
its largest activity finds a ray and no point. Here the search is held in a box.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import scipy.sparse

from llm_modeling.compiled import Compiled
from llm_modeling.grounding.columns import FloatArray, IntArray
from llm_modeling.verification.solving import Outcome, optimum
from metasolve import BackendError, Problem, Sense, check

_BOX = 1e6
_MARGIN = 1e-3
_TOLERANCE = 1e-6
_MOST_ROWS = 200


def separated(a: Compiled, b: Compiled, time_s: float) -> str | None:
    """Return which row or bound of one model forbids a plan that the other allows; None if none is found in time.

    a and b have the same variables and indices; those with auxiliary columns are not looked at.
    """
    order = _order(a, b)
    if order is None:
        return None
    end = time.monotonic() + time_s
    first, second = a.problem, _reordered(b.problem, order)
    for here, there, names in ((second, first, "ab"), (first, second, "ba")):
        boxed = replace(here, col_lower=np.maximum(here.col_lower, -_BOX), col_upper=np.minimum(here.col_upper, _BOX))
        for name, activity, side in _limits(there, here):
            left = end - time.monotonic()
            if left <= 0.0:
                return None
            if _exceeds(boxed, here, activity, side, left):
                return f"{name} of {names[0]} forbids a plan that {names[1]} allows"
    return None


def _order(a: Compiled, b: Compiled) -> IntArray | None:
    """Return, for each column of a, that of b of the same variable and index; None if there are others."""
    order = np.full(a.problem.c.size, -1, dtype=np.int64)
    for name in a.variables:
        there = dict(zip(b.keys_of(name), b.columns_of(name).tolist(), strict=True))
        for key, column in zip(a.keys_of(name), a.columns_of(name).tolist(), strict=True):
            order[column] = there[key]
    return None if (order < 0).any() or b.problem.c.size != order.size else order


def _reordered(problem: Problem, order: IntArray) -> Problem:
    return Problem.from_arrays(
        problem.c[order],
        scipy.sparse.csr_array((problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape)[:, order],
        problem.row_lower,
        problem.row_upper,
        problem.col_lower[order],
        problem.col_upper[order],
        problem.integrality[order],
        col_names=[problem.col_names[k] for k in order.tolist()],
        row_names=problem.row_names,
    )


def _exceeds(boxed: Problem, here: Problem, activity: FloatArray, side: float, time_s: float) -> bool:
    """Whether a plan of here has an activity that is clearly above side."""
    try:
        found = optimum(replace(boxed, c=activity, sense=Sense.MAXIMIZE, offset=0.0), time_s)
    except BackendError:
        return False
    if found.outcome is not Outcome.OPTIMAL or found.x is None or found.value is None:
        return False
    return found.value > side + _MARGIN * (abs(side) + 1.0) and check.check(here, found.x, _TOLERANCE).feasible


def _limits(there: Problem, here: Problem) -> Iterator[tuple[str, FloatArray, float]]:
    """Yield the limits of a problem as name, activity and what it may be at most; bounds where here is wider."""
    for row in range(min(there.a.shape[0], _MOST_ROWS)):
        for sign, side in ((1.0, there.row_upper[row]), (-1.0, -there.row_lower[row])):
            if np.isfinite(side):
                yield f"row {there.row_names[row]!r}", sign * _row(there, row), float(side)
    wider = (here.col_upper > there.col_upper) | (here.col_lower < there.col_lower)
    for column in np.flatnonzero(wider)[:_MOST_ROWS].tolist():
        unit = np.zeros(there.c.size)
        unit[column] = 1.0
        for sign, side in ((1.0, there.col_upper[column]), (-1.0, -there.col_lower[column])):
            if np.isfinite(side):
                yield f"the bounds of column {there.col_names[column]!r}", sign * unit, float(side)


def _row(problem: Problem, row: int) -> FloatArray:
    found = np.zeros(problem.a.shape[1])
    places = slice(problem.a.indptr[row], problem.a.indptr[row + 1])
    found[problem.a.indices[places]] = problem.a.data[places]
    return found
