"""Bad days of a worker: killed, halted, hanging, out of memory, orphaned; the oracle is the process table in /proc."""

from __future__ import annotations

import os
import queue
import resource
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from metasolve.backends import HIGHS, available
from metasolve.backends.channel import Done, Inject, OpenModel, Order, Ready
from metasolve.backends.contract import Emphasis, Limits, SubMip
from metasolve.backends.prover import Prover
from metasolve.backends.worker import GRACE_S, Died, EngineBackend, Inbox, Worker, WorkerSession
from metasolve.errors import BackendError, BackendUnavailableError, MemoryLimitError, WorkerDiedError
from metasolve.problem import INF, Problem
from metasolve.solution import Termination

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ROOT = Path(__file__).parents[2]
ENGINES = {backend.name: backend for backend in available()}
PATIENCE_S = 30.0

ENGINE = """
import ctypes, sys, time
import numpy as np
from metasolve.solution import SolveResult, Termination

class Engine:
    version = "stub"
    def solve(self, problem, cutoff, hint, order, channel):
        {body}

{extra}
def create_engine():
    return Engine()
"""


def hard() -> Problem:
    """Return equality knapsacks that no engine settles within minutes."""
    rng = np.random.default_rng(7)
    a, x = rng.integers(1, 100, (5, 45)).astype(float), rng.integers(0, 2, 45)
    return Problem.from_arrays(rng.integers(1, 20, 45), a, a @ x, a @ x, 0, 1, 1)


def easy() -> Problem:
    return Problem.from_arrays([1.0, 2.0], [[1, 1]], 3, INF, 0, 9, 1)


def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, extra: str = "") -> EngineBackend:
    """Return a backend whose engine does what body says."""
    (tmp_path / "stub_engine.py").write_text(ENGINE.format(body=body, extra=extra))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return EngineBackend("stub", "Stub", "stub", frozenset(), module="stub_engine")


def state(pid: int) -> str:
    """Return the process state letter of a process, empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def until(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    """Wait for a condition; return whether it came true."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split())


@pytest.mark.parametrize("engine", ENGINES)
def test_killed_worker_raises_and_the_next_session_works(engine: str) -> None:
    with ENGINES[engine].open(hard()) as session:
        threading.Timer(0.5, os.kill, (session.pid, signal.SIGKILL)).start()
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            session.solve(limits=Limits(time_s=PATIENCE_S))
        with pytest.raises(WorkerDiedError):
            session.solve(limits=Limits(time_s=PATIENCE_S))
    with ENGINES[engine].open(easy()) as session:
        assert session.solve(limits=Limits(time_s=1.0)).objective == 3.0


def test_halted_worker_is_killed_two_graces_after_its_limit() -> None:
    with HIGHS.open(hard()) as session:
        threading.Timer(0.1, os.kill, (session.pid, signal.SIGSTOP)).start()
        started = time.monotonic()
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            session.solve(limits=Limits(time_s=0.3))
        assert 0.3 + 2 * GRACE_S <= time.monotonic() - started < PATIENCE_S


def test_engine_that_hangs_in_native_code_with_the_interpreter_locked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = stub(tmp_path, monkeypatch, "ctypes.PyDLL(None).pause()")
    with backend.open(easy()) as session, pytest.raises(WorkerDiedError, match="SIGKILL"):
        session.solve(limits=Limits(time_s=0.2))


def test_engine_that_ignores_an_interrupt_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = stub(tmp_path, monkeypatch, "time.sleep(1000)")
    monkeypatch.setattr("metasolve.backends.worker.INTERRUPT_S", 0.2)
    with backend.open(easy()) as session:
        threading.Timer(0.2, session.interrupt).start()
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            session.solve(limits=Limits(time_s=1000.0))


def test_segfault_is_told_by_its_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = stub(tmp_path, monkeypatch, "ctypes.string_at(0)")
    with backend.open(easy()) as session, pytest.raises(WorkerDiedError, match="SIGSEGV"):
        session.solve(limits=Limits(time_s=PATIENCE_S))


