"""The progress table on a pipe: what it prints, and how often."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.console import Console

from metasolve.events import Event, Incumbent
from metasolve.report.table import ProgressTable


def rows(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return lines[1 + next(k for k, line in enumerate(lines) if line.startswith("finder")) :]


def test_rows_show_finder_incumbent_bound_gap_nodes_and_best_arm(events: tuple[Event, ...]) -> None:
    console = Console(file=io.StringIO())
    with ProgressTable(console) as table:
        for event in events:
            table(event)
    first, second, third, warning, last = rows(console)
    assert first.split() == ["HiGHS", "1.0s", "100", "10", "90.0%", "1"]
    assert second.split() == ["rins+scip", "2.0s", "60", "10", "83.3%", "1", "rins+scip"]
    assert third.split()[0] == "<dins>+highs"
    assert warning == "warning: SCIP worker <died> (SCIP)"
    assert last.split() == ["7.0s", "50", "40", "20.0%", "50", "rins+scip"]


def test_many_incumbents_at_once_share_a_row(events: tuple[Event, ...]) -> None:
    console = Console(file=io.StringIO())
    with ProgressTable(console) as table:
        table(events[0])
        for k in range(1000):
            table(Incumbent(1.0 + k / 1e4, 1000.0 - k, "HiGHS", np.zeros(4)))
    assert [row.split()[2] for row in rows(console)] == ["1000", "1"]


def test_a_heartbeat_comes_when_nothing_happens(events: tuple[Event, ...], clock: Callable[[], Any]) -> None:
    now, console = clock(), Console(file=io.StringIO())
    table = ProgressTable(console)
    table(events[0])
    for _ in range(100):
        now.now += 1.0
        table.tick()
    times = [row.split()[0] for row in rows(console)]
    assert times[:3] == ["5.0s", "10.0s", "15.0s"]
    assert len(times) == 20


def test_color_stays_off_where_no_color_is_set(events: tuple[Event, ...]) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, _environ={"NO_COLOR": "1"})
    with ProgressTable(console, live=False) as table:
        for event in events:
            table(event)
    assert isinstance(console.file, io.StringIO)
    assert "\x1b[3" not in console.file.getvalue()
