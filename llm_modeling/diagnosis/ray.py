"""unbounded_of: a direction in which a problem can be improved without limit, checked in exact arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from llm_modeling.diagnosis.conflict import DEFAULT_DIAGNOSIS_LIMITS, DiagnosisLimits
from llm_modeling.diagnosis.layout import INF, Layout
from llm_modeling.diagnosis.oracle import Clock, least_vertex
from llm_modeling.grounding.columns import BoolArray, FloatArray, IntArray
from metasolve import Problem

_ZERO = 1e-9
_DENOMINATORS = (1, 12, 1_000, 1_000_000)


@dataclass(frozen=True)
class Ray:
    """A direction: moving column columns[k] by steps[k], all at once and as often as one likes, breaks no condition.

    rate is by how much the objective changes each time, in the problem's own sense. is_minimal says that no part of
    the columns alone has such a direction. The steps are whole numbers, so that integer columns stay integers, and
    what they promise was checked in exact arithmetic.
    """

    columns: tuple[int, ...]
    steps: tuple[int, ...]
    rate: Fraction
    is_minimal: bool


def unbounded_of(problem: Problem, limits: DiagnosisLimits = DEFAULT_DIAGNOSIS_LIMITS) -> Ray | None:
    """Return a direction of unlimited improvement with few columns; None if there is none, or none is found in time.

    The problem is unbounded if it is feasible as well: with rational data, the direction of the relaxation is one of
    the integers too. Source: Meyer, On the existence of optimal solutions to integer programs, 1974.

    Raises UnsupportedModelError for semicontinuous columns.
    """
    Layout(problem)
    clock = Clock(limits.time_limit_s, limits.solve_time_limit_s)
    allowed = ~(np.isfinite(problem.col_lower) & np.isfinite(problem.col_upper))
    steps = _direction(problem, allowed, clock.left_s())
    if steps is None:
        return None
    steps, is_minimal = _reduced(problem, steps, clock)
    exact = _exact(problem, steps)
    if exact is None:
        return None
    columns = np.flatnonzero(steps)
    exact = _whole(exact)
    rate = sum((_fraction(float(problem.c[j])) * exact[j] for j in columns.tolist()), Fraction(0))
    return Ray(tuple(columns.tolist()), tuple(int(exact[j]) for j in columns.tolist()), rate, is_minimal)


def _direction(problem: Problem, allowed: BoolArray, limit_s: float) -> FloatArray | None:
    """Return the direction of least 1-norm that improves the objective by 1, None if there is none."""
    columns = np.flatnonzero(allowed)
    if not columns.size or limit_s <= 0.0:
        return None
    a = csr_array((problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape)[:, columns]
    lower, upper = np.isfinite(problem.row_lower), np.isfinite(problem.row_upper)
    cone = csr_array(vstack([a[upper], -a[lower]]))
    gain = float(problem.sense) * problem.c[columns]
    if not gain.any():
        return None
    up, down = np.isinf(problem.col_upper[columns]), np.isinf(problem.col_lower[columns])
    # each column is an increase less a decrease, so that the cost is the 1-norm
    moves = least_vertex(
        np.ones(2 * columns.size),
        np.concatenate([gain, -gain]).reshape(1, -1),
        np.array([-1.0]),
        csr_array(hstack([cone, -cone])),
        np.where(np.concatenate([up, down]), INF, 0.0),
        limit_s,
    )
    if moves is None:
        return None
    increase, decrease = np.split(moves, 2)
    moves = increase - decrease
    steps = np.zeros(problem.columns)
    steps[columns] = np.where(np.abs(moves) > _ZERO * np.abs(moves).max(), moves, 0.0)
    return steps


def _reduced(problem: Problem, steps: FloatArray, clock: Clock) -> tuple[FloatArray, bool]:
    """Return a direction of which no column can be left out, and whether there was time to see to that."""
    allowed = steps != 0.0
    for column in np.flatnonzero(steps).tolist():
        if not allowed[column]:
            continue
        if clock.is_over:
            return steps, False
        trial = allowed.copy()
        trial[column] = False
        fewer = _direction(problem, trial, clock.left_s())
        if fewer is not None:
            steps, allowed = fewer, fewer != 0.0
    return steps, True


def _exact(problem: Problem, steps: FloatArray) -> dict[int, Fraction] | None:
    """Return the direction in fractions that keep all conditions exactly, None if rounding does not find them."""
    columns = np.flatnonzero(steps)
    sizes = np.abs(steps[columns])
    for scale in dict.fromkeys((float(sizes.min()), float(sizes.max()), 1.0)):
        for most in _DENOMINATORS:
            exact = {j: Fraction(steps[j] / scale).limit_denominator(most) for j in columns.tolist()}
            if _is_ray(problem, exact, columns):
                return exact
    return None


def _is_ray(problem: Problem, exact: dict[int, Fraction], columns: IntArray) -> bool:
    """Whether the direction improves the objective and keeps every row and bound, in exact arithmetic."""
    rate = sum((_fraction(float(problem.c[j])) * step for j, step in exact.items()), Fraction(0))
    if rate * int(problem.sense) >= 0:
        return False
    for j, step in exact.items():
        if (step < 0 and np.isfinite(problem.col_lower[j])) or (step > 0 and np.isfinite(problem.col_upper[j])):
            return False
    by_column = problem.a.transpose
    activity: dict[int, Fraction] = {}
    for j in columns.tolist():
        for entry in range(int(by_column.indptr[j]), int(by_column.indptr[j + 1])):
            row = int(by_column.indices[entry])
            activity[row] = activity.get(row, Fraction(0)) + _fraction(float(by_column.data[entry])) * exact[j]
    return not any(
        (change < 0 and np.isfinite(problem.row_lower[row])) or (change > 0 and np.isfinite(problem.row_upper[row]))
        for row, change in activity.items()
    )


def _fraction(value: float) -> Fraction:
    """Return the simple fraction that a number stands for, such as 1/10 for 0.1, else the number itself."""
    simple = Fraction(value).limit_denominator(1_000_000)
    return simple if float(simple) == value else Fraction(value)


def _whole(exact: dict[int, Fraction]) -> dict[int, Fraction]:
    """Return the same direction in the least whole numbers."""
    factor = lcm(*(step.denominator for step in exact.values()))
    divisor = gcd(*(int(step * factor) for step in exact.values()))
    return {j: step * factor / divisor for j, step in exact.items()}
