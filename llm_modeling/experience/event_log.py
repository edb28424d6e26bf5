"""The event log: an SQLite file to which events are only ever appended; each has the digest of all before it.

Write-ahead logging: any number of readers, one writer at a time, and a process that is killed leaves the events that
were committed. Triggers refuse to change or delete an event; the chain of digests shows if that was done anyway.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from llm_modeling.experience.errors import LibraryError
from metasolve import ModelNotFoundError

APPLICATION_ID = 0x4D534C49
VERSION = 1
_FIRST_DIGEST = ""
_SCHEMA = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    kind TEXT NOT NULL,
    insight TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX events_of_insight ON events (insight, seq);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are not changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are not deleted'); END;
"""


@dataclass(frozen=True)
class LoggedEvent:
    """An event as it is stored: seq counts from 1, time is UTC in ISO 8601, body is JSON data."""

    seq: int
    time: str
    kind: str
    insight: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class NewEvent:
    """An event to be appended; insight is the id that it is about, empty if it is about several."""

    kind: str
    insight: str
    body: Mapping[str, Any]


class EventLog:
    """An open log; may be used from several threads."""

    def __init__(self, path: str | Path, *, busy_s: float = 10.0, create: bool = True) -> None:
        """Open the log at path, or make one; busy_s is how long to wait for another writer.

        Raises LibraryError if the file is of another kind or version or cannot be opened, ModelNotFoundError if it is
        not there and create is false.
        """
        self.path = str(path)
        if not create and not Path(path).is_file():
            raise ModelNotFoundError(f"{self.path}: there is no such library")
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(self.path, timeout=busy_s, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise LibraryError(f"{self.path}: {error}") from error
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        with self._errors():
            self._connection.execute("PRAGMA synchronous = FULL")  # a power cut costs no event either
            if self._number("application_id") == 0:
                self._create()
            if self._number("application_id") != APPLICATION_ID:
                raise LibraryError(f"{self.path}: this SQLite file is not a library of insights")
            version = self._number("user_version")
            if version != VERSION:
                raise LibraryError(f"{self.path}: the library has version {version}, this program reads {VERSION}")
            self._connection.execute("PRAGMA journal_mode = WAL")

    def _create(self) -> None:
        """Make the table unless another process did in the meantime, or the file belongs to someone else."""
        with self._writing():
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables or self._number("application_id"):
                return
            for statement in _statements(_SCHEMA):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._connection.execute(f"PRAGMA user_version = {VERSION}")

    def append(self, events: Sequence[NewEvent]) -> int:
        """Append events, all or none, and return the seq of the last; raises LibraryError."""
        return self.append_after(lambda: events)

    def append_after(self, make: Callable[[], Sequence[NewEvent]]) -> int:
        """Append the events that make() returns; it is called when no other process can append any more."""
        with self._lock, self._errors(), self._writing():
            events = make()
            row = self._connection.execute("SELECT seq, digest FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            seq, digest = row or (0, _FIRST_DIGEST)
            for event in events:
                time = datetime.now(UTC).isoformat(timespec="milliseconds")
                body = json.dumps(event.body, ensure_ascii=False, allow_nan=False)
                digest = _digest(digest, time, event.kind, event.insight, body)
                cursor = self._connection.execute(
                    "INSERT INTO events (time, kind, insight, body, digest) VALUES (?, ?, ?, ?, ?)",
                    (time, event.kind, event.insight, body, digest),
                )
                seq = cursor.lastrowid
            return int(seq)

    def after(self, seq: int = 0) -> list[LoggedEvent]:
        """Return the events later than seq, oldest first; raises LibraryError."""
        with self._lock, self._errors():
            query = "SELECT seq, time, kind, insight, body FROM events WHERE seq > ? ORDER BY seq"
            rows = self._connection.execute(query, (seq,))
            return [
                LoggedEvent(number, time, kind, about, json.loads(body)) for number, time, kind, about, body in rows
            ]

    def faults(self) -> list[str]:
        """Return what is wrong with the file: nothing if SQLite finds it sound and every digest is right."""
        with self._lock, self._errors():
            report = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
            found = [] if report == ["ok"] else report
            digest = _FIRST_DIGEST
            rows = self._connection.execute("SELECT seq, time, kind, insight, body, digest FROM events ORDER BY seq")
            for expected, (seq, time, kind, insight, body, stored) in enumerate(rows, 1):
                digest = _digest(digest, time, kind, insight, body)
                if seq != expected or digest != stored:
                    return [*found, f"event {seq} was changed, or one before it is missing"]
            return found

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _number(self, pragma: str) -> int:
        return int(self._connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            advice = "; another process is writing to it" if "locked" in str(error) else ""
            raise LibraryError(f"{self.path}: {error}{advice}") from error


def _digest(before: str, *parts: str) -> str:
    text = "\x1f".join((before, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger's own semicolons do not end it."""
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
