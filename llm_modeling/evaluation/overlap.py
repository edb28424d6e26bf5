"""Which texts of two files share a passage: sequences of twelve words, as they are without case and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9]+")
LENGTH = 12


@dataclass(frozen=True)
class Overlap:
    """Of how many texts some sequence, or at least half of all, also stands in the other file, and of which."""

    other: str
    some: tuple[str, ...]
    half: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case; decimal points and punctuation separate."""
    return tuple(_WORD.findall(text.lower()))


def sequences(text: str, length: int = LENGTH) -> set[tuple[str, ...]]:
    """Return the sequences of so many words in a text, none if it is shorter."""
    found = words(text)
    return {found[k : k + length] for k in range(len(found) - length + 1)}


def overlap(texts: Mapping[str, str], other: str, others: Iterable[str], length: int = LENGTH) -> Overlap:
    """Return which of the texts, by their names, share sequences with the others."""
    known: set[tuple[str, ...]] = set()
    for text in others:
        known |= sequences(text, length)
    some, half = [], []
    for name, text in texts.items():
        own = sequences(text, length)
        shared = len(own & known)
        if shared:
            some.append(name)
        if own and 2 * shared >= len(own):
            half.append(name)
    return Overlap(other, tuple(some), tuple(half))
