"""Family: a class of optimization problems that comes with its formulation, its data and its words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from llm_modeling.families.names import codes
from llm_modeling.formulation import Formulation

Values: TypeAlias = dict[str, Any]
Rng: TypeAlias = np.random.Generator
Options: TypeAlias = frozenset[str]


@dataclass(frozen=True)
class Extent:
    """A size of a family, from low to high; sizes between them grow by factors, so that small ones are not rare."""

    name: str
    low: int
    high: int

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.high:
            raise ValueError(f"extent {self.name!r} goes from {self.low} to {self.high}; 1 <= low <= high")

    def at(self, scale: float) -> int:
        """Return the size at a scale in [0, 1]."""
        return round(self.low * math.pow(self.high / self.low, scale))


@dataclass(frozen=True)
class Table:
    """Numbers of the members of a set as a Markdown table: a column for each parameter, with its header."""

    over: str
    head: str
    columns: tuple[tuple[str, str], ...]  # (header template without lists, parameter)
    lead: str = "The table has the details."


@dataclass(frozen=True)
class Grid:
    """A parameter of two sets as a Markdown table: rows by columns."""

    rows: str
    columns: str
    parameter: str
    corner: str
    lead: str = "The table has the details."


@dataclass(frozen=True)
class Fact:
    """A statement of the text: ways to say it in prose, as a table or both, and the elements that it gives rise to.

    Every way tells the same numbers. A table is taken for long sets and for triples in the style of tables.
    An option makes the fact part of only those problems that have it; of are the constraints, objectives and
    variables whose quote it is.
    """

    name: str
    ways: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    table: Table | Grid | None = None
    option: str = ""

    def __post_init__(self) -> None:
        if not self.ways and self.table is None:
            raise ValueError(f"fact {self.name!r} is said in no way")


@dataclass(frozen=True, eq=False)
class Framing:
    """A setting: the words that the templates ask for, names for members, units, opening sentences, distractors.

    ways has own templates for facts, by their names, where those of the family do not suit the setting.
    """

    name: str
    industry: str
    openings: tuple[str, ...]
    words: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    distractors: tuple[str, ...] = ()

    def pick(self, rng: Rng, of: str, count: int) -> list[str]:
        """Return names of members: of the pool in a random order, codes such as K7 where the pool is too small."""
        pool = self.members.get(of, ())
        if count > len(pool):
            return codes(of, count)
        return [pool[k] for k in rng.permutation(len(pool))[:count].tolist()]

    def factor(self, name: str) -> float:
        """Return by what the numbers of a parameter are multiplied in this setting; 1 unless given."""
        return self.factors.get(name, 1.0)


@dataclass(frozen=True)
class Setting:
    """What a family draws its data from: sizes by the name of the extent, the options, the framing, the generator."""

    sizes: Mapping[str, int]
    options: Options
    framing: Framing
    rng: Rng

    def pick(self, of: str, count: int) -> list[str]:
        """Return names for so many members of a set."""
        return self.framing.pick(self.rng, of, count)

    def integers(self, name: str, low: float, high: float, count: int, step: int = 1) -> list[int]:
        """Return values between low and high, times the framing's factor for name, multiples of step."""
        factor = self.framing.factor(name)
        least, most = max(1, round(low * factor / step)), max(1, round(high * factor / step))
        return [int(k) * step for k in self.rng.integers(least, most + 1, size=count)]

    def integer(self, name: str, low: float, high: float, step: int = 1) -> int:
        """Return one value, as integers does."""
        return self.integers(name, low, high, 1, step)[0]

    def has(self, option: str) -> bool:
        return option in self.options


@dataclass(frozen=True, eq=False)
class Family:
    """A problem class.

    formulation(options) is symbolic, without data, quotes and units; draw(setting) returns its data, which have a
    feasible and non-trivial optimum by construction. facts come in the order in which a text tells them, the last
    one is the question.
    """

    name: str
    title: str
    source: str
    extents: tuple[Extent, ...]
    formulation: Callable[[Options], Formulation]
    draw: Callable[[Setting], Values]
    facts: tuple[Fact, ...]
    framings: tuple[Framing, ...]
    options: tuple[str, ...] = ()

    def sizes(self, scale: float) -> dict[str, int]:
        """Return the sizes at a scale in [0, 1]; raises ValueError outside of it."""
        if not 0.0 <= scale <= 1.0:
            raise ValueError(f"scale is {scale}; it lies in [0, 1]")
        return {extent.name: extent.at(scale) for extent in self.extents}

    def ways(self, fact: Fact, framing: Framing) -> tuple[str, ...]:
        """Return the templates of a fact in a framing."""
        return framing.ways.get(fact.name, fact.ways)

    def framing(self, name: str) -> Framing:
        """Return the framing of that name; raises ValueError if there is none."""
        for framing in self.framings:
            if framing.name == name:
                return framing
        known = ", ".join(framing.name for framing in self.framings)
        raise ValueError(f"family {self.name!r} has no framing {name!r}; it has {known}")