def test_engine_that_raises_costs_its_order_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "assert order.seed, 'no seed'; return SolveResult(Termination.NODE_LIMIT, dual_bound=float('nan'))"
    with stub(tmp_path, monkeypatch, body).open(easy()) as session:
        with pytest.raises(BackendError, match="no seed"):
            session.solve(limits=Limits(time_s=PATIENCE_S))
        result = session.solve(limits=Limits(time_s=PATIENCE_S), seed=1)
    assert (result.termination, result.dual_bound) == (Termination.NODE_LIMIT, -INF)


def test_points_with_nan_are_not_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "channel.found(np.full(2, np.nan)); channel.bound(np.nan, 1); return SolveResult(Termination.NODE_LIMIT)"
    news: list[object] = []
    with stub(tmp_path, monkeypatch, body).open(easy()) as session:
        session.solve(limits=Limits(time_s=PATIENCE_S), emit=news.append)
    assert news == []


def test_missing_package_is_told_with_its_name() -> None:
    with pytest.raises(BackendUnavailableError, match="install nothing-such"):
        EngineBackend("nosuch", "Nosuch", "nothing-such", frozenset()).open(easy())


def test_process_that_never_loads_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metasolve.backends.worker.STARTUP_S", 1.0)
    backend = stub(tmp_path, monkeypatch, "pass", "time.sleep(1000)")
    before = children()
    with pytest.raises(WorkerDiedError, match="did not load"):
        backend.open(easy())
    assert children() == before


def test_engine_that_exceeds_the_memory_limit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "np.ones(int(order.seed * 2**27)); return SolveResult(Termination.NODE_LIMIT)"
    with stub(tmp_path, monkeypatch, body).open(easy(), memory_bytes=2**30) as session:
        with pytest.raises(MemoryLimitError):
            session.solve(limits=Limits(time_s=PATIENCE_S), seed=4)
        assert session.solve(limits=Limits(time_s=PATIENCE_S)).termination is Termination.NODE_LIMIT


@pytest.mark.parametrize("engine", ENGINES)
def test_memory_limit_below_what_loading_needs_is_told(engine: str) -> None:
    with pytest.raises((MemoryLimitError, WorkerDiedError)):
        ENGINES[engine].open(easy(), memory_bytes=2**24)


@pytest.mark.parametrize("memory_bytes", [2**28, 2**29])
@pytest.mark.parametrize("engine", ENGINES)
def test_small_memory_limit_never_hangs(engine: str, memory_bytes: int) -> None:
    rng = np.random.default_rng(1)
    big = Problem.from_arrays(rng.random(1500), rng.random((1500, 1500)), 1, INF, 0, 1, 1)
    started = time.monotonic()
    with suppress(MemoryLimitError, WorkerDiedError), ENGINES[engine].open(big, memory_bytes) as session:
        session.solve(limits=Limits(time_s=2.0, solutions=1))
    assert time.monotonic() - started < PATIENCE_S


ORPHANAGE = """
    import sys, time, threading
    sys.path.insert(0, {root!r})
    from metasolve.backends import HIGHS
    from metasolve.backends.contract import Limits
    from metasolve.problem import Problem
    session = HIGHS.open(Problem.from_arrays([1.0], [[1.0]], 0, 1, 0, 1, 1))
    print(session.pid, flush=True)
    time.sleep(1000)
"""


@pytest.mark.parametrize("halted", [False, True])
def test_worker_dies_with_a_killed_parent(halted: bool) -> None:
    code = textwrap.dedent(ORPHANAGE).format(root=str(ROOT))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if halted:
            os.kill(pid, signal.SIGSTOP)
        parent.kill()
    assert until(lambda: state(pid) in ("", "Z"), within_s=2.0)


def test_worker_outlives_the_thread_that_opened_it() -> None:
    opened: list[WorkerSession] = []
    thread = threading.Thread(target=lambda: opened.append(HIGHS.open(easy())))
    thread.start()
    thread.join()
    time.sleep(0.2)
    with opened[0] as session:
        assert session.solve(limits=Limits(time_s=PATIENCE_S)).objective == 3.0


