"""Plan: a feasible model and what is planted into it, with short ways to write both down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

TEXTS = Path(__file__).parent.parent.parent.parent / "instances" / "text"
Key: TypeAlias = tuple[int | str, ...]
Place: TypeAlias = tuple[str, Key]
"""The name of a constraint or variable, and an index tuple."""
Sections: TypeAlias = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Plan:
    """The sections of a feasible model, those that replace or extend them, and the places of what is planted."""

    sections: Sections
    changes: Sections
    planted: tuple[Place, ...]
    values: Mapping[str, Any] | None = None
    changed_values: Mapping[str, Any] | None = None
    directory: Path | None = None


def example(name: str) -> Sections:
    """Return the sections of a problem in instances/text."""
    sections: Sections = json.loads((TEXTS / name / "model.json").read_text(encoding="utf-8"))
    return {key: value for key, value in sections.items() if isinstance(value, list) and key != "assumptions"}


def entries_of(name: str, numbers: Any, index: str = "I") -> dict[str, Any]:
    """Return a parameter over 1..n from its numbers."""
    return {"name": name, "index": index, "entries": [[k + 1, int(v)] for k, v in enumerate(numbers)]}


def items(count: int, name: str = "I") -> dict[str, Any]:
    """Return the ordered set 1..count."""
    return {"name": name, "expression": f"1..{count}", "ordered": True}


def rule(name: str, expression: str, forall: str = "") -> dict[str, Any]:
    """Return a constraint with a sentence of its own."""
    quote = f"Sentence about {name}."
    return {"name": name, "forall": forall, "expression": expression, "quote": quote}


def pick(rng: np.random.Generator, count: int) -> int:
    """Return one of 1..count."""
    return int(rng.integers(1, count + 1))
