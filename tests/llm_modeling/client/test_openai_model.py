"""OpenAiModel against a scripted server: what is sent, counted, limited, interrupted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest

from llm_modeling.client import (
    InterruptedReplyError,
    Message,
    PromptTooLongError,
    Reply,
    RequestRefusedError,
    Sampling,
    WrongModelError,
)
from llm_modeling.client.openai_model import OpenAiModel
from llm_modeling.client.waiting import Patience
from tests.llm_modeling.client.scripted_server import Mode, ScriptedServer

HELLO = [Message("system", "Be kind."), Message("user", "Good morning, how are you today?")]
# what OpenAI's reference of chat/completions has, and vLLM, llama.cpp and others know as well
STANDARD = {
    "model",
    "messages",
    "temperature",
    "top_p",
    "max_tokens",
    "seed",
    "stream",
    "stream_options",
    "response_format",
}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(lambda request: "Well, thank you. " * 20) as running:
        yield running


def test_reply_comes_with_its_tokens(server: ScriptedServer) -> None:
    reply = OpenAiModel(server.url).reply(HELLO)
    assert reply.text == "Well, thank you. " * 20
    assert (reply.finish_reason, reply.model) == ("stop", "scripted")
    assert reply.usage.completion_tokens == len(reply.text) // 4
    assert reply.usage.prompt_tokens > 0
    assert reply.usage.cached_tokens == 3


def test_only_standard_fields_are_sent(server: ScriptedServer) -> None:
    schema = {"title": "T", "type": "object", "properties": {}, "required": []}
    OpenAiModel(server.url).reply(HELLO, schema=schema, sampling=Sampling(0.5, 0.9, 77, 5))
    sent = server.requests[0]
    assert set(sent) == STANDARD
    assert sent["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "T", "schema": schema, "strict": True},
    }
    assert (sent["temperature"], sent["top_p"], sent["max_tokens"], sent["seed"]) == (0.5, 0.9, 77, 5)


def test_seed_and_schema_are_left_out_if_there_are_none(server: ScriptedServer) -> None:
    OpenAiModel(server.url).reply(HELLO)
    assert set(server.requests[0]) == STANDARD - {"seed", "response_format"}


def test_only_model_of_the_server_is_taken(server: ScriptedServer) -> None:
    assert OpenAiModel(server.url).name == "scripted"


def test_name_of_a_model_that_is_not_there_is_answered_with_those_that_are(server: ScriptedServer) -> None:
    with pytest.raises(WrongModelError, match=r"`gpt-9` does not exist.*the server has 'scripted'"):
        OpenAiModel(server.url, "gpt-9").reply(HELLO)


def test_key_of_the_environment_is_not_sent(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    OpenAiModel(server.url).reply(HELLO)
    assert "sk-secret" not in json.dumps(server.headers)


def test_key_is_sent_and_stands_in_no_message() -> None:
    with ScriptedServer(lambda request: "", Mode.BAD_REQUEST) as server:
        model = OpenAiModel(server.url, api_key="response_format")
        with pytest.raises(RequestRefusedError) as found:
            model.reply(HELLO)
        assert server.headers[0]["authorization"] == "Bearer response_format"
    assert "response_format" not in str(found.value)


@pytest.mark.parametrize("mode", [Mode.STALLS, Mode.STALLS_MIDWAY])
def test_stop_ends_a_reply_at_once(mode: Mode) -> None:
    with ScriptedServer(lambda request: "a" * 1000, mode) as server:
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        with pytest.raises(InterruptedReplyError):
            OpenAiModel(server.url).reply(HELLO, stop=stop)
        assert time.monotonic() - began < 10.0  # the server would have gone on for 30 s


def test_stop_ends_the_wait_for_a_retry() -> None:
    with ScriptedServer(lambda request: "", Mode.BUSY, retry_after="60") as server:
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        with pytest.raises(InterruptedReplyError):
            OpenAiModel(server.url).reply(HELLO, stop=stop)
        assert time.monotonic() - began < 30.0


def _replies_of_threads(model: OpenAiModel, count: int) -> list[Reply]:
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(model.reply(HELLO))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def test_as_many_requests_at_once_as_allowed_and_no_more(server: ScriptedServer) -> None:
    both_are_there = threading.Barrier(2)

    def answer(request: dict[str, object]) -> str:
        both_are_there.wait(120.0)
        return "Yes."

    server.answer = answer
    server.delay_s = 0.1
    assert len(_replies_of_threads(OpenAiModel(server.url, concurrency=2), 6)) == 6
    assert server.most_at_once == 2


def test_prompt_that_is_too_long_is_not_sent(server: ScriptedServer) -> None:
    server.context = 300
    with pytest.raises(PromptTooLongError, match=r"[0-9,]+ tokens \(by estimate.*the context of scripted 300"):
        OpenAiModel(server.url).reply([Message("user", "word " * 1000)])
    assert not server.requests


def test_reply_gets_the_tokens_that_the_prompt_leaves(server: ScriptedServer) -> None:
    server.context = 1000
    OpenAiModel(server.url, count_tokens=lambda messages: 600).reply(HELLO, sampling=Sampling(max_tokens=4096))
    assert server.requests[0]["max_tokens"] == 400


def test_server_without_a_list_of_models_serves_a_model_that_is_named() -> None:
    with ScriptedServer(lambda request: "Yes.", Mode.WEB_PAGE, times=0) as server:
        assert OpenAiModel(server.url, "scripted").reply(HELLO).text == "Yes."


@pytest.mark.parametrize(
    "wrong",
    [{"base_url": "localhost:8000"}, {"timeout_s": 0.0}, {"stall_s": -1.0}, {"retries": -1}, {"concurrency": 0}],
)
def test_wrong_settings_are_refused_with_their_value(wrong: dict[str, object]) -> None:
    settings: dict[str, object] = {"base_url": "http://localhost/v1", **wrong}
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        OpenAiModel(**settings)  # type: ignore[arg-type]


def test_waits_grow_and_end() -> None:
    patience = Patience(retries=8)
    error = WrongModelError("x", retryable=True)
    waits = [patience.wait_s(error, attempt) for attempt in range(9)]
    assert waits[-1] is None
    for attempt, wait_s in enumerate(waits[:-1]):
        longest = min(20.0, 0.5 * 2.0**attempt)
        assert wait_s is not None
        assert 0.5 * longest <= wait_s <= longest
