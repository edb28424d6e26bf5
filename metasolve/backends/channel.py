"""The worker's end of the pipe: what an engine reports, and what it must heed, while it runs."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol, TypeAlias

import numpy as np

from metasolve.backends.contract import BoundFound, Emphasis, Found, Limits, News, RootInfo, SubMip
from metasolve.backends.slice import Sliced
from metasolve.matrix import FloatArray
from metasolve.problem import Problem
from metasolve.solution import SolveResult

BOUND_PERIOD_S = 0.25
CUTOFF_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Order:
    """One solve that a worker is asked for; hint is (columns,) of the whole problem."""

    serial: int
    sub: SubMip
    limits: Limits
    hint: FloatArray | None
    emphasis: Emphasis
    seed: int
    threads: int = 1


@dataclass(frozen=True)
class OpenModel:
    problem: Problem


@dataclass(frozen=True, eq=False)
class Inject:
    """A better solution of the whole problem, for the engine to adopt; cost is its objective."""

    x: FloatArray
    cost: float


@dataclass(frozen=True)
class Stop:
    serial: int


Command: TypeAlias = OpenModel | Order | Inject | Stop


@dataclass(frozen=True)
class Ready:
    """The worker has loaded its engine."""

    version: str


@dataclass(frozen=True, eq=False)
class Told:
    """News of the solve with that serial; points are of the whole problem."""

    serial: int
    news: News


@dataclass(frozen=True, eq=False)
class Done:
    serial: int
    result: SolveResult


@dataclass(frozen=True)
class Failed:
    """The engine raised; unavailable tells a missing package from a fault."""

    serial: int
    reason: str
    unavailable: bool = False
    out_of_memory: bool = False


Reply: TypeAlias = Ready | Told | Done | Failed


class Channel:
    """What an engine sees of the outside during one solve; all points are of the sliced problem."""

    def __init__(self, pipe: Connection, order: Order, sliced: Sliced) -> None:
        self._pipe, self._sliced = pipe, sliced
        self._serial = order.serial
        self._lock, self._sending = threading.Lock(), threading.Lock()
        self._injected: Inject | None = None
        self._last_bound = (-float("inf"), -1, 0.0)
        self._on_stop: list[Callable[[], None]] = []
        self.stopped = threading.Event()
        self.started = time.monotonic()
        self.solutions = 0

    def found(self, x: FloatArray) -> None:
        """Report a solution of the sliced problem; a point with nan or inf is none."""
        if not np.isfinite(x).all():
            return
        self.solutions += 1
        self._tell(Found(self._sliced.lift(x), self._sliced.problem.objective(x)))

    def bound(self, bound: float, nodes: int, always: bool = False) -> None:
        """Report the dual bound and nodes so far; news within BOUND_PERIOD_S of the last are dropped.

        Under a cutoff an engine may prove more than it was asked for; it is held to the cutoff.
        """
        if math.isnan(bound):
            return
        bound = min(bound, self._sliced.cutoff)
        last_bound, last_nodes, last_time = self._last_bound
        now = time.monotonic()
        if (bound, nodes) == (last_bound, last_nodes) or (now - last_time < BOUND_PERIOD_S and not always):
            return
        self._last_bound = (bound, nodes, now)
        self._tell(BoundFound(bound, nodes))

    def root(self, x: FloatArray, reduced_costs: FloatArray, cost: float) -> None:
        """Report the root relaxation of the sliced problem; sent only if nothing was sliced away."""
        if self._sliced.columns.size == self._sliced.fixed_x.size:
            self._tell(RootInfo(x, reduced_costs, cost))

    def take_injected(self) -> FloatArray | None:
        """Return the newest injected solution, restricted to the slice, once."""
        with self._lock:
            injected, self._injected = self._injected, None
        return None if injected is None else self._sliced.restrict(injected.x)

    def on_stop(self, action: Callable[[], None]) -> None:
        """Have action called, in another thread, when the solve is to stop (at once if it already is)."""
        self._on_stop.append(action)
        if self.stopped.is_set():
            action()

    def close(self) -> None:
        """Let go of the actions: one that holds a solver, whose plug-ins hold this, would keep both in memory."""
        self._on_stop.clear()

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.started

    def receive(self, command: Inject | Stop) -> None:
        """Take a command that came in while the solve runs; called by the reader thread."""
        if isinstance(command, Inject):
            with self._lock:
                self._injected = command
        elif command.serial == self._serial:
            self.stopped.set()
            for action in self._on_stop:
                action()

    def _tell(self, news: News) -> None:
        with self._sending:  # engines call back from threads of their own
            self._pipe.send(Told(self._serial, news))


def loosened(cutoff: float, times: float = 1.0) -> float:
    """Return the cutoff plus so many times the tolerance within which a cost still meets it."""
    return cutoff + times * CUTOFF_TOLERANCE * max(1.0, abs(cutoff))


class Engine(Protocol):
    """A solver library inside its worker; problem is sliced and in engine form, cutoff a bound on its objective.

    The result's x is (problem.columns,), its objective that of problem. hint is (problem.columns,).
    """

    version: str

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult: ...
