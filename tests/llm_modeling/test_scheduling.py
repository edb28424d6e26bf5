"""alldifferent, no_overlap and cumulative against plain checks of every assignment of three starts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeAlias

import pytest

from llm_modeling import Compiled
from tests.llm_modeling.oracle import feasible_at, with_constraint

Starts: TypeAlias = tuple[int, ...]
DURATIONS, USAGES = (2, 1, 3), (2, 1, 1)
PAIRS = [(0, 1), (0, 2), (1, 2)]


def model(expression: str) -> Compiled:
    return with_constraint(
        expression,
        [{"name": "s", "index": "J", "kind": "integer", "upper": 4}],
        sets=[{"name": "J", "expression": "1..3"}],
        parameters=[
            {"name": "d", "index": "J", "entries": [[1, 2], [2, 1], [3, 3]]},
            {"name": "u", "index": "J", "entries": [[1, 2], [2, 1], [3, 1]]},
        ],
    )


def apart(s: Starts, i: int, j: int) -> bool:
    return s[i] + DURATIONS[i] <= s[j] or s[j] + DURATIONS[j] <= s[i]


def no_overlap(s: Starts) -> bool:
    return all(apart(s, i, j) for i, j in PAIRS)


def cumulative(s: Starts, capacity: int) -> bool:
    running = [sum(USAGES[j] for j in range(3) if s[j] <= time < s[j] + DURATIONS[j]) for time in range(8)]
    return max(running) <= capacity


CASES: list[tuple[str, Callable[[Starts], bool]]] = [
    ("alldifferent{j in J} s[j]", lambda s: len(set(s)) == 3),
    ("alldifferent{j in J} (s[j] + j)", lambda s: len({a + j for j, a in enumerate(s)}) == 3),
    ("alldifferent{j in J: j < 3} s[j]", lambda s: s[0] != s[1]),
    ("s[1] >= 2 => alldifferent{j in J} s[j]", lambda s: s[0] < 2 or len(set(s)) == 3),
    ("forall{k in J} alldifferent{j in J: j <= k} s[j]", lambda s: len(set(s)) == 3),
    ("no_overlap{j in J} (s[j], d[j])", no_overlap),
    ("no_overlap{j in J} (s[j], s[1])", lambda s: all(s[i] + s[0] <= s[j] or s[j] + s[0] <= s[i] for i, j in PAIRS)),
    ("s[1] >= 2 => no_overlap{j in J} (s[j], d[j])", lambda s: s[0] < 2 or no_overlap(s)),
    (
        "no_overlap{j in J} (s[j], d[j], s[j] >= 1)",
        lambda s: all(apart(s, i, j) or s[i] < 1 or s[j] < 1 for i, j in PAIRS),
    ),
    ("cumulative{j in J} (s[j], d[j], u[j]) <= 2", lambda s: cumulative(s, 2)),
    ("cumulative{j in J} (s[j], d[j], u[j]) <= 3", lambda s: cumulative(s, 3)),
    ("cumulative{j in J} (s[j], d[j], u[j]) <= 2 + s[1]", lambda s: cumulative(s, 2 + s[0])),
    ("s[1] >= 2 => cumulative{j in J} (s[j], d[j], u[j]) <= 2", lambda s: s[0] < 2 or cumulative(s, 2)),
    ("max{j in J} s[j] - min{j in J} s[j] <= 2", lambda s: max(s) - min(s) <= 2),
    ("count{j in J} (s[j] >= 2) = 2", lambda s: sum(a >= 2 for a in s) == 2),
]


@pytest.mark.parametrize(("expression", "holds"), CASES, ids=[case[0] for case in CASES])
def test_constraint_holds_exactly_where_it_should(expression: str, holds: Callable[[Starts], bool]) -> None:
    compiled = model(expression)
    for starts in itertools.product(range(5), repeat=3):
        point = {"s": dict(zip((1, 2, 3), starts, strict=True))}
        assert feasible_at(compiled, point) == holds(starts), starts
