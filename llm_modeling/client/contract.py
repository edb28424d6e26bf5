"""What the rest of the package knows of a language model: messages in, a reply out, counted in tokens."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Usage:
    """Tokens that were read and written; cached_tokens are those of the prompt that the server had read before."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )

    def to_json(self) -> dict[str, int]:
        """Return the counts as JSON data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Reply:
    """What came back: nothing of it has been checked but that it is text and complete as finish_reason says."""

    text: str
    finish_reason: str
    usage: Usage
    model: str
    time_s: float


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn, and how many of them there may be."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 4096
    seed: int | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and 0.0 <= self.temperature <= 2.0):
            raise ValueError(f"temperature is {self.temperature} instead of a number in [0, 2]")
        if not 0.0 < self.top_p <= 1.0:
            raise ValueError(f"top_p is {self.top_p} instead of a number in (0, 1]")
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens is {self.max_tokens} instead of a positive integer")


GREEDY = Sampling()


class LanguageModel(Protocol):
    """A language model; name is the served model's, for records.

    reply raises a LanguageModelError, and an InterruptedReplyError soon after stop is set. With a schema, the server
    is asked to hold the reply to it: whether it did is for the caller to check. Calls from several threads are safe.
    """

    @property
    def name(self) -> str: ...

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply: ...
