"""From a text back to its problem: the inverse of `writing`, which knows the templates but not what they told.

It proves that a text has all the data. It reads the language of the families, and no other: where a sentence is in no
template, it says so. It is not a language model and shows nothing about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeAlias

from llm_modeling.families.family import Fact, Family, Framing, Grid, Options, Table, Values
from llm_modeling.families.numbers import PATTERN, from_percent, read_number
from llm_modeling.families.template import (
    Cardinality,
    Listing,
    Literal,
    Member,
    Noise,
    Number,
    Piece,
    Template,
    Word,
    template,
)
from llm_modeling.resolve import resolve

Key: TypeAlias = tuple[int | str, ...]
_NUMBER = f"({PATTERN})"
_TABLE = re.compile(r"\s*((?:\|.*\|(?:\n|$))+)")


class UnreadableError(ValueError):
    """A text is not one that a family writes."""


@dataclass(frozen=True)
class Reading:
    """What a text says: the family, the framing, the options and the data, as far as the text gives them."""

    family: Family
    framing: Framing
    options: Options
    values: Values


@dataclass
class _Notes:
    """What a piece of the text says, on top of what was read before it; arities has the components of parameters."""

    arities: Mapping[str, int]
    earlier: Mapping[str, Sequence[Key]] = field(default_factory=dict)
    sets: dict[str, list[Key]] = field(default_factory=dict)
    numbers: dict[str, dict[Key, float]] = field(default_factory=dict)

    def members(self, of: str) -> Sequence[Key]:
        return self.sets.get(of) or self.earlier.get(of, ())

    def member(self, of: str, member: Key) -> None:
        known = self.sets.setdefault(of, [])
        if member not in known:
            known.append(member)

    def number(self, parameter: str, around: Key, value: float) -> None:
        """Enter a number under as many of the members around it as its parameter has components.

        Raises UnreadableError if it was told before, and differently.
        """
        arity = self.arities[parameter]
        key = around[len(around) - arity :] if arity else ()
        if self.numbers.setdefault(parameter, {}).setdefault(key, value) != value:
            raise UnreadableError(
                f"{parameter!r} of {key} is told twice, as {self.numbers[parameter][key]} and {value}"
            )

    def take(self, other: _Notes) -> None:
        for name, listed in other.sets.items():
            for member in listed:
                self.member(name, member)
        for parameter, table in other.numbers.items():
            for key, value in table.items():
                self.number(parameter, key, value)


def read(text: str, families: Mapping[str, Family]) -> Reading:
    """Return what a text of one of these families says; raises UnreadableError naming the sentence that is in none."""
    refusals = []
    for family in families.values():
        for framing in family.framings:
            at = _opening(text, framing)
            if at is not None:
                try:
                    return _Reader(text, family, framing).read(at)
                except UnreadableError as refused:
                    refusals.append(str(refused))
    if refusals:
        raise UnreadableError("; ".join(dict.fromkeys(refusals)))
    raise UnreadableError(f"no family opens a text like this: {text[:60]!r}")


def _opening(text: str, framing: Framing) -> int | None:
    matches = [_match(source, framing, text, 0, _Notes({})) for source in framing.openings]
    return max((end for end in matches if end is not None), default=None)


class _Reader:
    def __init__(self, text: str, family: Family, framing: Framing) -> None:
        self._text, self._family, self._framing = text, family, framing
        self._notes = _Notes(_arities(family))

    def read(self, at: int) -> Reading:
        options: set[str] = set()
        while self._text[at:].strip():
            at += len(self._text[at:]) - len(self._text[at:].lstrip())
            fact, at = self._next(at)
            if fact is not None and fact.option:
                options.add(fact.option)
        return Reading(self._family, self._framing, frozenset(options), self._values())

    def _next(self, at: int) -> tuple[Fact | None, int]:
        """Return the fact told at a place, None for a distractor, and where it ends; the longest match counts."""
        best: tuple[int, Fact | None, _Notes] | None = None
        for fact, source, table in self._sources():
            notes = _Notes(self._notes.arities, self._notes.sets)
            end = _match(source, self._framing, self._text, at, notes)
            if end is not None and table is not None:
                drawn = _TABLE.match(self._text, end)
                is_it = drawn is not None and _read_table(drawn[1], table, self._framing, notes)
                end = drawn.end() if drawn is not None and is_it else None
            if end is not None and (best is None or end > best[0]):
                best = end, fact, notes
        if best is None:
            raise UnreadableError(f"no sentence of {self._family.name!r} reads like this: {self._text[at : at + 80]!r}")
        self._notes.take(best[2])
        return best[1], best[0]

    def _sources(self) -> Iterator[tuple[Fact | None, str, Table | Grid | None]]:
        for fact in self._family.facts:
            for source in self._family.ways(fact, self._framing):
                yield fact, source, None
            if fact.table is not None:
                yield fact, fact.table.lead, fact.table
        for source in self._framing.distractors:
            yield None, source, None

    def _values(self) -> Values:
        values: dict[str, Any] = {
            name: [list(member) if len(member) > 1 else member[0] for member in listed]
            for name, listed in self._notes.sets.items()
        }
        for parameter, table in self._notes.numbers.items():
            rows = [[*key, value] for key, value in table.items()]
            values[parameter] = rows if len(rows[0]) > 1 else rows[0][0]
        return values


@cache
def _arities(family: Family) -> Mapping[str, int]:
    """Return the number of components of every parameter."""
    typed = resolve(family.formulation(frozenset(family.options)))
    return {name: len(entry.sorts) for name, entry in typed.parameters.items()}


def _match(source: str, framing: Framing, text: str, at: int, notes: _Notes) -> int | None:
    """Return where a template that begins at a place of the text ends, and enter what it says; None if it does not."""
    pattern, slots = _compiled(source, framing)
    match = pattern.match(text, at)
    if match is None or not _note(slots, match.groups(), framing, (), notes):
        return None
    return match.end()


@lru_cache(maxsize=65536)
def _compiled(source: str, framing: Framing) -> tuple[re.Pattern[str], Template]:
    """Return the regular expression of a template with a group for each slot but words, and those slots."""
    pieces = template(source)
    slots = tuple(piece for piece in pieces if not isinstance(piece, Literal | Word))
    return re.compile(_regex(pieces, framing) + r"(?=\s|$)", re.IGNORECASE), slots


@lru_cache(maxsize=65536)
def _item(listing: Listing, framing: Framing) -> tuple[re.Pattern[str], Template]:
    slots = tuple(piece for piece in listing.item if not isinstance(piece, Literal | Word))
    return re.compile(_regex(listing.item, framing), re.IGNORECASE), slots


def _regex(pieces: Sequence[Piece], framing: Framing) -> str:
    found = ""
    for piece in pieces:
        match piece:
            case Literal(literal):
                found += re.escape(literal)
            case Word(name, _):
                found += re.escape(framing.words[name])
            case Number(_, True):
                found += _NUMBER + " percent"
            case Number() | Cardinality() | Noise():
                found += _NUMBER
            case Member():
                found += r"([^,;|\n]+?)"
            case Listing():
                found += r"([^\n|]+?)"
    return found


def _note(slots: Template, groups: Sequence[str], framing: Framing, around: tuple[Key, ...], notes: _Notes) -> bool:
    """Enter what the groups of a match say for its slots; False if they make no sense."""
    flat = tuple(part for member in around for part in member)
    for slot, group in zip(slots, groups, strict=True):
        if isinstance(slot, Number):
            value = read_number(group)
            notes.number(slot.parameter, flat, from_percent(value) if slot.is_percent else value)
        elif isinstance(slot, Listing) and not _note_list(slot, group, framing, around, notes):
            return False
    return True


def _note_list(listing: Listing, text: str, framing: Framing, around: tuple[Key, ...], notes: _Notes) -> bool:
    pattern, slots = _item(listing, framing)
    has_member = any(isinstance(slot, Member) for slot in slots)
    for position, item in enumerate(_items(text, listing.separator)):
        match = pattern.fullmatch(item)
        if match is None:
            return False
        groups = match.groups()
        if has_member:
            named = [g for slot, g in zip(slots, groups, strict=True) if isinstance(slot, Member)]
            member = _member(named)
            notes.member(listing.over, member)
        else:
            known = notes.members(listing.over)
            if position >= len(known):
                return False
            member = known[position]
        if not _note(slots, groups, framing, (*around, member), notes):
            return False
    return True


def _member(named: Sequence[str]) -> Key:
    return tuple(part for name in named for part in name.split(" - ")) if len(named) == 1 else tuple(named)


def _items(text: str, separator: str) -> list[str]:
    if separator == "; ":
        return text.split("; ")
    first, _, last = text.rpartition(" and ")
    return [*first.split(", "), last] if first else [last]


def _read_table(drawn: str, table: Table | Grid, framing: Framing, notes: _Notes) -> bool:
    """Enter the rows of a Markdown table; False if its header is not that of the table that is expected."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in drawn.strip().split("\n")]
    head, rows = lines[0], lines[2:]
    corner = table.head if isinstance(table, Table) else table.corner
    if not re.fullmatch(_regex(template(corner), framing), head[0], re.IGNORECASE):
        return False
    if isinstance(table, Grid):
        columns = [_member([cell]) for cell in head[1:]]
        for column in columns:
            notes.member(table.columns, column)
        for cells in rows:
            row = _member(cells[:1])
            notes.member(table.rows, row)
            for column, cell in zip(columns, cells[1:], strict=True):
                notes.number(table.parameter, (*row, *column), read_number(cell))
        return True
    headers = [header for header, _ in table.columns]
    if len(headers) != len(head) - 1 or not all(
        re.fullmatch(_regex(template(h), framing), cell, re.IGNORECASE)
        for h, cell in zip(headers, head[1:], strict=True)
    ):
        return False
    for cells in rows:
        member = _member(cells[:1])
        notes.member(table.over, member)
        for (_, parameter), cell in zip(table.columns, cells[1:], strict=True):
            notes.number(parameter, member, read_number(cell))
    return True
