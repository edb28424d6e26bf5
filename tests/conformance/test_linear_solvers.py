"""What every solver of linear systems must do, our own and those of libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse

from metasolve.linear.contract import Goal, LinearSolver, SetupError
from metasolve.linear.libraries import Direct, Multigrid, has_pyamg
from metasolve.linear.pattern import PatternCache
from metasolve.linear.rules import Axelsson, Young
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, JacobiCg, Sor, SsorCg
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import System, prepare

Array = npt.NDArray[np.float64]

SYMMETRIC: tuple[LinearSolver, ...] = (
    Sor(Young()),
    SsorCg(1.0),
    SsorCg(1.7),
    SsorCg(Axelsson()),
    SsorCg(Axelsson(-0.25)),
    IncompleteCholeskyCg(0.0),
    IncompleteCholeskyCg(0.95),
    JacobiCg(),
    Cg(),
    *((Multigrid("ruge-stuben"), Multigrid("smoothed-aggregation")) if has_pyamg() else ()),
)
GENERAL: tuple[LinearSolver, ...] = (Sor(1.0), Sor(1.6), Direct())
KEEPING = tuple(solver for solver in (*SYMMETRIC, *GENERAL) if solver.keeps)


def name_of(solver: LinearSolver) -> str:
    return solver.name


@pytest.fixture(params=(*SYMMETRIC, *GENERAL), ids=name_of)
def solver(request: pytest.FixtureRequest) -> Any:
    return request.param


def grid(*sizes: int) -> Any:
    a: Any = scipy.sparse.csr_array((1, 1))
    for n in sizes:
        line = scipy.sparse.diags_array([-1.0, 2.0, -1.0], offsets=(-1, 0, 1), shape=(n, n))
        a = scipy.sparse.kron(a, scipy.sparse.eye_array(n)) + scipy.sparse.kron(
            scipy.sparse.eye_array(a.shape[0]), line
        )
    return scipy.sparse.csr_array(a)


def box() -> Any:
    ones = scipy.sparse.diags_array([1.0, 1.0, 1.0], offsets=(-1, 0, 1), shape=(9, 9))
    return 9.1 * scipy.sparse.eye_array(81) - scipy.sparse.kron(ones, ones)


def dominant() -> Any:
    rng = np.random.default_rng(1)
    half = rng.standard_normal((30, 30)) * (rng.random((30, 30)) < 0.08)
    a = half + half.T
    np.fill_diagonal(a, 1.05 * np.abs(a).sum(axis=1) + 0.1)
    return a


def shuffled() -> Any:
    order = np.random.default_rng(2).permutation(80)
    return grid(8, 10)[order][:, order]


DEFINITE: dict[str, Callable[[], Any]] = {
    "line": lambda: grid(25),
    "5-point": lambda: grid(11, 9),
    "7-point": lambda: grid(5, 4, 6),
    "9-point": box,
    "dominant": dominant,
    "shuffled": shuffled,
    "diagonal": lambda: scipy.sparse.diags_array(np.linspace(1.0, 50.0, 12)),
    "islands": lambda: scipy.sparse.block_diag([[[3.0]], grid(4, 4), [[0.5]], [[7.0]]]),
    "one": lambda: [[4.0]],
    "two": lambda: [[2.0, 1.0], [1.0, 3.0]],
}


def system_of(a: Any) -> System:
    return prepare(a, PatternCache(), LowestMode().estimate)


def problem(a: Any, seed: int = 3) -> tuple[System, Array, Array, float]:
    """Return the system, a right-hand side, a guess, and the target of a relative tolerance of 1e-8."""
    system, rng = system_of(a), np.random.default_rng(seed)
    b = rng.standard_normal(system.n)
    return system, b, rng.standard_normal(system.n), 1e-8 * float(np.linalg.norm(b))


def error(system: System, b: Array, x: Array) -> float:
    return float(np.linalg.norm(b - system.a.toarray() @ x))


@pytest.mark.parametrize("pattern", DEFINITE)
def test_definite_system_is_solved_to_the_goal(solver: LinearSolver, pattern: str) -> None:
    system, b, x0, target = problem(DEFINITE[pattern]())
    guess, right = x0.copy(), b.copy()
    assert solver.suits(system)
    result = solver.solve(solver.init(system), system, b, x0, Goal(target))
    assert error(system, b, result.x) <= 1.01 * target
    assert result.residual == pytest.approx(error(system, b, result.x), rel=0.1, abs=1e-3 * target)
    assert not result.breakdown
    np.testing.assert_allclose(result.x, np.linalg.solve(system.a.toarray(), b), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(x0, guess)
    np.testing.assert_array_equal(b, right)


@pytest.mark.parametrize("pattern", ["5-point", "diagonal", "one"])
def test_exact_solution_takes_no_iteration(solver: LinearSolver, pattern: str) -> None:
    system, b, _, target = problem(DEFINITE[pattern]())
    exact = np.linalg.solve(system.a.toarray(), b)
    result = solver.solve(solver.init(system), system, b, exact, Goal(target))
    assert result.iterations == 0
    np.testing.assert_array_equal(result.x, exact)
    assert result.x is not exact


@pytest.mark.parametrize("limit", [1, 3])
def test_limit_is_respected(solver: LinearSolver, limit: int) -> None:
    system, b, x0, _ = problem(grid(12, 12))
    result = solver.solve(solver.init(system), system, b, x0, Goal(0.0, limit))
    assert 1 <= result.iterations <= limit
    assert np.isfinite(result.x).all()


UNFIT: dict[str, Any] = {
    "unsymmetric": [[2.0, 1.0], [0.5, 2.0]],
    "places unsymmetric": [[2.0, 1.0], [0.0, 2.0]],
    "zero diagonal": [[0.0, 1.0], [1.0, 2.0]],
    "negative diagonal": [[2.0, 1.0], [1.0, -2.0]],
}


@pytest.mark.parametrize("case", UNFIT)
@pytest.mark.parametrize("solver", SYMMETRIC, ids=name_of)
def test_what_cannot_be_definite_does_not_suit(solver: LinearSolver, case: str) -> None:
    assert not solver.suits(system_of(UNFIT[case]))


@pytest.mark.parametrize("case", UNFIT)
@pytest.mark.parametrize("solver", GENERAL, ids=name_of)
def test_relaxation_with_a_number_needs_no_more_than_a_diagonal(solver: LinearSolver, case: str) -> None:
    assert solver.suits(system_of(UNFIT[case])) == (solver == Direct() or case != "zero diagonal")


def indefinite(seed: int) -> Array:
    """Return a symmetric matrix with a positive diagonal and eigenvalues of both signs."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((14, 14))
    a = a + a.T
    np.fill_diagonal(a, rng.uniform(0.5, 2.0, 14))
    return a


