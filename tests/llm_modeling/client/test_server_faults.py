"""Every fault of the scripted server is found out, each by its own error, by the client or by what reads the reply."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from llm_modeling.client import (
    InterruptedReplyError,
    LanguageModelError,
    LanguageModelUnreachableError,
    Message,
    PromptTooLongError,
    ReplyError,
    RequestRefusedError,
    Sampling,
    SchemaNotEnforcedError,
    WrongModelError,
)
from llm_modeling.client.openai_model import OpenAiModel
from llm_modeling.formulating import FormulateSettings, formulate
from llm_modeling.formulating.case import SCHEMA
from llm_modeling.formulating.reading import read_reply
from tests.llm_modeling.client.gold import gold_script, problem_text
from tests.llm_modeling.client.scripted_server import Mode, ScriptedServer, answering

ASK = [Message("user", problem_text("pipes"))]

FAULTS: list[tuple[Mode, type[LanguageModelError], str]] = [
    (Mode.MALFORMED, SchemaNotEnforcedError, "no JSON"),
    (Mode.IGNORES_SCHEMA, SchemaNotEnforcedError, "no JSON"),
    (Mode.FENCED, SchemaNotEnforcedError, "no JSON"),
    (Mode.LOOSE_SCHEMA, SchemaNotEnforcedError, "no field 'decision_variables'"),
    (Mode.DUPLICATED_KEYS, SchemaNotEnforcedError, "'title'"),
    (Mode.NOT_A_NUMBER, SchemaNotEnforcedError, "NaN is not a number"),
    (Mode.NESTED, SchemaNotEnforcedError, "nested more than"),
    (Mode.INVALID_UTF8, ReplyError, "malformed"),
    (Mode.BAD_REQUEST, RequestRefusedError, "HTTP 400.*response_format is not supported"),
    (Mode.UNAUTHORIZED, RequestRefusedError, "refuses the key.*401"),
    (Mode.NO_SUCH_MODEL, WrongModelError, "no such model.*the server has 'scripted'"),
    (Mode.TOO_LONG, PromptTooLongError, "maximum context length is 2048"),
    (Mode.BUSY, LanguageModelUnreachableError, "busy or broken.*429"),
    (Mode.BROKEN, LanguageModelUnreachableError, "busy or broken.*500"),
    (Mode.STALLS, LanguageModelUnreachableError, "no complete reply within 3 s"),
    (Mode.STALLS_MIDWAY, LanguageModelUnreachableError, "stalled: nothing came for 2 s"),
    (Mode.CUT, ReplyError, "cut off: the stream ended"),
    (Mode.HANGS_UP, LanguageModelUnreachableError, "the connection to .* failed: peer closed connection"),
    (Mode.OTHER_MODEL, WrongModelError, "asked for the model 'scripted', the server answers from 'a-smaller-one'"),
    (Mode.NO_CHOICES, ReplyError, "no choices"),
    (Mode.CUT_AT_LENGTH, ReplyError, "cut off at its token limit"),
    (Mode.HUGE, ReplyError, "more than 1,000,000 characters"),
    (Mode.WEB_PAGE, RequestRefusedError, "is the address that of an API"),
    (Mode.PLAIN_JSON, RequestRefusedError, "application/json instead of a stream"),
    (Mode.ERROR_MIDWAY, ReplyError, "broke off the reply: engine died"),
    (Mode.BROKEN_EVENT, ReplyError, "malformed"),
    (Mode.NO_TEXT, ReplyError, "its content is no text"),
    (Mode.REFUSAL, ReplyError, "refused: I cannot help"),
    (Mode.FILTERED, ReplyError, "content filter"),
]
TRANSIENT = (Mode.BUSY, Mode.BROKEN, Mode.STALLS_MIDWAY, Mode.CUT, Mode.HANGS_UP, Mode.NO_CHOICES, Mode.ERROR_MIDWAY)
FAIL_OPEN = tuple(mode for mode, error, _ in FAULTS if error is SchemaNotEnforcedError)


@contextmanager
def server(mode: Mode, times: int | None = None) -> Iterator[ScriptedServer]:
    with ScriptedServer(answering(gold_script()), mode, times) as running:
        yield running


def client(running: ScriptedServer, retries: int = 0) -> OpenAiModel:
    """Return a client that waits long where nothing is to be waited for, so that a busy machine changes nothing."""
    timeout_s = 3.0 if running.mode is Mode.STALLS else 60.0
    stall_s = 2.0 if running.mode is Mode.STALLS_MIDWAY else 60.0
    return OpenAiModel(running.url, retries=retries, timeout_s=timeout_s, stall_s=stall_s)


def test_table_has_every_mode() -> None:
    assert [mode for mode, _, _ in FAULTS] == [mode for mode in Mode if mode is not Mode.NONE]


@pytest.mark.parametrize(("mode", "error", "words"), FAULTS, ids=[mode.name for mode, _, _ in FAULTS])
def test_fault_is_found_out(mode: Mode, error: type[LanguageModelError], words: str) -> None:
    with server(mode) as running, pytest.raises(LanguageModelError) as found:
        read_reply(client(running).reply(ASK, schema=SCHEMA).text)
    assert type(found.value) is error
    assert re.search(words, str(found.value))
    assert len(str(found.value)) < 1000


@pytest.mark.parametrize("mode", TRANSIENT, ids=[mode.name for mode in TRANSIENT])
def test_transient_fault_is_overcome_by_a_retry(mode: Mode) -> None:
    with server(mode, times=1) as running:
        reply = client(running, retries=2).reply(ASK, schema=SCHEMA)
        assert read_reply(reply.text).objectives
        assert len(running.requests) == 2


@pytest.mark.parametrize("mode", [mode for mode, _, _ in FAULTS if mode not in (*TRANSIENT, *FAIL_OPEN)])
def test_lasting_fault_is_not_tried_again(mode: Mode) -> None:
    with server(mode) as running:
        with pytest.raises(LanguageModelError) as found:
            client(running, retries=3).reply(ASK, schema=SCHEMA)
        # a web page and a refused key are seen when the server is asked for its models
        assert len(running.requests) == (0 if mode in (Mode.WEB_PAGE, Mode.UNAUTHORIZED) else 1)
    assert not found.value.retryable


@pytest.mark.parametrize("mode", FAIL_OPEN, ids=[mode.name for mode in FAIL_OPEN])
def test_formulate_fails_closed_where_the_schema_is_not_enforced(mode: Mode) -> None:
    with server(mode) as running, pytest.raises(SchemaNotEnforcedError, match="breaks the schema"):
        formulate(problem_text("pipes"), client(running, retries=1), settings=FormulateSettings(solve=False))


@pytest.mark.parametrize("mode", [*FAIL_OPEN, Mode.BAD_REQUEST, Mode.CUT_AT_LENGTH, Mode.REFUSAL])
def test_canary_finds_out_that_the_schema_is_not_enforced(mode: Mode) -> None:
    with server(mode) as running, pytest.raises(SchemaNotEnforcedError, match="cannot be relied on"):
        client(running, retries=1).check_schema_is_enforced()


def test_canary_passes_where_the_schema_is_enforced() -> None:
    with server(Mode.NONE) as running:
        client(running).check_schema_is_enforced()
        assert running.requests[0]["response_format"]["type"] == "json_schema"


def test_canary_is_not_fooled_by_a_model_that_follows_the_request() -> None:
    obedient = ScriptedServer(lambda request: '{"word": "The weather is fine today."}')
    with obedient as running, pytest.raises(SchemaNotEnforcedError):
        client(running).check_schema_is_enforced()


def test_no_server_is_named_with_its_address() -> None:
    with ScriptedServer(lambda request: "") as closed:
        url = closed.url
    with pytest.raises(LanguageModelUnreachableError, match=r"the connection to http://127\.0\.0\.1:\d+.*running"):
        OpenAiModel(url, retries=0).reply(ASK)


def test_retry_after_is_waited_for() -> None:
    with server(Mode.BUSY, times=1) as running:
        running.retry_after = "1"
        began = time.monotonic()
        client(running, retries=1).reply(ASK)
        assert time.monotonic() - began >= 1.0


def test_retry_after_of_an_hour_is_not_waited_for() -> None:
    with server(Mode.BUSY) as running:
        running.retry_after = "3600"
        with pytest.raises(LanguageModelUnreachableError) as found:
            client(running, retries=3).reply(ASK)
        assert found.value.retry_after_s == 3600.0
        assert len(running.requests) == 1


def test_tokens_of_replies_that_failed_are_counted() -> None:
    with server(Mode.CUT_AT_LENGTH) as running, pytest.raises(ReplyError) as found:
        client(running).reply(ASK, schema=SCHEMA, sampling=Sampling(max_tokens=7))
    assert found.value.usage.completion_tokens > 0


def test_interrupted_is_an_error_of_its_own() -> None:
    assert issubclass(InterruptedReplyError, LanguageModelError)
    assert not issubclass(InterruptedReplyError, ReplyError)
