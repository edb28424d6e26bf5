"""Exit codes: one table from how a solve ended, one from what went wrong, and the frame that applies the latter."""

from __future__ import annotations

import sys
import tempfile
import traceback
from enum import IntEnum
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


class ExitCode(IntEnum):
    """What the shell sees; 64 and above follow sysexits.h where it has a word."""

    OPTIMAL = 0
    LIMIT_WITH_SOLUTION = 10
    LIMIT_WITHOUT_SOLUTION = 11
    INFEASIBLE = 20
    UNBOUNDED = 21
    INFEASIBLE_OR_UNBOUNDED = 22
    INTERRUPTED_WITH_SOLUTION = 30
    INTERRUPTED_WITHOUT_SOLUTION = 31
    USAGE = 64
    BAD_DATA = 65
    NO_INPUT = 66
    INTERNAL = 70
    """An engine or metasolve itself failed, or a result could not be written after the solve."""
    OUT_OF_MEMORY = 75
    CHECK_FAILED = 76


_BY_TERMINATION = {
    # termination: (exit code with a solution, without one)
    "optimal": (ExitCode.OPTIMAL, ExitCode.OPTIMAL),
    "time_limit": (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    "node_limit": (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    "interrupted": (ExitCode.INTERRUPTED_WITH_SOLUTION, ExitCode.INTERRUPTED_WITHOUT_SOLUTION),
    "infeasible": (ExitCode.INFEASIBLE, ExitCode.INFEASIBLE),
    "unbounded": (ExitCode.UNBOUNDED, ExitCode.UNBOUNDED),
    "infeasible_or_unbounded": (ExitCode.INFEASIBLE_OR_UNBOUNDED, ExitCode.INFEASIBLE_OR_UNBOUNDED),
    "error": (ExitCode.INTERNAL, ExitCode.INTERNAL),
}

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


def exit_code_of(termination: str, has_solution: bool) -> ExitCode:
    """Return the exit code of a solve that ended with the given termination."""
    return _BY_TERMINATION[termination][0 if has_solution else 1]


class Frame:
    """The outermost context of a command: code is its exit code, whatever ended it.

    A user's mistake becomes one message on stderr; only a fault of our own saves a traceback, and says where.
    """

    def __init__(self) -> None:
        self.code: int = ExitCode.OPTIMAL

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
