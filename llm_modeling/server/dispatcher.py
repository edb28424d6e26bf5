"""Dispatcher: takes queued jobs, fairly between their owners, and sees each through its worker."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from llm_modeling.server.feeds import Feeds
from llm_modeling.server.follow import Run, Verdict
from llm_modeling.server.logs import log
from llm_modeling.server.metrics import Metrics
from llm_modeling.server.pool import Pool
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.store import JobRow, Store
from llm_modeling.server.words import LanguageAccess


@dataclass
class Dispatcher:
    """Runs as many jobs at once as there are workers."""

    settings: ServerSettings
    store: Store
    pool: Pool
    feeds: Feeds
    metrics: Metrics
    language: LanguageAccess
    _runs: dict[str, Run] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _served: dict[str, float] = field(default_factory=dict)
    _stopping: bool = False

    @property
    def running(self) -> int:
        """How many jobs are in progress."""
        return len(self._tasks)

    def wake(self) -> None:
        """Look for queued jobs: there may be a new one."""
        self._news.set()

    async def run(self) -> None:
        """Start queued jobs as workers are free, until drain."""
        while not self._stopping:
            await self.pool.filled()  # a job is not begun before there is a worker for it
            self._news.clear()
            while not self._stopping and len(self._tasks) < self.settings.pool_size and await self._start_next():
                pass
            await self._news.wait()

    async def cancel(self, job_id: str) -> None:
        """Cancel a job: at once if it waits, with what it has found if it runs."""
        event = await asyncio.to_thread(self.store.cancel, job_id)
        if event is not None:
            self.feeds.publish(job_id, [event])
            self.metrics.ended("cancelled")
        run = self._runs.get(job_id)
        if run is not None:
            await run.cancel()

    async def drain(self, within_s: float) -> None:
        """Start nothing more; let jobs end for a while, then give back to the queue those that have not."""
        self._stopping = True
        self._news.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        for run in list(self._runs.values()):
            run.give_up()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10.0)

    async def _start_next(self) -> bool:
        waiting = await asyncio.to_thread(self.store.queued)
        if not waiting:
            return False
        running = Counter(run.job.owner for run in self._runs.values())
        job = next_job(waiting, running, self._served)
        self._served[job.owner] = time.monotonic()
        claim = await asyncio.to_thread(self.store.claim, job.id)
        if claim is not None and self._stopping:
            await asyncio.to_thread(self.store.requeue, job.id, claim.attempt)
        elif claim is not None:
            self.feeds.publish(job.id, [claim.event])
            self.metrics.waited(time.time() - job.created)
            self._follow(job, claim.attempt)
        return True

    def _follow(self, job: JobRow, attempt: int) -> None:
        run = Run(job, attempt, self.settings, self.store, self.pool, self.feeds, self.language)
        self._runs[job.id] = run
        task = asyncio.get_running_loop().create_task(self._see_through(run))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._news.set()

    async def _see_through(self, run: Run) -> None:
        started = time.monotonic()
        try:
            verdict = await run.to_the_end()
        except Exception as error:
            log("run_failed", level="error", job=run.job.id, error=type(error).__name__)
            verdict = await run.fail_inside(error)
        finally:
            self._runs.pop(run.job.id, None)
        if verdict is not Verdict.LOST:
            self.metrics.ended(str(verdict), time.monotonic() - started)
        log("job_ended", job=run.job.id, attempt=run.attempt, state=str(verdict), solve_s=run.solve_s)


def next_job(waiting: Sequence[JobRow], running: Mapping[str, int], served: Mapping[str, float]) -> JobRow:
    """Return the job of the owner who has fewest running, of these the one who was served longest ago."""
    return min(waiting, key=lambda job: (running.get(job.owner, 0), served.get(job.owner, 0.0), job.created))
