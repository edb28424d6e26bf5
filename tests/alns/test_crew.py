"""A crew with real engines: one task at a time, slices that halt and go on, deaths, and nothing left behind."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

from metasolve.alns.crew import RESTARTS, Crew
from metasolve.alns.task import Outcome, Role, Task
from metasolve.backends import BACKENDS
from metasolve.backends.channel import Ready
from metasolve.backends.contract import Emphasis, Limits, SubMip
from metasolve.backends.worker import Inbox
from metasolve.problem import INF, Problem
from metasolve.solution import Termination


def knapsack(items: int) -> Problem:
    """A knapsack with five rows and profits that follow the weights, which makes it hard (Chu and Beasley, 1998)."""
    rng = np.random.default_rng(items)
    weights = rng.integers(1, 1000, (5, items)).astype(float)
    profits = weights.mean(axis=0) + 500.0 * rng.random(items)
    return Problem.from_arrays(-profits, weights, -INF, 0.5 * weights.sum(axis=1), 0, 1, 1)


class Bench:
    """A crew, its inbox, and the numbers of its processes."""

    def __init__(self, problem: Problem) -> None:
        self.inbox: Inbox = queue.SimpleQueue()
        self.crew = Crew(problem, BACKENDS, self.inbox, None)
        self.pids: set[int] = set()

    def wait(self, slow_s: float = 30.0, die_when_ready: bool = False) -> Outcome:
        """Return the outcome of the running task."""
        until = time.monotonic() + slow_s
        while time.monotonic() < until:
            outcome = self.crew.tick(time.monotonic())
            if outcome is not None:
                return outcome
            try:
                mail = self.inbox.get(timeout=0.02)
            except queue.Empty:
                continue
            self.pids.add(mail.worker.pid)
            if die_when_ready and isinstance(mail.reply, Ready):
                os.kill(mail.worker.pid, signal.SIGKILL)
            outcome = self.crew.receive(mail)
            if outcome is not None:
                return outcome
        raise TimeoutError("no outcome")


@pytest.fixture
def hard() -> Iterator[Bench]:
    """A crew on a problem that takes far longer than a test."""
    bench = Bench(knapsack(200))
    yield bench
    bench.crew.close()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in bench.pids)


@pytest.fixture
def easy() -> Iterator[Bench]:
    bench = Bench(knapsack(10))
    yield bench
    bench.crew.close()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in bench.pids)


def task(role: Role = Role.SUBMIP, slice_s: float = INF, fixed: int = 0) -> Task:
    sub = SubMip(fixed=np.arange(fixed), values=np.zeros(fixed))
    return Task(role, "scip", sub, Limits(time_s=20.0, mip_gap=0.0), Emphasis.LNS, slice_s=slice_s, source="test")


def test_sub_mips_of_one_engine_share_a_process_and_undo_their_fixings(easy: Bench) -> None:
    objectives = []
    for fixed in (0, 10, 0):
        easy.crew.start(task(fixed=fixed), INF)
        outcome = easy.wait()
        assert outcome.result is not None
        assert outcome.result.termination is Termination.OPTIMAL
        assert easy.crew.task is None
        objectives.append(outcome.result.objective or 0.0)
    assert objectives[0] == objectives[2] < objectives[1] == 0.0
    assert len(easy.pids) == 1


def run_slices(bench: Bench, slice_s: float = 0.4) -> None:
    """Give the engine slices on the whole problem until its process is ready; starting up takes some of them."""
    for _ in range(50):
        bench.crew.start(task(Role.WHOLE, slice_s=slice_s), INF)
        outcome = bench.wait()
        assert (outcome.result, outcome.failure) == (None, "")
        assert outcome.duration_s >= slice_s
        if bench.pids:
            return


def is_halted(pid: int) -> bool:
    """Return whether the process stops within a second; a signal takes a moment to arrive."""
    for _ in range(100):
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "T":
                return True
        time.sleep(0.01)
    return False


def test_task_on_the_whole_problem_is_halted_after_its_slice_and_goes_on(hard: Bench) -> None:
    for _ in range(2):
        run_slices(hard)
        assert hard.crew.task is None
        assert [is_halted(pid) for pid in hard.pids] == [True]


def test_sub_mip_beside_a_halted_whole_task_gets_a_process_of_its_own(hard: Bench) -> None:
    run_slices(hard)
    (halted,) = hard.pids
    hard.crew.start(task(fixed=195), INF)
    outcome = hard.wait()
    assert outcome.result is not None
    assert outcome.result.termination is Termination.OPTIMAL
    assert len(hard.pids) == 2
    assert is_halted(halted)


def test_starters_end_with_the_first_incumbent_unless_an_arm_needs_them(hard: Bench) -> None:
    hard.crew.start(task(Role.START, slice_s=0.3), INF)
    hard.wait()
    (pid,) = hard.pids
    hard.crew.dismiss_starters({"scip"})
    assert os.path.exists(f"/proc/{pid}")
    hard.crew.dismiss_starters({"cpsat"})
    assert not os.path.exists(f"/proc/{pid}")


def test_starter_stops_at_once_when_there_is_an_incumbent(hard: Bench) -> None:
    hard.crew.start(task(Role.START, slice_s=60.0), INF)
    assert hard.crew.tick(time.monotonic()) is None
    assert hard.crew.tick(time.monotonic(), has_incumbent=True) is not None


def test_death_fails_the_task_and_the_engine_is_given_up_after_some(hard: Bench) -> None:
    outcomes = []
    for _ in range(RESTARTS + 1):
        hard.crew.start(task(), INF)
        outcomes.append(hard.wait(die_when_ready=True))
        assert hard.crew.task is None
    assert all(outcome.result is None and outcome.failure for outcome in outcomes)
    assert [outcome.unavailable for outcome in outcomes] == [False] * RESTARTS + [True]
    assert len(hard.pids) == RESTARTS + 1


def test_mail_of_strangers_is_not_taken(easy: Bench) -> None:
    other = Bench(knapsack(5))
    other.crew.start(task(), INF)
    mail = other.inbox.get(timeout=30.0)
    assert other.crew.owns(mail.worker)
    assert not easy.crew.owns(mail.worker)
    other.crew.close()
