"""What a worker is held to, tried from inside: each test skips only what this kernel does not have."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any

import pytest

from llm_modeling.server.confinement import Achieved
from llm_modeling.server.landlock import landlock_version

SCRIPT = """
import json, os, resource, socket, subprocess, sys
from pathlib import Path
from llm_modeling.server.confinement import Ceilings, confine, enter_namespaces, environment
scratch, secret = Path(sys.argv[1]), Path(sys.argv[2])
os.environ.clear()
os.environ.update(environment(scratch))
namespaces = enter_namespaces()
if os.fork():
    os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
achieved = confine(scratch, namespaces)
Ceilings(1 << 32, 60, 1 << 20).impose()

def tried(action):
    try:
        action()
        return "done"
    except (OSError, subprocess.SubprocessError) as error:
        return type(error).__name__

found = {
    "achieved": achieved.to_json(),
    "environment": sorted(os.environ),
    "read": tried(secret.read_text),
    "list": tried(lambda: os.listdir(secret.parent)),
    "write": tried(lambda: (secret.parent / "new").write_text("x")),
    "scratch": tried(lambda: (scratch / "new").write_text("x")),
    "connect": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=2.0)),
    "bind": tried(lambda: socket.create_server(("127.0.0.1", 0))),
    "signal": tried(lambda: os.kill(int(sys.argv[4]), 0)),
    "large file": tried(lambda: (scratch / "large").write_bytes(b"x" * (2 << 20))),
    "chown": tried(lambda: os.chown(scratch / "new", 12345, 12345)),
    "start": tried(lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True, capture_output=True)),
    "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a confined process could do."""
    scratch, outside = tmp_path_factory.mktemp("scratch"), tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("a key")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        command = [sys.executable, "-c", SCRIPT, str(scratch), str(outside / "secret"), str(port), str(os.getpid())]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_environment_is_empty_but_for_what_python_needs(inside: dict[str, Any]) -> None:
    assert set(inside["environment"]) == {
        "HOME", "LANG", "NUMBA_CACHE_DIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "TMPDIR",
    }  # fmt: skip


def test_limits_hold_on_every_machine(inside: dict[str, Any]) -> None:
    assert inside["achieved"]["no_new_privileges"] is True
    assert inside["core"] == 0
    assert inside["large file"] == "OSError"
    assert (inside["scratch"], inside["start"]) == ("done", "done")


@pytest.mark.skipif(landlock_version() == 0, reason="this kernel has no Landlock")
def test_files_of_others_are_out_of_reach(inside: dict[str, Any]) -> None:
    assert (inside["read"], inside["list"], inside["write"]) == ("PermissionError",) * 3


def test_network_is_out_of_reach_where_the_level_says_so(inside: dict[str, Any]) -> None:
    has_network = "network" not in inside["achieved"]["namespaces"] and inside["achieved"]["landlock"] < 4
    assert (inside["connect"] == "done") is has_network


def test_other_processes_are_out_of_reach_where_the_level_says_so(inside: dict[str, Any]) -> None:
    reachable = "pid" not in inside["achieved"]["namespaces"] and inside["achieved"]["landlock"] < 6
    assert (inside["signal"] == "done") is reachable


def test_capabilities_are_gone(inside: dict[str, Any]) -> None:
    assert inside["achieved"]["no_capabilities"] is True
    assert inside["chown"] == "PermissionError"


@pytest.mark.parametrize(
    ("achieved", "level"),
    [
        (Achieved(("network",), 7, True, True), "full"),
        (Achieved((), 7, True, True), "partial"),
        (Achieved(("network",), 0, False, True), "partial"),
        (Achieved(), "limits"),
    ],
)
def test_level_says_what_holds(achieved: Achieved, level: str) -> None:
    assert achieved.level == level
