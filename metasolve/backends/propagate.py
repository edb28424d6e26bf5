"""Compiled fix-and-propagate: a dive that fixes integer columns one by one and propagates bounds after each.

Source: Salvagnin, Roberti and Fischetti, A fix-propagate-repair heuristic for mixed integer programming, 2024.
Importing this module imports numba (seconds when cold), so only the process that dives should do it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit

from metasolve.matrix import BoolArray, FloatArray, IntArray
from metasolve.problem import INF, Problem

P = ParamSpec("P")
R = TypeVar("R")

TOLERANCE = 1e-6
LARGEST_INTEGER = 1e9
LARGEST_CONTINUOUS = 1e7
LEAST_SHRINKAGE = 0.1


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return function compiled by numba, kept on disk between runs."""
    return cast("Callable[P, R]", njit(cache=True, error_model="numpy")(function))


class Arrays(NamedTuple):
    """A problem as kernels take it: entries by row and by column, sides, kinds."""

    row_start: IntArray
    row_column: IntArray
    row_value: FloatArray
    column_start: IntArray
    column_row: IntArray
    column_value: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    integer: BoolArray
    cost: FloatArray

    @classmethod
    def of(cls, problem: Problem) -> Arrays:
        by_column = problem.a.transpose
        return cls(
            problem.a.indptr,
            problem.a.indices,
            problem.a.data,
            by_column.indptr,
            by_column.indices,
            by_column.data,
            problem.row_lower,
            problem.row_upper,
            np.where(problem.is_integer, np.ceil(problem.col_lower - TOLERANCE), problem.col_lower),
            np.where(problem.is_integer, np.floor(problem.col_upper + TOLERANCE), problem.col_upper),
            problem.is_integer,
            problem.c,
        )


class Domain(NamedTuple):
    """The state of a dive: column bounds, row activities, the trail of old bounds, the queue of rows.

    least and most are the finite parts of the smallest and largest activity of each row, (rows,); the infinite
    terms are counted. size holds the lengths of trail and queue. reach is the widest term of each row at the start.
    """

    low: FloatArray
    high: FloatArray
    least: FloatArray
    most: FloatArray
    least_infinite: IntArray
    most_infinite: IntArray
    reach: FloatArray
    trail_place: IntArray
    trail_value: FloatArray
    queue: IntArray
    queued: BoolArray
    size: IntArray

    @classmethod
    def of(cls, arrays: Arrays) -> Domain:
        rows, columns = arrays.row_lower.size, arrays.col_lower.size
        domain = cls(
            low=arrays.col_lower.copy(),
            high=arrays.col_upper.copy(),
            least=np.zeros(rows),
            most=np.zeros(rows),
            least_infinite=np.zeros(rows, dtype=np.int64),
            most_infinite=np.zeros(rows, dtype=np.int64),
            reach=np.zeros(rows),
            trail_place=np.zeros(8 * columns + 1000, dtype=np.int64),
            trail_value=np.zeros(8 * columns + 1000),
            queue=np.zeros(rows + 1, dtype=np.int64),
            queued=np.zeros(rows, dtype=np.bool_),
            size=np.zeros(3, dtype=np.int64),
        )
        start(arrays, domain)
        return domain

    def copy(self) -> Domain:
        return Domain._make([array.copy() for array in self])


@compiled
def start(m: Arrays, d: Domain) -> None:
    """Set activities from the bounds, and queue all rows."""
    d.size[:] = 0
    for i in range(d.least.size):
        d.least[i] = d.most[i] = d.reach[i] = 0.0
        d.least_infinite[i] = d.most_infinite[i] = 0
        for k in range(m.row_start[i], m.row_start[i + 1]):
            j, a = m.row_column[k], m.row_value[k]
            small, large = (a * d.low[j], a * d.high[j]) if a > 0.0 else (a * d.high[j], a * d.low[j])
            d.reach[i] = max(d.reach[i], large - small)
            if small == -INF:
                d.least_infinite[i] += 1
            else:
                d.least[i] += small
            if large == INF:
                d.most_infinite[i] += 1
            else:
                d.most[i] += large
        d.queue[i], d.queued[i] = i, True
    d.size[1] = d.least.size


@compiled
def shift(sums: FloatArray, counts: IntArray, i: int, a: float, old: float, new: float) -> None:
    """Move one term of row i's activity from a x old to a x new, either of which may be infinite."""
    if np.isinf(old):
        counts[i] -= 1
    else:
        sums[i] -= a * old
    if np.isinf(new):
        counts[i] += 1
    else:
        sums[i] += a * new


@compiled
def set_bound(m: Arrays, d: Domain, j: int, is_high: bool, value: float, wake: bool) -> None:
    """Set one bound of column j and all activities; wake queues the rows that may follow."""
    old = d.high[j] if is_high else d.low[j]
    if is_high:
        d.high[j] = value
    else:
        d.low[j] = value
    for k in range(m.column_start[j], m.column_start[j + 1]):
        i, a = m.column_row[k], m.column_value[k]
        if (a > 0.0) == is_high:
            shift(d.most, d.most_infinite, i, a, old, value)
        else:
            shift(d.least, d.least_infinite, i, a, old, value)
        if wake and not d.queued[i]:
            d.queued[i] = True
            d.queue[(d.size[2] + d.size[1]) % d.queue.size] = i
            d.size[1] += 1


@compiled
def push(m: Arrays, d: Domain, j: int, is_high: bool, value: float) -> None:
    """Set a bound and remember the old one; does nothing once the trail is full."""
    top = d.size[0]
    if top < d.trail_place.size:
        d.trail_place[top] = 2 * j + int(is_high)
        d.trail_value[top] = d.high[j] if is_high else d.low[j]
        d.size[0] += 1
        set_bound(m, d, j, is_high, value, True)


