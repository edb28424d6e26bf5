"""Reads what modelers write into names: a stem and an index tuple, as in flow_3_t7, y[2,5], x#1#4 or b12t7."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from metasolve.matrix import IntArray

IndexValue: TypeAlias = tuple[str, int]
"""The letters and the number of one index: t7 is ("t", 7), 12 is ("", 12), NORTH is ("NORTH", -1)."""

_PART = re.compile(r"[^\W_]+")
_WORDS_WITH_NUMBERS = re.compile(r"(?:[^\W\d_]+\d{1,18})+")
_WORD_WITH_NUMBER = re.compile(r"(\D+)(\d+)")
_LONGEST_NUMBER = 18
_MAX_FAMILIES = 64
_SAME_INDEX_SET = 0.6
"""Two positions carry the same index set if their values overlap by this Jaccard similarity."""


class IndexedName(NamedTuple):
    """A name read as stem[indices]."""

    stem: str
    indices: tuple[IndexValue, ...]


@dataclass(frozen=True, eq=False)
class Dimension:
    """An index set of the model (times, machines, ...): code, (names,), is the place of each name's value in values.

    values are in natural order (t2 before t10); code is -1 for names without this index.
    """

    values: tuple[IndexValue, ...]
    code: IntArray


def parse_name(name: str) -> IndexedName:
    """Return the stem and indices of a name: its first word and the words and numbers that follow.

    Parts that are neither a word, a number nor words with their numbers (the 6dc of cut@6dc) stay whole.
    """
    indices: list[IndexValue] = []
    for part in _PART.findall(name):
        if part.isdecimal() and len(part) <= _LONGEST_NUMBER:
            indices.append(("", int(part)))
        elif not part.isalpha() and _WORDS_WITH_NUMBERS.fullmatch(part):
            indices += [(word, int(digits)) for word, digits in _WORD_WITH_NUMBER.findall(part)]
        else:
            indices.append((part, -1))
    if not indices:
        return IndexedName("", ())
    stem, number = indices[0]
    return IndexedName(stem, tuple(indices[1:]) if number < 0 else (("", number), *indices[1:]))


@dataclass(eq=False)
class _IndexSet:
    values: set[IndexValue]
    parts: list[tuple[IntArray, list[IndexValue]]]
    position: int

    def similarity(self, values: set[IndexValue]) -> float:
        return len(self.values & values) / len(self.values | values)


def dimensions(names: Sequence[str]) -> tuple[Dimension, ...]:
    """Return the dimensions that the names share: at least two values, at least two names a value on average.

    Names of one stem and length form a family. The families are taken in order of size; each of their positions
    joins the dimension whose values it resembles most (the same position on a tie), or opens a new one. A running
    number alone (C0001, C0002, ...) is no dimension, but x1, x2, ... beside y1, y2, ... is.
    """
    families: dict[tuple[str, int], list[int]] = {}
    parsed = [parse_name(name) for name in names]
    for j, name in enumerate(parsed):
        families.setdefault((name.stem, len(name.indices)), []).append(j)
    sets: list[_IndexSet] = []
    for (_, length), members in sorted(families.items(), key=lambda item: (-len(item[1]), item[0]))[:_MAX_FAMILIES]:
        places = np.array(members, dtype=np.int64)
        columns = {k: [parsed[j].indices[k] for j in members] for k in range(length)}
        _join(sets, {k: column for k, column in columns.items() if len(set(column)) > 1}, places)
    return tuple(_dimension(s, len(names)) for s in sets if 2 * len(s.values) <= sum(p.size for p, _ in s.parts))


def _join(sets: list[_IndexSet], columns: dict[int, list[IndexValue]], places: IntArray) -> None:
    """Add each position of a family to the index set that it resembles most, no two to the same one."""
    values = {k: set(column) for k, column in columns.items()}
    similar = [
        (index_set.similarity(values[k]), k == index_set.position, -s, k)
        for s, index_set in enumerate(sets)
        for k in values
    ]
    taken: dict[int, int] = {}
    for score, _, negative, k in sorted(similar, reverse=True):
        if score >= _SAME_INDEX_SET and k not in taken and -negative not in taken.values():
            taken[k] = -negative
    for k, column in columns.items():
        if k not in taken:
            sets.append(_IndexSet(set(), [], k))
        index_set = sets[taken.get(k, -1)]
        index_set.values |= values[k]
        index_set.parts.append((places, column))


def _dimension(index_set: _IndexSet, size: int) -> Dimension:
    values = tuple(sorted(index_set.values))
    place = {value: i for i, value in enumerate(values)}
    code = np.full(size, -1, dtype=np.int64)
    for names, column in index_set.parts:
        code[names] = [place[value] for value in column]
    return Dimension(values, code)
