"""A language model on loan: what others ask of it is counted, and ends when the case is halted."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from llm_modeling.client import GREEDY, LanguageModel, LanguageModelError, Message, Reply, Sampling, Usage


class Metered:
    """A language model that passes everything on; usage adds up, and a call without stop gets that of the loan."""

    def __init__(self, model: LanguageModel, stop: threading.Event) -> None:
        self._model = model
        self._stop = stop
        self._lock = threading.Lock()
        self.usage = Usage()

    @property
    def name(self) -> str:
        return self._model.name

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply:
        """Return the reply of the model; raises what it raises."""
        try:
            reply = self._model.reply(
                messages, schema=schema, sampling=sampling, stop=self._stop if stop is None else stop
            )
        except LanguageModelError as error:
            self._add(error.usage)
            raise
        self._add(reply.usage)
        return reply

    def _add(self, usage: Usage) -> None:
        with self._lock:
            self.usage += usage
