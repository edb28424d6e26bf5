"""Slicing: a sub-MIP as a problem of its own size, with fixed columns folded in and idle rows dropped.

Bounds are propagated by row activities (Savelsbergh, Preprocessing and probing techniques for mixed integer
programming problems, 1994). Only bounds of integer columns come out tightened: a bound that rows imply on a
continuous column adds nothing to the relaxation, and its rounding could cut off an optimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from metasolve.backends.contract import SubMip
from metasolve.matrix import BoolArray, CsrMatrix, FloatArray, IntArray
from metasolve.problem import INF, Problem

ROUNDS = 5
FEASIBILITY = 1e-6
ROUND_OFF = 1e-12
IMPLIED = 1e-9
LARGEST_BOUND = 1e9
OUT_OF_REACH = "a row is out of reach within the bounds"


@dataclass(frozen=True)
class Infeasible:
    """The sub-MIP has no solution; reason says where that shows."""

    reason: str


@dataclass(frozen=True, eq=False)
class Sliced:
    """A sub-MIP as a problem of its own; its objective at x equals that of the sub-MIP at lift(x).

    columns, (problem.columns,), are the positions of its columns in the whole problem, ascending; there may be
    none. fixed_x covers the whole problem: the values of the columns that are gone, 0 elsewhere. A solution must
    have an objective of at most cutoff; where the sub-MIP has an objective of its own, the cutoff is a row of
    problem instead, and cutoff is inf.
    """

    problem: Problem
    columns: IntArray
    fixed_x: FloatArray
    cutoff: float = INF

    def lift(self, x: FloatArray) -> FloatArray:
        """Return the point of the whole problem that belongs to x."""
        whole = self.fixed_x.copy()
        whole[self.columns] = x
        return whole

    def restrict(self, whole: FloatArray) -> FloatArray:
        """Return the part of a point of the whole problem that is left to decide."""
        part: FloatArray = whole[self.columns]
        return part


def slice_submip(problem: Problem, sub: SubMip) -> Sliced | Infeasible:
    """Return sub as a problem of its own, or that it has no solution.

    problem is in engine form (minimization, no semi- columns). Where sub takes nothing away, nothing is copied.
    """
    if _is_whole(sub):
        whole = problem if sub.objective is None else replace(problem, c=sub.objective, offset=0.0)
        return Sliced(whole, np.arange(problem.columns), np.zeros(problem.columns), sub.cutoff)
    integer = np.zeros(problem.columns, dtype=np.bool_) if sub.relaxed else problem.is_integer
    lower, upper = _bounds(problem, sub, integer)
    if (lower > upper).any():
        name = problem.col_names[int(np.argmax(lower > upper))]
        return Infeasible(f"column {name} has no value left")
    x = np.where(lower == upper, lower, 0.0)
    free = np.flatnonzero(lower < upper)
    rows = reduce(_Rows.stack, (block.fold(x, free) for block in _blocks(problem, sub)))
    halves = _Halves.of(rows)
    lower, upper = lower[free], upper[free]
    reason = _propagate(halves, lower, upper, integer[free])
    if reason:
        return Infeasible(reason)
    idle = halves.idle_rows(rows.a.shape[0], lower, upper)
    if sub.objective is None and sub.cutoff < INF:
        idle[-1] = True  # the objective row was there to propagate; engines have ways of their own to set a cutoff
    kept, left = np.flatnonzero(~idle), np.flatnonzero(lower < upper)
    x[free] = np.where(lower == upper, lower, 0.0)
    rows = rows.take(kept).fold(x[free], left)
    part = _assemble(problem, sub, rows, kept, free[left], x, lower[left], upper[left])
    return Sliced(part, free[left], x, sub.cutoff if sub.objective is None else INF)


def _is_whole(sub: SubMip) -> bool:
    bounded = sub.fixed is not None or sub.col_lower is not None or sub.col_upper is not None
    return not (bounded or sub.rows is not None or sub.relaxed or (sub.objective is not None and sub.cutoff < INF))


def _bounds(problem: Problem, sub: SubMip, integer: BoolArray) -> tuple[FloatArray, FloatArray]:
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    if sub.col_lower is not None:
        np.maximum(lower, sub.col_lower, out=lower)
    if sub.col_upper is not None:
        np.minimum(upper, sub.col_upper, out=upper)
    lower[integer] = np.ceil(lower[integer] - FEASIBILITY)
    upper[integer] = np.floor(upper[integer] + FEASIBILITY)
    if sub.fixed is not None and sub.values is not None:
        low, high = lower[sub.fixed], upper[sub.fixed]
        slack = FEASIBILITY * np.maximum(1.0, np.abs(sub.values))
        near = (sub.values >= low - slack) & (sub.values <= high + slack)
        whole = np.round(sub.values)
        near &= ~integer[sub.fixed] | (np.abs(sub.values - whole) <= FEASIBILITY)
        values = np.clip(np.where(integer[sub.fixed], whole, sub.values), low, high)
        lower[sub.fixed] = np.where(near, values, 1.0)
        upper[sub.fixed] = np.where(near, values, -1.0)
    # bounds that cross by no more than the tolerance meet
    crossed = (lower > upper) & (lower <= upper + FEASIBILITY * np.maximum(1.0, np.abs(upper)))
    lower[crossed] = upper[crossed]
    return lower, upper


@dataclass(frozen=True, eq=False)
class _Rows:
    """lower <= a x <= upper, either within tolerance, which covers feasibility and the round-off of folding."""

    a: CsrMatrix
    lower: FloatArray
    upper: FloatArray
    tolerance: FloatArray

    @classmethod
    def of(cls, a: CsrMatrix, lower: FloatArray, upper: FloatArray) -> _Rows:
        sides = np.maximum(np.where(lower > -INF, np.abs(lower), 0.0), np.where(upper < INF, np.abs(upper), 0.0))
        return cls(a, lower, upper, FEASIBILITY * np.maximum(1.0, sides))

    def fold(self, x: FloatArray, free: IntArray) -> _Rows:
        """Return the rows over the free columns; x holds the values of all others, and 0 at the free ones."""
        terms = self.a.data * x[self.a.indices]
        constant, size = self.a.row_sums(terms), self.a.row_sums(np.abs(terms))
        position = np.full(x.size, -1, dtype=np.int64)
        position[free] = np.arange(free.size)
        column = position[self.a.indices]
        entries = np.flatnonzero(column >= 0)
        indptr = np.zeros(self.lower.size + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.a.rows[entries], minlength=self.lower.size), out=indptr[1:])
        a = CsrMatrix((self.lower.size, int(free.size)), indptr, column[entries], self.a.data[entries])
        noise = ROUND_OFF * size
        lower, upper = self.lower - constant, self.upper - constant
        lower[np.abs(lower) <= noise] = 0.0
        upper[np.abs(upper) <= noise] = 0.0
        return _Rows(a, lower, upper, self.tolerance + noise)

    def take(self, rows: IntArray) -> _Rows:
        return _Rows(self.a.take_rows(rows), self.lower[rows], self.upper[rows], self.tolerance[rows])

    def stack(self, below: _Rows) -> _Rows:
        return _Rows(
            self.a.stack(below.a),
            np.concatenate([self.lower, below.lower]),
            np.concatenate([self.upper, below.upper]),
            np.concatenate([self.tolerance, below.tolerance]),
        )


def _blocks(problem: Problem, sub: SubMip) -> list[_Rows]:
    blocks = [_Rows.of(problem.a, problem.row_lower, problem.row_upper)]
    if sub.rows is not None:
        blocks.append(_Rows.of(sub.rows.a, sub.rows.lower, sub.rows.upper))
    if sub.cutoff < INF:
        support = np.flatnonzero(problem.c)
        ends = np.array([0, support.size], dtype=np.int64)
        row = CsrMatrix((1, problem.columns), ends, support, problem.c[support])
        blocks.append(_Rows.of(row, np.array([-INF]), np.array([sub.cutoff - problem.offset])))
    return blocks


@dataclass(frozen=True, eq=False)
class _Halves:
    """Rows with one side each, a x <= side: row k is one side of row origin[k]."""

    a: CsrMatrix
    side: FloatArray
    tolerance: FloatArray
    origin: IntArray

    @classmethod
    def of(cls, rows: _Rows) -> _Halves:
        above, below = np.flatnonzero(rows.upper < INF), np.flatnonzero(rows.lower > -INF)
        flipped = rows.a.take_rows(below)
        origin = np.concatenate([above, below])
        return cls(
            rows.a.take_rows(above).stack(replace(flipped, data=-flipped.data)),
            np.concatenate([rows.upper[above], -rows.lower[below]]),
            rows.tolerance[origin],
            origin,
        )

    def touching(self, columns: BoolArray) -> _Halves:
        """Return the halves with an entry in one of the columns, a mask."""
        hit = np.zeros(self.side.size, dtype=np.bool_)
        hit[self.a.rows[columns[self.a.indices]]] = True
        rows = np.flatnonzero(hit)
        return _Halves(self.a.take_rows(rows), self.side[rows], self.tolerance[rows], self.origin[rows])

    def smallest(self, lower: FloatArray, upper: FloatArray) -> _Activity:
        """Return the smallest value of each row within bounds; with lower and upper exchanged, the largest."""
        picked = self.a.indices + lower.size * (self.a.data < 0.0)
        bounds = np.concatenate([lower, upper])
        terms = self.a.data * bounds[picked]
        infinite = np.zeros(self.side.size, dtype=np.int64)
        if np.isinf(bounds).any():
            endless = np.isinf(terms)
            infinite = np.bincount(self.a.rows[endless], minlength=self.side.size)
            terms[endless] = 0.0
        return _Activity(terms, self.a.row_sums(terms), infinite, ROUND_OFF * self.a.row_sums(np.abs(terms)))

    def hopeless(self, activity: _Activity) -> bool:
        """Return whether some row is out of reach, given the smallest activities."""
        excess = activity.finite - activity.noise - self.tolerance > self.side
        return bool((excess & (activity.infinite == 0)).any())

    def idle_rows(self, rows: int, lower: FloatArray, upper: FloatArray) -> BoolArray:
        """Return which of that many rows hold at every point within the bounds, (rows,)."""
        largest = self.smallest(upper, lower)
        slack = np.where(np.diff(self.a.indptr) == 0, self.tolerance, IMPLIED * np.maximum(1.0, np.abs(self.side)))
        implied = (largest.infinite == 0) & (largest.finite <= self.side + slack)
        idle = np.ones(rows, dtype=np.bool_)
        idle[self.origin[~implied]] = False
        return idle


@dataclass(frozen=True, eq=False)
class _Activity:
    """Extreme values of rows: the finite terms, one an entry (0 if infinite), and by row their sum, the number
    of infinite terms, and a bound on the round-off of the sum.
    """

    terms: FloatArray
    finite: FloatArray
    infinite: IntArray
    noise: FloatArray


def _propagate(halves: _Halves, lower: FloatArray, upper: FloatArray, integer: BoolArray) -> str:
    """Tighten the bounds of the integer columns in place; return why that is impossible, or nothing."""
    if halves.hopeless(halves.smallest(lower, upper)):
        return OUT_OF_REACH
    low, high = lower.copy(), upper.copy()
    changed = integer  # rows without an integer column would only hand bounds of continuous columns on
    for _ in range(ROUNDS):
        if not (changed & integer).any():
            break
        active = halves.touching(changed)
        activity = active.smallest(low, high)
        if active.hopeless(activity):
            return OUT_OF_REACH
        changed = _tighten(active, activity, low, high, integer)
        if (low > high).any():
            return "a column has no value left"
    np.copyto(lower, low, where=integer)
    np.copyto(upper, high, where=integer)
    return ""


def _tighten(halves: _Halves, activity: _Activity, low: FloatArray, high: FloatArray, integer: BoolArray) -> BoolArray:
    """Tighten low and high in place by what each row leaves to each of its columns; return where that helped."""
    a = halves.a
    room = halves.side + halves.tolerance + activity.noise - activity.finite
    room[activity.infinite > 1] = INF
    # a row says something of a column only if the column's own range is wider than the row's room
    entries = np.flatnonzero(np.abs(a.data) * (high - low)[a.indices] > room[a.rows])
    row, column, value = a.rows[entries], a.indices[entries], a.data[entries]
    rising, whole = value > 0.0, integer[column]
    own = np.where(rising, low[column], high[column])
    alone = activity.infinite[row] - np.isinf(own) == 0
    bound = (room[row] + activity.terms[entries]) / value
    slack = FEASIBILITY * np.maximum(1.0, np.abs(bound))
    bound = np.where(rising, bound + slack, bound - slack)
    bound[whole] = np.where(rising, np.floor(bound), np.ceil(bound))[whole]
    gain = np.where(rising, high[column] - bound, bound - low[column])
    least = np.where(whole, 0.5, 1e-3 * np.maximum(1.0, np.abs(bound)))
    useful = alone & (gain > least) & (np.abs(bound) <= LARGEST_BOUND)
    up, down = useful & rising, useful & ~rising
    np.minimum.at(high, column[up], bound[up])
    np.maximum.at(low, column[down], bound[down])
    changed = np.zeros(low.size, dtype=np.bool_)
    changed[column[useful]] = True
    return changed


def _assemble(
    problem: Problem,
    sub: SubMip,
    rows: _Rows,
    kept: IntArray,
    columns: IntArray,
    x: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
) -> Problem:
    c = problem.c if sub.objective is None else sub.objective
    offset = problem.offset if sub.objective is None else 0.0
    kinds: npt.NDArray[np.uint8] = problem.integrality[columns]
    return Problem(
        c=c[columns],
        a=rows.a,
        row_lower=rows.lower,
        row_upper=rows.upper,
        col_lower=lower,
        col_upper=upper,
        integrality=np.zeros_like(kinds) if sub.relaxed else kinds,
        offset=offset + float(c @ x),
        sense=problem.sense,
        col_names=_names(problem.col_names, columns),
        row_names=_names(problem.row_names, kept),
        name=problem.name,
    )


def _names(names: Sequence[str], picked: IntArray) -> tuple[str, ...]:
    """Return the picked names; positions past the end are rows of the sub-MIP's own, extra0, extra1, ..."""
    own = picked[picked >= len(names)] - len(names)
    return (*map(names.__getitem__, picked[: picked.size - own.size].tolist()), *(f"extra{k}" for k in own.tolist()))
