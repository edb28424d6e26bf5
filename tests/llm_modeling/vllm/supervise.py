"""Run a command until it ends or the standard input closes; then end every process that came of it.

    python supervise.py COMMAND ...

Whoever starts this holds the other end of the standard input. The kernel closes it when the holder dies, however it
dies, so that a server outlives no test. Exits with the code of the command.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

GRACE_S = 10.0
_PR_SET_CHILD_SUBREAPER = 36


def children() -> list[int]:
    """Return the direct children of this process; as a subreaper it gets the orphans below it too."""
    listed: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            listed += [int(pid) for pid in (task / "children").read_text().split()]
    return listed


def end_all(process: subprocess.Popen[bytes]) -> None:
    """Terminate the command's group; after the grace, kill it and whatever else is left."""
    _signal_group(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline:
        _signal_group(process.pid, signal.SIGKILL)
        process.poll()
        left = children()
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)
        if not left:
            return
        time.sleep(0.05)


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def supervise(command: list[str]) -> int:
    """Return the exit code of the command, after everything that it started has ended."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(128 + signal.SIGTERM))
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    ended = os.pidfd_open(process.pid)
    try:
        select.select([0, ended], [], [])
        return process.poll() or 0
    finally:
        end_all(process)


if __name__ == "__main__":
    sys.exit(supervise(sys.argv[1:]))
