"""First incumbents without a solver: roundings, fix-and-propagate with repair, feasibility jump.

start_heuristics runs them in turns until its time is up. Importing this module imports numba, so it belongs into
a process of its own.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from metasolve.alns.elastic import start_point
from metasolve.backends.jump import Walk, walk_on
from metasolve.backends.propagate import Arrays, Domain, dive, propagate
from metasolve.check import check
from metasolve.matrix import FloatArray, IntArray
from metasolve.problem import INF, Problem

BACKTRACKS = 200
FIRST_STEPS = 200
BATCH_S = 0.05
REPAIR_S = 2.0
REPAIR_STEPS = 20_000
MOST_OFFERS = 20


@dataclass(frozen=True, eq=False)
class StartPoint:
    """A point to start from: x, (columns,), within bounds and with integral integer columns.

    complete says that the point is feasible, checked; otherwise violated counts the rows that it misses. consistent
    says that the dive which made it met no conflict, so that an LP over the continuous columns may complete it.
    """

    x: FloatArray
    complete: bool
    violated: int
    source: str
    consistent: bool = False


EmitStart: TypeAlias = Callable[[StartPoint], None]


class Order(StrEnum):
    """Which integer columns a dive fixes first."""

    FRACTION = "fraction"
    """Those nearest to an integer at the LP point."""
    DEGREE = "degree"
    """Those in most rows."""
    COST = "cost"
    """Those of the largest cost."""
    TIGHTNESS = "tightness"
    """Those in short equality and clique rows."""
    RANDOM = "random"


class Wish(StrEnum):
    """Which value a dive tries first."""

    LP = "lp"
    """The LP point, rounded at random with its fractions as chances."""
    LOCKS = "locks"
    """The bound towards which fewer rows can be violated."""
    COST = "cost"
    """The cheaper bound."""
    UP = "up"
    """The upper bound."""
    RANDOM = "random"


TURNS = (
    (Order.FRACTION, Wish.LP),
    (Order.DEGREE, Wish.LOCKS),
    (Order.TIGHTNESS, Wish.UP),
    (Order.COST, Wish.COST),
    (Order.RANDOM, Wish.LOCKS),
    (Order.TIGHTNESS, Wish.COST),
    (Order.RANDOM, Wish.LP),
    (Order.RANDOM, Wish.UP),
    (Order.DEGREE, Wish.RANDOM),
    (Order.RANDOM, Wish.RANDOM),
)


def trivial_points(problem: Problem) -> Iterator[StartPoint]:
    """Yield the points with all columns at 0, at their lower, upper, cheaper and less locked bounds."""
    down, up = locks(problem)
    ends = {
        "zero": np.zeros(problem.columns),
        "lower": problem.col_lower,
        "upper": problem.col_upper,
        "cheap": np.where(problem.c > 0.0, problem.col_lower, problem.col_upper),
        "unlocked": np.where(up < down, problem.col_upper, problem.col_lower),
    }
    for name, end in ends.items():
        yield as_start(problem, np.where(np.isfinite(end), end, 0.0), f"trivial/{name}")


def locks(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return by how many row sides each column is kept from going down, and from going up, (columns,) each."""
    rising = problem.a.data > 0.0
    above, below = (problem.row_upper < INF)[problem.a.rows], (problem.row_lower > -INF)[problem.a.rows]
    up = np.where(rising, above, below).astype(np.float64)
    down = np.where(rising, below, above).astype(np.float64)
    counts = [np.bincount(problem.a.indices, weights=side, minlength=problem.columns) for side in (down, up)]
    return counts[0].astype(np.int64), counts[1].astype(np.int64)


def lock_rounding(problem: Problem, x_lp: FloatArray) -> StartPoint:
    """Return x_lp with each fractional integer column rounded to the side with fewer locks.

    Feasible if x_lp is and every such column has a side without locks (simple rounding).
    Source: Achterberg, Constraint Integer Programming, 2007.
    """
    down, up = locks(problem)
    x = x_lp.copy()
    fractional = problem.is_integer & (np.abs(x - np.round(x)) > 1e-6)
    nearest = np.round(x)
    side = np.where(up < down, np.ceil(x), np.where(down < up, np.floor(x), nearest))
    x[fractional] = side[fractional]
    return as_start(problem, x, "rounding")


