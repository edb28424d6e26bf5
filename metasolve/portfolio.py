"""The portfolio: exact engines and ALNS on the given cores, one incumbent pool, one clock."""

from __future__ import annotations

import math
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metasolve.alns.crew import Crew
from metasolve.alns.feasibility import FeasibilitySearch, violation
from metasolve.alns.search import Search, SearchSettings
from metasolve.alns.start_plan import StartPlan
from metasolve.alns.task import Arm, Outcome, Role, Task
from metasolve.backends.channel import Told
from metasolve.backends.contract import Emphasis, Found, Limits, RootInfo, SubMip
from metasolve.backends.prover import Prover
from metasolve.backends.worker import EngineBackend, Inbox, Mail, Worker
from metasolve.events import Bound, Incumbent, Sink, Warned
from metasolve.matrix import FloatArray
from metasolve.problem import INF
from metasolve.reformulation import Reformulation
from metasolve.solution import SolutionStatus, SolveResult, Termination, relative_gap

TICK_S = 0.05


@dataclass(frozen=True)
class PortfolioSettings:
    """How a run is laid out. provers are exact engines, best guess first; arms are empty to switch ALNS off.

    deadline and started are times of time.monotonic().
    """

    provers: tuple[EngineBackend, ...]
    engines: Mapping[str, EngineBackend]
    arms: tuple[Arm, ...]
    search: SearchSettings
    threads: int
    started: float
    deadline: float = INF
    mip_gap: float = 1e-4
    seed: int = 0
    memory_bytes: int | None = None
    race_s: float = 6.0
    turn_s: float = 5.0


@dataclass(eq=False)
class _Core:
    """One core: a prover and a crew may share it, one of them at a time."""

    prover: Prover | None = None
    crew: Crew | None = None
    crew_turn: bool = False
    switch_at: float = INF
    turn_s: float = 0.0
    raced: bool = False
    repair: FeasibilitySearch | None = None
    repair_until: float = -INF

    @property
    def crews(self) -> tuple[Crew, ...]:
        """The crew, and the one of the feasibility search while there is one."""
        repair = () if self.repair is None else (self.repair.crew,)
        return repair if self.crew is None else (self.crew, *repair)

    @property
    def idle(self) -> bool:
        return all(crew.task is None for crew in self.crews)


