"""Data expressions and index domains against Python comprehensions over the same sets."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from llm_modeling import ExpressionError, Formulation, FormulationError, compile_model

LETTERS, T = ["a", "b", "c"], [1, 2, 3, 4]
A = [("a", 1), ("a", 3), ("b", 2), ("c", 4)]
C = {"a": 3.0, "b": -1.0, "c": 2.5}
D = {(i, t): C[i] * t - 4 for i in LETTERS for t in T}
SETS: list[dict[str, Any]] = [
    {"name": "I", "members": LETTERS, "ordered": True},
    {"name": "T", "expression": "1..4", "ordered": True},
    {"name": "A", "tuples": A},
]
PARAMETERS: list[dict[str, Any]] = [
    {"name": "N", "value": 3},
    {"name": "c", "index": "I", "entries": list(C.items())},
    {"name": "d", "index": "i in I, t in T", "expression": "c[i] * t - 4"},
    {"name": "w", "index": "(i, t) in A", "expression": "c[i] + 10 * t"},
]


def evaluated(expression: str, index: str = "") -> list[float]:
    """Return the values of a parameter that is defined by the expression, for each combination of the index."""
    parameters = [*PARAMETERS, {"name": "p", "index": index, "expression": expression}]
    formulation = Formulation.from_json(json.dumps({"sets": SETS, "parameters": parameters}))
    values: list[float] = compile_model(formulation).ground.parameters["p"].values.tolist()
    return values


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2 + 3 * 4 - 6 / 4", 12.5),
        ("-2 ^ 2 + 2 ^ 3 ^ 0", -2.0),
        ("17 mod 5 + -17 mod 5", 2 + 3),
        ("17 div 5 + (-17) div 5", 3 - 4),
        ("floor(2.7) + ceil(2.1) + round(2.5) + round(-2.5) + abs(-1.5)", 2 + 3 + 3 - 2 + 1.5),
        ("sqrt(16) + exp(0) + log(1)", 5.0),
        ("min(3, N, 7) + max(3, 9, 7)", 12.0),
        ("sum{i in I} c[i]", sum(C.values())),
        ("sum{i in I, t in T: t > 2 and c[i] > 0} d[i,t]", sum(D[i, t] for i in LETTERS for t in (3, 4) if C[i] > 0)),
        ("sum{i in I, t in T: (i, t) in A} d[i,t]", sum(D[i, t] for i, t in A)),
        ("sum{t in T, i in I: (i, t) in A} d[i,t]", sum(D[i, t] for i, t in A)),
        ("sum{(i, t) in A} w[i,t]", sum(C[i] + 10 * t for i, t in A)),
        ("sum{i in I, (i, t) in A} t", sum(t for _, t in A)),
        ("sum{i in I} sum{(i, t) in A} t", sum(t for _, t in A)),
        ("sum{i in I, t in A[i]} t", sum(t for _, t in A)),
        ("sum{i in I, t in T: (i, t) not in A} 1", 8),
        ("sum{t in T, s in 1..t: s != t} s", sum(s for t in T for s in range(1, t))),
        ("sum{t in T, s in t..1 by -2} s", sum(s for t in T for s in range(t, 0, -2))),
        ("sum{s in 4..1} 1", 0),
        ("sum{s in {1, 2} union 2..3} s", 6),
        ("sum{s in T diff {2}} s", 8),
        ("sum{s in T inter 3..9} s", 7),
        ("sum{(s, t) in {1, 2} cross {3, 4}} s * t", 21),
        ("sum{(i, t) in {i in I, t in T: d[i,t] > 0}} 1", sum(v > 0 for v in D.values())),
        ("sum{s in T, t in T: s != last(T) and t = next(s)} s * t", 2 + 6 + 12),
        ("sum{t in T: t != first(T)} prev(t)", 1 + 2 + 3),
        ("sum{t in T} nextw(t) * t", 1 * 2 + 2 * 3 + 3 * 4 + 4 * 1),
        ("sum{t in T} prevw(t, 2) * t", 1 * 3 + 2 * 4 + 3 * 1 + 4 * 2),
        ("sum{i in I} ord(i) * c[i]", 3 - 2 + 7.5),
        ("sum{i in I: i != last(I)} c[next(i)]", -1 + 2.5),
        ("card(I) * card(A) + card({i in I: c[i] > 0})", 14),
        ("prod{t in T} t", 24),
        ("prod{t in T: t > 9} t", 1),
        ("min{i in I, t in T} d[i,t]", min(D.values())),
        ("max{(i, t) in A} d[i,t]", max(D[a] for a in A)),
        ("count{i in I} (c[i] > 0)", 2),
        ("sum{i in I: forall{t in T} d[i,t] < 9} 1", sum(all(D[i, t] < 9 for t in T) for i in LETTERS)),
        ("sum{i in I: exists{(i, t) in A} t > 2} 1", 2),
        ("sum{i in I: i = 'a' or i = \"c\"} c[i]", 5.5),
        ("sum{i in I: i in {'a', 'b'}} c[i]", 2),
        ("sum{t in T: t in 1..4 by 2} t", 4),
        ("sum{t in T: not (t in 2..3)} t", 5),
        ("sum{t in T: t > 1 => t > 3} t", 5),
        ("sum{t in T: t > 1 <=> t > 3} t", 5),
        ("sum{t in T: 1 < t <= 3} t", 5),
        ("sum{t in T} (if t = 1 then N else if t = 2 then 10 else 100)", 213),
        ("sum{t in T} (if t > 2 then 1)", 2),
        ("sum{t in T: t > 1 and d['a', t-1] > 0} t", sum(t for t in T if t > 1 and D["a", t - 1] > 0)),
        ("sum{t in T} (if t > 1 then d['a', t-1] else 0)", sum(D["a", t] for t in (1, 2, 3))),
        ("sum{i in I} c[if i = 'a' then 'b' else i]", -1 - 1 + 2.5),
    ],
)
def test_expression_has_the_value_of_its_python_counterpart(expression: str, expected: float) -> None:
    assert evaluated(expression) == [pytest.approx(expected)]


def test_parameter_over_a_filtered_index_has_only_its_combinations() -> None:
    values = evaluated("10 * s + t", "s in T, t in T: s < t")
    assert values == [10 * s + t for s in T for t in T if s < t]


def test_definitions_may_come_in_any_order() -> None:
    sections = {
        "sets": [{"name": "R", "expression": "{s in S: s > half}"}, {"name": "S", "expression": "1..n"}],
        "parameters": [{"name": "half", "expression": "n / 2"}, {"name": "n", "value": 5}],
    }
    ground = compile_model(Formulation.from_json(json.dumps(sections))).ground
    assert ground.sets["R"].columns[0].values.tolist() == [3, 4, 5]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("c['d']", "no set has a member 'd'"),
        ("sum{t in T} d['a', t+1]", r"there is no d\['a', 5\], for t = 4"),
        ("sum{t in T} d['a', t/2]", "0.5 is not an integer, for t = 1"),
        ("sum{t in T} prev(t)", r"there is no prev of a member of 'T', for t = 1; exclude it with `: t != first\(T\)`"),
        ("sum{i in I, t in T} w[i,t]", r"there is no w\['a', 2\], for i = 'a', t = 2"),
        ("1 / (N - 3)", "division by zero"),
        ("sum{t in T} 1 / (t - 2)", "division by zero, for t = 2"),
        ("5 mod (N - 3)", "division by zero"),
        ("sqrt(0 - N)", "the value is nan"),
        ("10 ^ 400", "the value is inf"),
        ("min{t in T: t > 9} t", "`min` over nothing"),
        ("sum{t in T, s in {r in T: r < t}} s", "the set depends on the index 't'; put the condition after the colon"),
        ("sum{s in {1, 2, 1}} s", "the member stands in the set twice"),
        ("sum{s in 1..4 by N - 3} s", "the step is 0"),
    ],
)
def test_undefined_value_is_named_with_its_index(expression: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        evaluated(expression)


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"parameters": [{"name": "a", "expression": "b"}, {"name": "b", "expression": "a"}]}, "a -> b -> a"),
        ({"sets": [{"name": "S", "expression": "S union {1}"}]}, "'S' is defined by itself: S -> S"),
        (
            {
                "sets": [{"name": "S", "expression": "1..n"}],
                "parameters": [{"name": "n", "expression": "card(S)"}],
            },
            "S -> n -> S",
        ),
    ],
)
def test_circular_definition_is_shown(sections: dict[str, Any], message: str) -> None:
    with pytest.raises(FormulationError, match=message):
        compile_model(Formulation.from_json(json.dumps(sections)))


def test_large_sparse_index_is_found_without_trying_all() -> None:
    n = 3_000  # all pairs would be beyond the limit of combinations
    sections = {
        "sets": [
            {"name": "V", "expression": f"1..{n}"},
            {"name": "E", "tuples": [[k, k % n + 1] for k in range(1, n + 1)]},
        ],
        "variables": [{"name": "f", "index": "(i, j) in E"}],
        "constraints": [
            {
                "name": "keep",
                "forall": "v in V",
                "expression": "sum{u in V: (u, v) in E} f[u,v] = sum{w in V: (v, w) in E} f[v,w]",
            },
            {"name": "also", "forall": "v in V", "expression": "sum{(u, v) in E} f[u,v] = sum{w in E[v]} f[v,w]"},
        ],
    }
    problem = compile_model(Formulation.from_json(json.dumps(sections))).problem
    assert (problem.rows, problem.nonzeros) == (2 * n, 4 * n)
    assert math.isclose(float(problem.a.data.sum()), 0.0)
