"""A run of a minute as its events, and the result that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from metasolve.events import Bound, Event, Incumbent, PullEvent, Start, Warned
from metasolve.report.statistics import Statistics
from metasolve.solution import CheckReport, InstanceInfo, SolveResult, Termination

EVENTS: tuple[Event, ...] = (
    Start(0.0, InstanceInfo("<b>&", "ab" * 32, 3, 4, 7, 2, 1, "min"), ("HiGHS", "SCIP"), 2, 7, 60.0, 1e-4, "1.2"),
    Bound(0.5, 10.0, "HiGHS", 1),
    Incumbent(1.0, 100.0, "HiGHS", np.zeros(4)),
    PullEvent(2.0, "rins", "scip", "best", 0.8, 0.5, 0.5, 2, 40.0),
    Incumbent(2.0, 60.0, "rins+scip", np.ones(4)),
    PullEvent(3.0, "rins", "scip", "none", 0.0, 0.5, 1.5, 2, 0.0),
    PullEvent(4.0, "<dins>", "highs", "best", 0.6, 0.5, 1.0, 2, 10.0),
    Incumbent(4.0, 50.0, "<dins>+highs", 2.0 * np.ones(4)),
    Bound(5.0, 10.0, "HiGHS", 30),
    Bound(6.0, 40.0, "HiGHS", 50),
    Warned(7.0, "SCIP worker <died>", "SCIP"),
)


@pytest.fixture
def events() -> tuple[Event, ...]:
    return EVENTS


@pytest.fixture
def statistics() -> Statistics:
    fold = Statistics()
    for event in EVENTS:
        fold(event)
    return fold


@pytest.fixture
def result(statistics: Statistics) -> SolveResult:
    cut = statistics.cut_short(("a", "b", "c", "d"), CheckReport(1e-9, 0.0, 2e-7))
    return replace(cut, termination=Termination.TIME_LIMIT, time_s=60.0, message="")


class Clock:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Clock]:
    def install() -> Clock:
        clock = Clock()
        monkeypatch.setattr("metasolve.report.table.time.monotonic", clock)
        return clock

    return install
