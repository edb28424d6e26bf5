"""A vLLM server on the loopback interface for the time of a `with` block."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUPERVISE = Path(__file__).parent / "supervise.py"
MARK = "METASOLVE_VLLM_RUN"
CONTEXT_TOKENS = 16384
MODEL = "tiny-formulator"
READY_S = 900.0
RUNNING = "vllm:num_requests_running"
STRUCTURED = '{"backend": "xgrammar", "disable_any_whitespace": true}'


@dataclass(frozen=True)
class Served:
    """Where a server listens, the key that it asks for, its log, and the mark in the environment of its processes."""

    base_url: str
    api_key: str
    log: Path
    mark: str
    ready_s: float

    @property
    def root(self) -> str:
        """The address without the version of the interface: /health and /metrics are there."""
        return self.base_url.removesuffix("/v1")

    def metric(self, name: str, label: str = "") -> float:
        """Return the sum of a Prometheus metric of the server over its labels, or over those that contain label."""
        with urllib.request.urlopen(f"{self.root}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        values = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name}{{") and label in line]
        if not values:
            raise KeyError(f"{name} {label}")
        return sum(values)


@contextmanager
def served(python: str, model: Path, directory: Path) -> Iterator[Served]:
    """Yield a server of the model in a directory that is ready for requests; its log goes to directory/vllm.log.

    python is the interpreter of an environment that has vLLM. Raises RuntimeError with the end of the log if the
    server ends, or is not ready in time.
    """
    mark, key, port = secrets.token_hex(8), secrets.token_urlsafe(16), _free_port()
    log = directory / "vllm.log"
    started = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, str(SUPERVISE), *_command(python, model, port)],
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=_environment(directory, mark, key),
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}/health", log)
        yield Served(f"http://127.0.0.1:{port}/v1", key, log, mark, time.monotonic() - started)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


def processes(mark: str) -> list[int]:
    """Return the processes that have the mark of a server in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue  # it has ended, or belongs to somebody else
    return found


def eventually(holds: Callable[[], bool]) -> None:
    """Return when something holds; fail if it does not within two minutes."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _command(python: str, model: Path, port: int) -> list[str]:
    return [
        *(python, "-m", "vllm.entrypoints.openai.api_server", "--model", str(model), "--served-model-name", MODEL),
        *("--host", "127.0.0.1", "--port", str(port), "--dtype", "bfloat16", "--enforce-eager"),
        *("--max-model-len", str(CONTEXT_TOKENS), "--max-num-seqs", "16"),
        # vLLM 0.32.0 ends on a CPU when a prompt of a request with a seed is read in parts
        *("--no-enable-chunked-prefill", "--max-num-batched-tokens", str(CONTEXT_TOKENS)),
        *("--structured-outputs-config", STRUCTURED, "--enable-prompt-tokens-details"),
    ]


def _environment(directory: Path, mark: str, key: str) -> dict[str, str]:
    settings = {
        MARK: mark,
        "VLLM_API_KEY": key,
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_HOST_IP": "127.0.0.1",
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(directory / "huggingface"),
        "VLLM_CACHE_ROOT": str(directory / "cache"),
        "VLLM_CONFIG_ROOT": str(directory / "config"),
        "PYTHONUNBUFFERED": "1",
        # one thread, wherever it fits: a model this small gains nothing from more, nor from a core of its own
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
        "OMP_NUM_THREADS": "1",
    }
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, **settings}


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"vLLM ended with code {process.returncode}:\n{_end_of(log)}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"vLLM is not ready after {READY_S:.0f} s:\n{_end_of(log)}")


def _end_of(log: Path, characters: int = 4000) -> str:
    return log.read_text(errors="replace")[-characters:]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