@pytest.mark.parametrize("seed", range(5))
def test_indefinite_matrix_never_gives_a_wrong_success(solver: LinearSolver, seed: int) -> None:
    system, b, x0, target = problem(indefinite(seed))
    try:
        result = solver.solve(solver.init(system), system, b, x0, Goal(target, 500))
    except SetupError:
        return
    claims = result.residual <= target and not result.breakdown
    assert not claims or error(system, b, result.x) <= 1e-4 * np.linalg.norm(b)


@pytest.mark.parametrize("change", [0.02, 0.5])
@pytest.mark.parametrize("solver", KEEPING, ids=name_of)
def test_state_of_an_earlier_matrix_preconditions_a_later_one(solver: LinearSolver, change: float) -> None:
    state = solver.init(system_of(grid(10, 10)))
    system, b, x0, target = problem(grid(10, 10) + change * scipy.sparse.eye_array(100))
    result = solver.solve(state, system, b, x0, Goal(target))
    plain = Cg().solve(Cg().init(system), system, b, x0, Goal(target))
    assert error(system, b, result.x) <= 1.01 * target
    assert 1 < result.iterations <= plain.iterations


@pytest.mark.parametrize("solver", KEEPING, ids=name_of)
def test_state_does_not_change_with_the_caller_s_matrix(solver: LinearSolver) -> None:
    a = grid(10, 10)
    state = solver.init(system_of(a))
    a.data *= -3.0
    system, b, x0, target = problem(1.5 * grid(10, 10))
    result = solver.solve(state, system, b, x0, Goal(target))
    fresh = solver.solve(solver.init(system_of(grid(10, 10))), system, b, x0, Goal(target))
    np.testing.assert_array_equal(result.x, fresh.x)


