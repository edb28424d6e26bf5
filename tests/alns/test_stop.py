"""Stopping rules decide, compose and convert as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from metasolve.alns.progress import Point, Progress
from metasolve.alns.stop import MaxIterations, NoImprovement, Stop, TargetObjective, TimeLimit
from metasolve.alns.structure import Structure
from metasolve.problem import Problem

PROBLEM = Problem.from_arrays([1.0], np.zeros((0, 1)), [], [])


def progress(cost: float = 10.0, iteration: int = 0, since_best: int = 0, elapsed_s: float = 0.0) -> Progress:
    point = Point(np.array([cost]), cost)
    return Progress(
        point, point, (point,), Structure(PROBLEM), iteration=iteration, since_best=since_best, elapsed_s=elapsed_s
    )


@pytest.mark.parametrize(
    ("stop", "before", "at"),
    [
        (TimeLimit(5.0), progress(elapsed_s=4.9), progress(elapsed_s=5.0)),
        (MaxIterations(3), progress(iteration=2), progress(iteration=3)),
        (NoImprovement(4), progress(since_best=3), progress(since_best=4)),
        (TargetObjective(7.0), progress(cost=7.5), progress(cost=7.0)),
    ],
)
def test_rule_stops_at_its_limit_and_not_before(stop: Stop, before: Progress, at: Progress) -> None:
    assert not stop(before)
    assert stop(at)


def test_either_stops_with_the_first_rule_and_both_with_the_last() -> None:
    early, late = MaxIterations(2), NoImprovement(5)
    assert (early | late)(progress(iteration=2))
    assert not (early & late)(progress(iteration=2))
    assert (early & late)(progress(iteration=9, since_best=5))


def test_share_of_either_is_the_larger_and_of_both_the_smaller() -> None:
    now = progress(iteration=5, elapsed_s=9.0)
    assert (MaxIterations(10) | TimeLimit(12.0)).share(now) == 0.75
    assert (MaxIterations(10) & TimeLimit(12.0)).share(now) == 0.5
    assert MaxIterations(4).share(now) == 1.0
    assert NoImprovement(4).share(now) == 0.0


def test_only_rules_with_a_time_limit_are_timed() -> None:
    assert (MaxIterations(10) | TimeLimit(2.0)).timed
    assert not (MaxIterations(10) | NoImprovement(3) & TargetObjective(1.0)).timed


def test_time_limit_of_a_composite_is_when_it_surely_stops() -> None:
    assert (TimeLimit(2.0) | TimeLimit(9.0) | MaxIterations(1)).time_limit_s == 2.0
    assert (TimeLimit(2.0) & TimeLimit(9.0)).time_limit_s == 9.0
    assert (TimeLimit(2.0) & MaxIterations(1)).time_limit_s == math.inf


def test_target_of_a_maximization_turns_into_a_cost_inside_composites() -> None:
    stop = (MaxIterations(100) | TargetObjective(40.0)).in_cost(lambda objective: -objective)
    assert not stop(progress(cost=-39.0))
    assert stop(progress(cost=-40.0))


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda: TimeLimit(0.0), "0.0"),
        (lambda: TimeLimit(math.nan), "nan"),
        (lambda: MaxIterations(-1), "-1"),
        (lambda: NoImprovement(0), "0"),
        (lambda: TargetObjective(math.inf), "inf"),
    ],
)
def test_wrong_setting_is_refused_with_its_value(make: type[Stop], value: str) -> None:
    with pytest.raises(ValueError, match=value):
        make()