def as_start(problem: Problem, x: FloatArray, source: str) -> StartPoint:
    """Return x, clipped into its bounds and with integer columns rounded, as a checked start."""
    point = start_point(problem, x)
    activity = problem.a.dot(point)
    scale = np.maximum(1.0, np.abs(activity))
    missed = (activity > problem.row_upper + 1e-6 * scale) | (activity < problem.row_lower - 1e-6 * scale)
    return StartPoint(point, check(problem, point).feasible, int(missed.sum()), source)


def column_order(problem: Problem, order: Order, rng: np.random.Generator, x_lp: FloatArray | None = None) -> IntArray:
    """Return the integer columns in the order in which a dive fixes them; ties are broken at random."""
    columns = rng.permutation(problem.integers)
    degree = np.bincount(problem.a.indices, minlength=problem.columns).astype(np.float64)
    if order is Order.FRACTION and x_lp is not None:
        key = np.abs(x_lp - np.round(x_lp))
    elif order is Order.COST:
        key = -np.abs(problem.c)
    elif order is Order.TIGHTNESS:
        length = np.maximum(np.diff(problem.a.indptr), 1)
        weight = np.where(problem.row_lower == problem.row_upper, 2.0, 1.0) / length
        key = -np.bincount(problem.a.indices, weights=weight[problem.a.rows], minlength=problem.columns)
    elif order is Order.RANDOM:
        return columns
    else:
        key = -degree
    ordered: IntArray = columns[np.argsort(key[columns], kind="stable")]
    return ordered


def wished_values(problem: Problem, wish: Wish, rng: np.random.Generator, x_lp: FloatArray | None = None) -> FloatArray:
    """Return the value that a dive tries first for each column, (columns,); infinite ones mean a bound."""
    if wish is Wish.LP and x_lp is not None:
        return np.where(problem.is_integer, np.floor(x_lp + rng.random(problem.columns)), x_lp)
    if wish is Wish.UP:
        return np.full(problem.columns, INF)
    if wish is Wish.RANDOM:
        return _random_values(problem, rng)
    down, up = locks(problem)
    by_cost, by_locks = np.sign(problem.c), np.sign(up - down).astype(np.float64)
    first, second = (by_cost, by_locks) if wish is Wish.COST else (by_locks, by_cost)
    dislike = np.where(first == 0.0, second, first)
    return np.where(dislike > 0.0, -INF, np.where(dislike < 0.0, INF, 0.0))


def _random_values(problem: Problem, rng: np.random.Generator) -> FloatArray:
    width = problem.col_upper - problem.col_lower
    finite = np.isfinite(width)
    drawn = np.where(finite, problem.col_lower, 0.0) + np.where(finite, width, 0.0) * rng.random(problem.columns)
    return np.where(problem.is_integer, np.round(drawn), drawn)


def fix_and_propagate(
    problem: Problem,
    order: IntArray,
    values: FloatArray,
    backtracks: int = BACKTRACKS,
    root: Domain | None = None,
) -> StartPoint:
    """Return where a dive ends that fixes the columns of order one by one near values, (columns,), and propagates.

    A conflict is undone, and the other value tried, up to backtracks times; later conflicts stay in the point.
    root is the propagated start, which saves time where many dives are made; it is not modified.
    Source: Salvagnin, Roberti and Fischetti, A fix-propagate-repair heuristic for mixed integer programming, 2024.
    """
    arrays = Arrays.of(problem)
    domain = propagated(arrays) if root is None else root.copy()
    conflicts = dive(arrays, domain, order, values, backtracks)
    x = np.clip(values, domain.low, domain.high)
    x = np.where(np.isfinite(x), x, np.where(np.isfinite(domain.low), domain.low, np.minimum(domain.high, 0.0)))
    return replace(as_start(problem, x, "fix-and-propagate"), consistent=conflicts == 0)


def propagated(arrays: Arrays) -> Domain:
    """Return the bounds that follow from the rows alone."""
    domain = Domain.of(arrays)
    propagate(arrays, domain)
    domain.size[0] = 0
    return domain


