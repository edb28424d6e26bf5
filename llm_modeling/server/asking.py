"""In the worker: a language model and a library that are asked through the server, as a worker has no network."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from llm_modeling.client import (
    GREEDY,
    InterruptedReplyError,
    LanguageModel,
    LanguageModelError,
    LanguageModelUnreachableError,
    Message,
    PromptTooLongError,
    Reply,
    ReplyError,
    RequestRefusedError,
    Sampling,
    SchemaNotEnforcedError,
    Usage,
    WrongModelError,
)
from llm_modeling.server.link import Link

_ERRORS = {
    kind.__name__: kind
    for kind in (
        InterruptedReplyError,
        LanguageModelUnreachableError,
        PromptTooLongError,
        ReplyError,
        RequestRefusedError,
        SchemaNotEnforcedError,
        WrongModelError,
    )
}


@dataclass(frozen=True)
class AskedModel:
    """A LanguageModel whose replies the server fetches."""

    link: Link
    name: str

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply:
        """Return the reply; raises LanguageModelError."""
        answer = self.link.ask(
            {
                "ask": "reply",
                "messages": [asdict(message) for message in messages],
                "schema": schema,
                "sampling": asdict(sampling),
            },
            stop,
        )
        if answer is None:
            raise InterruptedReplyError("interrupted before the reply was there")
        if "error" in answer:
            raise _ERRORS.get(answer["error"], LanguageModelError)(answer["message"], retryable=answer["retryable"])
        reply = answer["reply"]
        return Reply(**{**reply, "usage": Usage(**reply["usage"])})


@dataclass(frozen=True)
class AskedInsight:
    """An insight as text for a prompt."""

    id: str
    block: str

    def prompt_block(self) -> str:
        """Return the text."""
        return self.block


@dataclass(frozen=True)
class AskedExperience:
    """An Experience that the server looks up."""

    link: Link

    def retrieve(
        self, text: str, *, limit: int = 8, model: LanguageModel | None = None, seed: int = 0
    ) -> tuple[AskedInsight, ...]:
        """Return insights; raises LanguageModelError if the library cannot be asked."""
        answer = self.link.ask({"ask": "insights", "text": text, "limit": limit, "seed": seed}, self.link.stop)
        if answer is None or "error" in answer:
            raise LanguageModelError("the library was not asked" if answer is None else answer["message"])
        return tuple(AskedInsight(*found) for found in answer["insights"])
