"""Work in a thread of its own, so that no solver's library keeps a signal waiting."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")
_WAIT_S = 0.05


class Background(Generic[T]):
    """Work that begins with wait and runs beside the main thread; an interrupted wait leaves it behind."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._outcome: list[T] = []
        self._error: list[BaseException] = []
        self._work = work
        self._thread = threading.Thread(target=self._run, name="model-work", daemon=True)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def wait(self) -> T:
        """Return what the work returns or raise what it raises; KeyboardInterrupt comes at once and lets it run on."""
        self._thread.start()
        while self._thread.is_alive():
            self._thread.join(_WAIT_S)  # one long join would not let the interpreter see a signal on every platform
        if self._error:
            raise self._error[0]
        return self._outcome[0]

    def _run(self) -> None:
        try:
            self._outcome.append(self._work())
        except BaseException as error:
            self._error.append(error)


def end_process(code: int) -> NoReturn:
    """End the process without waiting for threads that still run: a library in one may crash the interpreter's end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
