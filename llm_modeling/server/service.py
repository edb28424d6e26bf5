"""Service: the parts that answer requests, made once, and how they start and stop."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from fastapi import Request

from llm_modeling.client import LanguageModel
from llm_modeling.server.bodies import MAX_TEXT
from llm_modeling.server.dispatcher import Dispatcher
from llm_modeling.server.feeds import Feeds
from llm_modeling.server.keys import ApiKeys, RateLimit
from llm_modeling.server.logs import log
from llm_modeling.server.metrics import Metrics
from llm_modeling.server.pool import Pool, PoolError, Worker, kernel_directory
from llm_modeling.server.problems import Problem, retry_after
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.store import Created, KeyReusedError, Limit, NewJob, QueueFullError, Store, StoreError
from llm_modeling.server.wire import Word
from llm_modeling.server.words import LanguageAccess, Library
from metasolve._version import __version__

P = ParamSpec("P")
T = TypeVar("T")
_SHORT_TASK_S = 15.0
_SHORT_TASKS = 2
_SWEEP_S = 600.0
_QUEUE_RETRY_S = 5.0


class Service:
    """All of the service but its routes; raises StoreError if its directory is in use by another one."""

    def __init__(
        self,
        settings: ServerSettings,
        keys: ApiKeys,
        model: LanguageModel | None = None,
        experience: Library | None = None,
    ) -> None:
        self.settings, self.keys = settings, keys
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(settings.data_dir)
        self.store = Store(settings.data_dir)
        self.metrics = Metrics()
        self.feeds = Feeds(self.store)
        self.pool = Pool(
            settings.pool_size + 1, settings.data_dir, kernel_directory(os.environ), settings.require_confinement
        )
        self.language = LanguageAccess(model, experience, self.metrics)
        self.dispatcher = Dispatcher(settings, self.store, self.pool, self.feeds, self.metrics, self.language)
        self.rates = RateLimit(settings.quotas.requests_per_minute)
        self.stopping = False
        self._short = asyncio.Semaphore(_SHORT_TASKS)
        self._tasks: list[asyncio.Task[None]] = []
        self._watch()

    async def start(self) -> None:
        """Take back what an earlier process left in progress, and begin to work."""
        for job_id, verdict in self.store.recover(self.settings.limits.attempts).items():
            log("job_recovered", job=job_id, state=verdict)
        await self.pool.start()
        loop = self._loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self.dispatcher.run()),
            loop.create_task(self._sweep()),
            loop.create_task(self.language.watch()),
        ]

    def announce_stop(self) -> None:
        """Take no more jobs, and end the streams: those who follow come back to the next process."""
        self.stopping = True
        self.feeds.close()

    async def stop(self) -> None:
        """End or requeue what is in progress, and let go of everything."""
        self.announce_stop()
        await self.dispatcher.drain(self.settings.drain_s)
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        self.language.close()
        await self.pool.close()
        self.store.close()
        os.close(self._lock)

    def accept(self, owner: str, kind: str, request: bytes, idempotency_key: str | None = None) -> Created:
        """Return the job of a request, JSON text that was checked, once it is on the disk; raises Problem."""
        if self.stopping:
            raise Problem("stopping", "the service is stopping; ask again", headers=retry_after(_QUEUE_RETRY_S))
        if self._is_unfit:
            raise Problem("busy", "workers cannot be confined as is required; see /readyz")
        job_id = f"job_{secrets.token_hex(12)}"
        new = NewJob(job_id, owner, kind, request, hashlib.sha256(request).hexdigest(), idempotency_key)
        limit = Limit(self.settings.quotas.waiting, self.settings.queue_length)
        try:
            created = self.store.create(new, limit)
        except KeyReusedError as error:
            raise Problem("idempotency-key-reused", str(error)) from error
        except QueueFullError as error:
            whose = "your jobs are" if error.is_own else "jobs are"
            detail = f"{error.waiting} {whose} queued or in progress, as many as may be"
            raise Problem("too-many-jobs", detail, headers=retry_after(_QUEUE_RETRY_S)) from error
        return created

    def wake(self) -> None:
        """Have the dispatcher look at the queue; from any thread."""
        self._loop.call_soon_threadsafe(self.dispatcher.wake)

    async def in_thread(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Return what a function that waits for the disk returns."""
        return await asyncio.to_thread(function, *arguments, **named)

    async def short_task(self, task: str, request: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Return what a worker makes of a request at once; raises Problem."""
        try:
            async with asyncio.timeout(_SHORT_TASK_S), self._short:
                worker = await self.pool.take()
                try:
                    return await self._ask(worker, {"task": task, "request": request, **more})
                finally:
                    worker.kill()
        except TimeoutError as error:
            raise Problem("time-limit", f"it takes more than {_SHORT_TASK_S:g} s; send it as a job") from error
        except PoolError as error:
            raise Problem("busy", str(error), headers=retry_after(_QUEUE_RETRY_S)) from error

    async def _ask(self, worker: Worker, order: dict[str, Any]) -> dict[str, Any]:
        limits = self.settings.limits
        order["ceilings"] = {
            "memory_bytes": limits.memory_bytes,
            "cpu_s": int(2 * _SHORT_TASK_S),
            "file_bytes": limits.file_bytes,
        }
        await worker.begin(json.dumps(order).encode())
        while (frame := await worker.frame()) is not None:
            if frame.word is Word.RESULT:
                found: dict[str, Any] = json.loads(frame.content)
                return found
            if frame.word is Word.FAILED:
                raise _problem(json.loads(frame.content))
        raise Problem("worker-died", "the worker ended without an answer; the model may be too large")

    async def _sweep(self) -> None:
        """Delete what has been kept long enough."""
        while True:
            gone = await asyncio.to_thread(self.store.delete_ended_before, time.time() - self.settings.keep_s)
            if gone:
                log("jobs_deleted", count=gone)
            await asyncio.sleep(_SWEEP_S)

    @property
    def _is_unfit(self) -> bool:
        return self.settings.require_confinement and self.pool.achieved["level"] not in ("full", "unknown")

    def _watch(self) -> None:
        watch = self.metrics.watch
        watch("jobs_queued", "Jobs that wait.", lambda: self.store.counts().get("queued", 0))
        watch("jobs_running", "Jobs in progress.", lambda: self.dispatcher.running)
        watch("workers_ready", "Workers that wait for a task.", lambda: self.pool.ready_count)
        watch("event_streams", "Open streams of events.", lambda: self.feeds.followers)

    def readiness(self) -> dict[str, Any]:
        """Return what /readyz says."""
        known = self.pool.achieved["level"] != "unknown"
        status = "stopping" if self.stopping else "unfit" if self._is_unfit else "ready" if known else "starting"
        return {
            "status": status,
            "language_model": self.language.to_json(),
            "confinement": self.pool.achieved,
            "workers": {
                "size": self.settings.pool_size,
                "ready": self.pool.ready_count,
                "running": self.dispatcher.running,
            },
            "library": {"configured": self.language.experience is not None},
            "limits": _limits_of(self.settings),
            "version": __version__,
        }


def service_of(request: Request) -> Service:
    """Return the service that a request is made to."""
    service: Service = request.app.state.service
    return service


def _locked(directory: Path) -> int:
    handle = os.open(directory / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise StoreError(f"{directory}: another server works with this directory; use another --data-dir") from error
    return handle


def _limits_of(settings: ServerSettings) -> dict[str, Any]:
    """Return what /readyz says of what the service takes at most."""
    limits, quotas = settings.limits, settings.quotas
    return {
        "body_bytes": settings.body_bytes,
        "text_length": MAX_TEXT,
        "samples": limits.samples,
        "threads": limits.threads,
        "time_limit_s": limits.time_limit_s,
        "longest_s": limits.longest_s,
        "waiting": quotas.waiting,
        "queue": settings.queue_length,
        "requests_per_minute": quotas.requests_per_minute,
    }


def _problem(details: dict[str, Any]) -> Problem:
    slug = str(details["type"]).rsplit("/", 1)[-1]
    return Problem(slug, details["detail"], errors=details.get("errors", ()))
