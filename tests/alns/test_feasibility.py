"""The search for a first feasible point: from a violated point to one that the problem itself accepts."""

from __future__ import annotations

import queue
import time
from dataclasses import replace

import numpy as np
import pytest

from metasolve.alns.elastic import elastic, elastic_point
from metasolve.alns.feasibility import FEASIBLE, FeasibilitySearch, ViolatedRows
from metasolve.alns.progress import Point, Progress
from metasolve.alns.search import SearchSettings
from metasolve.alns.structure import Structure
from metasolve.backends import BACKENDS
from metasolve.backends.worker import Inbox
from metasolve.bandit import Uniform
from metasolve.check import check
from metasolve.matrix import FloatArray
from metasolve.problem import Problem


def assignment(size: int) -> Problem:
    """Each of size**2 binaries is a place in a square; rows, columns and both broken diagonals hold one each."""
    places = np.arange(size)
    i, j = np.divmod(np.arange(size * size), size)
    lines = [i == k for k in places] + [j == k for k in places]
    lines += [(i + j) % size == k for k in places] + [(i - j) % size == k for k in places]
    return Problem.from_arrays(np.zeros(size * size), np.array(lines, dtype=float), 1, 1, 0, 1, 1)


def start(problem: Problem, near: FloatArray) -> tuple[FeasibilitySearch, Inbox]:
    inbox: Inbox = queue.SimpleQueue()
    engines = {"scip": BACKENDS["scip"]}
    return FeasibilitySearch(problem, near, SearchSettings(Uniform()), engines, inbox, None, 1), inbox


def test_violated_point_is_repaired_to_a_feasible_one() -> None:
    """Modular queens exist for 7, as 7 is prime to 6 (Polya, 1918)."""
    problem = assignment(7)
    search, inbox = start(problem, np.zeros(49))
    assert search.violation == 28.0
    feasible, until = None, time.monotonic() + 60.0
    try:
        while feasible is None and time.monotonic() < until:
            task = search.next_task(0.0)
            assert task is not None
            search.crew.start(task, search.violation)
            outcome = None
            while outcome is None:
                search.crew.tick(time.monotonic())
                outcome = search.crew.receive(inbox.get(timeout=30.0))
            feasible = search.absorb(outcome, 0.0)
    finally:
        search.crew.close()
    assert feasible is not None
    assert feasible.shape == (49,)
    assert check(problem, feasible).feasible


def test_point_that_still_needs_slack_is_no_answer_but_lowers_the_violation() -> None:
    problem = assignment(5)
    search, _ = start(problem, np.zeros(25))
    phase_one = elastic(problem, np.zeros(25))
    point = elastic_point(problem, np.zeros(25))
    point[0] = 1.0
    point[25:] -= problem.a.dot(point[:25])
    assert check(phase_one, point).feasible
    assert search.offer(point, 0.0) is None
    assert search.violation == 16.0


def test_point_without_slack_is_an_answer_in_the_columns_of_the_problem() -> None:
    problem = assignment(5)
    search, _ = start(problem, np.zeros(25))
    queens = np.zeros(25)
    queens[[0, 7, 14, 16, 23]] = 1.0
    answer = search.offer(np.concatenate([queens, np.zeros(20)]), 0.0)
    assert check(problem, queens).feasible
    assert answer is not None
    assert answer.tolist() == queens.tolist()


def blocks() -> tuple[Problem, Progress]:
    """Three rows on three columns each; the last two are violated at 0, the first is not."""
    a = np.kron(np.eye(3), np.ones((1, 3)))
    problem = Problem.from_arrays(np.ones(9), a, [0, 1, 1], 3, 0, 1, 1)
    phase_one = elastic(problem, np.zeros(9))
    x = elastic_point(problem, np.zeros(9))
    point = Point(x, phase_one.objective(x))
    return phase_one, Progress(best=point, current=point, pool=(point,), structure=Structure(phase_one), size=1 / 3)


@pytest.mark.parametrize("seed", range(5))
def test_violated_rows_frees_columns_of_rows_that_need_slack(seed: int) -> None:
    phase_one, progress = blocks()
    sub = ViolatedRows()(phase_one, progress, np.random.default_rng(seed))
    assert sub is not None
    assert sub.fixed is not None
    free = sorted(set(range(9)) - set(sub.fixed.tolist()))
    assert len(free) == 3
    assert set(free) <= {3, 4, 5, 6, 7, 8}
    assert not set(sub.fixed.tolist()) & {9, 10}


def test_violated_rows_has_nothing_to_do_without_slack() -> None:
    phase_one, progress = blocks()
    x = np.zeros(11)
    x[[3, 6]] = 1.0
    x[9] = 0.5 * FEASIBLE
    done = replace(progress, current=Point(x, 0.0))
    assert ViolatedRows()(phase_one, done, np.random.default_rng(0)) is None
