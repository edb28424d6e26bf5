"""What the commands that measure share: progress bars, and the facts of versions and machine."""

from __future__ import annotations

import platform
from typing import Any

import numpy as np
import scipy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from metasolve._version import __version__

_console = Console(stderr=True, highlight=False)


def progress_bars(quiet: bool) -> Progress:
    """Return bars on stderr that vanish at the end; none if quiet or not on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=_console, transient=True, disable=quiet or not _console.is_terminal)


def facts() -> dict[str, Any]:
    """Return JSON data of the versions and the machine."""
    return {
        "version": __version__,
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }
