"""The twelve examples as a language model would formulate them if it were right, self-contained."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from llm_modeling import Data, Formulation, compile_model
from llm_modeling.formulating.values import outside_values
from llm_modeling.formulation import ParameterSpec, SetSpec

S = TypeVar("S", SetSpec, ParameterSpec)
TEXTS = Path(__file__).parents[3] / "instances" / "text"
NAMES = tuple(sorted(path.parent.name for path in TEXTS.glob("*/problem.txt")))
DRAFT = "The decisions, data, limits and the objective are those that the problem names, sentence by sentence."


@lru_cache(maxsize=32)
def problem_text(name: str) -> str:
    return (TEXTS / name / "problem.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def gold(name: str) -> Formulation:
    """Return the formulation of an example with all its values in it."""
    formulation = Formulation.read(TEXTS / name / "model.json")
    values = outside_values(compile_model(formulation, Data.from_directory(TEXTS / name)))
    sets = tuple(_filled(spec, values, _members) for spec in formulation.sets)
    parameters = tuple(_filled(spec, values, _numbers) for spec in formulation.parameters)
    return formulation.model_copy(update={"sets": sets, "parameters": parameters})


def _filled(spec: S, values: Mapping[str, Any], fields: Callable[[Any], dict[str, Any]]) -> S:
    return spec.model_copy(update=fields(values[spec.name])) if spec.name in values else spec


def _members(value: list[Any]) -> dict[str, Any]:
    is_tuples = bool(value) and isinstance(value[0], list)
    found = tuple(tuple(row) for row in value) if is_tuples else tuple(value)
    return {"table": "", "columns": (), "tuples" if is_tuples else "members": found}


def _numbers(value: Any) -> dict[str, Any]:
    source = {"table": "", "key_columns": (), "column": "", "default": None}
    return {**source, "entries": tuple(map(tuple, value))} if isinstance(value, list) else {**source, "value": value}


def letters(text: str) -> str:
    """Return the letters and digits of a text, by which it is recognized in whatever way a prompt quotes it."""
    return "".join(c for c in text.lower() if c.isalnum())


def recognized(messages: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> str | None:
    """Return the key of the known text that the messages contain, None if they contain none."""
    asked = letters(" ".join(str(message.get("content", "")) for message in messages if message.get("role") == "user"))
    return next((key for key, text in known.items() if letters(text) in asked), None)


def gold_script() -> list[dict[str, Any]]:
    """Return what the scripted server needs to know of the examples, as JSON data."""
    return [
        {"problem": problem_text(name), "draft": DRAFT, "formulation": json.loads(gold(name).to_json())}
        for name in NAMES
    ]
