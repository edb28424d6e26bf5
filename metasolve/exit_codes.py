"""Exit codes of all commands: what the shell sees, and one table from how a solve ended."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell sees; 64 and above follow sysexits.h where it has a word."""

    OK = 0
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
    "optimal": (ExitCode.OK, ExitCode.OK),
    "time_limit": (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    "node_limit": (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    "interrupted": (ExitCode.INTERRUPTED_WITH_SOLUTION, ExitCode.INTERRUPTED_WITHOUT_SOLUTION),
    "infeasible": (ExitCode.INFEASIBLE, ExitCode.INFEASIBLE),
    "unbounded": (ExitCode.UNBOUNDED, ExitCode.UNBOUNDED),
    "infeasible_or_unbounded": (ExitCode.INFEASIBLE_OR_UNBOUNDED, ExitCode.INFEASIBLE_OR_UNBOUNDED),
    "error": (ExitCode.INTERNAL, ExitCode.INTERNAL),
}


def exit_code_of(termination: str, has_solution: bool) -> ExitCode:
    """Return the exit code of a solve that ended with the given termination."""
    return _BY_TERMINATION[termination][0 if has_solution else 1]
