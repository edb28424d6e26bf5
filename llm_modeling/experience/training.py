"""Training: tasks one after the other, each used for credit and, where it is not solved, for a new insight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from llm_modeling.experience.admission import Admission, AdmissionSettings, examined
from llm_modeling.experience.credit import PairedTrial
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.failure import Failure, explored, failure_of
from llm_modeling.experience.insight import Insight, Status
from llm_modeling.experience.library import ExperienceLibrary
from llm_modeling.experience.task import Attempt, Attempter, Task
from llm_modeling.experience.words import likeness

Outcome = Literal["solved", "learned", "refused", "unexplained", "known"]
_SAME = 0.75
_SPACING = 1_000_003  # between the seeds of one task


@dataclass(frozen=True)
class TrainingSettings:
    """limit insights in a prompt; tries of self-exploration; ablations is how many of a prompt's insights are left out,
    one at a time, on every ablate_every-th task. Whether it was solved does not matter for that: else credit is biased.

    repeats is how many more seeds a task is tried with, with and without an insight that is suspected of harm.

    most_regression is how many solved tasks the regression set keeps, the latest ones.
    """

    limit: int = 8
    tries: int = 5
    ablate_every: int = 1
    ablations: int = 2
    repeats: int = 2
    most_regression: int = 24
    seed: int = 0
    admission: AdmissionSettings = field(default_factory=AdmissionSettings)

    def __post_init__(self) -> None:
        for name in ("limit", "ablate_every", "ablations", "most_regression"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)!r} instead of at least 1")
        for name in ("tries", "repeats"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)!r} instead of at least 0")


DEFAULT_TRAINING = TrainingSettings()


@dataclass(frozen=True)
class Step:
    """What came of one task: insights are the ids in its prompt, insight the new one, why the reason of a refusal."""

    task: str
    cluster: str
    outcome: Outcome
    insights: tuple[str, ...]
    insight: str = ""
    why: str = ""
    quarantined: str = ""


class Training:
    """Trains a library: attempt formulates a task, word makes a candidate of a failure and may raise InsightError."""

    def __init__(
        self,
        library: ExperienceLibrary,
        attempt: Attempter,
        word: Callable[[Failure], Insight],
        settings: TrainingSettings = DEFAULT_TRAINING,
    ) -> None:
        self._library, self._attempt, self._word, self._settings = library, attempt, word, settings
        self._solved: list[Task] = []
        self._unsolved: list[Task] = []

    def run(self, tasks: Sequence[Task]) -> Iterator[Step]:
        """Yield a step for each task; raises what attempts raise."""
        for number, task in enumerate(tasks):
            yield self._step(task, tasks, self._settings.seed + number, number)

    def candidates(self, tasks: Sequence[Task]) -> Iterator[tuple[Insight, Admission]]:
        """Yield what becomes of each candidate that is in the library: it is active if it helps on two and breaks none.

        What was imported has no source task here, so that it has to help once more than what was learned.
        """
        more = replace(self._settings.admission, helped=self._settings.admission.helped + 1)
        for candidate in self._library.insights(Status.CANDIDATE):
            admission = examined(candidate, [], tasks, tasks, self.trial, settings=more)
            if admission.accepted:
                self._library.activate(candidate.id, admission.verification, "examined on tasks")
            yield candidate, admission

    def trial(self, task: Task, insights: tuple[Insight, ...], *, seed: int = 0) -> bool:
        """Return whether a task is solved with these insights: a Trial."""
        return self._attempt(task, insights, seed=seed).solved

    def _step(self, task: Task, tasks: Sequence[Task], seed: int, number: int) -> Step:
        shown = self._library.retrieve(task.text, limit=self._settings.limit, seed=seed)
        made = self._attempt(task, shown, seed=seed)
        names = tuple(insight.id for insight in shown)
        self._library.record_use(names, task.id, task.text, made.solved)
        quarantined = ""
        if shown and number % self._settings.ablate_every == 0:
            quarantined = self._ablated(task, shown, made.solved, seed)
        if made.solved:
            self._solved = [*self._solved, task][-self._settings.most_regression :]
            return Step(task.id, task.cluster, "solved", names, quarantined=quarantined)
        self._unsolved.append(task)
        failure = self._failure(task, made, seed)
        if failure is None:
            return Step(task.id, task.cluster, "unexplained", names, quarantined=quarantined)
        return self._learned(failure, tasks, seed, names, quarantined)

    def _ablated(self, task: Task, shown: tuple[Insight, ...], solved: bool, seed: int) -> str:
        """Try the task again without some of its insights, one at a time; return the id of one shown to be harmful."""
        for out in self._library.to_ablate(shown, task.text, self._settings.ablations, seed=seed):
            rest = tuple(insight for insight in shown if insight.id != out.id)
            for repeat in range(1 + self._settings.repeats):
                if repeat and not self._library.is_suspect(out.id):
                    break
                tried = seed + repeat * _SPACING
                with_it = self._attempt(task, shown, seed=tried).solved if repeat else solved
                without = self._attempt(task, rest, seed=tried).solved
                trial = PairedTrial(out.id, task.id, task.cluster, tried, with_it, without, True, task.text)
                if self._library.record_trial(trial):
                    return out.id
        return ""

    def _failure(self, task: Task, made: Attempt, seed: int) -> Failure | None:
        if task.gold is not None:
            return failure_of(task, made, task.gold, task.data)
        right = explored(task, self._attempt, self._settings.tries, seed)
        if right is None or right.formulation is None:
            return None
        return failure_of(task, made, right.formulation, task.data, "exploration")

    def _learned(
        self, failure: Failure, tasks: Sequence[Task], seed: int, names: tuple[str, ...], quarantined: str
    ) -> Step:
        task = failure.task

        def step(outcome: Outcome, insight: str = "", why: str = "") -> Step:
            return Step(task.id, task.cluster, outcome, names, insight, why, quarantined)

        try:
            candidate = self._word(failure)
        except InsightError as error:
            return step("refused", why=str(error))
        twin = self._twin(candidate)
        if twin is not None:
            if twin.status is Status.ACTIVE:
                self._missed(twin, task, names, seed)
            return step("known", twin.id, f"as {twin.status} insight {twin.id!r}")
        contexts: dict[str, tuple[Insight, ...]] = {}

        def context(other: Task) -> tuple[Insight, ...]:
            if other.id not in contexts:
                contexts[other.id] = self._library.retrieve(other.text, limit=self._settings.limit, seed=seed)
            return contexts[other.id]

        admission = examined(
            candidate,
            [task],
            self._others(task, tasks),
            self._solved,
            self.trial,
            context=context,
            settings=self._settings.admission,
        )
        self._library.add(candidate)
        if not admission.accepted:
            self._library.retire(candidate.id, admission.refused)
            return step("refused", candidate.id, admission.refused)
        self._library.activate(candidate.id, admission.verification, "admitted")
        return step("learned", candidate.id)

    def _twin(self, candidate: Insight) -> Insight | None:
        """Return an insight that says the same and was not refused: that one may be right about another source."""
        for other in self._library.insights(Status.ACTIVE, Status.QUARANTINED, Status.CANDIDATE):
            alike = likeness(candidate.condition + candidate.explanation, other.condition + other.explanation)
            if other.id == candidate.id or alike >= _SAME:
                return other
        return None

    def _missed(self, insight: Insight, task: Task, names: tuple[str, ...], seed: int) -> None:
        """Record whether an insight that was not retrieved would have helped: what evolution learns from."""
        if insight.id in names:
            return
        solved = self.trial(task, (insight,), seed=seed)
        self._library.record_trial(
            PairedTrial(insight.id, task.id, task.cluster, seed, solved, False, False, task.text)
        )

    def _others(self, task: Task, tasks: Sequence[Task]) -> list[Task]:
        """Return the tasks on which a candidate may show that it helps: the like ones first, unsolved before others."""
        unsolved = [t for t in reversed(self._unsolved) if t.id != task.id]
        rest = [t for t in tasks if t.id != task.id and t not in unsolved and t not in self._solved]
        return sorted([*unsolved, *rest], key=lambda other: other.cluster != task.cluster)