@compiled
def drain(d: Domain) -> None:
    """Empty the queue."""
    for k in range(d.size[1]):
        d.queued[d.queue[(d.size[2] + k) % d.queue.size]] = False
    d.size[1] = 0


@compiled
def undo(m: Arrays, d: Domain, mark: int) -> None:
    """Take back all bound changes after the trail had length mark."""
    drain(d)
    while d.size[0] > mark:
        d.size[0] -= 1
        place = d.trail_place[d.size[0]]
        set_bound(m, d, place // 2, place % 2 == 1, d.trail_value[d.size[0]], False)


@compiled
def offer(m: Arrays, d: Domain, j: int, is_high: bool, value: float) -> bool:
    """Tighten a bound of column j to value if that is worth it; return False if no value is left."""
    low, high = d.low[j], d.high[j]
    if m.integer[j]:
        slack = TOLERANCE * max(1.0, abs(value))
        value = np.floor(value + slack) if is_high else np.ceil(value - slack)
        gain, limit, least = (high - value if is_high else value - low), LARGEST_INTEGER, 0.5
    else:
        gain, limit = (high - value if is_high else value - low), LARGEST_CONTINUOUS
        least = LEAST_SHRINKAGE * max(high - low, 1e-3) if high - low < INF else 0.0
    if not gain > least or abs(value) > limit:
        return True
    beyond = low - value if is_high else value - high
    if beyond > TOLERANCE * max(1.0, abs(value)):
        return False
    push(m, d, j, is_high, max(value, low) if is_high else min(value, high))
    return True


@compiled
def propagate_row(m: Arrays, d: Domain, i: int) -> bool:
    """Tighten the columns of row i; return False on a conflict."""
    lower, upper = m.row_lower[i], m.row_upper[i]
    above, below = upper < INF, lower > -INF
    if above and d.least_infinite[i] == 0 and d.least[i] > upper + TOLERANCE * max(1.0, abs(upper)):
        return False
    if below and d.most_infinite[i] == 0 and d.most[i] < lower - TOLERANCE * max(1.0, abs(lower)):
        return False
    above = above and d.least_infinite[i] <= 1 and upper - d.least[i] < d.reach[i]
    below = below and d.most_infinite[i] <= 1 and d.most[i] - lower < d.reach[i]
    if not (above or below):
        return True
    for k in range(m.row_start[i], m.row_start[i + 1]):
        j, a = m.row_column[k], m.row_value[k]
        if d.low[j] == d.high[j]:
            continue
        if above:
            own = a * d.low[j] if a > 0.0 else a * d.high[j]
            if d.least_infinite[i] == int(own == -INF):
                others = d.least[i] if own == -INF else d.least[i] - own
                if not offer(m, d, j, a > 0.0, (upper - others) / a):
                    return False
        if below:
            own = a * d.high[j] if a > 0.0 else a * d.low[j]
            if d.most_infinite[i] == int(own == INF):
                others = d.most[i] if own == INF else d.most[i] - own
                if not offer(m, d, j, a < 0.0, (lower - others) / a):
                    return False
    return True


@compiled
def propagate(m: Arrays, d: Domain) -> bool:
    """Propagate the queued rows until nothing changes or the effort is spent; return False on a conflict."""
    effort = 10 * d.least.size + 1000
    while d.size[1] > 0 and effort > 0:
        i = d.queue[d.size[2]]
        d.size[2] = (d.size[2] + 1) % d.queue.size
        d.size[1] -= 1
        d.queued[i] = False
        effort -= 1
        if not propagate_row(m, d, i):
            drain(d)
            return False
    drain(d)
    return True


@compiled
def choose(low: float, high: float, wish: float) -> float:
    """Return the value of [low, high] next to wish, 0 or the finite end if that is infinite."""
    value = min(max(wish, low), high)
    if np.isinf(value):
        value = low if low > -INF else high if high < INF else 0.0
    return value


@compiled
def fix(m: Arrays, d: Domain, j: int, value: float) -> bool:
    """Fix column j and propagate; return False on a conflict."""
    if d.low[j] < value:
        push(m, d, j, False, value)
    if d.high[j] > value:
        push(m, d, j, True, value)
    return propagate(m, d)


@compiled
def alternative(low: float, high: float, value: float) -> float:
    """Return another value of [low, high]: the far end, or a neighbor where that is infinite."""
    other = high if value - low < high - value else low
    if np.isinf(other):
        other = value + 1.0 if other > 0.0 else value - 1.0
    return other


@compiled
def dive(m: Arrays, d: Domain, order: IntArray, wishes: FloatArray, backtracks: int) -> int:
    """Fix the columns of order, each near its wish; return the number of conflicts that were left standing.

    Conflicts are undone chronologically, each decision having one alternative, until backtracks are spent; after
    that the dive goes on and leaves them for a repair.
    """
    marks, places = np.zeros(order.size + 1, dtype=np.int64), np.zeros(order.size + 1, dtype=np.int64)
    others = np.zeros(order.size + 1)
    depth, place, standing = 0, 0, 0
    while place < order.size:
        j = order[place]
        if d.low[j] == d.high[j]:
            place += 1
            continue
        value = choose(d.low[j], d.high[j], wishes[j])
        marks[depth], places[depth], others[depth] = d.size[0], place, alternative(d.low[j], d.high[j], value)
        depth += 1
        sound = fix(m, d, j, value)
        while not sound and depth > 0 and backtracks > 0:
            depth -= 1
            backtracks -= 1
            undo(m, d, marks[depth])
            place = places[depth]
            sound = fix(m, d, order[place], others[depth])
        standing += int(not sound)
        place += 1
    return standing
