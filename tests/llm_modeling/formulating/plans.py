"""Small formulations and scripts for the tests of the loop."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llm_modeling import Formulation
from llm_modeling.client import Message, Sampling, ScriptedModel

TEXT = (
    "A joiner makes tables and chairs. A table earns 70 EUR and takes 4 hours, a chair earns 30 EUR and takes 2 hours. "
    "There are 41 hours this week. At least 3 chairs are needed. How many of each make the most money?"
)
Answer = str | Callable[[], str]


def plan(**changes: Any) -> Formulation:
    """Return the right formulation of TEXT, with sections replaced."""
    content: dict[str, Any] = {
        "title": "Joiner",
        "sets": [{"name": "PRODUCTS", "members": ["table", "chair"], "quote": "A joiner makes tables and chairs."}],
        "parameters": [
            {"name": "profit", "index": "PRODUCTS", "entries": [["table", 70], ["chair", 30]], "unit": "EUR"},
            {"name": "time", "index": "PRODUCTS", "entries": [["table", 4], ["chair", 2]], "unit": "hour"},
            {"name": "hours", "value": 41, "unit": "hour"},
            {"name": "least", "value": 3},
        ],
        "variables": [{"name": "make", "index": "p in PRODUCTS", "kind": "integer"}],
        "constraints": [
            {
                "name": "work",
                "expression": "sum{p in PRODUCTS} time[p] * make[p] <= hours",
                "quote": "There are 41 hours this week.",
            },
            {"name": "chairs", "expression": 'make["chair"] >= least', "quote": "At least 3 chairs are needed."},
        ],
        "objectives": [
            {
                "name": "money",
                "sense": "maximize",
                "expression": "sum{p in PRODUCTS} profit[p] * make[p]",
                "quote": "How many of each make the most money?",
            }
        ],
    }
    return Formulation.from_json(json.dumps(content | changes))


def without(name: str) -> Formulation:
    """Return the right formulation without one of its constraints."""
    whole = plan()
    return whole.model_copy(update={"constraints": tuple(c for c in whole.constraints if c.name != name)})


def with_constraint(name: str, expression: str) -> Formulation:
    """Return the right formulation with the expression of one of its constraints replaced."""
    whole = plan()
    changed = [c.model_copy(update={"expression": expression}) if c.name == name else c for c in whole.constraints]
    return whole.model_copy(update={"constraints": tuple(changed)})


def scripted(*formulations: Formulation | str, draft: str = "Tables and chairs.") -> ScriptedModel:
    """Return a model that drafts, and answers with the formulations in their order, the last one again and again."""
    texts = [f if isinstance(f, str) else f.to_json() for f in formulations]

    def answer(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
        if schema is None:
            return draft
        return texts.pop(0) if len(texts) > 1 else texts[0]

    return ScriptedModel(answer)


def by_sample(*formulations: Formulation | str) -> ScriptedModel:
    """Return a model whose sample n answers with formulation n."""
    texts = [f if isinstance(f, str) else f.to_json() for f in formulations]

    def answer(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
        return texts[sampling.seed or 0] if schema is not None else "A draft."

    return ScriptedModel(answer)
