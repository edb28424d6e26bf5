"""Layout: the conditions of a problem under numbers, the subsystems they make, and which of them a point violates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from llm_modeling.grounding.columns import BoolArray, FloatArray, IntArray
from metasolve import Problem, UnsupportedModelError

INF = float("inf")
TOLERANCE = 1e-6
"""By how much a point may miss a condition, relative to max(1, |side|)."""


class Kind(IntEnum):
    """What a condition is about."""

    ROW_LOWER = 0
    ROW_UPPER = 1
    COLUMN_LOWER = 2
    COLUMN_UPPER = 3
    INTEGRALITY = 4


@dataclass(frozen=True)
class Condition:
    """One side of a row, one bound of a column, or that a column is an integer; number is the row or column."""

    kind: Kind
    number: int

    @property
    def is_row(self) -> bool:
        return self.kind <= Kind.ROW_UPPER

    @property
    def is_lower(self) -> bool:
        return self.kind in (Kind.ROW_LOWER, Kind.COLUMN_LOWER)


@dataclass(frozen=True, eq=False)
class System:
    """A subsystem without the rows and columns that it says nothing about; columns are those of the problem."""

    matrix: csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    rows: IntArray
    columns: IntArray


@dataclass(frozen=True, eq=False)
class Layout:
    """Numbers the conditions of a problem: lower sides of rows, upper sides, lower bounds, upper bounds, integrality.

    A set of conditions is a mask over these numbers, (size,). Raises UnsupportedModelError for semicontinuous columns.
    """

    problem: Problem

    def __post_init__(self) -> None:
        if self.problem.is_semi.any():
            name = self.problem.col_names[int(np.argmax(self.problem.is_semi))]
            raise UnsupportedModelError(f"column {name} is semicontinuous; only its LP or MIP form can be diagnosed")

    @cached_property
    def starts(self) -> IntArray:
        """The first number of each kind, and the count of all; (6,)."""
        rows, columns = self.problem.rows, self.problem.columns
        return np.cumsum([0, rows, rows, columns, columns, columns])

    @property
    def size(self) -> int:
        return int(self.starts[-1])

    @cached_property
    def sides(self) -> FloatArray:
        """The side or bound of each condition, 0 for integrality; (size,)."""
        p = self.problem
        return np.concatenate([p.row_lower, p.row_upper, p.col_lower, p.col_upper, np.zeros(p.columns)])

    @cached_property
    def present(self) -> BoolArray:
        """Which conditions the problem has; (size,)."""
        integer = self.problem.is_integer
        return np.concatenate([np.isfinite(self.sides[: self.starts[4]]), integer])

    @cached_property
    def matrix(self) -> csr_array:
        """The matrix of the problem."""
        a = self.problem.a
        return csr_array((a.data, a.indices, a.indptr), shape=a.shape)

    def condition(self, position: int) -> Condition:
        """Return what a number stands for."""
        kind = int(np.searchsorted(self.starts, position, side="right")) - 1
        return Condition(Kind(kind), position - int(self.starts[kind]))

    def position(self, condition: Condition) -> int:
        """Return the number of a condition."""
        return int(self.starts[condition.kind]) + condition.number

    def part(self, mask: BoolArray, kind: Kind) -> BoolArray:
        """Return the piece of a mask that is about one kind."""
        return mask[self.starts[kind] : self.starts[kind + 1]]

    def arrays(self, active: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return the sides of rows and columns with those that are not active at infinity."""
        low_high = np.where(active[: self.starts[4]], self.sides[: self.starts[4]], np.nan)
        row_lower, row_upper, lower, upper = np.split(low_high, self.starts[1:4])
        return (
            np.where(np.isnan(row_lower), -INF, row_lower),
            np.where(np.isnan(row_upper), INF, row_upper),
            np.where(np.isnan(lower), -INF, lower),
            np.where(np.isnan(upper), INF, upper),
        )

    def system(self, active: BoolArray) -> System:
        """Return the subsystem of the active conditions."""
        row_lower, row_upper, lower, upper = self.arrays(active)
        rows = np.flatnonzero(np.isfinite(row_lower) | np.isfinite(row_upper))
        matrix = self.matrix[rows]
        columns = np.unique(matrix.indices).astype(np.int64)
        integer = self.part(active, Kind.INTEGRALITY)
        return System(
            csr_array(matrix[:, columns]),
            row_lower[rows],
            row_upper[rows],
            lower[columns],
            upper[columns],
            integer[columns],
            rows,
            columns,
        )

    def violated(self, x: FloatArray) -> BoolArray:
        """Return which of the conditions that the problem has x violates by more than the tolerance; (size,)."""
        activity = self.problem.a.dot(x)
        values = np.concatenate([activity, activity, x, x])
        sides = self.sides[: self.starts[4]]
        with np.errstate(invalid="ignore"):
            missing = np.where(self._is_lower, sides - values, values - sides)
        scale = np.where(np.isfinite(sides), np.maximum(1.0, np.abs(sides)), 1.0)
        wrong = np.isfinite(sides) & (missing > TOLERANCE * scale)
        return np.concatenate([wrong, self.problem.is_integer & (np.abs(x - np.rint(x)) > TOLERANCE)])

    @cached_property
    def _is_lower(self) -> BoolArray:
        p = self.problem
        return np.repeat(np.array([True, False, True, False]), [p.rows, p.rows, p.columns, p.columns])

    @cached_property
    def steps(self) -> FloatArray:
        """The greatest number that divides all values of each row if all its columns are integers, 0 if unknown."""
        a = self.problem.a
        result = np.zeros(self.problem.rows)
        filled = np.flatnonzero(np.diff(a.indptr) > 0)
        for scale in (1.0, 10.0, 100.0, 1000.0):
            scaled = a.data * scale
            whole = np.abs(scaled - np.rint(scaled)) <= 1e-9 * np.maximum(1.0, np.abs(scaled))
            whole &= np.abs(scaled) < 2.0**52
            broken = a.row_sums((~whole).astype(np.float64))[filled] > 0.0
            numbers = np.where(whole, np.rint(np.where(whole, scaled, 1.0)), 1.0).astype(np.int64)
            steps = np.gcd.reduceat(numbers, a.indptr[filled]) if filled.size else np.zeros(0, dtype=np.int64)
            found = filled[~broken & (result[filled] == 0.0)]
            result[found] = steps[~broken & (result[filled] == 0.0)] / scale
        return result

    def indivisible(self, active: BoolArray) -> BoolArray:
        """Return the rows between whose active sides no value lies that their integer columns can give; (rows,)."""
        row_lower, row_upper, _, _ = self.arrays(active)
        integer = self.part(active, Kind.INTEGRALITY)
        fractional = self.problem.a.row_sums((~integer[self.problem.a.indices]).astype(np.float64)) > 0.0
        usable = (self.steps > 0.0) & ~fractional & np.isfinite(row_lower) & np.isfinite(row_upper)
        step = np.where(usable, self.steps, 1.0)
        low, high = np.where(usable, row_lower, 0.0) / step, np.where(usable, row_upper, 0.0) / step
        slack = TOLERANCE * np.maximum(1.0, np.maximum(np.abs(low), np.abs(high)))
        result: BoolArray = usable & (np.ceil(low - slack) > np.floor(high + slack))
        return result
