"""Altered data: the same numbers are altered in the same way, whatever model they stand in."""

from __future__ import annotations

import threading

import pytest

from llm_modeling import Data, compile_model
from llm_modeling.formulating.resampling import Alteration, agree, alterations, fingerprint
from llm_modeling.verification.solving import Optimum, Outcome
from tests.llm_modeling.client.gold import TEXTS, gold
from tests.llm_modeling.formulating.plans import plan, without

WAY = Alteration(1, 0.3, whole=True)


@pytest.mark.parametrize("value", [37.0, 0.85, 1234.5, -37.0])
def test_powers_of_ten_keep_their_proportion(value: float) -> None:
    assert WAY.altered(value) != value
    assert WAY.altered(100.0 * value) == pytest.approx(100.0 * WAY.altered(value), rel=1e-10)
    assert WAY.altered(-value) == -WAY.altered(value)


@pytest.mark.parametrize("value", [0.0, 1.0, 7.0, 12.0, 10.0, 0.01, 1000.0, 60.0, 3600.0])
def test_counts_and_conversions_stay(value: float) -> None:
    assert WAY.altered(value) == value


def test_alteration_stays_within_its_spread() -> None:
    assert all(0.74 <= WAY.altered(float(n)) / n <= 1.35 for n in range(13, 400) if n not in (24, 60, 100, 365))


def test_alterations_differ() -> None:
    assert len({way.altered(37.5) for way in alterations(6, 0)}) == 6


def test_fingerprint_is_the_same_each_time_and_differs_between_models() -> None:
    ways = alterations(4, 0)
    first, again = (fingerprint(compile_model(plan()), Data(), ways) for _ in range(2))
    assert agree(first, again) is True
    assert agree(first, fingerprint(compile_model(without("work")), Data(), ways)) is not True


def test_fingerprint_of_tables_is_that_of_the_same_numbers_inline() -> None:
    folder, ways = TEXTS / "diet", alterations(3, 0)
    data = Data.from_directory(folder)
    from_tables = compile_model(plan().read(folder / "model.json"), data)
    inline = fingerprint(compile_model(gold("diet")), Data(), ways)
    assert agree(fingerprint(from_tables, data, ways), inline) is True


def test_nothing_is_known_where_no_data_set_has_a_best_value() -> None:
    nothing = (None, Optimum(Outcome.INFEASIBLE))
    assert agree(nothing, nothing) is None
    assert agree(nothing, (None, Optimum(Outcome.OPTIMAL, 1.0))) is False


def test_fingerprint_ends_when_stopped() -> None:
    stop = threading.Event()
    stop.set()
    assert fingerprint(compile_model(plan()), Data(), alterations(3, 0), stop) == (None, None, None)
