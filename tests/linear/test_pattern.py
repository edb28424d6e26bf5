"""The symbolic half of a matrix, its hash and its cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from metasolve.errors import LinearSystemError
from metasolve.linear.compiled import Triangle
from metasolve.linear.pattern import Pattern, PatternCache, key_of

Matrix = Callable[[str], Any]


def dense_of(triangle: Triangle, side: int) -> Any:
    n = triangle.near.size
    a = scipy.sparse.csr_array((triangle.value, triangle.index, triangle.pointer), shape=(n, n)).toarray()
    beside = np.arange(max(0, -side), n - max(0, side))
    a[beside, beside + side] += triangle.near[beside]
    return a


def test_triangles_hold_what_is_below_and_above_the_diagonal(spd: Any) -> None:
    a = spd.copy()
    a.data = np.random.default_rng(2).standard_normal(a.nnz)
    pattern, dense = Pattern.of(a.indptr, a.indices), a.toarray()
    np.testing.assert_array_equal(dense_of(pattern.lower.take(a.data), -1), np.tril(dense, -1))
    np.testing.assert_array_equal(dense_of(pattern.upper.take(a.data), 1), np.triu(dense, 1))
    np.testing.assert_array_equal(a.data[pattern.diagonal], np.diag(dense))


def test_scaled_triangles_are_those_of_the_scaled_matrix(spd: Any) -> None:
    scale = np.random.default_rng(3).uniform(0.5, 2.0, spd.shape[0])
    pattern, dense = Pattern.of(spd.indptr, spd.indices), np.outer(scale, scale) * spd.toarray()
    lower = dense_of(pattern.lower.take_scaled(spd.data, scale), -1)
    upper = dense_of(pattern.upper.take_scaled(spd.data, scale), 1)
    np.testing.assert_allclose(lower, np.tril(dense, -1), rtol=1e-15)
    np.testing.assert_allclose(upper, np.triu(dense, 1), rtol=1e-15)


def test_mirror_leads_from_each_entry_above_to_the_one_below(spd: Any) -> None:
    a = spd.copy()
    a.data = np.random.default_rng(4).standard_normal(a.nnz)
    pattern, transposed = Pattern.of(a.indptr, a.indices), a.T.tocsr()
    assert pattern.mirror is not None
    np.testing.assert_array_equal(a.data[pattern.mirror], transposed.data[pattern.above])


def test_unsymmetric_places_have_no_mirror() -> None:
    a = scipy.sparse.csr_array([[1.0, 2.0, 0.0], [0.0, 1.0, 0.0], [3.0, 0.0, 1.0]])
    assert Pattern.of(a.indptr, a.indices).mirror is None


def test_pattern_survives_changes_of_the_arrays_that_it_was_made_of(matrix: Matrix) -> None:
    a = matrix("5-point")
    pattern = Pattern.of(a.indptr, a.indices)
    before = pattern.index.copy(), pattern.pointer.copy()
    a.indices[:] = 0
    a.indptr[:] = 0
    np.testing.assert_array_equal(pattern.index, before[0])
    np.testing.assert_array_equal(pattern.pointer, before[1])


@pytest.mark.parametrize("index", [-1, 3, 2**31 - 1])
def test_place_outside_of_the_matrix_is_refused(index: int) -> None:
    a = scipy.sparse.csr_array(np.eye(3))
    a.indices[1] = index
    with pytest.raises(LinearSystemError, match="outside"):
        PatternCache().pattern(a.indptr, a.indices)


def test_cache_returns_one_pattern_for_equal_places(matrix: Matrix) -> None:
    cache, a, b = PatternCache(), matrix("5-point"), matrix("5-point")
    other = matrix("7-point")
    first = cache.pattern(a.indptr, a.indices)
    assert cache.pattern(other.indptr, other.indices) is not first
    assert cache.pattern(b.indptr, b.indices) is first


def test_cache_forgets_the_pattern_that_was_used_longest_ago(grid_of: Callable[..., Any]) -> None:
    cache, matrices = PatternCache(capacity=2), [grid_of(n) for n in (3, 4, 5)]
    first, second, _ = (cache.pattern(a.indptr, a.indices) for a in matrices)
    assert cache.pattern(matrices[1].indptr, matrices[1].indices) is second
    assert cache.pattern(matrices[0].indptr, matrices[0].indices) is not first


def test_key_of_an_array_changes_with_any_entry_and_any_exchange() -> None:
    values = np.random.default_rng(5).standard_normal(50)
    keys = {key_of(values)}
    for i in range(50):
        changed = values.copy()
        changed[i] = np.nextafter(changed[i], 9.0)
        keys.add(key_of(changed))
        changed = values.copy()
        changed[[i, i - 1]] = changed[[i - 1, i]]
        keys.add(key_of(changed))
    assert len(keys) == 101


@pytest.mark.parametrize("size", [0, 1, 2, 3, 8, 9])
def test_key_of_an_odd_number_of_short_integers_counts_the_last(size: int) -> None:
    a, b = np.zeros(size, dtype=np.int32), np.zeros(size + 1, dtype=np.int32)
    assert key_of(a) != key_of(b)
    assert key_of(a) == key_of(a.copy())
