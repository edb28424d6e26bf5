"""No split learns anything of another: neither class, nor setting, nor text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from llm_modeling.families import FAMILIES
from llm_modeling.synthesis.record import Record, normalized
from llm_modeling.synthesis.run import synthesize
from llm_modeling.synthesis.settings import SynthesisSettings
from llm_modeling.synthesis.splits import Split, split_of


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    path: Path = tmp_path_factory.mktemp("splits") / "out.jsonl"
    synthesize(SynthesisSettings(3 * len(FAMILIES), levels=(1, 2), seed=5, augment=0.5), path, workers=1)
    return [Record.from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_classes_of_test_are_in_no_other_split(records: list[Record]) -> None:
    splits = defaultdict(set)
    for record in records:
        splits[record.family].add(record.split)
    assert all(found == {"test"} for found in splits.values() if "test" in found)


def test_settings_of_validation_are_not_in_train(records: list[Record]) -> None:
    splits = defaultdict(set)
    for record in records:
        splits[record.family, record.framing].add(record.split)
    assert all(len(found) == 1 for found in splits.values())


def test_no_two_texts_are_equal_after_normalization(records: list[Record]) -> None:
    texts = [normalized(record.text) for record in records]
    assert len(set(texts)) == len(texts) >= 2 * len(FAMILIES)


def test_every_split_has_its_share() -> None:
    counts = dict.fromkeys(Split, 0)
    for number in range(2000):
        counts[split_of(f"family {number // 8}", f"framing {number}")] += 1
    assert 0.08 < counts[Split.TEST] / 2000 < 0.22
    assert 0.08 < counts[Split.VALIDATION] / 2000 < 0.22
    assert counts[Split.TRAIN] > 1100


def test_normalization_drops_case_blanks_and_punctuation_but_no_numbers() -> None:
    assert normalized("  A plane -- takes 5 kg.\n") == normalized("a PLANE takes, 5 kg")
    assert normalized("takes 5 kg") != normalized("takes 6 kg")
