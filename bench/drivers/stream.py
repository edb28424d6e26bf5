"""Stream: what a driver tells of its run, one JSON line at a time; solution vectors go to a binary file beside it.

Only the standard library and numpy, so that it works in the environment of any solver.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np


class Stream:
    """Writes FILE (JSON lines) and FILE.x (float64 vectors, in the order of the names); times count from start."""

    def __init__(self, path: Path, start: float) -> None:
        self._lines = path.open("a", encoding="utf-8")
        self._vectors = path.with_name(path.name + ".x").open("ab")
        self._start, self._count = start, 0
        self._bound: float | None = None

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._start

    def versions(self, **versions: str) -> None:
        self._write("versions", versions=versions)

    def names(self, names: Sequence[str]) -> None:
        """Name the columns of all vectors that follow."""
        self._write("names", names=list(names))

    def found(self, x: Any, time_s: float | None = None) -> None:
        """Add a solution, now unless told when."""
        moment = self.elapsed_s if time_s is None else time_s
        self._vectors.write(np.asarray(x, dtype=np.float64).tobytes())
        self._vectors.flush()
        self._write("found", index=self._count, moment=moment)
        self._count += 1

    def bound(self, bound: float) -> None:
        """Add a dual bound, in the sense of the model."""
        if math.isfinite(bound) and abs(bound) < 1e20 and bound != self._bound:
            self._bound = bound
            self._write("bound", bound=bound)

    def arms(self, arms: list[dict[str, Any]]) -> None:
        self._write("arms", arms=arms)

    def end(self, termination: str) -> None:
        self._write("end", termination=termination)

    def _write(self, kind: str, moment: float | None = None, **data: Any) -> None:
        line = {"kind": kind, "t": self.elapsed_s if moment is None else moment, **data}
        self._lines.write(json.dumps(line, allow_nan=False) + "\n")
        self._lines.flush()


def arguments(description: str) -> argparse.Namespace:
    """Return the command line that all drivers share; start is a time of time.monotonic()."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model")
    parser.add_argument("--time-limit", type=float, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--mip-gap", type=float, required=True)
    parser.add_argument("--start", type=float, default=time.monotonic())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variant", default="")
    return parser.parse_args()


def left_s(given: argparse.Namespace) -> float:
    """Return what the start of the process and the reading of the model have left of the time limit."""
    return max(0.1, float(given.time_limit) - (time.monotonic() - float(given.start)))