@pytest.mark.parametrize("limit", [1, 7, 25])
def test_stale_factor_respects_the_limit_on_unsymmetric_matrices(limit: int) -> None:
    rng = np.random.default_rng(4)
    state = Direct().init(system_of(rng.standard_normal((60, 60)) + 3.0 * np.eye(60)))
    system, b, x0, _ = problem(rng.standard_normal((60, 60)))
    assert Direct().solve(state, system, b, x0, Goal(1e-14, limit)).iterations <= limit


@pytest.mark.parametrize("a", [np.zeros((1, 1)), np.ones((3, 3)), [[1.0, 0.0], [2.0, 0.0]]])
def test_singular_matrix_cannot_be_factorized_or_is_not_solved(a: Any) -> None:
    system = system_of(a)
    b = np.arange(1.0, system.n + 1.0)
    try:
        result = Direct().solve(Direct().init(system), system, b, np.zeros(system.n), Goal(1e-8))
    except SetupError:
        return
    assert result.residual > 1e-8
    assert result.residual == pytest.approx(error(system, b, result.x))


@pytest.mark.parametrize("seed", range(8))
def test_direct_solves_symmetric_indefinite_matrices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = scipy.sparse.random_array((60, 60), density=0.08, rng=rng).toarray()
    a = half + half.T
    np.fill_diagonal(a, rng.choice([1e-20, 1e-9, 1.0], 60))
    system, b, x0, target = problem(a, seed)
    assert system.may_be_definite
    result = Direct().solve(Direct().init(system), system, b, x0, Goal(target))
    assert error(system, b, result.x) <= target


def test_direct_that_does_not_improve_leaves_the_guess() -> None:
    system = system_of(np.diag([1.0, 1.0, 1e-320]))
    b, x0 = np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0])
    result = Direct().solve(Direct().init(system), system, b, x0, Goal(1e-12))
    np.testing.assert_array_equal(result.x, x0)
    assert result.residual == 1.0


@pytest.mark.parametrize("solver", [Sor, SsorCg])
@pytest.mark.parametrize("omega", [0.0, 2.0, -1.0, float("nan")])
def test_omega_out_of_range_is_refused_with_its_value(solver: Any, omega: float) -> None:
    with pytest.raises(ValueError, match=f"omega must lie in .0, 2., got {omega}"):
        solver(omega)


def test_equal_settings_are_equal_and_names_are_distinct() -> None:
    names = [solver.name for solver in (*SYMMETRIC, *GENERAL)]
    assert len(set(names)) == len(names)
    assert SsorCg(1.5) == SsorCg(1.5)
    assert hash(SsorCg(Axelsson())) == hash(SsorCg(Axelsson()))


def test_multigrid_leaves_numpy_s_global_generator_alone_and_repeats_itself() -> None:
    if not has_pyamg():
        pytest.skip("pyamg is not installed")
    solver = Multigrid("smoothed-aggregation")
    np.random.seed(5)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    system, b, x0, target = problem(grid(12, 12))
    np.random.seed(5)  # noqa: NPY002
    results = [solver.solve(solver.init(system), system, b, x0, Goal(target)) for _ in range(2)]
    assert np.random.random() == expected  # noqa: NPY002
    np.testing.assert_array_equal(results[0].x, results[1].x)
