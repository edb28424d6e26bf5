"""Fragments: pieces of formulations as JSON, the lists of an example's elements; checked, compared, shortened."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError
from llm_modeling.formulation import Formulation
from llm_modeling.reading import model_from_json

SECTIONS = ("sets", "parameters", "variables", "constraints", "objectives")
_WORDS = ("description", "quote")


def checked_fragment(text: str, place: str) -> Formulation:
    """Return the elements of a fragment as a formulation, which need not be complete; raises InsightError."""
    try:
        return model_from_json(Formulation, text)
    except FormulationError as error:
        raise InsightError(f"{place}: {error.reason}") from error


def is_whole(text: str) -> bool:
    """Return whether an example is a model and not only some of its elements."""
    content = json.loads(text) if text else {}
    return bool(content.get("variables")) and bool(content.get("objectives"))


def fragment(formulation: Formulation, names: Iterable[str] | None = None) -> str:
    """Return elements of a formulation as JSON, without its words; names are those of elements, None means all."""
    wanted = None if names is None else set(names)
    content: dict[str, Any] = {}
    for section in SECTIONS:
        elements = [_bare(e) for e in getattr(formulation, section) if wanted is None or e.name in wanted]
        if elements:
            content[section] = elements
    return json.dumps(content, ensure_ascii=False)


def difference(
    wrong: Formulation, right: Formulation, sections: Collection[str] = SECTIONS, most: int = 100
) -> tuple[str, str]:
    """Return the elements of each that the other does not have, or has otherwise, as two fragments without words.

    Only elements of these sections count, and at most so many of each formulation are shown.
    """
    here, there = _elements(wrong), _elements(right)
    pairs = []
    for own, other in ((here, there), (there, here)):
        changed = [key for key, element in own.items() if key[0] in sections and other.get(key) != element]
        pairs.append(_picked(own, set(changed[:most])))
    return pairs[0], pairs[1]


def shown_pair(wrong: str, right: str) -> tuple[str, str]:
    """Return what a prompt shows of an example: of whole formulations what differs, of fragments all."""
    if wrong and right and is_whole(wrong) and is_whole(right):
        return difference(checked_fragment(wrong, "wrong"), checked_fragment(right, "right"))
    return wrong, right


def _elements(formulation: Formulation) -> Mapping[tuple[str, str], dict[str, Any]]:
    return {(section, e.name): _bare(e) for section in SECTIONS for e in getattr(formulation, section)}


def _picked(elements: Mapping[tuple[str, str], dict[str, Any]], keys: set[tuple[str, str]]) -> str:
    content: dict[str, list[dict[str, Any]]] = {}
    for (section, name), element in elements.items():
        if (section, name) in keys:
            content.setdefault(section, []).append(element)
    return json.dumps(content, ensure_ascii=False)


def _bare(element: BaseModel) -> dict[str, Any]:
    """Return an element as JSON data without what repeats the problem text."""
    content = element.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in content.items() if name not in _WORDS}
