"""One suite over all language models: what the contract promises."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from llm_modeling.client import (
    InterruptedReplyError,
    LanguageModel,
    LanguageModelError,
    Message,
    Sampling,
    ScriptedModel,
)
from llm_modeling.client.canary import check_canary
from llm_modeling.client.openai_model import OpenAiModel
from metasolve import MetasolveError
from tests.llm_modeling.client.scripted_server import ScriptedServer, schema_of, smallest

HELLO = [Message("user", "Say hello.")]
SCHEMA = {"type": "object", "properties": {"word": {"enum": ["hello"]}}, "required": ["word"]}


@pytest.fixture(params=["scripted", "openai"])
def model(request: pytest.FixtureRequest) -> Iterator[LanguageModel]:
    with ExitStack() as stack:
        yield MODELS[request.param](stack)


def _scripted(stack: ExitStack) -> LanguageModel:
    return ScriptedModel(lambda messages, schema, sampling: "hello" if schema is None else json.dumps(smallest(schema)))


def _openai(stack: ExitStack) -> LanguageModel:
    def answer(request: dict[str, object]) -> str:
        schema = schema_of(request)
        return "hello" if schema is None else json.dumps(smallest(schema))

    return OpenAiModel(stack.enter_context(ScriptedServer(answer)).url)


MODELS: dict[str, Callable[[ExitStack], LanguageModel]] = {"scripted": _scripted, "openai": _openai}


def test_reply_is_text_with_tokens_and_the_model_that_wrote_it(model: LanguageModel) -> None:
    reply = model.reply(HELLO)
    assert (reply.text, reply.finish_reason, reply.model) == ("hello", "stop", "scripted")
    assert reply.usage.prompt_tokens > 0
    assert reply.usage.completion_tokens > 0
    assert reply.time_s >= 0.0


def test_name_is_that_of_the_served_model(model: LanguageModel) -> None:
    assert model.name == "scripted"


def test_schema_holds_the_reply(model: LanguageModel) -> None:
    assert json.loads(model.reply(HELLO, schema=SCHEMA).text) == {"word": "hello"}


def test_canary_passes(model: LanguageModel) -> None:
    check_canary(model)


def test_stop_that_is_set_interrupts(model: LanguageModel) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(InterruptedReplyError):
        model.reply(HELLO, stop=stop)


def test_threads_may_share_a_model(model: LanguageModel) -> None:
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda seed: model.reply(HELLO, sampling=Sampling(seed=seed)).text, range(8)))
    assert replies == ["hello"] * 8


def test_script_that_has_ended_says_so() -> None:
    model = ScriptedModel(["one"])
    assert model.reply(HELLO).text == "one"
    with pytest.raises(LanguageModelError, match="only 1 replies"):
        model.reply(HELLO)


def test_errors_are_those_of_the_world() -> None:
    assert issubclass(LanguageModelError, MetasolveError)


@pytest.mark.parametrize(
    "wrong", [{"temperature": -0.1}, {"temperature": 2.5}, {"top_p": 0.0}, {"top_p": 1.5}, {"max_tokens": 0}]
)
def test_sampling_refuses_what_no_server_takes(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        Sampling(**wrong)  # type: ignore[arg-type]
