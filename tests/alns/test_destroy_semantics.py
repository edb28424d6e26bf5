"""What each destroy operator frees, on problems small enough to know the answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from metasolve.alns.destroy import (
    ConstraintBlock,
    Crossover,
    Dins,
    GeneralIntegerBox,
    GraphWalk,
    Hot,
    LocalBranching,
    Mutation,
    NameBlock,
    ObjectiveGuided,
    Proximity,
    RandomObjective,
    Recency,
    ReducedCost,
    Rens,
    Rins,
    RowClass,
    Unassign,
)
from metasolve.alns.progress import Point, Progress
from metasolve.alns.structure import Structure
from metasolve.backends.contract import RootInfo, SubMip
from metasolve.problem import INF, Problem


def boxes(upper: npt.ArrayLike, a: Any = None, c: npt.ArrayLike = 1.0, **more: Any) -> Problem:
    """Return the integer problem 0 <= x <= upper with covering rows a x >= 1."""
    bounds = np.asarray(upper, dtype=np.float64)
    rows = np.zeros((0, bounds.size)) if a is None else np.asarray(a)
    costs = np.broadcast_to(np.asarray(c, dtype=np.float64), bounds.shape)
    return Problem.from_arrays(costs, rows, 1, INF, 0, bounds, more.pop("integrality", 1), **more)


def at(problem: Problem, *points: npt.ArrayLike, root: npt.ArrayLike | None = None, **more: Any) -> Progress:
    """Return a state that stands on the first point, with all as pool."""
    arrays = [np.asarray(x, dtype=np.float64) for x in points]
    pool = tuple(Point(x, problem.objective(x)) for x in arrays)
    prices = np.asarray(more.pop("prices", np.zeros(problem.columns)), dtype=np.float64)
    info = None if root is None else RootInfo(np.asarray(root, dtype=np.float64), prices, 0.0)
    return Progress(pool[0], pool[0], pool, Structure(problem), info, **more)


def free_columns(problem: Problem, sub: SubMip | None) -> set[int]:
    assert sub is not None
    assert sub.fixed is not None
    return set(problem.integers.tolist()) - set(sub.fixed.tolist())


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_mutation_frees_every_column_equally_often() -> None:
    problem = boxes(np.ones(10))
    generator = rng()
    freed = [free_columns(problem, Mutation(0.3)(problem, at(problem, np.zeros(10)), generator)) for _ in range(2000)]
    counts = np.bincount([j for columns in freed for j in columns], minlength=10)
    np.testing.assert_allclose(counts / 2000, 0.3, atol=0.05)


def test_rins_frees_exactly_where_relaxation_and_point_differ() -> None:
    problem = boxes(np.ones(8))
    state = at(problem, [0, 1, 0, 1, 0, 1, 0, 1], root=[0, 1, 0.5, 0.3, 0, 1, 1, 1])
    assert free_columns(problem, Rins(3 / 8)(problem, state, rng())) == {2, 3, 6}


def test_rins_prefers_large_differences_and_then_row_neighbors() -> None:
    problem = boxes(np.full(6, 9.0), [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 1, 0]])
    state = at(problem, np.zeros(6), root=[0.2, 0, 8, 0, 0, 0])
    assert free_columns(problem, Rins(1 / 6)(problem, state, rng())) == {2}
    assert 5 not in free_columns(problem, Rins(5 / 6)(problem, state, rng()))


def test_rins_finds_the_optimum_that_differs_only_where_the_relaxation_is_fractional() -> None:
    problem = Problem.from_arrays([-5.0, -4.0, -3.0, -1.0], [[2, 3, 1, 0]], -INF, 4, 0, 1, 1)
    state = at(problem, [0, 1, 1, 1], root=[1, 1 / 3, 1, 1])
    sub = Rins(0.5)(problem, state, rng())
    points = [np.array(x, dtype=np.float64) for x in product([0, 1], repeat=4) if 2 * x[0] + 3 * x[1] + x[2] <= 4]
    assert sub is not None
    assert sub.fixed is not None
    inside = [x for x in points if (x[sub.fixed] == state.best.x[sub.fixed]).all()]
    assert min(map(problem.objective, inside)) == min(map(problem.objective, points))


def test_rens_rounds_the_relaxation_and_ignores_the_current_point() -> None:
    problem = boxes([1, 1, 7, 7])
    root = [1, 0.4, 2.5, 3]
    subs = [Rens(0.5)(problem, at(problem, x, root=root), rng()) for x in ([0, 0, 0, 0], [1, 1, 7, 7])]
    for sub in subs:
        assert sub is not None
        assert sub.fixed is not None
        assert sub.values is not None
        assert dict(zip(sub.fixed.tolist(), sub.values.tolist(), strict=True)) == {0: 1.0, 3: 3.0}
        assert sub.col_lower is not None
        assert sub.col_upper is not None
        assert (sub.col_lower[[1, 2]].tolist(), sub.col_upper[[1, 2]].tolist()) == ([0, 2], [1, 3])


def test_rens_rounds_the_nearly_integral_when_less_may_be_free() -> None:
    problem = boxes(np.full(3, 9.0))
    state = at(problem, np.zeros(3), root=[2.5, 3.9, 4.02])
    sub = Rens(1 / 3)(problem, state, rng())
    assert free_columns(problem, sub) == {0}
    assert sub is not None
    assert sub.values is not None
    assert sub.values.tolist() == [4.0, 4.0]


def test_crossover_frees_exactly_where_two_parents_differ() -> None:
    problem = boxes(np.full(6, 5.0))
    state = at(problem, [1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 0, 0])
    assert free_columns(problem, Crossover(1 / 3)(problem, state, rng())) == {2, 4}


def test_crossover_holds_a_child_better_than_both_parents() -> None:
    a = np.kron(np.eye(2), np.ones((1, 3)))
    problem = boxes(np.ones(6), a, [1, 2, 3, 1, 2, 3])
    state = at(problem, [1, 0, 0, 0, 0, 1], [0, 0, 1, 1, 0, 0])
    sub = Crossover(4 / 6)(problem, state, rng())
    assert free_columns(problem, sub) == {0, 2, 3, 5}
    lower, upper = np.zeros(6), np.ones(6)
    lower[[1, 4]] = upper[[1, 4]] = 0.0
    child = milp(problem.c, integrality=[1] * 6, bounds=Bounds(lower, upper), constraints=LinearConstraint(a, 1))
    assert child.fun == 2.0
    assert min(point.cost for point in state.pool) == 4.0


def test_crossover_needs_two_points_that_differ() -> None:
    problem = boxes(np.ones(3), integrality=[1, 1, 0])
    assert Crossover()(problem, at(problem, [1, 0, 0.5]), rng()) is None
    assert Crossover()(problem, at(problem, [1, 0, 0.5], [1, 0, 0.7]), rng()) is None


def test_dins_boxes_generals_to_the_half_space_of_the_relaxation() -> None:
    problem = boxes([9, 9, 9, 1, 1])
    state = at(problem, [5, 2, 4, 1, 0], root=[3.2, 3.5, 4.3, 1, 0.4])
    sub = Dins(3 / 5)(problem, state, rng())
    assert free_columns(problem, sub) == {0, 1, 4}
    assert sub is not None
    assert sub.col_lower is not None
    assert sub.col_upper is not None
    inside = [[v for v in range(10) if abs(v - x_root) <= abs(x - x_root)] for x, x_root in ((5, 3.2), (2, 3.5))]
    assert [list(range(int(sub.col_lower[j]), int(sub.col_upper[j]) + 1)) for j in (0, 1)] == inside


def test_dins_frees_binaries_on_which_the_pool_disagrees() -> None:
    problem = boxes(np.ones(5))
    state = at(problem, [1, 0, 1, 0, 1], [1, 1, 1, 0, 1], root=[1, 0, 1, 0, 1])
    assert free_columns(problem, Dins(0.2)(problem, state, rng())) == {1}


def test_general_integer_box_grows_with_size_and_respects_bounds() -> None:
    problem = boxes([20, 20, 1, 1])
    state = at(problem, [10, 0, 1, 0])
    for size, low, high in ((0.01, [9, 0], [11, 1]), (0.5, [5, 0], [15, 1]), (1.0, [0, 0], [20, 1])):
        sub = GeneralIntegerBox(size)(problem, state, rng())
        assert sub is not None
        assert sub.col_lower is not None
        assert sub.col_upper is not None
        assert (sub.col_lower[:2].tolist(), sub.col_upper[:2].tolist()) == (low, high)


@pytest.mark.parametrize("size", [0.2, 0.4, 1.0])
def test_local_branching_holds_the_points_within_hamming_distance_k(size: float) -> None:
    problem = boxes([1, 1, 1, 1, 1, 7])
    point = np.array([1, 0, 1, 0, 0, 3.0])
    sub = LocalBranching(size)(problem, at(problem, point), rng())
    assert sub is not None
    assert sub.rows is not None
    for bits in product([0.0, 1.0], repeat=5):
        x = np.array([*bits, 6.0])
        allowed = sub.rows.lower[0] <= sub.rows.a.dot(x)[0] <= sub.rows.upper[0]
        assert allowed == (np.abs(x - point)[:5].sum() <= 5 * size)


def test_proximity_minimizes_the_hamming_distance() -> None:
    problem = boxes([1, 1, 1, 4, 4, 4], integrality=[1, 1, 1, 1, 1, 0])
    point = np.array([1, 0, 1, 4, 2, 2.0])
    sub = Proximity()(problem, at(problem, point), rng())
    assert sub is not None
    assert sub.objective is not None
    for bits in product([0.0, 1.0], repeat=3):
        x = np.array([*bits, 3.0, 0.0, 0.0])
        assert sub.objective @ (x - point) == np.abs(x - point)[:3].sum() + 1.0


def test_random_objective_leaves_unbounded_and_continuous_columns_alone() -> None:
    problem = boxes([3, INF, 5, 1], integrality=[1, 1, 0, 1])
    sub = RandomObjective(1.0)(problem, at(problem, np.zeros(4)), rng())
    assert sub is not None
    assert sub.objective is not None
    assert np.flatnonzero(sub.objective).tolist() == [0, 3]
    assert (np.abs(sub.objective) <= 1.0).all()


def test_constraint_block_frees_whole_rows() -> None:
    problem = boxes(np.ones(12), np.kron(np.eye(4), np.ones((1, 3))))
    for seed in range(10):
        freed = sorted(free_columns(problem, ConstraintBlock(0.5)(problem, at(problem, np.zeros(12)), rng(seed))))
        assert len(freed) == 6
        assert all(len({j // 3 for j in freed[k : k + 3]}) == 1 for k in (0, 3))


def test_constraint_block_takes_tight_rows_in_proportion_to_their_weight() -> None:
    problem = boxes(np.ones(6), np.kron(np.eye(2), np.ones((1, 3))))
    state = at(problem, [1, 0, 0, 1, 1, 1])
    generator, operator = rng(), ConstraintBlock(0.5, tight_weight=4.0)
    tight = sum(free_columns(problem, operator(problem, state, generator)) == {0, 1, 2} for _ in range(1000))
    assert tight / 1000 == pytest.approx(0.8, abs=0.04)


def partition(entities: int, columns: int) -> Problem:
    """Each entity takes exactly one of its own columns, entity by entity."""
    return Problem.from_arrays(np.ones(entities * columns), np.kron(np.eye(entities), np.ones(columns)), 1, 1, 0, 1, 1)


def test_unassign_fixes_used_columns_only_and_releases_its_share_of_them() -> None:
    problem = partition(10, 5)
    x = np.tile([1.0, 0.0, 0.0, 0.0, 0.0], 10)
    for seed in range(20):
        sub = Unassign(0.4)(problem, at(problem, x, root=np.full(50, 0.2)), np.random.default_rng(seed))
        assert sub is not None
        assert sub.fixed is not None
        assert set(sub.fixed.tolist()) < set(range(0, 50, 5))
        assert sub.fixed.size == 6
        assert sub.values is not None
        assert np.array_equal(sub.values, np.ones(6))


def test_unassign_around_a_column_releases_those_that_share_rows_with_its_rivals() -> None:
    # what entity 0 may take besides conflicts with what 1 has, and the other way round; so do 2 and 3
    conflicts = np.zeros((4, 12))
    for row, (one, other) in enumerate([(0, 1), (1, 0), (2, 3), (3, 2)]):
        conflicts[row, [3 * one + 1, 3 * one + 2, 3 * other]] = 1.0
    rows = np.vstack([np.kron(np.eye(4), np.ones(3)), conflicts])
    problem = Problem.from_arrays(np.ones(12), rows, [1] * 4 + [0] * 4, 1, 0, 1, 1)
    x, pairs = np.tile([1.0, 0.0, 0.0], 4), 0
    for seed in range(200):
        sub = Unassign(0.5, most_used=0.5)(problem, at(problem, x), np.random.default_rng(seed))
        assert sub is not None
        assert sub.fixed is not None
        pairs += sub.fixed.tolist() in ([0, 3], [6, 9])
    assert pairs > 200 * (0.5 + 0.5 / 3) - 40  # half of the draws are at random, which gives a pair in a third of them


def test_unassign_has_nothing_to_do_where_most_columns_are_used() -> None:
    problem = partition(4, 2)
    assert Unassign()(problem, at(problem, [1.0, 0.0] * 4), np.random.default_rng(0)) is None


def test_row_class_frees_consecutive_rows_of_one_class() -> None:
    a = np.vstack([np.kron(np.eye(5), np.ones((1, 2))), np.kron(np.eye(5), [[2, 3]])])
    problem = boxes(np.ones(10), a)
    for seed in range(10):
        freed = free_columns(problem, RowClass(0.4)(problem, at(problem, np.ones(10)), rng(seed)))
        first, second = sorted({j // 2 for j in freed})
        assert len(freed) == 4
        assert (second - first) % 5 in (1, 4)


def test_graph_walk_frees_a_connected_ball() -> None:
    ring = np.eye(20) + np.roll(np.eye(20), 1, axis=1)
    problem = boxes(np.ones(20), ring)
    for seed in range(10):
        freed = free_columns(problem, GraphWalk(0.25, spread=1.0)(problem, at(problem, np.ones(20)), rng(seed)))
        assert len(freed) == 5
        assert sum((j + 1) % 20 in freed for j in freed) == 4


def test_graph_walk_passes_continuous_columns_but_not_dense_rows() -> None:
    pairs = np.zeros((201, 300))
    for k in range(100):  # binaries 2k and 2k + 1 meet only in the continuous column 200 + k
        pairs[2 * k, [2 * k, 200 + k]] = pairs[2 * k + 1, [2 * k + 1, 200 + k]] = 1
    pairs[200] = 1
    problem = boxes(np.ones(300), pairs, integrality=np.repeat([1, 0], [200, 100]))
    for seed in range(10):
        freed = free_columns(problem, GraphWalk(0.01, spread=1.0)(problem, at(problem, np.ones(300)), rng(seed)))
        assert len({j // 2 for j in freed}) == 1


def test_reduced_cost_frees_what_explains_the_gap() -> None:
    problem = boxes(np.ones(4))
    state = at(problem, [1, 1, 0, 0], root=[0, 0, 1, 0], prices=[9, 0, -8, 7])
    assert free_columns(problem, ReducedCost(0.5)(problem, state, rng())) == {0, 2}


def test_objective_guided_draws_by_gain_toward_the_relaxation_or_the_favorable_bound() -> None:
    problem = boxes(np.ones(4), c=[5, -5, 3, 0])
    by_root = at(problem, [1, 0, 1, 1], root=[0, 0, 0.5, 0])
    assert free_columns(problem, ObjectiveGuided(0.5)(problem, by_root, rng())) == {0, 2}
    assert free_columns(problem, ObjectiveGuided(0.5)(problem, at(problem, [0, 0, 1, 1]), rng())) == {1, 2}


def test_recency_frees_the_longest_unchanged_and_hot_the_last_changed() -> None:
    problem = boxes(np.ones(4))
    state = at(problem, np.zeros(4), iteration=100, changed_at=np.array([-1, 99, 0, 98]))
    assert free_columns(problem, Recency(0.5)(problem, state, rng())) == {0, 2}
    assert free_columns(problem, Hot(0.5)(problem, state, rng())) == {1, 3}


def test_name_block_frees_all_columns_of_some_index_values() -> None:
    problem = boxes(np.ones(36), col_names=[f"x_{i}_t{t}" for i, t in product(range(6), range(6))])
    for seed in range(20):
        freed = free_columns(problem, NameBlock(1 / 3)(problem, at(problem, np.zeros(36)), rng(seed)))
        assert 2 in (len({j // 6 for j in freed}), len({j % 6 for j in freed}))


def test_name_block_cuts_a_large_value_down_by_a_second_index() -> None:
    names = [f"y_{i}_{m}_{t}" for i, m, t in product("ab", range(3), range(10, 14))]
    problem = boxes(np.ones(24), col_names=names)
    for seed in range(20):
        freed = free_columns(problem, NameBlock(1 / 6)(problem, at(problem, np.zeros(24)), rng(seed)))
        parts = list(zip(*(names[j].split("_")[1:] for j in freed), strict=True))
        assert 1 in [len(set(values)) for values in parts]


def test_name_block_has_nothing_to_do_on_running_numbers() -> None:
    problem = boxes(np.ones(9))
    assert NameBlock()(problem, at(problem, np.zeros(9)), rng()) is None


def test_operators_start_from_the_point_that_the_search_stands_on() -> None:
    problem = boxes(np.full(4, 5.0))
    state = replace(at(problem, np.zeros(4)), current=Point(np.full(4, 3.0), 12.0))
    sub = Mutation(0.25)(problem, state, rng())
    assert sub is not None
    assert sub.values is not None
    assert sub.values.tolist() == [3.0, 3.0, 3.0]
