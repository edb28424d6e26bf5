"""Evaluation: the scores of a file's tasks with all that belongs to them, as JSON of schema metasolve.evaluation/1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from llm_modeling.evaluation.judging import WORDING, Criterion
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.scoring import ReplyScore, ScoreSettings
from llm_modeling.evaluation.summary import Summary, summarize
from llm_modeling.evaluation.task import MEANING, Expected, Flag, Task, TaskFile
from metasolve import __version__

SCHEMA = "metasolve.evaluation/1"


@dataclass(frozen=True)
class Evaluation:
    """Tasks, replies and scores; everything else is computed from them.

    file.tasks are those that were evaluated, records how many the file has in all. model names who replied.
    """

    file: TaskFile
    records: int
    samples: int
    scores: Sequence[ReplyScore]
    settings: ScoreSettings
    model: str = ""
    replies_from: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    mutants: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def overall(self) -> Summary:
        """The rates over all tasks."""
        return summarize(self.file.tasks, self.scores)

    @cached_property
    def unflagged(self) -> Summary:
        """The rates over the tasks whose labels nothing speaks against."""
        return summarize([task for task in self.file.tasks if not task.flags], self.scores)

    @cached_property
    def groups(self) -> dict[str, Summary]:
        """The rates by the classes of the benchmark, in the order of their names, none if there is only one."""
        names = sorted({task.group for task in self.file.tasks})
        if len(names) < 2:
            return {}
        return {
            name: summarize([task for task in self.file.tasks if task.group == name], self.scores) for name in names
        }

    @cached_property
    def flags(self) -> dict[Flag, int]:
        """How many tasks have each flag."""
        found = Counter(flag for task in self.file.tasks for flag in task.flags)
        return {flag: found[flag] for flag in Flag if found[flag]}

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON data; the same replies give the same data on every run."""
        by_id = {task.id: task for task in self.file.tasks}
        limits = self.settings
        return {
            "schema": SCHEMA,
            "version": __version__,
            "file": self.file.path,
            "format": self.file.format,
            "sha256": self.file.sha256,
            "records": self.records,
            "refused": [{"line": entry.line, "reason": entry.reason} for entry in self.file.refused],
            "model": self.model,
            "replies_from": self.replies_from,
            "samples": self.samples,
            "usage": dict(self.usage),
            "settings": {"time_limit_s": limits.time_limit_s, "structure_s": limits.structure_s},
            "criteria": {str(criterion): WORDING[criterion] for criterion in Criterion},
            "overall": self.overall.to_json(),
            "unflagged": self.unflagged.to_json(),
            "groups": {name: summary.to_json() for name, summary in self.groups.items()},
            "flags": {str(flag): {"tasks": n, "meaning": MEANING[flag]} for flag, n in self.flags.items()},
            "replies": [self._reply(entry, by_id[entry.task]) for entry in self.scores],
        }

    def _reply(self, entry: ReplyScore, task: Task) -> dict[str, Any]:
        found: dict[str, Any] = {
            "task": entry.task,
            "sample": entry.sample,
            "line": task.line,
            "flags": [str(flag) for flag in task.flags],
            "expected": expected_json(task.expected),
            "value": entry.value,
            **{str(c): None if entry.right is None else entry.right[c] for c in Criterion},
            "failure": None if entry.failure is None else str(entry.failure),
            "reason": entry.reason,
            "structure": None if entry.structure is None else str(entry.structure),
        }
        if entry.reading:
            found["reading"] = entry.reading
        mutant = self.mutants.get((entry.task, entry.sample))
        if mutant is not None:
            found["mutant"] = dict(mutant)
        return found


def expected_json(expected: Expected) -> float | str | dict[str, float] | None:
    """Return an expected answer as JSON data: a value, values by reading, a phrase, or null."""
    if len(expected.values) == 1:
        return next(iter(expected.values.values()))
    if expected.values:
        return dict(expected.values)
    return None if expected.kind.value == "unknown" else str(expected.kind)


def usage_of(replies: Sequence[RecordedReply]) -> dict[str, int]:
    """Return the tokens of all replies by kind."""
    total: Counter[str] = Counter()
    for reply in replies:
        total.update({name: count for name, count in reply.usage.items() if isinstance(count, int)})
    return dict(sorted(total.items()))


def model_of(replies: Sequence[RecordedReply]) -> str:
    """Return the names of the models that replied."""
    return ", ".join(sorted({reply.model for reply in replies if reply.model}))
