"""Where the answers of the model commands go: stdout, files that are refused before the work, a directory of CSV."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, RenderableType

from llm_modeling.model_result import ModelResult
from metasolve import OutputError
from metasolve.destination import check_writable, write_atomically

STDOUT = "-"
_MODEL_FILE = re.compile(r"\.(mps|lp)(\.gz|\.bz2)?$")


class _Page(io.StringIO):
    """A text with the encoding of stdout, so that rich draws its lines with characters that stdout has."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return sys.stdout.encoding or "utf-8"


def show(renderables: Iterable[RenderableType]) -> None:
    """Write what rich can render to stdout, as wide as the terminal; raises OutputError."""
    terminal, page = Console(), _Page()
    colors: Any = terminal.color_system
    console = Console(
        file=page,
        width=terminal.width,
        force_terminal=terminal.is_terminal,
        color_system=colors,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for renderable in renderables:
        console.print(renderable)
    text = page.getvalue()
    if not terminal.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    write_text(text, STDOUT)


def write_json(data: dict[str, Any], path: str) -> None:
    """Write data as indented JSON to path, lists of plain values on one line, "-" being stdout; raises OutputError."""
    write_text("".join(_json_pieces(data, "\n")) + "\n", path)


def write_text(text: str, path: str) -> None:
    """Write text to path, "-" being stdout; raises OutputError."""
    if path != STDOUT:
        write_atomically(path, text.encode())
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        _abandon_stdout()
        raise OutputError(f"stdout: {error.strerror}") from error


def check_destinations(options: Iterable[tuple[str, str | None]], inputs: Iterable[str | None]) -> None:
    """Return if the files of all options can be written and are different from each other and from the inputs.

    Raises typer.BadParameter.
    """
    taken = {os.path.realpath(path): "an input" for path in inputs if path is not None and path != STDOUT}
    for option, path in options:
        if path is None or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)):
            continue  # a device or a pipe may take several outputs
        identity = path if path == STDOUT else os.path.realpath(path)
        if identity in taken:
            raise typer.BadParameter(f"{path} is already {taken[identity]}", param_hint=option)
        taken[identity] = f"the destination of {option}"
        if path != STDOUT:
            _check_writable(option, path)


def check_model_destination(path: str | None) -> None:
    """Return if the name of a model file says which format it has; raises typer.BadParameter."""
    if path is not None and not _MODEL_FILE.search(path.lower()):
        reason = f"{path}: the name must end in .mps or .lp, or either followed by .gz or .bz2"
        raise typer.BadParameter(reason, param_hint="--write-model")


def check_solution_destination(path: str | None, inputs: Iterable[str | None]) -> None:
    """Return if a solution can be written to path: a .json file, or a directory, which need not be there yet.

    Whether a file can be written is for check_destinations. Raises typer.BadParameter.
    """
    option = "-o"
    if path is None or is_file(path):
        return
    if os.path.realpath(path) in {os.path.realpath(given) for given in inputs if given is not None}:
        raise typer.BadParameter(f"{path} holds the model's data; choose another directory", param_hint=option)
    if os.path.exists(path) and not os.path.isdir(path):
        raise typer.BadParameter(f"{path} is neither a .json file nor a directory", param_hint=option)
    if not os.path.isdir(path) and Path(path).suffix:
        reason = f"{path}: a solution is written to a .json file, or as CSV to a directory"
        raise typer.BadParameter(reason, param_hint=option)
    _check_writable(option, os.path.join(path, "solution.csv") if os.path.isdir(path) else path)


def write_solution(result: ModelResult, path: str) -> None:
    """Write a result to a .json file or stdout, or the values of its variables as one CSV file each to a directory.

    Raises OutputError; ValueError if CSV is asked for and there is no solution.
    """
    if is_file(path):
        write_json(result.to_json(), path)
        return
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}") from error
    for name, text in result.to_csv().items():
        write_atomically(os.path.join(path, f"{name}.csv"), text.encode())


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


def complain(message: str) -> None:
    """Say something on stderr."""
    print(f"metasolve: {message}", file=sys.stderr)


def _json_pieces(value: Any, line_break: str) -> Iterator[str]:
    """Yield the JSON text of a value in pieces; line_break is that of its level."""
    parts: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        parts = [(f"{json.dumps(key)}: ", entry) for key, entry in value.items()]
    elif isinstance(value, list | tuple) and any(isinstance(entry, dict | list | tuple) for entry in value):
        parts = [("", entry) for entry in value]
    if not parts:
        yield json.dumps(value, allow_nan=False)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    for k, (label, entry) in enumerate(parts):
        yield f"{',' if k else opening}{line_break}  {label}"
        yield from _json_pieces(entry, f"{line_break}  ")
    yield line_break + closing


def is_file(path: str) -> bool:
    """Return whether a solution goes to this path as one file, not as a directory of CSV."""
    return path == STDOUT or (path.lower().endswith(".json") and not os.path.isdir(path))


def _check_writable(option: str, path: str) -> None:
    try:
        check_writable(path)
    except OutputError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def _abandon_stdout() -> None:
    """Point stdout to the null device, so that no later flush fails again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
