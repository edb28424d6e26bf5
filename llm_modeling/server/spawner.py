"""The spawner: `python -m llm_modeling.server.spawner FD PARENT`, a process that has all loaded and forks workers.

A fork costs milliseconds where a new interpreter costs seconds. The spawner has one thread and never sees a model.
Each worker is two processes: a guard that enters new namespaces and waits, and in them, as their first process, the
worker, so that with it ends all that it has started.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from llm_modeling.server import task
from llm_modeling.server.confinement import confine, die_with_parent, enter_namespaces, environment

_MESSAGE_BYTES = 4096


def main() -> None:
    """Fork a worker for each message of the control socket until that closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    die_with_parent(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    woken.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    tempfile.tempdir = os.environ["TMPDIR"]
    task.warm_up()
    gc.collect()
    gc.freeze()
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is woken:
                    with suppress(BlockingIOError):
                        woken.recv(4096)
                elif not _spawn(control, (woken, waker)):
                    return
            _reap(control)


def _spawn(control: socket.socket, others: tuple[socket.socket, ...]) -> bool:
    message, handles, _, _ = socket.recv_fds(control, _MESSAGE_BYTES, 1)
    if not message or not handles:
        return False
    order = json.loads(message)
    spawner = os.getpid()
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (control, *others):
            other.close()
        _guard(spawner, handles[0], order)
    os.close(handles[0])
    control.send(json.dumps({"started": order["number"], "pid": pid}).encode())
    return True


def _reap(control: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        control.send(json.dumps({"ended": pid, "status": status}).encode())


def _guard(spawner: int, handle: int, order: dict[str, Any]) -> NoReturn:
    """Be the worker's guard: its process group and its namespaces are those that begin here."""
    os.setsid()
    die_with_parent(spawner)
    namespaces = enter_namespaces()
    pid = os.fork()
    if pid == 0:
        try:
            _work(handle, order, namespaces)
        finally:
            os._exit(70)
    os.close(handle)
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _work(handle: int, order: dict[str, Any], namespaces: tuple[str, ...]) -> NoReturn:
    """Be the worker: confined first, then told what to do."""
    die_with_parent(os.getppid())
    scratch = Path(order["scratch"])
    if os.path.isdir(order["kernels"]):
        shutil.copytree(order["kernels"], scratch / "numba", dirs_exist_ok=True)
    os.environ.clear()
    os.environ.update(environment(scratch))
    os.chdir(scratch)
    tempfile.tempdir = str(scratch)
    achieved = confine(scratch, namespaces)
    task.serve(socket.socket(fileno=handle), scratch, achieved)


if __name__ == "__main__":
    main()
