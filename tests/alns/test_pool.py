"""The incumbent pool: what it lets in, in which order, and how much of it."""

from __future__ import annotations

import numpy as np
import pytest

from metasolve.alns.pool import Pool
from metasolve.problem import INF, Problem


def problem() -> Problem:
    """Minimize x0 + x1 + y with x0 + x1 + y >= 2, x integer in [0, 9], y in [0, 9]."""
    return Problem.from_arrays([1, 1, 1], [[1, 1, 1]], 2, INF, 0, 9, [1, 1, 0])


def point(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def test_empty_pool_has_no_best_and_infinite_cost() -> None:
    pool = Pool(problem())
    assert (pool.best, pool.points, pool.cost) == (None, (), INF)


def test_points_are_kept_best_first() -> None:
    pool = Pool(problem())
    better = [pool.offer(point(x, 1, 1)).better for x in (4, 6, 2, 3)]
    assert better == [True, False, True, False]
    assert [member.cost for member in pool.points] == [4, 5, 6, 8]
    assert pool.best is pool.points[0]
    assert pool.cost == 4


def test_infeasible_points_are_refused_with_the_worst_place() -> None:
    pool = Pool(problem())
    offer = pool.offer(point(0, 0, 1))
    assert (offer.point, offer.better, offer.worst) == (None, False, "row r0")
    assert pool.offer(point(1, 1, np.nan)).point is None
    assert pool.offer(point(1, 1, np.inf)).better
    assert pool.points[0].x.tolist() == [1, 1, 9]


def test_integers_are_rounded_and_bounds_kept() -> None:
    offer = Pool(problem()).offer(point(1.9999999, 9.3, -1e-9))
    assert offer.point is not None
    assert offer.point.x.tolist() == [2, 9, 0]
    assert offer.point.cost == 11


def test_point_whose_rounding_is_infeasible_is_refused() -> None:
    assert Pool(problem()).offer(point(0.4, 1.4, 0.2)).point is None


def test_pool_does_not_touch_the_offered_point() -> None:
    x = point(1.9999999, 9.3, 0)
    Pool(problem()).offer(x)
    assert x.tolist() == [1.9999999, 9.3, 0]


def test_same_integers_at_the_same_cost_are_one_point() -> None:
    pool = Pool(problem())
    for x in (point(1, 1, 0), point(1 + 1e-9, 1, 1e-12), point(2, 0, 0), point(1, 1, 0.5)):
        pool.offer(x)
    assert [member.x.tolist() for member in pool.points] == [[1, 1, 0], [2, 0, 0], [1, 1, 0.5]]


def test_capacity_drops_the_worst() -> None:
    pool = Pool(problem(), capacity=3)
    for x in (9, 8, 2, 5, 7):
        pool.offer(point(x, 0, 0))
    assert [member.cost for member in pool.points] == [2, 5, 7]


def test_gain_within_noise_is_no_new_incumbent() -> None:
    pool = Pool(problem())
    pool.offer(point(1, 1, 5.0))
    assert not pool.offer(point(1, 1, 5.0 - 1e-10)).better
    assert pool.offer(point(1, 1, 5.0 - 1e-6)).better


@pytest.mark.parametrize("seed", [1, 2])
def test_pool_equals_sorting_all_feasible_distinct_points(seed: int) -> None:
    rng, pool = np.random.default_rng(seed), Pool(problem(), capacity=5)
    offered = [rng.integers(0, 4, 3).astype(float) for _ in range(40)]
    for x in offered:
        pool.offer(x)
    distinct = {tuple(x) for x in offered if x.sum() >= 2}
    assert [member.cost for member in pool.points] == sorted(map(sum, distinct))[:5]
