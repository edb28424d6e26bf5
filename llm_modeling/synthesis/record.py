"""Record: a triple as one line of JSON, schema metasolve.triple/1, with the conversation for fine-tuning."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from llm_modeling.data import Data
from llm_modeling.families.triple import Triple
from llm_modeling.formulation import Formulation
from llm_modeling.json_text import parse_json
from llm_modeling.reading import model_from_json
from metasolve import ModelDataError

SCHEMA = "metasolve.triple/1"
SYSTEM = (
    "You turn optimization problems in words into formulations. Answer with one JSON object of schema "
    "metasolve.formulation/1: sets, parameters with their values, variables, constraints and objectives, each "
    "constraint and objective with the sentence that it comes from as its quote."
)
_BLANKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Record:
    """One accepted problem; formulation is symbolic, data has its values, formulations in messages have both."""

    id: str
    family: str
    framing: str
    industry: str
    level: int
    seed: int
    sizes: Mapping[str, int]
    options: tuple[str, ...]
    text: str
    formulation: Mapping[str, Any]
    data: Mapping[str, Any]
    sense: str
    optimum: float
    complexity: float
    hash: str
    accepted_by: str
    augmented: str
    split: str
    messages: tuple[Mapping[str, str], ...]

    def to_json(self) -> str:
        """Return the record as one line."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Record:
        """Return the record of a line; raises ModelDataError if it is none."""
        content = parse_json(line, None, len(line.encode()) + 1)
        if not isinstance(content, dict) or content.pop("schema", None) != SCHEMA:
            raise ModelDataError(f"not a record of schema {SCHEMA}: {line[:60]!r}")
        try:
            record = cls(**content)
        except TypeError as error:
            raise ModelDataError(f"a record of schema {SCHEMA} has other fields: {error}") from error
        lists = {"options": tuple(record.options), "messages": tuple(record.messages)}
        return cls(**{**{name: getattr(record, name) for name in content}, **lists})

    def parts(self) -> tuple[Formulation, Data]:
        """Return the formulation and its data; raises FormulationError if the formulation is none."""
        return model_from_json(Formulation, json.dumps(self.formulation)), Data(self.data)


def self_contained(formulation: Formulation, values: Mapping[str, Any]) -> Formulation:
    """Return the formulation with the values of its data inside."""
    sets, parameters = [], []
    for spec in formulation.sets:
        given = values.get(spec.name)
        if given is None:
            sets.append(spec)
        elif given and isinstance(given[0], list | tuple):
            sets.append(spec.model_copy(update={"tuples": tuple(map(tuple, given)), "columns": ()}))
        else:
            sets.append(spec.model_copy(update={"members": tuple(given)}))
    for parameter in formulation.parameters:
        value = values.get(parameter.name)
        if value is None:
            parameters.append(parameter)
        elif isinstance(value, list):
            parameters.append(parameter.model_copy(update={"entries": tuple(map(tuple, value))}))
        else:
            parameters.append(parameter.model_copy(update={"value": float(value)}))
    return formulation.model_copy(update={"sets": tuple(sets), "parameters": tuple(parameters)})


def conversation(triple: Triple) -> tuple[Mapping[str, str], ...]:
    """Return the triple as a conversation: the problem, and the formulation with its data as the answer."""
    return (
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": triple.text},
        {"role": "assistant", "content": self_contained(triple.formulation, triple.values).to_json()},
    )


def normalized(text: str) -> str:
    """Return a text without what does not change its meaning: case, blanks, punctuation."""
    return _BLANKS.sub(" ", text.casefold()).strip()


def fingerprint(text: str) -> str:
    """Return a short hash of the normalized text."""
    return hashlib.sha256(normalized(text).encode()).hexdigest()[:16]
