"""What a hostile input has to come to: a clear error in little CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from llm_modeling import Data, Formulation, compile_model
from llm_modeling.errors import FormulationError
from metasolve.errors import MetasolveError

MAX_CPU_S = 0.1


def cpu_of(work: Callable[[], object]) -> float:
    """Return the least CPU time of three runs: what else the machine does must not fail a test."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
        if best < MAX_CPU_S:
            break
    return best


def refusal(document: str | bytes, data: Data | None = None) -> str:
    """Return what a document is refused with, having checked the class of the error and its time."""
    with pytest.raises(MetasolveError) as caught:
        compile_model(Formulation.from_json(document), data)

    def again() -> None:
        with pytest.raises(MetasolveError):
            compile_model(Formulation.from_json(document), data)

    assert cpu_of(again) < MAX_CPU_S
    message = str(caught.value)
    assert isinstance(caught.value, FormulationError) or "data directory" in message
    assert 10 < len(message) < 1_000
    assert "Traceback" not in message
    message.encode()
    return message
