"""What can go wrong between us and a language model; every message says what to do next.

metasolve.MetasolveError
+- LanguageModelError                  retryable says whether the same request may succeed later
   +- LanguageModelUnreachableError    no connection, no answer in time, or the server is busy or broken
   +- RequestRefusedError              the server refuses the request: key, address, size
   |  +- WrongModelError               it does not have the model, or answers from another one
   +- PromptTooLongError               the prompt does not fit the model's context; nothing was sent
   +- SchemaNotEnforcedError           the server lets the model write what the schema forbids
   +- ReplyError                       the reply is malformed, refused or cut off
   +- InterruptedReplyError            the caller no longer wants the reply
"""

from __future__ import annotations

from llm_modeling.client.contract import Usage
from metasolve import MetasolveError


class LanguageModelError(MetasolveError):
    """A language model did not give a usable reply.

    retryable: whether the same request may succeed later; retry_after_s: when, if the server said so; usage: the
    tokens that were spent nonetheless, as far as they are known.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after_s: float | None = None,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.usage = Usage() if usage is None else usage


class LanguageModelUnreachableError(LanguageModelError):
    """There is no connection, no answer in time, or the server is busy or broken."""


class RequestRefusedError(LanguageModelError):
    """The server refuses the request, and would refuse it again."""


class WrongModelError(RequestRefusedError):
    """The server does not have the model that is asked for, or answers from another one."""


class PromptTooLongError(LanguageModelError):
    """The prompt does not fit the model's context; nothing was sent."""


class SchemaNotEnforcedError(LanguageModelError):
    """The server lets the model write what the schema forbids, so that none of its replies can be relied on."""


class ReplyError(LanguageModelError):
    """The reply is malformed, refused or cut off."""


class InterruptedReplyError(LanguageModelError):
    """The caller no longer wants the reply."""
