"""Crew: the workers that share one core; at most one of them runs at any moment.

Engines on the whole problem keep a process of their own that is halted between slices (SIGSTOP), so that they go
on where they were; sub-MIPs of one engine share a process.
"""

from __future__ import annotations

import time
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from metasolve.alns.task import Outcome, Role, Task
from metasolve.backends.channel import Done, Failed, OpenModel, Order
from metasolve.backends.contract import Feature
from metasolve.backends.worker import Died, EngineBackend, Inbox, Mail, Worker
from metasolve.problem import Problem

RESTARTS = 3
STALE = 0.002
"""A halted engine whose best cost is worse than the incumbent by this share starts anew from the incumbent."""


@dataclass(eq=False)
class _Running:
    task: Task
    worker: Worker
    started_s: float


class Crew:
    """Runs one task at a time on its core; Mail of its workers comes through the owner's inbox."""

    def __init__(
        self, problem: Problem, engines: Mapping[str, EngineBackend], inbox: Inbox, memory_bytes: int | None
    ) -> None:
        self._problem, self._engines, self._inbox, self._memory = problem, engines, inbox, memory_bytes
        self._workers: dict[tuple[str, bool], Worker] = {}
        self._whole_cost: dict[Worker, float] = {}
        self._deaths: dict[str, int] = {}
        self._running: _Running | None = None
        self._halted: dict[Worker, Task] = {}
        self._serial = 0

    @property
    def task(self) -> Task | None:
        return None if self._running is None else self._running.task

    def owns(self, worker: Worker) -> bool:
        return worker in self._workers.values()

    def warm(self, engine: str) -> None:
        """Start the engine's process ahead of its first task."""
        self._worker(engine, whole=False)

    def start(self, task: Task, incumbent_cost: float) -> None:
        """Begin a task; the crew must be idle."""
        assert self._running is None
        whole = task.role in (Role.WHOLE, Role.START)
        worker = self._worker(task.engine, whole)
        if whole and worker.busy and self._stale(worker, incumbent_cost):
            self._drop(worker)
            worker = self._worker(task.engine, whole)
        now = time.monotonic()
        self._running = _Running(task, worker, now)
        if whole and worker.busy:
            worker.resume()
            return
        self._serial += 1
        self._whole_cost[worker] = incumbent_cost
        worker.send(Order(self._serial, task.sub, task.limits, task.hint, task.emphasis, task.seed))

    def note_cost(self, worker: Worker, cost: float) -> None:
        """Note that a worker on the whole problem reached a solution of that cost."""
        self._whole_cost[worker] = min(cost, self._whole_cost.get(worker, cost))

    def receive(self, mail: Mail) -> Outcome | None:
        """Take the last reply of a worker of this crew; returns the outcome if that ends the current task."""
        worker, reply = mail.worker, mail.reply
        if not isinstance(reply, Done | Failed | Died):
            return None
        if isinstance(reply, Failed) and reply.serial < 0:
            return self._end(worker, None, reply.reason, unavailable=True)
        if worker.order is None or reply.serial != worker.order.serial:
            if isinstance(reply, Died):
                self._drop(worker)
            return None
        worker.finished()
        if isinstance(reply, Done):
            self._deaths[worker.backend.name] = 0
            return self._end(worker, reply)
        self._deaths[worker.backend.name] = self._deaths.get(worker.backend.name, 0) + 1
        if isinstance(reply, Died):
            self._drop(worker)
        return self._end(worker, None, reply.reason, unavailable=self._deaths.get(worker.backend.name, 0) > RESTARTS)

    def tick(self, now: float, has_incumbent: bool = False) -> Outcome | None:
        """Enforce limits; returns the outcome of a slice that is over, its engine halted.

        With an incumbent, a starter's slice is over at once.
        """
        if self._running is None:
            return None
        running = self._running
        running.worker.enforce(now)
        in_vain = has_incumbent and running.task.role is Role.START
        if now - running.worker.began(running.started_s) < running.task.slice_s and not in_vain:
            return None
        running.worker.pause()
        self._running, self._halted[running.worker] = None, running.task
        return Outcome(running.task, None, now - running.started_s)

    def dismiss_starters(self, kept: Container[str]) -> None:
        """End halted engines that only looked for a first incumbent, and free their memory, but for those kept."""
        for worker, task in list(self._halted.items()):
            if task.role is Role.START and task.engine not in kept:
                self._drop(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers.values():
            worker.kill()
        for worker in self._workers.values():
            worker.close()
        self._workers.clear()
        self._running = None

    def _worker(self, engine: str, whole: bool) -> Worker:
        worker = self._workers.get((engine, whole))
        if worker is None or not worker.alive:
            if worker is not None:
                self._drop(worker)
            worker = Worker(self._engines[engine], self._inbox, self._memory)
            worker.send(OpenModel(self._problem))
            self._workers[engine, whole] = worker
        return worker

    def _stale(self, worker: Worker, incumbent_cost: float) -> bool:
        """Whether a halted engine lags so far behind the incumbent that its work is void; some take injections."""
        if Feature.INJECT in worker.backend.features:
            return False
        cost = self._whole_cost.get(worker, incumbent_cost)
        return cost - incumbent_cost > STALE * max(1e-9, abs(incumbent_cost))

    def _drop(self, worker: Worker) -> None:
        worker.close()
        self._whole_cost.pop(worker, None)
        self._halted.pop(worker, None)
        self._workers = {key: other for key, other in self._workers.items() if other is not worker}

    def _end(self, worker: Worker, reply: Done | None, failure: str = "", unavailable: bool = False) -> Outcome | None:
        running = self._running
        result = None if reply is None else reply.result
        if running is None or running.worker is not worker:
            task = self._halted.pop(worker, None)  # it ended just as its slice was over; there may be a proof in it
            return None if task is None else Outcome(replace(task, pull=None), result, 0.0, failure, unavailable)
        self._running = None
        duration_s = time.monotonic() - running.started_s
        return Outcome(running.task, result, duration_s, failure, unavailable)
