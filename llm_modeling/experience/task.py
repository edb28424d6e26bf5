"""Tasks to learn from, and what came of an attempt at one; reading them from JSONL of schema metasolve.triple/1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from llm_modeling.data import Data
from llm_modeling.errors import FormulationError
from llm_modeling.experience.insight import Insight
from llm_modeling.experience.taxonomy import cluster_of
from llm_modeling.formulation import Formulation
from llm_modeling.json_text import parse_json
from metasolve import ModelDataError, ModelNotFoundError

SCHEMA = "metasolve.triple/1"
_TOLERANCE = 1e-6
_MOST_BYTES = 512 << 20
_LINE_BYTES = 16 << 20


@dataclass(frozen=True, eq=False)
class Task:
    """A problem text with the best value, and the formulation that is known to be right if there is one."""

    id: str
    text: str
    optimum: float | None = None
    gold: Formulation | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.optimum is None and self.gold is None:
            raise ValueError(f"task {self.id!r} has neither a best value nor a formulation to compare with")

    @cached_property
    def cluster(self) -> str:
        """The problem cluster that credit is kept for."""
        return cluster_of(self.text)

    @property
    def data(self) -> Data:
        return Data(self.values)

    def is_right(self, value: float | None) -> bool:
        """Whether a value is the best one, up to |p - y| <= 1e-6 (|y| + 1)."""
        if value is None or self.optimum is None:
            return False
        return abs(value - self.optimum) <= _TOLERANCE * (abs(self.optimum) + 1.0)


@dataclass(frozen=True, eq=False)
class Attempt:
    """What a formulator made of a task: solved is whether it is right, passed whether verification found no error."""

    formulation: Formulation | None
    value: float | None
    solved: bool
    passed: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)


class Attempter(Protocol):
    """Formulates a task with insights in its prompt; the same arguments give the same draws."""

    def __call__(self, task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt: ...


class Trial(Protocol):
    """Whether a task is solved with these insights in the prompt; the same arguments give the same draws."""

    def __call__(self, task: Task, insights: tuple[Insight, ...], *, seed: int = 0) -> bool: ...


def read_tasks(path: str | Path) -> list[Task]:
    """Return the tasks of a JSONL file; raises ModelNotFoundError, or ModelDataError with the line."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    if len(content) > _MOST_BYTES:
        raise ModelDataError(f"it has more than the {_MOST_BYTES:,} bytes allowed", str(path))
    tasks = []
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                tasks.append(_task(parse_json(line, None, _LINE_BYTES)))
            except (FormulationError, ValueError) as error:
                raise ModelDataError(str(error), str(path), number) from error
    if not tasks:
        raise ModelDataError("it holds no task", str(path))
    return tasks


def _task(record: Any) -> Task:
    if not isinstance(record, Mapping) or record.get("schema") != SCHEMA:
        raise ValueError(f"this is no record of schema {SCHEMA}")
    for name, kind in (("id", str), ("text", str)):
        if not isinstance(record.get(name), kind) or not record[name].strip():
            raise ValueError(f"the field {name!r} is missing or no text")
    gold, optimum, values = record.get("formulation"), record.get("optimum"), record.get("data") or {}
    if isinstance(optimum, bool) or not isinstance(optimum, int | float | None):
        raise ValueError(f"the field 'optimum' is {str(optimum)[:40]!r} instead of a number")
    if not isinstance(values, Mapping):
        raise ValueError("the field 'data' is no object of names and values")
    return Task(
        record["id"],
        record["text"],
        None if optimum is None else float(optimum),
        None if gold is None else Formulation.from_json(json.dumps(gold)),
        dict(values),
    )
