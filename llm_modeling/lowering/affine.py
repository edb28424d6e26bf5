"""Affine: as many affine expressions as a frame has rows, in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from llm_modeling.grounding.columns import FloatArray, IntArray
from llm_modeling.grounding.frame import spread


def _no_terms() -> IntArray:
    return np.zeros(0, dtype=np.int64)


def _no_coefficients() -> FloatArray:
    return np.zeros(0)


@dataclass(frozen=True, eq=False)
class Affine:
    """Expression r is constant[r] plus the sum of coefficients[k] times column columns[k] over all k with rows[k] = r.

    constant is (size,); rows, columns and coefficients are (terms,), in any order; a column may come twice in a row.
    """

    constant: FloatArray
    rows: IntArray = field(default_factory=_no_terms)
    columns: IntArray = field(default_factory=_no_terms)
    coefficients: FloatArray = field(default_factory=_no_coefficients)

    @classmethod
    def of_columns(cls, columns: IntArray) -> Affine:
        """Return the expressions that are one column each."""
        rows = np.arange(columns.size, dtype=np.int64)
        return cls(np.zeros(columns.size), rows, columns, np.ones(columns.size))

    @classmethod
    def total(cls, parts: Sequence[Affine]) -> Affine:
        """Return the sum of one or more of equal size."""
        if len(parts) == 1:
            return parts[0]
        constant = parts[0].constant.copy()
        for part in parts[1:]:
            constant += part.constant
        return cls(
            constant,
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.columns for part in parts]),
            np.concatenate([part.coefficients for part in parts]),
        )

    @classmethod
    def merged(cls, size: int, parts: Iterable[tuple[IntArray, Affine]]) -> Affine:
        """Return the expressions whose row rows[r] is expression r of its part; rows of no part are 0."""
        constant = np.zeros(size)
        moved = []
        for rows, part in parts:
            constant[rows] = part.constant
            moved.append(part.moved_to(rows, size))
        zero = cls(constant)
        return cls.total([zero, *(cls(np.zeros(size), m.rows, m.columns, m.coefficients) for m in moved)])

    @property
    def size(self) -> int:
        return int(self.constant.size)

    @property
    def terms(self) -> int:
        return int(self.rows.size)

    def __neg__(self) -> Affine:
        return Affine(-self.constant, self.rows, self.columns, -self.coefficients)

    def __add__(self, other: Affine) -> Affine:
        return Affine.total([self, other])

    def __sub__(self, other: Affine) -> Affine:
        return Affine.total([self, -other])

    def plus(self, constant: FloatArray | float) -> Affine:
        """Return the expressions with a constant added."""
        return Affine(self.constant + constant, self.rows, self.columns, self.coefficients)

    def scaled(self, factor: FloatArray) -> Affine:
        """Return the expressions times a factor each, (size,)."""
        return Affine(self.constant * factor, self.rows, self.columns, self.coefficients * factor[self.rows])

    def moved_to(self, rows: IntArray, size: int) -> Affine:
        """Return expression r added to row rows[r] of so many; rows may repeat."""
        constant = np.bincount(rows, weights=self.constant, minlength=size).astype(np.float64, copy=False)
        return Affine(constant, rows[self.rows], self.columns, self.coefficients)

    def take(self, rows: IntArray) -> Affine:
        """Return the expressions of the given rows, which may repeat."""
        order = np.argsort(self.rows, kind="stable")
        counts = np.bincount(self.rows, minlength=self.size).astype(np.int64)
        starts = np.cumsum(counts) - counts
        parent, number = spread(counts[rows])
        terms = order[starts[rows][parent] + number]
        return Affine(self.constant[rows], parent, self.columns[terms], self.coefficients[terms])

    def simplified(self) -> Affine:
        """Return the same expressions with every column at most once in a row, rows and columns ascending."""
        if self.terms == 0:
            return self
        key_columns = int(self.columns.max()) + 1
        keys = self.rows * key_columns + self.columns
        if (keys[1:] > keys[:-1]).all():
            rows, columns, values = self.rows, self.columns, self.coefficients
        else:
            distinct, inverse = np.unique(keys, return_inverse=True)
            sums = np.bincount(inverse.reshape(-1), weights=self.coefficients, minlength=distinct.size)
            values = sums.astype(np.float64, copy=False)
            rows, columns = distinct // key_columns, distinct % key_columns
        keep = values != 0.0
        if keep.all():
            return Affine(self.constant, rows, columns, values)
        return Affine(self.constant, rows[keep], columns[keep], values[keep])
