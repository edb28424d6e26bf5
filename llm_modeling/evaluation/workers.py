"""WorkerPool: a function over many jobs in worker processes that may hang, crash or run out of memory.

A job that does costs its own answer only. Processes are started by spawn, one job at a time goes to each, results come
back in the order of the jobs, and no process outlives the pool or this process.
"""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

J = TypeVar("J")
R = TypeVar("R")

_PR_SET_PDEATHSIG = 1
_START_S = 600.0  # what is waited for is a machine with far more work than cores
_READY = "ready"
_SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Lost:
    """A job without an answer, and why."""

    reason: str


@dataclass(frozen=True)
class PoolSettings:
    """How many processes, how long and how large one job may be; memory_bytes counts the address space, None all."""

    workers: int = 2
    timeout_s: float = 60.0
    memory_bytes: int | None = 4 << 30

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ValueError(f"workers is {self.workers} instead of at least 1")
        if not self.timeout_s > 0.0:
            raise ValueError(f"timeout_s is {self.timeout_s} instead of a positive number")
        if self.memory_bytes is not None and self.memory_bytes < 256 << 20:
            raise ValueError(f"memory_bytes is {self.memory_bytes}, less than 256 MiB")


class WorkerPool(Generic[J, R]):
    """A function in worker processes, a context that ends them; they start with the first jobs and stay between runs.

    The function is importable, its jobs and results are picklable.
    """

    def __init__(self, function: Callable[[J], R], settings: PoolSettings) -> None:
        self.settings = settings
        self._function = function
        self._workers: list[_Worker[J, R]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers = []

    def run(self, jobs: Sequence[J], on_done: Callable[[], None] | None = None) -> list[R | Lost]:
        """Return what the function returns for each job, in order, or Lost: a job costs at most its own answer.

        on_done is called in this process after each job. What the function raises loses its job, with the error's
        text. After an exception in this process the pool cannot be used again.
        """
        results: dict[int, R | Lost] = {}
        waiting = iter(range(len(jobs)))
        with _single_threaded():
            while len(self._workers) < min(self.settings.workers, len(jobs)):
                self._workers.append(_Worker(self._function, self.settings))
            while len(results) < len(jobs):
                for worker in self._workers:
                    if worker.is_idle:
                        worker.give(waiting, jobs)
                for place, result in self._answers():
                    results[place] = result
                    if on_done is not None:
                        on_done()
        return [results[place] for place in range(len(jobs))]

    def _answers(self) -> Iterator[tuple[int, R | Lost]]:
        """Yield what the workers have done, after waiting for the first of them or for a deadline."""
        soonest = min(worker.deadline for worker in self._workers)
        timeout = None if soonest == math.inf else max(0.0, soonest - time.monotonic())
        ready = wait([worker.pipe for worker in self._workers], timeout)
        for worker in self._workers:
            if worker.pipe in ready:
                answer = worker.receive()
            elif time.monotonic() >= worker.deadline:
                answer = worker.give_up(f"killed after {worker.limit_s:g} s")
            else:
                continue
            if answer is not None:
                yield answer


class _Worker(Generic[J, R]):
    """A process with one job at a time; started again when it is lost."""

    def __init__(self, function: Callable[[J], R], settings: PoolSettings) -> None:
        self.settings = settings
        self._function = function
        self._process: BaseProcess
        self.pipe: Connection
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        memory = self.settings.memory_bytes
        arguments = (theirs, self._function, memory, os.getpid())
        self._process = context.Process(target=_serve, args=arguments, daemon=True, name="evaluation-worker")
        self._process.start()
        theirs.close()
        self._place: int | None = None
        self._ready = False
        self.deadline = time.monotonic() + _START_S

    @property
    def limit_s(self) -> float:
        """How long the process may take for what it is at: its start, or its job."""
        return self.settings.timeout_s if self._ready else _START_S

    @property
    def is_idle(self) -> bool:
        return self._ready and self._place is None

    def give(self, waiting: Iterator[int], jobs: Sequence[J]) -> None:
        """Send the next job that waits, if there is one."""
        place = next(waiting, None)
        if place is None:
            return
        self._place = place
        self.deadline = time.monotonic() + self.settings.timeout_s
        with suppress(BrokenPipeError, ConnectionResetError):  # the answer is then the end of its pipe
            self.pipe.send(jobs[place])

    def receive(self) -> tuple[int, R | Lost] | None:
        """Return the place and the answer that came, None for the word that the process is ready."""
        try:
            answer = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            return self.give_up("its process died")
        if answer == _READY and not self._ready:
            self._ready, self.deadline = True, math.inf
            return None
        place, self._place, self.deadline = self._place, None, math.inf
        assert place is not None
        return place, answer

    def give_up(self, reason: str) -> tuple[int, Lost] | None:
        """End the process, start another one, and return the job that is lost."""
        place, was_ready = self._place, self._ready
        self.end()
        if not was_ready:
            raise RuntimeError(f"a worker process did not start: {reason} (exit code {self._process.exitcode})")
        self._start()
        return None if place is None else (place, Lost(reason))

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, function: Callable[[Any], Any], memory_bytes: int | None, parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS 1.12, the one in SciPy 1.17, prints whatever its options say
    pipe.send(_READY)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Any = function(job)
        except MemoryError:
            answer = Lost("the memory limit was reached")
        except Exception as error:  # a fault of ours costs this job, and shows in what went wrong
            answer = Lost(f"internal error: {type(error).__name__}: {error}")
        pipe.send(answer)


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let processes that start now use one thread each for linear algebra."""
    before = {name: os.environ.get(name) for name in _SINGLE_THREADED}
    os.environ.update(dict.fromkeys(_SINGLE_THREADED, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
