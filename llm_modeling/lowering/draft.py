"""Draft: the rows and columns of the problem while they come together, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from llm_modeling.errors import SizeError
from llm_modeling.grounding.columns import BoolArray, Column, FloatArray, IntArray
from llm_modeling.limits import Limits
from llm_modeling.lowering.affine import Affine

_TINY = 1e-9
"""A row without columns holds if its constant is off by no more than this, relative to its side."""


@dataclass(frozen=True, eq=False)
class Block:
    """Rows or columns start .. start + count, made together.

    owner is the constraint, variable or objective; key and inner are index columns, (count,) each: those of its
    forall or index, and those of the sums and lists inside that the rows are about. part says what the rows or
    columns are for, empty for the constraint or variable itself; source is the text that they stand for.
    """

    start: int
    count: int
    owner: str
    key: tuple[Column, ...]
    inner: tuple[Column, ...] = ()
    part: str = ""
    source: str = ""


@dataclass(frozen=True, eq=False)
class RowArrays:
    """All rows: coefficient k stands at (rows[k], columns[k]); a place may come twice, to be added up."""

    rows: IntArray
    columns: IntArray
    coefficients: FloatArray
    lower: FloatArray
    upper: FloatArray


class Draft:
    """Grows by blocks; counts are checked before anything is stored."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lower: FloatArray = np.zeros(0)
        self.upper: FloatArray = np.zeros(0)
        self.integer: BoolArray = np.zeros(0, dtype=np.bool_)
        self.column_blocks: list[Block] = []
        self.row_blocks: list[Block] = []
        self.rows = 0
        self.terms = 0
        self.trivial: dict[str, int] = {}
        self._affines: list[tuple[int, Affine]] = []
        self._sides: list[tuple[FloatArray, FloatArray]] = []

    @property
    def columns(self) -> int:
        return int(self.lower.size)

    def check(self, owner: str, what: str, more: float, limit: int, present: int) -> None:
        """Raise SizeError if so many more rows, columns or terms would be too many."""
        if present + more > limit:
            reason = f"it would add {more:,.0f} {what} to {present:,}, more than the {limit:,} allowed"
            raise SizeError(reason, element=owner, suggestion="narrow the index down, or raise the limit")

    def add_columns(
        self,
        block: Block,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        integer: npt.ArrayLike,
    ) -> IntArray:
        """Return the numbers of the new columns; block.start is set here."""
        count = block.count
        if not count:
            return np.zeros(0, dtype=np.int64)
        self.check(block.owner, "columns", count, self.limits.columns, self.columns)
        start = self.columns
        self.lower = np.concatenate([self.lower, np.broadcast_to(np.asarray(lower, dtype=np.float64), count)])
        self.upper = np.concatenate([self.upper, np.broadcast_to(np.asarray(upper, dtype=np.float64), count)])
        self.integer = np.concatenate([self.integer, np.broadcast_to(np.asarray(integer, dtype=np.bool_), count)])
        self.column_blocks.append(_placed(block, start))
        return np.arange(start, start + count, dtype=np.int64)

    def add_rows(self, block: Block, affine: Affine, lower: FloatArray, upper: FloatArray) -> None:
        """Add lower <= affine <= upper, one row each; rows without columns that hold anyway are only counted."""
        affine = affine.simplified()
        low, high = lower - affine.constant, upper - affine.constant
        keep = np.bincount(affine.rows, minlength=affine.size) > 0
        keep |= (low > _TINY * (1.0 + np.abs(affine.constant))) | (high < -_TINY * (1.0 + np.abs(affine.constant)))
        if not keep.all():
            self.trivial[block.owner] = self.trivial.get(block.owner, 0) + int((~keep).sum())
            rows = np.flatnonzero(keep)
            affine, low, high = affine.take(rows), low[rows], high[rows]
            block = _filtered(block, rows)
        if not block.count:
            return
        self.check(block.owner, "rows", block.count, self.limits.rows, self.rows)
        self.check(block.owner, "coefficients", affine.terms, self.limits.terms, self.terms)
        self.row_blocks.append(_placed(block, self.rows))
        self._affines.append((self.rows, affine))
        self._sides.append((low + 0.0, high + 0.0))  # + 0.0 makes 0 of -0
        self.rows += block.count
        self.terms += affine.terms

    def bounds(self, affine: Affine) -> tuple[FloatArray, FloatArray]:
        """Return the least and the greatest value of each expression, from the bounds of its columns."""
        affine = affine.simplified()
        positive = affine.coefficients > 0.0
        low, high = self.lower[affine.columns], self.upper[affine.columns]
        least = affine.coefficients * np.where(positive, low, high)
        most = affine.coefficients * np.where(positive, high, low)
        size = affine.size
        return (
            affine.constant + np.bincount(affine.rows, weights=least, minlength=size),
            affine.constant + np.bincount(affine.rows, weights=most, minlength=size),
        )

    def is_integral(self, affine: Affine) -> BoolArray:
        """Return whether each expression takes integers only: integer columns, coefficients and constant."""
        affine = affine.simplified()
        whole = self.integer[affine.columns] & (affine.coefficients == np.rint(affine.coefficients))
        broken = np.bincount(affine.rows[~whole], minlength=affine.size) > 0
        result: BoolArray = ~broken & (affine.constant == np.rint(affine.constant))
        return result

    def unbounded_column(self, affine: Affine, row: int) -> int | None:
        """Return a column of the expression that lacks a bound, None if all have both."""
        columns = affine.columns[affine.rows == row]
        infinite = columns[~(np.isfinite(self.lower[columns]) & np.isfinite(self.upper[columns]))]
        return int(infinite[0]) if infinite.size else None

    def row_arrays(self) -> RowArrays:
        """Return all rows in arrays."""
        if not self._affines:
            ints, floats = np.zeros(0, dtype=np.int64), np.zeros(0)
            return RowArrays(ints, ints, floats, floats, floats)
        return RowArrays(
            np.concatenate([affine.rows + start for start, affine in self._affines]),
            np.concatenate([affine.columns for _, affine in self._affines]),
            np.concatenate([affine.coefficients for _, affine in self._affines]),
            np.concatenate([low for low, _ in self._sides]),
            np.concatenate([high for _, high in self._sides]),
        )


def _placed(block: Block, start: int) -> Block:
    return Block(start, block.count, block.owner, block.key, block.inner, block.part, block.source)


def _filtered(block: Block, rows: IntArray) -> Block:
    key = tuple(column.take(rows) for column in block.key)
    inner = tuple(column.take(rows) for column in block.inner)
    return Block(block.start, int(rows.size), block.owner, key, inner, block.part, block.source)
