"""Oracles: metasolve.check for points, brute force and scipy.optimize.milp for existence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from metasolve.alns.elastic import elastic, elastic_point
from metasolve.alns.start import (
    Order,
    StartPoint,
    Wish,
    column_order,
    feasibility_jump,
    fix_and_propagate,
    lock_rounding,
    locks,
    start_heuristics,
    wished_values,
)
from metasolve.check import check
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem


def dense(problem: Problem) -> FloatArray:
    a = np.zeros(problem.a.shape)
    a[problem.a.rows, problem.a.indices] = problem.a.data
    return a


def set_partition(rng: np.random.Generator, rows: int = 30, columns: int = 120) -> Problem:
    """Return a set partitioning problem that some of its columns solve."""
    a = (rng.random((rows, columns)) < 0.1).astype(np.float64)
    a[:, :6] = np.arange(6) == rng.integers(0, 6, rows)[:, np.newaxis]
    return Problem.from_arrays(rng.integers(1, 20, columns), a[:, rng.permutation(columns)], 1.0, 1.0, 0.0, 1.0, 1)


def general_integer(rng: np.random.Generator, rows: int = 20, columns: int = 30) -> Problem:
    """Return a general-integer problem with a hidden solution and narrow ranges."""
    a = rng.integers(-3, 6, (rows, columns)) * (rng.random((rows, columns)) < 0.3)
    activity = a @ rng.integers(0, 8, columns).astype(np.float64)
    slack = rng.integers(1, 5, rows)
    return Problem.from_arrays(rng.integers(1, 9, columns), a, activity - slack, activity + slack, 0.0, 10.0, 1)


def facility(rng: np.random.Generator) -> Problem:
    """Return a facility location problem: 5 switches, 5 x 8 continuous flows, switch constraints."""
    flows = np.kron(np.ones(5), np.eye(8))
    serve = np.hstack([np.zeros((8, 5)), flows])
    switch = np.hstack([-12.0 * np.eye(5), np.kron(np.eye(5), np.ones(8))])
    cost = np.concatenate([rng.integers(20, 40, 5), rng.integers(1, 9, 40)])
    lower = np.concatenate([np.full(8, 3.0), np.full(5, -INF)])
    upper = np.concatenate([np.full(8, 3.0), np.zeros(5)])
    col_upper = np.concatenate([np.ones(5), np.full(40, INF)])
    return Problem.from_arrays(cost, np.vstack([serve, switch]), lower, upper, 0.0, col_upper, [1] * 5 + [0] * 40)


@pytest.mark.parametrize("seed", range(5))
def test_dives_and_jumps_solve_set_partitioning(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = set_partition(rng)
    best = start_heuristics(problem, 60.0, rng, lambda point: None, turns=20)
    assert best.complete
    assert check(problem, best.x).feasible


@pytest.mark.parametrize("seed", range(5))
def test_jump_solves_general_integer_ranges(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = general_integer(rng)
    point = feasibility_jump(problem, np.zeros(problem.columns), rng, steps=200_000)
    assert point.complete == check(problem, point.x).feasible
    assert point.complete


def test_jump_moves_continuous_columns() -> None:
    rng = np.random.default_rng(3)
    problem = facility(rng)
    point = feasibility_jump(problem, np.zeros(problem.columns), rng, steps=50_000)
    assert check(problem, point.x).feasible


@pytest.mark.parametrize("wish", list(Wish))
@pytest.mark.parametrize("order", list(Order))
def test_dive_keeps_bounds_and_integrality(order: Order, wish: Wish) -> None:
    rng = np.random.default_rng(1)
    problem = general_integer(rng)
    x_lp = rng.uniform(0.0, 10.0, problem.columns)
    values = wished_values(problem, wish, rng, x_lp)
    point = fix_and_propagate(problem, column_order(problem, order, rng, x_lp), values)
    report = check(problem, point.x).report
    assert report.max_bound_violation == 0.0
    assert report.max_integrality_violation == 0.0


def test_consistent_dive_leaves_an_lp_that_completes_it() -> None:
    rng = np.random.default_rng(0)
    problem = facility(rng)
    point = fix_and_propagate(problem, problem.integers, np.full(problem.columns, INF))
    assert point.consistent
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[problem.integers] = upper[problem.integers] = point.x[problem.integers]
    rows = LinearConstraint(dense(problem), problem.row_lower, problem.row_upper)
    assert milp(problem.c, bounds=Bounds(lower, upper), constraints=rows).status == 0


def test_dive_backs_out_of_a_conflict() -> None:
    # x + y + z = 1 twice over with the wish of all at 1 and a row that forbids x
    a = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [2.0, 0.0, 1.0]])
    problem = Problem.from_arrays(np.zeros(3), a, [1.0, -INF, 1.0], [1.0, 1.0, 1.0], 0.0, 1.0, 1)
    point = fix_and_propagate(problem, np.arange(3), np.ones(3))
    feasible = [x for x in itertools.product((0.0, 1.0), repeat=3) if check(problem, np.array(x)).feasible]
    assert feasible == [(0.0, 0.0, 1.0)]
    np.testing.assert_array_equal(point.x, feasible[0])


def test_lock_rounding_of_a_covering_lp_is_feasible() -> None:
    rng = np.random.default_rng(5)
    a = (rng.random((20, 40)) < 0.2).astype(np.float64)
    a[:, 0] = 1.0
    problem = Problem.from_arrays(rng.random(40) + 1.0, a, 1.0, INF, 0.0, 1.0, 1)
    relaxation = milp(problem.c, bounds=Bounds(0.0, 1.0), constraints=LinearConstraint(a, 1.0, INF))
    assert relaxation.x is not None
    assert lock_rounding(problem, relaxation.x).complete


def test_locks_count_row_sides() -> None:
    problem = Problem.from_arrays([0.0, 0.0], [[1.0, -1.0], [2.0, 3.0]], [-INF, 1.0], [4.0, 1.0])
    down, up = locks(problem)
    np.testing.assert_array_equal(down, [1, 2])
    np.testing.assert_array_equal(up, [2, 1])


def test_elastic_point_is_feasible_and_costs_its_violation() -> None:
    rng = np.random.default_rng(7)
    problem = general_integer(rng)
    x = rng.integers(0, 10, problem.columns).astype(np.float64)
    relaxed, point = elastic(problem, x), elastic_point(problem, x)
    violated = int(
        (np.abs(np.clip(dense(problem) @ x, problem.row_lower, problem.row_upper) - dense(problem) @ x) > 0).sum()
    )
    assert relaxed.columns == problem.columns + violated
    assert check(relaxed, point).feasible
    assert relaxed.objective(point) > 0.0


def test_elastic_optimum_of_zero_solves_the_problem() -> None:
    rng = np.random.default_rng(8)
    problem = general_integer(rng, rows=8, columns=10)
    relaxed = elastic(problem, np.zeros(problem.columns))
    rows = LinearConstraint(dense(relaxed), relaxed.row_lower, relaxed.row_upper)
    bounds = Bounds(relaxed.col_lower, relaxed.col_upper)
    result = milp(relaxed.c, integrality=relaxed.integrality, bounds=bounds, constraints=rows)
    assert result.x is not None
    assert result.fun == pytest.approx(0.0, abs=1e-7)
    assert check(problem, np.round(result.x[: problem.columns])).feasible


def test_emitted_points_improve_and_hold_what_they_claim() -> None:
    rng = np.random.default_rng(2)
    problem = set_partition(rng)
    points: list[StartPoint] = []
    start_heuristics(problem, 60.0, rng, points.append, turns=10)
    costs = [problem.objective(point.x) for point in points if point.complete]
    assert costs == sorted(costs, reverse=True)
    assert all(check(problem, point.x).feasible == point.complete for point in points)


def test_turns_give_the_same_points_for_the_same_seed() -> None:
    problem = set_partition(np.random.default_rng(4))
    runs: list[list[StartPoint]] = [[], []]
    for points in runs:
        start_heuristics(problem, 600.0, np.random.default_rng(9), points.append, turns=6)
    assert len(runs[0]) == len(runs[1])
    assert all(np.array_equal(a.x, b.x) for a, b in zip(*runs, strict=True))
