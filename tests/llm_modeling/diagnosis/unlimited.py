"""Unbounded models of known cause: in each, the bound that is missing is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from llm_modeling import Compiled, Formulation, compile_model

Sections: TypeAlias = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class RayCase:
    """An unbounded model, and a variable that grows in every direction of unlimited improvement."""

    compiled: Compiled
    variable: str


def ray_case(kind: str, seed: int) -> RayCase:
    """Return a case of a kind; the same for the same seed."""
    variable, sections = RAY_KINDS[kind](np.random.default_rng([seed, list(RAY_KINDS).index(kind)]))
    return RayCase(compile_model(Formulation.from_json(json.dumps(sections))), variable)


def _maximize(expression: str) -> list[dict[str, Any]]:
    return [{"name": "profit", "sense": "maximize", "expression": expression}]


def _items(count: int) -> list[dict[str, Any]]:
    return [{"name": "I", "expression": f"1..{count}", "ordered": True}]


def _missing_capacity(rng: np.random.Generator) -> tuple[str, Sections]:
    n = int(rng.integers(3, 9))
    k = int(rng.integers(1, n + 1))
    return "sell", {
        "sets": _items(n),
        "variables": [{"name": "sell", "index": "I"}],
        "constraints": [{"name": "capacity", "forall": f"i in I: i != {k}", "expression": "sell[i] <= 10 * i"}],
        "objectives": _maximize("sum{i in I} 3 * sell[i]"),
    }


def _free_trade(rng: np.random.Generator) -> tuple[str, Sections]:
    buy, gain = int(rng.integers(2, 9)), int(rng.integers(1, 5))
    return "sold", {
        "sets": _items(4),
        "variables": [{"name": "bought", "index": "I"}, {"name": "sold", "index": "I", "kind": "integer"}],
        "constraints": [{"name": "stock", "forall": "i in I", "expression": "2 * sold[i] <= 3 * bought[i] + 7"}],
        "objectives": _maximize(f"sum{{i in I}} ({2 * buy + gain} * sold[i] - {buy} * bought[i])"),
    }


def _cycle(rng: np.random.Generator) -> tuple[str, Sections]:
    n = int(rng.integers(3, 8))
    arcs = [[i, i % n + 1] for i in range(1, n + 1)]
    cost = [[*arc, int(rng.integers(1, 5))] for arc in arcs]
    cost[0][2] = -sum(entry[2] for entry in cost[1:]) - 1
    return "flow", {
        "sets": [*_items(n), {"name": "A", "tuples": arcs}],
        "parameters": [{"name": "cost", "index": "A", "entries": cost}],
        "variables": [{"name": "flow", "index": "A"}],
        "constraints": [
            {
                "name": "balance",
                "forall": "k in I",
                "expression": "sum{(i, j) in A: j = k} flow[i,j] = sum{(i, j) in A: i = k} flow[i,j]",
            }
        ],
        "objectives": [{"name": "price", "sense": "minimize", "expression": "sum{(i, j) in A} cost[i,j] * flow[i,j]"}],
    }


def _no_lower_bound(rng: np.random.Generator) -> tuple[str, Sections]:
    return "level", {
        "variables": [{"name": "level", "lower": "-inf"}, {"name": "x", "upper": int(rng.integers(2, 9))}],
        "constraints": [{"name": "link", "expression": "level <= 0.3 * x + 0.1"}],
        "objectives": [{"name": "cost", "sense": "minimize", "expression": "0.7 * level + x"}],
    }


def _mixed_signs(rng: np.random.Generator) -> tuple[str, Sections]:
    n, a = int(rng.integers(2, 5)), int(rng.integers(2, 6))
    return "grow", {
        "sets": _items(n),
        "variables": [{"name": "grow", "index": "I"}, {"name": "use", "index": "I"}],
        "constraints": [
            {"name": "ratio", "forall": "i in I", "expression": f"{a} * use[i] - 0.5 * grow[i] >= -1"},
            {"name": "share", "expression": "sum{i in I} use[i] <= sum{i in I} grow[i]"},
        ],
        "objectives": _maximize(f"sum{{i in I}} (grow[i] - {a} * use[i])"),
    }


RAY_KINDS: dict[str, Callable[[np.random.Generator], tuple[str, Sections]]] = {
    "missing capacity": _missing_capacity,
    "free trade": _free_trade,
    "cycle": _cycle,
    "no lower bound": _no_lower_bound,
    "mixed signs": _mixed_signs,
}
