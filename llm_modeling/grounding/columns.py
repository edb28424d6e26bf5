"""Columns of set members in integers, and indices that find tuples of them, all without a loop over tuples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
MemberValue: TypeAlias = int | str


@dataclass(frozen=True)
class Texts:
    """The texts that are members of any set, each with a code."""

    codes: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def code(self, text: str) -> int:
        """Return the code of a text, a new one if it has none yet."""
        code = self.codes.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code


@dataclass(frozen=True, eq=False)
class Column:
    """One component of members: integers themselves, or the codes of texts; values is (n,)."""

    values: IntArray
    is_text: bool

    def take(self, rows: IntArray) -> Column:
        """Return the column of the given rows."""
        return Column(self.values[rows], self.is_text)

    def member(self, row: int, texts: Texts) -> MemberValue:
        """Return the member in a row as it was written."""
        value = int(self.values[row])
        return texts.texts[value] if self.is_text else value

    def members(self, texts: Texts) -> list[MemberValue]:
        """Return all members as they were written."""
        values: list[int] = self.values.tolist()
        return [texts.texts[value] for value in values] if self.is_text else list(values)


class ValueIndex:
    """Finds integers among distinct ones: a table where they are dense, binary search where they are not."""

    def __init__(self, values: IntArray) -> None:
        self._sorted, positions = np.unique(values, return_inverse=True)
        self.codes: IntArray = positions.reshape(-1).astype(np.int64)
        self.count = int(self._sorted.size)
        low, high = (int(self._sorted[0]), int(self._sorted[-1])) if self.count else (0, -1)
        self._low = low
        self._table: IntArray | None = None
        if high - low + 1 <= 4 * self.count + 1024:
            self._table = np.full(max(0, high - low + 1), -1, dtype=np.int64)
            self._table[self._sorted - low] = np.arange(self.count)

    def find(self, values: IntArray) -> IntArray:
        """Return the rank of each value among the distinct ones, -1 where it is not among them."""
        if self.count == 0:
            return np.full(values.shape, -1, dtype=np.int64)
        if self._table is not None:
            shifted = values - self._low
            inside = (shifted >= 0) & (shifted < self._table.size)
            if inside.all():
                return self._table[shifted]
            return np.where(inside, self._table[np.where(inside, shifted, 0)], -1)
        rank = np.minimum(np.searchsorted(self._sorted, values), self.count - 1)
        return np.where(self._sorted[rank] == values, rank, -1)


class TupleIndex:
    """Finds tuples by some of their components and knows which rows share them.

    columns are the components that are looked for, one or more; rows sorted by them lie in order, and group g of
    equal tuples is order[starts[g] : starts[g] + counts[g]].
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._components = [(ValueIndex(column.values), column.is_text) for column in columns]
        self._pairs: list[ValueIndex] = []  # groups of the components so far, and so never larger than the set
        groups = self._components[0][0].codes
        count = self._components[0][0].count
        for index, _ in self._components[1:]:
            pair = ValueIndex(groups * index.count + index.codes)
            self._pairs.append(pair)
            groups, count = pair.codes, pair.count
        self.counts: IntArray = np.bincount(groups, minlength=count).astype(np.int64)
        self.starts: IntArray = np.cumsum(self.counts) - self.counts
        self.order: IntArray = np.argsort(groups, kind="stable").astype(np.int64)

    @property
    def largest_group(self) -> int:
        return int(self.counts.max(initial=0))

    def groups(self, columns: Sequence[Column]) -> IntArray:
        """Return the group of each tuple, -1 where there is none."""
        if any(column.is_text != is_text for column, (_, is_text) in zip(columns, self._components, strict=True)):
            return np.full(columns[0].values.shape, -1, dtype=np.int64)
        groups = self._components[0][0].find(columns[0].values)
        for pair, (index, _), column in zip(self._pairs, self._components[1:], columns[1:], strict=True):
            codes = index.find(column.values)
            absent = (groups < 0) | (codes < 0)
            groups = pair.find(groups * index.count + codes)
            groups[absent] = -1
        return groups


@dataclass(frozen=True, eq=False)
class GroundSet:
    """A set with its members: columns are its components, each (size,), tuples are distinct."""

    name: str
    columns: tuple[Column, ...]
    _indices: dict[tuple[int, ...], TupleIndex] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        return int(self.columns[0].values.size)

    @property
    def arity(self) -> int:
        return len(self.columns)

    def index(self, places: tuple[int, ...]) -> TupleIndex:
        """Return the index over some of the components, made at its first use."""
        if places not in self._indices:
            self._indices[places] = TupleIndex([self.columns[place] for place in places])
        return self._indices[places]

    @cached_property
    def _position_of_group(self) -> IntArray:
        return self.index(tuple(range(self.arity))).order

    def positions(self, columns: Sequence[Column]) -> IntArray:
        """Return where each tuple stands in the set, -1 where it is no member."""
        groups = self.index(tuple(range(self.arity))).groups(columns)
        if not self.size:
            return groups
        return np.where(groups >= 0, self._position_of_group[groups], -1)

    def first_repeated(self) -> int | None:
        """Return the row of the first tuple that stands in an earlier row too, None if all are distinct."""
        index = self.index(tuple(range(self.arity)))
        if index.largest_group <= 1:
            return None
        later = np.setdiff1d(index.order, index.order[index.starts])
        return int(later.min())
