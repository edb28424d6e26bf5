"""Proofs over the feasible set of a form: bounds on a linear function, certified by duality, and points beyond them.

HiGHS (inside SciPy) proposes; nothing it says is believed. A bound counts as far as its dual multipliers prove it, by
arithmetic of our own; an infeasible node needs multipliers of its relaxed problem; a point is checked in rationals.

Source: Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, 2004.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import scipy.sparse
from scipy.optimize import linprog

from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import EQUAL, FEASIBLE, INF, VIOLATED, Form, smallest, worst
from llm_modeling.equivalence.graph import FloatArray

_linprog: Any = linprog  # its stubs know arrays of one kind only
_DENSE_ENTRIES = 20_000
_INTEGRAL = 1e-7
_NO_SLOPE = 1e-11
_ARITHMETIC = 1.2e-16
_INFEASIBLE_BY = 1e-8


class LpStatus(Enum):
    """How a linear program ended; FAILED where it tells nothing."""

    OPTIMAL = 0
    FAILED = 1
    INFEASIBLE = 2
    UNBOUNDED = 3


_STATUS = {
    0: LpStatus.OPTIMAL,
    1: LpStatus.FAILED,
    2: LpStatus.INFEASIBLE,
    3: LpStatus.UNBOUNDED,
    4: LpStatus.FAILED,
}


class Answer(Enum):
    """What is known of a claim."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


