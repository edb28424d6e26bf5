"""Small symmetric positive definite matrices of many patterns, and what tests do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse

from metasolve.linear.pattern import PatternCache
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import System, prepare


def line(n: int) -> Any:
    """Return the matrix of second differences, (n, n)."""
    return scipy.sparse.diags_array([-1.0, 2.0, -1.0], offsets=(-1, 0, 1), shape=(n, n))


def grid(*sizes: int) -> Any:
    """Return the stencil of 2 d + 1 points on a grid of d dimensions."""
    a = line(sizes[0])
    for size in sizes[1:]:
        a = scipy.sparse.kron(a, scipy.sparse.eye_array(size)) + scipy.sparse.kron(
            scipy.sparse.eye_array(a.shape[0]), line(size)
        )
    return scipy.sparse.csr_array(a)


def nine_point() -> Any:
    """Return a stencil of 9 points, whose pattern has triangles."""
    ones: list[Any] = [scipy.sparse.diags_array([1.0, 1.0, 1.0], offsets=(-1, 0, 1), shape=(n, n)) for n in (6, 8)]
    return scipy.sparse.csr_array(9.5 * scipy.sparse.eye_array(48) - scipy.sparse.kron(*ones))


def conductivities() -> Any:
    """Return a stencil of 5 points whose conductivities vary by a factor of 1000."""
    rng = np.random.default_rng(11)
    upper = scipy.sparse.triu(grid(7, 8), 1)
    upper.data *= 10.0 ** rng.uniform(-1.5, 1.5, upper.data.size)
    a = upper + upper.T
    return scipy.sparse.csr_array(a + scipy.sparse.diags_array(-a.sum(axis=0) + 0.01))


def scattered() -> Any:
    """Return a matrix with random places and signs."""
    half = scipy.sparse.random_array((40, 40), density=0.06, rng=np.random.default_rng(12), data_sampler=_normal)
    return scipy.sparse.csr_array(half @ half.T + 0.05 * scipy.sparse.eye_array(40)).sorted_indices()


def _normal(size: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(13).standard_normal(size)


def permuted() -> Any:
    """Return a grid in an order in which no neighbors follow each other."""
    a = grid(5, 7)
    order = np.argsort(np.arange(35) * 2 % 35)
    return scipy.sparse.csr_array(a[order][:, order]).sorted_indices()


def islands() -> Any:
    """Return a matrix some of whose rows hold the diagonal alone."""
    a = scipy.sparse.block_diag([[[3.0]], grid(3, 3), [[0.5]], [[7.0]], line(4), [[1.0]]])
    return scipy.sparse.csr_array(a)


MATRICES: dict[str, Callable[[], Any]] = {
    "5-point": lambda: grid(9, 7),
    "7-point": lambda: grid(4, 5, 3),
    "9-point": nine_point,
    "line": lambda: scipy.sparse.csr_array(line(15)),
    "conductivities": conductivities,
    "scattered": scattered,
    "permuted": permuted,
    "islands": islands,
    "diagonal": lambda: scipy.sparse.csr_array(scipy.sparse.diags_array(np.arange(1.0, 7.0))),
    "one": lambda: scipy.sparse.csr_array([[2.5]]),
    "two": lambda: scipy.sparse.csr_array([[2.0, -1.0], [-1.0, 3.0]]),
}


@pytest.fixture(params=MATRICES)
def spd(request: pytest.FixtureRequest) -> Any:
    """A symmetric positive definite matrix in CSR form, of every pattern."""
    return MATRICES[request.param]()


@pytest.fixture
def matrix() -> Callable[[str], Any]:
    """The matrix of a name in MATRICES."""
    return lambda name: MATRICES[name]()


@pytest.fixture
def system_of() -> Callable[..., System]:
    """Any matrix made ready, by itself or after another system."""
    patterns = PatternCache()
    return lambda a, *known: prepare(a, patterns, LowestMode().estimate, known)


@pytest.fixture
def grid_of() -> Callable[..., Any]:
    """The stencil of 2 d + 1 points on a grid of these sizes."""
    return grid
