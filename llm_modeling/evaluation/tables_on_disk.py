"""TablesOnDisk: the tables of tasks in directories of their own, for as long as worker processes read them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from llm_modeling.evaluation.task import Task


class TablesOnDisk:
    """A context; its temporary directories are gone when it ends."""

    def __init__(self) -> None:
        self._root: tempfile.TemporaryDirectory[str] | None = None
        self._made: dict[str, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._root is not None:
            self._root.cleanup()

    def directory(self, task: Task) -> Path | None:
        """Return the directory with the tables of a task, None if it has none."""
        if not task.tables:
            return None
        if task.id not in self._made:
            if self._root is None:
                self._root = tempfile.TemporaryDirectory(prefix="metasolve-evaluation-")
            folder = Path(self._root.name) / str(len(self._made))
            folder.mkdir()
            for name, text in task.tables.items():
                (folder / Path(name).name).write_text(text, encoding="utf-8")
            self._made[task.id] = folder
        return self._made[task.id]
