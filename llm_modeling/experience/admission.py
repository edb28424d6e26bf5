"""Admission: an insight becomes active only if it solves its source, helps elsewhere, and breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from llm_modeling.experience.insight import Insight, Verification
from llm_modeling.experience.task import Task, Trial


@dataclass(frozen=True)
class AdmissionSettings:
    """How much is tried: others is how many other tasks at most, helped how many of them have to be helped."""

    others: int = 12
    helped: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if self.others < 1 or self.helped < 1:
            raise ValueError(f"others and helped are {self.others!r} and {self.helped!r} instead of at least 1")


DEFAULT_ADMISSION = AdmissionSettings()


@dataclass(frozen=True)
class Admission:
    """The verdict: the record of what was shown, or the reason why the insight is refused."""

    verification: Verification
    refused: str = ""

    @property
    def accepted(self) -> bool:
        return not self.refused


Context = Callable[[Task], tuple[Insight, ...]]


def alone(task: Task) -> tuple[Insight, ...]:
    """Return no insights: a context in which a candidate stands alone."""
    return ()


def examined(
    insight: Insight,
    sources: Sequence[Task],
    others: Iterable[Task],
    regression: Iterable[Task],
    trial: Trial,
    *,
    context: Context = alone,
    settings: AdmissionSettings = DEFAULT_ADMISSION,
) -> Admission:
    """Return whether an insight may be admitted; context gives the insights that a task's prompt has anyway.

    With it, all sources are solved; without it, some other task is not solved that it solves; and every task of the
    regression set that is solved without it is solved with it. Tasks of others and regression that are sources are
    left out. Each pair has the same seed.
    """
    own = {source.id for source in sources}

    def solves(task: Task, *more: Insight) -> bool:
        shown = tuple(other for other in context(task) if other.id != insight.id)
        return trial(task, (*more, *shown), seed=settings.seed)

    solved = tuple(task.id for task in sources if solves(task, insight))
    if len(solved) < len(sources):
        failed = next(task.id for task in sources if task.id not in solved)
        return Admission(Verification("trial", solved), f"its source task {failed!r} is not solved with it")
    unbroken = 0
    for task in regression:
        if task.id in own or not solves(task):
            continue
        if not solves(task, insight):
            return Admission(
                Verification("trial", solved, (), unbroken), f"task {task.id!r} is solved without it, not with it"
            )
        unbroken += 1
    helped = _helped(insight, [task for task in others if task.id not in own], solves, settings)
    record = Verification("trial", solved, helped, unbroken)
    if len(helped) < settings.helped:
        return Admission(record, f"it helps {len(helped)} of the other tasks that were tried, not {settings.helped}")
    return Admission(record)


def _helped(
    insight: Insight, others: Sequence[Task], solves: Callable[..., bool], settings: AdmissionSettings
) -> tuple[str, ...]:
    """Return the ids of other tasks, as many as needed, that are solved with the insight and not without."""
    helped: list[str] = []
    for task in others[: settings.others]:
        if not solves(task) and solves(task, insight):
            helped.append(task.id)
            if len(helped) >= settings.helped:
                break
    return tuple(helped)
