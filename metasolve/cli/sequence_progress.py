"""The progress of a sequence: a bar on a terminal, elsewhere a plain line now and then."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from metasolve.linear.files import StoredSequence
from metasolve.report.sequence import StepRecord
from metasolve.report.wording import count, seconds, shorten

_REDRAW_S = 0.1
_HEARTBEAT_S = 5.0
_HEARTBEAT_SHARE = 0.05
"""In a long run, plain lines come after this share of the time so far."""
_WIDE = 110


class SequenceProgress:
    """A context that takes the record of each step and prints on a rich console, usually that of stderr."""

    def __init__(self, console: Console, sequence: StoredSequence, settings: str) -> None:
        self._console = console
        self._titles = (f"{sequence.path.name}: {sequence.form}, {count(sequence.count, 'step')}", settings)
        self._total = sequence.count
        wide = self._wide = console.width >= _WIDE or not console.is_terminal
        self._arm_width = 26 if wide else 16
        columns = (
            TextColumn("steps"),
            MofNCompleteColumn(),
            *((BarColumn(bar_width=24),) if wide else ()),
            TextColumn("{task.fields[news]}", markup=False),
            *((TimeRemainingColumn(),) if wide else ()),
        )
        self._bar = Progress(
            *columns, console=console, disable=not console.is_terminal, transient=True, redirect_stdout=False
        )
        self._began = self._shown_at = time.monotonic()

    def __enter__(self) -> Self:
        for title, style in zip(self._titles, ("bold", ""), strict=True):
            self._print(title, style)
        self._bar.start()
        self._task = self._bar.add_task("steps", total=self._total, news="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, record: StepRecord) -> None:
        now = time.monotonic()
        spent = now - self._began
        wait = _REDRAW_S if self._console.is_terminal else max(_HEARTBEAT_S, _HEARTBEAT_SHARE * spent)
        if now - self._shown_at < wait:
            return
        self._shown_at = now
        pace = f"{record.number / spent:.3g} steps/s"
        arm = shorten(record.solver, self._arm_width)
        news = f"{pace:<13}  {arm:<{self._arm_width}} {record.iterations:>6,} iterations"
        if not self._wide:
            news = f"{pace}  {arm}  {record.iterations:,} iterations"
        if self._console.is_terminal:
            self._bar.update(self._task, completed=record.number, news=news)
        else:
            self._print(f"step {record.number:>7,} at {seconds(spent):>6} {news}")

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style), soft_wrap=True)
