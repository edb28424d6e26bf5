"""Run: one attempt at a job, from its worker's first word to the record of how it ended."""

from __future__ import annotations

import asyncio
import json
import math
from contextlib import suppress
from enum import StrEnum
from typing import Any

from llm_modeling.server.bodies import Kind, State
from llm_modeling.server.feeds import Feeds
from llm_modeling.server.logs import log, places
from llm_modeling.server.pool import Pool, PoolError, Worker
from llm_modeling.server.problems import Problem
from llm_modeling.server.progress import Progress
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.store import JobRow, Store
from llm_modeling.server.wire import Frame, Word
from llm_modeling.server.words import Conversation, LanguageAccess

_BATCH_S = 0.03
"""How long events are gathered before they are stored together."""


class Verdict(StrEnum):
    """How an attempt ended; lost: the job was taken from it."""

    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REQUEUED = "requeued"
    LOST = "lost"


class Run:
    """One attempt at a job."""

    def __init__(
        self,
        job: JobRow,
        attempt: int,
        settings: ServerSettings,
        store: Store,
        pool: Pool,
        feeds: Feeds,
        language: LanguageAccess,
    ) -> None:
        self.job, self.attempt = job, attempt
        self.solve_s: float | None = None
        self._settings, self._store, self._pool, self._feeds, self._language = settings, store, pool, feeds, language
        self._worker: Worker | None = None
        self._talk: Conversation | None = None
        self._cancelled = self._given_up = self._overdue = False
        self._progress = Progress()
        self._pending: list[tuple[str, str]] = []
        self._flush: asyncio.Task[None] | None = None
        self._ending_now = asyncio.Event()
        self._documents: dict[str, bytes] = {}
        self._outcome: dict[str, Any] = {}
        self._insights: list[str] = []
        self._text = ""
        self._failure: dict[str, Any] | None = None

    async def cancel(self) -> None:
        """Have the worker end with what it has, or be ended."""
        self._cancelled = True
        await self._hurry(self._settings.limits.cancel_grace_s)

    def give_up(self) -> None:
        """End the worker; the job goes back to the queue."""
        self._given_up = True
        self._end_worker()

    async def to_the_end(self) -> Verdict:
        """Return how the attempt ended, which is recorded."""
        row = await asyncio.to_thread(self._store.job, self.job.id)
        request = await asyncio.to_thread(self._store.document, self.job.id, "request")
        if row is None or request is None:
            return Verdict.LOST
        self._cancelled |= row.cancel  # it may have come before there was a run to tell
        try:
            self._worker = await self._pool.take()
        except PoolError as error:
            self._failure = Problem("busy", str(error)).to_json()
            return await self._record()
        try:
            if not (self._cancelled or self._given_up):
                await self._work(self._worker, request)
        finally:
            self._end_worker()
        return await self._record()

    async def _work(self, worker: Worker, request: bytes) -> None:
        order, longest_s = self._order(request)
        timer = asyncio.get_running_loop().call_later(longest_s, self._time_is_over)
        try:
            await worker.begin(order)
            while (frame := await worker.frame()) is not None:
                await self._take(frame)
        finally:
            timer.cancel()

    async def fail_inside(self, error: Exception) -> Verdict:
        """Record that the service itself failed."""
        log("run_error", level="error", job=self.job.id, error=type(error).__name__, at=places(error))
        self._end_worker()
        self._documents.clear()
        self._failure = Problem("internal", f"the service failed ({type(error).__name__})").to_json()
        return await self._record()

    def _order(self, request: bytes) -> tuple[bytes, float]:
        """Return the worker's order, and how long it may take in all."""
        limits, asked = self._settings.limits, json.loads(request)
        solve_s = min(asked.get("time_limit_s") or limits.time_limit_s, limits.longest_s)
        threads = asked.get("threads", 1)
        longest_s = solve_s + limits.grace_s
        if self.job.kind != Kind.SOLVE:
            self._talk, self._text = self._language.conversation(), asked["text"]
            longest_s = solve_s * (asked.get("samples", 1) + 1) * 3 + self._language.longest_s
        ceilings = {
            "memory_bytes": limits.memory_bytes,
            "cpu_s": math.ceil(longest_s * (threads + 1)),
            "file_bytes": limits.file_bytes,
        }
        frame = {
            "task": "solve" if self.job.kind == Kind.SOLVE else "formulate",
            "limits": {"time_limit_s": limits.time_limit_s, "memory_bytes": limits.memory_bytes},
            "ceilings": ceilings,
            "language_model": self._language.name,
            "has_library": self._language.experience is not None,
        }
        return json.dumps(frame).encode()[:-1] + b', "request": ' + request + b"}", longest_s

    async def _take(self, frame: Frame) -> None:
        if frame.word is Word.EVENT:
            self._note(json.loads(frame.content))
        elif frame.word is Word.DOCUMENT:
            name, _, content = frame.content.partition(b"\0")
            self._documents[name.decode()] = content
        elif frame.word is Word.OUTCOME:
            self._outcome = json.loads(frame.content)
            self.solve_s = self._outcome.pop("solve_s", None)
            self._insights = self._outcome.pop("insights", [])
        elif frame.word is Word.RESULT:
            self._documents["result"] = frame.content
        elif frame.word is Word.FAILED:
            self._failure = json.loads(frame.content)
        elif frame.word is Word.ASK and self._talk is not None and self._worker is not None:
            self._talk.take(json.loads(frame.content), self._worker)

    def _note(self, event: dict[str, Any]) -> None:
        name = str(event.pop("event", "note"))
        self._progress.see(name, event)
        self._pending.append((name, json.dumps(event)))
        if self._flush is None:
            self._flush = asyncio.get_running_loop().create_task(self._store_soon())

    async def _store_soon(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending_now.wait(), _BATCH_S)
        if self._ending_now.is_set():
            self._flush = None
            return  # what is pending is stored with the end
        events, self._pending = self._pending, []
        stored = await asyncio.to_thread(
            self._store.record, self.job.id, self.attempt, events, self._progress.to_json()
        )
        if stored is None:
            self._end_worker()
        else:
            self._feeds.publish(self.job.id, stored)
        self._flush = None
        if self._pending:
            self._flush = asyncio.get_running_loop().create_task(self._store_soon())

    async def _record(self) -> Verdict:
        """Return the verdict, once it is stored; only one attempt of a job can store one."""
        if self._talk is not None:
            self._talk.close()
        self._ending_now.set()
        while self._flush is not None:
            await self._flush
        if self._given_up and "result" not in self._documents and not self._cancelled:
            event = await asyncio.to_thread(self._store.requeue, self.job.id, self.attempt)
            self._feeds.publish(self.job.id, [event] if event is not None else [])
            return Verdict.REQUEUED if event is not None else Verdict.LOST
        state, last = self._ending()
        stored = await asyncio.to_thread(
            self._store.finish,
            self.job.id,
            self.attempt,
            state,
            self._documents,
            [*self._pending, (str(state), json.dumps(last))],
            self._progress.to_json(),
        )
        if stored is None:
            return Verdict.LOST
        self._feeds.publish(self.job.id, stored)
        if state is State.COMPLETED:
            await self._language.used(self._insights, self.job.id, self._text)
        return Verdict(str(state))

    def _ending(self) -> tuple[State, dict[str, Any]]:
        """Return the final state, and what its event says; an error becomes a document."""
        if "result" in self._documents:
            interrupted = self._cancelled and self._outcome.get("termination") == "interrupted"
            return State.CANCELLED if interrupted else State.COMPLETED, self._outcome
        self._documents.clear()
        if self._cancelled:
            return State.CANCELLED, {}
        failure = self._failure or self._died()
        self._documents["error"] = json.dumps(failure).encode()
        return State.FAILED, {"error": failure}

    def _died(self) -> dict[str, Any]:
        if self._overdue:
            return Problem("time-limit", "the worker did not end within its time and was ended").to_json()
        code = None if self._worker is None else self._worker.exit_code
        detail = "it may have used more memory or time than a job may" if code is None else f"exit code {code}"
        return Problem("worker-died", detail).to_json()

    def _time_is_over(self) -> None:
        self._overdue = True
        self._hurrying = asyncio.get_running_loop().create_task(self._hurry(self._settings.limits.cancel_grace_s))

    async def _hurry(self, grace_s: float) -> None:
        """Ask the worker to end; end it after a grace."""
        worker = self._worker
        if self._talk is not None:
            self._talk.close()
        if worker is None:
            return
        await worker.stop()
        asyncio.get_running_loop().call_later(grace_s, worker.kill)

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
