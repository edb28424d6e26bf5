"""BanditALNS: adaptive large neighborhood search on one core, composed from Python.

After Balans (Cai, Kadioglu, Dilkina, Balans: Multi-Armed Bandits-based Adaptive Large Neighborhood Search for
Mixed-Integer Programming Problems, 2025), with continuous columns free, a cutoff, and checked solutions.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from metasolve.alns.accept import Accept, HillClimbing
from metasolve.alns.destroy import DestroyOperator
from metasolve.alns.search import Search, SearchSettings
from metasolve.alns.seat import Seat, SeatSettings
from metasolve.alns.sizing import Sizing
from metasolve.alns.start_plan import StartPlan, WorkStartPlan
from metasolve.alns.stop import Stop
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm
from metasolve.backends import BACKENDS, available
from metasolve.backends.contract import Feature
from metasolve.backends.worker import EngineBackend, Inbox, Worker
from metasolve.bandit import Thompson
from metasolve.bandit.policy import Policy
from metasolve.check import check_exact
from metasolve.errors import BackendUnavailableError
from metasolve.events import Event, Incumbent, Recorder, Sink, Warned, fan_out
from metasolve.matrix import FloatArray
from metasolve.problem import Problem
from metasolve.reformulation import Reformulation, reformulate
from metasolve.solution import InstanceInfo, SolutionStatus, SolveResult, Termination

TICK_S = 0.05


class BanditALNS:
    """A search of the given parts; every destroy operator paired with every repair engine is an arm.

    A stopping rule without wall time makes engines stop by nodes and deterministic work, so that one seed gives
    the same incumbents on every machine; Local-MIP knows no such limit and is refused there.

    Raises ValueError for an empty list or an unknown engine, BackendUnavailableError if one is not installed.
    """

    def __init__(
        self,
        destroy: Sequence[DestroyOperator],
        repair: Iterable[str] = ("scip",),
        policy: Policy | None = None,
        accept: Accept | None = None,
        seed: int = 0,
        sizing: Sizing | None = None,
        mip_gap: float = 1e-4,
    ) -> None:
        self._repair = tuple(repair)
        if not destroy or not self._repair:
            raise ValueError("destroy and repair need at least one member each")
        installed = {backend.name: backend for backend in available()}
        for name in self._repair:
            if name not in BACKENDS:
                raise ValueError(f"repair names {name!r} instead of one of {', '.join(BACKENDS)}")
            if name not in installed:
                title, package = BACKENDS[name].title, BACKENDS[name].package
                raise BackendUnavailableError(f"{title} is not installed; install {package}")
        self._arms = tuple(Arm(operator, engine) for operator in destroy for engine in self._repair)
        self._engines = installed
        self._settings = SearchSettings(
            policy or Thompson(), accept or HillClimbing(), sizing or Sizing(), mip_gap=mip_gap
        )
        self._seed = seed

    def run(
        self, problem: Problem, stop: Stop, start: FloatArray | None = None, on_event: Sink | None = None
    ) -> SolveResult:
        """Search until stop says so and return the best checked solution; there is no dual bound.

        start is a first solution, (columns,); without one, SCIP looks for one. on_event gets every event.

        Raises ValueError if a repair engine cannot work without wall time and stop has none.
        """
        if not stop.timed and any(Feature.WORK_LIMIT not in self._engines[name].features for name in self._repair):
            raise ValueError("Local-MIP needs a stopping rule with wall time")
        form = reformulate(problem)
        recorder = Recorder()
        settings = replace(self._settings, timed=stop.timed, horizon_s=stop.time_limit_s)
        run = _Run(form, self._arms, settings, self._engines, self._seed, fan_out(recorder, on_event))
        ending = run.search_until(stop.in_cost(form.cost), start)
        best = run.search.pool.best
        x = None if best is None else form.restrict(best.x)
        return SolveResult(
            ending,
            SolutionStatus.NONE if best is None else SolutionStatus.FEASIBLE,
            objective=None if best is None else form.objective(best.cost),
            x=x,
            time_s=run.elapsed_s,
            incumbents=tuple(recorder.incumbents),
            check=None if x is None else check_exact(problem, x).report,
            arms=run.search.arm_records(),
            instance=InstanceInfo.of(problem),
            seed=self._seed,
            col_names=problem.col_names,
        )


class _Run:
    """One run, host of its only seat."""

    def __init__(
        self,
        form: Reformulation,
        arms: Sequence[Arm],
        settings: SearchSettings,
        engines: Mapping[str, EngineBackend],
        seed: int,
        emit: Sink,
    ) -> None:
        self._form, self._emit, self._timed = form, emit, settings.timed
        self._inbox: Inbox = queue.SimpleQueue()
        self._started = time.monotonic()
        self.search = Search(Structure(form.core), arms, settings, np.random.default_rng(seed))
        plan = StartPlan(tuple(engines), seed) if settings.timed else WorkStartPlan(tuple(engines), seed)
        seat_settings = SeatSettings(
            engines, self._inbox, self._started, self._started + settings.horizon_s, seed=seed, repair=settings.timed
        )
        self._seat = Seat(self.search, plan, seat_settings, self)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._started

    def search_until(self, stop: Stop, start: FloatArray | None) -> Termination:
        """Run the search; returns why it ended."""
        if start is not None:
            self.offer(self._form.extend(start), "start")
        try:
            while not self._is_over(stop):
                self._seat.work(time.monotonic())
                with suppress(queue.Empty):
                    self._seat.receive(self._inbox.get(timeout=TICK_S))
        finally:
            self._seat.close()
        return Termination.TIME_LIMIT if self._timed else Termination.NODE_LIMIT

    def _is_over(self, stop: Stop) -> bool:
        if self.search.pool.best is None:
            return self.elapsed_s >= stop.time_limit_s or self._seat.exhausted
        return stop(self.search.progress(self.elapsed_s))

    def offer(self, x: FloatArray, source: str, worker: Worker | None = None) -> None:
        """Check a proposed point and tell of it if it is the new incumbent."""
        offer = self.search.offer(x, self.elapsed_s, source)
        if offer.better and offer.point is not None:
            objective = self._form.objective(offer.point.cost)
            self._emit(Incumbent(self.elapsed_s, objective, source, self._form.restrict(offer.point.x)))

    def proved(self, bound: float, source: str) -> None:
        """Note a proved bound; without an exact engine beside it, it only guides cutoffs and rewards."""
        self.search.dual_bound = max(self.search.dual_bound, bound)

    def tell(self, event: Event) -> None:
        """Pass an event on."""
        self._emit(event)

    def warn(self, message: str) -> None:
        """Tell the user something that does not end the run."""
        self._emit(Warned(self.elapsed_s, message, ""))
