"""Acceptance criteria follow their published rules."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from metasolve.alns.accept import (
    Accept,
    AlwaysAccept,
    GreatDeluge,
    HillClimbing,
    LateAcceptance,
    RandomAccept,
    RecordToRecord,
    SimulatedAnnealing,
    scale,
)
from metasolve.alns.progress import Point, Progress
from metasolve.alns.structure import Structure
from metasolve.problem import Problem

PROBLEM = Problem.from_arrays([1.0], np.zeros((0, 1)), [], [])
CRITERIA: list[Accept] = [
    HillClimbing(),
    SimulatedAnnealing(),
    RecordToRecord(),
    LateAcceptance(),
    GreatDeluge(),
    RandomAccept(),
    AlwaysAccept(),
]


def progress(best: float = 100.0, current: float = 100.0, share: float = 0.0) -> Progress:
    points = Point(np.array([best]), best), Point(np.array([current]), current)
    return Progress(*points, (points[0],), Structure(PROBLEM), share=share)


def rate(accept: Accept, state: Progress, cost: float) -> float:
    rng = np.random.default_rng(1)
    return float(np.mean([accept(state, cost, rng) for _ in range(2000)]))


@pytest.mark.parametrize("accept", CRITERIA, ids=lambda accept: type(accept).__name__)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_improvement_on_the_best_is_always_accepted(accept: Accept, share: float) -> None:
    assert rate(accept, progress(100.0, 104.0, share), 99.0) == 1.0


@pytest.mark.parametrize("accept", CRITERIA[:-1], ids=lambda accept: type(accept).__name__)
def test_search_ends_in_a_descent(accept: Accept) -> None:
    assert rate(accept, progress(share=1.0), 110.0) == 0.0


def test_hill_climbing_accepts_equal_and_refuses_worse() -> None:
    assert rate(HillClimbing(), progress(current=105.0), 105.0) == 1.0
    assert rate(HillClimbing(), progress(current=105.0), 105.1) == 0.0


@pytest.mark.parametrize(("share", "temperature"), [(0.0, 0.1), (0.5, 0.01), (1.0, 0.001)])
def test_annealing_accepts_a_loss_with_the_metropolis_probability(share: float, temperature: float) -> None:
    found = rate(SimulatedAnnealing(0.1, 0.001), progress(share=share), 101.0)
    assert found == pytest.approx(math.exp(-0.01 / temperature), abs=0.03)


def test_annealing_does_not_depend_on_the_unit_of_the_objective() -> None:
    accept = SimulatedAnnealing()
    assert rate(accept, progress(), 101.0) == rate(accept, progress(1e6, 1e6), 1.01e6)


@pytest.mark.parametrize(("share", "threshold"), [(0.0, 104.0), (0.5, 102.0), (1.0, 100.0)])
def test_record_to_record_allows_a_falling_deviation_from_the_best(share: float, threshold: float) -> None:
    state = progress(100.0, 200.0, share)
    assert rate(RecordToRecord(0.04), state, threshold - 0.01) == 1.0
    assert rate(RecordToRecord(0.04), state, threshold + 0.01) == 0.0


def test_late_acceptance_compares_with_the_cost_some_iterations_ago() -> None:
    state = replace(progress(100.0, 101.0), history=(150.0, 120.0, 110.0, 101.0))
    assert rate(LateAcceptance(3), state, 120.0) == 1.0
    assert rate(LateAcceptance(3), state, 121.0) == 0.0
    assert rate(LateAcceptance(9), state, 150.0) == 1.0


@pytest.mark.parametrize(("share", "level"), [(0.0, 200.0), (0.25, 175.0), (1.0, 100.0)])
def test_deluge_level_falls_from_the_first_cost_to_the_best(share: float, level: float) -> None:
    state = replace(progress(100.0, 150.0, share), first_cost=200.0)
    assert rate(GreatDeluge(), state, level) == 1.0
    assert rate(GreatDeluge(), state, level + 0.01) == 0.0


def test_random_accept_takes_the_worse_at_its_falling_rate() -> None:
    assert rate(RandomAccept(0.6), progress(), 500.0) == pytest.approx(0.6, abs=0.03)
    assert rate(RandomAccept(0.6), progress(share=0.5), 500.0) == pytest.approx(0.3, abs=0.03)


def test_scale_does_not_vanish_at_cost_zero() -> None:
    assert scale(replace(progress(0.0, 0.0), first_cost=30.0)) == 30.0
    assert scale(progress(-50.0, -50.0)) == 50.0


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda: SimulatedAnnealing(0.01, 0.02), "0.02"),
        (lambda: RecordToRecord(-0.5), "-0.5"),
        (lambda: LateAcceptance(0), "0"),
        (lambda: GreatDeluge(-1.0), "-1.0"),
        (lambda: RandomAccept(1.5), "1.5"),
    ],
)
def test_wrong_setting_is_refused_with_its_value(make: type[Accept], value: str) -> None:
    with pytest.raises(ValueError, match=value):
        make()
