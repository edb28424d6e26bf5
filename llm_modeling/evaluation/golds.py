"""solved: the optima of the gold models of a file, as expected values where it has none, as a check where it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.labels import TINY
from llm_modeling.evaluation.solving import Job, Solved
from llm_modeling.evaluation.tables_on_disk import TablesOnDisk
from llm_modeling.evaluation.task import Expected, ExpectedKind, Flag, Task, TaskFile
from llm_modeling.evaluation.workers import Lost, WorkerPool

_TOLERANCE = 1e-6
_ENDINGS = {
    Failure.INFEASIBLE: (ExpectedKind.INFEASIBLE, Flag.GOLD_INFEASIBLE),
    Failure.UNBOUNDED: (ExpectedKind.UNBOUNDED, Flag.GOLD_UNBOUNDED),
}


@dataclass(frozen=True)
class GoldOptimum:
    """How the gold model of a task ended, under one reading."""

    task: str
    reading: str
    solved: Solved


@dataclass(frozen=True)
class SolvedFile:
    """The file with expected values and flags of its gold models, and how each of these ended."""

    file: TaskFile
    optima: tuple[GoldOptimum, ...]


def solved(
    file: TaskFile,
    pool: WorkerPool[Job, Solved],
    time_limit_s: float = 10.0,
    on_done: Callable[[], None] | None = None,
) -> SolvedFile:
    """Return the file after solving all of its gold models in a pool of solve."""
    with TablesOnDisk() as tables:
        jobs, places = [], []
        for place, task in enumerate(file.tasks):
            for gold in task.golds:
                directory = tables.directory(task)
                jobs.append(Job(gold.formulation, gold.values, {}, directory, time_limit_s=time_limit_s))
                places.append((place, gold.reading))
        answers = pool.run(jobs, on_done)
    by_task: dict[int, list[GoldOptimum]] = {}
    for (place, reading), answer in zip(places, answers, strict=True):
        ended = Solved(Failure.CRASHED, answer.reason) if isinstance(answer, Lost) else answer
        by_task.setdefault(place, []).append(GoldOptimum(file.tasks[place].id, reading, ended))
    tasks = tuple(
        _with_optima(task, by_task[place]) if place in by_task else task for place, task in enumerate(file.tasks)
    )
    optima = tuple(entry for place in sorted(by_task) for entry in by_task[place])
    return SolvedFile(replace(file, tasks=tasks), optima)


def _with_optima(task: Task, optima: Sequence[GoldOptimum]) -> Task:
    first = optima[0].solved
    values = {entry.reading: entry.solved.value for entry in optima if entry.solved.value is not None}
    expected, flags = task.expected, list(task.flags)
    is_labeled = expected.kind is not ExpectedKind.UNKNOWN
    if first.value is None:
        kind, flag = _ENDINGS.get(first.failure or Failure.UNSOLVED, (ExpectedKind.UNKNOWN, Flag.GOLD_UNSOLVED))
        flags.append(flag)
        if not is_labeled and kind is not ExpectedKind.UNKNOWN:
            expected = Expected(kind)
        elif is_labeled and kind is not expected.kind and flag is not Flag.GOLD_UNSOLVED:
            flags.append(Flag.GOLD_DISAGREES)
        return replace(task, expected=expected, flags=tuple(dict.fromkeys(flags)))
    if not is_labeled:
        expected = Expected(ExpectedKind.VALUE, values)
        flags = [flag for flag in flags if flag is not Flag.NO_LABEL]
    elif not any(_equal(label, value) for label in expected.values.values() for value in values.values()):
        flags.append(Flag.GOLD_DISAGREES)
    if abs(first.value) <= _TOLERANCE:
        flags.append(Flag.TRIVIAL_OPTIMUM)
    elif abs(first.value) < TINY:
        flags.append(Flag.TINY_LABEL)
    if len(values) < len(optima) or any(not _equal(first.value, value) for value in values.values()):
        flags.append(Flag.INTEGRALITY_OPEN)
    return replace(task, expected=expected, flags=tuple(dict.fromkeys(flags)))


def _equal(left: float, right: float) -> bool:
    return abs(left - right) <= _TOLERANCE * (abs(right) + 1.0)
