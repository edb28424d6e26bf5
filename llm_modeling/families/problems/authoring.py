"""Short ways to write data and words: column(items, weights), matrix(rows, columns, costs), phrases("item: load")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Row = list[Any]


def column(members: Iterable[Any], values: Iterable[float]) -> list[Row]:
    """Return the rows of a parameter of one set; a member that is a pair fills the components of its row."""
    return [
        [*(member if isinstance(member, list | tuple) else (member,)), value]
        for member, value in zip(members, values, strict=True)
    ]


def matrix(rows: Sequence[str], columns: Sequence[str], values: Iterable[float]) -> list[Row]:
    """Return the rows of a parameter of two sets, whose values come row by row."""
    return column([(row, name) for row in rows for name in columns], values)


def phrases(text: str) -> dict[str, str]:
    """Return the words of `item: load; items: loads`, by their names; raises ValueError if one has no name."""
    found = {}
    for entry in text.split(";"):
        name, colon, words = entry.partition(":")
        if not colon:
            raise ValueError(f"{entry.strip()!r} has no name")
        found[name.strip()] = words.strip()
    return found
