"""The solvers of our own kernels: SOR, SSOR-CG, incomplete Cholesky CG, Jacobi-CG, CG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from metasolve.linear.compiled import FloatArray, Triangle
from metasolve.linear.contract import Goal, LinearResult, SetupError, start_of
from metasolve.linear.incomplete import modified_diagonal
from metasolve.linear.kernels import Outcome, eisenstat_cg, jacobi_cg, sor
from metasolve.linear.rules import OmegaRule
from metasolve.linear.system import System

# Work in products of the matrix with a vector, measured by `metasolve linear bench kernels` on 5-point stencils.
PACKING, SCALING, FACTORING = 1.0, 2.5, 1.4
SWEEP, EISENSTAT, CG = 0.8, 1.3, 1.4


class SsorState(NamedTuple):
    """The triangles of S A S with S = scale, and 2 I - S D S = rest, as eisenstat_cg takes them."""

    lower: Triangle
    upper: Triangle
    scale: FloatArray
    rest: FloatArray
    omega: float


@dataclass(frozen=True)
class Sor:
    """Successive over-relaxation, rows forward; omega is a number in (0, 2) or a rule."""

    omega: float | OmegaRule = 1.0

    keeps: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_omega(self.omega)

    @property
    def name(self) -> str:
        return f"sor({omega_name(self.omega)})"

    def suits(self, system: System) -> bool:
        return system.has_diagonal and (isinstance(self.omega, (int, float)) or system.may_be_definite)

    def init(self, system: System) -> float:
        return omega_of(self.omega, system)

    def setup_work(self, state: float) -> float:
        return PACKING

    def iteration_work(self, state: float) -> float:
        return SWEEP

    def solve(self, state: float, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        x, (r, residual) = x0.copy(), start_of(goal, system, b, x0)
        if residual <= goal.target:
            return LinearResult(x, 0, residual)
        outcome = sor(system.lower, system.upper, system.diagonal, state, r, x, goal.target, goal.limit)
        return result_of(x, outcome)


@dataclass(frozen=True)
class SsorCg:
    """Conjugate gradients preconditioned by a symmetric SOR sweep; omega is a number in (0, 2) or a rule."""

    omega: float | OmegaRule = 1.0

    keeps: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_omega(self.omega)

    @property
    def name(self) -> str:
        return f"ssor-cg({omega_name(self.omega)})"

    def suits(self, system: System) -> bool:
        return system.may_be_definite

    def init(self, system: System) -> SsorState:
        parts = system.ssor
        omega = omega_of(self.omega, system)
        rest = np.full(system.n, 2.0 - omega)
        return SsorState(parts.lower, parts.upper, math.sqrt(omega) * parts.scale, rest, omega)

    def setup_work(self, state: SsorState) -> float:
        return SCALING

    def iteration_work(self, state: SsorState) -> float:
        return EISENSTAT

    def solve(self, state: SsorState, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        return eisenstat(state, system, b, x0, goal)


@dataclass(frozen=True)
class IncompleteCholeskyCg:
    """Conjugate gradients preconditioned by IC(0), alpha = 0, up to MIC(0), alpha = 1; see modified_diagonal.

    alpha a little below 1 is the usual choice: it keeps the pivots away from zero.
    """

    alpha: float = 0.99

    keeps: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.alpha <= 1.0:
            raise ValueError(f"alpha must lie in [0, 1], got {self.alpha!r}")

    @property
    def name(self) -> str:
        return "ic-cg" if self.alpha == 0.0 else f"mic-cg({self.alpha:g})"

    def suits(self, system: System) -> bool:
        return system.may_be_definite

    def init(self, system: System) -> SsorState:
        diagonal = system.diagonal
        pivots = np.empty(system.n)
        if not modified_diagonal(system.upper, diagonal, self.alpha, pivots):
            raise SetupError(f"{self.name}: a pivot is not positive")
        scale = 1.0 / np.sqrt(pivots)
        lower = system.pattern.lower.take_scaled(system.a.data, scale)
        upper = system.pattern.upper.take_scaled(system.a.data, scale)
        return SsorState(lower, upper, scale, 2.0 - diagonal / pivots, 1.0)

    def setup_work(self, state: SsorState) -> float:
        return PACKING + FACTORING + SCALING

    def iteration_work(self, state: SsorState) -> float:
        return EISENSTAT

    def solve(self, state: SsorState, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        return eisenstat(state, system, b, x0, goal)


@dataclass(frozen=True)
class JacobiCg:
    """Conjugate gradients preconditioned by the diagonal."""

    name: ClassVar[str] = "jacobi-cg"
    keeps: ClassVar[bool] = False

    def suits(self, system: System) -> bool:
        return system.may_be_definite

    def init(self, system: System) -> FloatArray:
        inverse: FloatArray = 1.0 / system.diagonal
        return inverse

    def setup_work(self, state: FloatArray) -> float:
        return 0.1

    def iteration_work(self, state: FloatArray) -> float:
        return CG

    def solve(self, state: FloatArray, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        return plain(state, system, b, x0, goal)


@dataclass(frozen=True)
class Cg(JacobiCg):
    """Conjugate gradients without a preconditioner."""

    name: ClassVar[str] = "cg"

    def init(self, system: System) -> FloatArray:
        return np.ones(system.n)


def eisenstat(state: SsorState, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
    """Run eisenstat_cg from x0."""
    x, (r, residual) = x0.copy(), start_of(goal, system, b, x0)
    if residual <= goal.target:
        return LinearResult(x, 0, residual)
    outcome = eisenstat_cg(
        state.lower, state.upper, state.omega, state.rest, state.scale, r, x, goal.target, goal.limit
    )
    return result_of(x, outcome)


def plain(inverse: FloatArray, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
    """Run jacobi_cg from x0."""
    x, (r, residual) = x0.copy(), start_of(goal, system, b, x0)
    if residual <= goal.target:
        return LinearResult(x, 0, residual)
    a = system.a
    return result_of(x, jacobi_cg(a.indptr, a.indices, a.data, inverse, r, x, goal.target, goal.limit))


def result_of(x: FloatArray, outcome: Outcome) -> LinearResult:
    return LinearResult(x, outcome.iterations, outcome.residual, outcome.breakdown)


def check_omega(omega: float | OmegaRule) -> None:
    """Raise ValueError unless omega is a rule or lies in (0, 2)."""
    if isinstance(omega, (int, float)) and not 0.0 < omega < 2.0:
        raise ValueError(f"omega must lie in (0, 2), got {omega!r}")


def omega_name(omega: float | OmegaRule) -> str:
    return f"{omega:g}" if isinstance(omega, (int, float)) else omega.name


def omega_of(omega: float | OmegaRule, system: System) -> float:
    """Return the number that omega stands for on this system."""
    return float(omega) if isinstance(omega, (int, float)) else omega.omega(system.lowest)
