"""Bad input: a clear error or another arm, never a wrong x."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse

from metasolve.bandit import Uniform
from metasolve.errors import LinearSystemError, NoConvergenceError
from metasolve.linear.sequence import SequenceSolver, SequenceWarning
from metasolve.linear.solvers import Sor, SsorCg

Array = npt.NDArray[np.float64]
Grid = Callable[..., Any]


def solvers() -> list[SequenceSolver]:
    """Return solvers of all default arms and of few, without those that suit every matrix."""
    return [SequenceSolver(cost="work"), SequenceSolver([SsorCg(1.0), Sor(1.2)], Uniform(), cost="work")]


VECTORS: dict[str, tuple[Any, str]] = {
    "short": (np.ones(3), r"has shape \(3,\) instead of \(4,\)"),
    "column": (np.ones((4, 1)), r"has shape \(4, 1\)"),
    "number": (1.0, r"has shape \(\)"),
    "empty": ([], r"has shape \(0,\)"),
    "nan": ([1.0, np.nan, 0.0, 0.0], r"\[1\] is nan"),
    "inf": ([1.0, 0.0, -np.inf, 0.0], r"\[2\] is -inf"),
    "complex": (np.ones(4) * 1j, "holds complex128"),
    "complex list": ([1j, 0.0, 0.0, 0.0], "holds complex128"),
    "strings": (["1", "2", "3", "4"], "it must be a vector of real numbers"),
    "none": ([None] * 4, "holds object"),
    "ragged": ([[1.0], [1.0, 2.0]], "is not a vector"),
    "sparse": (scipy.sparse.csr_array(np.ones((4, 1))), "holds object"),
}


@pytest.mark.parametrize("name", ["b", "x0"])
@pytest.mark.parametrize("case", VECTORS)
def test_what_is_no_vector_of_real_numbers_is_refused_by_name(grid_of: Grid, case: str, name: str) -> None:
    value, message = VECTORS[case]
    arguments = {"b": np.ones(4), "x0": np.zeros(4), name: value}
    with pytest.raises(LinearSystemError, match=f"^{name}.*{message}"):
        SequenceSolver([SsorCg(1.0)]).solve(grid_of(4), **arguments)


VECTOR_FORMS: dict[str, Callable[[Array], Any]] = {
    "list": lambda b: b.tolist(),
    "integers": lambda b: b.astype(np.int32),
    "float32": lambda b: b.astype(np.float32),
    "big-endian": lambda b: b.astype(">f8"),
    "strided": lambda b: np.repeat(b, 2)[::2],
    "booleans": lambda b: b > 2.0,
}


@pytest.mark.parametrize("form", VECTOR_FORMS)
def test_vectors_of_every_form_are_taken(grid_of: Grid, form: str) -> None:
    b = VECTOR_FORMS[form](np.array([1.0, 2.0, 3.0, 4.0]))
    x, _ = SequenceSolver([SsorCg(1.0)]).solve(grid_of(4), b, x0=b)
    np.testing.assert_allclose(grid_of(4) @ x, np.asarray(b, dtype=float), atol=1e-7)


def test_read_only_vectors_are_taken(grid_of: Grid) -> None:
    b = np.ones(4)
    b.flags.writeable = False
    x, _ = SequenceSolver([SsorCg(1.0)]).solve(grid_of(4), b, x0=b)
    np.testing.assert_allclose(grid_of(4) @ x, b, rtol=1e-7)


CONTEXTS: dict[str, tuple[int | tuple[str, ...], Any, str]] = {
    "too long": (1, [1.0, 2.0], r"context has shape \(2,\) instead of \(1,\)"),
    "too short": (2, [1.0], r"context has shape \(1,\) instead of \(2,\)"),
    "missing": (1, None, r"context has shape \(0,\) instead of \(1,\)"),
    "number": (1, 1.0, r"context has shape \(\) instead of \(1,\)"),
    "nan": (1, [np.nan], r"context\[0\] is nan"),
    "table": (1, [[1.0]], r"context has shape \(1, 1\)"),
    "strings": (1, ["a"], "context holds <U1"),
    "complex": (1, [1j], "context holds complex128"),
    "ragged": (2, [[1.0], [1.0, 2.0]], "context is not a vector"),
    "not asked for": (("row-sum",), [1.0], "the solver computes its own"),
}


@pytest.mark.parametrize("case", CONTEXTS)
def test_context_that_does_not_fit_is_refused(grid_of: Grid, case: str) -> None:
    expected, context, message = CONTEXTS[case]
    solver = SequenceSolver([SsorCg(1.0)], Uniform(), context=expected)
    with pytest.raises(LinearSystemError, match=message):
        solver.solve(grid_of(4), np.ones(4), context=context)


def unsymmetric() -> Array:
    rng = np.random.default_rng(1)
    return rng.standard_normal((12, 12)) * (rng.random((12, 12)) < 0.4) + 6.0 * np.eye(12)


def indefinite() -> Array:
    rng = np.random.default_rng(2)
    a = rng.standard_normal((12, 12))
    a = a + a.T
    np.fill_diagonal(a, 1.0)
    return a


SOLVABLE: dict[str, Callable[[], Any]] = {
    "unsymmetric": unsymmetric,
    "triangular": lambda: np.tril(unsymmetric()),
    "zero diagonal": lambda: np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 3.0], [2.0, 1.0, 0.0]]),
    "symmetric, zero diagonal": lambda: np.array([[0.0, 1.0], [1.0, 0.0]]),
    "permutation": lambda: np.eye(6)[[3, 0, 5, 1, 2, 4]],
    "saddle point": lambda: np.block([[4.0 * np.eye(3), np.ones((3, 1))], [np.ones((1, 3)), np.zeros((1, 1))]]),
    "indefinite": indefinite,
    "negative definite": lambda: -np.diag([1.0, 2.0, 3.0]) + 0.1,
    "not definite, tiny pivot": lambda: np.array([[1e-20, 1.0], [1.0, 1e-20]]),
    "ill-conditioned": lambda: 1.0 / (np.arange(5)[:, None] + np.arange(5) + 1.0),
    "rows of very different size": lambda: np.diag(10.0 ** np.arange(-150, 151, 50)) + np.diag([1e-160] * 6, 1),
}


@pytest.mark.filterwarnings("ignore::metasolve.linear.sequence.SequenceWarning")
@pytest.mark.parametrize("case", SOLVABLE)
def test_matrix_that_is_not_definite_is_solved_by_some_arm(case: str) -> None:
    a = SOLVABLE[case]()
    for solver in solvers():
        rng = np.random.default_rng(3)
        for _ in range(12):
            b = a @ rng.standard_normal(len(a))
            x, _ = solver.solve(a, b)
            assert np.linalg.norm(b - a @ x) <= 1e-8 * np.linalg.norm(b)


def neumann(n: int) -> Array:
    """Return second differences with both ends free: constants are its kernel."""
    a = 2.0 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    a[0, 0] = a[-1, -1] = 1.0
    return a


SINGULAR: dict[str, Callable[[], Array]] = {
    "zero": lambda: np.zeros((3, 3)),
    "empty row": lambda: np.diag([1.0, 0.0, 2.0]),
    "empty column": lambda: np.array([[1.0, 0.0], [2.0, 0.0]]),
    "equal rows": lambda: np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]),
    "free ends": lambda: neumann(9),
    "rounded": lambda: neumann(9) * (1.0 / 3.0) / 0.1,
    "rank one": lambda: np.outer(np.arange(1.0, 6.0), np.arange(1.0, 6.0)),
    "one": lambda: np.zeros((1, 1)),
}


@pytest.mark.filterwarnings("ignore::metasolve.linear.sequence.SequenceWarning")
@pytest.mark.parametrize("case", SINGULAR)
def test_singular_matrix_with_an_inconsistent_side_raises_its_residual(case: str) -> None:
    a = SINGULAR[case]()
    rng = np.random.default_rng(4)
    kernel = np.linalg.svd(a.T)[2][-1]
    b = a @ rng.standard_normal(len(a)) + kernel
    for solver in solvers():
        with pytest.raises(NoConvergenceError, match="may be singular") as caught:
            solver.solve(a, b)
        assert 0.99 <= caught.value.residual <= 1.01 * np.linalg.norm(b)


@pytest.mark.filterwarnings("ignore::metasolve.linear.sequence.SequenceWarning")
@pytest.mark.parametrize("case", SINGULAR)
def test_singular_matrix_with_a_consistent_side_is_solved_or_refused(case: str) -> None:
    a, rng = SINGULAR[case](), np.random.default_rng(5)
    b = a @ rng.standard_normal(len(a))
    for solver in solvers():
        try:
            x, _ = solver.solve(a, b)
        except NoConvergenceError:
            continue
        assert np.linalg.norm(b - a @ x) <= 1e-8 * np.linalg.norm(b)


@pytest.mark.parametrize("case", ["free ends", "rounded"])
def test_semidefinite_matrix_with_a_consistent_side_is_solved(case: str) -> None:
    a, rng = SINGULAR[case](), np.random.default_rng(6)
    for solver in solvers():
        for _ in range(8):
            b = a @ rng.standard_normal(len(a))
            x, _ = solver.solve(a, b)
            assert np.linalg.norm(b - a @ x) <= 1e-8 * np.linalg.norm(b)


SCALES = [1.0, 1e-300, 1e-200, 1e-100, 1e100, 1e200, 1e300]


@pytest.mark.parametrize("scale_b", SCALES)
@pytest.mark.parametrize("scale_a", SCALES)
def test_very_large_and_very_small_systems_are_solved_or_refused(grid_of: Grid, scale_a: float, scale_b: float) -> None:
    a, rng = grid_of(6, 6), np.random.default_rng(7)
    solver = SequenceSolver(cost="work")
    for _ in range(4):
        b = rng.standard_normal(36)
        try:
            x, info = solver.solve(scale_a * a, scale_b * b)
        except (LinearSystemError, NoConvergenceError):
            assert not 1e-250 < scale_b / scale_a < 1e250
            continue
        # scaled back in two steps, so that nothing of the check itself under- or overflows
        y = x / scale_b * scale_a
        assert np.linalg.norm(b - a @ y) <= 1e-7 * np.linalg.norm(b)
        assert info.relative_residual <= 1e-8


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-160, 1e160, 1e308])
def test_right_side_of_extreme_size_is_solved_or_refused(grid_of: Grid, size: float) -> None:
    b = np.array([size, 0.0, 0.0, -size])
    if size < 1e-320:
        with pytest.raises(LinearSystemError, match="underflows; rescale"):
            SequenceSolver(cost="work").solve(grid_of(4), b)
        return
    x, _ = SequenceSolver(cost="work").solve(grid_of(4), b)
    np.testing.assert_allclose(x / size, np.linalg.solve(grid_of(4).toarray(), b / size), rtol=1e-6)


def test_guess_far_beyond_the_solution_is_refused_or_left(grid_of: Grid) -> None:
    with pytest.raises(LinearSystemError, match="overflows; rescale"):
        SequenceSolver(cost="work").solve(grid_of(4), np.ones(4), x0=np.full(4, 1e308))


def test_refused_input_leaves_the_solver_usable(grid_of: Grid) -> None:
    solver = SequenceSolver(cost="work")
    for bad in (np.ones((2, 3)), np.full((2, 2), np.nan), "matrix"):
        with pytest.raises(LinearSystemError):
            solver.solve(bad, np.ones(2))
    x, _ = solver.solve(grid_of(2), np.ones(2))
    np.testing.assert_allclose(x, [1.0, 1.0])


def test_no_warning_leaks_from_what_is_tried_within(grid_of: Grid) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", SequenceWarning)
        for case in (*SOLVABLE.values(), *SINGULAR.values()):
            a = case()
            try:
                SequenceSolver(cost="work").solve(a, np.arange(1.0, len(a) + 1.0))
            except NoConvergenceError:
                continue
