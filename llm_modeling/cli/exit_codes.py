"""Exit codes of the model commands; their meaning is that of all metasolve commands."""

from __future__ import annotations

from enum import IntEnum

from metasolve import Termination


class ExitCode(IntEnum):
    """What the shell sees; errors that are raised get theirs from the frame around all commands."""

    OK = 0
    LIMIT_WITH_SOLUTION = 10
    LIMIT_WITHOUT_SOLUTION = 11
    INFEASIBLE = 20
    UNBOUNDED = 21
    INFEASIBLE_OR_UNBOUNDED = 22
    INTERRUPTED_WITH_SOLUTION = 30
    INTERRUPTED_WITHOUT_SOLUTION = 31
    BAD_DATA = 65
    INTERNAL = 70
    CHECK_FAILED = 76


_BY_TERMINATION = {
    # termination: (exit code with a solution, without one)
    Termination.OPTIMAL: (ExitCode.OK, ExitCode.OK),
    Termination.TIME_LIMIT: (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    Termination.NODE_LIMIT: (ExitCode.LIMIT_WITH_SOLUTION, ExitCode.LIMIT_WITHOUT_SOLUTION),
    Termination.INTERRUPTED: (ExitCode.INTERRUPTED_WITH_SOLUTION, ExitCode.INTERRUPTED_WITHOUT_SOLUTION),
    Termination.INFEASIBLE: (ExitCode.INFEASIBLE, ExitCode.INFEASIBLE),
    Termination.UNBOUNDED: (ExitCode.UNBOUNDED, ExitCode.UNBOUNDED),
    Termination.INFEASIBLE_OR_UNBOUNDED: (ExitCode.INFEASIBLE_OR_UNBOUNDED, ExitCode.INFEASIBLE_OR_UNBOUNDED),
    Termination.ERROR: (ExitCode.INTERNAL, ExitCode.INTERNAL),
}


def exit_code_of(termination: Termination, has_solution: bool) -> ExitCode:
    """Return the exit code of a solve that ended with the given termination."""
    return _BY_TERMINATION[termination][0 if has_solution else 1]
