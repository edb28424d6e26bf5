"""The live progress table: a row for each incumbent, a heartbeat when nothing happens, and what is best now."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from metasolve.events import Event, Incumbent, Start, Warned
from metasolve.report.statistics import Statistics
from metasolve.report.wording import number, percent, seconds, shorten, size

_HEADER = f"{'finder':<18} {'time':>6} {'incumbent':>13} {'dual bound':>13} {'gap':>8} {'nodes':>8}  best arm"
_TICK_S = 0.5
_SPACING_S = 0.2
"""Incumbents that follow each other faster than this share a row."""
_HEARTBEAT_S = 5.0
_HEARTBEAT_SHARE = 0.05
"""In a long run, heartbeats come after this share of the time so far."""


class ProgressTable:
    """A sink and a context manager that prints the table on a rich console, usually that of stderr.

    On a terminal the last line is redrawn twice a second, unless live is false; elsewhere every row is a plain line.
    """

    def __init__(self, console: Console, live: bool = True) -> None:
        self.statistics = Statistics()
        self._console = console
        self._redraws = live and console.is_terminal
        self._live = Live(Text(), console=console, auto_refresh=False, transient=True)
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep_ticking, name="progress-table", daemon=True)
        self._began = time.monotonic()
        self._row_at = 0.0
        self._finder: str | None = None

    def __enter__(self) -> Self:
        if self._redraws:
            self._live.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        if self._redraws:
            self._live.update(Text())
            self._live.stop()
        if self.statistics.start is not None:
            self._print_row(self.statistics.time_s)

    def __call__(self, event: Event) -> None:
        with self._lock:
            self.statistics(event)
            match event:
                case Start():
                    self._began = time.monotonic() - event.time_s
                    self._row_at = event.time_s
                    self._print_header(event)
                case Incumbent():
                    first = self._finder is None and len(self.statistics.incumbents) == 1
                    self._finder = event.source
                    if first or event.time_s - self._row_at >= _SPACING_S:
                        self._print_row(event.time_s)
                case Warned():
                    source = f" ({event.source})" if event.source else ""
                    self._print(Text(f"warning: {event.message}{source}", style="yellow"))

    def tick(self) -> None:
        """Print what is due now: an incumbent that waits for its row, a heartbeat, the line that is redrawn."""
        with self._lock:
            if self.statistics.start is None:
                return
            now = time.monotonic() - self._began
            if self._finder is not None or now - self._row_at >= max(_HEARTBEAT_S, _HEARTBEAT_SHARE * now):
                self._print_row(now)
            if self._redraws:
                self._live.update(self._row(now, "", "dim"), refresh=True)

    def _keep_ticking(self) -> None:
        while not self._done.wait(_TICK_S):
            self.tick()

    def _print_header(self, start: Start) -> None:
        limit = "no time limit" if start.time_limit_s is None else f"time limit {seconds(start.time_limit_s)}"
        name = start.instance.name or "model"
        self._print(Text(f"metasolve {start.version}  {name}  {start.instance.sense}imize", style="bold"))
        self._print(Text(size(start.instance)))
        settings = f"gap {start.mip_gap:g}, {limit}, threads {start.threads}, seed {start.seed}"
        self._print(Text(f"{' + '.join(start.engines)}; {settings}"))
        self._print(Text())
        self._print(Text(_HEADER, style="bold"))

    def _print_row(self, time_s: float) -> None:
        finder, self._finder = self._finder, None
        self._row_at = time_s
        self._print(self._row(time_s, finder or "", "dim" if finder is None else "green"))

    def _row(self, time_s: float, finder: str, style: str) -> Text:
        s = self.statistics
        return Text(
            f"{shorten(finder, 18):<18} {seconds(time_s):>6} {number(s.objective):>13} {number(s.dual_bound):>13}"
            f" {percent(s.gap):>8} {s.nodes:>8}  {s.best_arm}",
            style=style,
            no_wrap=True,
            overflow="ellipsis",
        )

    def _print(self, line: Text) -> None:
        # a pipe has no width: rich would wrap at 80 columns
        self._console.print(line, soft_wrap=not self._console.is_terminal, crop=self._console.is_terminal)
