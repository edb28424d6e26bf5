"""Copies of the examples, and SciPy in the place of metasolve.solve, for tests of what surrounds a solve."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from metasolve import Problem, SolutionStatus, SolveResult, Termination
from metasolve.events import Start
from metasolve.solution import InstanceInfo
from tests.llm_modeling.oracle import INFEASIBLE, solved

TEXTS = Path(__file__).parents[2] / "instances" / "text"
UNBOUNDED = 3


def oracle(problem: Problem, **settings: Any) -> SolveResult:
    """Return what SciPy finds, in the place of metasolve.solve."""
    if settings.get("on_event"):
        settings["on_event"](Start(0.0, InstanceInfo.of(problem), ("SciPy",), 1, 0, None, 1e-4, "0"))
    outcome = solved(problem)
    if outcome.x is None:
        kinds = {INFEASIBLE: Termination.INFEASIBLE, UNBOUNDED: Termination.UNBOUNDED}
        return SolveResult(kinds.get(outcome.status, Termination.INFEASIBLE_OR_UNBOUNDED))
    value = problem.objective(outcome.x)
    return SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, value, value, np.asarray(outcome.x))


@pytest.fixture
def by_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metasolve, "solve", oracle)


@pytest.fixture
def copy(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that copies an example, with texts in its model replaced, and returns its directory."""

    def make(name: str, *changes: tuple[str, str], folder: str = "copy") -> Path:
        target = tmp_path / folder
        shutil.copytree(TEXTS / name, target)
        text = (target / "model.json").read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (target / "model.json").write_text(text)
        return target

    return make
