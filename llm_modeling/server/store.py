"""Store: jobs, their events and documents in one SQLite file (WAL); what it has said outlives the process.

Each start of a job is an attempt with a number; only the newest attempt may add events or finish the job, and only
once, so that a worker that was given up cannot speak any more.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_modeling.server.bodies import State
from llm_modeling.server.checkpoints import Checkpoints
from metasolve import MetasolveError

FILE = "jobs.sqlite"
_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
    created REAL NOT NULL, started REAL, ended REAL,
    attempt INTEGER NOT NULL DEFAULT 0, cancel INTEGER NOT NULL DEFAULT 0, last_seq INTEGER NOT NULL DEFAULT 0,
    progress TEXT NOT NULL DEFAULT '{}', idempotency_key TEXT, request_hash TEXT NOT NULL,
    UNIQUE (owner, idempotency_key)
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, created);
CREATE INDEX IF NOT EXISTS jobs_by_owner ON jobs (owner, created);
CREATE TABLE IF NOT EXISTS events (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, seq INTEGER NOT NULL,
    event TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (job_id, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, name TEXT NOT NULL,
    content BLOB NOT NULL, PRIMARY KEY (job_id, name)
);
"""
_COLUMNS = "id, owner, kind, state, created, started, ended, attempt, cancel, last_seq, progress"
_FINAL = tuple(str(state) for state in State if state.is_final)


class StoreError(MetasolveError):
    """The file of the jobs cannot be used; the message names it."""


class KeyReusedError(MetasolveError):
    """The idempotency key belongs to a request with another body."""


class QueueFullError(MetasolveError):
    """As many jobs are waiting as may; of the same owner if is_own, else of all."""

    def __init__(self, waiting: int, is_own: bool) -> None:
        super().__init__(f"{waiting} jobs are waiting")
        self.waiting, self.is_own = waiting, is_own


@dataclass(frozen=True)
class JobRow:
    """A job as it is stored, times in seconds since 1970, progress as JSON text."""

    id: str
    owner: str
    kind: str
    state: State
    created: float
    started: float | None
    ended: float | None
    attempt: int
    cancel: bool
    last_seq: int
    progress: str


@dataclass(frozen=True)
class NewJob:
    """A job to be; request is the JSON text of its body, hash what tells two bodies apart."""

    id: str
    owner: str
    kind: str
    request: bytes
    request_hash: str
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Created:
    """The job of a request; is_new is False if it was there, by its idempotency key."""

    job: JobRow
    is_new: bool


@dataclass(frozen=True)
class StoredEvent:
    """An event with its place in the job's stream, counted from 1; data is JSON text."""

    seq: int
    event: str
    data: str


@dataclass(frozen=True)
class Claim:
    """An attempt at a job: its number, and the event that it began."""

    attempt: int
    event: StoredEvent


@dataclass(frozen=True)
class Limit:
    """How many jobs may wait: of one owner, and of all."""

    own: int
    all: int


