"""Templates: sentences with slots for words, numbers and members, parsed once; `writing` fills them, `reading` inverts.

A {vehicle} carries {=capacity} {weight_unit}.             a word of the framing, a number
[ITEMS: {@} weighs {=weight} {weight_unit}].               a list over a set: its member, its numbers
[ARCS; from {@0} to {@1}: {=cost}]                         with semicolons; components of a tuple
{%share} of the {=budget}, {#ITEMS} items, {~5..90} years  a percentage, a cardinality, a number that means nothing
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias


@dataclass(frozen=True)
class Literal:
    """Text as it is."""

    text: str


@dataclass(frozen=True)
class Word:
    """A word of the framing; capital if the slot is written with a capital letter."""

    name: str
    is_capital: bool = False


@dataclass(frozen=True)
class Number:
    """The value of a parameter, for the members of the lists around it; as a percentage, if percent."""

    parameter: str
    is_percent: bool = False


@dataclass(frozen=True)
class Cardinality:
    """The number of members of a set."""

    of: str


@dataclass(frozen=True)
class Noise:
    """A number that the model does not need."""

    low: int
    high: int


@dataclass(frozen=True)
class Member:
    """The member of the innermost list, or one component of it."""

    component: int | None = None


@dataclass(frozen=True)
class Listing:
    """An item for each member of a set, with commas and a final `and`, or with semicolons."""

    over: str
    item: tuple[Piece, ...]
    separator: str


Piece: TypeAlias = Literal | Word | Number | Cardinality | Noise | Member | Listing
Template: TypeAlias = tuple[Piece, ...]

_TOKEN = re.compile(
    r"\{(?:(?P<word>[A-Za-z]\w*)|=(?P<number>\w+)|%(?P<percent>\w+)|#(?P<cardinality>\w+)"
    r"|~(?P<low>\d+)\.\.(?P<high>\d+)|(?P<member>@)(?P<component>\d?))\}"
    r"|\[(?P<over>\w+)(?P<mark>[:;]) ?|(?P<close>\])|(?P<text>[^\[\]{}]+)"
)


@cache
def template(source: str) -> Template:
    """Return the pieces of a template; raises ValueError if it is malformed."""
    pieces, end = _pieces(source, 0, inside=False)
    if end != len(source):
        raise ValueError(f"template {source!r}: `]` at {end} closes nothing")
    return pieces


def _pieces(source: str, at: int, *, inside: bool) -> tuple[Template, int]:
    found: list[Piece] = []
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise ValueError(f"template {source!r}: cannot be read at {at}, {source[at : at + 20]!r}")
        if match["close"]:
            break
        at = match.end()
        if match["over"]:
            item, at = _pieces(source, at, inside=True)
            found.append(Listing(match["over"], item, ", " if match["mark"] == ":" else "; "))
        else:
            found.append(_slot(match))
    if inside:
        if at == len(source):
            raise ValueError(f"template {source!r}: a `[` is not closed")
        at += 1
    return tuple(found), at


def _slot(match: re.Match[str]) -> Piece:
    if match["word"]:
        return Word(match["word"].lower(), match["word"][0].isupper())
    if match["number"] or match["percent"]:
        return Number(match["number"] or match["percent"], bool(match["percent"]))
    if match["cardinality"]:
        return Cardinality(match["cardinality"])
    if match["low"]:
        return Noise(int(match["low"]), int(match["high"]))
    if match["member"]:
        return Member(int(match["component"]) if match["component"] else None)
    return Literal(match["text"])
