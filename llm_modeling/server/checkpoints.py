"""Checkpoints: SQLite's write-ahead log is carried into the file by a thread of its own, so that no request waits.

Left to itself SQLite does it within whichever commit finds the log long, which held requests up for 20 to 270 ms.
A passive checkpoint stops neither readers nor writers (https://sqlite.org/wal.html, section 3).
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

_LOOK_S = 0.5
_LONG_BYTES = 4 << 20


class Checkpoints:
    """Keeps the log of a database short until it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._log = path, Path(f"{path}-wal")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Carry nothing more."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(sqlite3.connect(self._path, timeout=10.0, isolation_level=None)) as db:
            while not self._over.wait(_LOOK_S):
                with suppress(FileNotFoundError, sqlite3.OperationalError):  # busy or full: the next look may do better
                    if self._log.stat().st_size > _LONG_BYTES:
                        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
