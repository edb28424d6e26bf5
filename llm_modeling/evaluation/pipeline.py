"""Pipeline: the whole of formulate() as a modeler: draft, checks and repairs for each sample, without its vote.

Each sample is a run of its own, so that pass@k and majority mean the same as for single replies.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from llm_modeling.client import InterruptedReplyError, LanguageModel, PromptTooLongError, ReplyError
from llm_modeling.evaluation.one_shot import AskSettings
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.reply_text import reply_json
from llm_modeling.evaluation.task import Task
from llm_modeling.formulating import FormulateResult, FormulateSettings, formulate
from llm_modeling.formulating.conversation import prompt_versions
from metasolve import ModelDataError


@dataclass(frozen=True)
class Pipeline:
    """An Answer: formulate() with one sample, its formulation recorded as the reply."""

    model: LanguageModel
    settings: AskSettings
    time_limit_s: float = 10.0

    @cached_property
    def record(self) -> dict[str, Any]:
        """How the model is asked, for the records."""
        return {"mode": "pipeline", "prompts": dict(prompt_versions()), **self.settings.to_json()}

    def __call__(self, task: Task, sample: int, stop: threading.Event) -> RecordedReply:
        """Return the formulation that the model comes to, with its data; an error that is the reply's is recorded."""
        sampling = self.settings.sampling(sample)
        settings = FormulateSettings(
            time_limit_s=self.time_limit_s,
            seed=self.settings.seed + sample,
            temperature=sampling.temperature,
            max_tokens=sampling.max_tokens,
            threads=1,
        )
        try:
            found = formulate(task.text, self.model, tables=task.tables, settings=settings, stop=stop)
        except (ReplyError, PromptTooLongError, ModelDataError) as error:
            return self._reply(task, sample, "", error=f"{type(error).__name__}: {error}"[:1000])
        if found.interrupted and stop.is_set():
            raise InterruptedReplyError("interrupted before the formulation was there")
        if found.formulation is None:
            reasons = "; ".join(candidate.reason for candidate in found.candidates)
            return self._reply(task, sample, "", found, f"no formulation: {reasons}"[:1000])
        return self._reply(task, sample, reply_json(found.formulation, None), found)

    def _reply(
        self, task: Task, sample: int, text: str, found: FormulateResult | None = None, error: str = ""
    ) -> RecordedReply:
        return RecordedReply(
            task.id,
            text,
            sample,
            self.model.name,
            task.fingerprint,
            error=error,
            time_s=0.0 if found is None else round(found.time_s, 3),
            usage={} if found is None else found.usage.to_json(),
            settings=self.record,
        )
