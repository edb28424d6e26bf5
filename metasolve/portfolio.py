"""The portfolio: exact engines and ALNS on the given cores, one incumbent pool, one clock."""

from __future__ import annotations

import math
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metasolve.alns.arms import default_arms
from metasolve.alns.progress import Point
from metasolve.alns.search import Search
from metasolve.alns.seat import Seat, SeatSettings
from metasolve.alns.start_plan import StartPlan
from metasolve.alns.structure import Structure
from metasolve.backends.channel import Told
from metasolve.backends.contract import Found, RootInfo
from metasolve.backends.prover import CLAIMS, Prover, verdict
from metasolve.backends.worker import EngineBackend, Inbox, Mail, Worker
from metasolve.check import check
from metasolve.errors import MemoryLimitError
from metasolve.events import Bound, Event, Incumbent, Sink, Warned
from metasolve.matrix import FloatArray
from metasolve.portfolio_settings import PortfolioSettings
from metasolve.problem import INF
from metasolve.proof import Proof, patience_s
from metasolve.reformulation import Reformulation
from metasolve.solution import UNCONFIRMED, SolutionStatus, SolveResult, Termination

TICK_S = 0.05
PATIENCE_SHARE, MIN_PATIENCE_S, MAX_PATIENCE_S = 0.1, 6.0, 30.0
INFINITE = 1e20
"""What engines take for infinite; an incumbent beyond it shows that the problem is unbounded."""
INEXACT = ("cpsat", "localmip", "start")


@dataclass(eq=False)
class _Core:
    """One core: a prover and a seat of the search may share it, one of them at a time."""

    prover: Prover | None = None
    seat: Seat | None = None
    searching: bool = False
    switch_at: float = INF
    raced: bool = False


