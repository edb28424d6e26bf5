"""Progress of a model that is solved priority by priority: a table on stderr for each of them."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.text import Text

from llm_modeling.compiled import Compiled
from llm_modeling.model_result import level_words
from metasolve.events import Event, Start
from metasolve.report.table import ProgressTable


class PriorityProgress:
    """A sink and a context manager; each Start closes the table before it and opens one under its own heading."""

    def __init__(self, compiled: Compiled, console: Console) -> None:
        self._compiled = compiled
        self._console = console
        self._stack = ExitStack()
        self._table: ProgressTable | None = None
        self._starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Start):
            self._stack.close()
            self._announce()
            self._table = self._stack.enter_context(ProgressTable(self._console))
        if self._table is not None:
            self._table(event)

    def _announce(self) -> None:
        levels = self._compiled.levels
        if len(levels) > 1:
            heading = f"priority {self._starts + 1} of {len(levels)}: {level_words(levels[self._starts])}"
            self._console.print(Text(("\n" if self._starts else "") + heading, style="bold"), soft_wrap=True)
        self._starts += 1
