"""The client against a real vLLM server: schema, account of tokens, cancel, refusals; nothing is left behind."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from llm_modeling.client import (
    InterruptedReplyError,
    Message,
    PromptTooLongError,
    RequestRefusedError,
    Sampling,
    WrongModelError,
)
from llm_modeling.client.openai_model import OpenAiModel
from llm_modeling.formulating import FormulateEvent, FormulateSettings, SampleOutcome, formulate
from llm_modeling.formulating.case import SCHEMA
from tests.llm_modeling.vllm.conftest import PYTHON
from tests.llm_modeling.vllm.corpus import NAMES, problem, question, tables
from tests.llm_modeling.vllm.replies import Fate, Outcome, outcome_of, summary
from tests.llm_modeling.vllm.served import MODEL, RUNNING, Served, eventually

WRITTEN = "vllm:generation_tokens_total"
ENDLESS = {"type": "array", "items": {"type": "string", "enum": ["tick"]}, "minItems": 3000}
SAMPLINGS = (
    Sampling(temperature=0.0, max_tokens=2000, seed=0),
    Sampling(temperature=0.7, max_tokens=2000, seed=1),
    Sampling(temperature=1.0, max_tokens=2000, seed=2),
)


@pytest.fixture(scope="session")
def model(server: Served) -> OpenAiModel:
    return OpenAiModel(server.base_url, api_key=server.api_key, timeout_s=300)


@pytest.fixture(scope="session")
def outcomes(server: Served, model: OpenAiModel) -> list[Outcome]:
    """Return what became of the replies to every example, sampled several times; the counts go beside the log."""

    def ask(job: tuple[str, Sampling]) -> Outcome:
        name, sampling = job
        return outcome_of(name, lambda: model.reply(question(name), schema=SCHEMA, sampling=sampling))

    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, [(name, sampling) for sampling in SAMPLINGS for name in NAMES]))
    tokens, time_s = sum(o.tokens for o in found), time.monotonic() - began
    words = f"ready in {server.ready_s:.0f} s; {summary(found)}; {tokens:,} tokens written in {time_s:.0f} s\n"
    server.log.with_name("outcomes.txt").write_text(words + "\n".join(map(str, found)), encoding="utf-8")
    return found


def test_interpreter_of_vllm_is_there_where_it_must_be() -> None:
    assert Path(PYTHON).is_file() or "METASOLVE_REQUIRE_VLLM" not in os.environ


def test_client_finds_the_only_model_by_itself(model: OpenAiModel) -> None:
    assert model.name == MODEL


def test_canary_passes(model: OpenAiModel) -> None:
    model.check_schema_is_enforced()


def test_every_completed_reply_satisfies_the_schema(outcomes: list[Outcome]) -> None:
    wrong = [o for o in outcomes if o.fate in (Fate.NO_JSON, Fate.NO_MATCH)]
    assert wrong == [], summary(outcomes)
    assert sum(o.completed for o in outcomes) >= len(outcomes) // 2, summary(outcomes)


def test_some_replies_are_models_that_compile(outcomes: list[Outcome]) -> None:
    assert any(o.fate is Fate.COMPILED for o in outcomes), summary(outcomes)


def test_samples_differ(outcomes: list[Outcome]) -> None:
    texts = {o.text for o in outcomes if o.completed}
    assert len(texts) > len(NAMES), summary(outcomes)


def test_same_seed_gives_the_same_reply(model: OpenAiModel) -> None:
    sampling = Sampling(temperature=1.0, max_tokens=48, seed=11)
    replies = [model.reply(question("diet"), sampling=sampling).text for _ in range(2)]
    assert replies[0] == replies[1] != ""


def test_prompt_that_was_read_before_is_counted_as_cached(model: OpenAiModel) -> None:
    long = (Message("system", "A line of the manual, which all prompts share. " * 100), Message("user", "Go on."))
    first, second = (model.reply(long, sampling=Sampling(max_tokens=8)).usage for _ in range(2))
    assert first.cached_tokens < first.prompt_tokens // 2 < second.cached_tokens < second.prompt_tokens
    assert 1 <= second.completion_tokens <= 8


def test_prompt_longer_than_the_context_is_refused(model: OpenAiModel) -> None:
    with pytest.raises(PromptTooLongError, match="16,384"):
        model.reply([Message("user", "word " * 20_000)], sampling=Sampling(max_tokens=8))


def test_server_says_itself_that_a_prompt_is_too_long(server: Served) -> None:
    model = OpenAiModel(server.base_url, api_key=server.api_key, context_tokens=1_000_000)
    with pytest.raises(PromptTooLongError, match="HTTP 400"):
        model.reply([Message("user", "7 " * 20_000)], sampling=Sampling(max_tokens=8))


def test_wrong_model_name_is_answered_with_the_right_one(server: Served) -> None:
    model = OpenAiModel(server.base_url, "gpt-of-elsewhere", api_key=server.api_key)
    with pytest.raises(WrongModelError, match=rf"gpt-of-elsewhere.*{MODEL}"):
        model.reply(question("diet"), sampling=Sampling(max_tokens=8))


def test_wrong_key_is_refused_and_not_shown(server: Served) -> None:
    with pytest.raises(RequestRefusedError, match="key") as caught:
        OpenAiModel(server.base_url, api_key="wrong-key-7").reply(question("diet"))
    assert "wrong-key-7" not in str(caught.value)


def test_cancel_in_the_middle_stops_the_server(server: Served, model: OpenAiModel) -> None:
    before, stop = server.metric(WRITTEN), threading.Event()

    def ask() -> None:
        with pytest.raises(InterruptedReplyError):
            model.reply([Message("user", "Count.")], schema=ENDLESS, sampling=Sampling(max_tokens=7000), stop=stop)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        try:
            eventually(lambda: server.metric(RUNNING) == 1 and not asked.done())
        finally:
            stop.set()
        asked.result(timeout=60)
    eventually(lambda: server.metric(RUNNING) == 0)
    assert server.metric(WRITTEN) < before + 7000  # it did not run to its end


@pytest.mark.parametrize("name", ["diet", "rolls", "week"])
def test_whole_chain_ends_with_an_answer_or_a_question(model: OpenAiModel, name: str) -> None:
    events: list[FormulateEvent] = []
    settings = FormulateSettings(samples=3, repairs=1, max_tokens=2000, time_limit_s=10, threads=1)
    found = formulate(problem(name), model, tables=tables(name), settings=settings, on_event=events.append)
    kinds = [event.to_json()["event"] for event in events]
    assert "drafted" in kinds
    assert kinds[-1] == ("abstained" if found.question else "answered")
    assert (found.formulation is None) <= bool(found.question)
    assert len(found.candidates) == 3
    assert not {candidate.outcome for candidate in found.candidates} & {SampleOutcome.OPEN, SampleOutcome.INTERRUPTED}
    assert [c.reason for c in found.candidates if "schema that the server was to hold it to" in c.reason] == []
    assert found.usage.cached_tokens > 0
