"""Random expressions over sets, parameters and variables, each with its text and a plain evaluation in NumPy.

The evaluation shares nothing with the package: it is what LANGUAGE.md says, for many points at once.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

Member: TypeAlias = int | str
Key: TypeAlias = tuple[Member, ...]
Points: TypeAlias = Mapping[tuple[str, Key], Any]
"""The value of each column of each variable in each point: arrays of equal length."""
Scope: TypeAlias = Mapping[str, Member]

IFF, IMPLIES, OR, AND, NOT, COMPARISON, SUM, TERM, SIGN, POWER, PRIMARY = range(1, 12)
"""How tight a text holds together; the numbers order the rows of the table in LANGUAGE.md."""


@dataclass(frozen=True)
class Place:
    """Where an expression is evaluated; slack is by how much comparisons of what is not whole may fail."""

    points: Points
    scope: Scope = field(default_factory=dict)
    slack: float = 0.0

    def bound(self, scope: Scope) -> Place:
        """Return the place with more indices."""
        return Place(self.points, {**self.scope, **scope}, self.slack)


@dataclass(frozen=True)
class Expr:
    """A number or a condition; whole says that it takes integers only, at points whose integers are whole."""

    text: str
    level: int
    value: Callable[[Place], Any]
    whole: bool = True

    def within(self, least: int) -> str:
        """Return the text, in parentheses where it would not hold together otherwise."""
        return self.text if self.level >= least else f"({self.text})"


@dataclass(frozen=True)
class Domain:
    """What stands in braces: its text, the indices with their sorts, and their values at a place."""

    text: str
    sorts: Mapping[str, str]
    each: Callable[[Place], Iterator[Scope]]
    has_previous: bool = False


@dataclass(frozen=True)
class Column:
    """A variable as the generator knows it: index is "", "I", "T" or "IT", bounds are the same for all its columns."""

    name: str
    index: str
    kind: str
    lower: float
    upper: float

    @property
    def whole(self) -> bool:
        return self.kind != "continuous"


@dataclass(frozen=True)
class World:
    """Sets and parameters with their values, and the variables."""

    sets: Mapping[str, tuple[Any, ...]]
    scalars: Mapping[str, float]
    by_i: Mapping[str, Mapping[Any, float]]
    by_t: Mapping[str, Mapping[Any, float]]
    by_both: Mapping[str, Mapping[Any, float]]
    columns: tuple[Column, ...]

    def keys(self, index: str) -> list[Key]:
        """Return the index tuples of a variable with that index."""
        return [tuple(key) for key in itertools.product(*(self.sets[name] for name in index))]


def is_whole(numbers: Mapping[Any, float]) -> bool:
    """Return whether all values are integers."""
    return all(float(number).is_integer() for number in numbers.values())


class Expressions:
    """Writes random expressions that can be made linear; sorts maps each index in scope to the set that it is of."""

    def __init__(self, rng: random.Random, world: World) -> None:
        self.rng, self.world = rng, world
        self._names = itertools.count(1)

    def joined(self, expr: Expr, least: int) -> str:
        """Return the text to stand where something that tight is needed, sometimes with parentheses it could lack."""
        return f"({expr.text})" if self.rng.random() < 0.15 else expr.within(least)

    # indices and data

    def member(self, of: str, sorts: Mapping[str, str]) -> Expr:
        """Return an index or a constant of the set I or T."""
        fitting = [name for name, own in sorts.items() if own == of]
        if fitting and self.rng.random() < 0.8:
            name = self.rng.choice(fitting)
            return Expr(name, PRIMARY, lambda place: place.scope[name])
        chosen = self.rng.choice(self.world.sets[of])
        return Expr(repr(chosen), PRIMARY, lambda place: chosen)

    def domain(self, sorts: Mapping[str, str], *, filled: bool = False, only: str = "") -> Domain:
        """Return a domain with fresh names; filled ones always have members, only restricts it to one set."""
        rng, world = self.rng, self.world
        kinds = [only] if only else ["I", "T", "T", "I, T", "A", "N"]
        kinds += [] if filled or only == "T" else ["S"]
        bound = [name for name, own in sorts.items() if own == "I"]
        kinds += ["A[i]"] if bound and not filled and not only else []
        kind = rng.choice(kinds)
        i, t = f"i{next(self._names)}", f"{'t' if kind in ('T', 'I, T') else 'k'}{next(self._names)}"
        texts = {
            "I": f"{i} in I",
            "S": f"{i} in S",
            "T": f"{t} in T",
            "I, T": f"{i} in I, {t} in T",
            "N": f"{t} in 1..N",
        }
        own = {"I": {i: "I"}, "S": {i: "I"}, "T": {t: "T"}, "N": {t: "T"}, "A[i]": {t: "T"}}.get(kind, {i: "I", t: "T"})
        given = rng.choice(bound) if kind == "A[i]" else ""
        text = {**texts, "A": f"({i}, {t}) in A", "A[i]": f"{t} in A[{given}]"}[kind]
        conditions: list[Expr] = []
        has_previous = False
        if kind == "T" and not filled and rng.random() < 0.3:
            has_previous = True
            conditions.append(Expr(f"{t} != first(T)", COMPARISON, lambda place: place.scope[t] != world.sets["T"][0]))
        elif not filled and rng.random() < 0.3:
            conditions.append(self.data_condition({**sorts, **own}))

        def each(place: Place) -> Iterator[Scope]:
            for scope in self._bindings(kind, i, t, given, place):
                if all(condition.value(place.bound(scope)) for condition in conditions):
                    yield scope

        return Domain(text + "".join(f": {c.text}" for c in conditions), {**sorts, **own}, each, has_previous)

    def _bindings(self, kind: str, i: str, t: str, given: str, place: Place) -> Iterator[Scope]:
        sets = self.world.sets
        if kind in ("I", "S"):
            yield from ({i: member} for member in sets[kind])
        elif kind == "T":
            yield from ({t: member} for member in sets["T"])
        elif kind == "N":
            yield from ({t: member} for member in range(1, int(self.world.scalars["N"]) + 1))
        elif kind == "A[i]":
            yield from ({t: pair[1]} for pair in sets["A"] if pair[0] == place.scope[given])
        else:
            pairs = sets["A"] if kind == "A" else itertools.product(sets["I"], sets["T"])
            yield from ({i: pair[0], t: pair[1]} for pair in pairs)

    def data(self, sorts: Mapping[str, str], *, whole: bool) -> Expr:
        """Return a number without variables."""
        rng, world = self.rng, self.world
        choices: list[Expr] = []
        small = rng.randint(0, 4)
        choices.append(Expr(str(small), PRIMARY, lambda place: small))
        name = rng.choice(list(world.scalars))
        choices.append(Expr(name, PRIMARY, lambda place: world.scalars[name], world.scalars[name].is_integer()))
        one: tuple[tuple[str, Mapping[str, Mapping[Any, float]]], ...] = (("I", world.by_i), ("T", world.by_t))
        for of, tables in one:
            label = rng.choice(list(tables))
            choices.append(self._looked_up(label, tables[label], self.member(of, sorts)))
        label = rng.choice(list(world.by_both))
        both = world.by_both[label]
        first, second = self.member("I", sorts), self.member("T", sorts)
        choices.append(
            Expr(
                f"{label}[{first.text},{second.text}]",
                PRIMARY,
                lambda place: both[first.value(place), second.value(place)],
                is_whole(both),
            )
        )
        day = self.member("T", sorts)
        choices.append(Expr(f"{day.text} mod 2", TERM, lambda place: day.value(place) % 2))
        choices.append(Expr("card(A)", PRIMARY, lambda place: len(world.sets["A"])))
        if day.text.startswith("t"):  # it runs over T itself, which is ordered
            choices.append(Expr(f"ord({day.text})", PRIMARY, lambda place: world.sets["T"].index(day.value(place)) + 1))
        return rng.choice([choice for choice in choices if choice.whole or not whole])

    def _looked_up(self, label: str, table: Mapping[Member, float], key: Expr) -> Expr:
        return Expr(f"{label}[{key.text}]", PRIMARY, lambda place: table[key.value(place)], is_whole(table))

    def data_condition(self, sorts: Mapping[str, str]) -> Expr:
        """Return a condition without variables."""
        kind = self.rng.randrange(4)
        if kind == 0:
            member = self.member("I", sorts)
            return Expr(f"{member.text} in S", COMPARISON, lambda place: member.value(place) in self.world.sets["S"])
        if kind == 1:
            first, second = self.member("I", sorts), self.member("T", sorts)
            pairs = self.world.sets["A"]
            text = f"({first.text}, {second.text}) not in A"
            return Expr(text, COMPARISON, lambda place: (first.value(place), second.value(place)) not in pairs)
        left, right = self.data(sorts, whole=False), self.data(sorts, whole=False)
        sign = self.rng.choice(list(SIGNS))
        text = f"{left.within(SUM)} {sign} {right.within(SUM)}"
        return Expr(text, COMPARISON, lambda place: SIGNS[sign](left.value(place), right.value(place)))

    # variables

    def variable(self, sorts: Mapping[str, str], *, whole: bool, binary: bool = False) -> Expr | None:
        """Return a variable, None if there is none of the kind; free ones are left to the linear constraints."""
        fitting = [c for c in self.world.columns if c.upper - c.lower < 100 and (c.whole or not whole)]
        fitting = [c for c in fitting if c.kind == "binary" or not binary]
        return self.reference(self.rng.choice(fitting), sorts) if fitting else None

    def reference(self, column: Column, sorts: Mapping[str, str]) -> Expr:
        """Return a variable with random subscripts."""
        subscripts = [self.member(of, sorts) for of in column.index]
        text = column.name + (f"[{','.join(s.text for s in subscripts)}]" if subscripts else "")

        def value(place: Place) -> Any:
            return place.points[column.name, tuple(subscript.value(place) for subscript in subscripts)]

        return Expr(text, PRIMARY, value, column.whole)


def _different(a: Any, b: Any) -> Any:
    return a != b


SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": _different,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


def total(values: Iterator[Any] | list[Any]) -> Any:
    """Return the sum of arrays or numbers, 0 of none."""
    result: Any = 0.0
    for value in values:
        result = result + value
    return result


def all_of(values: Iterator[Any] | list[Any]) -> Any:
    """Return where all conditions hold; everywhere if there are none."""
    result: Any = np.True_
    for value in values:
        result = np.logical_and(result, value)
    return result


def any_of(values: Iterator[Any] | list[Any]) -> Any:
    """Return where one of the conditions holds."""
    result: Any = np.False_
    for value in values:
        result = np.logical_or(result, value)
    return result
