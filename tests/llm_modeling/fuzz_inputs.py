"""Random inputs: half from the grammar of the language, half known texts with bytes changed."""

from __future__ import annotations

import json
import random

HEADER = {
    "sets": [
        {"name": "I", "members": ["a", "b", "c"]},
        {"name": "T", "expression": "1..4", "ordered": True},
        {"name": "A", "tuples": [["a", 1], ["b", 2], ["b", 3]]},
    ],
    "parameters": [
        {"name": "N", "value": 3},
        {"name": "c", "index": "I", "entries": [["a", 1], ["b", -2.5], ["c", 0]]},
        {"name": "d", "index": "i in I, t in T", "expression": "c[i] * t + N"},
    ],
    "variables": [
        {"name": "x", "index": "I", "upper": 4},
        {"name": "n", "index": "T", "kind": "integer", "lower": "-2", "upper": 3},
        {"name": "y", "index": "I, T", "kind": "binary"},
        {"name": "z", "lower": "-inf"},
    ],
}
SEEDS = [
    "sum{i in I, t in T: d[i,t] <= N} c[i] * y[i,t] <= 3",
    "y['a',1] and not y['b',2] => x['a'] >= 2",
    "if N > 2 then abs(z) <= 5 else max(n[1], n[2]) >= 1",
    "alldifferent{t in T} n[t]",
    "no_overlap{t in T: t != last(T)} (n[t], 2, y['a',t])",
    "cumulative{t in T} (n[t], 2, 1) <= 2 + y['a',1]",
    "pwl(x['a']; 0, 1, 4; 0, 5, 8) + min{i in I} x[i] <= 6.5e0",
    "forall{(i,t) in A} (y[i,t] <=> n[t] >= prev(t))",
    "count{t in T} (n[t] = 1) = card(I) - 1",
    "exists{t in {1, 3}} n[t] < n[next(t)] or 0 <= x['c'] <= 1",
    "y['a',1] * x['b'] ^ 1 + (1 - y['a',2]) * z <= 3",
]
WORDS = [
    "sum", "prod", "min", "max", "forall", "exists", "count", "alldifferent", "no_overlap", "cumulative", "pwl", "abs",
    "if", "then", "else", "and", "or", "not", "in", "div", "mod", "card", "ord", "next", "prev", "first", "last",
    "union", "cross", "by", "inf", "true", "{", "}", "(", ")", "[", "]", ",", ";", ":", "..", "<=", ">=", "<", ">",
    "=", "!=", "=>", "<=>", "+", "-", "*", "/", "^", "I", "T", "A", "N", "c", "d", "x", "n", "y", "z", "i", "t", "a",
    "'a'", '"b"', "0", "1", "2.5", "1e9", "1e308", "≤", "∑", "а", "\u202e", "\x00", "_", "__import__", "%s", "{0}",
]  # fmt: skip


