"""What holds for all destroy operators, on random mixed problems with a known feasible point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from metasolve.alns.destroy import (
    ConstraintBlock,
    Crossover,
    DestroyOperator,
    Dins,
    GeneralIntegerBox,
    GraphWalk,
    Hot,
    LbRelax,
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
    Whole,
    default_operators,
)
from metasolve.alns.progress import Point, Progress
from metasolve.alns.structure import Structure
from metasolve.backends.contract import RootInfo, SubMip
from metasolve.problem import INF, Problem

SIZED: list[DestroyOperator] = [
    Mutation(),
    Rins(),
    Rens(),
    Crossover(),
    Dins(),
    RandomObjective(),
    ConstraintBlock(),
    GraphWalk(),
    RowClass(),
    ObjectiveGuided(),
    ReducedCost(),
    NameBlock(),
    Recency(),
    Hot(),
]
ALL: list[DestroyOperator] = [*SIZED, GeneralIntegerBox(), LocalBranching(), Proximity(), Whole()]


def random_progress(seed: int) -> tuple[Problem, Progress]:
    """Return a packing problem of 8 binaries, 8 general integers and 4 continuous columns, and a state on it."""
    rng = np.random.default_rng(seed)
    upper = np.repeat([1.0, 6.0, 3.0], [8, 8, 4])
    kinds = np.repeat([1, 1, 0], [8, 8, 4])
    a = rng.integers(1, 6, (12, 20)) * (rng.random((12, 20)) < 0.3)
    points = [np.floor(rng.random(20) * (upper + 1.0)) for _ in range(3)]
    row_upper = np.max([a @ x for x in points], axis=0) + rng.integers(0, 2, 12)
    c = -rng.integers(1, 10, 20).astype(np.float64)
    names = [f"{stem}_{i}_t{t}" for stem, size in (("x", 4), ("n", 4), ("s", 2)) for i in range(2) for t in range(size)]
    problem = Problem.from_arrays(c, a, -INF, row_upper, 0.0, upper, kinds, col_names=names)
    relaxed = linprog(c, a, row_upper, bounds=list(zip(np.zeros(20), upper, strict=True)))
    assert relaxed.x is not None
    assert relaxed.fun is not None
    root = RootInfo(relaxed.x, relaxed.lower.marginals + relaxed.upper.marginals, relaxed.fun)
    pool = tuple(sorted((Point(x, problem.objective(x)) for x in points), key=lambda point: point.cost))
    changed = rng.integers(-1, 9, 20)
    state = Progress(pool[0], pool[0], pool, Structure(problem), root, size=0.3, iteration=10, changed_at=changed)
    return problem, state


def contains(problem: Problem, sub: SubMip, x: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
    """Return whether a feasible point of the problem is one of the sub-MIP."""
    lower = problem.col_lower if sub.col_lower is None else sub.col_lower
    upper = problem.col_upper if sub.col_upper is None else sub.col_upper
    inside = bool(((lower <= x) & (x <= upper)).all())
    if sub.fixed is not None and sub.values is not None:
        inside &= bool((x[sub.fixed] == sub.values).all())
    if sub.rows is not None:
        activity = sub.rows.a.dot(x)
        inside &= bool(((sub.rows.lower <= activity) & (activity <= sub.rows.upper)).all())
    return inside


def call(operator: DestroyOperator, seed: int, size: float = 0.3) -> tuple[Problem, Progress, SubMip]:
    problem, state = random_progress(seed)
    sub = operator(problem, replace(state, size=size), np.random.default_rng(seed))
    assert sub is not None
    return problem, state, sub


def name(operator: DestroyOperator) -> str:
    return operator.name


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("operator", [op for op in ALL if not isinstance(op, Rens | Crossover)], ids=name)
def test_current_point_lies_in_the_submip(operator: DestroyOperator, seed: int) -> None:
    problem, state, sub = call(operator, seed)
    assert contains(problem, sub, state.current.x)


@pytest.mark.parametrize("seed", range(8))
def test_a_pool_member_lies_in_the_submip_of_crossover(seed: int) -> None:
    problem, state, sub = call(Crossover(), seed)
    assert any(contains(problem, sub, point.x) for point in state.pool)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("operator", ALL, ids=name)
def test_only_integer_columns_are_fixed_and_to_integers_within_bounds(operator: DestroyOperator, seed: int) -> None:
    problem, _, sub = call(operator, seed)
    if sub.fixed is not None and sub.values is not None:
        assert problem.is_integer[sub.fixed].all()
        assert (sub.values == np.round(sub.values)).all()
        assert (problem.col_lower[sub.fixed] <= sub.values).all()
        assert (problem.col_upper[sub.fixed] >= sub.values).all()


@pytest.mark.parametrize("operator", ALL, ids=name)
def test_bounds_are_only_tightened_and_not_of_continuous_columns(operator: DestroyOperator) -> None:
    problem, _, sub = call(operator, 0)
    for tightened, own, sign in ((sub.col_lower, problem.col_lower, 1.0), (sub.col_upper, problem.col_upper, -1.0)):
        if tightened is not None:
            assert (sign * (tightened - own) >= 0.0).all()
            assert (tightened == own)[~problem.is_integer].all()


@pytest.mark.parametrize("size", [0.01, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("operator", SIZED, ids=name)
def test_size_is_the_share_of_integer_columns_left_free(operator: DestroyOperator, size: float) -> None:
    problem, _, sub = call(operator, 1, size)
    assert sub.fixed is not None
    assert problem.integers.size - sub.fixed.size == max(1, round(16 * size))


def test_fixed_size_ignores_the_adapted_one() -> None:
    problem, _, sub = call(Mutation(0.5), 1, size=0.1)
    assert sub.fixed is not None
    assert problem.integers.size - sub.fixed.size == 8


@pytest.mark.parametrize("operator", ALL, ids=name)
def test_same_generator_state_gives_the_same_submip(operator: DestroyOperator) -> None:
    first, second = call(operator, 2)[2], call(operator, 2)[2]
    for field in ("fixed", "values", "col_lower", "col_upper", "objective"):
        np.testing.assert_array_equal(getattr(first, field), getattr(second, field))


@pytest.mark.parametrize("operator", [op for op in SIZED if op.name != "rens"], ids=name)
def test_repeated_calls_give_different_neighborhoods(operator: DestroyOperator) -> None:
    problem, state = random_progress(5)
    rng = np.random.default_rng(5)
    subs = [operator(problem, state, rng) for _ in range(20)]
    assert len({tuple(sub.fixed.tolist()) for sub in subs if sub is not None and sub.fixed is not None}) > 1


@pytest.mark.parametrize("operator", [Rins(), Rens(), Dins(), ReducedCost()], ids=name)
def test_operators_on_the_relaxation_have_nothing_to_do_without_one(operator: DestroyOperator) -> None:
    problem, state = random_progress(0)
    assert operator(problem, replace(state, root=None), np.random.default_rng(0)) is None


@pytest.mark.parametrize("operator", [Rins(), Dins(), ReducedCost(), ObjectiveGuided(), Rens()], ids=name)
def test_nothing_to_do_at_an_integral_relaxation_that_is_the_current_point(operator: DestroyOperator) -> None:
    problem, state = random_progress(0)
    state = replace(state, root=RootInfo(state.best.x, np.ones(20), state.best.cost), pool=(state.best,))
    assert operator(problem, state, np.random.default_rng(0)) is None


@pytest.mark.parametrize("operator", [Recency(), Hot()], ids=name)
def test_history_operators_have_nothing_to_do_before_the_first_change(operator: DestroyOperator) -> None:
    problem, state = random_progress(0)
    rng = np.random.default_rng(0)
    assert operator(problem, replace(state, changed_at=None), rng) is None
    assert operator(problem, replace(state, changed_at=np.full(20, -1)), rng) is None


@pytest.mark.parametrize("operator", [op for op in ALL if op.name != "whole"], ids=name)
def test_nothing_to_do_without_integer_columns(operator: DestroyOperator) -> None:
    problem, state = random_progress(0)
    problem = replace(problem, integrality=np.zeros(20, dtype=np.uint8))
    state = replace(state, structure=Structure(problem))
    assert operator(problem, state, np.random.default_rng(0)) is None
    assert default_operators(problem) == ()


def test_whole_destroys_nothing() -> None:
    sub = call(Whole(), 0)[2]
    assert (sub.fixed, sub.col_lower, sub.col_upper, sub.rows, sub.objective) == (None,) * 5


@pytest.mark.parametrize("size", [0.0, -0.5, 1.5, float("nan")])
def test_wrong_size_is_refused_with_its_value(size: float) -> None:
    with pytest.raises(ValueError, match=str(size)):
        Rins(size)


def test_other_wrong_settings_are_refused_with_their_value() -> None:
    with pytest.raises(ValueError, match=r"spread is 0\.0"):
        GraphWalk(spread=0.0)
    with pytest.raises(ValueError, match=r"tight_weight is -1\.0"):
        ConstraintBlock(tight_weight=-1.0)


def test_names_tell_fixed_sizes_apart() -> None:
    assert [Rins().name, Rins(0.5).name, LocalBranching(0.25).name] == ["rins", "rins-0.5", "local-branching-0.25"]


def test_default_operators_follow_the_features_of_the_model() -> None:
    full = {operator.name for operator in default_operators(random_progress(0)[0])}
    assert full >= {"rins", "name-block", "row-class", "general-integer-box", "local-branching", "reduced-cost"}
    bare = Problem.from_arrays(np.zeros(6), np.eye(6), 0, 1, 0, 1, 1)
    assert {operator.name for operator in default_operators(bare)} == {
        *("mutation", "crossover", "rins", "rens", "recency", "graph-walk", "local-branching", "proximity")
    }


def test_lb_relax_asks_for_a_relaxation_and_frees_what_moved_in_it() -> None:
    problem, progress = random_progress(3)
    question = LbRelax()(problem, progress, np.random.default_rng(0))
    assert question is not None
    assert question.relaxed
    moved = progress.structure.open[[1, 4, 9]]
    x = progress.current.x.copy()
    x[moved] += 0.5
    answer = LbRelax(3 / progress.structure.open.size)(problem, replace(progress, probe=x), np.random.default_rng(0))
    assert answer is not None
    assert answer.fixed is not None
    assert set(progress.structure.open) - set(answer.fixed) == set(moved)


def test_lb_relax_has_nothing_to_do_where_the_relaxation_stays() -> None:
    problem, progress = random_progress(3)
    still = replace(progress, probe=progress.current.x)
    assert LbRelax()(problem, still, np.random.default_rng(0)) is None
