"""The contracts of linear solvers: settings (LinearSolver), what they prepare (a state), a Goal, a LinearResult."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from metasolve.linear.compiled import FloatArray
from metasolve.linear.system import System


class Start(NamedTuple):
    """The residual b - a x0 where it is known already, (n,), and its 2-norm; a solver may overwrite the vector."""

    residual: FloatArray
    norm: float


@dataclass(frozen=True, eq=False)
class Goal:
    """Where an iteration stops: the 2-norm of b - a x at most target, or limit iterations."""

    target: float
    limit: int = 100_000
    start: Start | None = None


@dataclass(frozen=True, eq=False)
class LinearResult:
    """What a solver reached: x, (n,), and the 2-norm of b - a x, by its own account unless it is computed from x.

    breakdown says that going on would be pointless: a negative curvature, an overflow.
    """

    x: FloatArray
    iterations: int
    residual: float
    breakdown: bool = False
    computed: bool = False


class LinearSolver(Protocol):
    """Settings of a solver, frozen; equal settings are the same arm."""

    @property
    def name(self) -> str: ...

    @property
    def keeps(self) -> bool:
        """Whether a state is worth keeping: for the same matrix again, and as a preconditioner of later ones."""
        ...

    def suits(self, system: System) -> bool:
        """Return whether the solver may be tried: symmetric where it has to be, no zero on the diagonal, and so on."""
        ...

    def init(self, system: System) -> Any:
        """Return what solve() needs for this matrix. Raises SetupError if it cannot be prepared."""
        ...

    def setup_work(self, state: Any) -> float:
        """Return the work of init(), in products of the matrix with a vector."""
        ...

    def iteration_work(self, state: Any) -> float:
        """Return the work of one iteration of solve(), in products of the matrix with a vector."""
        ...

    def solve(self, state: Any, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        """Return what is reached from x0, (n,), which stays as it is.

        state is that of this system; if the solver keeps states, also that of an earlier one of the same size.
        """
        ...


class SetupError(Exception):
    """A solver cannot be prepared for a matrix: a pivot is not positive, a factor is singular, memory ran out."""


def start_of(goal: Goal, system: System, b: FloatArray, x0: FloatArray) -> Start:
    """Return the residual of x0, computed unless the goal knows it."""
    if goal.start is not None:
        return goal.start
    residual = np.empty(system.n)
    return Start(residual, system.residual(b, x0, residual))
