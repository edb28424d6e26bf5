"""Seat: ALNS on one core. It decides what the core does next, and hands on what comes of it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from metasolve.alns.crew import Crew
from metasolve.alns.destroy import Whole
from metasolve.alns.feasibility import FeasibilitySearch
from metasolve.alns.search import Search
from metasolve.alns.start_plan import StartPlan
from metasolve.alns.task import Outcome, Role, Task
from metasolve.backends.channel import Told
from metasolve.backends.contract import Emphasis, Found, Limits, RootInfo, SubMip
from metasolve.backends.worker import EngineBackend, Inbox, Mail, Worker
from metasolve.events import Event
from metasolve.matrix import FloatArray
from metasolve.problem import INF

RELAX_SHARE = 0.08
"""The part of the remaining time that the root relaxation may take."""
LONGEST_RELAX_S = 30.0


_WITHOUT_RESTRICTION = (Role.START, Role.WHOLE, Role.RELAX)


class Host(Protocol):
    """Whom a seat reports to; it owns the clock, the bounds and the events."""

    def offer(self, x: FloatArray, source: str, worker: Worker | None = None) -> None:
        """Take a proposed point of the problem."""
        ...

    def proved(self, bound: float, engine: str) -> None:
        """Take a dual bound that an engine proved."""
        ...

    def tell(self, event: Event) -> None: ...

    def warn(self, message: str) -> None: ...


@dataclass(frozen=True)
class SeatSettings:
    """What a seat works with; started and deadline are times of time.monotonic(). repair allows feasibility search."""

    engines: Mapping[str, EngineBackend]
    inbox: Inbox
    started: float
    deadline: float = INF
    memory_bytes: int | None = None
    seed: int = 0
    repair: bool = True


class Seat:
    """One core's share of a search; several seats may share the Search.

    exhausted tells that there is no incumbent and no starter left to look for one.
    """

    def __init__(self, search: Search, plan: StartPlan, settings: SeatSettings, host: Host) -> None:
        self._search, self._plan, self._settings, self._host = search, plan, settings, host
        self._crew = Crew(search.problem, settings.engines, settings.inbox, settings.memory_bytes)
        self._repair: FeasibilitySearch | None = None
        self._repair_until = -INF
        self.exhausted = False

    @property
    def idle(self) -> bool:
        return all(crew.task is None for crew in self._crews)

    def work(self, now: float) -> None:
        """Enforce limits, and start the next task if the core is idle."""
        self.finish(now)
        if self.idle:
            self._start_next(now)

    def finish(self, now: float) -> None:
        """Enforce limits only, for a core that is about to be passed on."""
        for crew in self._crews:
            outcome = crew.tick(now, self._search.pool.best is not None)
            if outcome is not None:
                self._finish(crew, outcome)

    def receive(self, mail: Mail) -> bool:
        """Take mail of this seat's workers; returns whether it was one of them."""
        crew = next((crew for crew in self._crews if crew.owns(mail.worker)), None)
        if crew is None:
            return False
        if isinstance(mail.reply, Told):
            self._take_news(crew, mail.reply, mail.worker)
        else:
            outcome = crew.receive(mail)
            if outcome is not None:
                self._finish(crew, outcome)
        return True

    def close(self) -> None:
        """End all workers."""
        for crew in self._crews:
            crew.close()

    @property
    def _crews(self) -> tuple[Crew, ...]:
        return (self._crew,) if self._repair is None else (self._crew, self._repair.crew)

    def _start_next(self, now: float) -> None:
        search, elapsed = self._search, now - self._settings.started
        if search.pool.best is not None and self._plan.dealt:
            self._end_start()
        task: Task | None
        if search.chores:
            task = search.chores.pop(0)
        elif search.root is None and not search.relaxed and (search.pool.best is not None or self._plan.dealt):
            search.relaxed = True
            task = self._relaxation(now)
        elif search.pool.best is not None:
            task = search.propose(elapsed, self._share(now))
        elif self._start_repair(now):
            return
        else:
            task = self._plan.next(self._settings.deadline - now, search.root)
        self.exhausted = task is None and search.pool.best is None
        if task is not None:
            self._crew.start(task, search.pool.cost)

    def _end_start(self) -> None:
        """Let go of what only served to find a first incumbent; engines that have an arm of their own stay."""
        if self._repair is not None:
            self._repair.crew.close()
            self._repair = None
        self._crew.dismiss_starters({arm.repair for arm in self._search.arms if isinstance(arm.destroy, Whole)})

    def _relaxation(self, now: float) -> Task:
        left = min(self._settings.deadline - now, LONGEST_RELAX_S / RELAX_SHARE)
        limits = Limits(time_s=RELAX_SHARE * left) if self._search.settings.timed else Limits()
        return Task(Role.RELAX, "highs", SubMip(relaxed=True), limits, Emphasis.PROOF)

    def _start_repair(self, now: float) -> bool:
        """Work on the least violated point, in turns with the starters once each of those had one."""
        search, plan, settings = self._search, self._plan, self._settings
        if search.near is None or plan.cycle < 1 or not settings.repair:
            return False
        if now >= self._repair_until + plan.cycle_s:
            self._repair_until = now + plan.cycle_s
        if now >= self._repair_until:
            return False
        if self._repair is not None and search.near.cost < 0.5 * self._repair.violation:
            self._repair.crew.close()
            self._repair = None
        if self._repair is None:
            self._repair = FeasibilitySearch(
                search.problem, search.near.x, search.settings, settings.engines, settings.inbox,
                settings.memory_bytes, settings.seed + plan.cycle,
            )  # fmt: skip
        task = self._repair.next_task(now - settings.started)
        if task is not None:
            self._repair.crew.start(task, self._repair.violation)
        return task is not None

    def _share(self, now: float) -> float:
        horizon = self._settings.deadline - self._settings.started
        return min(1.0, (now - self._settings.started) / horizon) if math.isfinite(horizon) else 0.0

    def _take_news(self, crew: Crew, told: Told, worker: Worker) -> None:
        news = told.news
        if isinstance(news, RootInfo) and crew.task is not None and crew.task.role in _WITHOUT_RESTRICTION:
            self._search.root = news
        if not isinstance(news, Found):
            return
        if self._repair is not None and crew is self._repair.crew:
            feasible = self._repair.offer(news.x, time.monotonic() - self._settings.started)
            if feasible is not None:
                self._host.offer(feasible, "feasibility search")
            return
        task = crew.task
        crew.note_cost(worker, news.cost)
        self._host.offer(news.x, worker.backend.title if task is None else task.source, worker)

    def _finish(self, crew: Crew, outcome: Outcome) -> None:
        task, result = outcome.task, outcome.result
        elapsed = time.monotonic() - self._settings.started
        if outcome.failure:
            self._host.warn(
                f"{outcome.failure}; the search goes on without {'it' if outcome.unavailable else 'this pull'}"
            )
        if outcome.unavailable:
            self._plan.drop(task.engine)
        if self._repair is not None and crew is self._repair.crew:
            feasible = self._repair.absorb(outcome, elapsed)
            if feasible is not None:
                self._host.offer(feasible, "feasibility search")
            return
        if task.role is Role.PROBE:
            following = self._search.follow(outcome, elapsed, self._share(time.monotonic()))
            if following is not None:
                crew.start(following, self._search.pool.cost)
                return
        if result is not None and result.x is not None and not task.sub.relaxed:
            self._host.offer(result.x, task.source)
        if task.pull is not None:
            self._host.tell(self._search.absorb(outcome, elapsed))
        proved = self._search.proof(outcome)
        if proved is not None and math.isfinite(proved):
            self._host.proved(proved, self._settings.engines[task.engine].title)
