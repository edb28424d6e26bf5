"""Progress of a formulation on stderr: a line for each step and, on a terminal, a line that says where it stands."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

import metasolve.events
from llm_modeling.formulating import FormulateEvent
from llm_modeling.formulating.events import (
    Abstained,
    Answered,
    Diagnosed,
    Drafted,
    Formulated,
    Refused,
    Repairing,
    Retrieved,
    Solved,
    SolverNews,
    Verified,
    Voted,
    Warned,
)
from llm_modeling.render_math import visible
from metasolve.report.wording import count, number, percent, seconds, shorten

_SPACING_S = 1.0
_WIDTH = 160


class FormulateProgress:
    """A sink and a context manager that prints events on a rich console, usually that of stderr."""

    def __init__(self, console: Console, samples: int) -> None:
        self._console = console
        self._samples = samples
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._stage: dict[int, str] = {}
        self._incumbent_at = -_SPACING_S
        self._live = Live(self, console=console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def __rich__(self) -> Text:
        """Return where the samples stand."""
        stages = [stage for _, stage in sorted(self._stage.items())]
        told = ", ".join(f"{stages.count(stage)} {stage}" for stage in dict.fromkeys(stages)) or "asking"
        return Text(f"{seconds(time.monotonic() - self._began):>8}  {count(self._samples, 'sample')}: {told}", "dim")

    def __call__(self, event: FormulateEvent) -> None:
        said = self._words(event)
        with self._lock:
            if event.sample is not None and not isinstance(event, SolverNews):
                self._stage[event.sample] = event.kind
            if said is None:
                return
            who = f"sample {event.sample + 1}: " if event.sample is not None and self._samples > 1 else ""
            line = f"{seconds(event.time_s):>8}  {who}{said}"
            style = "yellow" if isinstance(event, Refused | Warned | Repairing | Abstained) else ""
            self._console.print(Text(shorten(visible(line), _WIDTH), style=style), soft_wrap=True)

    def _words(self, event: FormulateEvent) -> str | None:
        """Return what is said of an event, None if nothing is."""
        match event:
            case Retrieved():
                return f"{count(len(event.insights), 'insight')} retrieved"
            case Drafted():
                return f"drafted, {event.usage.completion_tokens:,} tokens"
            case Formulated():
                sizes = ", ".join(count(n, name.removesuffix("s")) for name, n in event.elements.items() if n)
                return f"formulated: {sizes or 'nothing'}"
            case Refused():
                return f"refused: {event.reason}"
            case Verified():
                found = count(len(event.findings), "finding")
                return f"verified: {count(event.rows, 'row')}, {count(event.columns, 'column')}, {found}"
            case Solved():
                value = "" if event.objective is None else f", objective {number(event.objective)}"
                return f"solved: {event.termination.replace('_', ' ')}{value}" + (" (shared)" if event.shared else "")
            case Diagnosed():
                return f"diagnosed: {event.headline}"
            case Repairing():
                return f"repairing: {event.reasons[0] if event.reasons else ''}"
            case Voted():
                sizes = " : ".join(str(len(cluster)) for cluster in event.clusters)
                return f"voted {sizes}, confidence {percent(event.confidence)}" if self._samples > 1 else None
            case Answered():
                return None
            case Abstained():
                return f"no answer but a question: {event.question}"
            case Warned():
                return f"warning: {event.message}"
            case SolverNews(news=metasolve.events.Incumbent() as news):
                return self._incumbent(event.time_s, news.objective)
            case _:
                return None

    def _incumbent(self, time_s: float, objective: float) -> str | None:
        if time_s - self._incumbent_at < _SPACING_S:
            return None
        self._incumbent_at = time_s
        return f"solving: incumbent {number(objective)}"
