"""Start a driver on given cores, watch it, and make sure that it and all its children are gone afterwards."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRACE_S = 15.0
"""How far past its limit a solver may run before it is killed; what it finds then does not count."""
_TICK_S, _MEMORY_TICK_S = 0.05, 1.0


@dataclass(frozen=True)
class Ended:
    """How a process ended: wall and CPU time with its children's, and the peak of their proportional memory."""

    code: int
    wall_s: float
    cpu_s: float
    peak_bytes: int
    killed: bool
    message: str


@dataclass(eq=False)
class Launched:
    """A running driver; start is the time of time.monotonic() at which it began."""

    command: Sequence[str]
    cores: frozenset[int]
    limit_s: float
    log: Path
    environment: Mapping[str, str]
    start: float = field(init=False)
    ended: Ended | None = None

    def __post_init__(self) -> None:
        self._peak, self._measured_at, self._killed = 0, 0.0, False
        self.start = time.monotonic()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*self.command, "--start", repr(self.start)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        os.sched_setaffinity(self._process.pid, self.cores)
        self._tree = psutil.Process(self._process.pid)

    def poll(self) -> bool:
        """Look after the process; returns whether it is over."""
        if self.ended is not None:
            return True
        now = time.monotonic()
        if now - self._measured_at >= _MEMORY_TICK_S:
            self._measured_at = now
            self._peak = max(self._peak, _memory(self._tree))
        if now - self.start > self.limit_s + GRACE_S:
            self.kill()
        pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        if pid == 0:
            return False
        self._process.returncode = os.waitstatus_to_exitcode(status)  # or Popen would wait for it again
        wall_s = time.monotonic() - self.start
        self._kill_group()
        self.ended = Ended(
            self._process.returncode, wall_s, usage.ru_utime + usage.ru_stime, self._peak, self._killed, self._message()
        )
        return True

    def kill(self) -> None:
        """End the process and all its descendants."""
        self._killed = True
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in (*self._tree.children(recursive=True), self._tree):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, 9)

    def _message(self) -> str:
        """Return the last line that it printed, if it failed."""
        if self._process.returncode == 0:
            return ""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"exit {self._process.returncode}: {lines[-1][:300] if lines else 'no message'}"


def wait(launched: Sequence[Launched]) -> None:
    """Wait until all are over; on an exception, an interrupt say, end them first."""
    try:
        while True:
            over = [one.poll() for one in launched]  # each of them, for its memory and its limit, not up to the first
            if all(over):
                return
            time.sleep(_TICK_S)
    except BaseException:
        for one in launched:
            one.kill()
        raise


def _memory(tree: psutil.Process) -> int:
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in (tree, *tree.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, OSError):
                total += process.memory_full_info().pss
    return total
