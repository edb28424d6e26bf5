"""metasolve: bandits over SCIP, HiGHS, CP-SAT and Local-MIP, with proofs.

    import metasolve
    result = metasolve.solve("model.mps.gz", time_limit_s=60)

The map of the package; imports point down only:

    5 cli         the command line: one module a command
    4 api         solve(): assembles the parts
    3 portfolio   exact workers and ALNS workers, one incumbent pool, the deadline
    2 alns        destroy operators, repair, acceptance, stopping, first incumbents, the search loop
    1 io          models and solutions, in and out
      backends    HiGHS, SCIP, CP-SAT and Local-MIP, each in a process of its own
      linear      sequences of linear systems: SequenceSolver
      report      progress table, summary, statistics, HTML page: folds over events
    0 errors, destination, matrix, problem, solution, check, events; bandit stands apart and needs numpy only

The public names below load at first use, so that `import metasolve` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from metasolve._version import __version__

if TYPE_CHECKING:
    from metasolve import alns, backends, bandit, check, events, linear
    from metasolve.api import solve
    from metasolve.errors import (
        BackendError,
        BackendUnavailableError,
        CheckFailedError,
        InputError,
        LinearSystemError,
        MemoryLimitError,
        MetasolveError,
        ModelDataError,
        ModelNotFoundError,
        NoConvergenceError,
        OutputError,
        UnknownStatusError,
        UnsupportedModelError,
        WorkerDiedError,
    )
    from metasolve.events import Bound, End, Event, Incumbent, PullEvent, Start, Warned
    from metasolve.io import from_highs, from_linopy, from_scip, from_scipy_milp, write_problem
    from metasolve.io import read_problem as read
    from metasolve.matrix import CsrMatrix
    from metasolve.problem import Integrality, Problem, Sense
    from metasolve.solution import SolutionStatus, SolveResult, Termination

_MODULES = ("alns", "backends", "bandit", "check", "events", "linear")
"""Submodules that are reached as attributes without an import of their own."""

_ORIGINS = {
    "api": ("solve",),
    "errors": (
        "BackendError",
        "BackendUnavailableError",
        "CheckFailedError",
        "InputError",
        "LinearSystemError",
        "MemoryLimitError",
        "MetasolveError",
        "ModelDataError",
        "ModelNotFoundError",
        "NoConvergenceError",
        "OutputError",
        "UnknownStatusError",
        "UnsupportedModelError",
        "WorkerDiedError",
    ),
    "events": ("Bound", "End", "Event", "Incumbent", "PullEvent", "Start", "Warned"),
    "io": ("from_highs", "from_linopy", "from_scip", "from_scipy_milp", "read", "write_problem"),
    "matrix": ("CsrMatrix",),
    "problem": ("Integrality", "Problem", "Sense"),
    "solution": ("SolutionStatus", "SolveResult", "Termination"),
}
_ORIGIN = {name: module for module, names in _ORIGINS.items() for name in names}
_ALIASES = {"read": "read_problem"}

__all__ = [
    "BackendError",
    "BackendUnavailableError",
    "Bound",
    "CheckFailedError",
    "CsrMatrix",
    "End",
    "Event",
    "Incumbent",
    "InputError",
    "Integrality",
    "LinearSystemError",
    "MemoryLimitError",
    "MetasolveError",
    "ModelDataError",
    "ModelNotFoundError",
    "NoConvergenceError",
    "OutputError",
    "Problem",
    "PullEvent",
    "Sense",
    "SolutionStatus",
    "SolveResult",
    "Start",
    "Termination",
    "UnknownStatusError",
    "UnsupportedModelError",
    "Warned",
    "WorkerDiedError",
    "__version__",
    "alns",
    "backends",
    "bandit",
    "check",
    "events",
    "from_highs",
    "from_linopy",
    "from_scip",
    "from_scipy_milp",
    "linear",
    "read",
    "solve",
    "write_problem",
]


def __getattr__(name: str) -> Any:
    """Return the public name or submodule, loaded at its first use."""
    if name in _MODULES:
        return importlib.import_module(f"metasolve.{name}")
    if name not in _ORIGIN:
        raise AttributeError(f"module 'metasolve' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"metasolve.{_ORIGIN[name]}"), _ALIASES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
