"""Matrices of all forms made ready, what is known of them, and when two are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from metasolve.errors import LinearSystemError
from metasolve.linear.system import System

Matrix = Callable[[str], Any]
SystemOf = Callable[..., System]


def unsorted(a: Any) -> Any:
    """Return a with the entries of each row in reverse order."""
    order = np.concatenate([np.arange(e - 1, s - 1, -1) for s, e in zip(a.indptr[:-1], a.indptr[1:], strict=True)])
    return scipy.sparse.csr_array((a.data[order], a.indices[order], a.indptr), shape=a.shape)


def duplicated(a: Any) -> Any:
    """Return a with every entry given as the sum of two."""
    data, indices = np.repeat(a.data / 2.0, 2), np.repeat(a.indices, 2)
    return scipy.sparse.csr_array((data, indices, 2 * a.indptr), shape=a.shape)


def long_indices(a: Any) -> Any:
    b = a.copy()
    b.indices, b.indptr = b.indices.astype(np.int64), b.indptr.astype(np.int64)
    return b


def with_zeros(a: Any) -> Any:
    """Return a with zeros stored at places of its own."""
    dense = a.toarray()
    everything = scipy.sparse.csr_array(np.ones_like(dense))
    everything.data[:] = dense.ravel()
    return everything


def read_only(a: Any) -> Any:
    b = a.copy()
    for array in (b.data, b.indices, b.indptr):
        array.flags.writeable = False
    return b


def strided(a: Any) -> Any:
    data = np.repeat(a.data, 2)[::2]
    return scipy.sparse.csr_array((data, a.indices, a.indptr), shape=a.shape)


FORMS: dict[str, Callable[[Any], Any]] = {
    "csr_matrix": scipy.sparse.csr_matrix,
    "csc_array": scipy.sparse.csc_array,
    "coo_array": scipy.sparse.coo_array,
    "dia_array": scipy.sparse.dia_array,
    "lil_array": scipy.sparse.lil_array,
    "dense": lambda a: a.toarray(),
    "fortran": lambda a: np.asfortranarray(a.toarray()),
    "lists": lambda a: a.toarray().tolist(),
    "unsorted": unsorted,
    "duplicated": duplicated,
    "int64 indices": long_indices,
    "stored zeros": with_zeros,
    "read-only": read_only,
    "strided": strided,
    "big-endian": lambda a: a.toarray().astype(">f8"),
    "float16": lambda a: a.toarray().astype(np.float16),
    "integers": lambda a: a.astype(np.int64),
    "float32": lambda a: a.astype(np.float32),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_matrix_is_taken_and_left_as_it_is(matrix: Matrix, system_of: SystemOf, form: str) -> None:
    expected = matrix("5-point").toarray()
    a = FORMS[form](matrix("5-point"))
    stored = [array.copy() for array in (a.data, a.indices)] if hasattr(a, "indices") else []
    system = system_of(a)
    np.testing.assert_array_equal(system.a.toarray(), expected)
    np.testing.assert_array_equal(system.diagonal, np.diag(expected))
    assert system.is_symmetric
    assert system.a.data.flags.c_contiguous
    assert system.a.data.flags.writeable
    if stored:
        np.testing.assert_array_equal(a.data, stored[0])
        np.testing.assert_array_equal(a.indices, stored[1])
    assert np.asarray(a.toarray() if hasattr(a, "toarray") else a).tolist() == expected.tolist()


def test_missing_diagonal_entries_become_stored_zeros(system_of: SystemOf) -> None:
    a = scipy.sparse.csr_array([[0.0, 1.0, 0.0], [1.0, 0.0, 2.0], [0.0, 2.0, 5.0]])
    system = system_of(a)
    np.testing.assert_array_equal(system.diagonal, [0.0, 0.0, 5.0])
    np.testing.assert_array_equal(system.a.toarray(), a.toarray())
    assert a.nnz == 5
    assert not system.has_diagonal
    assert not system.may_be_definite


REFUSED: dict[str, tuple[Any, str]] = {
    "not square": (np.ones((2, 3)), r"shape \(2, 3\); it must be square"),
    "empty": (np.empty((0, 0)), "not empty"),
    "empty sparse": (scipy.sparse.csr_array((0, 0)), "not empty"),
    "vector": (np.ones(4), "1 dimension"),
    "cube": (np.ones((2, 2, 2)), "3 dimensions"),
    "sparse vector": (scipy.sparse.coo_array(np.ones(3)), "1 dimension"),
    "number": (3.0, "0 dimensions"),
    "nothing": (None, "0 dimensions"),
    "ragged": ([[1.0, 2.0], [3.0]], "not a matrix"),
    "complex": (np.eye(2) * 1j, "complex128"),
    "complex sparse": (scipy.sparse.csr_array(np.eye(2) * 1j), "complex128"),
    "strings": (np.array([["1", "2"], ["3", "4"]]), "only real numbers"),
    "objects": (np.array([[1, None], [None, 1]]), "only real numbers"),
    "dates": (np.zeros((2, 2), dtype="M8[s]"), "only real numbers"),
    "nan": (np.array([[1.0, 2.0], [np.nan, 4.0]]), r"entry \(1, 0\) of the matrix is nan"),
    "inf": (np.array([[1.0, -np.inf], [0.0, 4.0]]), r"entry \(0, 1\) of the matrix is -inf"),
    "overflow": (np.full((3, 3), 1e308), "overflows"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_real_square_matrix_is_refused(system_of: SystemOf, case: str) -> None:
    a, message = REFUSED[case]
    with pytest.raises(LinearSystemError, match=message):
        system_of(a)


def test_facts_are_those_of_the_dense_matrix(spd: Any, system_of: SystemOf) -> None:
    facts, a = system_of(spd).facts, spd.toarray()
    d = np.diag(a)
    rest = np.abs(a).sum(axis=1) - np.abs(d)
    assert facts.total == pytest.approx(a.sum())
    assert facts.trace == pytest.approx(np.trace(a))
    assert (facts.least_diagonal, facts.most_diagonal) == (d.min(), d.max())
    assert facts.least_row == d.argmin()
    assert facts.dominance == pytest.approx((rest / np.abs(d)).max())
    assert facts.gershgorin_low == pytest.approx((d - rest).min())
    assert facts.gershgorin_high == pytest.approx((d + rest).max())


def test_residual_is_that_of_the_dense_product(spd: Any, system_of: SystemOf) -> None:
    system, rng = system_of(spd), np.random.default_rng(6)
    b, x, r = rng.standard_normal(system.n), rng.standard_normal(system.n), np.empty(system.n)
    assert system.residual(b, x, r) == pytest.approx(np.linalg.norm(b - spd.toarray() @ x))
    np.testing.assert_allclose(r, b - spd.toarray() @ x, atol=1e-12 * np.abs(spd.toarray()).max())


@pytest.mark.parametrize("change", [1e-3, -1e-9])
def test_one_entry_that_differs_from_its_mirror_makes_a_matrix_unsymmetric(
    matrix: Matrix, system_of: SystemOf, change: float
) -> None:
    a = matrix("7-point")
    a.data[1] += change
    assert not system_of(a).is_symmetric
    assert not system_of(a).may_be_definite


def test_rounding_does_not_make_a_matrix_unsymmetric(matrix: Matrix, system_of: SystemOf) -> None:
    a = matrix("7-point")
    a.data[1] *= 1.0 + 1e-15
    assert system_of(a).is_symmetric


def test_small_entries_beside_a_large_diagonal_must_be_symmetric_too(system_of: SystemOf) -> None:
    a = scipy.sparse.block_diag([[[1e14]], [[2.0, 1.0], [-1.0, 2.0]]])
    assert not system_of(a).is_symmetric


def test_same_values_share_one_system(matrix: Matrix, system_of: SystemOf) -> None:
    first = system_of(matrix("5-point"))
    assert system_of(matrix("5-point"), first) is first
    assert system_of(matrix("5-point").tocsc(), first) is first
    assert system_of(2.0 * matrix("5-point"), first) is not first
    assert system_of(matrix("7-point"), first) is not first
    second = system_of(2.0 * matrix("5-point"), first)
    assert system_of(matrix("5-point"), second, first) is first


def test_matrix_changed_in_place_is_another_system(matrix: Matrix, system_of: SystemOf) -> None:
    a = matrix("5-point")
    first = system_of(a)
    a.data *= 2.0
    second = system_of(a, first)
    assert second is not first
    assert second.diagonal[0] == 8.0


def test_system_found_again_does_not_look_at_the_array_that_has_changed(matrix: Matrix, system_of: SystemOf) -> None:
    a, copy = matrix("5-point"), matrix("5-point")
    first = system_of(a)
    a.data *= 2.0
    again = system_of(copy, first)
    assert again is first
    np.testing.assert_array_equal(again.a.toarray(), copy.toarray())
    np.testing.assert_array_equal(again.lower.near[1:3], [-1.0, -1.0])


def test_system_that_is_kept_does_not_change_with_the_caller_s_array(matrix: Matrix, system_of: SystemOf) -> None:
    a = matrix("5-point")
    system = system_of(a)
    system.own()
    a.data *= 2.0
    np.testing.assert_array_equal(system.a.toarray(), matrix("5-point").toarray())
