"""What is not linear is made linear exactly: at every point, rows and auxiliary columns agree with plain evaluation."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from llm_modeling import ExpressionError
from tests.llm_modeling.oracle import compiled, feasible_at, value_at, with_constraint
from tests.llm_modeling.random_formulas import random_condition, random_number, text_of, value_of

X = {"name": "x", "kind": "integer", "lower": -2, "upper": 3}
Y = {"name": "y", "kind": "integer", "lower": -1, "upper": 2}
Z = {"name": "z", "lower": -3, "upper": 3}
B = {"name": "b", "kind": "binary"}
D = {"name": "d", "kind": "binary"}
FREE = {"name": "free", "lower": "-inf"}


def values(variable: dict[str, Any]) -> Sequence[float]:
    """Return all values of an integer, seven of a continuous variable."""
    if variable.get("kind") == "binary":
        return (0, 1)
    low, high = variable["lower"], variable["upper"]
    return range(low, high + 1) if "kind" in variable else [low + k * (high - low) / 6 for k in range(7)]


CASES: list[tuple[str, list[dict[str, Any]], Callable[..., Any]]] = [
    ("abs(x) <= 1", [X], lambda x: abs(x) <= 1),
    ("abs(x) >= 2", [X], lambda x: abs(x) >= 2),
    ("abs(x - y) = 2", [X, Y], lambda x, y: abs(x - y) == 2),
    ("abs(z) >= 1", [Z], lambda z: abs(z) >= 1),
    ("abs(y + 1) = y + 1", [Y], lambda y: True),
    ("max(x, y, 1) <= 2", [X, Y], lambda x, y: max(x, y, 1) <= 2),
    ("min(x, y) <= 0", [X, Y], lambda x, y: min(x, y) <= 0),
    ("max(x, y) = 2", [X, Y], lambda x, y: max(x, y) == 2),
    ("-2 * max(x, y) >= -3", [X, Y], lambda x, y: -2 * max(x, y) >= -3),
    ("max(x, y) / -2 <= 0", [X, Y], lambda x, y: max(x, y) / -2 <= 0),
    ("x != y", [X, Y], lambda x, y: x != y),
    ("not (x = y)", [X, Y], lambda x, y: x != y),
    ("b => x >= 2", [B, X], lambda b, x: not b or x >= 2),
    ("not b => x = 1", [B, X], lambda b, x: b or x == 1),
    ("x >= 2 => b", [B, X], lambda b, x: x < 2 or b),
    ("(x >= 2) <=> b", [B, X], lambda b, x: (x >= 2) == bool(b)),
    ("z > 1 => b", [B, Z], lambda b, z: z <= 1 or b),
    ("x < y", [X, Y], lambda x, y: x < y),
    ("b * z >= 1", [B, Z], lambda b, z: b * z >= 1),
    ("b * d * x <= 1", [B, D, X], lambda b, d, x: b * d * x <= 1),
    ("(1 - b) * (x + y) = 2", [B, X, Y], lambda b, x, y: (1 - b) * (x + y) == 2),
    ("(3 + 2 * b) * z <= 4", [B, Z], lambda b, z: (3 + 2 * b) * z <= 4),
    ("(b + d)^2 >= 4 * b", [B, D], lambda b, d: True if not b else d == 1),
    ("b^2 + x >= 1", [B, X], lambda b, x: b + x >= 1),
    ("1 <= x + y <= 2", [X, Y], lambda x, y: 1 <= x + y <= 2),
    ("2 >= x + y >= 1", [X, Y], lambda x, y: 1 <= x + y <= 2),
    ("3 <= x + y <= 2", [X, Y], lambda x, y: False),
    ("x <= y <= b", [X, Y, B], lambda x, y, b: x <= y <= b),
    ("not (1 <= x + y <= 2)", [X, Y], lambda x, y: not 1 <= x + y <= 2),
    ("x = 1 or y = 1 or b", [X, Y, B], lambda x, y, b: x == 1 or y == 1 or b),
    ("(x = 1 and y = 1) or (x = 2 and y = 0)", [X, Y], lambda x, y: (x, y) in ((1, 1), (2, 0))),
    ("pwl(x; -2, 0, 3; 4, 0, 9) <= 3", [X], lambda x: (-2 * x if x <= 0 else 3 * x) <= 3),
    ("pwl(x; -2, 0, 3; 4, 0, 9) >= 4", [X], lambda x: (-2 * x if x <= 0 else 3 * x) >= 4),
    ("pwl(z; -3, -1, 1, 3; 0, 2, 1, 5) <= 1.5", [Z], lambda z: np.interp(z, [-3, -1, 1, 3], [0, 2, 1, 5]) <= 1.5),
    ("pwl(z; {k in 0..3} 2 * k - 3; {k in 0..3} k^2) = 1", [Z], lambda z: z == -1),
    ("pwl(x; -9, -2, 1, 3, 9; 0, 5, -1, 4, 0) = 4", [X], lambda x: x == 3),
    ("pwl(y; -9, -1, 2, 9; 0, 5, -1, 99) = 3", [Y], lambda y: y == 0),
    ("pwl(y; -9, 9, 20; -9, 9, 0) >= 2", [Y], lambda y: y == 2),
    ("pwl(0 * x + 3; 0, 3, 6; 1, 2, 0) = 2", [X], lambda x: True),
    ("pwl(z; -9, -3, 3, 9; 0, 3, -3, 0) = 1", [Z], lambda z: z == -1),
    ("b => pwl(z; -3, 0, 3; 0, 9, 0) >= 6", [B, Z], lambda b, z: not b or abs(z) <= 1),
    ("count{i in 1..3} (x >= i) = 2", [X], lambda x: x == 2),
    ("count{i in 1..3} (x >= i and y <= i) >= 2", [X, Y], lambda x, y: sum(x >= i >= y for i in (1, 2, 3)) >= 2),
    ("exists{i in 1..3} (x = i and y = i - 1)", [X, Y], lambda x, y: any((x, y) == (i, i - 1) for i in (1, 2, 3))),
    ("forall{i in 1..3} (x != i or y < i)", [X, Y], lambda x, y: all(x != i or y < i for i in (1, 2, 3))),
    ("not forall{i in 1..3} x <= i", [X], lambda x: x > 1),
    ("exists{i in 1..3: i > 3} x = i", [X], lambda x: False),
    ("b => exists{i in 1..3: i > 3} x = i", [B, X], lambda b, x: not b),
    ("if 3 > 2 then x >= 1 else y >= 1", [X, Y], lambda x, y: x >= 1),
    ("b => false", [B], lambda b: not b),
    ("true => b", [B], lambda b: b),
    ("3 > 4 or x >= 3", [X], lambda x: x >= 3),
    ("b = d", [B, D], lambda b, d: b == d),
    ("b <=> not d", [B, D], lambda b, d: b != d),
    ("b or d => x = 0", [B, D, X], lambda b, d, x: not (b or d) or x == 0),
    ("abs(x) = abs(y)", [X, Y], lambda x, y: abs(x) == abs(y)),
    ("x - abs(y) >= 1 => b", [X, Y, B], lambda x, y, b: x - abs(y) < 1 or b),
    ("min(abs(x), max(y, x)) <= -1 or x >= 3", [X, Y], lambda x, y: min(abs(x), max(y, x)) <= -1 or x >= 3),
    ("(if 1 > 2 then abs(x) else y) >= 1", [X, Y], lambda x, y: y >= 1),
    ("min{i in 1..2} (x + i * y) >= 0", [X, Y], lambda x, y: min(x + y, x + 2 * y) >= 0),
    ("max{i in 1..2} (x + i * y) >= 4", [X, Y], lambda x, y: max(x + y, x + 2 * y) >= 4),
]


@pytest.mark.parametrize(("expression", "variables", "holds"), CASES, ids=[case[0] for case in CASES])
def test_constraint_holds_exactly_where_it_should(
    expression: str, variables: list[dict[str, Any]], holds: Callable[..., Any]
) -> None:
    model = with_constraint(expression, variables)
    names = [variable["name"] for variable in variables]
    for point in itertools.product(*map(values, variables)):
        at = dict(zip(names, point, strict=True))
        assert feasible_at(model, at) == bool(holds(*point)), at


SMALL: list[dict[str, Any]] = [
    {"name": "n", "kind": "integer", "lower": -1, "upper": 2},
    {"name": "m", "kind": "integer", "upper": 2},
    {"name": "b", "kind": "binary"},
    {"name": "bb", "kind": "binary"},
]
NAMES = ["n", "m", "b", "bb"]
POINTS = [dict(zip(NAMES, p, strict=True)) for p in itertools.product(range(-1, 3), range(3), (0, 1), (0, 1))]


@pytest.mark.parametrize("seed", range(150))
def test_random_condition_holds_exactly_where_it_should(seed: int) -> None:
    rng = random.Random(seed)
    tree = random_condition(rng, NAMES, 3)
    model = with_constraint(text_of(tree), SMALL)
    for point in rng.sample(POINTS, 8):
        assert feasible_at(model, point) == bool(value_of(tree, point)), (text_of(tree), point)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("sense", ["minimize", "maximize"])
def test_random_objective_has_its_value_at_every_point(seed: int, sense: str) -> None:
    rng = random.Random(seed)
    tree = random_number(rng, NAMES, 3)
    objective = {"name": "goal", "sense": sense, "expression": text_of(tree)}
    model = compiled(variables=SMALL, objectives=[objective])
    for point in rng.sample(POINTS, 3):
        assert value_at(model, point) == pytest.approx(value_of(tree, point), abs=1e-6), (text_of(tree), point)


@pytest.mark.parametrize(
    ("expression", "binaries"),
    [
        ("abs(z) + max(x, y, z) <= 3", 0),
        ("x - min(y, z) <= 1", 0),
        ("pwl(z; -3, 0, 3; 3, 0, 3) <= 2", 0),
        ("pwl(z; -3, 0, 3; 0, 3, 0) >= 2", 0),
        ("pwl(z; -9, -3, 3, 9; 9, 0, 1, 0) = 0.5", 0),
        ("pwl(z; -64, -4, 0, 64; 9, 4, 0, 90) <= 2", 0),
        ("b => x >= 2", 0),
        ("b => not d", 0),
        ("b or d or x >= 2", 0),
        ("not (b and d) or z >= 2", 0),
        ("abs(z) >= 1", 2),
        ("x = 1 or y = 1", 2),
        ("x != y", 1),
    ],
)
def test_only_what_is_not_convex_costs_binaries(expression: str, binaries: int) -> None:
    model = with_constraint(expression, [X, Y, Z, B, D])
    problem = model.problem
    assert int(problem.is_binary[5:].sum()) == binaries


def test_big_m_is_the_least_that_the_bounds_prove() -> None:
    problem = with_constraint("not b => 2 * x - y <= 1", [B, X, Y]).problem
    row = dict(zip(problem.a.indices.tolist(), problem.a.data.tolist(), strict=True))
    assert (row, problem.row_upper.tolist()) == ({0: -6.0, 1: 2.0, 2: -1.0}, [1.0])  # 2 * 3 - (-1) - 1 = 6


REFUSED = [
    ("b => free <= 3", "the variable 'free' lacks one; give 'free' a lower and an upper bound"),
    ("abs(free) >= 1", "the variable 'free' lacks one"),
    ("max(free, x) = 2", "the variable 'free' lacks one"),
    ("b * free <= 1", "the variable 'free' lacks one"),
    ("pwl(free; 0, 1; 0, 1) <= 1", r"can lie anywhere in \[-inf, inf\], but the breakpoints only cover \[0, 1\]"),
    ("x * y <= 1", "the product 'x \\* y' of variables cannot be linearized: neither factor is binary"),
    ("x^2 <= 1", "neither factor is binary"),
    ("x^3 <= 1", "a power of variables cannot be linearized"),
    ("1 / x <= 1", "the variable 'x' cannot stand in a denominator"),
    ("2 ^ x <= 1", "the variable 'x' cannot stand in an exponent"),
    ("z < 1", "'z < 1' is a strict comparison of continuous values; use <= or >="),
    ("z >= 1 => b", "the negation of 'z >= 1' is needed, a strict comparison of continuous values"),
    ("z != 1", "`!=` needs an integer expression"),
    ("0.5 * x < 1", "'0.5 \\* x < 1' is a strict comparison of continuous values"),
    ("floor(z) <= 1", "the variable 'z' cannot stand in `floor`"),
    ("x mod 2 = 0", "the variable 'x' cannot stand in `mod`"),
    ("prod{i in 1..2} x <= 1", "the variable 'x' cannot stand in `prod`"),
    ("alldifferent{i in 1..2} (i * z)", "`alldifferent` needs an integer expression"),
    ("not alldifferent{i in 1..2} (i * x)", "the negation of `alldifferent` is needed here"),
    ("no_overlap{i in 1..2} (i * free, 1)", "the variable 'free' lacks one"),
    ("no_overlap{i in 1..2} (z, x)", "a duration can be -2"),
    ("cumulative{i in 1..2} (z, 1, 1) <= 1", "`cumulative` needs an integer expression"),
    ("cumulative{i in 1..2} (x, 1.5, 1) <= 1", "1.5 is not an integer"),
    ("cumulative{i in 1..2} (x, y, 1) <= 1", "the variable 'y' cannot stand in the duration of `cumulative`"),
    ("pwl(x; 0, 3; 4, 9) >= 4", r"'x' can lie anywhere in \[-2, 3\]"),
    ("pwl(x; -2, -2, 3; 4, 9, 1) >= 4", "breakpoints have to increase, and -2 comes after -2"),
    ("pwl(x; -2, 3; 4) >= 4", "2 breakpoints and 1 values"),
    ("pwl(3; -2, 3; 4, 5) >= x", "`pwl` is a function of variables"),
    ("max{i in 1..0} x <= 3", "`max` over nothing"),
]


@pytest.mark.parametrize(("expression", "message"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_cannot_be_linearized_is_refused_by_name(expression: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        with_constraint(expression, [X, Y, Z, B, D, FREE])
    assert caught.value.element == "constraint 'rule', field 'expression'"
