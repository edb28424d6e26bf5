"""The progress of an evaluation: bars on a terminal, elsewhere a plain line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from metasolve.report.wording import seconds

_HEARTBEAT_S = 10.0


class EvaluateProgress:
    """Makes progress bars on stderr; elsewhere than on a terminal a plain line now and then."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False)

    @contextmanager
    def __call__(self, what: str, total: int, done: int = 0) -> Iterator[Callable[[], None]]:
        """Yield a function that counts one more."""
        if self._quiet or not total:
            yield _nothing
            return
        columns = (TextColumn(what), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn())
        bars = Progress(
            *columns,
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
            redirect_stdout=False,
        )
        began = said = time.monotonic()
        with bars:
            task = bars.add_task(what, total=total, completed=done)

            def tick() -> None:
                nonlocal done, said
                done += 1
                bars.update(task, completed=done)
                now = time.monotonic()
                if not self._console.is_terminal and now - said >= _HEARTBEAT_S:
                    said = now
                    self._say(f"{what}: {done:,} of {total:,} at {seconds(now - began)}")

            yield tick
        if not self._console.is_terminal:
            self._say(f"{what}: {done:,} of {total:,} in {seconds(time.monotonic() - began)}")

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


def _nothing() -> None:
    pass