@dataclass(frozen=True)
class Proof:
    """The answer; a point of the region if it refutes the claim; the least bound of all nodes if it is proved."""

    answer: Answer
    point: tuple[float, ...] | None = None
    bound: float = -INF


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What a linear program said: the bound that its multipliers prove, and its point."""

    status: LpStatus
    bound: float
    x: FloatArray | None


class Region:
    """The feasible set of a form, in arrays; forms with semicontinuous columns are not supported.

    points has those that were found and checked. A part of another region, which keeps some bounds, shares its points.
    """

    def __init__(self, form: Form, effort: Effort, points: list[FloatArray] | None = None) -> None:
        if form.has_semi:
            raise ValueError("the form has semicontinuous columns")
        self.form = form
        self.effort = effort
        self.points = [] if points is None else points
        self.lower = np.array([c.lower for c in form.columns], dtype=np.float64)
        self.upper = np.array([c.upper for c in form.columns], dtype=np.float64)
        self.integers = np.flatnonzero([c.integer for c in form.columns])
        self._equal, self._equal_side = self._stack([(r.terms, r.lower) for r in form.rows if r.lower == r.upper])
        sides: list[tuple[Mapping[int, float], float]] = [
            (r.terms, r.upper) for r in form.rows if r.lower != r.upper and r.upper < INF
        ]
        sides += [(_negative(r.terms), -r.lower) for r in form.rows if r.lower != r.upper and r.lower > -INF]
        self._below, self._below_side = self._stack(sides)

    @property
    def columns(self) -> int:
        return int(self.lower.size)

    def dense(self, terms: Mapping[int, float]) -> FloatArray:
        """Return the coefficients of a linear function as an array."""
        result = np.zeros(self.columns)
        for j, a in terms.items():
            result[j] = a
        return result

    def relax(self, c: FloatArray, lower: FloatArray, upper: FloatArray) -> Relaxed:
        """Return what the linear program says: minimize c x over the rows and these bounds."""
        return _solve(c, self._below, self._below_side, self._equal, self._equal_side, lower, upper, self.effort)

    def is_empty(self, lower: FloatArray, upper: FloatArray) -> bool:
        """Return whether multipliers prove that no point between these bounds satisfies the rows."""
        count, equal = self._below.shape[0], self._equal.shape[0]
        c = np.zeros(self.columns + 1)
        c[-1] = 1.0
        both = scipy.sparse.csr_array(self._below), scipy.sparse.csr_array(self._equal)
        below = scipy.sparse.vstack([both[0], both[1], -both[1]])
        side = np.concatenate([self._below_side, self._equal_side, -self._equal_side])
        largest = abs(below).max(axis=1).toarray() if below.shape[1] else np.zeros(side.size)
        size = np.maximum(np.maximum(1.0, np.abs(side)), largest).reshape(count + 2 * equal, 1)
        below = scipy.sparse.hstack([below, scipy.sparse.csr_array(-size)]).tocsr()
        none = scipy.sparse.csr_array((0, self.columns + 1))
        ends = (np.append(lower, 0.0), np.append(upper, INF))
        answer = _solve(c, below, side, none, np.zeros(0), *ends, self.effort)
        return answer.bound > _INFEASIBLE_BY

    def contains(self, x: Sequence[float]) -> bool:
        """Return whether x is feasible, by rational arithmetic."""
        return worst(self.form, x)[0] <= FEASIBLE

    def best_known(self, c: FloatArray) -> tuple[float, ...] | None:
        """Return the known point of least c x between the bounds, None if none is known."""
        inside = [x for x in self.points if bool(((x >= self.lower) & (x <= self.upper)).all())]
        return tuple(min(inside, key=lambda x: float(c @ x)).tolist()) if inside else None

    def rounded(self, x: FloatArray) -> list[float]:
        """Return x with whole numbers in the integer columns, within the bounds."""
        result = np.clip(x, self.lower, self.upper)
        result[self.integers] = np.round(result[self.integers])
        return [float(v) for v in result]

    def _stack(self, rows: list[tuple[Mapping[int, float], float]]) -> tuple[Any, FloatArray]:
        at = [(i, j, a) for i, (terms, _) in enumerate(rows) for j, a in terms.items()]
        i, j = np.array([e[0] for e in at], dtype=np.int64), np.array([e[1] for e in at], dtype=np.int64)
        values = np.array([e[2] for e in at], dtype=np.float64)
        matrix = scipy.sparse.csr_array((values, (i, j)), shape=(len(rows), self.lower.size))
        small = matrix.shape[0] * matrix.shape[1] <= _DENSE_ENTRIES
        return matrix.toarray() if small else matrix, np.array([side for _, side in rows], dtype=np.float64)


def _negative(terms: Mapping[int, float]) -> dict[int, float]:
    return {j: -a for j, a in terms.items()}


def _solve(
    c: FloatArray,
    below: Any,
    below_side: FloatArray,
    equal: Any,
    equal_side: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    effort: Effort,
) -> Relaxed:
    if (lower > upper).any():
        return Relaxed(LpStatus.INFEASIBLE, INF, None)
    if c.size == 0:
        broken = bool((below_side < -_INFEASIBLE_BY).any()) or bool((np.abs(equal_side) > _INFEASIBLE_BY).any())
        return Relaxed(LpStatus.INFEASIBLE, INF, None) if broken else Relaxed(LpStatus.OPTIMAL, 0.0, np.zeros(0))
    if not effort.may_solve():
        return Relaxed(LpStatus.FAILED, -INF, None)
    for presolve in (False, True):  # small programs are solved before presolve is set up
        options = {"presolve": presolve, "time_limit": max(0.01, effort.left_s)}
        bounds = np.column_stack([lower, upper])
        result = _linprog(c, below, below_side, equal, equal_side, bounds, method="highs-ds", options=options)
        if result.status != 4:
            break
    status = _STATUS[result.status]
    if status is not LpStatus.OPTIMAL:
        return Relaxed(status, -INF, None)
    y, z = np.minimum(result.ineqlin.marginals, 0.0), np.asarray(result.eqlin.marginals)
    slope = c - below.T @ y - equal.T @ z
    size = np.abs(c) + abs(below).T @ np.abs(y) + abs(equal).T @ np.abs(z)
    end = np.where(slope > 0.0, lower, upper)
    slope = np.where((np.abs(slope) <= _NO_SLOPE * size) & np.isinf(end), 0.0, slope)
    finite = np.where(np.isinf(end), 0.0, end)
    ends = np.where(np.isinf(end) & (slope != 0.0), -INF, slope * finite)
    parts = np.concatenate([y * below_side, z * equal_side, ends])
    error = _ARITHMETIC * (parts.size + 2.0) * float(np.abs(parts).sum() + size @ np.abs(finite))
    bound = float(parts.sum()) - error
    return Relaxed(status, -INF if np.isnan(bound) else bound, np.asarray(result.x, dtype=np.float64))


def prove_at_least(region: Region, terms: Mapping[int, float], target: float) -> Proof:
    """Return whether the sum of terms is at least target on the whole region, by branch and bound.

    REFUTED comes with a point below target by more than doubt; what lies between is OPEN.
    """
    c = region.dense(terms)
    accepted = target - EQUAL * max(smallest(terms), abs(target))
    size = max(1.0, abs(target), float(np.abs(c).max(initial=0.0)))
    nodes = [(region.lower, region.upper)]
    proved = INF
    while nodes:
        lower, upper = nodes.pop()
        node = region.relax(c, lower, upper)
        if node.status is LpStatus.INFEASIBLE and (bool((lower > upper).any()) or region.is_empty(lower, upper)):
            continue
        if node.status is LpStatus.OPTIMAL and node.bound >= accepted:
            proved = min(proved, node.bound)
            continue
        j = branching_column(region, node)
        if j is None or node.x is None:
            return _leaf(region, c, node, target - VIOLATED * size, lower, upper)
        nodes += children(node.x, j, lower, upper)
    return Proof(Answer.PROVED, None, proved)


def branching_column(region: Region, node: Relaxed) -> int | None:
    """Return the most fractional column, None without a point or with a whole one."""
    if node.x is None or region.integers.size == 0:
        return None
    values = node.x[region.integers]
    away = np.abs(values - np.round(values))
    k = int(np.argmax(away))
    return int(region.integers[k]) if away[k] > _INTEGRAL else None


def children(x: FloatArray, j: int, lower: FloatArray, upper: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Return the bounds of the two parts next to x[j], the nearer one last."""
    below, above = upper.copy(), lower.copy()
    below[j] = np.floor(x[j])
    above[j] = below[j] + 1.0
    parts = [(above, upper), (lower, below)]
    return parts if x[j] - below[j] < 0.5 else parts[::-1]


def checked(
    region: Region, c: FloatArray, x: FloatArray, lower: FloatArray, upper: FloatArray
) -> tuple[float, ...] | None:
    """Return x with its integer columns whole, the rest solved again if need be; None if that is not feasible."""
    point = region.rounded(x)
    if region.contains(point):
        region.points.append(np.array(point))
        return tuple(point)
    low, high = lower.copy(), upper.copy()
    low[region.integers] = high[region.integers] = np.array(point)[region.integers]
    node = region.relax(c, low, high)
    if node.x is None:
        return None
    point = region.rounded(node.x)
    if not region.contains(point):
        return None
    region.points.append(np.array(point))
    return tuple(point)


def _leaf(region: Region, c: FloatArray, node: Relaxed, beyond: float, lower: FloatArray, upper: FloatArray) -> Proof:
    """Return the refutation that the node's point is, if it is one."""
    point = None if node.x is None else checked(region, c, node.x, lower, upper)
    if point is not None and float(c @ np.array(point)) < beyond:
        return Proof(Answer.REFUTED, point)
    return Proof(Answer.OPEN)