def feasibility_jump(
    problem: Problem, x: FloatArray, rng: np.random.Generator, time_s: float = INF, steps: int | None = None
) -> StartPoint:
    """Return the point with the fewest violated rows on a weighted walk from x, (columns,).

    Stops at a point without any, after time_s seconds or that many steps.
    Source: Luteberget and Sartor, Feasibility Jump: an LP-free Lagrangian MIP heuristic, 2023.
    """
    end = time.monotonic() + time_s
    arrays = Arrays.of(problem)
    walk = Walk.at(arrays, start_point(problem, x))
    batch, done = FIRST_STEPS, 0
    while walk.tally[1] > 0 and time.monotonic() < end and (steps is None or done < steps):
        began = time.monotonic()
        batch = batch if steps is None else min(batch, steps - done)
        walk_on(arrays, walk, batch, rng)
        done += batch
        batch = 2 * batch if time.monotonic() - began < BATCH_S / 2 else batch
    return as_start(problem, walk.best, "jump")


def start_heuristics(
    problem: Problem,
    time_s: float,
    rng: np.random.Generator,
    emit: EmitStart,
    x_lp: FloatArray | None = None,
    turns: int | None = None,
) -> StartPoint:
    """Run all heuristics in turns for time_s seconds, or for that many turns; return the best point.

    problem is in engine form, x_lp an LP point. Every point better than the last is emitted: with fewer violated
    rows, or complete and cheaper; and the first MOST_OFFERS distinct consistent ones, for the caller to complete.
    """
    end = time.monotonic() + time_s
    best = StartPoint(np.zeros(problem.columns), False, problem.rows + 1, "none")
    offered: set[bytes] = set()
    candidates = itertools.chain(_cheap_starts(problem, x_lp), _dives(problem, rng, end, x_lp, turns))
    for point in candidates:
        if _is_better(problem, point, best):
            best = point
            emit(point)
        elif point.consistent and not point.complete and len(offered) < MOST_OFFERS:
            key = point.x[problem.integers].tobytes()
            if key not in offered:
                emit(point)
            offered.add(key)
        if time.monotonic() >= end:
            break
    return best


def _cheap_starts(problem: Problem, x_lp: FloatArray | None) -> Iterator[StartPoint]:
    yield from trivial_points(problem)
    if x_lp is not None:
        yield lock_rounding(problem, x_lp)


def _dives(
    problem: Problem, rng: np.random.Generator, end: float, x_lp: FloatArray | None, turns: int | None
) -> Iterator[StartPoint]:
    root = propagated(Arrays.of(problem))
    nearest: StartPoint | None = None
    for turn in itertools.count() if turns is None else range(turns):
        if nearest is not None and not nearest.complete and turn % 2 == 1:
            columns, values = _violated_last(problem, nearest.x, rng), nearest.x
        else:
            order, wish = TURNS[turn % len(TURNS)]
            columns, values = column_order(problem, order, rng, x_lp), wished_values(problem, wish, rng, x_lp)
        point = fix_and_propagate(problem, columns, values, root=root)
        yield point
        if not point.complete:
            left_s = max(0.0, end - time.monotonic())
            steps = None if turns is None else REPAIR_STEPS
            point = feasibility_jump(problem, point.x, rng, min(REPAIR_S * (1 + turn // len(TURNS)), left_s), steps)
            yield point
        if nearest is None or _is_better(problem, point, nearest):
            nearest = point


def _violated_last(problem: Problem, x: FloatArray, rng: np.random.Generator) -> IntArray:
    """Return the integer columns at random, those of violated rows last, so that propagation settles them."""
    activity = problem.a.dot(x)
    missed = (activity > problem.row_upper + 1e-6) | (activity < problem.row_lower - 1e-6)
    late = np.zeros(problem.columns, dtype=np.bool_)
    late[problem.a.indices[missed[problem.a.rows]]] = True
    columns = rng.permutation(problem.integers)
    ordered: IntArray = columns[np.argsort(late[columns], kind="stable")]
    return ordered


def _is_better(problem: Problem, point: StartPoint, best: StartPoint) -> bool:
    if point.complete != best.complete:
        return point.complete
    if point.complete:
        return problem.objective(point.x) < problem.objective(best.x)
    return point.violated < best.violated
