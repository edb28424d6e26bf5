"""OpenAiModel: a language model behind any OpenAI-compatible URL, by the openai package; vLLM is the reference.

Only fields of the OpenAI API are sent: vLLM accepts unknown fields in silence, so that one which it no longer knows
(guided_json and the like, since v0.12) would leave the reply unconstrained, with HTTP 200 (vLLM issue 53975).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import openai

from llm_modeling.client.canary import check_canary
from llm_modeling.client.contract import GREEDY, Message, Reply, Sampling, Usage
from llm_modeling.client.errors import (
    InterruptedReplyError,
    LanguageModelError,
    LanguageModelUnreachableError,
    PromptTooLongError,
    ReplyError,
    RequestRefusedError,
    WrongModelError,
)
from llm_modeling.client.exchange import exchange, translated
from llm_modeling.client.tokens import TokenCount, estimated_tokens, estimated_tokens_of
from llm_modeling.client.waiting import Patience
from llm_modeling.errors import FormulationError, quoted
from llm_modeling.json_text import parse_json

T = TypeVar("T")
_POLL_S = 0.05
_LEAST_REPLY = 128
_MOST_LISTED = 1_000_000


@dataclass(frozen=True)
class _Served:
    """The models of a server with the tokens of their contexts, None where it does not say."""

    contexts: Mapping[str, int | None]


class OpenAiModel:
    """A model of an OpenAI-compatible server; calls from several threads are safe, at most concurrency at a time.

    base_url ends in /v1 for most servers. Without model, it is the only one that the server lists. timeout_s is for
    one attempt at a reply; connections that fail, 429, 5xx, and replies that are broken off are tried again retries
    times, with backoff, or when Retry-After says. stall_s is how long nothing may come in the midst of a reply.
    context_tokens is the length of the model's context, by default what vLLM says in /v1/models. count_tokens counts
    a prompt (llm_modeling.client.tokenizer has one); without it, it is estimated from above.

    A call blocks its thread until the reply is complete; in an event loop, give it a thread of its own.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = 300.0,
        stall_s: float = 60.0,
        retries: int = 3,
        concurrency: int = 8,
        context_tokens: int | None = None,
        count_tokens: TokenCount | None = None,
    ) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise ValueError(f"base_url is {base_url!r} instead of http://... or https://...")
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency} instead of a positive integer")
        self._url = base_url
        self._key = api_key
        self._patience = Patience(retries=retries, timeout_s=timeout_s, stall_s=stall_s)
        self._free = threading.BoundedSemaphore(concurrency)
        self._context_tokens = context_tokens
        self._count = count_tokens
        self._model = model
        self._served: _Served | None = None
        self._asking = threading.Lock()

    @property
    def name(self) -> str:
        """The served model's name; asks the server if none was given, and raises LanguageModelError as reply does."""
        return self._name(None)

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply:
        """Return the reply; raises LanguageModelError, InterruptedReplyError within a fraction of a second of stop.

        sampling.max_tokens is lowered to what the prompt leaves of the context; PromptTooLongError if that is nothing.
        """
        name = self._name(stop)
        request = self._request(name, messages, schema, self._fitting(name, messages, sampling))
        self._take_turn(stop)
        try:
            found = self._run(self._persistent(request), stop)
        except WrongModelError as error:
            raise WrongModelError(f"{error}{self._offer()}", usage=error.usage) from error
        finally:
            self._free.release()
        if found.usage == Usage():
            estimate = Usage(estimated_tokens_of(messages), estimated_tokens(found.text))
            found = replace(found, usage=estimate)
        return replace(found, model=found.model or name)

    def check_schema_is_enforced(self, stop: threading.Event | None = None) -> None:
        """Return if the server holds replies to their schema; raises SchemaNotEnforcedError, LanguageModelError."""
        check_canary(self, stop)

    def models(self, stop: threading.Event | None = None) -> tuple[str, ...]:
        """Return the names of the models that the server lists; raises LanguageModelError."""
        return tuple(self._list(stop).contexts)

    def _request(
        self, name: str, messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "max_tokens": sampling.max_tokens,
        }
        if sampling.seed is not None:
            request["seed"] = sampling.seed
        if schema is not None:
            held = {"name": str(schema.get("title", "reply"))[:64], "schema": dict(schema), "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": held}
        return request

    def _fitting(self, name: str, messages: Sequence[Message], sampling: Sampling) -> Sampling:
        """Return the sampling with as many tokens as the context has left; raises PromptTooLongError."""
        context = self._context_tokens
        if context is None and self._served is not None:
            context = self._served.contexts.get(name)
        if context is None:
            return sampling
        prompt = estimated_tokens_of(messages) if self._count is None else self._count(messages)
        if prompt + _LEAST_REPLY > context:
            how = "by estimate; a tokenizer counts them exactly" if self._count is None else "by its tokenizer"
            reason = f"the prompt has {prompt:,} tokens ({how}), the context of {name} {context:,}"
            raise PromptTooLongError(f"{reason}: shorten the text or serve the model with a longer context")
        return replace(sampling, max_tokens=min(sampling.max_tokens, context - prompt))

    def _name(self, stop: threading.Event | None) -> str:
        """Return the model's name after the server was asked, once, which models it has."""
        with self._asking:
            if self._served is None:
                try:
                    self._served = self._list(stop)
                except (RequestRefusedError, ReplyError):
                    if self._model is None:
                        raise
                    self._served = _Served({})  # not every server has a list; the first reply shows what is wrong
            if self._model is None:
                names = list(self._served.contexts)
                if len(names) != 1:
                    reason = f"the server at {self._url} has {len(names)} models: {quoted(names) or 'none'}"
                    raise WrongModelError(f"{reason}; say which (--model NAME)")
                self._model = names[0]
            return self._model

    def _offer(self) -> str:
        names = [] if self._served is None else list(self._served.contexts)
        return f"; the server has {quoted(names)}" if names else ""

    def _take_turn(self, stop: threading.Event | None) -> None:
        while not self._free.acquire(timeout=_POLL_S):
            if stop is not None and stop.is_set():
                raise InterruptedReplyError("interrupted before the request was sent")

    def _client(self) -> openai.AsyncOpenAI:
        timeout = openai.Timeout(self._patience.timeout_s, connect=self._patience.connect_s)
        # a key is always given, so that the package does not take the one of the environment to any server
        return openai.AsyncOpenAI(base_url=self._url, api_key=self._key or "none", max_retries=0, timeout=timeout)

    async def _persistent(self, request: Mapping[str, Any]) -> Reply:
        spent = Usage()
        async with self._client() as client:
            for attempt in range(self._patience.retries + 1):
                try:
                    found = await exchange(client, request, self._patience)
                    return replace(found, usage=found.usage + spent) if spent != Usage() else found
                except LanguageModelError as error:
                    spent += error.usage
                    error.usage = spent
                    wait_s = self._patience.wait_s(error, attempt)
                    if wait_s is None:
                        raise
                    await asyncio.sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def _list(self, stop: threading.Event | None) -> _Served:
        async def ask() -> str:
            async with self._client() as client:
                try:
                    answer = await client.models.with_raw_response.list()
                except openai.APIError as error:
                    raise translated(error) from error
                return answer.http_response.text

        text = self._run(self._again(ask), stop)
        return _Served(dict(_listed(text, self._url)))

    async def _again(self, ask: Any) -> str:
        for attempt in range(self._patience.retries + 1):
            try:
                return str(await ask())
            except LanguageModelUnreachableError as error:
                wait_s = self._patience.wait_s(error, attempt)
                if wait_s is None:
                    raise
                await asyncio.sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def _run(self, work: Coroutine[Any, Any, T], stop: threading.Event | None) -> T:
        """Return what work returns; raises what it raises, the key left out, and InterruptedReplyError upon stop."""
        try:
            return asyncio.run(_watched(work, stop))
        except LanguageModelError as error:
            if self._key and self._key in str(error):
                error.args = (str(error).replace(self._key, "(key)"),)
            raise


async def _watched(work: Coroutine[Any, Any, T], stop: threading.Event | None) -> T:
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            if stop is not None and stop.is_set():
                raise InterruptedReplyError("interrupted")
            await asyncio.wait({task}, timeout=_POLL_S)
        return task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, LanguageModelError):
            await task


def _listed(text: str, url: str) -> list[tuple[str, int | None]]:
    """Return the names and context lengths in an answer of /v1/models; raises RequestRefusedError if it is none."""
    try:
        content = parse_json(text, None, _MOST_LISTED)
    except FormulationError as error:
        raise RequestRefusedError(f"{url}/models is no list of models: is the address that of an API?") from error
    entries = content.get("data") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise RequestRefusedError(f"{url}/models is no list of models: is the address that of an API?")
    found = []
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            length = entry.get("max_model_len")
            found.append((entry["id"], length if isinstance(length, int) and length > 0 else None))
    return found
