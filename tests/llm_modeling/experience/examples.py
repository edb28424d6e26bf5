"""Small insights and libraries for tests."""

from __future__ import annotations

from typing import Any

from llm_modeling.experience import Insight, PairedTrial, Provenance, Status, Verification

RIGHT = '{"constraints": [{"name": "cap", "expression": "x <= 5"}]}'
WRONG = '{"constraints": [{"name": "cap", "expression": "x >= 5"}]}'


def insight(name: str = "caps-are-upper", **changes: Any) -> Insight:
    """Return an insight that is active and verified unless said otherwise."""
    fields: dict[str, Any] = {
        "taxonomy": ("formulation/limits/direction",),
        "condition": "Applies when a silo has a ceiling.",
        "not_when": "Does not apply when it is a floor.",
        "explanation": "Situation: a ceiling. Practice: write <=. Mistake: writing >=. Why: it is turned round.",
        "wrong": WRONG,
        "right": RIGHT,
        "cues": ("silo*", "ceiling"),
        "status": Status.ACTIVE,
        "provenance": Provenance("learned", ("task-1",)),
        "verification": Verification("trial", ("task-1",), ("task-2",), 3),
    }
    return Insight(name, **{**fields, **changes})


def pair(name: str, with_it: bool, without_it: bool, **changes: Any) -> PairedTrial:
    """Return a paired trial."""
    fields: dict[str, Any] = {"task": "t", "cluster": "domain/other", "seed": 0}
    return PairedTrial(name, **{**fields, **changes}, with_it=with_it, without_it=without_it)
