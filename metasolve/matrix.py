"""CsrMatrix: the one sparse matrix of the core, light to import (SciPy's costs half a second)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CsrMatrix:
    """A sparse matrix by rows: row i holds indices[indptr[i]:indptr[i+1]], data likewise.

    shape is (rows, columns); indptr is (rows + 1,). No entry is stored twice; explicit zeros are dropped
    by the constructors below.
    """

    shape: tuple[int, int]
    indptr: IntArray
    indices: IntArray
    data: FloatArray

    @classmethod
    def from_coo(
        cls, shape: tuple[int, int], rows: npt.ArrayLike, columns: npt.ArrayLike, values: npt.ArrayLike
    ) -> CsrMatrix:
        """Return the matrix with values[k] at (rows[k], columns[k]); rows come out sorted by column.

        Raises ValueError if an index is out of range or an entry appears twice.
        """
        row = np.asarray(rows, dtype=np.int64)
        column = np.asarray(columns, dtype=np.int64)
        value = np.asarray(values, dtype=np.float64)
        if not row.shape == column.shape == value.shape:
            raise ValueError(f"rows {row.shape}, columns {column.shape} and values {value.shape} differ")
        if row.size and (row.min() < 0 or column.min() < 0 or row.max() >= shape[0] or column.max() >= shape[1]):
            raise ValueError(f"an index lies outside of shape {shape}")
        keep = value != 0.0
        row, column, value = row[keep], column[keep], value[keep]
        order = np.lexsort((column, row))
        row, column, value = row[order], column[order], value[order]
        twice = (row[1:] == row[:-1]) & (column[1:] == column[:-1])
        if twice.any():
            k = int(np.argmax(twice))
            raise ValueError(f"entry ({row[k]}, {column[k]}) appears twice")
        indptr = np.zeros(shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=shape[0]), out=indptr[1:])
        return cls(shape, indptr, column, value)

    @classmethod
    def from_any(cls, matrix: Any) -> CsrMatrix:
        """Return matrix as CsrMatrix: a CsrMatrix, any SciPy sparse matrix, or a dense 2D array."""
        if isinstance(matrix, CsrMatrix):
            return matrix
        if hasattr(matrix, "tocoo"):
            coo = matrix.tocsr().tocoo()  # tocsr adds duplicate entries up
            return cls.from_coo((int(coo.shape[0]), int(coo.shape[1])), coo.row, coo.col, coo.data)
        dense = np.asarray(matrix, dtype=np.float64)
        if dense.ndim != 2:
            raise ValueError(f"the matrix has {dense.ndim} dimensions instead of 2")
        rows, columns = np.nonzero(dense)
        return cls.from_coo((dense.shape[0], dense.shape[1]), rows, columns, dense[rows, columns])

    @property
    def nonzeros(self) -> int:
        return int(self.data.size)

    @cached_property
    def rows(self) -> IntArray:
        """The row of each stored entry, (nonzeros,)."""
        return np.repeat(np.arange(self.shape[0], dtype=np.int64), np.diff(self.indptr))

    @cached_property
    def transpose(self) -> CsrMatrix:
        """The transposed matrix, so that its row j is column j of this one."""
        order = np.argsort(self.indices, kind="stable")
        indptr = np.zeros(self.shape[1] + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.indices, minlength=self.shape[1]), out=indptr[1:])
        return CsrMatrix((self.shape[1], self.shape[0]), indptr, self.rows[order], self.data[order])

    def dot(self, x: FloatArray) -> FloatArray:
        """Return the product with x of shape (columns,)."""
        return self.row_sums(self.data * x[self.indices])

    def row_sums(self, values: FloatArray) -> FloatArray:
        """Return the sum over each row of one value an entry, (rows,)."""
        sums: FloatArray = np.bincount(self.rows, weights=values, minlength=self.shape[0]).astype(
            np.float64, copy=False
        )
        return sums

    def entries_of(self, rows: IntArray) -> IntArray:
        """Return the positions of all entries of the given rows, in the order of the rows."""
        start, count = self.indptr[rows], self.indptr[rows + 1] - self.indptr[rows]
        total = int(count.sum())
        shift = np.repeat(start - np.cumsum(count) + count, count)
        entries: IntArray = np.arange(total, dtype=np.int64) + shift
        return entries

    def take_rows(self, rows: IntArray) -> CsrMatrix:
        """Return the matrix of the given rows, in that order."""
        entries = self.entries_of(rows)
        indptr = np.zeros(rows.size + 1, dtype=np.int64)
        np.cumsum(self.indptr[rows + 1] - self.indptr[rows], out=indptr[1:])
        return CsrMatrix((int(rows.size), self.shape[1]), indptr, self.indices[entries], self.data[entries])

    def stack(self, below: CsrMatrix) -> CsrMatrix:
        """Return this matrix with the rows of another one, of as many columns, appended."""
        if below.shape[1] != self.shape[1]:
            raise ValueError(f"{below.shape[1]} columns cannot be stacked below {self.shape[1]}")
        return CsrMatrix(
            (self.shape[0] + below.shape[0], self.shape[1]),
            np.concatenate([self.indptr, self.indptr[-1] + below.indptr[1:]]),
            np.concatenate([self.indices, below.indices]),
            np.concatenate([self.data, below.data]),
        )

    def __getstate__(self) -> dict[str, Any]:
        return {"shape": self.shape, "indptr": self.indptr, "indices": self.indices, "data": self.data}
