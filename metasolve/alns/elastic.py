"""The phase-1 problem of an infeasible point: slacks on the rows that it violates, their sum to be minimized.

A search that starts at elastic_point and brings the objective down to 0 has found a feasible point.
Source: Fischetti and Lodi, Repairing MIP infeasibility through local branching, 2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metasolve.check import FEASIBILITY_TOLERANCE, rounded
from metasolve.matrix import CsrMatrix, FloatArray, IntArray
from metasolve.problem import INF, Problem, Sense


@dataclass(frozen=True, eq=False)
class _Missed:
    """The violated rows, by how much, and whether from above (slack enters with -1) or from below (+1)."""

    rows: IntArray
    amount: FloatArray
    sign: FloatArray


def elastic(problem: Problem, x: FloatArray) -> Problem:
    """Return the problem whose columns are those of problem, then one slack a row that x violates.

    x, (columns,), has its integer columns rounded and all clipped into the bounds first. The objective is the sum
    of slacks, each divided by the largest coefficient of its row; all other rows stay hard.
    """
    missed = _missed(problem, start_point(problem, x))
    count = missed.rows.size
    below = CsrMatrix.from_coo((problem.rows, count), missed.rows, np.arange(count), missed.sign)
    a = CsrMatrix.from_coo(
        (problem.rows, problem.columns + count),
        np.concatenate([problem.a.rows, below.rows]),
        np.concatenate([problem.a.indices, problem.columns + below.indices]),
        np.concatenate([problem.a.data, below.data]),
    )
    return Problem(
        c=np.concatenate([np.zeros(problem.columns), 1.0 / _largest(problem.a)[missed.rows]]),
        a=a,
        row_lower=problem.row_lower,
        row_upper=problem.row_upper,
        col_lower=np.concatenate([problem.col_lower, np.zeros(count)]),
        col_upper=np.concatenate([problem.col_upper, np.full(count, INF)]),
        integrality=np.concatenate([problem.integrality, np.zeros(count, dtype=np.uint8)]),
        offset=0.0,
        sense=Sense.MINIMIZE,
        col_names=(*problem.col_names, *(f"{problem.row_names[i]}::slack" for i in missed.rows.tolist())),
        row_names=problem.row_names,
        name=problem.name,
    )


def elastic_point(problem: Problem, x: FloatArray) -> FloatArray:
    """Return the feasible point of elastic(problem, x) that belongs to x."""
    start = start_point(problem, x)
    return np.concatenate([start, _missed(problem, start).amount])


def violation(problem: Problem, x: FloatArray) -> float:
    """Return the sum of the violations of all rows at x, each over its largest coefficient."""
    missed = _missed(problem, start_point(problem, x))
    return float((missed.amount / _largest(problem.a)[missed.rows]).sum())


def start_point(problem: Problem, x: FloatArray) -> FloatArray:
    """Return x with integer columns rounded, within bounds."""
    lower = np.where(problem.is_integer, np.ceil(problem.col_lower - FEASIBILITY_TOLERANCE), problem.col_lower)
    upper = np.where(problem.is_integer, np.floor(problem.col_upper + FEASIBILITY_TOLERANCE), problem.col_upper)
    point: FloatArray = np.clip(rounded(problem, x), lower, upper) + 0.0  # no negative zeros
    return point


def _missed(problem: Problem, x: FloatArray) -> _Missed:
    activity = problem.a.dot(x)
    above, below = activity - problem.row_upper, problem.row_lower - activity
    rows = np.flatnonzero((above > _tolerance(problem.row_upper)) | (below > _tolerance(problem.row_lower)))
    return _Missed(rows, np.maximum(above, below)[rows], np.where(above > below, -1.0, 1.0)[rows])


def _tolerance(side: FloatArray) -> FloatArray:
    finite = np.isfinite(side)
    result: FloatArray = (
        0.5 * FEASIBILITY_TOLERANCE * np.maximum(1.0, np.abs(side, where=finite, out=np.ones(side.size)))
    )
    return result


def _largest(a: CsrMatrix) -> FloatArray:
    largest = np.zeros(a.shape[0])
    np.maximum.at(largest, a.rows, np.abs(a.data))
    largest[largest == 0.0] = 1.0
    return largest
