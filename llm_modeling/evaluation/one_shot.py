"""OneShot: one reply to a problem, held to the schema of formulations; nothing is checked, repaired or voted on."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from llm_modeling.client import GREEDY, LanguageModel, Message, PromptTooLongError, ReplyError, Sampling
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.task import Task
from llm_modeling.formulating.fence import quoted_block
from llm_modeling.formulating.tables import table_directory, tables_summary
from llm_modeling.formulating.wire import wire_schema
from llm_modeling.prompts import load_prompt
from metasolve import ModelDataError

_PROMPTS = ("system", "formulation")


@dataclass(frozen=True)
class AskSettings:
    """How the model is asked: sample n has the seed seed + n; temperature is 0 for one sample, 0.7 for several."""

    samples: int = 1
    temperature: float | None = None
    top_p: float = 1.0
    max_tokens: int = 8192
    seed: int = 0

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise ValueError(f"samples is {self.samples} instead of at least 1")
        self.sampling(0)

    def sampling(self, sample: int) -> Sampling:
        """Return how the tokens of one sample are drawn."""
        usual = GREEDY.temperature if self.samples == 1 else 0.7
        temperature = usual if self.temperature is None else self.temperature
        return Sampling(temperature, self.top_p, self.max_tokens, self.seed + sample)

    def to_json(self) -> dict[str, Any]:
        """Return what is the same for all samples, for the records."""
        first = self.sampling(0)
        return {
            "temperature": first.temperature,
            "top_p": first.top_p,
            "max_tokens": first.max_tokens,
            "seed": self.seed,
        }


@dataclass(frozen=True)
class OneShot:
    """An Answer: one request a sample, the reply recorded as it is."""

    model: LanguageModel
    settings: AskSettings

    @cached_property
    def record(self) -> dict[str, Any]:
        """How the model is asked, for the records."""
        versions = {name: load_prompt(name).version for name in _PROMPTS}
        return {"mode": "one-shot", "prompts": versions, **self.settings.to_json()}

    def __call__(self, task: Task, sample: int, stop: threading.Event) -> RecordedReply:
        """Return the reply; one that the model refuses, breaks off or has no room for is recorded with the error."""
        try:
            reply = self.model.reply(
                messages(task),
                schema=wire_schema(),
                sampling=self.settings.sampling(sample),
                stop=stop,
            )
        except (ReplyError, PromptTooLongError, ModelDataError) as error:
            usage = getattr(error, "usage", None)
            return RecordedReply(
                task.id,
                "",
                sample,
                self.model.name,
                task.fingerprint,
                error=f"{type(error).__name__}: {error}"[:1000],
                usage={} if usage is None else usage.to_json(),
                settings=self.record,
            )
        return RecordedReply(
            task.id,
            reply.text,
            sample,
            self.model.name,
            task.fingerprint,
            reply.finish_reason,
            time_s=round(reply.time_s, 3),
            usage=reply.usage.to_json(),
            settings=self.record,
        )


def messages(task: Task) -> list[Message]:
    """Return the conversation about a task: the language, then the problem and its tables, quoted.

    Raises DataError if a table cannot be read.
    """
    language = (files("llm_modeling") / "LANGUAGE.md").read_text(encoding="utf-8")
    with table_directory(task.tables) as data:
        tables = tables_summary(task.tables, data)
    asked = load_prompt("formulation").filled()
    return [
        Message("system", load_prompt("system").filled(language=language)),
        Message("user", f"{quoted_block('The problem', task.text)}\n\n{tables}{asked}"),
    ]
