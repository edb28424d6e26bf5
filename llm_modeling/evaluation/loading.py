"""read_tasks: a benchmark file or directory to its tasks; the format is told by the content, not by the name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from llm_modeling.evaluation.overlap import words
from llm_modeling.evaluation.readers import (
    alphaopt,
    mamo,
    miplib_nl,
    nl4opt,
    optengine,
    optibench,
    optmath,
    sirl,
    triple,
)
from llm_modeling.evaluation.readers.contract import Format
from llm_modeling.evaluation.records import RecordFile, read_records
from llm_modeling.evaluation.task import Flag, RecordError, Refused, Task, TaskFile
from metasolve import ModelDataError, ModelNotFoundError

# In the order in which they are tried: the more a format asks for, the earlier.
FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (triple, nl4opt, optibench, miplib_nl, alphaopt, mamo, optmath, sirl, optengine)
}
_LOOKED_AT = 20
_TOLERANCE = 1e-6


def read_tasks(path: str | Path, format_name: str = "auto") -> TaskFile:
    """Return the tasks of a file, or of a directory of MIPLIB-NL; every record is a task or is listed as refused.

    Raises ValueError if there is no such format, ModelNotFoundError, ModelDataError if the file is of no known
    format or none of its records can be read.
    """
    if format_name != "auto" and format_name not in FORMATS:
        raise ValueError(f"there is no format {format_name!r}; there are {', '.join(FORMATS)}")
    place = Path(path)
    if format_name in ("auto", miplib_nl.FORMAT.name) and miplib_nl.holds_instances(place):
        return _finished(miplib_nl.read_directories(place))
    if place.is_dir():
        raise ModelNotFoundError(f"{path}: this directory has no {miplib_nl.INSTANCE}; name a file")
    source = read_records(place)
    found = _detected(source) if format_name == "auto" else FORMATS[format_name]
    tasks, refused = [], list(source.refused)
    for record in source.records:
        try:
            tasks.append(found.task(record.content, record.line))
        except RecordError as error:
            refused.append(Refused(record.line, error.reason))
    refused.sort(key=lambda entry: entry.line)
    return _finished(TaskFile(str(path), found.name, source.sha256, tuple(tasks), tuple(refused)))


def _detected(source: RecordFile) -> Format:
    """Return the format that most of the first records look like."""
    votes: Counter[str] = Counter()
    for record in source.records[:_LOOKED_AT]:
        found = next((form for form in FORMATS.values() if form.matches(record.content)), None)
        if found is not None:
            votes[found.name] += 1
    if set(votes) == {optmath.FORMAT.name, sirl.FORMAT.name}:
        return sirl.FORMAT
    if not votes:
        first = source.records[0] if source.records else None
        shown = "no JSON object" if first is None else "the fields " + ", ".join(map(repr, list(first.content)[:8]))
        line = source.refused[0].line if first is None else first.line
        reason = f"this is none of the known formats ({', '.join(FORMATS)}): the record has {shown}"
        raise ModelDataError(reason, source.path, line)
    return FORMATS[votes.most_common(1)[0][0]]


def _finished(file: TaskFile) -> TaskFile:
    """Return the file with identifiers that are unique and contradictions between equal texts flagged."""
    if not file.tasks:
        first = file.refused[0]
        raise ModelDataError(f"none of its {file.records} records can be read; {first.reason}", file.path, first.line)
    return replace(file, tasks=_without_contradictions(_unique(file.tasks)))


def _unique(tasks: Sequence[Task]) -> list[Task]:
    found: list[Task] = []
    taken: set[str] = set()
    for task in tasks:
        name, number = task.id, 2
        while name in taken:
            name, number = f"{task.id}#{number}", number + 1
        taken.add(name)
        found.append(task if name == task.id else replace(task, id=name))
    return found


def _without_contradictions(tasks: Sequence[Task]) -> tuple[Task, ...]:
    by_text: dict[tuple[str, ...], list[Task]] = {}
    for task in tasks:
        by_text.setdefault((*words(task.text), *task.tables.values()), []).append(task)
    doubtful = {task.id for group in by_text.values() if _contradict(group) for task in group}
    return tuple(
        replace(task, flags=(*task.flags, Flag.CONFLICTING_DUPLICATE)) if task.id in doubtful else task
        for task in tasks
    )


def _contradict(group: Sequence[Task]) -> bool:
    first = group[0].expected
    for task in group[1:]:
        other = task.expected
        if first.kind is not other.kind or len(first.values) != len(other.values):
            return True
        pairs = zip(first.values.values(), other.values.values(), strict=True)
        if any(abs(a - b) > _TOLERANCE * (abs(b) + 1.0) for a, b in pairs):
            return True
    return False
