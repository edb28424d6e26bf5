"""ScriptedModel: a language model that says what it was told to, for tests and for demonstrations without one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from llm_modeling.client.contract import GREEDY, Message, Reply, Sampling, Usage
from llm_modeling.client.errors import InterruptedReplyError, ReplyError
from llm_modeling.client.tokens import estimated_tokens, estimated_tokens_of

Script: TypeAlias = Callable[[Sequence[Message], Mapping[str, Any] | None, Sampling], str]


class ScriptedModel:
    """Replies from a list, in its order, or from a function of messages, schema and sampling.

    requests keeps the messages of every call. Raises ReplyError when the list has ended.
    """

    def __init__(self, replies: Sequence[str] | Script, name: str = "scripted") -> None:
        self._replies: Script | None = replies if callable(replies) else None
        self._left = [] if callable(replies) else list(replies)
        self._name = name
        self._lock = threading.Lock()
        self.requests: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        return self._name

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply:
        """Return the next reply; raises ReplyError if there is none, InterruptedReplyError if stop is set."""
        if stop is not None and stop.is_set():
            raise InterruptedReplyError("interrupted before the request was sent")
        with self._lock:
            self.requests.append(tuple(messages))
            if self._replies is None and not self._left:
                raise ReplyError(f"the script has only {len(self.requests) - 1} replies")
            text = self._left.pop(0) if self._replies is None else None
        if text is None and self._replies is not None:
            text = self._replies(messages, schema, sampling)
        text = text or ""
        usage = Usage(estimated_tokens_of(messages), estimated_tokens(text))
        return Reply(text, "stop", usage, self._name, 0.0)
