"""A tiny model and a solve() that needs no engine, for tests of what surrounds the solve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metasolve.check import check
from metasolve.events import Bound, End, Incumbent, PullEvent, Start
from metasolve.problem import Problem
from metasolve.solution import BoundRecord, IncumbentRecord, InstanceInfo, SolutionStatus, SolveResult, Termination

KNAPSACK = """\
NAME knap
OBJSENSE
    MAX
ROWS
 N value
 L weight
COLUMNS
    M1 'MARKER' 'INTORG'
    a value 5 weight 4
    b value 4 weight 3
    M1 'MARKER' 'INTEND'
RHS
    RHS weight 6
BOUNDS
 UP BND a 1
 UP BND b 1
ENDATA
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    """The path of a knapsack whose optimum is 5, with a taken and b left."""
    path = tmp_path / "knap.mps"
    path.write_text(KNAPSACK)
    return str(path)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the fake solve was called with, empty if it was not called; its key termination may be set before."""
    arguments: dict[str, Any] = {}
    monkeypatch.setattr("metasolve.api.solve", fake_solve(arguments))
    return arguments


def fake_solve(seen: dict[str, Any]) -> Callable[..., SolveResult]:
    """Return a solve() that keeps its arguments in seen and takes column a, which is optimal."""

    def solve(problem: Problem, **settings: Any) -> SolveResult:
        termination = seen.get("termination", Termination.OPTIMAL)
        seen.update(settings)
        emit, x = settings["on_event"], np.array([1.0, 0.0])
        info = InstanceInfo.of(problem)
        emit(Start(0.0, info, ("HiGHS",), 1, 0, settings["time_limit_s"], settings["mip_gap"], "0"))
        emit(Incumbent(0.1, 5.0, "HiGHS", x))
        emit(PullEvent(0.2, "rins", "scip", "none", 0.1, 0.5, 0.05, 2, 0.0))
        emit(Bound(0.3, 5.0, "HiGHS", 1))
        status = SolutionStatus.OPTIMAL if termination is Termination.OPTIMAL else SolutionStatus.FEASIBLE
        result = SolveResult(
            termination,
            status,
            5.0,
            5.0,
            x,
            incumbents=(IncumbentRecord(0.1, 5.0, "HiGHS"),),
            bounds=(BoundRecord(0.3, 5.0),),
            check=check(problem, x).report,
            instance=info,
            col_names=problem.col_names,
        )
        emit(End(0.4, result))
        return result

    return solve
