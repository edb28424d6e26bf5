from __future__ import annotations

import pickle

import numpy as np
import pytest
import scipy.sparse as sp

from metasolve.matrix import CsrMatrix


def random_matrix(seed: int, rows: int = 17, columns: int = 11) -> sp.csr_array:
    rng = np.random.default_rng(seed)
    dense = rng.integers(-3, 4, (rows, columns)) * (rng.random((rows, columns)) < 0.3)
    dense[4] = 0  # an empty row and an empty column are where index arithmetic goes wrong
    dense[:, 2] = 0
    return sp.csr_array(dense.astype(np.float64))


@pytest.fixture(params=[0, 1, 2])
def pair(request: pytest.FixtureRequest) -> tuple[sp.csr_array, CsrMatrix]:
    theirs = random_matrix(request.param)
    return theirs, CsrMatrix.from_any(theirs)


Pair = tuple[sp.csr_array, CsrMatrix]


def dense(matrix: CsrMatrix) -> np.ndarray:
    return sp.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape).toarray()


def test_from_sparse_and_from_dense_agree_with_scipy(pair: Pair) -> None:
    theirs, ours = pair
    assert np.array_equal(dense(ours), theirs.toarray())
    assert np.array_equal(dense(CsrMatrix.from_any(theirs.toarray())), theirs.toarray())
    assert ours.nonzeros == theirs.count_nonzero()


def test_dot_agrees_with_scipy(pair: Pair) -> None:
    theirs, ours = pair
    x = np.random.default_rng(7).integers(-5, 6, theirs.shape[1]).astype(np.float64)
    assert np.array_equal(ours.dot(x), theirs @ x)


def test_transpose_agrees_with_scipy(pair: Pair) -> None:
    theirs, ours = pair
    assert ours.transpose.shape == (11, 17)
    assert np.array_equal(dense(ours.transpose), theirs.toarray().T)


def test_take_rows_agrees_with_scipy_in_any_order_and_with_repeats(pair: Pair) -> None:
    theirs, ours = pair
    rows = np.array([16, 4, 0, 0, 9])
    assert np.array_equal(dense(ours.take_rows(rows)), theirs.toarray()[rows])
    none = ours.take_rows(np.array([], dtype=np.int64))
    assert (none.shape, none.nonzeros) == ((0, 11), 0)


def test_stack_agrees_with_scipy(pair: Pair) -> None:
    theirs, ours = pair
    below = random_matrix(9, rows=5)
    stacked = ours.stack(CsrMatrix.from_any(below))
    assert np.array_equal(dense(stacked), np.vstack([theirs.toarray(), below.toarray()]))


def test_stack_refuses_another_width(pair: Pair) -> None:
    with pytest.raises(ValueError, match="3 columns cannot be stacked below 11"):
        pair[1].stack(CsrMatrix.from_any(np.eye(3)))


def test_duplicate_entries_of_a_scipy_matrix_are_added_up() -> None:
    twice = sp.coo_array(([1.0, 2.0, 5.0], ([0, 0, 1], [1, 1, 0])), shape=(2, 2))
    assert np.array_equal(dense(CsrMatrix.from_any(twice)), [[0.0, 3.0], [5.0, 0.0]])


def test_explicit_zeros_are_dropped_and_rows_sorted_by_column() -> None:
    matrix = CsrMatrix.from_coo((2, 3), [1, 0, 1, 0], [2, 1, 0, 0], [4.0, 0.0, 3.0, 1.0])
    assert matrix.indptr.tolist() == [0, 1, 3]
    assert matrix.indices.tolist() == [0, 0, 2]
    assert matrix.data.tolist() == [1.0, 3.0, 4.0]


def test_an_entry_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"entry \(1, 2\) appears twice"):
        CsrMatrix.from_coo((2, 3), [1, 0, 1], [2, 1, 2], [1.0, 1.0, 1.0])


@pytest.mark.parametrize(("row", "column"), [(2, 0), (0, 3), (-1, 0), (0, -1)])
def test_an_index_out_of_range_is_refused(row: int, column: int) -> None:
    with pytest.raises(ValueError, match=r"outside of shape \(2, 3\)"):
        CsrMatrix.from_coo((2, 3), [row], [column], [1.0])


def test_arrays_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"rows \(2,\), columns \(1,\) and values \(1,\) differ"):
        CsrMatrix.from_coo((2, 3), [0, 1], [0], [1.0])


def test_a_vector_is_no_matrix() -> None:
    with pytest.raises(ValueError, match="1 dimensions instead of 2"):
        CsrMatrix.from_any([1.0, 2.0])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_matrices_without_rows_or_columns_work(shape: tuple[int, int]) -> None:
    matrix = CsrMatrix.from_coo(shape, [], [], [])
    assert matrix.dot(np.ones(shape[1])).tolist() == [0.0] * shape[0]
    assert matrix.transpose.shape == (shape[1], shape[0])


def test_pickle_keeps_the_arrays_and_leaves_derived_ones_behind(pair: Pair) -> None:
    ours = pair[1]
    size = len(pickle.dumps(ours))
    assert ours.transpose.shape == (11, 17)
    again = pickle.loads(pickle.dumps(ours))
    assert np.array_equal(dense(again), dense(ours))
    assert len(pickle.dumps(ours)) == size
