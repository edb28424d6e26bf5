"""gold_replies: what a modeler without fault would say, from the gold formulations of a file."""

from __future__ import annotations

from collections.abc import Iterable

from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.reply_text import reply_json
from llm_modeling.evaluation.task import Task

MODEL = "gold"


def gold_replies(tasks: Iterable[Task]) -> tuple[RecordedReply, ...]:
    """Return the first gold formulation of each task that has one, as its reply."""
    return tuple(
        RecordedReply(
            task.id,
            reply_json(task.golds[0].formulation, task.golds[0].values),
            model=MODEL,
            fingerprint=task.fingerprint,
            settings={"reading": task.golds[0].reading} if task.golds[0].reading else {},
        )
        for task in tasks
        if task.golds
    )
