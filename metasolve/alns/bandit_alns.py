"""BanditALNS: adaptive large neighborhood search on one core, composed from Python.

After Balans (Cai, Kadioglu, Dilkina, Balans: Multi-Armed Bandits-based Adaptive Large Neighborhood Search for
Mixed-Integer Programming Problems, 2025), with continuous columns free, a cutoff, and checked solutions.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from metasolve.alns.accept import Accept, HillClimbing
from metasolve.alns.crew import Crew
from metasolve.alns.destroy import DestroyOperator
from metasolve.alns.search import NODES, Search, SearchSettings
from metasolve.alns.sizing import Sizing
from metasolve.alns.stop import Stop
from metasolve.alns.task import Arm, Outcome, Role, Task
from metasolve.backends import BACKENDS, available
from metasolve.backends.channel import Told
from metasolve.backends.contract import Emphasis, Feature, Found, Limits, RootInfo, SubMip
from metasolve.backends.worker import Inbox
from metasolve.bandit import Thompson
from metasolve.bandit.policy import Policy
from metasolve.check import check_exact
from metasolve.errors import BackendUnavailableError
from metasolve.events import Incumbent, Recorder, Sink, fan_out
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
        run = _Run(form, self._arms, settings, self._seed, fan_out(recorder, on_event))
        with_crew = Crew(form.core, self._engines, run.inbox, None)
        try:
            ending = run.search_until(stop.in_cost(form.cost), with_crew, start)
        finally:
            with_crew.close()
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
    """One run: the loop, and what it needs at hand."""

    def __init__(
        self, form: Reformulation, arms: Sequence[Arm], settings: SearchSettings, seed: int, emit: Sink
    ) -> None:
        self._form, self._settings, self._seed, self._emit = form, settings, seed, emit
        self.inbox: Inbox = queue.SimpleQueue()
        self.search = Search(form.core, arms, settings, np.random.default_rng(seed))
        self._started = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._started

    def search_until(self, stop: Stop, crew: Crew, start: FloatArray | None) -> Termination:
        """Run the search; returns why it ended."""
        limit = Limits(time_s=stop.time_limit_s)
        self._perform(Task(Role.RELAX, "highs", SubMip(relaxed=True), limit, Emphasis.PROOF), crew)
        if start is not None:
            self._offer(self._form.extend(start), "start")
        for nodes in (1, NODES, 100 * NODES):
            if self.search.pool.best is None:
                self._perform(self._start_task(stop, nodes), crew)
        if self.search.pool.best is None:
            return Termination.TIME_LIMIT if stop.timed else Termination.NODE_LIMIT
        while not stop(progress := self.search.progress(self.elapsed_s)):
            task = self.search.propose(self.elapsed_s, stop.share(progress))
            if task is None:
                continue
            outcome = self._perform(task, crew)
            self._emit(self.search.absorb(outcome, self.elapsed_s))
        return Termination.TIME_LIMIT if stop.timed else Termination.NODE_LIMIT

    def _start_task(self, stop: Stop, nodes: int) -> Task:
        left = max(0.1, stop.time_limit_s - self.elapsed_s)
        limits = Limits(time_s=left, solutions=1) if stop.timed else Limits(nodes=nodes, solutions=1)
        return Task(Role.START, "scip", SubMip(), limits, Emphasis.FEASIBILITY, seed=self._seed, source="start+scip")

    def _perform(self, task: Task, crew: Crew) -> Outcome:
        """Have the crew do a task, offering whatever it finds to the pool."""
        crew.start(task, self.search.pool.cost)
        while True:
            try:
                mail = self.inbox.get(timeout=TICK_S)
            except queue.Empty:
                outcome = crew.tick(time.monotonic())
            else:
                if isinstance(mail.reply, Told):
                    if isinstance(mail.reply.news, Found):
                        self._offer(mail.reply.news.x, task.source)
                    elif isinstance(mail.reply.news, RootInfo):
                        self.search.root = mail.reply.news
                outcome = crew.receive(mail)
            if outcome is not None:
                if outcome.result is not None and outcome.result.x is not None and not task.sub.relaxed:
                    self._offer(outcome.result.x, task.source)
                return outcome

    def _offer(self, x: FloatArray, source: str) -> None:
        offer = self.search.offer(x, self.elapsed_s)
        if offer.better and offer.point is not None:
            objective = self._form.objective(offer.point.cost)
            self._emit(Incumbent(self.elapsed_s, objective, source, self._form.restrict(offer.point.x)))
