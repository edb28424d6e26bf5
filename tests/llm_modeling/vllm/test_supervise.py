"""Nothing that a supervised command started outlives the one who holds its standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.llm_modeling.vllm.served import MARK, SUPERVISE, processes

# one child in the command's group, one in a session of its own that ignores the polite signal
COMMAND = "sleep 300 & setsid bash -c \"trap '' TERM; sleep 300; sleep 300\" & echo started; wait"
HOLDER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, *sys.argv[1:]], stdin=subprocess.PIPE, start_new_session=True)
time.sleep(300)
"""


def gone(mark: str) -> bool:
    """Whether all processes with the mark end within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not processes(mark):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_everything_ends_when_the_holder_dies(number: signal.Signals, tmp_path: Path) -> None:
    mark = f"holder-{number.name}-{os.getpid()}"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(SUPERVISE), "bash", "-c", COMMAND],
        stdout=subprocess.PIPE,
        env={**os.environ, MARK: mark},
        cwd=tmp_path,
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == b"started\n"
        assert len(processes(mark)) >= 5
        holder.send_signal(number)
        holder.wait(60)
        assert gone(mark)


def test_everything_ends_when_the_standard_input_closes(tmp_path: Path) -> None:
    mark = f"closed-{os.getpid()}"
    command = [sys.executable, str(SUPERVISE), "bash", "-c", COMMAND]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, MARK: mark}, cwd=tmp_path
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        process.stdin.close()
        process.wait(60)
    assert gone(mark)


def test_exit_code_is_that_of_the_command(tmp_path: Path) -> None:
    command = [sys.executable, str(SUPERVISE), "bash", "-c", "exit 7"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.wait(60) == 7