def test_sessions_leave_no_process_thread_or_file_behind() -> None:
    before = open_files(), threading.active_count()
    pids = []
    for _ in range(10):
        with HIGHS.open(easy()) as session:
            pids.append(session.pid)
    assert (open_files(), threading.active_count()) == before
    assert [pid for pid in pids if state(pid)] == []


def test_closing_twice_does_no_harm() -> None:
    session = HIGHS.open(easy())
    with session:
        pass
    with session:
        pass
    assert state(session.pid) == ""


def test_unwritable_temporary_directory_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with HIGHS.open(easy()) as session:
        assert session.solve(limits=Limits(time_s=PATIENCE_S)).objective == 3.0


def test_worker_that_cannot_be_started_is_an_error_without_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_files()
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(WorkerDiedError, match="cannot be started"):
        HIGHS.open(easy())
    assert open_files() == before


def take(inbox: Inbox, kind: type, within_s: float = PATIENCE_S) -> object:
    """Return the next reply of that kind, dropping others."""
    while True:
        reply = inbox.get(timeout=within_s).reply
        if isinstance(reply, kind):
            return reply


def start(problem: Problem, limits: Limits) -> tuple[Worker, Inbox]:
    """Return a worker that has an order on the problem, and its inbox."""
    inbox: Inbox = queue.SimpleQueue()
    worker = Worker(HIGHS, inbox)
    worker.send(OpenModel(problem))
    worker.send(Order(1, SubMip(), limits, None, Emphasis.PROOF, 0))
    take(inbox, Ready)
    return worker, inbox


def test_halted_worker_goes_on_where_it_was() -> None:
    worker, inbox = start(hard(), Limits(nodes=50))
    worker.pause()
    assert until(lambda: state(worker.pid) == "T")
    worker.resume()
    done = take(inbox, Done)
    assert isinstance(done, Done)
    assert done.result.termination is Termination.NODE_LIMIT
    worker.close()


def test_halted_worker_is_past_no_limit_and_ends_on_close() -> None:
    worker, inbox = start(hard(), Limits(time_s=0.1))
    worker.pause()
    worker.enforce(time.monotonic() + 100.0)
    assert until(lambda: state(worker.pid) == "T")
    worker.close()
    assert state(worker.pid) == ""
    assert isinstance(take(inbox, Died), Died)


def test_sending_to_a_halted_worker_does_not_block() -> None:
    worker, _ = start(hard(), Limits())
    worker.pause()
    started = time.monotonic()
    for _ in range(20):
        worker.send(Inject(np.zeros(2**20), 0.0))
    assert time.monotonic() - started < 2.0
    worker.close()


def test_limit_of_an_order_sent_long_after_start_counts_from_then() -> None:
    with HIGHS.open(easy()) as session:
        time.sleep(2.5)
        assert session.solve(limits=Limits(time_s=0.5)).objective == 3.0


def test_limit_of_an_order_sent_before_the_engine_is_loaded_counts_from_then() -> None:
    worker, inbox = start(hard(), Limits(time_s=0.3))
    while inbox.empty():
        worker.enforce(time.monotonic())
        time.sleep(0.05)
    assert isinstance(take(inbox, Done), Done)
    worker.close()


def test_prover_tells_why_its_worker_ended() -> None:
    inbox: Inbox = queue.SimpleQueue()
    prover = Prover(HIGHS, hard(), inbox, None, mip_gap=1e-4, seed=0)
    take(inbox, Ready)
    os.kill(prover.worker.pid, signal.SIGKILL)
    died = take(inbox, Died)
    assert isinstance(died, Died)
    prover.receive(died)
    assert not prover.running
    assert "SIGKILL" in prover.failure
    prover.close()


def test_file_size_limit_of_the_parent_is_no_concern_of_a_session() -> None:
    soft, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        with replace(HIGHS).open(easy()) as session:
            assert session.solve(limits=Limits(time_s=PATIENCE_S)).objective == 3.0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, most))
