"""Compiled: the problem of a formulation, and the way back from its rows, columns and values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import scipy.sparse

from llm_modeling.formulation import Goal
from llm_modeling.grounding.columns import BoolArray, Column, FloatArray, IntArray, MemberValue
from llm_modeling.grounding.ground import Ground
from llm_modeling.lowering.contract import INF, VariableColumns
from llm_modeling.lowering.draft import Block, RowArrays
from llm_modeling.lowering.naming import Namer, unique
from llm_modeling.render_math import visible
from llm_modeling.typed import TypedModel
from metasolve import Problem

Key: TypeAlias = tuple[MemberValue, ...]


@dataclass(frozen=True)
class RowOrigin:
    """Where a row comes from: the constraint, its index tuple and the sentence of the problem text.

    part is empty for a row that is the constraint itself and says otherwise what the row defines or links; inner
    holds the indices of sums and lists inside that it is about; source is the piece of the expression.
    """

    constraint: str
    index: Key
    quote: str
    part: str = ""
    inner: Key = ()
    source: str = ""


@dataclass(frozen=True)
class ColumnOrigin:
    """Where a column comes from: a variable and its index tuple, or what an auxiliary column linearizes.

    variable is None for an auxiliary column; owner is then the constraint or objective, source the piece of its
    expression that the column stands for, and part the role that it has there.
    """

    variable: str | None
    index: Key
    owner: str
    part: str = ""
    inner: Key = ()
    source: str = ""


@dataclass(frozen=True, eq=False)
class ObjectivePart:
    """One objective as it is written, without weight and direction: c x + offset."""

    name: str
    c: FloatArray
    offset: float

    def value(self, x: FloatArray) -> float:
        """Return c x + offset; where the objective was linearized, this is its value only if x is best for it."""
        return float(self.c @ x) + self.offset


@dataclass(frozen=True, eq=False)
class ObjectiveLevel:
    """The objectives of one priority as one: goal of c x + offset, weights and directions included."""

    names: tuple[str, ...]
    goal: Goal
    c: FloatArray
    offset: float
    tolerance: float
    parts: tuple[ObjectivePart, ...] = ()

    def value(self, x: FloatArray) -> float:
        """Return c x + offset."""
        return float(self.c @ x) + self.offset


@dataclass(frozen=True, eq=False)
class ColumnArrays:
    """All columns."""

    lower: FloatArray
    upper: FloatArray
    integer: BoolArray


@dataclass(frozen=True, eq=False)
class Compiled:
    """A compiled formulation.

    problem has the objective of the highest priority. trivial counts, by constraint, the rows that hold whatever
    the variables are, and that the problem therefore lacks.
    """

    model: TypedModel
    ground: Ground
    variables: Mapping[str, VariableColumns]
    columns: ColumnArrays
    rows: RowArrays
    column_blocks: Sequence[Block]
    row_blocks: Sequence[Block]
    levels: tuple[ObjectiveLevel, ...]
    trivial: Mapping[str, int]

    @cached_property
    def problem(self) -> Problem:
        """The problem with the objectives of the highest priority."""
        return self.problem_of_level(0, ())

    def problem_of_level(self, level: int, achieved: Sequence[float]) -> Problem:
        """Return the problem of one priority, with the levels before it held at what they achieved.

        achieved has the objective values of levels 0 .. level - 1, as their problems report them. The rows that
        hold them come last, in order. Raises ValueError if the numbers do not fit.
        """
        if not (0 <= level < len(self.levels)) or len(achieved) != level:
            raise ValueError(f"level {level} of {len(self.levels)} with {len(achieved)} achieved values")
        held = [_held(self.levels[k], value) for k, value in enumerate(achieved)]
        matrix = scipy.sparse.coo_array(
            (self.rows.coefficients, (self.rows.rows, self.rows.columns)), shape=(self.rows.lower.size, self._count)
        )
        if held:
            matrix = scipy.sparse.vstack([matrix, scipy.sparse.coo_array(np.array([h[0] for h in held]))])
        current = self.levels[level]
        return Problem.from_arrays(
            current.c,
            matrix,
            np.concatenate([self.rows.lower, [h[1] for h in held]]),
            np.concatenate([self.rows.upper, [h[2] for h in held]]),
            self.columns.lower,
            self.columns.upper,
            self.columns.integer.astype(np.uint8),
            offset=current.offset,
            sense="min" if current.goal is Goal.MINIMIZE else "max",
            col_names=self._column_names,
            row_names=unique(self._row_names + [f"kept_{k}" for k in range(level)]),
            name=visible(self.model.formulation.title),
        )

    def origin_of_row(self, row: int) -> RowOrigin:
        """Return where a row of the problem comes from; raises IndexError if there is no such row."""
        count = int(self.rows.lower.size)
        if count <= row < count + len(self.levels) - 1:
            return RowOrigin(", ".join(self.levels[row - count].names), (), "", "kept")
        block, place = _find(self.row_blocks, self._row_starts, row, count)
        key, inner = self._keys(block, place)
        return RowOrigin(block.owner, key, self._quotes.get(block.owner, ""), block.part, inner, block.source)

    def origin_of_column(self, column: int) -> ColumnOrigin:
        """Return where a column of the problem comes from; raises IndexError if there is no such column."""
        block, place = _find(self.column_blocks, self._column_starts, column, self._count)
        key, inner = self._keys(block, place)
        variable = None if block.part else block.owner
        return ColumnOrigin(variable, key, block.owner, block.part, inner, block.source)

    def rows_of(self, constraint: str) -> IntArray:
        """Return the rows that a constraint or objective has made, ascending, auxiliary ones included."""
        ranges = [np.arange(b.start, b.start + b.count) for b in self.row_blocks if b.owner == constraint]
        return np.concatenate([np.zeros(0, dtype=np.int64), *ranges])

    def columns_of(self, variable: str) -> IntArray:
        """Return the columns of a variable in the order of keys_of; raises KeyError if there is no such variable."""
        columns = self.variables[variable]
        return np.arange(columns.start, columns.start + columns.space.size)

    def keys_of(self, variable: str) -> list[Key]:
        """Return the index tuples of a variable, () for one without index; raises KeyError as columns_of."""
        space = self.variables[variable].space
        if not space.factors:
            return [()]
        return list(zip(*(column.members(self.ground.texts) for column in space.columns()), strict=True))

    def values(self, x: FloatArray) -> dict[str, dict[Key, float]]:
        """Return the values of all variables by name and index tuple; x is (columns,)."""
        if x.shape != (self._count,):
            raise ValueError(f"x has shape {x.shape} instead of ({self._count},)")
        return {
            name: dict(zip(self.keys_of(name), x[self.columns_of(name)].tolist(), strict=True))
            for name in self.variables
        }

    @property
    def _count(self) -> int:
        return int(self.columns.lower.size)

    @cached_property
    def _quotes(self) -> dict[str, str]:
        formulation = self.model.formulation
        quotes = {spec.name: spec.quote for spec in formulation.constraints}
        return quotes | {spec.name: spec.quote for spec in formulation.objectives}

    @cached_property
    def _row_starts(self) -> list[int]:
        return [block.start for block in self.row_blocks]

    @cached_property
    def _column_starts(self) -> list[int]:
        return [block.start for block in self.column_blocks]

    @cached_property
    def _row_names(self) -> list[str]:
        return unique(list(self._names(self.row_blocks)))

    @cached_property
    def _column_names(self) -> list[str]:
        return unique(list(self._names(self.column_blocks)))

    def _names(self, blocks: Sequence[Block]) -> Iterator[str]:
        namer = Namer(self.ground.texts)
        for block in blocks:
            stem = f"{block.owner}#{block.part}" if block.part else block.owner
            yield from namer.names(stem, (*block.key, *block.inner), block.count)

    def _keys(self, block: Block, place: int) -> tuple[Key, Key]:
        def members(columns: tuple[Column, ...]) -> Key:
            return tuple(column.member(place, self.ground.texts) for column in columns)

        return members(block.key), members(block.inner)


def _find(blocks: Sequence[Block], starts: Sequence[int], number: int, count: int) -> tuple[Block, int]:
    if not 0 <= number < count:
        raise IndexError(f"{number} is not in 0 .. {count - 1}")
    block = blocks[bisect_right(starts, number) - 1]
    return block, number - block.start


def _held(level: ObjectiveLevel, value: float) -> tuple[FloatArray, float, float]:
    """Return the row that lets a level become worse than value by its tolerance only."""
    side = value - level.offset
    if level.goal is Goal.MINIMIZE:
        return level.c, -INF, side + level.tolerance
    return level.c, side - level.tolerance, INF
