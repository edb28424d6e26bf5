"""formulate() when it is stopped or out of time: the best so far comes back, soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from llm_modeling.client import GREEDY, InterruptedReplyError, Message, Reply, Sampling, Usage
from llm_modeling.formulating import FormulateEvent, FormulateSettings, SampleOutcome, formulate
from tests.llm_modeling.formulating.plans import TEXT, plan


class Slow:
    """A model that formulates at once as sample 0 and otherwise not until it is interrupted."""

    name = "slow"

    def reply(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        sampling: Sampling = GREEDY,
        stop: threading.Event | None = None,
    ) -> Reply:
        if sampling.seed == 0 and len(messages) < 6:
            return Reply(plan().to_json() if schema else "draft", "stop", Usage(1, 1), "slow", 0.0)
        if stop is None or not stop.wait(60.0):
            raise AssertionError("not interrupted")
        raise InterruptedReplyError("interrupted")


def test_stop_brings_back_the_best_so_far() -> None:
    stop = threading.Event()

    def on_event(event: FormulateEvent) -> None:
        if event.kind == "verified":
            stop.set()

    began = time.monotonic()
    found = formulate(TEXT, Slow(), settings=FormulateSettings(samples=3, solve=False), on_event=on_event, stop=stop)
    assert time.monotonic() - began < 30.0
    assert found.interrupted
    assert found.formulation == plan()
    assert [c.outcome for c in found.candidates][1:] == [SampleOutcome.INTERRUPTED] * 2


def test_total_time_ends_the_run() -> None:
    settings = FormulateSettings(samples=2, solve=False, total_time_s=0.5)
    found = formulate(TEXT, Slow(), settings=settings)
    assert found.interrupted
    assert found.candidates[1].outcome is SampleOutcome.INTERRUPTED


def test_stop_before_the_first_reply_comes_back_with_nothing() -> None:
    stop = threading.Event()
    stop.set()
    found = formulate(TEXT, Slow(), settings=FormulateSettings(samples=2, seed=5, solve=False), stop=stop)
    assert found.interrupted
    assert (found.formulation, found.question, found.confidence) == (None, "", 0.0)


class AskingLibrary:
    """A library that asks the model about the text."""

    def retrieve(self, text: str, *, limit: int = 8, model: Any = None, seed: int = 0) -> tuple[()]:
        model.reply([Message("user", text)])
        return ()


def test_retrieval_is_interrupted_too() -> None:
    settings = FormulateSettings(solve=False, seed=5, total_time_s=0.3)
    found = formulate(TEXT, Slow(), experience=AskingLibrary(), settings=settings)
    assert found.interrupted
