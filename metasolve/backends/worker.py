"""Workers: one process an engine, with hard limits; a crash costs its own order, never the run."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeAlias

from metasolve.backends.channel import Command, Failed, Inject, OpenModel, Order, Ready, Reply, Stop, Told
from metasolve.backends.contract import Emit, Emphasis, Feature, Limits, SubMip
from metasolve.errors import BackendError, BackendUnavailableError, MemoryLimitError, WorkerDiedError
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.reformulation import Reformulation, reformulate
from metasolve.solution import SolveResult

GRACE_S = 0.5
STARTUP_S = 60.0
"""How long a process may take to load its engine; the limits of its first order count from then on."""
INTERRUPT_S = 5.0
"""How long a session waits for an interrupted engine to hand over what it has."""


@dataclass(frozen=True)
class Died:
    """The worker's process is gone; serial is the order that it was busy with, -1 if none."""

    serial: int
    reason: str
    out_of_memory: bool = False


@dataclass(frozen=True, eq=False)
class Mail:
    """A reply, and whom it is from."""

    worker: Worker
    reply: Reply | Died


Inbox: TypeAlias = "queue.SimpleQueue[Mail]"


@dataclass(frozen=True)
class EngineBackend:
    """An engine by the module that has its create_engine(), metasolve.backends.NAME if not given; a Backend."""

    name: str
    title: str
    package: str
    features: frozenset[Feature]
    module: str = ""

    def open(self, problem: Problem, memory_bytes: int | None = None) -> WorkerSession:
        """Start the engine's process with the problem.

        Raises BackendUnavailableError if its package is missing.
        """
        return WorkerSession(self, problem, memory_bytes)


