"""Statistics: counts of a known stream of events, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest

from metasolve.events import PullEvent
from metasolve.report.statistics import ArmTimeline, Statistics, finders
from metasolve.solution import ArmRecord, IncumbentRecord, SolutionStatus, Termination


def test_arms_are_counted(statistics: Statistics) -> None:
    assert statistics.arm_records() == (
        ArmRecord("rins", "scip", 2, 1, 0.4, 2.0),
        ArmRecord("<dins>", "highs", 1, 1, 0.6, 1.0),
    )


def test_the_state_is_that_of_the_last_events(statistics: Statistics) -> None:
    assert (statistics.objective, statistics.dual_bound, statistics.nodes) == (50.0, 40.0, 50)
    assert statistics.gap == pytest.approx(0.2)
    assert [bound.bound for bound in statistics.bounds] == [10.0, 40.0]


def test_the_best_arm_is_the_one_that_pays_now(statistics: Statistics) -> None:
    for _ in range(20):
        statistics(PullEvent(8.0, "<dins>", "highs", "none", 0.0, 0.5, 1.0, 2, 0.0))
    assert statistics.best_arm == "rins+scip"
    assert Statistics().best_arm == ""


def test_a_run_cut_short_keeps_its_best_solution(statistics: Statistics) -> None:
    result = statistics.cut_short(("a", "b", "c", "d"), None)
    assert (result.termination, result.solution_status) == (Termination.INTERRUPTED, SolutionStatus.FEASIBLE)
    assert (result.objective, result.dual_bound, result.value("b")) == (50.0, 40.0, 2.0)
    assert Statistics().cut_short((), None).solution_status is SolutionStatus.NONE


def test_finders_share_the_improvement_over_the_first_incumbent() -> None:
    records = [
        IncumbentRecord(1.0, 100.0, "scip"),
        IncumbentRecord(2.0, 70.0, "rins"),
        IncumbentRecord(3.0, 60.0, "scip"),
    ]
    assert [(f.source, f.solutions, f.share, f.last_objective) for f in finders(records)] == [
        ("rins", 1, 0.75, 70.0),
        ("scip", 2, 0.25, 60.0),
    ]
    assert finders([]) == ()


def test_a_timeline_agrees_with_a_histogram_however_long_the_run() -> None:
    times = np.sort(np.random.default_rng(0).uniform(0.0, 500.0, 2000))
    timeline = ArmTimeline(bins=20, width_s=0.25)
    for time_s in times:
        timeline(PullEvent(float(time_s), "rins", "scip", "none", 0.0, 1.0, 0.1, 1, 0.0))
    edges = timeline.width_s * np.arange(21)
    assert timeline.pulls["rins+scip"] == np.histogram(times, edges)[0].tolist()
    assert edges[-1] / 2 <= times[-1] < edges[-1]