class Portfolio:
    """One run on one problem; all workers are children of the calling thread, which owns everything here."""

    def __init__(
        self, form: Reformulation, settings: PortfolioSettings, emit: Sink, stop_requested: Callable[[], bool]
    ) -> None:
        self._form, self._problem, self._settings = form, form.core, settings
        self._emit, self._stop_requested = emit, stop_requested
        self._inbox: Inbox = queue.SimpleQueue()
        self.search: Search
        self._start_plan = StartPlan(tuple(settings.engines), settings.seed)
        self._cores: list[_Core] = []
        self._provers: list[Prover] = []
        self._waiting: list[EngineBackend] = list(settings.provers)
        self._fallbacks: list[EngineBackend] = list(settings.fallbacks)
        self._claims: dict[str, Termination] = {}
        self._claimed_at = INF
        self._proof = Proof(settings.mip_gap)
        self._closed_at = INF
        self._out_of_memory = False

    def run(self, warm_start: FloatArray | None = None) -> SolveResult:
        """Work until a proof, the deadline or a stop, and return the result in the user's sense.

        Raises MemoryLimitError if all engines ran out of memory before there was a solution.
        """
        try:
            self._open_cores()
            if warm_start is not None:
                self._take_warm_start(warm_start)
            while (ending := self._ending()) is None:
                self._take_mail()
                self._assign(time.monotonic())
            return self._result(ending)
        finally:
            self._close()

    # --- cores -------------------------------------------------------------------------------------------------

    def _open_cores(self) -> None:
        """Put the exact engines to work at once; the search reads the problem's structure beside them."""
        settings, now = self._settings, time.monotonic()
        self._cores = [_Core() for _ in range(settings.threads)]
        for core in self._cores[: 1 if settings.threads == 1 else 2]:
            if self._waiting:
                core.prover = self._open_prover(None)
        structure = Structure(self._problem)
        arms = default_arms(structure, settings.engines) if settings.arms is None else settings.arms
        self.search = Search(structure, arms, settings.search, np.random.default_rng(settings.seed))
        seat_settings = SeatSettings(
            settings.engines, self._inbox, settings.started, settings.deadline, settings.memory_bytes, settings.seed
        )
        for k, core in enumerate(self._cores):
            first = k == 0 and settings.threads > 1
            second_prover = k == 1 and settings.threads >= settings.lasting_pair and core.prover is not None
            if arms and not first and not second_prover:
                core.seat = Seat(self.search, self._start_plan, seat_settings, self)
                core.searching = core.prover is None
                core.switch_at = now + settings.race_s

    def _open_prover(self, best: Point | None) -> Prover:
        settings = self._settings
        prover = Prover(
            self._waiting.pop(0), self._problem, self._inbox, settings.memory_bytes, settings.mip_gap, settings.seed,
            hint=None if best is None else best.x,
        )  # fmt: skip
        self._provers.append(prover)
        return prover

    def _assign(self, now: float) -> None:
        """Give each core its next piece of work, and pass cores to whoever pays."""
        for core in self._cores:
            if core.seat is None:
                continue
            if not core.raced and self.search.pool.best is None:
                core.switch_at = min(core.switch_at, self._settings.started + self._settings.starved_s)
            if now >= core.switch_at:
                core.seat.finish(now)
                if core.seat.idle:
                    self._switch(core, now)
            if core.searching and now < core.switch_at:
                core.seat.work(now)

    def _switch(self, core: _Core, now: float) -> None:
        """Pass the core from its prover to the search, or back if the search found nothing for long."""
        alone, prover = len(self._cores) == 1, core.prover
        shared = alone or self.search.structure.open.size <= self._settings.few_integers
        if not core.searching:
            if not (alone or core.raced):
                self._judge_race(core)
            self._halt_prover(core)
            core.searching = True
            core.switch_at = now + (self._settings.turn_s if shared else self._patience_s(now))
        elif prover is None or not prover.running:
            core.switch_at = INF
        elif shared or self._is_dry(now):
            core.searching, core.switch_at = False, now + self._settings.turn_s
            prover.resume()
        else:
            core.switch_at = now + self._settings.turn_s

    def _judge_race(self, core: _Core) -> None:
        """Leave the other core to whichever prover is ahead: the better bound, or the only one."""
        core.raced = True
        first, second = self._cores[0].prover, core.prover
        if first is None or second is None or not (first.running and second.running):
            return
        cost = self.search.pool.cost
        scale = max(1e-9, abs(first.bound), abs(cost) if math.isfinite(cost) else 0.0)
        if second.bound > first.bound and not second.bound - first.bound < self._settings.race_margin * scale:
            self._cores[0].prover, core.prover = second, first

    def _halt_prover(self, core: _Core) -> None:
        """Halt a core's prover; one of two on a large problem ends, for the memory that it would keep."""
        prover = core.prover
        if prover is None:
            return
        prover.pause()
        if len(self._cores) > 1 and self._problem.nonzeros > self._settings.large_nonzeros:
            core.prover = None
            self._provers.remove(prover)
            self._fallbacks.append(prover.backend)
            prover.close()

    def _is_dry(self, now: float) -> bool:
        """Whether the search has nothing to find, or has had an incumbent for long without finding a better one."""
        drought_s = self.search.drought_s(now - self._settings.started)
        return self._closed_at < INF or (self.search.pool.best is not None and drought_s > self._patience_s(now))

    def _patience_s(self, now: float) -> float:
        """How long the search may find nothing before its core goes back to a halted prover for a turn."""
        return max(MIN_PATIENCE_S, min(MAX_PATIENCE_S, PATIENCE_SHARE * (self._settings.deadline - now)))

    # --- mail --------------------------------------------------------------------------------------------------

    def _take_mail(self) -> None:
        """Wait for mail up to one tick, then take all that is there."""
        timeout: float | None = TICK_S
        while True:
            try:
                mail = self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait()
            except queue.Empty:
                return
            timeout = None
            self._take(mail)

    def _take(self, mail: Mail) -> None:
        prover = next((p for p in self._provers if p.worker is mail.worker), None)
        if prover is None:
            any(core.seat.receive(mail) for core in self._cores if core.seat is not None)
        elif isinstance(mail.reply, Told):
            news = mail.reply.news
            if isinstance(news, Found):
                self.offer(news.x, prover.backend.title, prover.worker)
            elif isinstance(news, RootInfo):
                self.search.root = news
            elif prover.note(news):
                self._raise_bound(prover.bound, prover.backend.title, prover.nodes)
        elif prover.running:
            prover.receive(mail.reply)
            self._conclude(prover)

    def offer(self, x: FloatArray, source: str, worker: Worker | None = None) -> None:
        """Check a proposed point and tell everyone if it is the new incumbent."""
        elapsed = time.monotonic() - self._settings.started
        exact = worker is None or worker.backend.name not in INEXACT
        offer = self.search.offer(x, elapsed, source, exact)
        if not offer.better or offer.point is None:
            return
        point = offer.point
        self._emit(Incumbent(elapsed, self._form.objective(point.cost), source, self._form.restrict(point.x)))
        for prover in self._provers:
            if prover.worker is not worker:
                prover.inject(point.x, point.cost)
        self._refute(elapsed)

    def proved(self, bound: float, source: str) -> None:
        """Take a bound that a sub-MIP without restrictions proved."""
        self._raise_bound(bound, source, 0)

    def tell(self, event: Event) -> None:
        """Pass an event on."""
        self._emit(event)

    def warn(self, message: str, source: str = "") -> None:
        """Tell the user something that does not end the run."""
        self._emit(Warned(time.monotonic() - self._settings.started, message, source))

    def _raise_bound(self, bound: float, source: str, nodes: int) -> None:
        elapsed, before = time.monotonic() - self._settings.started, self._proof.bound
        self._proof.take(source, bound)
        self._refute(elapsed)
        counted = self._proof.bound
        if counted > before or (bound == counted == before and nodes):
            self.search.dual_bound = counted
            self._emit(Bound(elapsed, self._form.objective(counted), source, nodes))

    def _refute(self, elapsed: float) -> None:
        """Drop what engines proved if the incumbent shows it to be wrong."""
        for title, bound in self._proof.refute(self.search.pool.cost):
            told, cost = self._form.objective(bound), self._form.objective(self.search.pool.cost)
            self.warn(f"{title}'s bound {told:.9g} is wrong and dropped: a checked solution has {cost:.9g}", title)
            self.search.dual_bound, self._closed_at = self._proof.bound, INF
            for core in self._cores:
                core.switch_at = min(core.switch_at, time.monotonic() + self._settings.turn_s)
            self._emit(Bound(elapsed, self._form.objective(self._proof.bound), title, 0))
            for prover in self._provers:
                if prover.backend.title == title and prover.running:
                    prover.abandon("its bound was refuted")
                    self._replace(prover)

    def _take_warm_start(self, x: FloatArray) -> None:
        point = self._form.extend(x)
        self.offer(point, "warm start")
        if self.search.pool.best is None:
            worst = check(self._problem, point).worst
            self.warn(f"the warm start is infeasible ({worst}); the search tries to repair it")

    # --- endings -----------------------------------------------------------------------------------------------

    def _conclude(self, prover: Prover) -> None:
        """Draw what follows from a prover's end."""
        result = prover.result
        if result is None:
            if prover.failure:
                self._out_of_memory = self._out_of_memory or prover.out_of_memory
                self.warn(f"{prover.failure}; the run goes on without it", prover.backend.title)
                self._replace(prover)
            return
        if result.x is not None:
            self.offer(result.x, prover.backend.title, prover.worker)
        if result.termination in CLAIMS:
            self._claim(prover, result.termination)
            return
        if result.termination is Termination.OPTIMAL:
            self._raise_bound(prover.bound, prover.backend.title, prover.nodes)
            if self._is_closed():
                if self._settings.confirm:
                    self._replace(prover, failed=False)
                return
            self.warn(f"{prover.backend.title}'s optimal solution does not stand our check", prover.backend.title)
        else:
            self.warn(f"{prover.backend.title} ended early ({result.termination})", prover.backend.title)
        self._replace(prover)

    def _claim(self, prover: Prover, termination: Termination) -> None:
        """Take "infeasible" and "unbounded" as claims that a second engine has to confirm."""
        if self.search.pool.best is not None and termination is Termination.INFEASIBLE:
            if self.search.pool.cost > self._proof.bound + abs(self._proof.bound) * 1e-6:
                self.warn(f"{prover.backend.title} calls the model infeasible, but there is a checked solution")
            self._replace(prover)
            return
        self._claims[prover.backend.title] = termination
        self._claimed_at = min(self._claimed_at, time.monotonic())
        self._replace(prover)

    def _replace(self, prover: Prover, failed: bool = True) -> None:
        """Put the next exact engine to work, or wake a halted one, on the core of one that ended."""
        core = next((c for c in self._cores if c.prover is prover), None)
        if core is None:
            return
        core.prover = None
        other = next((c for c in self._cores if c.prover is not None and c.prover.worker.paused), None)
        if other is not None and other.prover is not None:
            core.prover, other.prover = other.prover, None
            core.prover.resume()
        elif self._waiting or self._fallbacks:
            if not self._waiting:
                self._waiting.append(self._fallbacks.pop(0))
                if failed:
                    self.warn(f"{self._waiting[0].title} takes over")
            core.prover = self._open_prover(self.search.pool.best)
        if core.seat is not None and core.prover is None:
            core.searching, core.switch_at = True, INF

    def _ending(self) -> Termination | None:
        """Return why the run is over, None if it is not."""
        now = time.monotonic()
        if self.search.pool.cost <= -INFINITE:
            return Termination.UNBOUNDED
        if self._is_closed():
            over = self._stop_requested() or now >= self._settings.deadline
            return Termination.OPTIMAL if over or self._is_confirmed(now) else None
        if self._stop_requested():
            return Termination.INTERRUPTED
        if self._claims and (decided := self._decide_claims(now)) is not None:
            return decided
        if now >= self._settings.deadline:
            return Termination.TIME_LIMIT
        working = any(prover.running for prover in self._provers)
        if not working and not any(core.seat is not None for core in self._cores):
            return Termination.ERROR
        return None

    def _is_closed(self) -> bool:
        return bool(self._proof.closed_by(self.search.pool.cost))

    def _is_confirmed(self, now: float) -> bool:
        """Whether a second engine, if one is asked for, closed the gap too, or none will in the time that it has."""
        closers = self._proof.closed_by(self.search.pool.cost)
        if self._closed_at == INF:
            self._closed_at = now
            for core in self._cores:  # the search has nothing left to find
                halted = core.searching and core.prover is not None and core.prover.running
                core.switch_at = now if halted else INF
        patience = patience_s(self._closed_at - self._settings.started)
        working = (prover.worker for prover in self._provers if prover.running)  # one that ends hands on to another
        enough = 2 if self._settings.confirm else 1
        return len(closers) >= enough or all(now >= worker.began(self._closed_at) + patience for worker in working)

    def _decide_claims(self, now: float) -> Termination | None:
        """Return the verdict on an infeasible or unbounded model, once confirmed or no one is left to confirm."""
        alone = len(self._claims) < 2 and any(p.running for p in self._provers)
        patience = max(5.0, 2.0 * (self._claimed_at - self._settings.started))
        if alone and now < min(self._settings.deadline, self._claimed_at + patience):
            return None
        if len(self._claims) < 2:
            self.warn(UNCONFIRMED)
        return verdict(self._claims.values())

    def _result(self, ending: Termination) -> SolveResult:
        best, form = self.search.pool.best, self._form
        status = SolutionStatus.NONE if best is None else SolutionStatus.FEASIBLE
        if ending is Termination.OPTIMAL:
            status = SolutionStatus.OPTIMAL
        if ending is Termination.ERROR and best is None and self._out_of_memory:
            raise MemoryLimitError("the engines ran out of memory; raise the memory limit or take fewer threads")
        decided = ending in CLAIMS
        bound = min(self._proof.bound, self.search.pool.cost)
        return SolveResult(
            termination=ending,
            solution_status=status,
            objective=None if best is None else form.objective(best.cost),
            dual_bound=None if decided else form.objective(bound),
            x=None if best is None else form.restrict(best.x),
            time_s=time.monotonic() - self._settings.started,
            nodes=sum(prover.nodes for prover in self._provers),
            arms=self.search.arm_records(),
            proved_by=tuple(self._claims) if decided else self._proof.closed_by(self.search.pool.cost),
        )

    def _close(self) -> None:
        for prover in self._provers:
            prover.worker.kill()
        for core in self._cores:
            if core.seat is not None:
                core.seat.close()
        for prover in self._provers:
            prover.close()
