"""A server of its own process, for measurements and tests: started on a free port, ended by a signal or killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from llm_modeling.server.pool import kernel_directory

_ADDRESS = re.compile(rb"open (http://\S+)/ ")
_START_S = 120.0
_POLL_S = 0.02


class ServerProcess:
    """`metasolve serve` on a data directory; its log goes to server.log there.

    With compile_kernels unset, workers get no compiled kernels, which only long searches use.
    """

    def __init__(
        self,
        directory: Path,
        *options: str,
        environment: Mapping[str, str] | None = None,
        compile_kernels: bool = False,
    ) -> None:
        self._directory, self._options = directory, options
        self._environment = {**os.environ, **(environment or {})}
        if not compile_kernels:
            self._environment["XDG_CACHE_HOME"] = str(directory / "cache")
            kernel_directory(self._environment).mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ""
        self.start_s = 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.terminate()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._running().pid

    @property
    def data(self) -> Path:
        """Where it keeps its jobs."""
        return self._directory / "data"

    @property
    def log(self) -> str:
        """What it has logged so far, of all its lives."""
        return (self._directory / "server.log").read_text()

    def start(self) -> None:
        """Start the server and wait until it says its address; raises RuntimeError if it ends before."""
        began = time.monotonic()
        command = [sys.executable, "-m", "llm_modeling.server", "--port", "0", "--data-dir", str(self.data)]
        said = self._directory / "server.out"
        with said.open("wb") as output, (self._directory / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self._options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )
        while (match := _ADDRESS.search(said.read_bytes())) is None:
            if self._process.poll() is not None or time.monotonic() - began > _START_S:
                raise RuntimeError(f"the server did not start:\n{self.log[-2000:]}")
            time.sleep(_POLL_S)
        self.address = match[1].decode()
        self.start_s = time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Wait until the server takes jobs and has workers for them."""
        began = time.monotonic()
        with httpx.Client(base_url=self.address, timeout=30.0) as client:
            while client.get("/readyz").status_code != 200:
                if time.monotonic() - began > _START_S:
                    raise RuntimeError(f"the server did not become ready:\n{self.log[-2000:]}")
                time.sleep(_POLL_S)

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        self._running().kill()
        self._running().wait()

    def terminate(self) -> int:
        """Ask it to end, and return its exit code."""
        process = self._running()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=60.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the server was not started")
        return self._process
