"""ask: the replies of a language model to tasks, recorded as they come, so that an interrupted run goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeAlias

from llm_modeling.client import InterruptedReplyError
from llm_modeling.evaluation.replies import RecordedReply, ReplyLog
from llm_modeling.evaluation.task import Task
from metasolve import ModelDataError

Answer: TypeAlias = Callable[[Task, int, threading.Event], RecordedReply]
"""What gives the reply to one sample of a task; it ends soon after the event is set."""


@dataclass(frozen=True)
class Question:
    """A sample of a task that is to be asked."""

    task: Task
    sample: int


def ask(
    tasks: Sequence[Task],
    samples: int,
    answer: Answer,
    log: ReplyLog | None = None,
    *,
    concurrency: int = 8,
    on_done: Callable[[], None] | None = None,
    stop: threading.Event | None = None,
) -> tuple[RecordedReply, ...]:
    """Return the replies to all samples of the tasks, in this order; those that log has are not asked again.

    When stop is set, what is there by then comes back. The first error of an answer ends the others and is raised;
    replies that came before it are in the log.
    """
    found = {} if log is None else {reply.key: reply for reply in log.replies}
    questions = [
        Question(task, sample) for task in tasks for sample in range(samples) if (task.id, sample) not in found
    ]
    stop = threading.Event() if stop is None else stop
    for reply in _replies(questions, answer, concurrency, stop):
        if log is not None:
            log.add(reply)
        found[reply.key] = reply
        if on_done is not None:
            on_done()
    keys = [(task.id, sample) for task in tasks for sample in range(samples)]
    return tuple(found[key] for key in keys if key in found)


def _replies(
    questions: Sequence[Question], answer: Answer, concurrency: int, stop: threading.Event
) -> Iterator[RecordedReply]:
    """Yield replies as they come, never more than concurrency questions being asked at a time."""
    waiting = iter(questions)
    running: set[Future[RecordedReply]] = set()
    with ThreadPoolExecutor(concurrency, thread_name_prefix="ask") as threads:
        try:
            while True:
                while len(running) < concurrency and not stop.is_set():
                    question = next(waiting, None)
                    if question is None:
                        break
                    running.add(threads.submit(answer, question.task, question.sample, stop))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    try:
                        reply = future.result()
                    except InterruptedReplyError:
                        stop.set()
                    else:
                        yield reply
        finally:
            stop.set()


def check_log(log: ReplyLog, tasks: Sequence[Task], model: str, settings: Mapping[str, Any]) -> None:
    """Return if all replies of a log are of this model, these settings and these texts.

    Raises ModelDataError saying which one is not: scores of a mixture would mean nothing.
    """
    fingerprints = {task.id: task.fingerprint for task in tasks}
    for reply in log.replies:
        where = f"the reply to sample {reply.sample} of task {reply.task!r}"
        if reply.task not in fingerprints or reply.fingerprint != fingerprints[reply.task]:
            raise ModelDataError(f"{where} belongs to another file; record to another one", str(log.path))
        if reply.model != model:
            raise ModelDataError(f"{where} is of the model {reply.model!r}, not {model!r}", str(log.path))
        if dict(reply.settings) != dict(settings):
            raise ModelDataError(f"{where} was asked with other settings: {dict(reply.settings)}", str(log.path))
