"""Random expressions as nested tuples, with their text and a plain evaluation that shares nothing with the package."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Tree: TypeAlias = tuple[Any, ...]
Point: TypeAlias = Mapping[str, float]

_SIGNS = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


def random_number(rng: random.Random, names: list[str], depth: int) -> Tree:
    """Return a number of variables of integer values that can be made linear."""
    if depth == 0 or rng.random() < 0.3:
        return ("variable", rng.choice(names)) if rng.random() < 0.7 else ("number", rng.randint(-3, 3))
    kind = rng.choice(["+", "+", "-", "times", "abs", "min", "max", "neg", "count", "gate"])
    if kind in ("abs", "neg"):
        return kind, random_number(rng, names, depth - 1)
    if kind == "times":
        return "times", rng.choice([-2, -1, 2, 3]), random_number(rng, names, depth - 1)
    if kind == "count":
        return "count", random_condition(rng, names, depth - 1)
    if kind == "gate":
        return "gate", rng.choice([n for n in names if n.startswith("b")]), random_number(rng, names, depth - 1)
    return kind, random_number(rng, names, depth - 1), random_number(rng, names, depth - 1)


def random_condition(rng: random.Random, names: list[str], depth: int) -> Tree:
    """Return a condition on variables of integer values."""
    if depth == 0 or rng.random() < 0.4:
        if rng.random() < 0.15:
            return "is", rng.choice([n for n in names if n.startswith("b")])
        sign = rng.choice(list(_SIGNS))
        return sign, random_number(rng, names, max(0, depth - 1)), random_number(rng, names, max(0, depth - 1))
    kind = rng.choice(["and", "or", "=>", "<=>", "not"])
    if kind == "not":
        return "not", random_condition(rng, names, depth - 1)
    return kind, random_condition(rng, names, depth - 1), random_condition(rng, names, depth - 1)


def text_of(tree: Tree) -> str:
    """Return the tree in the language, with parentheses around everything."""
    kind, *rest = tree
    if kind in ("variable", "is"):
        return str(rest[0])
    if kind == "number":
        return str(rest[0]) if rest[0] >= 0 else f"({rest[0]})"
    if kind == "times":
        return f"({rest[0]}) * ({text_of(rest[1])})"
    if kind == "gate":
        return f"({text_of(rest[1])}) * {rest[0]}"
    if kind == "count":
        inner = text_of(rest[0])
        return f"count{{k{len(inner)} in 1..1}} ({inner})"  # an index name that no count inside has
    if kind == "neg":
        return f"-({text_of(rest[0])})"
    if kind == "not":
        return f"not ({text_of(rest[0])})"
    if kind == "abs":
        return f"abs({text_of(rest[0])})"
    if kind in ("min", "max"):
        return f"{kind}({text_of(rest[0])}, {text_of(rest[1])})"
    return f"({text_of(rest[0])}) {kind} ({text_of(rest[1])})"


def value_of(tree: Tree, point: Point) -> Any:
    """Return the value of the tree with the variables at a point."""
    kind, *rest = tree
    if kind == "variable":
        return point[rest[0]]
    if kind == "is":
        return point[rest[0]] == 1
    if kind == "number":
        return rest[0]
    if kind == "times":
        return rest[0] * value_of(rest[1], point)
    if kind == "gate":
        return point[rest[0]] * value_of(rest[1], point)
    values = [value_of(part, point) for part in rest]
    if kind in _SIGNS:
        return _SIGNS[kind](*values)
    one: dict[str, Callable[[Any], Any]] = {"neg": lambda a: -a, "not": lambda a: not a, "abs": abs, "count": int}
    if kind in one:
        return one[kind](*values)
    a, b = values
    if kind in ("and", "or", "=>", "<=>"):
        return {"and": a and b, "or": a or b, "=>": (not a) or b, "<=>": a == b}[kind]
    return {"+": a + b, "-": a - b, "min": min(a, b), "max": max(a, b)}[kind]
