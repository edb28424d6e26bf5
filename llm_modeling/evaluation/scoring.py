"""score: replies to tasks, judged one by one: read, compiled, solved in worker processes, compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.judging import Criterion, judge
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.reply_text import Parsed, parse_reply
from llm_modeling.evaluation.solving import Job, Solved
from llm_modeling.evaluation.tables_on_disk import TablesOnDisk
from llm_modeling.evaluation.task import Task
from llm_modeling.evaluation.workers import Lost, WorkerPool
from metasolve import ModelDataError
from metasolve.report.wording import count

_SHOWN = 5


@dataclass(frozen=True)
class ScoreSettings:
    """Limits of one reply: its solve, and each comparison with a gold formulation (0 leaves that out)."""

    time_limit_s: float = 10.0
    structure_s: float = 2.0

    def __post_init__(self) -> None:
        if not self.time_limit_s > 0.0:
            raise ValueError(f"time_limit_s is {self.time_limit_s} instead of a positive number")
        if not self.structure_s >= 0.0:
            raise ValueError(f"structure_s is {self.structure_s} instead of at least 0")


@dataclass(frozen=True)
class ReplyScore:
    """The verdict on one sample of one task; right is None where the label is of no use.

    failure is the first thing that went wrong, reason says more; a reply that is right by value but proved to be
    another model has the failure WRONG_STRUCTURE. structure is None without gold, and where nothing could be compared.
    """

    task: str
    sample: int
    right: Mapping[Criterion, bool] | None
    failure: Failure | None
    reason: str = ""
    value: float | None = None
    structure: Sameness | None = None
    structure_reason: str = ""
    reading: str = ""

    @property
    def answer(self) -> float | str | None:
        """What this sample votes for: a value, "infeasible" or "unbounded", None if it has no answer."""
        if self.value is not None:
            return self.value
        return str(self.failure) if self.failure in (Failure.INFEASIBLE, Failure.UNBOUNDED) else None


def score(
    tasks: Sequence[Task],
    replies: Sequence[RecordedReply],
    samples: int,
    settings: ScoreSettings,
    pool: WorkerPool[Job, Solved],
    on_done: Callable[[], None] | None = None,
) -> list[ReplyScore]:
    """Return a score for each sample of each task, in this order; one without a reply has the failure NO_REPLY.

    pool is one of solving.solve.

    Raises ModelDataError if a reply belongs to another task than these, or to another text of it.
    """
    by_key = matched(tasks, replies)
    parsed: dict[tuple[str, int], Parsed] = {}
    jobs: list[Job] = []
    asked: list[tuple[str, int]] = []
    with TablesOnDisk() as tables:
        for task in tasks:
            for sample in range(samples):
                key = task.id, sample
                parsed[key] = _parsed(by_key.get(key))
                formulation = parsed[key].formulation
                if formulation is not None:
                    golds = task.golds if settings.structure_s else ()
                    own, given, directory = parsed[key].data, task.values, tables.directory(task)
                    targets, limits = _targets(task), (settings.time_limit_s, settings.structure_s)
                    jobs.append(Job(formulation, own, given, directory, golds, targets, *limits))
                    asked.append(key)
        answers = pool.run(jobs, on_done)
    solved: dict[tuple[str, int], Solved] = {
        key: Solved(Failure.CRASHED, answer.reason) if isinstance(answer, Lost) else answer
        for key, answer in zip(asked, answers, strict=True)
    }
    scores = []
    for task in tasks:
        for sample in range(samples):
            key = task.id, sample
            scores.append(_scored(task, sample, solved.get(key) or _unsolved(parsed[key])))
    return scores


def _targets(task: Task) -> tuple[float, ...]:
    return tuple(task.expected.values.values())


def matched(
    tasks: Sequence[Task], replies: Sequence[RecordedReply], known: Sequence[Task] = ()
) -> dict[tuple[str, int], RecordedReply]:
    """Return the replies to the tasks, by task and sample; those to other known tasks are left out.

    Raises ModelDataError if a reply belongs to no known task, or to another text of it.
    """
    fingerprints = {task.id: task.fingerprint for task in (*known, *tasks)}
    wanted = {task.id for task in tasks}
    strangers = list(dict.fromkeys(reply.task for reply in replies if reply.task not in fingerprints))
    if strangers:
        shown = ", ".join(map(repr, strangers[:_SHOWN])) + (", ..." if len(strangers) > _SHOWN else "")
        raise ModelDataError(
            f"there are replies to {count(len(strangers), 'task')} that the file does not have: {shown}"
        )
    for reply in replies:
        if reply.fingerprint and reply.fingerprint != fingerprints[reply.task]:
            raise ModelDataError(f"the reply to task {reply.task!r} was given to another text of that task")
    return {reply.key: reply for reply in replies if reply.task in wanted}


def _parsed(reply: RecordedReply | None) -> Parsed:
    if reply is None:
        return Parsed(failure=Failure.NO_REPLY, reason="there is no reply")
    if not reply.text.strip() and reply.error:
        return Parsed(failure=Failure.NO_REPLY, reason=reply.error)
    found = parse_reply(reply.text)
    if found.failure is not None and reply.finish_reason == "length":
        return Parsed(failure=found.failure, reason=f"cut off by the limit of tokens; {found.reason}")
    return found


def _unsolved(parsed: Parsed) -> Solved:
    return Solved(parsed.failure or Failure.CRASHED, parsed.reason)


def _scored(task: Task, sample: int, solved: Solved) -> ReplyScore:
    judged = judge(task.expected, solved)
    reason = judged.note or solved.reason
    if judged.failure is Failure.WRONG_STRUCTURE:
        reason = solved.structure_reason
    return ReplyScore(
        task.id,
        sample,
        judged.right,
        judged.failure,
        reason,
        solved.value,
        solved.structure,
        solved.structure_reason,
        judged.reading,
    )
