"""What a solve writes: destinations are refused before it, and what cannot be written after it is not lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import typer

from metasolve.destination import write_atomically
from metasolve.errors import ModelNotFoundError, OutputError
from metasolve.events import Event, jsonl_sink
from metasolve.io import check_writable, write_solution
from metasolve.matrix import FloatArray
from metasolve.problem import Problem
from metasolve.report.html import render_page
from metasolve.report.statistics import ArmTimeline
from metasolve.solution import SolveResult

STDOUT = "-"


@dataclass(frozen=True)
class Outputs:
    """Where results go; "-" is stdout, None nowhere."""

    solution: str | None = None
    solution_format: str = "scip"
    json: str | None = None
    events: str | None = None
    report: str | None = None

    def validate(self, inputs: Iterable[str | None]) -> None:
        """Return if all destinations can be written and all inputs exist; "-" is stdin among the inputs.

        Raises typer.BadParameter if a destination is named twice or is an input, ModelNotFoundError.
        """
        options = (("-o", self.solution), ("--json", self.json), ("--events", self.events), ("--report", self.report))
        check_destinations(options, inputs)


class EventLog:
    """A sink that writes events as JSON lines to path; if that fails it says so once, and the run goes on."""

    def __init__(self, path: str | None) -> None:
        self.failed = False
        self._path = path
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            self._stream = sys.stdout if self._path == STDOUT else open(self._path, "w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None and self._stream is not sys.stdout:
            self._stream.close()

    def __call__(self, event: Event) -> None:
        if self._stream is None or self.failed:
            return
        try:
            jsonl_sink(self._stream)(event)
        except OSError as error:
            self.failed = True
            abandon(self._stream)
            complain(f"{self._path}: events are no longer written ({error.strerror})")


def check_destinations(options: Iterable[tuple[str, str | None]], inputs: Iterable[str | None]) -> None:
    """Return if the destinations of all options can be written and all inputs exist; "-" is stdout or stdin.

    Raises typer.BadParameter if a destination is named twice or is an input, ModelNotFoundError.
    """
    taken: dict[str, str] = {}
    for given in inputs:
        if given is None or given == STDOUT:
            continue
        if not os.path.exists(given):
            raise ModelNotFoundError(f"{given}: no such file; check the path")
        taken[_identity(given)] = "the input"
    for option, path in options:
        if path is None or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)):
            continue  # a device or a pipe may take several outputs
        if _identity(path) in taken:
            raise typer.BadParameter(f"{path} is already {taken[_identity(path)]}", param_hint=option)
        taken[_identity(path)] = f"the destination of {option}"
        if path == STDOUT:
            continue
        try:
            check_writable(path)
        except OutputError as error:
            raise typer.BadParameter(str(error), param_hint=option) from error


def deliver(outputs: Outputs, problem: Problem, result: SolveResult, timeline: ArmTimeline) -> bool:
    """Write solution, JSON and report; each failure is told on stderr and makes the answer False.

    A solution that cannot be written where it should goes to stdout, or to stderr if stdout carries JSON.
    """
    x = result.x
    solved = True
    if x is None and outputs.solution is not None:
        complain(f"{outputs.solution}: not written, there is no solution")
    elif x is not None:
        solved = attempt(outputs.solution, lambda path: write_solution_to(problem, x, path, outputs.solution_format))
    if x is not None and not solved:
        taken = STDOUT in (outputs.json, outputs.events, outputs.solution)
        complain(f"the solution follows on {'stderr' if taken else 'stdout'}")
        write_solution(problem, x, sys.stderr if taken else sys.stdout, outputs.solution_format)
    data = attempt(outputs.json, lambda path: write_json(result.to_json(), path))
    page = attempt(outputs.report, lambda path: write_text(render_page(result, timeline), path))
    return solved and data and page


def write_json(data: dict[str, Any], path: str) -> None:
    """Write data as indented JSON to path, "-" being stdout.

    Raises OutputError.
    """
    write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", path)


def complain(message: str) -> None:
    """Say something on stderr."""
    print(f"metasolve: {message}", file=sys.stderr)


def abandon(stream: TextIO) -> None:
    """Point a stream that cannot be written to the null device, so that no later flush fails again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def _identity(path: str) -> str:
    return path if path == STDOUT else os.path.realpath(path)


def attempt(path: str | None, write: Callable[[str], None]) -> bool:
    """Call write with path unless that is None; return False, and say why on stderr, if it fails."""
    if path is None:
        return True
    try:
        write(path)
    except OutputError as error:
        complain(str(error))
        return False
    return True


def write_solution_to(problem: Problem, x: FloatArray, path: str, format: str) -> None:
    """Write x to path, "-" being stdout.

    Raises OutputError.
    """
    if path != STDOUT:
        write_solution(problem, x, Path(path), format)
        return
    try:
        write_solution(problem, x, sys.stdout, format)
    except OutputError:
        abandon(sys.stdout)
        raise


def write_text(text: str, path: str) -> None:
    """Write text to path, "-" being stdout.

    Raises OutputError.
    """
    if path != STDOUT:
        write_atomically(path, text.encode())
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        abandon(sys.stdout)
        raise OutputError(f"stdout: {error.strerror}") from error
