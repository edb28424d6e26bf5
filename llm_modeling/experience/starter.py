"""The starter library: insights that are shipped, each proved by a pair of small models that the solver tells apart."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from llm_modeling.experience.insight import Insight, Provenance, Status, Verification

FOLDER = "starter"


@cache
def starter_insights() -> tuple[Insight, ...]:
    """Return the shipped insights, by id."""
    folder = resources.files("llm_modeling.experience") / FOLDER
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda entry: entry.name)
    return tuple(_insight(json.loads(entry.read_text(encoding="utf-8"))) for entry in files)


def _insight(content: dict[str, Any]) -> Insight:
    return Insight(
        id=content["id"],
        taxonomy=tuple(content["taxonomy"]),
        condition=content["condition"],
        not_when=content["not_when"],
        explanation=content["explanation"],
        wrong=json.dumps(content["wrong"], ensure_ascii=False),
        right=json.dumps(content["right"], ensure_ascii=False),
        problem=content["problem"],
        cues=tuple(content["cues"]),
        status=Status.ACTIVE,
        provenance=Provenance("starter", (content["id"],)),
        verification=Verification("pair", solved=(content["id"],), optimum=content["optimum"]),
    )
