"""The exact engines and a plain evaluation agree on random formulations; `agreement.py` runs many more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.llm_modeling.agreement import Engines, Tally, check_random


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with Engines(Tally()) as started:
        yield started


@pytest.mark.parametrize("seed", range(5))
def test_engines_and_evaluation_agree_on_random_formulations(engines: Engines, seed: int) -> None:
    engines.tally = tally = Tally()
    check_random(6, seed, engines, tally)
    assert tally.disagreements == []
    assert sum(tally.evaluated.values()) == 6
    assert tally.solves["highs"] >= 6


def test_random_formulations_are_feasible_and_infeasible_whole_and_mixed(engines: Engines) -> None:
    engines.tally = tally = Tally()
    check_random(30, 99, engines, tally)
    assert tally.disagreements == []
    assert min(tally.statuses["optimal"], tally.statuses["infeasible"]) >= 5
    assert min(tally.evaluated["every point"], tally.evaluated["a sample of points"]) >= 5
