"""Format: what a reader of benchmark records offers, and the checks of fields that readers share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from llm_modeling.evaluation.task import RecordError, Task

Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Format:
    """A format by its name; matches says whether a record looks like it, task reads one that stands on a line.

    task raises RecordError naming the field that is wrong. needs_files says that the records lie in directories.
    """

    name: str
    title: str
    matches: Callable[[Content], bool]
    task: Callable[[Content, int], Task]


def text_of(record: Content, field: str) -> str:
    """Return a field that holds a text; raises RecordError if it is missing, blank or something else."""
    value = record.get(field)
    if not isinstance(value, str):
        raise RecordError(f"the field {field!r} is {'missing' if field not in record else 'no text'}")
    if not value.strip():
        raise RecordError(f"the field {field!r} is empty")
    return value.strip()


def name_of(record: Content, field: str, line: int) -> str:
    """Return an identifier that is a text or a whole number, that of the line if there is none."""
    value = record.get(field)
    if value is None:
        return f"line-{line}"
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RecordError(f"the field {field!r} is {str(value)[:80]!r}, no text or whole number")
    return str(value).strip() or f"line-{line}"


def word_of(record: Content, field: str) -> str:
    """Return a field as a short text, empty if it is missing."""
    value = record.get(field)
    return "" if value is None else str(value)[:80]
