"""Repairs: every wrong model is wrong, what is said of it is there, and the answer is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_modeling import Data, Formulation, compile_model
from llm_modeling.synthesis.record import Record
from llm_modeling.synthesis.repairs import Repair, repairs_of
from llm_modeling.synthesis.run import synthesize
from llm_modeling.synthesis.settings import SynthesisSettings
from llm_modeling.verification.solving import optimum


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Record, Repair]]:
    path: Path = tmp_path_factory.mktemp("repairs") / "out.jsonl"
    synthesize(SynthesisSettings(3, levels=(1,), seed=6, families=("knapsack",)), path, workers=1)
    records = [Record.from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(record, repair) for record in records for repair in repairs_of(record, 3)]


def test_there_is_more_than_a_mistake_of_a_kind(found: list[tuple[Record, Repair]]) -> None:
    assert len({repair.kind for _, repair in found}) >= 2
    assert len({repair.id for _, repair in found}) == len(found) >= 6


def test_answer_has_the_optimum_of_the_record(found: list[tuple[Record, Repair]]) -> None:
    for record, repair in found:
        answer = compile_model(Formulation.from_json(repair.messages[-1]["content"]), Data())
        assert optimum(answer.problem).value == pytest.approx(record.optimum, abs=1e-6)


def test_request_has_text_wrong_model_and_diagnosis(found: list[tuple[Record, Repair]]) -> None:
    for record, repair in found:
        request = repair.messages[1]["content"]
        assert record.text in request
        assert repair.diagnosis
        assert repair.diagnosis in request
        assert repair.messages[-1]["content"] not in request
