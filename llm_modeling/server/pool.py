"""Pool: workers that are ready before they are needed, forked by one spawner process and confined from the start."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from llm_modeling.server.confinement import environment
from llm_modeling.server.logs import log
from llm_modeling.server.wire import Frame, Word, next_frame
from metasolve import MetasolveError
from metasolve._version import __version__

_MESSAGE_BYTES = 4096
_START_S = 60.0
_STREAM_BYTES = 1 << 20
_ROOT = str(Path(__file__).resolve().parents[2])


def kernel_directory(given: Mapping[str, str]) -> Path:
    """Return where an environment's user keeps the compiled kernels of this version."""
    cache = given.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "metasolve" / f"kernels-{__version__}-{sys.version_info[0]}{sys.version_info[1]}"


class PoolError(MetasolveError):
    """No worker can be started; the message says why."""


class Worker:
    """One worker process, for one task; achieved is what it is held to."""

    def __init__(self, number: int, scratch: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number, self.scratch = number, scratch
        self._reader, self._writer = reader, writer
        self.pid: int | None = None
        self.ended = asyncio.Event()
        self.exit_code: int | None = None
        self.achieved: dict[str, Any] = {}

    async def ready(self) -> None:
        """Return once the worker is confined; raises PoolError if it did not get so far."""
        frame = await self.frame()
        if frame is None or frame.word is not Word.READY:
            raise PoolError("a worker ended before it was ready")
        self.achieved = json.loads(frame.content)

    async def begin(self, order: bytes) -> None:
        """Give the worker its task, JSON text."""
        await self._say(Frame(Word.TASK, order))

    async def stop(self) -> None:
        """Ask the worker to end early, with what it has."""
        await self._say(Frame(Word.STOP, b"{}"))

    async def answer(self, content: dict[str, Any]) -> None:
        """Answer what the worker has asked."""
        await self._say(Frame(Word.ANSWER, json.dumps(content).encode()))

    async def frame(self) -> Frame | None:
        """Return what the worker says next, None if it has ended."""
        return await next_frame(self._reader)

    def kill(self) -> None:
        """End the worker and all that it has started, at once."""
        if self.pid is not None and not self.ended.is_set():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._writer.close()

    async def _say(self, frame: Frame) -> None:
        with suppress(ConnectionError):
            self._writer.write(frame.encoded())
            await self._writer.drain()


class Pool:
    """Keeps size workers ready; kernels is where compiled code lies that each gets a copy of, made if it is missing.

    If confined is set, a worker that is not fully confined is not given out.
    """

    def __init__(self, size: int, directory: Path, kernels: Path, confined: bool = False) -> None:
        self._size, self._confined = size, confined
        self._scratch, self._kernels = directory / "scratch", kernels
        self._compiler: subprocess.Popen[bytes] | None = None
        self._ready: asyncio.Queue[Worker] = asyncio.Queue()
        self._filled = asyncio.Event()
        self._workers: dict[int, Worker] = {}
        self._numbers = 0
        self._refills: set[asyncio.Task[None]] = set()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.achieved: dict[str, Any] = {"level": "unknown"}

    @property
    def ready_count(self) -> int:
        """How many workers wait for a task."""
        return self._ready.qsize()

    async def start(self) -> None:
        """Start the spawner and have workers made ready."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(mode=0o700)
        self._start_spawner()
        if not self._kernels.exists():
            self._compile_kernels()
        for _ in range(self._size):
            self._refill()

    async def filled(self) -> None:
        """Return once a worker is ready."""
        await self._filled.wait()

    async def take(self) -> Worker:
        """Return a worker that is ready, and have another made; raises PoolError."""
        self._refill()
        while True:
            try:
                worker = await asyncio.wait_for(self._ready.get(), _START_S)
            except TimeoutError as error:
                raise PoolError("no worker became ready") from error
            if self._ready.empty():
                self._filled.clear()
            if not worker.ended.is_set():
                return worker
            self._refill()

    async def close(self) -> None:
        """End all workers and the spawner."""
        self._closed = True
        for task in self._refills:
            task.cancel()
        for worker in list(self._workers.values()):
            worker.kill()
        self._stop_spawner()
        if self._compiler is not None:
            self._compiler.kill()
            self._compiler.wait()
        await asyncio.to_thread(shutil.rmtree, self._scratch, ignore_errors=True)

    def _start_spawner(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "llm_modeling.server.spawner", str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**environment(self._scratch), "PYTHONPATH": _ROOT},
            )
        ours.setblocking(False)
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._hear)

    def _compile_kernels(self) -> None:
        self._kernels.parent.mkdir(parents=True, exist_ok=True)
        self._compiler = subprocess.Popen(
            [sys.executable, "-P", "-m", "llm_modeling.server.kernels", str(self._kernels)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **environment(self._scratch),
                "PYTHONPATH": _ROOT,
                "NUMBA_CACHE_DIR": f"{self._kernels}.{os.getpid()}.tmp",
            },
        )

    def _stop_spawner(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _hear(self) -> None:
        """Take what the spawner says: that a worker has begun, or ended."""
        assert self._control is not None
        try:
            message = self._control.recv(_MESSAGE_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        if not message:
            self._recover()
            return
        news = json.loads(message)
        if "started" in news:
            worker = self._workers.get(news["started"])
            if worker is not None:
                worker.pid = news["pid"]
            return
        for worker in list(self._workers.values()):
            if worker.pid == news["ended"]:
                self._retire(worker, os.waitstatus_to_exitcode(news["status"]))

    def _recover(self) -> None:
        """Start a new spawner: the old one is gone, and with it all workers."""
        self._stop_spawner()
        for worker in list(self._workers.values()):
            self._retire(worker, -signal.SIGKILL)
        if not self._closed:
            log("spawner_restarted", level="error")
            self._start_spawner()

    def _retire(self, worker: Worker, exit_code: int) -> None:
        worker.exit_code = exit_code
        worker.ended.set()
        self._workers.pop(worker.number, None)
        shutil.rmtree(worker.scratch, ignore_errors=True)

    def _refill(self) -> None:
        task = asyncio.get_running_loop().create_task(self._prepare())
        self._refills.add(task)
        task.add_done_callback(self._refills.discard)

    async def _prepare(self) -> None:
        while not self._closed:
            try:
                worker = await asyncio.wait_for(self._spawn(), _START_S)
            except (PoolError, OSError, TimeoutError) as error:
                log("worker_not_started", level="error", reason=type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            self.achieved = worker.achieved
            if self._confined and worker.achieved["level"] != "full":
                worker.kill()
                log("worker_not_confined", level="error", **worker.achieved)
                return
            self._ready.put_nowait(worker)
            self._filled.set()
            return

    async def _spawn(self) -> Worker:
        self._numbers += 1
        number = self._numbers
        scratch = self._scratch / str(number)
        scratch.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        order = {"number": number, "scratch": str(scratch), "kernels": str(self._kernels)}
        with theirs:
            if self._control is None:
                raise PoolError("there is no spawner")
            socket.send_fds(self._control, [json.dumps(order).encode()], [theirs.fileno()])
        reader, writer = await asyncio.open_connection(sock=ours, limit=_STREAM_BYTES)
        worker = Worker(number, scratch, reader, writer)
        self._workers[number] = worker
        await worker.ready()
        return worker
