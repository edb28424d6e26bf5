"""What a reply holds: a formulation, and data if it gives them, as strict JSON or in its last fenced block of JSON.

Nothing in a reply is executed or repaired; JSON that is nearly right is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_modeling.errors import FormulationError
from llm_modeling.evaluation.failure import Failure
from llm_modeling.formulation import Formulation
from llm_modeling.json_text import parse_json
from llm_modeling.limits import DEFAULT_LIMITS

_FENCE = re.compile(r"^[ \t]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<word>[A-Za-z0-9_+-]*)[^\n`]*$", re.MULTILINE)
_ENVELOPE = {"formulation", "data"}
_SHOWN = 300


@dataclass(frozen=True)
class Parsed:
    """A formulation and its own data, or the failure and why; data is None if the reply gives none."""

    formulation: Formulation | None = None
    data: Mapping[str, Any] | None = None
    failure: Failure | None = None
    reason: str = field(default="")


def parse_reply(text: str) -> Parsed:
    """Return what a reply holds: a formulation, or an object with `formulation` and `data`."""
    if not text.strip():
        return Parsed(failure=Failure.NO_REPLY, reason="the reply is empty")
    try:
        content = parse_json(json_part(text), None, DEFAULT_LIMITS.model_bytes)
    except FormulationError as error:
        return Parsed(failure=Failure.PARSE, reason=_short(error.reason))
    if not isinstance(content, dict):
        return Parsed(failure=Failure.PARSE, reason=f"the reply is JSON, but no object: {str(content)[:60]!r}")
    data = None
    if "formulation" in content and set(content) <= _ENVELOPE:
        data = content.get("data")
        if data is not None and not isinstance(data, dict):
            return Parsed(failure=Failure.SCHEMA, reason="'data' is no object of names and values")
        content = content["formulation"]
        if not isinstance(content, dict):
            return Parsed(failure=Failure.SCHEMA, reason="'formulation' is no object")
    try:
        return Parsed(Formulation.from_json(json.dumps(content)), data)
    except FormulationError as error:
        return Parsed(failure=Failure.SCHEMA, reason=_short(error.reason))


def json_part(text: str) -> str:
    """Return the JSON of a reply: all of it, or the last fenced block that is empty of a language or says json."""
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        return stripped
    blocks = _blocks(text)
    return blocks[-1] if blocks else stripped


def _blocks(text: str) -> list[str]:
    found: list[str] = []
    opening: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opening is None:
            opening = match
        elif match.group("mark").startswith(opening.group("mark")) and not match.group("word"):
            if opening.group("word").lower() in ("", "json"):
                found.append(text[opening.end() : match.start()].strip())
            opening = None
    return found


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def reply_json(formulation: Formulation, data: Mapping[str, Any] | None) -> str:
    """Return a reply that gives a formulation, with its data if there are any."""
    content = json.loads(formulation.to_json())
    return json.dumps({"formulation": content, "data": dict(data)} if data else content, ensure_ascii=False)
