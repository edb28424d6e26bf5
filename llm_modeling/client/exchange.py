"""One attempt at a reply over an OpenAI-compatible connection: streamed, watched, and every failure named."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from llm_modeling.client.contract import Reply, Usage
from llm_modeling.client.errors import (
    LanguageModelError,
    LanguageModelUnreachableError,
    PromptTooLongError,
    ReplyError,
    RequestRefusedError,
    WrongModelError,
)
from llm_modeling.client.waiting import Patience
from llm_modeling.render_math import visible

MOST_CHARACTERS = 1_000_000
_SHOWN = 300
_BUSY = (408, 409, 425, 429)
_TOO_LONG = ("context length", "maximum context", "context window", "too many tokens", "max_model_len")


@dataclass
class _Draft:
    """What has come so far."""

    pieces: list[str] = field(default_factory=list)
    characters: int = 0
    choices: int = 0
    finish_reason: str | None = None
    refusal: str = ""
    model: str = ""
    usage: Usage | None = None

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Take up a chunk, of which only the outermost form has been checked; raises ReplyError."""
        if isinstance(chunk.model, str) and chunk.model:
            self.model = chunk.model
        if chunk.usage is not None:
            self.usage = _usage(chunk)
        for choice in chunk.choices or ():
            self.choices += 1
            piece = choice.delta.content
            if piece is not None and not isinstance(piece, str):
                raise ReplyError("the reply is malformed: its content is no text")
            self.pieces.append(piece or "")
            self.characters += len(piece or "")
            self.refusal += str(choice.delta.refusal or "")[:_SHOWN]
            self.finish_reason = choice.finish_reason or self.finish_reason
        if self.characters > MOST_CHARACTERS:
            raise ReplyError(f"the reply has more than {MOST_CHARACTERS:,} characters and was broken off")


async def exchange(client: openai.AsyncOpenAI, request: Mapping[str, Any], patience: Patience) -> Reply:
    """Return the reply to a request of chat/completions; raises LanguageModelError.

    A reply that was held to a schema and cut off at its token limit is no reply; without a schema it is, and its
    finish_reason says "length".
    """
    began = time.monotonic()
    draft = _Draft()
    try:
        async with asyncio.timeout(patience.timeout_s):
            await _receive(client, request, patience, draft)
    except TimeoutError as error:
        reason = f"no complete reply within {patience.timeout_s:g} s"
        raise LanguageModelUnreachableError(f"{reason}; allow more time or fewer tokens") from error
    except openai.APIError as error:
        raise translated(error) from error
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError, TypeError) as error:
        # the openai package builds its objects without checking the types in them
        raise ReplyError(f"the reply is malformed: {type(error).__name__}: {_cleaned(str(error))}") from error
    _check_model(str(request["model"]), draft)
    return _finished(draft, time.monotonic() - began, has_schema="response_format" in request)


async def _receive(client: openai.AsyncOpenAI, request: Mapping[str, Any], patience: Patience, draft: _Draft) -> None:
    stream: openai.AsyncStream[ChatCompletionChunk] = await client.chat.completions.create(
        **request, stream=True, stream_options={"include_usage": True}
    )
    async with stream:
        kind = stream.response.headers.get("content-type", "")
        if "event-stream" not in kind:
            raise _no_stream(kind)
        chunks = aiter(stream)
        wait_s: float | None = None  # the first token may have to wait for its turn: the whole timeout is for that
        while (chunk := await _next(chunks, wait_s)) is not None:
            draft.add(chunk)
            wait_s = patience.stall_s


async def _next(chunks: AsyncIterator[ChatCompletionChunk], wait_s: float | None) -> ChatCompletionChunk | None:
    """Return the next chunk, None if there is none; raises LanguageModelUnreachableError if it does not come."""
    try:
        async with asyncio.timeout(wait_s):
            return await anext(chunks, None)
    except TimeoutError as error:
        if wait_s is None:
            raise
        reason = f"the reply stalled: nothing came for {wait_s:g} s"
        raise LanguageModelUnreachableError(reason, retryable=True) from error


