"""The gallery: one problem of each family, always the same."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from llm_modeling.families import FAMILIES, Family, generate
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_TEXT

_SCALE = 0.15
_SEED = 7

_BAKERY = {
    "name": "bakery",
    "title": "Bread and cake",
    "industry": "food",
    "text": SAMPLE_TEXT,
    "tables": {},
    "formulation": SAMPLE_FORMULATION,
    "data": SAMPLE_DATA,
}


@lru_cache(maxsize=1)
def gallery() -> tuple[dict[str, Any], ...]:
    """Return the problems of the gallery as data of JSON, the simplest one first."""
    return (_BAKERY, *(_example(family) for family in FAMILIES.values()))


def _example(family: Family) -> dict[str, Any]:
    triple = generate(family, family.sizes(_SCALE), _SEED)
    return {
        "name": family.name,
        "title": family.title,
        "industry": triple.industry,
        "text": triple.text,
        "tables": {},
        "formulation": json.loads(triple.formulation.to_json()),
        "data": dict(triple.values),
    }
