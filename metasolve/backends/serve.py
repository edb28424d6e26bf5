"""The worker process: `python -m metasolve.backends.serve MODULE FD PARENT MEMORY`, until its pipe closes."""

from __future__ import annotations

import ctypes
import importlib
import math
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

from metasolve.backends.channel import Channel, Done, Engine, Failed, Inject, OpenModel, Order, Ready, Stop, loosened
from metasolve.backends.slice import FEASIBILITY, Sliced, slice_submip
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

_PR_SET_PDEATHSIG = 1
_OUT_OF_MEMORY_SIGNS = ("Cannot allocate memory", "failed to map segment")
"""What the dynamic loader says when a library does not fit under the memory limit."""


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
        crowded = any(sign in str(error) for sign in _OUT_OF_MEMORY_SIGNS)
        pipe.send(Failed(-1, str(error), unavailable=not crowded, out_of_memory=crowded))
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
            except MemoryError:
                os.write(2, b"MemoryError: a command does not fit under the memory limit")
                os._exit(1)
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
                if self._channel is not None:
                    self._channel.close()
                self._channel = None
                self._early_stops = {serial for serial in self._early_stops if serial > order.serial}
        return Done(order.serial, replace(result, time_s=time.monotonic() - started))

    def _solve(self, problem: Problem, order: Order) -> SolveResult:
        sliced = slice_submip(problem, order.sub)
        if not isinstance(sliced, Sliced):
            return SolveResult(
                Termination.INFEASIBLE, dual_bound=INF if order.sub.objective is not None else order.sub.cutoff
            )
        channel = Channel(self._pipe, order, sliced)
        with self._lock:
            self._channel = channel
            if order.serial in self._early_stops:
                channel.receive(Stop(order.serial))
        if sliced.problem.columns == 0 or _is_crossed(sliced.problem):
            return _settled(sliced)
        hint = None if order.hint is None else sliced.restrict(order.hint)
        result = _bounded(self._engine.solve(sliced.problem, sliced.cutoff, hint, order, channel), sliced.cutoff)
        return result if result.x is None else replace(result, x=sliced.lift(result.x))


def _bounded(result: SolveResult, cutoff: float) -> SolveResult:
    """Return the result with a dual bound that says no more than what a solve under that cutoff proves."""
    if result.termination is Termination.INFEASIBLE:
        return replace(result, dual_bound=cutoff)
    if result.dual_bound is None or math.isnan(result.dual_bound):
        return replace(result, dual_bound=-INF)
    return replace(result, dual_bound=min(result.dual_bound, cutoff))


def _is_crossed(problem: Problem) -> bool:
    """Whether the bounds leave some column no value; engines differ in what they make of that."""
    lower = np.where(problem.is_integer, np.ceil(problem.col_lower - FEASIBILITY), problem.col_lower)
    upper = np.where(problem.is_integer, np.floor(problem.col_upper + FEASIBILITY), problem.col_upper)
    return bool((lower > upper + FEASIBILITY * np.maximum(1.0, np.abs(upper))).any())


def _settled(sliced: Sliced) -> SolveResult:
    """The result of a sub-MIP with nothing to solve: bounds that leave no value, or no column at all."""
    cost, rows = sliced.problem.offset, sliced.problem
    unmet = (rows.row_lower > FEASIBILITY).any() or (rows.row_upper < -FEASIBILITY).any()
    if rows.columns or unmet or cost > loosened(sliced.cutoff):
        return SolveResult(Termination.INFEASIBLE, dual_bound=sliced.cutoff)
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
