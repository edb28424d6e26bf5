from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from metasolve.check import check_exact
from metasolve.errors import UnsupportedModelError
from metasolve.problem import INF, Integrality, Problem, Sense
from metasolve.reformulation import reformulate


def solve(problem: Problem) -> tuple[float | None, np.ndarray | None]:
    """Return optimum and point by SciPy's milp, which takes semi- columns as they are."""
    a = np.zeros(problem.a.shape)
    a[problem.a.rows, problem.a.indices] = problem.a.data
    sign = float(problem.sense)
    outcome = milp(
        sign * problem.c,
        constraints=LinearConstraint(a, problem.row_lower, problem.row_upper),
        bounds=Bounds(problem.col_lower, problem.col_upper),
        integrality=problem.integrality,
    )
    if outcome.x is None:
        return None, None
    return sign * float(outcome.fun) + problem.offset, outcome.x


def random_semi(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    lower = rng.integers(1, 5, 6).astype(np.float64)
    return Problem.from_arrays(
        rng.integers(1, 12, 6),
        rng.integers(0, 4, (3, 6)),
        rng.integers(4, 12, 3),
        INF,
        lower,
        lower + rng.integers(0, 6, 6),
        rng.integers(0, 4, 6),
        offset=2.5,
    )


@pytest.mark.parametrize("seed", range(12))
def test_engine_form_has_the_optimum_of_the_semi_form(seed: int) -> None:
    problem = random_semi(seed)
    form = reformulate(problem)
    theirs, ours = solve(problem), solve(form.core)
    assert not form.core.is_semi.any()
    assert (ours[0] is None) == (theirs[0] is None)
    if ours[0] is not None and theirs[0] is not None and ours[1] is not None:
        assert form.objective(ours[0]) == pytest.approx(theirs[0])
        assert check_exact(problem, form.restrict(ours[1])).feasible


@pytest.mark.parametrize("seed", range(4))
def test_a_point_of_the_semi_form_extends_to_one_of_the_engine_form(seed: int) -> None:
    problem = random_semi(seed)
    point = solve(problem)[1]
    assert point is not None
    form = reformulate(problem)
    extended = form.extend(point)
    assert check_exact(form.core, extended).feasible
    assert np.array_equal(form.restrict(extended), point)


def test_semi_bounds_of_either_sign_keep_their_meaning() -> None:
    # x in {0} or [-5, -2]: pushed up by the objective it stops at 0, pushed down at -5; -1 needs the switch off and on
    for cost, floor, expected in ((1.0, -INF, -5.0), (-1.0, -INF, 0.0), (1.0, -1.0, 0.0)):
        problem = Problem.from_arrays([cost], [[1.0]], floor, INF, -5.0, -2.0, Integrality.SEMICONTINUOUS)
        optimum, point = solve(reformulate(problem).core)
        assert point is not None
        assert optimum == pytest.approx(cost * expected)
        assert point[0] == pytest.approx(expected)


def test_maximization_is_turned_around_and_back() -> None:
    problem = Problem.from_arrays([3.0, 2.0], [[1.0, 1.0]], -INF, 4.0, 0.0, 3.0, 1, offset=1.0, sense="max")
    form = reformulate(problem)
    assert form.core.sense is Sense.MINIMIZE
    cost, point = solve(form.core)
    assert cost is not None
    assert point is not None
    assert form.objective(cost) == pytest.approx(12.0)
    assert problem.objective(point) == pytest.approx(12.0)
    assert form.cost(form.objective(cost)) == cost


def random_objective_column(seed: int) -> Problem:
    """Return a problem whose objective is a free column that an equation defines, with coefficient -2 or 1 there."""
    rng = np.random.default_rng(seed)
    coefficient = (-2.0, 1.0)[seed % 2]
    a = np.zeros((4, 6))
    a[:3, :5] = rng.integers(0, 4, (3, 5))
    a[3] = [*rng.integers(1, 9, 5), coefficient]
    sense = ("min", "max")[seed % 3 == 0]
    side = 7.0
    lower, upper = [*rng.integers(2, 6, 3), side], [*rng.integers(9, 14, 3), side]
    bounds = [*rng.integers(2, 5, 5), INF]
    cost = [0.0, *rng.integers(0, 3, 4), -np.sign(coefficient) * (1.0 if sense == "min" else -1.0)]
    return Problem.from_arrays(
        cost, a, lower, upper, [0] * 5 + [-INF], bounds, [1, 1, 1, 0, 1, 0], offset=3.0, sense=sense
    )


@pytest.mark.parametrize("seed", range(12))
def test_objective_column_is_substituted_and_comes_back(seed: int) -> None:
    problem = random_objective_column(seed)
    form = reformulate(problem)
    assert form.defined.tolist() == [5]
    assert form.core.c[5] == 0.0
    assert not (form.core.a.indices == 5).any()
    theirs, ours = solve(problem), solve(form.core)
    assert theirs[0] is not None
    assert ours[0] is not None
    assert ours[1] is not None
    assert form.objective(ours[0]) == pytest.approx(theirs[0])
    point = form.restrict(ours[1])
    assert check_exact(problem, point).feasible
    assert problem.objective(point) == pytest.approx(theirs[0])
    assert np.array_equal(form.extend(point)[:5], ours[1][:5])


@pytest.mark.parametrize(
    ("col_lower", "row_upper", "kind"), [(0.0, 4.0, 0), (-INF, 5.0, 0), (-INF, 4.0, 1)], ids=["bound", "row", "integer"]
)
def test_column_that_is_bounded_integer_or_in_no_equation_is_kept(
    col_lower: float, row_upper: float, kind: int
) -> None:
    problem = Problem.from_arrays([0.0, 1.0], [[1.0, -1.0]], 4.0, row_upper, [0, col_lower], [9, INF], [1, kind])
    assert reformulate(problem).core is problem


def test_of_two_columns_that_one_equation_defines_one_is_substituted() -> None:
    problem = Problem.from_arrays(
        [0.0, 2.0, 1.0], [[1.0, -1.0, -1.0]], 4.0, 4.0, [0, -INF, -INF], [9, INF, INF], [1, 0, 0]
    )
    form = reformulate(problem)
    assert form.defined.tolist() == [1]
    x = np.array([6.0, 1.5, 0.5])
    assert form.core.objective(form.extend(x)) == pytest.approx(problem.objective(x))
    assert np.allclose(form.restrict(form.extend(x)), x)


def test_a_problem_in_engine_form_stays_itself() -> None:
    problem = Problem.from_arrays([1.0], [[1.0]], 0.0, 1.0)
    assert reformulate(problem).core is problem


@pytest.mark.parametrize(("lower", "upper"), [(1.0, INF), (-INF, 4.0)])
def test_a_semi_column_without_a_finite_bound_is_refused_by_name(lower: float, upper: float) -> None:
    problem = Problem.from_arrays([1.0], [[1.0]], 0.0, INF, lower, upper, 2, col_names=["lot"])
    with pytest.raises(UnsupportedModelError, match="semicontinuous column lot needs finite bounds"):
        reformulate(problem)


def test_rows_and_columns_of_the_engine_form_start_with_the_original_ones() -> None:
    problem = random_semi(0)
    core = reformulate(problem).core
    assert core.col_names[: problem.columns] == problem.col_names
    assert core.row_names[: problem.rows] == problem.row_names
    assert core.columns == problem.columns + int(problem.is_semi.sum())
