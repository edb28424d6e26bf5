"""The worker process: `python -m metasolve.backends.serve MODULE FD PARENT MEMORY`, until its pipe closes."""

from __future__ import annotations

import ctypes
import importlib
import os
import queue
import resource
import signal
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from metasolve.backends.channel import Channel, Done, Engine, Failed, Inject, OpenModel, Order, Ready, Stop
from metasolve.backends.slice import Sliced, slice_submip
from metasolve.problem import Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve one engine to the parent process; the arguments are those of the module's first line."""
    module_name, fd, parent, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when to stop
    if memory > 0:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    pipe = Connection(fd)
    try:
        module = importlib.import_module(module_name)
        engine: Engine = module.create_engine()
    except ImportError as error:
        pipe.send(Failed(-1, str(error), unavailable=True))
        return
    pipe.send(Ready(engine.version))
    _Server(engine, pipe).run()


class _Server:
    """Reads commands in a thread of its own, so that a running solve can be stopped or given a solution."""

    def __init__(self, engine: Engine, pipe: Connection) -> None:
        self._engine, self._pipe = engine, pipe
        self._orders: queue.SimpleQueue[OpenModel | Order] = queue.SimpleQueue()
        self._channel: Channel | None = None
        self._early_stops: set[int] = set()
        self._lock = threading.Lock()

    def run(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()
        problem: Problem | None = None
        while True:
            command = self._orders.get()
            if isinstance(command, OpenModel):
                problem = command.problem
            elif problem is not None:
                self._pipe.send(self._answer(problem, command))

    def _read(self) -> None:
        while True:
            try:
                command = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)
            if isinstance(command, Inject | Stop):
                with self._lock:
                    if isinstance(command, Stop):
                        self._early_stops.add(command.serial)
                    if self._channel is not None:
                        self._channel.receive(command)
            else:
                self._orders.put(command)

    def _answer(self, problem: Problem, order: Order) -> Done | Failed:
        started = time.monotonic()
        try:
            result = self._solve(problem, order)
        except MemoryError:
            return Failed(order.serial, "the memory limit was reached", out_of_memory=True)
        except Exception as error:  # whatever a solver's Python raises costs this order, not the worker
            return Failed(order.serial, f"{type(error).__name__}: {error}")
        finally:
            with self._lock:
                self._channel = None
                self._early_stops.clear()
        return Done(order.serial, replace(result, time_s=time.monotonic() - started))

    def _solve(self, problem: Problem, order: Order) -> SolveResult:
        sliced = slice_submip(problem, order.sub)
        if not isinstance(sliced, Sliced):
            return SolveResult(Termination.INFEASIBLE)
        channel = Channel(self._pipe, order, sliced)
        with self._lock:
            self._channel = channel
            if order.serial in self._early_stops:
                channel.receive(Stop(order.serial))
        if sliced.problem.columns == 0:
            return _settled(sliced)
        hint = None if order.hint is None else sliced.restrict(order.hint)
        result = self._engine.solve(sliced.problem, sliced.cutoff, hint, order, channel)
        return result if result.x is None else replace(result, x=sliced.lift(result.x))


def _settled(sliced: Sliced) -> SolveResult:
    """The result of a sub-MIP in which propagation fixed every column."""
    cost = sliced.problem.offset
    return SolveResult(
        Termination.OPTIMAL, SolutionStatus.OPTIMAL, objective=cost, dual_bound=cost, x=sliced.lift(np.zeros(0))
    )


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when the parent's thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


if __name__ == "__main__":
    main()
