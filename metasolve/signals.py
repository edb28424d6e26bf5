"""SIGINT and SIGTERM during a solve: the first asks for the best solution, the second ends at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopOnSignal:
    """A context in which signals set stop; while insist is true, a second one raises KeyboardInterrupt.

    Turn insist off while results are written, so that no signal can cut a file short.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.insist = True
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._receive) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        again = self.stop.is_set()
        self.stop.set()
        if again and self.insist:
            raise KeyboardInterrupt