class Worker:
    """A process that runs one engine; replies come as Mail into the inbox, from a thread that only reads.

    All methods are for one owner thread. Nothing here blocks on the child: a writer thread holds what it
    does not take (it may be stopped, or busy in native code).
    """

    def __init__(self, backend: EngineBackend, inbox: Inbox, memory_bytes: int | None = None) -> None:
        self.backend, self._inbox = backend, inbox
        self.order: Order | None = None
        self.deadline_s = INF
        self.paused = False
        self.alive = True
        self._ready_at: float | None = None
        self._loading = True
        ours, theirs = socket.socketpair()
        self._errors = _error_file()
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": _search_path()}
        module = backend.module or f"metasolve.backends.{backend.name}"
        arguments = [module, str(theirs.fileno()), str(os.getpid()), str(memory_bytes or 0)]
        spawn = partial(
            subprocess.Popen[bytes],
            [sys.executable, "-P", "-m", "metasolve.backends.serve", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            env=environment,
        )
        self._pipe = Connection(ours.detach())
        self._outbox: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        spawned: Future[None] = Future()
        self._reader = threading.Thread(target=self._tend, args=(spawn, spawned), daemon=True)
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._reader.start()
        try:
            spawned.result()
        except OSError as error:
            self._pipe.close()
            self._errors.close()
            raise WorkerDiedError(f"{backend.title} worker cannot be started: {error}") from error
        finally:
            theirs.close()
        self._writer.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def busy(self) -> bool:
        return self.order is not None

    def began(self, asked_s: float) -> float:
        """When work asked for at some time could begin: when the engine was loaded; inf if it is not yet."""
        return INF if self._ready_at is None else max(asked_s, self._ready_at)

    def send(self, command: Command) -> None:
        """Queue a command; an Order makes the worker busy until its Done, Failed or Died arrives."""
        if isinstance(command, Order):
            self.order = command
            self._loading = self._ready_at is None
            self.deadline_s = time.monotonic() + (STARTUP_S if self._loading else command.limits.time_s)
        self._outbox.put(command)

    def stop(self, within_s: float = GRACE_S) -> None:
        """Ask the running order to end; enforce() kills the worker if it does not within that time."""
        order = self.order
        if order is not None:
            self.resume()
            self.send(Stop(order.serial))
            self._loading = False
            self.deadline_s = min(self.deadline_s, time.monotonic() + within_s - 2 * GRACE_S)

    def finished(self) -> None:
        """Note that the running order's last reply was taken from the inbox."""
        self.order, self.deadline_s = None, INF

    def enforce(self, now: float) -> None:
        """Stop an order that is past its limit by one grace, kill the process at two."""
        if self.order is None or self.paused:
            return
        if self._loading and self._ready_at is not None:
            self._loading, self.deadline_s = False, self._ready_at + self.order.limits.time_s
        if now < self.deadline_s + GRACE_S:
            return
        if now >= self.deadline_s + 2 * GRACE_S:
            self.kill()
        else:
            self.send(Stop(self.order.serial))

    def pause(self) -> None:
        """Halt the process where it is (SIGSTOP); its state stays in memory."""
        if self.alive and not self.paused:
            self._signal(signal.SIGSTOP)
            self.paused = True

    def resume(self) -> None:
        """Let a halted process go on."""
        if self.paused:
            self._signal(signal.SIGCONT)
            self.paused = False

    def kill(self) -> None:
        """End the process at once; a Died arrives in the inbox."""
        if self._process.poll() is None:
            self._signal(signal.SIGKILL)

    def close(self) -> None:
        """End the process and its threads."""
        self.kill()
        self._process.wait()
        self._outbox.put(None)
        self._writer.join()
        self._reader.join()
        self._pipe.close()
        self._errors.close()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            self.alive = False

    def _tend(self, spawn: Callable[[], subprocess.Popen[bytes]], spawned: Future[None]) -> None:
        """Start the process and take its replies until it ends.

        The kernel kills the process with the thread that started it, so that must be one that outlives it.
        """
        try:
            self._process = spawn()
        except OSError as error:
            spawned.set_exception(error)
            return
        spawned.set_result(None)
        self._read()

    def _read(self) -> None:
        while True:
            try:
                reply: Reply = self._pipe.recv()
            except (EOFError, OSError):
                self.alive = False
                self._inbox.put(Mail(self, self._obituary()))
                return
            if isinstance(reply, Ready):
                self._ready_at = time.monotonic()
            self._inbox.put(Mail(self, reply))

    def _write(self) -> None:
        while (command := self._outbox.get()) is not None:
            try:
                self._pipe.send(command)
            except OSError:
                return

    def _obituary(self) -> Died:
        code = self._process.wait()
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        last = text.splitlines()[-1] if text else ""
        cause = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        out_of_memory = "MemoryError" in text or "bad_alloc" in text or "out of memory" in text.lower()
        serial = -1 if self.order is None else self.order.serial
        return Died(serial, f"{self.backend.title} worker ended ({cause}{': ' + last if last else ''})", out_of_memory)


class WorkerSession:
    """A blocking Session over one worker; the portfolio drives workers directly instead."""

    def __init__(self, backend: EngineBackend, problem: Problem, memory_bytes: int | None = None) -> None:
        self._form: Reformulation = reformulate(problem)
        self._inbox: Inbox = queue.SimpleQueue()
        self._worker = Worker(backend, self._inbox, memory_bytes)
        self._serial = 0
        with ExitStack() as on_failure:
            on_failure.callback(self._worker.close)
            self.version = self._greeting().version
            self._worker.send(OpenModel(self._form.core))
            on_failure.pop_all()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._worker.pid

    def solve(
        self,
        sub: SubMip | None = None,
        limits: Limits = Limits(),  # noqa: B008 -- frozen
        hint: FloatArray | None = None,
        emit: Emit | None = None,
        *,
        emphasis: Emphasis = Emphasis.PROOF,
        seed: int = 0,
    ) -> SolveResult:
        """Solve sub (the whole problem if None) and return its result, x in the problem's own columns.

        Raises WorkerDiedError if the process ends, BackendError if the engine fails, MemoryLimitError.
        """
        if not self._worker.alive:
            raise WorkerDiedError(f"the {self._worker.backend.title} worker is gone; open another session")
        self._serial += 1
        start = None if hint is None else self._form.extend(hint)
        self._worker.send(Order(self._serial, sub or SubMip(), limits, start, emphasis, seed))
        try:
            return _in_own_sense(self._await(emit), self._form)
        finally:
            self._worker.stop(INTERRUPT_S)  # where emit raised, or an interrupt from the keyboard

    def inject(self, x: FloatArray, cost: float) -> None:
        """Hand the running solve a solution of the whole problem (thread-safe)."""
        self._worker.send(Inject(self._form.extend(x), cost))

    def interrupt(self) -> None:
        """Ask the running solve to end with what it has (thread-safe)."""
        self._worker.stop(INTERRUPT_S)

    def _greeting(self) -> Ready:
        """Wait for the engine to load."""
        try:
            reply = self._inbox.get(timeout=STARTUP_S).reply
        except queue.Empty:
            raise WorkerDiedError(f"{self._worker.backend.title} did not load within {STARTUP_S} s") from None
        if isinstance(reply, Failed) and reply.unavailable:
            backend = self._worker.backend
            raise BackendUnavailableError(f"{backend.title} does not load ({reply.reason}); install {backend.package}")
        if isinstance(reply, Failed | Died):
            raise _error(reply)
        assert isinstance(reply, Ready)
        return reply

    def _await(self, emit: Emit | None) -> SolveResult:
        """Take mail until the running order ends; what is left of earlier ones is dropped."""
        while True:
            self._worker.enforce(time.monotonic())
            try:
                reply = self._inbox.get(timeout=0.1).reply
            except queue.Empty:
                continue
            if isinstance(reply, Died):
                self._worker.finished()
                raise _error(reply)
            if isinstance(reply, Ready) or reply.serial != self._serial:
                continue
            if isinstance(reply, Told):
                if emit is not None:
                    emit(reply.news)
                continue
            self._worker.finished()
            if isinstance(reply, Failed):
                raise _error(reply)
            return reply.result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.close()


def _error_file() -> IO[bytes]:
    """A file without a name for what a worker writes to stderr; none is kept where no directory is writable."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "w+b")


def _search_path() -> str:
    """PYTHONPATH by which a worker finds this very package, installed or not."""
    root = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])


def _error(reply: Failed | Died) -> Exception:
    if reply.out_of_memory:
        return MemoryLimitError(reply.reason)
    return WorkerDiedError(reply.reason) if isinstance(reply, Died) else BackendError(reply.reason)


def _in_own_sense(result: SolveResult, form: Reformulation) -> SolveResult:
    return replace(
        result,
        x=None if result.x is None else form.restrict(result.x),
        objective=None if result.objective is None else form.objective(result.objective),
        dual_bound=None if result.dual_bound is None else form.objective(result.dual_bound),
        col_names=form.original.col_names,
    )
