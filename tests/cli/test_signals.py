"""Signals during a solve: files are written and the exit code tells, whether the engines listen or not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# a solve that says when it runs, finds a solution if told to, and ends at the signal only if told to
PROGRAM = """
import sys, time
import numpy as np
from metasolve import api
from metasolve.cli import main
from metasolve.events import Incumbent
from metasolve.solution import SolutionStatus, SolveResult, Termination

finds, listens = (word == "True" for word in (sys.argv.pop(), sys.argv.pop()))

def solve(problem, **settings):
    x = np.array([1.0, 0.0])
    if finds:
        settings["on_event"](Incumbent(0.0, 5.0, "HiGHS", x))
    print("running", flush=True)
    while not (listens and settings["stop"].is_set()):
        time.sleep(0.01)
    status = SolutionStatus.FEASIBLE if finds else SolutionStatus.NONE
    return SolveResult(Termination.INTERRUPTED, status, 5.0 if finds else None, x=x if finds else None)

api.solve = solve
sys.exit(main())
"""


def interrupt(model: str, folder: Path, signals: list[signal.Signals], *, finds: bool, listens: bool) -> int:
    """Return the exit code of a solve that gets the signals once it runs."""
    outputs = ["-o", str(folder / "x.sol"), "--json", str(folder / "x.json"), "--report", str(folder / "x.html")]
    arguments = ["solve", model, *outputs, str(listens), str(finds)]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        for number in signals[:-1]:
            process.send_signal(number)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.3)
        process.send_signal(signals[-1])
        process.communicate(timeout=20)
        return process.returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_solution_json_and_report(number: signal.Signals, model: str, tmp_path: Path) -> None:
    assert interrupt(model, tmp_path, [number], finds=True, listens=True) == 30
    assert (tmp_path / "x.sol").read_text().startswith("objective value: 5")
    assert json.loads((tmp_path / "x.json").read_text())["termination"] == "interrupted"
    assert (tmp_path / "x.html").exists()


def test_without_a_solution_the_exit_code_is_31(model: str, tmp_path: Path) -> None:
    assert interrupt(model, tmp_path, [signal.SIGTERM], finds=False, listens=True) == 31
    assert not (tmp_path / "x.sol").exists()
    assert (tmp_path / "x.json").exists()


def test_a_second_signal_ends_a_solve_that_does_not_listen(model: str, tmp_path: Path) -> None:
    twice = [signal.SIGINT, signal.SIGINT]
    assert interrupt(model, tmp_path, twice, finds=True, listens=False) == 30
    result = json.loads((tmp_path / "x.json").read_text())
    assert (result["objective"], result["check"]["max_row_violation"]) == (5.0, 0.0)
    assert (tmp_path / "x.sol").read_text().startswith("objective value: 5")