class Store:
    """The jobs of a data directory; safe to use from several threads."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(self._path, timeout=10.0, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA wal_autocheckpoint = 0")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _SCHEMA_VERSION):
                raise StoreError(f"{self._path}: schema {version} is not that of this version; use another --data-dir")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: {error}") from error
        self._checkpoints = Checkpoints(self._path)

    def close(self) -> None:
        """Let go of the file."""
        self._checkpoints.close()
        with self._lock:
            self._db.close()

    def create(self, new: NewJob, limit: Limit) -> Created:
        """Return the job, queued; or the one that was made with the same idempotency key.

        Raises KeyReusedError if that had another body, QueueFullError.
        """
        with self._writing() as db:
            if new.idempotency_key is not None:
                found = db.execute(
                    f"SELECT {_COLUMNS}, request_hash FROM jobs WHERE owner = ? AND idempotency_key = ?",
                    (new.owner, new.idempotency_key),
                ).fetchone()
                if found is not None:
                    if found[-1] != new.request_hash:
                        raise KeyReusedError(f"job {found[0]} was made with this key and another body")
                    return Created(_row(found[:-1]), False)
            _check_room(db, new.owner, limit)
            db.execute(
                "INSERT INTO jobs (id, owner, kind, state, created, idempotency_key, request_hash) "
                "VALUES (?, ?, ?, 'queued', ?, ?, ?)",
                (new.id, new.owner, new.kind, time.time(), new.idempotency_key, new.request_hash),
            )
            db.execute("INSERT INTO documents VALUES (?, 'request', ?)", (new.id, new.request))
            _append(db, new.id, [("queued", "{}")])
            return Created(_row(db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (new.id,)).fetchone()), True)

    def job(self, job_id: str) -> JobRow | None:
        """Return a job, None if there is none of that id."""
        found = self._read(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,))
        return _row(found[0]) if found else None

    def jobs(self, owner: str, limit: int, before: float | None = None) -> list[JobRow]:
        """Return the jobs of an owner, newest first, those created before a time."""
        query = f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND created < ? ORDER BY created DESC LIMIT ?"
        return [_row(found) for found in self._read(query, (owner, 1e18 if before is None else before, limit))]

    def document(self, job_id: str, name: str) -> bytes | None:
        """Return a document of a job, None if it has none of that name."""
        found = self._read("SELECT content FROM documents WHERE job_id = ? AND name = ?", (job_id, name))
        return bytes(found[0][0]) if found else None

    def documents(self, job_id: str) -> list[str]:
        """Return the names of a job's documents."""
        return [found[0] for found in self._read("SELECT name FROM documents WHERE job_id = ?", (job_id,))]

    def events_after(self, job_id: str, seq: int, limit: int = 500) -> list[StoredEvent]:
        """Return the events of a job after a place, in order, at most so many."""
        query = "SELECT seq, event, data FROM events WHERE job_id = ? AND seq > ? ORDER BY seq LIMIT ?"
        return [StoredEvent(*found) for found in self._read(query, (job_id, seq, limit))]

    def queued(self) -> list[JobRow]:
        """Return the oldest queued job of each owner."""
        query = f"SELECT {_COLUMNS}, MIN(created) FROM jobs WHERE state = 'queued' GROUP BY owner"
        return [_row(found[:-1]) for found in self._read(query, ())]

    def counts(self) -> dict[str, int]:
        """Return how many jobs there are in each state."""
        return dict(self._read("SELECT state, COUNT(*) FROM jobs GROUP BY state", ()))

    def claim(self, job_id: str) -> Claim | None:
        """Return a new attempt of a queued job, None if it is no longer queued."""
        with self._writing(durable=False) as db:
            found = db.execute(
                "UPDATE jobs SET state = 'in_progress', attempt = attempt + 1, started = ?, progress = '{}' "
                "WHERE id = ? AND state = 'queued' RETURNING attempt",
                (time.time(), job_id),
            ).fetchall()
            if not found:
                return None
            attempt = int(found[0][0])
            return Claim(attempt, _append(db, job_id, [("started", f'{{"attempt": {attempt}}}')])[0])

    def record(
        self, job_id: str, attempt: int, events: Sequence[tuple[str, str]], progress: str
    ) -> list[StoredEvent] | None:
        """Return the events with their places; None if the attempt is not the one in progress."""
        with self._writing(durable=False) as db:
            changed = db.execute(
                "UPDATE jobs SET progress = ? WHERE id = ? AND attempt = ? AND state = 'in_progress'",
                (progress, job_id, attempt),
            ).rowcount
            return _append(db, job_id, events) if changed else None

    def finish(
        self,
        job_id: str,
        attempt: int,
        state: State,
        documents: Mapping[str, bytes],
        events: Sequence[tuple[str, str]],
        progress: str | None = None,
    ) -> list[StoredEvent] | None:
        """Return the last events of the job that ends now; None if the attempt is not the one in progress.

        Without progress, that of the last record stays.
        """
        with self._writing() as db:
            changed = db.execute(
                "UPDATE jobs SET state = ?, ended = ?, progress = COALESCE(?, progress) "
                "WHERE id = ? AND attempt = ? AND state = 'in_progress'",
                (str(state), time.time(), progress, job_id, attempt),
            ).rowcount
            if not changed:
                return None
            db.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                [(job_id, name, content) for name, content in documents.items()],
            )
            return _append(db, job_id, events)

    def requeue(self, job_id: str, attempt: int) -> StoredEvent | None:
        """Return the event that an attempt is given up and its job waits again; None as finish."""
        with self._writing() as db:
            changed = db.execute(
                "UPDATE jobs SET state = 'queued', started = NULL WHERE id = ? AND attempt = ? "
                "AND state = 'in_progress' AND NOT cancel",
                (job_id, attempt),
            ).rowcount
            return _append(db, job_id, [("requeued", f'{{"attempt": {attempt}}}')])[0] if changed else None

    def cancel(self, job_id: str) -> StoredEvent | None:
        """Cancel a job: one that waits ends at once, and its last event is returned; one in progress is marked."""
        with self._writing() as db:
            db.execute("UPDATE jobs SET cancel = 1 WHERE id = ? AND state = 'in_progress'", (job_id,))
            changed = db.execute(
                "UPDATE jobs SET state = 'cancelled', cancel = 1, ended = ? WHERE id = ? AND state = 'queued'",
                (time.time(), job_id),
            ).rowcount
            return _append(db, job_id, [("cancelled", "{}")])[0] if changed else None

    def delete(self, job_id: str) -> bool:
        """Return whether there was a job that had ended, which is now gone with all it had."""
        with self._writing() as db:
            final = ", ".join(f"'{state}'" for state in _FINAL)
            return db.execute(f"DELETE FROM jobs WHERE id = ? AND state IN ({final})", (job_id,)).rowcount > 0

    def delete_ended_before(self, when: float) -> int:
        """Return how many jobs that ended before a time are now gone."""
        with self._writing() as db:
            return db.execute("DELETE FROM jobs WHERE ended IS NOT NULL AND ended < ?", (when,)).rowcount

    def recover(self, attempts: int) -> dict[str, str]:
        """Return how the jobs go on that an ended process had in progress, by id.

        One that was to be cancelled is; one that was started so often, and no process outlived it, has failed; the
        others wait again.
        """
        verdicts: dict[str, str] = {}
        with self._writing() as db:
            query = "SELECT id, attempt, cancel FROM jobs WHERE state = 'in_progress'"
            for job_id, attempt, cancel in db.execute(query).fetchall():
                state = "cancelled" if cancel else "failed" if attempt >= attempts else "queued"
                ended = None if state == "queued" else time.time()
                db.execute("UPDATE jobs SET state = ?, ended = ?, progress = '{}' WHERE id = ?", (state, ended, job_id))
                event = ("requeued", json.dumps({"attempt": attempt})) if state == "queued" else (state, "{}")
                if state == "failed":
                    error = {
                        "type": "/v1/problems/worker-died",
                        "title": "The worker ended before its time",
                        "status": 500,
                        "detail": f"the service went down {attempt} times while it ran this job",
                    }
                    event = (state, json.dumps({"error": error}))
                    db.execute(
                        "INSERT OR REPLACE INTO documents VALUES (?, 'error', ?)", (job_id, json.dumps(error).encode())
                    )
                _append(db, job_id, [event])
                verdicts[job_id] = state
        return verdicts

    @contextmanager
    def _writing(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing.

        A durable one outlives even a power failure, at the price of waiting for the disk; others outlive the process.
        """
        with self._lock:
            self._db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _read(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(query, values).fetchall()


def _check_room(db: sqlite3.Connection, owner: str, limit: Limit) -> None:
    own, everything = db.execute(
        "SELECT COUNT(*) FILTER (WHERE owner = ?), COUNT(*) FROM jobs WHERE state IN ('queued', 'in_progress')",
        (owner,),
    ).fetchone()
    if own >= limit.own:
        raise QueueFullError(own, is_own=True)
    if everything >= limit.all:
        raise QueueFullError(everything, is_own=False)


def _append(db: sqlite3.Connection, job_id: str, events: Sequence[tuple[str, str]]) -> list[StoredEvent]:
    if not events:
        return []
    last = db.execute(
        "UPDATE jobs SET last_seq = last_seq + ? WHERE id = ? RETURNING last_seq", (len(events), job_id)
    ).fetchone()[0]
    first = last - len(events) + 1
    stored = [StoredEvent(first + k, event, data) for k, (event, data) in enumerate(events)]
    db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", [(job_id, e.seq, e.event, e.data) for e in stored])
    return stored


def _row(found: Sequence[Any]) -> JobRow:
    values = list(found)
    values[3], values[8] = State(str(values[3])), bool(values[8])
    return JobRow(*values)
