"""audit: what is known about the labels of a file before anybody replies, and which texts it shares with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llm_modeling.evaluation.golds import GoldOptimum, solved
from llm_modeling.evaluation.objective_name import names_objective
from llm_modeling.evaluation.overlap import LENGTH, Overlap, overlap
from llm_modeling.evaluation.solving import Job, Solved
from llm_modeling.evaluation.task import MEANING, ExpectedKind, Flag, TaskFile
from llm_modeling.evaluation.workers import WorkerPool
from metasolve import __version__

SCHEMA = "metasolve.label-audit/1"
_OPTIMAL = "optimal"


@dataclass(frozen=True)
class Quantities:
    """Of records with several labeled quantities: how many there are, least and most a record, and objectives.

    last_names_objective counts records whose last quantity names the objective by its words, last_chosen those where
    it is the one that is judged.
    """

    total: int
    least: int
    most: int
    last_names_objective: int
    last_chosen: int


@dataclass(frozen=True)
class Audit:
    """The file with the flags of its gold models, counts of what was found, and overlaps with other files.

    endings counts the gold models by reading and by how they ended; open_integrality the tasks whose continuous and
    integer optima differ.
    """

    file: TaskFile
    kinds: dict[ExpectedKind, int]
    groups: dict[str, int]
    flags: dict[Flag, tuple[str, ...]]
    endings: dict[str, dict[str, int]]
    quantities: Quantities | None
    overlaps: tuple[Overlap, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the audit as JSON data."""
        quantities = None if self.quantities is None else dict(vars(self.quantities))
        return {
            "schema": SCHEMA,
            "version": __version__,
            "file": self.file.path,
            "format": self.file.format,
            "sha256": self.file.sha256,
            "records": self.file.records,
            "tasks": len(self.file.tasks),
            "refused": [{"line": entry.line, "reason": entry.reason} for entry in self.file.refused],
            "labels": {str(kind): count for kind, count in self.kinds.items()},
            "groups": self.groups,
            "flags": {
                str(flag): {"meaning": MEANING[flag], "count": len(tasks), "tasks": list(tasks)}
                for flag, tasks in self.flags.items()
            },
            "gold_models": self.endings,
            "quantities": quantities,
            "overlaps": [
                {"file": o.other, "words": LENGTH, "some": list(o.some), "half": list(o.half)} for o in self.overlaps
            ],
        }


def audit(
    file: TaskFile,
    others: Sequence[TaskFile],
    pool: WorkerPool[Job, Solved],
    time_limit_s: float = 10.0,
    on_done: Callable[[], None] | None = None,
) -> Audit:
    """Return the audit of a file, after solving its gold models; others are the files to look for shared texts in."""
    found = solved(file, pool, time_limit_s, on_done)
    tasks = found.file.tasks
    kinds = Counter(task.expected.kind for task in tasks)
    flags = {flag: tuple(task.id for task in tasks if flag in task.flags) for flag in Flag}
    texts = {task.id: task.text for task in tasks}
    return Audit(
        found.file,
        {kind: kinds[kind] for kind in ExpectedKind if kinds[kind]},
        dict(sorted(Counter(task.group for task in tasks if task.group).items())),
        {flag: names for flag, names in flags.items() if names},
        _endings(found.optima),
        _quantities(file),
        tuple(overlap(texts, other.path, (task.text for task in other.tasks)) for other in others),
    )


def _endings(optima: Sequence[GoldOptimum]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for entry in optima:
        ending = _OPTIMAL if entry.solved.failure is None else str(entry.solved.failure)
        counts.setdefault(entry.reading, Counter())[ending] += 1
    return {reading: dict(sorted(found.items())) for reading, found in counts.items()}


def _quantities(file: TaskFile) -> Quantities | None:
    named = [(task.objective, list(task.quantities)) for task in file.tasks if task.quantities]
    if not named:
        return None
    sizes = [len(names) for _, names in named]
    return Quantities(
        sum(sizes),
        min(sizes),
        max(sizes),
        sum(names_objective(names[-1]) for _, names in named),
        sum(objective == names[-1] for objective, names in named),
    )