def _no_stream(kind: str) -> LanguageModelError:
    if "html" in kind:
        return RequestRefusedError("the server answers with a web page: is the address that of an API, with /v1?")
    return RequestRefusedError(f"the server answers with {_cleaned(kind) or 'an unnamed type'} instead of a stream")


def _usage(chunk: ChatCompletionChunk) -> Usage:
    usage = chunk.usage
    if usage is None:
        return Usage()
    details = usage.prompt_tokens_details
    cached = 0 if details is None else details.cached_tokens
    return Usage(_count(usage.prompt_tokens), _count(usage.completion_tokens), _count(cached))


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _check_model(asked: str, draft: _Draft) -> None:
    """Return if the reply comes from the model that was asked for, whose name may be completed by a date or folder."""
    here, there = (name.rsplit("/", 1)[-1].lower() for name in (asked, draft.model))
    if there and not there.startswith(here) and not here.startswith(there):
        reason = f"asked for the model {asked[:80]!r}, the server answers from {_cleaned(draft.model)!r}"
        raise WrongModelError(reason, usage=draft.usage)


def _finished(draft: _Draft, time_s: float, *, has_schema: bool) -> Reply:
    usage, text = draft.usage, "".join(draft.pieces)
    if not draft.choices:
        raise ReplyError("the reply is empty: the server sent no choices", usage=usage, retryable=True)
    if draft.refusal:
        raise ReplyError(f"the model refused: {_cleaned(draft.refusal)}", usage=usage)
    if draft.finish_reason is None:
        raise ReplyError("the reply was cut off: the stream ended before its last part", usage=usage, retryable=True)
    if draft.finish_reason == "content_filter":
        raise ReplyError("the server withheld the reply by its content filter", usage=usage)
    if draft.finish_reason == "length" and has_schema:
        reason = f"the reply was cut off at its token limit after {len(text):,} characters; allow more tokens"
        raise ReplyError(reason, usage=usage)
    return Reply(text, draft.finish_reason, usage or Usage(), draft.model, time_s)


def translated(error: openai.APIError) -> LanguageModelError:
    """Return our error for one of the openai package."""
    if isinstance(error, openai.APITimeoutError):
        return LanguageModelUnreachableError(f"no answer in time from {_host(error)}", retryable=True)
    if isinstance(error, openai.APIConnectionError):
        cause = _cleaned(str(error.__cause__ or error.message))
        reason = f"the connection to {_host(error)} failed: {cause}; is the server running?"
        return LanguageModelUnreachableError(reason, retryable=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    return ReplyError(f"the server broke off the reply: {_cleaned(error.message)}", retryable=True)


def _of_status(error: openai.APIStatusError) -> LanguageModelError:
    status, said = error.status_code, _cleaned(_message(error))
    if status in _BUSY or status >= 500:
        reason = f"the server is busy or broken (HTTP {status}): {said}"
        return LanguageModelUnreachableError(
            reason, retryable=True, retry_after_s=_retry_after_s(error.response.headers.get("retry-after"))
        )
    if status in (401, 403):
        return RequestRefusedError(f"the server refuses the key (HTTP {status}): {said}")
    if status == 404:
        return WrongModelError(f"the server has no such model or address (HTTP 404): {said}")
    if status in (400, 413, 422) and any(words in said.lower() for words in _TOO_LONG):
        return PromptTooLongError(f"the prompt is too long for the model (HTTP {status}): {said}")
    return RequestRefusedError(f"the server refuses the request (HTTP {status}): {said}")


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"])
    return error.message if "<html" not in error.message.lower() else "(a web page)"


def _retry_after_s(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None if it is neither."""
    if value is None:
        return None
    try:
        return max(0.0, float(value)) if float(value) < 1e9 else None
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _host(error: openai.APIError) -> str:
    url = error.request.url
    return _cleaned(f"{url.scheme}://{url.host}" + (f":{url.port}" if url.port else ""))


def _cleaned(text: str) -> str:
    """Return what a server said, on one line, of limited length, without characters that steer a terminal."""
    words = " ".join(visible(text[: 4 * _SHOWN]).split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."
