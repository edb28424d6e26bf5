"""From a family, a framing and values to a text, and the sentence of each element of the formulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from llm_modeling.families.family import Family, Framing, Grid, Options, Rng, Table
from llm_modeling.families.numbers import as_percent, in_digits, in_words
from llm_modeling.families.template import (
    Cardinality,
    Listing,
    Literal,
    Member,
    Noise,
    Number,
    Template,
    Word,
    template,
)

Key: TypeAlias = tuple[int | str, ...]
_LONGEST_PROSE = 12


@dataclass(frozen=True)
class Style:
    """How a text is written: tables where there are some, small whole numbers in words, commas between thousands."""

    tables: bool
    words: bool
    separated: bool

    @classmethod
    def draw(cls, rng: Rng) -> Style:
        """Return a random style."""
        return cls(*(bool(k) for k in rng.integers(2, size=3)))


@dataclass(frozen=True)
class Text:
    """A text, the sentences that elements of the formulation come from, and numbers that mean nothing."""

    text: str
    quotes: Mapping[str, str]
    noise: tuple[float, ...]


class Facts:
    """The values of a problem by key, as the templates ask for them."""

    def __init__(self, values: Mapping[str, Any], sets: Mapping[str, Sequence[Key]]) -> None:
        self._sets = sets
        self._numbers: dict[str, dict[Key, float]] = {}
        for name, value in values.items():
            if name not in sets:
                rows = value if isinstance(value, list) else [[value]]
                self._numbers[name] = {tuple(row[:-1]): row[-1] for row in rows}

    @classmethod
    def of(cls, values: Mapping[str, Any], set_names: Sequence[str]) -> Facts:
        """Return the facts of values as a family draws them."""
        given = [name for name in set_names if name in values]
        sets = {name: [tuple(m) if isinstance(m, list | tuple) else (m,) for m in values[name]] for name in given}
        return cls(values, sets)

    def members(self, of: str) -> Sequence[Key]:
        if of not in self._sets:
            raise ValueError(f"the text lists {of!r}, which the data do not give as a set")
        return self._sets[of]

    def number(self, parameter: str, around: Sequence[Key]) -> float:
        """Return the value of a parameter for as many members around the slot as it has components."""
        table = self._numbers.get(parameter)
        if table is None:
            raise ValueError(f"the text tells {parameter!r}, which the data do not give")
        arity = len(next(iter(table)))
        flat = tuple(part for member in around for part in member)
        key = flat[len(flat) - arity :] if arity else ()
        if key not in table:
            raise ValueError(f"the data give no {parameter!r} for {key}")
        return table[key]


class Writer:
    """Fills templates with words, values and numbers."""

    def __init__(self, framing: Framing, facts: Facts, style: Style, rng: Rng) -> None:
        self._framing, self._facts, self._style, self._rng = framing, facts, style, rng
        self.noise: list[float] = []

    def sentence(self, source: str) -> str:
        """Return a template filled."""
        pieces = template(source)
        text = self._filled(pieces, [])
        return text[:1].upper() + text[1:] if isinstance(pieces[0], Literal | Word) else text

    def table(self, table: Table) -> str:
        """Return a Markdown table with a row for each member."""
        head = [self._filled(template(h), []) for h in (table.head, *(header for header, _ in table.columns))]
        rows = [
            [_named(member), *(self._digits(self._facts.number(p, [member])) for _, p in table.columns)]
            for member in self._facts.members(table.over)
        ]
        return _markdown(head, rows)

    def grid(self, grid: Grid) -> str:
        """Return a Markdown table of a parameter of two sets."""
        columns = self._facts.members(grid.columns)
        head = [self._filled(template(grid.corner), []), *map(_named, columns)]
        rows = [
            [_named(row), *(self._digits(self._facts.number(grid.parameter, [row, column])) for column in columns)]
            for row in self._facts.members(grid.rows)
        ]
        return _markdown(head, rows)

    def prefers(self, table: Table | Grid) -> bool:
        """Whether a table is in the style of the text, or prose would be hard to read."""
        rows = len(self._facts.members(table.over if isinstance(table, Table) else table.rows))
        columns = len(table.columns) if isinstance(table, Table) else len(self._facts.members(table.columns))
        return self._style.tables or rows * columns > _LONGEST_PROSE

    def _filled(self, pieces: Template, around: list[Key]) -> str:
        return "".join(self._piece(piece, around) for piece in pieces)

    def _piece(self, piece: Any, around: list[Key]) -> str:
        match piece:
            case Literal(text):
                return text
            case Word(name, is_capital):
                return self._word(name, is_capital)
            case Number(parameter, is_percent):
                value = self._facts.number(parameter, around)
                return self._digits(as_percent(value)) + " percent" if is_percent else self._written(value)
            case Cardinality(of):
                return self._written(len(self._facts.members(of)))
            case Noise(low, high):
                self.noise.append(float(self._rng.integers(low, high + 1)))
                return self._digits(self.noise[-1])
            case Member(component):
                return str(around[-1][component]) if component is not None else _named(around[-1])
            case Listing(over, item, separator):
                return _joined([self._filled(item, [*around, m]) for m in self._facts.members(over)], separator)
        raise AssertionError(piece)

    def _word(self, name: str, is_capital: bool) -> str:
        word = self._framing.words.get(name)
        if word is None:
            raise ValueError(f"framing {self._framing.name!r} has no word for {name!r}")
        return word[:1].upper() + word[1:] if is_capital else word

    def _written(self, value: float) -> str:
        if self._style.words and float(value).is_integer() and 2 <= value <= 12:
            return in_words(int(value))
        return self._digits(value)

    def _digits(self, value: float) -> str:
        return in_digits(value, separated=self._style.separated)


def write(family: Family, framing: Framing, options: Options, facts: Facts, rng: Rng) -> Text:
    """Return the text that tells the facts of a problem in a framing, in a random style."""
    style = Style.draw(rng)
    writer = Writer(framing, facts, style, rng)
    told = [fact for fact in family.facts if not fact.option or fact.option in options]
    paragraphs = [writer.sentence(_one(framing.openings, rng))]
    quotes: dict[str, str] = {}
    distracted = int(rng.integers(1, len(told))) if framing.distractors and rng.random() < 0.4 else -1
    for number, fact in enumerate(told):
        if number == distracted:
            paragraphs[-1] = f"{paragraphs[-1]} {writer.sentence(_one(framing.distractors, rng))}".lstrip()
        sentence, table = _told(family.ways(fact, framing), fact.table, writer, rng)
        paragraphs[-1] = f"{paragraphs[-1]} {sentence}".lstrip()
        quotes.update(dict.fromkeys(fact.of, sentence))
        if table:
            paragraphs += [table, ""]
    return Text("\n\n".join(paragraphs).strip(), quotes, tuple(writer.noise))


def _told(ways: Sequence[str], table: Table | Grid | None, writer: Writer, rng: Rng) -> tuple[str, str]:
    """Return the sentence of a fact, and its table or nothing."""
    if table is None or (ways and not writer.prefers(table)):
        return writer.sentence(_one(ways, rng)), ""
    drawn = writer.table(table) if isinstance(table, Table) else writer.grid(table)
    return writer.sentence(table.lead), drawn


def _one(ways: Sequence[str], rng: Rng) -> str:
    return ways[int(rng.integers(len(ways)))]


def _named(member: Key) -> str:
    return " - ".join(map(str, member))


def _joined(items: Sequence[str], separator: str) -> str:
    if separator != ", " or len(items) < 2:
        return separator.join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
