"""Structure: what destroy operators read from a problem once (graph, index sets in names, row classes)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from metasolve.alns.naming import Dimension, dimensions, parse_name
from metasolve.matrix import BoolArray, CsrMatrix, FloatArray, IntArray
from metasolve.problem import Problem

_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Structure:
    """Lazily computed structure of a problem in engine form.

    Most arrays run over the open columns: the integer columns whose bounds admit at least two values, ascending.
    """

    problem: Problem

    @cached_property
    def open(self) -> IntArray:
        """The open columns, (open,)."""
        problem = self.problem
        return np.flatnonzero(problem.is_integer & (self.upper - self.lower >= 1.0))

    @cached_property
    def lower(self) -> FloatArray:
        """The lower bounds, of integer columns rounded up, (columns,)."""
        problem = self.problem
        result: FloatArray = np.where(problem.is_integer, np.ceil(problem.col_lower - _ROUNDING), problem.col_lower)
        return result

    @cached_property
    def upper(self) -> FloatArray:
        """The upper bounds, of integer columns rounded down, (columns,)."""
        problem = self.problem
        result: FloatArray = np.where(problem.is_integer, np.floor(problem.col_upper + _ROUNDING), problem.col_upper)
        return result

    @cached_property
    def is_binary(self) -> BoolArray:
        """True where an open column has the bounds [0, 1], (open,)."""
        result: BoolArray = (self.lower[self.open] == 0.0) & (self.upper[self.open] == 1.0)
        return result

    @cached_property
    def binaries(self) -> IntArray:
        """The open columns with bounds [0, 1]."""
        return self.open[self.is_binary]

    @cached_property
    def generals(self) -> IntArray:
        """The open columns with other bounds than [0, 1]."""
        return self.open[~self.is_binary]

    @cached_property
    def rank(self) -> IntArray:
        """The place of each column among the open ones, -1 if it is not open, (columns,)."""
        rank = np.full(self.problem.columns, -1, dtype=np.int64)
        rank[self.open] = np.arange(self.open.size)
        return rank

    @cached_property
    def open_rows(self) -> CsrMatrix:
        """The matrix restricted to the open columns, (rows, open)."""
        a = self.problem.a
        rank = self.rank[a.indices]
        keep = rank >= 0
        indptr = np.zeros(a.shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(a.rows[keep], minlength=a.shape[0]), out=indptr[1:])
        return CsrMatrix((a.shape[0], self.open.size), indptr, rank[keep], a.data[keep])

    @cached_property
    def open_count(self) -> IntArray:
        """The number of open columns in each row, (rows,)."""
        result: IntArray = np.diff(self.open_rows.indptr)
        return result

    @cached_property
    def is_dense_row(self) -> BoolArray:
        """True for rows so long that they relate everything to everything, (rows,)."""
        length = np.diff(self.problem.a.indptr)
        result: BoolArray = length > max(64, self.problem.columns // 20)
        return result

    @cached_property
    def is_dense_column(self) -> BoolArray:
        """True for columns in so many rows that they relate everything to everything (a makespan), (columns,)."""
        length = np.diff(self.problem.a.transpose.indptr)
        result: BoolArray = length > max(64, self.problem.rows // 20)
        return result

    @cached_property
    def coupling_rows(self) -> IntArray:
        """The rows, dense ones aside, with two or more open columns."""
        return np.flatnonzero((self.open_count >= 2) & ~self.is_dense_row)

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The index sets in the names of the open columns; code arrays are (open,)."""
        return dimensions([self.problem.col_names[j] for j in self.open])

    @cached_property
    def row_classes(self) -> tuple[IntArray, ...]:
        """The coupling rows in classes of two or more that look alike, each in the order of the model.

        Alike are rows of one name stem, one kind (equation, one-sided, range), one magnitude of length, one share
        of open columns, the same signs, and coefficients that are all units or not.
        """
        rows = self.coupling_rows
        keys = np.column_stack([self._stems[rows], self._shapes[rows]])
        _, inverse = np.unique(keys, axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        groups = np.split(rows[np.argsort(inverse, kind="stable")], np.cumsum(np.bincount(inverse))[:-1])
        return tuple(group for group in groups if group.size >= 2)

    def closeness(self, weight: FloatArray) -> FloatArray:
        """Return how much weight, (open,), stands beside each open column in the rows it shares, scaled to [0, 1].

        A row passes on the mean weight of its open columns; dense rows pass on nothing.
        """
        rows = self.open_rows
        mean = rows.row_sums(weight[rows.indices]) / np.maximum(self.open_count, 1)
        mean[self.is_dense_row] = 0.0
        result = np.bincount(rows.indices, weights=mean[rows.rows], minlength=self.open.size)
        return result / max(1e-12, float(result.max(initial=0.0)))

    @cached_property
    def _stems(self) -> IntArray:
        codes: dict[str, int] = {}
        names = self.problem.row_names
        return np.array([codes.setdefault(parse_name(name).stem, len(codes)) for name in names], dtype=np.int64)

    @cached_property
    def _shapes(self) -> IntArray:
        """Features of each row that tell classes apart, (rows, 6)."""
        problem, a = self.problem, self.problem.a
        length = np.diff(a.indptr)
        positive = a.row_sums((a.data > 0.0).astype(np.float64))
        units = a.row_sums((np.abs(a.data) == 1.0).astype(np.float64))
        magnitude = np.floor(np.log2(np.maximum(length, 1)))
        sides = np.isfinite(problem.row_lower) + 2 * np.isfinite(problem.row_upper)
        features = (
            np.where(problem.row_lower == problem.row_upper, 4, sides),
            magnitude,
            self.open_count == length,
            positive == length,
            positive == 0,
            units == length,
        )
        return np.column_stack(features).astype(np.int64)