class Grammar:
    """Writes random expressions that mostly parse, and often have types that fit."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def index(self, sort: str, scope: dict[str, str]) -> str:
        fitting = [name for name, own in scope.items() if own == sort]
        if fitting and self.rng.random() < 0.7:
            return self.rng.choice(fitting)
        if sort == "I":
            return self.rng.choice(["'a'", '"b"', "'c'", "'d'"])
        return self.rng.choice(["1", "2", "4", "5", "first(T)", "N"])

    def domain(self, scope: dict[str, str]) -> tuple[str, dict[str, str]]:
        inner = dict(scope)
        binders = []
        for _ in range(self.rng.choice([1, 1, 2])):
            name = self.rng.choice(["i", "j", "k", "t", "s"]) + str(len(inner))
            sort = self.rng.choice("IT")
            over = (
                sort
                if sort == "I" or self.rng.random() < 0.7
                else self.rng.choice(["1..3", "2..N", "{1, 2}", "1..4 by 2"])
            )
            binders.append(f"{name} in {over}")
            inner[name] = sort
        condition = f": {self.condition(1, inner, data=True)}" if self.rng.random() < 0.4 else ""
        return ", ".join(binders) + condition, inner

    def number(self, depth: int, scope: dict[str, str], *, data: bool = False) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.25:
            leaves = [str(rng.randint(0, 5)), f"{rng.random():.2f}", "N", f"c[{self.index('I', scope)}]"]
            if not data:
                leaves += [f"x[{self.index('I', scope)}]", f"n[{self.index('T', scope)}]", "z"]
                leaves += [f"y[{self.index('I', scope)},{self.index('T', scope)}]"]
            return rng.choice(leaves)
        kind = rng.randrange(9)
        a, b = self.number(depth - 1, scope, data=data), self.number(depth - 1, scope, data=data)
        if kind < 3:
            return f"({a} {rng.choice('+-*')} {b})"
        if kind == 3:
            return f"{a} {rng.choice(['/', 'mod', 'div', '^'])} {rng.randint(0, 3)}"
        if kind == 4:
            return f"{rng.choice(['abs', 'floor', 'sqrt'])}({a})" if rng.random() < 0.6 else f"max({a}, {b})"
        if kind == 5:
            return f"(if {self.condition(depth - 1, scope, data=True)} then {a} else {b})"
        if kind == 6:
            return f"-{a}"
        domain, inner = self.domain(scope)
        word = rng.choice(["sum", "sum", "min", "max", "prod"])
        return f"{word}{{{domain}}} {self.number(depth - 1, inner, data=data)}"

    def condition(self, depth: int, scope: dict[str, str], *, data: bool = False) -> str:
        rng = self.rng
        kind = rng.randrange(8) if depth > 0 else 0
        if kind < 3:
            sign = rng.choice(["<=", ">=", "=", "<=", ">=", "<", "!="])
            return f"{self.number(depth - 1, scope, data=data)} {sign} {self.number(depth - 1, scope, data=data)}"
        if kind == 3:
            return f"not ({self.condition(depth - 1, scope, data=data)})"
        if kind == 4:
            return f"{self.index('I', scope)} in I"
        if kind == 5:
            domain, inner = self.domain(scope)
            return f"{rng.choice(['forall', 'exists'])}{{{domain}}} ({self.condition(depth - 1, inner, data=data)})"
        sign = rng.choice(["and", "or", "=>", "<=>"])
        return f"({self.condition(depth - 1, scope, data=data)}) {sign} ({self.condition(depth - 1, scope, data=data)})"


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Return data with a few bytes removed, doubled, changed, or words put in."""
    result = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(result) + 1)
        kind = rng.randrange(5)
        if kind == 0 and result:
            del result[place : place + rng.randint(1, 4)]
        elif kind == 1:
            result[place:place] = rng.choice(WORDS).encode()
        elif kind == 2 and place < len(result):
            result[place] = rng.randrange(256)
        elif kind == 3:
            result[place:place] = result[place : place + rng.randint(1, 20)] * rng.randint(1, 3)
        else:
            result[place:place] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 3)))
    return bytes(result)


def an_input(rng: random.Random) -> bytes:
    """Return the JSON of a formulation, or what was one before its bytes were changed."""
    kind = rng.randrange(4)
    if kind < 2:
        expression = Grammar(rng).condition(rng.randint(1, 4), {})
    elif kind == 2:
        expression = mutated(rng, rng.choice(SEEDS).encode()).decode("utf-8", "replace")
    else:
        expression = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 25)))
    rule = {"name": "rule", "expression": expression}
    if rng.random() < 0.2:
        rule["forall"] = Grammar(rng).domain({})[0]
    objective = {"name": "goal", "sense": rng.choice(["minimize", "maximize"]), "expression": "sum{t in T} n[t]"}
    if rng.random() < 0.2:
        objective["expression"] = Grammar(rng).number(3, {})
    text = json.dumps({**HEADER, "constraints": [rule], "objectives": [objective]}, ensure_ascii=False).encode()
    return mutated(rng, text) if rng.random() < 0.25 else text
