"""A run gives the same file whatever happens to it: workers, interruption, a cut line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from llm_modeling import Data, Formulation, compile_model
from llm_modeling.synthesis.item import Made
from llm_modeling.synthesis.record import Record
from llm_modeling.synthesis.run import Tally, synthesize
from llm_modeling.synthesis.settings import SynthesisSettings
from metasolve import InputError, ModelDataError

_SETTINGS = SynthesisSettings(40, levels=(1, 2), seed=2, families=("knapsack",), augment=0.4)


def read(path: Path) -> list[Record]:
    return [Record.from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


class StopHere(Exception):
    pass


def interrupted(path: Path, after: int) -> None:
    def stop(made: Made, tally: Tally) -> None:
        if made.place == after:
            raise StopHere

    with pytest.raises(StopHere):
        synthesize(_SETTINGS, path, workers=1, on_made=stop)


def test_number_of_workers_does_not_change_the_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    synthesize(_SETTINGS, one, workers=1)
    synthesize(_SETTINGS, two, workers=2)
    assert one.read_bytes() == two.read_bytes()
    assert len(read(one)) == 40


def test_interrupted_run_goes_on_and_ends_with_the_same_file(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.jsonl", tmp_path / "parts.jsonl"
    tally = synthesize(_SETTINGS, whole, workers=1)
    interrupted(parts, 36)
    assert not parts.exists()
    with (tmp_path / "parts.jsonl.part").open("a", encoding="utf-8") as file:
        file.write('{"schema": "metasolve.triple/1", "cut')
    places: list[int] = []
    again = synthesize(_SETTINGS, parts, workers=1, on_made=lambda made, _: places.append(made.place))
    assert places[0] == 32
    assert parts.read_bytes() == whole.read_bytes()
    assert (again.accepted, again.rejected, again.hashes) == (tally.accepted, tally.rejected, tally.hashes)
    rejected = [path.with_name(path.stem + ".rejected.jsonl").read_bytes() for path in (whole, parts)]
    assert rejected[0] == rejected[1]
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith("parts")} == {
        "parts.jsonl",
        "parts.rejected.jsonl",
    }


def test_part_of_another_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    interrupted(path, 36)
    with pytest.raises(InputError, match="other settings"):
        synthesize(SynthesisSettings(40, seed=3, families=("knapsack",)), path, workers=1)


def test_answer_in_the_conversation_is_the_problem_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    synthesize(SynthesisSettings(4, seed=4, families=("knapsack",)), path, workers=1)
    for record in read(path):
        formulation, data = record.parts()
        split = compile_model(formulation, data).problem
        whole = compile_model(Formulation.from_json(record.messages[-1]["content"]), Data()).problem
        assert np.array_equal(split.a.data, whole.a.data)
        assert np.array_equal(split.c, whole.c)
        assert record.messages[1]["content"] == record.text


def test_line_that_is_no_record_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelDataError, match="not a record"):
        Record.from_json('{"schema": "other"}')
    with pytest.raises(ModelDataError, match="other fields"):
        Record.from_json(json.dumps({"schema": "metasolve.triple/1", "id": "x"}))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"count": 0}, "count is 0"),
        ({"count": 1, "levels": (6,)}, "levels are"),
        ({"count": 1, "families": ("knapsak",)}, "knapsack"),
        ({"count": 1, "augment": 1.5}, "augment is 1.5"),
    ],
)
def test_settings_are_checked_at_once(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SynthesisSettings(**fields)  # type: ignore[arg-type]
