"""The outermost frame of the commands: what went wrong becomes one message and an exit code."""

from __future__ import annotations

import sys
import tempfile
import traceback
from types import TracebackType
from typing import Self

import typer

from metasolve.errors import (
    BackendUnavailableError,
    CheckFailedError,
    InputError,
    MemoryLimitError,
    MetasolveError,
    ModelNotFoundError,
)
from metasolve.exit_codes import ExitCode

_BY_ERROR: tuple[tuple[type[BaseException], ExitCode], ...] = (
    # the first row that fits counts
    (typer.TyperException, ExitCode.USAGE),
    (ModelNotFoundError, ExitCode.NO_INPUT),
    (InputError, ExitCode.BAD_DATA),
    (BackendUnavailableError, ExitCode.USAGE),
    (MemoryLimitError, ExitCode.OUT_OF_MEMORY),
    (CheckFailedError, ExitCode.CHECK_FAILED),
    (MetasolveError, ExitCode.INTERNAL),
    (MemoryError, ExitCode.OUT_OF_MEMORY),
    (KeyboardInterrupt, ExitCode.INTERRUPTED_WITHOUT_SOLUTION),
)


class Frame:
    """The outermost context of a command: code is its exit code, whatever ended it.

    A user's mistake becomes one message on stderr; only a fault of our own saves a traceback, and says where.
    """

    def __init__(self) -> None:
        self.code: int = ExitCode.OK

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        known = [code for family, code in _BY_ERROR if isinstance(error, family)]
        self.code = known[0] if known else ExitCode.INTERNAL
        message = _message(error) if known else f"internal error: {_message(error)}\n{_save(error)}"
        print(message, file=sys.stderr)
        return True


def _message(error: BaseException) -> str:
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        usage = "" if context is None else f"{context.get_usage()}\n"
        hint = "" if context is None else f"\nTry '{context.command_path} --help'."
        return f"{usage}Error: {error.format_message()}{hint}"
    if isinstance(error, KeyboardInterrupt):
        return "metasolve: interrupted"
    if isinstance(error, MetasolveError):
        return f"metasolve: {error}"
    if isinstance(error, MemoryError):
        return "metasolve: out of memory"
    return f"{type(error).__name__}: {error}"


def _save(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile("w", prefix="metasolve-", suffix=".txt", delete=False) as stream:
            stream.write(text)
    except OSError:
        return text
    return f"The traceback is in {stream.name}; please report it."
