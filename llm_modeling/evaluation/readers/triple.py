"""Our own synthesis, schema metasolve.triple/1: text with the formulation and the data that it stands for."""

from __future__ import annotations

import json
from collections.abc import Mapping

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of, word_of
from llm_modeling.evaluation.task import Gold, RecordError, Task
from llm_modeling.formulation import Formulation, Goal
from metasolve import ModelDataError

SCHEMA = "metasolve.triple/1"


def _matches(record: Content) -> bool:
    return record.get("schema") == SCHEMA


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("optimum"))
    data = record.get("data", {})
    if not isinstance(data, Mapping):
        raise RecordError("the field 'data' is no object of names and values")
    sense = record.get("sense")
    if sense not in (Goal.MINIMIZE, Goal.MAXIMIZE, None):
        raise RecordError(f"the field 'sense' is {str(sense)[:40]!r} instead of minimize or maximize")
    return Task(
        name_of(record, "id", line),
        FORMAT.name,
        text_of(record, "text"),
        label.expected,
        tables=_tables(record),
        values=data,
        sense=None if sense is None else Goal(sense),
        golds=(Gold(_formulation(record), data),),
        flags=label.flags,
        group=word_of(record, "family"),
        line=line,
    )


def _formulation(record: Content) -> Formulation:
    content = record.get("formulation")
    if not isinstance(content, Mapping):
        raise RecordError("the field 'formulation' is missing or no object")
    try:
        return Formulation.from_json(json.dumps(content))
    except ModelDataError as error:
        raise RecordError(f"the field 'formulation': {error.reason}") from error


def _tables(record: Content) -> dict[str, str]:
    tables = record.get("tables") or {}
    if not isinstance(tables, Mapping) or not all(isinstance(text, str) for text in tables.values()):
        raise RecordError("the field 'tables' is no object of file names and CSV texts")
    return dict(tables)


FORMAT = Format("triple", "metasolve.triple/1", _matches, _task)
