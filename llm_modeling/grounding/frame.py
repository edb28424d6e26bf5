"""Frame: a table of index combinations; every expression is evaluated for all of its rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from llm_modeling.grounding.columns import Column, GroundSet, IntArray, Texts


@dataclass(frozen=True, eq=False)
class Frame:
    """size combinations of the bound indices; each column is (size,)."""

    size: int
    columns: Mapping[str, Column] = field(default_factory=dict)

    def take(self, rows: IntArray) -> Frame:
        """Return the frame of the given rows, in that order."""
        return Frame(int(rows.size), {name: column.take(rows) for name, column in self.columns.items()})

    def bind(self, columns: Mapping[str, Column]) -> Frame:
        """Return the frame with more indices bound."""
        return Frame(self.size, {**self.columns, **columns})

    def described(self, row: int, texts: Texts) -> str:
        """Return the indices of a row as `i = 'a', t = 3`."""
        named = ((name, column.member(row, texts)) for name, column in self.columns.items())
        return ", ".join(repr(value) if name.startswith("#") else f"{name} = {value!r}" for name, value in named)


@dataclass(frozen=True, eq=False)
class Expansion:
    """A frame made from an outer one: parent[k] is the outer row that row k belongs to."""

    frame: Frame
    parent: IntArray

    def filter(self, rows: IntArray) -> Expansion:
        """Return the expansion of the given rows only."""
        return Expansion(self.frame.take(rows), self.parent[rows])


ROOT = Frame(1)
"""The frame without indices: one row."""


def spread(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return, for counts[k] copies of each k: the k of each copy, and its number among the copies of that k."""
    parent = np.repeat(np.arange(counts.size, dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return parent, np.arange(parent.size, dtype=np.int64) - np.repeat(first, counts)


@dataclass(frozen=True, eq=False)
class IndexSpace:
    """All index combinations of a parameter or variable: the product of its factors, numbered row by row."""

    factors: tuple[GroundSet, ...] = ()

    @property
    def size(self) -> int:
        size = 1
        for factor in self.factors:
            size *= factor.size
        return size

    @property
    def arity(self) -> int:
        return sum(factor.arity for factor in self.factors)

    def locate(self, columns: Sequence[Column], size: int) -> IntArray:
        """Return the number of each combination, -1 where there is none; size is that of the columns."""
        flat = np.zeros(size, dtype=np.int64)
        absent = np.zeros(size, dtype=np.bool_)
        place = 0
        for factor in self.factors:
            positions = factor.positions(columns[place : place + factor.arity])
            place += factor.arity
            absent |= positions < 0
            flat = flat * factor.size + positions
        flat[absent] = -1
        return flat

    def columns(self) -> tuple[Column, ...]:
        """Return the components of all combinations, each (size,)."""
        result: list[Column] = []
        repeats = self.size
        copies = 1
        for factor in self.factors:
            if factor.size == 0:
                return tuple(Column(c.values[:0], c.is_text) for f in self.factors for c in f.columns)
            repeats //= factor.size
            order = np.tile(np.repeat(np.arange(factor.size, dtype=np.int64), repeats), copies)
            result += [column.take(order) for column in factor.columns]
            copies *= factor.size
        return tuple(result)
