"""An independent check of solutions: in floating point for the search, in exact rationals for the verdict."""

from __future__ import annotations

from dataclasses import dataclass

import gmpy2
import numpy as np

from metasolve.matrix import FloatArray, IntArray
from metasolve.problem import INF, Problem
from metasolve.solution import CheckReport

FEASIBILITY_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Verdict:
    """What a check found: the absolute violations, and whether all are within tolerance.

    A row or bound may be missed by tolerance x max(1, |side|), an integer column by tolerance: the promise
    that SCIP makes. worst names the worst place ("row c7", "column x3"), empty if nothing is violated.
    """

    feasible: bool
    objective: float
    report: CheckReport
    worst: str


def check(problem: Problem, x: FloatArray, tolerance: float = FEASIBILITY_TOLERANCE) -> Verdict:
    """Check x, (columns,), in floating point; fast enough for every incumbent of a search.

    Raises ValueError if x has another shape.
    """
    if x.shape != (problem.columns,):
        raise ValueError(f"x has shape {x.shape} instead of ({problem.columns},)")
    if not np.isfinite(x).all():
        return Verdict(False, float("nan"), CheckReport(INF, INF, INF), f"column {_first_wrong(problem, x)}")
    row = _excess(problem.a.dot(x), problem.row_lower, problem.row_upper)
    return _verdict(problem, x, row, tolerance)


def check_exact(problem: Problem, x: FloatArray, tolerance: float = FEASIBILITY_TOLERANCE) -> Verdict:
    """Check x with rational arithmetic, so that no rounding of ours hides or invents a violation.

    Raises ValueError if x has another shape.
    """
    quick = check(problem, x, tolerance)
    if not np.isfinite(x).all():
        return quick
    row = np.zeros(problem.rows)
    doubtful = _doubtful_rows(problem, x)
    part = problem.a.take_rows(doubtful)
    data, indices, indptr = part.data.tolist(), part.indices.tolist(), part.indptr.tolist()
    values = {j: gmpy2.mpq(v) for j, v in zip(indices, x[part.indices].tolist(), strict=True)}
    zero = gmpy2.mpq(0)
    for k, i in enumerate(doubtful.tolist()):
        activity = sum((gmpy2.mpq(data[e]) * values[indices[e]] for e in range(indptr[k], indptr[k + 1])), zero)
        below = gmpy2.mpq(problem.row_lower[i]) - activity if problem.row_lower[i] > -INF else zero
        above = activity - gmpy2.mpq(problem.row_upper[i]) if problem.row_upper[i] < INF else zero
        row[i] = float(max(below, above, zero))
    costs = np.flatnonzero(problem.c)
    terms = (gmpy2.mpq(c) * gmpy2.mpq(v) for c, v in zip(problem.c[costs].tolist(), x[costs].tolist(), strict=True))
    objective = sum(terms, gmpy2.mpq(problem.offset))
    verdict = _verdict(problem, x, row, tolerance)
    return Verdict(verdict.feasible, float(objective), verdict.report, verdict.worst)


def _doubtful_rows(problem: Problem, x: FloatArray) -> IntArray:
    """Return the rows that floating point cannot show to be satisfied, by the a priori bound on a sum's error.

    Sums of whole numbers below 2^53 have none.
    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1 (gamma_n).
    """
    products = problem.a.data * x[problem.a.indices]
    activity, size = problem.a.row_sums(products), problem.a.row_sums(np.abs(products))
    whole = (problem.a.data == np.round(problem.a.data)) & (x == np.round(x))[problem.a.indices]
    exact = (problem.a.row_sums((~whole).astype(np.float64)) == 0.0) & (size < 2.0**53)
    error = np.where(exact, 0.0, (np.diff(problem.a.indptr) + 2.0) * 2.0**-53 * 1.01 * size)
    sure = (activity - error >= problem.row_lower) & (activity + error <= problem.row_upper)
    return np.flatnonzero(~sure)


def rounded(problem: Problem, x: FloatArray) -> FloatArray:
    """Return x with the integer columns rounded to the nearest integer."""
    result = x.copy()
    result[problem.integers] = np.round(x[problem.integers])
    return result


def _verdict(problem: Problem, x: FloatArray, row: FloatArray, tolerance: float) -> Verdict:
    bound = _excess(x, problem.col_lower, problem.col_upper)
    bound[problem.is_semi & (x == 0.0)] = 0.0
    fraction = np.zeros(problem.columns)
    fraction[problem.integers] = np.abs(x[problem.integers] - np.round(x[problem.integers]))
    row_excess = row - tolerance * _scale(problem.row_lower, problem.row_upper)
    bound_excess = bound - tolerance * _scale(problem.col_lower, problem.col_upper)
    candidates = [
        (float(values.max(initial=0.0)), kind, int(np.argmax(values)) if values.size else 0)
        for values, kind in ((row, "row"), (bound, "column"), (fraction, "column"))
    ]
    size, kind, k = max(candidates)
    names = problem.row_names if kind == "row" else problem.col_names
    feasible = not ((row_excess > 0.0).any() or (bound_excess > 0.0).any() or (fraction > tolerance).any())
    report = CheckReport(candidates[0][0], candidates[1][0], candidates[2][0])
    return Verdict(feasible, problem.objective(x), report, f"{kind} {names[k]}" if size > 0.0 else "")


def _excess(value: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    result: FloatArray = np.maximum(np.maximum(lower - value, value - upper), 0.0)
    return result


def _scale(lower: FloatArray, upper: FloatArray) -> FloatArray:
    sides = [np.where(np.isfinite(side), np.abs(side), 0.0) for side in (lower, upper)]
    result: FloatArray = np.maximum(1.0, np.maximum(sides[0], sides[1]))
    return result


def _first_wrong(problem: Problem, x: FloatArray) -> str:
    return problem.col_names[int(np.argmax(~np.isfinite(x)))]
