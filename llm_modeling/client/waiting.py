"""When a request that failed is tried again: exponential backoff with jitter, and what the server asks for."""

from __future__ import annotations

import random
from dataclasses import dataclass

from llm_modeling.client.errors import LanguageModelError

_FIRST_S = 0.5
_LONGEST_S = 20.0
_LONGEST_ASKED_S = 120.0


@dataclass(frozen=True)
class Patience:
    """How often a request is tried again, and how long one attempt may take.

    timeout_s: one attempt from the request to the last token; stall_s: no sign of life in the midst of a reply;
    connect_s: until there is a connection.
    """

    retries: int = 3
    timeout_s: float = 300.0
    stall_s: float = 60.0
    connect_s: float = 10.0

    def __post_init__(self) -> None:
        if self.retries < 0:
            raise ValueError(f"retries is {self.retries} instead of an integer >= 0")
        for name in ("timeout_s", "stall_s", "connect_s"):
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name} is {getattr(self, name)} instead of a positive number")

    def wait_s(self, error: LanguageModelError, attempt: int) -> float | None:
        """Return how long to wait after failed attempt 0, 1, ..., None if it is not to be tried again.

        What the server asks for counts, unless it is more than two minutes; otherwise the wait doubles, with jitter so
        that many clients do not come back at once. Source: Brooker, Exponential backoff and jitter, 2015.
        """
        if not error.retryable or attempt >= self.retries:
            return None
        asked = error.retry_after_s
        if asked is not None:
            return asked if asked <= _LONGEST_ASKED_S else None
        longest = min(_LONGEST_S, _FIRST_S * 2.0**attempt)
        return random.uniform(0.5 * longest, longest)
