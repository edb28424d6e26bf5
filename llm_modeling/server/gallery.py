"""The gallery: examples of the package, then one problem of each family, always the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from llm_modeling.families import FAMILIES, Family, generate
from llm_modeling.server.logs import log, places
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_TEXT

_SCALE = 0.15
_SEED = 7
_DIRECTORY = Path(__file__).parent / "examples"
_OWN = (
    ("warehouses", "Numbers in CSV tables: apples to the shops", "retail"),
    ("workshop", "No plan is possible: more promised than there are hours", "crafts"),
)
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
    """Return the problems of the gallery as data of JSON, the simplest ones first."""
    return (*(_own(*entry) for entry in _OWN), _BAKERY, *_of_families())


def _own(name: str, title: str, industry: str) -> dict[str, Any]:
    folder = _DIRECTORY / name
    return {
        "name": name,
        "title": title,
        "industry": industry,
        "text": (folder / "problem.txt").read_text(encoding="utf-8"),
        "tables": {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))},
        "formulation": json.loads((folder / "model.json").read_text(encoding="utf-8")),
        "data": {},
    }


def _of_families() -> Iterator[dict[str, Any]]:
    """Yield a problem of each family; one that cannot be made is left out, and the log says so."""
    for family in FAMILIES.values():
        try:
            yield _of_family(family)
        except Exception as error:
            log("example_left_out", level="error", family=family.name, error=type(error).__name__, at=places(error))


def _of_family(family: Family) -> dict[str, Any]:
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
