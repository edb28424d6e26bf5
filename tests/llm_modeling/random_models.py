"""Random formulations with a plain evaluation of what they say, for engines and brute force to agree on."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from llm_modeling import Data, Formulation
from tests.llm_modeling.random_conditions import Conditions, compare
from tests.llm_modeling.random_expressions import (
    COMPARISON,
    IMPLIES,
    OR,
    PRIMARY,
    SUM,
    Column,
    Domain,
    Expr,
    Key,
    Place,
    Points,
    World,
    all_of,
    total,
)  # fmt: skip

MOST_POINTS = 40_000
EXACT = 1e-9


@dataclass(frozen=True)
class Rule:
    """A constraint: it holds where its condition holds for all of the domain."""

    name: str
    forall: Domain | None
    condition: Expr

    def holds(self, place: Place) -> Any:
        """Return in which points the constraint holds."""
        if self.forall is None:
            return self.condition.value(place)
        return all_of([self.condition.value(place.bound(scope)) for scope in self.forall.each(place)])


@dataclass(frozen=True)
class Goal:
    """An objective."""

    name: str
    sense: str
    expression: Expr
    weight: float
    priority: int
    tolerance: float


@dataclass(frozen=True)
class Level:
    """The objectives of one priority as one number, in the sense of the first."""

    sign: float
    parts: tuple[tuple[float, Expr], ...]
    tolerance: float

    def value(self, place: Place) -> Any:
        """Return the number in each point."""
        return total([weight * expression.value(place) for weight, expression in self.parts])


@dataclass(frozen=True)
class RandomModel:
    """A random formulation, its data, and what it says."""

    world: World
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    formulation: Formulation
    data: Data

    @cached_property
    def keys(self) -> list[tuple[Column, Key]]:
        """The columns of all variables."""
        return [(column, key) for column in self.world.columns for key in self.world.keys(column.index)]

    @property
    def is_whole(self) -> bool:
        """Whether all variables are integers, so that the points are all that there are if all are listed."""
        return all(column.whole for column in self.world.columns)

    @cached_property
    def levels(self) -> list[Level]:
        """The objectives by descending priority, those of equal priority added up by weight."""
        result = []
        for priority in sorted({goal.priority for goal in self.goals}, reverse=True):
            own = [goal for goal in self.goals if goal.priority == priority]
            parts = [(goal.weight if goal.sense == own[0].sense else -goal.weight, goal.expression) for goal in own]
            sign = 1.0 if own[0].sense == "minimize" else -1.0
            result.append(Level(sign, tuple(parts), max(goal.tolerance for goal in own)))
        return result

    def points(self, rng: random.Random) -> tuple[Points, bool]:
        """Return points of a grid, and whether they are all that there are."""
        grids = [grid(column) for column, _ in self.keys]
        everything = math.prod(len(values) for values in grids) <= MOST_POINTS
        if everything:
            columns = [np.array(values) for values in zip(*itertools.product(*grids), strict=True)]
        else:
            generator = np.random.default_rng(rng.randrange(2**32))
            columns = [generator.choice(np.array(values), MOST_POINTS) for values in grids]
        points = {(c.name, key): values for (c, key), values in zip(self.keys, columns, strict=True)}
        return points, everything and self.is_whole

    def holds(self, place: Place) -> Any:
        """Return in which points all constraints hold."""
        size = len(next(iter(place.points.values())))
        return np.broadcast_to(all_of([rule.holds(place) for rule in self.rules]), size)


def grid(column: Column) -> list[float]:
    """Return all values of an integer, a few of a continuous variable; all are multiples of a quarter."""
    if column.whole:
        return [float(value) for value in range(int(column.lower), int(column.upper) + 1)]
    upper = column.upper if column.upper < 1e9 else 8.0
    inner = [value for value in (0.0, 1.0, 2.5) if column.lower < value < upper]
    return [column.lower, *inner, upper]


def _under(first: Expr, second: Expr) -> Expr:
    text = f"{first.within(OR)} => {second.text}"
    return Expr(text, IMPLIES, lambda p: np.logical_or(np.logical_not(first.value(p)), second.value(p)))


class ModelWriter:
    """Draws a formulation: sets, data and variables first, then what is said of them."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.whole = self.rng.random() < 0.5
        self.large = self.rng.random() < 0.25
        self.world = self._world()
        self.expressions = Conditions(self.rng, self.world)

    def draw(self) -> RandomModel:
        """Return the formulation; raises FormulationError where it says what cannot be made linear."""
        rng = self.rng
        rules = tuple(self._rule(f"rule{k}") for k in range(1, rng.randint(1, 4) + (2 if self.large else 0)))
        rules += tuple(self._free_rules())
        goals = tuple(self._goal(f"goal{k}") for k in range(1, rng.choice([1, 1, 1, 2, 2]) + 1))
        values: dict[str, Any] = {}
        content = {
            "title": "random",
            "sets": self._sets(values),
            "parameters": self._parameters(values),
            "variables": [self._variable(column) for column in self.world.columns],
            "constraints": [
                {"name": rule.name, "expression": rule.condition.text}
                | ({"forall": rule.forall.text} if rule.forall else {})
                for rule in rules
            ],
            "objectives": [
                {
                    "name": goal.name,
                    "sense": goal.sense,
                    "expression": goal.expression.text,
                    "weight": goal.weight,
                    "priority": goal.priority,
                    "tolerance": goal.tolerance,
                }
                for goal in goals
            ],
        }
        formulation = Formulation.from_json(json.dumps(content))
        return RandomModel(self.world, rules, goals, formulation, Data(values))

    # sets, parameters, variables

    def _world(self) -> World:
        rng = self.rng
        i = tuple("abcd"[: rng.randint(2, 4 if self.large else 3)])
        t = tuple(range(1, rng.randint(2, 5 if self.large else 3) + 1))
        pairs = [(a, b) for a in i for b in t]
        a = tuple(sorted(rng.sample(pairs, rng.randint(1, len(pairs)))))
        step = 1.0 if self.whole else 0.5
        c = {member: step * rng.randint(-4, 6) for member in i}
        s = tuple(member for member in i if c[member] >= 1)
        scalars = {"N": float(rng.randint(1, len(t))), "R": float(rng.randint(0, 3))}
        due = {day: float(rng.randint(0, 3)) for day in t}
        by_t = {"due": due, "late": {day: day * scalars["R"] - due[day] for day in t}}
        both = {"d": {pair: float(rng.randint(-2, 4)) for pair in pairs}}
        sets = {"I": i, "T": t, "S": s, "A": a}
        return World(
            sets, scalars, {"c": c, "dur": {m: float(rng.randint(0, 2)) for m in i}}, by_t, both, self._columns(i, t)
        )

    def _columns(self, i: tuple[Any, ...], t: tuple[Any, ...]) -> tuple[Column, ...]:
        rng = self.rng
        low, high = rng.choice([(0, 2), (0, 3), (-1, 2), (1, 3)]), rng.choice([(-2, 2), (0, 4), (-5, -1), (3, 9)])
        choices = [
            Column("y", "IT", "binary", 0, 1),
            Column("n", "T", "integer", *low),
            Column("m", "", "integer", *high),
            Column("b", "", "binary", 0, 1),
            Column("u", "I", "binary", 0, 1),
        ]
        if not self.whole:
            choices += [
                Column("z", "", "continuous", *rng.choice([(-3.0, 3.0), (0.0, 4.5), (-2.0, 0.0)])),
                Column("w", "I", "continuous", 0.0, rng.choice([4.0, 7.5])),
                Column("v", "T", "continuous", -1.0, 3.0),
                Column("f", "", "continuous", 0.0, math.inf),
            ]
        rng.shuffle(choices)
        size = 1.0
        chosen: list[Column] = []
        for column in choices:
            count = len(i) ** ("I" in column.index) * len(t) ** ("T" in column.index)
            size *= len(grid(column)) ** count
            if size > MOST_POINTS and not self.large and chosen:
                size /= len(grid(column)) ** count
                continue
            chosen.append(column)
        return tuple(chosen)

    def _sets(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        sets = self.world.sets
        letters: dict[str, Any] = {"name": "I", "members": sets["I"]}
        if self.rng.random() < 0.3:
            letters, values["I"] = {"name": "I"}, list(sets["I"])
        return [
            letters,
            {"name": "T", "expression": f"1..{len(sets['T'])}", "ordered": True},
            {"name": "S", "expression": "{i in I: c[i] >= 1}"},
            {"name": "A", "tuples": sets["A"]},
        ]

    def _parameters(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        world = self.world
        table: dict[str, dict[Any, float]] = {}
        for (first, second), number in world.by_both["d"].items():
            table.setdefault(str(first), {})[second] = number
        rows = [[*key, number] for key, number in world.by_both["d"].items() if number != 4.0]
        given: dict[str, Any] = {"name": "d", "index": "I, T", "entries": rows, "default": 4}
        if self.rng.random() < 0.3:
            given, values["d"] = {"name": "d", "index": "I, T"}, table
        return [
            *({"name": name, "value": value} for name, value in world.scalars.items()),
            {"name": "c", "index": "I", "entries": list(world.by_i["c"].items())},
            {"name": "dur", "index": "i in I", "entries": list(world.by_i["dur"].items())},
            {"name": "due", "index": "T", "entries": list(world.by_t["due"].items())},
            {"name": "late", "index": "t in T", "expression": "t * R - due[t]"},
            given,
        ]

    def _variable(self, column: Column) -> dict[str, Any]:
        result = {"name": column.name, "kind": column.kind}
        if column.index:
            names = {"I": "i in I", "T": "t in T"}
            result["index"] = ", ".join(names[of] if self.rng.random() < 0.5 else of for of in column.index)
        if column.kind == "binary":
            return result
        lower, upper = f"{column.lower:g}", f"{column.upper:g}"
        if column.lower and self.rng.random() < 0.5:
            lower = f"N - {self.world.scalars['N'] - column.lower:g}" if column.lower < 1 else lower
        return result | {"lower": lower, "upper": upper}

    # what is said

    def _free_rules(self) -> list[Rule]:
        """Return linear constraints on the variable without upper bound, if there is one."""
        if not any(column.name == "f" for column in self.world.columns):
            return []
        rules = []
        for number in range(self.rng.randint(0, 2)):
            other = self.expressions.variable({}, whole=False) or self.expressions.data({}, whole=False)
            sign, side = self.rng.choice(["<=", ">="]), self.expressions.data({}, whole=False)
            left = self._plus_free(other)
            text = f"{left.text} {sign} {side.within(SUM)}"
            rules.append(Rule(f"free{number}", None, self._comparison(text, sign, left, side)))
        return rules

    def _comparison(self, text: str, sign: str, left: Expr, right: Expr) -> Expr:
        return Expr(text, COMPARISON, lambda p: compare(sign, left, right, p))

    def _plus_free(self, other: Expr) -> Expr:
        factor = self.rng.choice([1, 2, -1])
        text = f"{factor} * f + {other.within(SUM)}" if factor > 0 else f"{other.within(SUM)} - f"
        return Expr(text, SUM, lambda p: factor * p.points["f", ()] + other.value(p), False)

    def _goal(self, name: str) -> Goal:
        rng = self.rng
        expression = self.expressions.number(3, {}, whole=self.whole)
        if any(column.name == "f" for column in self.world.columns):
            expression = self._plus_free(expression)
        tolerance = rng.choice([0.0, 0.5, 1.0])
        return Goal(
            name,
            rng.choice(["minimize", "maximize"]),
            expression,
            rng.choice([1.0, 2.0, 0.5]),
            rng.randint(0, 1),
            tolerance,
        )

    def _rule(self, name: str) -> Rule:
        rng, write = self.rng, self.expressions
        forall = write.domain({}) if rng.random() < 0.5 else None
        sorts: Mapping[str, str] = forall.sorts if forall else {}
        kind = rng.choice(["condition", "condition", "condition", "different", "apart", "cumulative"])
        special = {"different": self._different, "apart": self._apart, "cumulative": self._cumulative}.get(kind)
        condition = None if special is None else special(sorts)
        if condition is None:
            condition = write.condition(rng.randint(1, 3), sorts, mixed=not self.whole)
        elif rng.random() < 0.3:
            condition = _under(write.condition(1, sorts), condition)
        return Rule(name, forall, condition)

    def _different(self, sorts: Mapping[str, str]) -> Expr | None:
        domain = self.expressions.domain(sorts)
        inner = self.expressions.number(1, domain.sorts, whole=True)

        def value(place: Place) -> Any:
            values = [inner.value(place.bound(scope)) for scope in domain.each(place)]
            return all_of([np.not_equal(a, b) for a, b in itertools.combinations(values, 2)])

        return Expr(f"alldifferent{{{domain.text}}} {inner.within(SUM)}", COMPARISON, value)

    def _start(self, domain: Domain, whole: bool) -> Expr | None:
        own = [c for c in self.world.columns if c.index in ("I", "T", "IT") and c.kind != "binary"]
        own = [c for c in own if (c.whole or not whole) and set(c.index) <= set(domain.sorts.values())]
        return self.expressions.reference(self.rng.choice(own), domain.sorts) if own else None

    def _apart(self, sorts: Mapping[str, str]) -> Expr | None:
        write = self.expressions
        domain = write.domain(sorts)
        start = self._start(domain, self.whole)
        if start is None:
            return None
        lasts = write.member("I", domain.sorts)
        duration = Expr(f"dur[{lasts.text}]", PRIMARY, lambda p: self.world.by_i["dur"][lasts.value(p)])
        present = write.condition(1, domain.sorts) if self.rng.random() < 0.4 else None
        parts = [start.text, duration.text] + ([present.text] if present else [])

        def value(place: Place) -> Any:
            places = [place.bound(scope) for scope in domain.each(place)]
            result: list[Any] = []
            for p, q in itertools.combinations(places, 2):
                a, b = start.value(p), start.value(q)
                slack = 0.0 if start.whole else place.slack
                apart = np.logical_or(a + duration.value(p) <= b + slack, b + duration.value(q) <= a + slack)
                both = True if present is None else np.logical_and(present.value(p), present.value(q))
                result.append(np.logical_or(apart, np.logical_not(both)))
            return all_of(result)

        return Expr(f"no_overlap{{{domain.text}}} ({', '.join(parts)})", COMPARISON, value)

    def _cumulative(self, sorts: Mapping[str, str]) -> Expr | None:
        write = self.expressions
        domain = write.domain(sorts)
        start = self._start(domain, True)
        if start is None:
            return None
        lasts, uses = write.member("I", domain.sorts), self.rng.randint(1, 2)
        capacity = write.number(1, sorts, whole=True)

        def value(place: Place) -> Any:
            room = capacity.value(place)
            result: list[Any] = [np.greater_equal(room, 0)]
            places = [place.bound(scope) for scope in domain.each(place)]
            for time in range(-6, 15):
                used = total(
                    [
                        uses
                        * ((start.value(p) <= time) & (time < start.value(p) + self.world.by_i["dur"][lasts.value(p)]))
                        for p in places
                    ]
                )
                result.append(np.less_equal(used, room))
            return all_of(result)

        text = f"cumulative{{{domain.text}}} ({start.text}, dur[{lasts.text}], {uses}) <= {capacity.within(SUM)}"
        return Expr(text, COMPARISON, value)