class Portfolio:
    """One run on one problem; all workers are children of the calling thread, which owns everything here."""

    def __init__(
        self, form: Reformulation, settings: PortfolioSettings, emit: Sink, stop_requested: Callable[[], bool]
    ) -> None:
        self._form, self._problem, self._settings = form, form.core, settings
        self._emit, self._stop_requested = emit, stop_requested
        self._inbox: Inbox = queue.SimpleQueue()
        rng = np.random.default_rng(settings.seed)
        self.search = Search(self._problem, settings.arms, settings.search, rng)
        self._start_plan = StartPlan(tuple(settings.engines), settings.seed)
        self._cores: list[_Core] = []
        self._provers: list[Prover] = []
        self._waiting: list[EngineBackend] = list(settings.provers)
        self._completions: list[Task] = []
        self._claims: dict[str, Termination] = {}
        self._claimed_at = INF
        self._bound = -INF
        self._relaxed = False
        self._near: FloatArray | None = None
        self._near_violation = INF
        self._out_of_memory = False

    def run(self, warm_start: FloatArray | None = None) -> SolveResult:
        """Work until a proof, the deadline or a stop, and return the result in the user's sense."""
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
        settings, lns = self._settings, bool(self._settings.arms)
        exact = 1 if settings.threads == 1 else 2
        now = time.monotonic()
        for k in range(settings.threads):
            core = _Core(turn_s=settings.turn_s)
            if k < exact and self._waiting:
                core.prover = self._open_prover()
            elif not lns:
                break
            if lns and (k > 0 or settings.threads == 1) and not (k == 1 and settings.threads >= 4):
                core.crew = Crew(self._problem, settings.engines, self._inbox, settings.memory_bytes)
                core.crew_turn = core.prover is None
                core.switch_at = now + settings.race_s
            self._cores.append(core)

    def _open_prover(self) -> Prover:
        settings, best = self._settings, self.search.pool.best
        prover = Prover(
            self._waiting.pop(0), self._problem, self._inbox, settings.memory_bytes, settings.mip_gap, settings.seed,
            hint=None if best is None else best.x,
        )  # fmt: skip
        self._provers.append(prover)
        return prover

    def _assign(self, now: float) -> None:
        """Give each core its next piece of work, and move cores to whoever pays."""
        for core in self._cores:
            if core.crew is None:
                continue
            for crew in core.crews:
                outcome = crew.tick(now)
                if outcome is not None:
                    self._finish_task(core, crew, outcome)
            if core.idle and now >= core.switch_at:
                self._switch(core, now)
            if core.crew_turn and core.idle:
                self._next_task(core, core.crew, now)

    def _switch(self, core: _Core, now: float) -> None:
        """Pass the core from its prover to its crew or back."""
        prover = core.prover
        if core.crew_turn:
            if prover is None or not prover.running:
                core.switch_at = INF
                return
            core.crew_turn, core.switch_at = False, now + core.turn_s
            prover.resume()
            return
        if len(self._cores) > 1 and prover is not None and not core.raced:
            self._judge_race(core)
            prover = core.prover
        if prover is not None:
            prover.pause()
        core.crew_turn = True
        core.switch_at = now + core.turn_s if len(self._cores) == 1 else self._next_dry_turn(now)

    def _judge_race(self, core: _Core) -> None:
        """Leave the other core to whichever prover is ahead: proved bound first, speed of the root second."""
        first, second = self._cores[0].prover, core.prover
        if first is None or second is None or not (first.running and second.running):
            return
        scale = max(1e-9, abs(first.bound), abs(self.search.pool.cost)) if math.isfinite(self.search.pool.cost) else 1.0
        ahead = second.bound - first.bound if math.isfinite(second.bound) else -INF
        core.raced = True
        if ahead > 0.002 * scale or (math.isinf(first.bound) and math.isfinite(second.bound)):
            first.pause()
            self._cores[0].prover, core.prover = second, first

    def _next_dry_turn(self, now: float) -> float:
        """When the crew's core goes back to its prover if ALNS finds nothing until then."""
        return now + max(20.0, 0.25 * (min(self._settings.deadline, now + 240.0) - now))

    def _next_task(self, core: _Core, crew: Crew, now: float) -> None:
        elapsed = now - self._settings.started
        cost = self.search.pool.cost
        task: Task | None = None
        if math.isfinite(cost) and core.repair is not None:
            core.repair.crew.close()
            core.repair = None
        if self._completions:
            task = self._completions.pop(0)
        elif self.search.root is None and not self._relaxed:
            self._relaxed = True
            limit = min(30.0, 0.15 * (min(self._settings.deadline, now + 200.0) - now))
            task = Task(Role.RELAX, "highs", SubMip(relaxed=True), Limits(time_s=limit), Emphasis.PROOF)
        elif self.search.pool.best is None:
            if self._repair_task(core, now):
                return
            task = self._start_plan.next(self._settings.deadline - now)
        else:
            task = self.search.propose(elapsed, self._share(now))
        if task is not None:
            crew.start(task, cost)

    def _repair_task(self, core: _Core, now: float) -> bool:
        """Work on the least violated point, in turns with the starters once each of those had one."""
        if self._near is None or self._start_plan.cycle < 1:
            return False
        if now >= core.repair_until + self._start_plan.cycle_s:
            core.repair_until = now + self._start_plan.cycle_s
        if now >= core.repair_until:
            return False
        settings = self._settings
        if core.repair is not None and self._near_violation < 0.5 * core.repair.violation:
            core.repair.crew.close()
            core.repair = None
        if core.repair is None:
            core.repair = FeasibilitySearch(
                self._problem, self._near, settings.search, settings.engines, self._inbox, settings.memory_bytes,
                settings.seed + self._start_plan.cycle,
            )  # fmt: skip
        task = core.repair.next_task(now - settings.started)
        if task is not None:
            core.repair.crew.start(task, core.repair.violation)
        return task is not None

    def _share(self, now: float) -> float:
        horizon = self._settings.deadline - self._settings.started
        return min(1.0, (now - self._settings.started) / horizon) if math.isfinite(horizon) else 0.0

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
        reply = mail.reply
        if isinstance(reply, Told):
            if isinstance(reply.news, Found):
                self._take_point(reply.news.x, prover, mail.worker)
            elif isinstance(reply.news, RootInfo):
                self.search.root = reply.news
            elif prover is not None and prover.note(reply.news):
                self._raise_bound(prover.bound, prover.backend.title, prover.nodes)
            return
        if prover is not None:
            if prover.running:
                prover.receive(reply)
                self._conclude(prover)
            return
        for core in self._cores:
            for crew in core.crews:
                if crew.owns(mail.worker):
                    outcome = crew.receive(mail)
                    if outcome is not None:
                        self._finish_task(core, crew, outcome)
                    return

    def _take_point(self, x: FloatArray, prover: Prover | None, worker: Worker) -> None:
        """Offer a point that a worker found to whom it belongs: the search, or a feasibility search."""
        if prover is not None:
            self._offer(x, prover.backend.title, worker)
            return
        for core in self._cores:
            if core.repair is not None and core.repair.crew.owns(worker):
                feasible = core.repair.offer(x, time.monotonic() - self._settings.started)
                if feasible is not None:
                    self._offer(feasible, "feasibility search")
            elif core.crew is not None and core.crew.owns(worker):
                task = core.crew.task
                self._offer(x, worker.backend.title if task is None else task.source, worker)

    def _offer(self, x: FloatArray, source: str, worker: Worker | None = None) -> None:
        """Check a proposed point; tell everyone if it is better, have it completed if it is almost one."""
        elapsed = time.monotonic() - self._settings.started
        offer = self.search.offer(x, elapsed)
        cost = self._problem.objective(x)
        if worker is not None and offer.point is not None:
            for core in self._cores:
                if core.crew is not None and core.crew.owns(worker):
                    core.crew.note_cost(worker, offer.point.cost)
        if offer.point is None and cost < self.search.pool.cost:
            self._completions = [*self._completions[-2:], self.search.completion(x, source)]
            self._keep_near(x)
        if not offer.better or offer.point is None:
            return
        if worker is not None and worker.backend.name in ("cpsat", "localmip") and not self._problem.is_integer.all():
            self._completions = [self.search.completion(x, source)]
        point = offer.point
        self._emit(Incumbent(elapsed, self._form.objective(point.cost), source, self._form.restrict(point.x)))
        for prover in self._provers:
            if prover.worker is not worker:
                prover.inject(point.x, point.cost)

    def _keep_near(self, x: FloatArray) -> None:
        """Keep the least violated point while there is no incumbent."""
        if self.search.pool.best is None:
            amount = violation(self._problem, x)
            if amount < self._near_violation:
                self._near, self._near_violation = x, amount

    def _finish_task(self, core: _Core, crew: Crew, outcome: Outcome) -> None:
        task, result = outcome.task, outcome.result
        elapsed = time.monotonic() - self._settings.started
        if outcome.failure:
            self._warn(f"{outcome.failure}; the search goes on without {'it' if outcome.unavailable else 'this pull'}")
        if outcome.unavailable:
            self._start_plan.drop(task.engine)
        if core.repair is not None and crew is core.repair.crew:
            feasible = core.repair.absorb(outcome, elapsed)
            if feasible is not None:
                self._offer(feasible, "feasibility search")
            return
        if result is not None and result.x is not None and not task.sub.relaxed:
            self._offer(result.x, task.source)
        if task.pull is not None:
            self._emit(self.search.absorb(outcome, elapsed))
        proved = self.search.proof(outcome)
        if proved is not None and math.isfinite(proved) and task.engine != "localmip":
            self._raise_bound(proved, task.source, 0)

    def _raise_bound(self, bound: float, source: str, nodes: int) -> None:
        if bound <= self._bound and not (bound == self._bound and nodes):
            return
        self._bound = max(self._bound, bound)
        self.search.dual_bound = self._bound
        elapsed = time.monotonic() - self._settings.started
        self._emit(Bound(elapsed, self._form.objective(self._bound), source, nodes))

    def _warn(self, message: str, source: str = "") -> None:
        self._emit(Warned(time.monotonic() - self._settings.started, message, source))

    def _take_warm_start(self, x: FloatArray) -> None:
        self._offer(self._form.extend(x), "warm start")
        if self.search.pool.best is None:
            self._warn("the warm start is infeasible; its integer part is completed by a linear program if possible")

    # --- endings -----------------------------------------------------------------------------------------------

    def _conclude(self, prover: Prover) -> None:
        """Draw what follows from a prover's end."""
        result = prover.result
        if result is None:
            if prover.failure:
                self._out_of_memory = self._out_of_memory or prover.out_of_memory
                self._warn(f"{prover.failure}; the run goes on without it", prover.backend.title)
                self._replace(prover)
            return
        if result.x is not None:
            self._offer(result.x, prover.backend.title, prover.worker)
        if result.termination is Termination.OPTIMAL and self.search.pool.best is not None:
            self._raise_bound(prover.bound, prover.backend.title, prover.nodes)
            return
        if result.termination in _CLAIMS:
            self._claim(prover, result.termination)
            return
        self._warn(f"{prover.backend.title} ended early ({result.termination})", prover.backend.title)
        self._replace(prover)

    def _claim(self, prover: Prover, termination: Termination) -> None:
        """Take "infeasible" and "unbounded" as claims that a second engine has to confirm."""
        if self.search.pool.best is not None and termination is Termination.INFEASIBLE:
            if self.search.pool.cost > self._bound + abs(self._bound) * 1e-6:
                self._warn(f"{prover.backend.title} calls the model infeasible, but there is a checked solution")
            self._replace(prover)
            return
        self._claims[prover.backend.name] = termination
        self._claimed_at = min(self._claimed_at, time.monotonic())
        self._replace(prover)

    def _replace(self, prover: Prover) -> None:
        """Put the next exact engine to work, or wake a halted one, on the core of one that ended."""
        core = next((c for c in self._cores if c.prover is prover), None)
        if core is None:
            return
        core.prover = None
        other = next((c for c in self._cores if c.prover is not None and c.prover.worker.paused), None)
        if other is not None and other.prover is not None:
            core.prover, other.prover = other.prover, None
            core.prover.resume()
        elif self._waiting:
            core.prover = self._open_prover()
        if core.crew is not None and core.prover is None:
            core.crew_turn, core.switch_at = True, INF

    def _ending(self) -> Termination | None:
        """Return why the run is over, None if it is not."""
        cost, now = self.search.pool.cost, time.monotonic()
        if math.isfinite(cost):
            gap = relative_gap(cost, min(self._bound, cost))
            if gap is not None and gap <= self._settings.mip_gap:
                return Termination.OPTIMAL
        if self._stop_requested():
            return Termination.INTERRUPTED
        if self._claims and (decided := self._decide_claims(now)) is not None:
            return decided
        if now >= self._settings.deadline:
            return Termination.TIME_LIMIT
        working = any(prover.running for prover in self._provers)
        if not working and not any(core.crew is not None for core in self._cores):
            return Termination.ERROR
        return None

    def _decide_claims(self, now: float) -> Termination | None:
        """Return the verdict on an infeasible or unbounded model, once confirmed or no one is left to confirm."""
        claims = set(self._claims.values())
        alone = len(self._claims) < 2 and any(p.running for p in self._provers)
        patience = max(5.0, 2.0 * (self._claimed_at - self._settings.started))
        if alone and now < min(self._settings.deadline, self._claimed_at + patience):
            return None
        if len(self._claims) < 2:
            self._warn("no second engine confirmed this verdict")
        if Termination.UNBOUNDED in claims and Termination.INFEASIBLE not in claims:
            return Termination.UNBOUNDED
        if claims == {Termination.INFEASIBLE} or claims == {
            Termination.INFEASIBLE,
            Termination.INFEASIBLE_OR_UNBOUNDED,
        }:
            return Termination.INFEASIBLE
        return Termination.INFEASIBLE_OR_UNBOUNDED

    def _result(self, ending: Termination) -> SolveResult:
        best, form = self.search.pool.best, self._form
        status = SolutionStatus.NONE if best is None else SolutionStatus.FEASIBLE
        if ending is Termination.OPTIMAL:
            status = SolutionStatus.OPTIMAL
        message = "the memory limit was reached" if self._out_of_memory and best is None else ""
        bound = min(self._bound, self.search.pool.cost)
        return SolveResult(
            termination=ending,
            solution_status=status,
            objective=None if best is None else form.objective(best.cost),
            dual_bound=form.objective(bound),
            x=None if best is None else form.restrict(best.x),
            time_s=time.monotonic() - self._settings.started,
            nodes=sum(prover.nodes for prover in self._provers),
            arms=self.search.arm_records(),
            message=message,
        )

    def _close(self) -> None:
        for prover in self._provers:
            prover.worker.kill()
        for core in self._cores:
            for crew in core.crews:
                crew.close()
        for prover in self._provers:
            prover.close()


_CLAIMS: Sequence[Termination] = (
    Termination.INFEASIBLE,
    Termination.UNBOUNDED,
    Termination.INFEASIBLE_OR_UNBOUNDED,
)
