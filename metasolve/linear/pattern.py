"""Pattern: the symbolic half of a matrix, worked out once and shared by all matrices with the same places."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from metasolve.errors import LinearSystemError
from metasolve.linear.compiled import FloatArray, IndexArray, Triangle, compiled

Key: TypeAlias = tuple[int, bytes]
WordArray = npt.NDArray[np.uint64]
NONE = -1


@dataclass(frozen=True, eq=False)
class Packing:
    """The places of a strict triangle, as Triangle holds them, and the position of each entry in the matrix's data.

    near, (n,), is the position of the entry next to the diagonal, or NONE.
    """

    pointer: IndexArray
    index: IndexArray
    entry: IndexArray
    near: IndexArray
    side: int

    @classmethod
    def of(cls, row: IndexArray, index: IndexArray, n: int, side: int) -> Packing:
        """Return the packing of the entries below (side -1) or above (side 1) the diagonal."""
        strict = index < row if side < 0 else index > row
        beside = index == row + side
        near = np.full(n, NONE, dtype=np.int32)
        near[row[beside]] = np.flatnonzero(beside)
        entry = np.flatnonzero(strict & ~beside).astype(np.int32)
        pointer = np.zeros(n + 1, dtype=np.int32)
        np.cumsum(np.bincount(row[entry], minlength=n), out=pointer[1:])
        return cls(pointer, index[entry], entry, near, side)

    def take(self, data: FloatArray) -> Triangle:
        """Return the triangle of the matrix with these data."""
        value, near = np.empty(self.entry.size), np.empty(self.near.size)
        gather(self.entry, self.near, data, value, near)
        return Triangle(self.pointer, self.index, value, near)

    def take_scaled(self, data: FloatArray, scale: FloatArray) -> Triangle:
        """Return the triangle of S A S with the diagonal S = scale, (n,)."""
        triangle = self.take(data)
        scale_by(triangle, self.side, scale)
        return triangle


@dataclass(frozen=True, eq=False)
class Pattern:
    """The places of a square matrix in CSR form (pointer, index), rows sorted by column, each place once.

    diagonal holds the positions of the diagonal in the data, fewer than n if places are missing. above holds those
    of all entries above it and mirror those of their transposed entries; mirror is None if the places are not
    symmetric.
    """

    n: int
    pointer: IndexArray
    index: IndexArray
    lower: Packing
    upper: Packing
    diagonal: IndexArray
    above: IndexArray
    mirror: IndexArray | None

    @classmethod
    def of(cls, pointer: IndexArray, index: IndexArray) -> Pattern:
        """Return the pattern of a CSR matrix with these places, which are copied.

        Raises LinearSystemError if a place lies outside of the matrix: a kernel would read it all the same.
        """
        n = pointer.size - 1
        if pointer[0] != 0 or pointer[-1] != index.size or np.diff(pointer).min(initial=0) < 0:
            raise LinearSystemError("the row pointers of the matrix do not ascend from 0 to the number of its entries")
        if index.size and not 0 <= index.min() <= index.max() < n:
            raise LinearSystemError(f"an entry of the matrix lies outside of its {n} columns")
        pointer, index = pointer.copy(), index.copy()
        row = np.repeat(np.arange(n, dtype=np.int32), np.diff(pointer))
        diagonal = np.flatnonzero(index == row).astype(np.int32)
        below, above = np.flatnonzero(index < row), np.flatnonzero(index > row)
        by_column = below[np.lexsort((row[below], index[below]))]
        symmetric = below.size == above.size and bool(
            np.array_equal(row[above], index[by_column]) and np.array_equal(index[above], row[by_column])
        )
        return cls(
            n,
            pointer,
            index,
            Packing.of(row, index, n, -1),
            Packing.of(row, index, n, 1),
            diagonal,
            above.astype(np.int32),
            by_column.astype(np.int32) if symmetric else None,
        )


@compiled
def gather(entry: IndexArray, near: IndexArray, data: FloatArray, value: FloatArray, beside: FloatArray) -> None:
    """Fill value and beside, the entries of a Triangle, from a matrix's data."""
    for k in range(entry.size):
        value[k] = data[entry[k]]
    for i in range(near.size):
        beside[i] = data[near[i]] if near[i] >= 0 else 0.0


@compiled
def scale_by(triangle: Triangle, side: int, scale: FloatArray) -> None:
    """Multiply each entry of the triangle by the scales of its row and its column, in place."""
    n = scale.size
    for i in range(n):
        factor = scale[i]
        for k in range(triangle.pointer[i], triangle.pointer[i + 1]):
            triangle.value[k] *= factor * scale[triangle.index[k]]
        if 0 <= i + side < n:
            triangle.near[i] *= factor * scale[i + side]


@compiled
def fingerprint(words: WordArray) -> int:
    """Return a 64-bit hash of the words: the sum of their mixtures with their places."""
    total = np.uint64(words.size)
    place = np.uint64(0x9E3779B97F4A7C15)
    for k in range(words.size):
        mixed = (words[k] ^ place) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
        total += mixed ^ (mixed >> np.uint64(32))
        place += np.uint64(0x9E3779B97F4A7C15)
    return total  # type: ignore[return-value]


def key_of(array: FloatArray | IndexArray) -> Key:
    """Return a hash of a contiguous array's bytes: equal arrays have equal keys, on every run."""
    whole = array.nbytes // 8 * 8
    data = array.view(np.uint8)
    return int(fingerprint(data[:whole].view(np.uint64))), data[whole:].tobytes()


class PatternCache:
    """The patterns that were used last, by the hash of their places."""

    def __init__(self, capacity: int = 8) -> None:
        self._capacity = capacity
        self._patterns: OrderedDict[object, Pattern] = OrderedDict()

    def known(self, pointer: IndexArray, index: IndexArray) -> Pattern | None:
        """Return the pattern of these places if it is there."""
        key = (key_of(pointer), key_of(index))
        if key in self._patterns:
            self._patterns.move_to_end(key)
        return self._patterns.get(key)

    def pattern(self, pointer: IndexArray, index: IndexArray) -> Pattern:
        """Return the pattern of these places, made if it is new."""
        known = self.known(pointer, index)
        if known is not None:
            return known
        pattern = Pattern.of(pointer, index)
        self._patterns[key_of(pointer), key_of(index)] = pattern
        if len(self._patterns) > self._capacity:
            self._patterns.popitem(last=False)
        return pattern
