"""What SciPy's HiGHS prints by printf does not reach the standard output, on which answers are written."""

from __future__ import annotations

import ctypes
import os
import threading
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

import llm_modeling.diagnosis.oracle as oracle
from llm_modeling.diagnosis.layout import System
from llm_modeling.quiet import quiet

LIBRARY = ctypes.CDLL(None)


def printed_by_c(text: str) -> None:
    LIBRARY.printf(b"%s\n", text.encode())
    LIBRARY.fflush(None)


def test_what_c_prints_inside_goes_nowhere_and_outside_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    printed_by_c("before")
    with quiet(), quiet():
        printed_by_c("noise")
    printed_by_c("after")
    assert capfd.readouterr().out == "before\nafter\n"


def test_what_python_prints_inside_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet():
        os.write(1, b"an answer\n")
        print("another", flush=True)
    assert capfd.readouterr().out == "an answer\nanother\n"


def test_stdout_comes_back_after_an_error_and_after_threads_that_overlap(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        for _ in range(200):
            with quiet():
                pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pytest.raises(ZeroDivisionError), quiet():
        raise ZeroDivisionError
    printed_by_c("after")
    assert capfd.readouterr().out == "after\n"


@pytest.mark.parametrize("solver", ["milp", "linprog"])
def test_diagnosis_prints_nothing_that_its_solver_prints(
    solver: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    solve: Any = getattr(oracle, solver)

    def noisy(*given: Any, **settings: Any) -> Any:
        printed_by_c("HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();")
        return solve(*given, **settings)

    monkeypatch.setattr(oracle, solver, noisy)
    one, zero, rows = np.ones(1), np.zeros(1), np.zeros(1, dtype=np.int64)
    matrix: csr_array = csr_array(np.ones((1, 1)))
    if solver == "milp":
        system = System(matrix, one, one, zero, one, one > 0.0, rows, rows)
        assert oracle.solve_system(system, one, 1.0).is_optimal
    else:
        assert oracle.least_vertex(one, matrix, one, csr_array((0, 1)), 2.0 * one, 1.0) is not None
    assert capfd.readouterr().out == ""
