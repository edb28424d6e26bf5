"""Incomplete factorizations against dense ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metasolve.linear.contract import SetupError
from metasolve.linear.incomplete import modified_diagonal
from metasolve.linear.solvers import IncompleteCholeskyCg
from metasolve.linear.system import System

Array = npt.NDArray[np.float64]
Matrix = Callable[[str], Any]
SystemOf = Callable[..., System]
NO_TRIANGLES = ("5-point", "7-point", "line", "conductivities", "permuted", "islands", "diagonal", "one", "two")


def pivots_of(system: System, alpha: float) -> tuple[Array, bool]:
    pivots = np.empty(system.n)
    return pivots, modified_diagonal(system.upper, system.diagonal, alpha, pivots)


def incomplete_elimination(a: Array, alpha: float) -> Array:
    """Return the pivots of Gaussian elimination whose fill outside the pattern goes, in part, to the diagonal."""
    a, places = a.copy(), a != 0.0
    for k in range(len(a)):
        for i in range(k + 1, len(a)):
            for j in range(k + 1, len(a)):
                update = a[i, k] * a[k, j] / a[k, k]
                if places[i, j]:
                    a[i, j] -= update
                else:
                    a[i, i] -= alpha * update
        a[k + 1 :, k] = 0.0
    return np.diag(a).copy()


@pytest.mark.parametrize("alpha", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("name", NO_TRIANGLES)
def test_pivots_are_those_of_incomplete_elimination_without_triangles(
    matrix: Matrix, system_of: SystemOf, name: str, alpha: float
) -> None:
    a = matrix(name)
    pivots, fine = pivots_of(system_of(a), alpha)
    assert fine
    np.testing.assert_allclose(pivots, incomplete_elimination(a.toarray(), alpha), rtol=1e-12)


@pytest.mark.parametrize("name", ["5-point", "7-point", "9-point", "line", "conductivities", "permuted", "islands"])
def test_modified_factorization_keeps_row_sums(matrix: Matrix, system_of: SystemOf, name: str) -> None:
    a = matrix(name).toarray()
    pivots, fine = pivots_of(system_of(a), 1.0)
    low = np.tril(a, -1)
    m = (np.diag(pivots) + low) @ np.diag(1.0 / pivots) @ (np.diag(pivots) + low.T)
    assert fine
    np.testing.assert_allclose(m.sum(axis=1), a.sum(axis=1), atol=1e-12 * np.abs(a).max())


@pytest.mark.parametrize("name", NO_TRIANGLES)
def test_diagonal_of_the_unmodified_factorization_is_that_of_the_matrix(
    matrix: Matrix, system_of: SystemOf, name: str
) -> None:
    a = matrix(name).toarray()
    pivots, _ = pivots_of(system_of(a), 0.0)
    low = np.tril(a, -1)
    m = (np.diag(pivots) + low) @ np.diag(1.0 / pivots) @ (np.diag(pivots) + low.T)
    np.testing.assert_allclose(np.diag(m), np.diag(a), rtol=1e-12)


def test_pivot_that_is_not_positive_is_a_setup_error(system_of: SystemOf) -> None:
    a = np.array([[1.0, 0.9, 0.0], [0.9, 1.0, 0.9], [0.0, 0.9, 1.0]])
    with pytest.raises(SetupError, match="pivot"):
        IncompleteCholeskyCg().init(system_of(a))


def test_singular_neumann_matrix_is_a_setup_error_only_with_full_modification(system_of: SystemOf) -> None:
    a = np.diag([1.0, 2.0, 2.0, 1.0]) - np.eye(4, k=1) - np.eye(4, k=-1)
    with pytest.raises(SetupError):
        IncompleteCholeskyCg(1.0).init(system_of(a))


@pytest.mark.parametrize("alpha", [-0.1, 1.1, float("nan")])
def test_alpha_out_of_range_is_refused_with_its_value(alpha: float) -> None:
    with pytest.raises(ValueError, match=f"alpha must lie in .0, 1., got {alpha}"):
        IncompleteCholeskyCg(alpha)
