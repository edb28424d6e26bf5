"""Arms: a solver with a new preparation or with a kept one, the default choice of them, the default learner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from metasolve.bandit.costs import LogScale
from metasolve.bandit.shared import SharedLinTs
from metasolve.linear.contract import LinearSolver
from metasolve.linear.libraries import Direct, Multigrid, has_pyamg
from metasolve.linear.rules import Axelsson
from metasolve.linear.solvers import IncompleteCholeskyCg, JacobiCg, Sor, SsorCg


class Use(Enum):
    """Which preparation an arm takes: each has its own cost, so each is an arm of its own."""

    NEW = "new"
    SAME = "same"
    """A kept one, of the very same matrix."""
    STALE = "stale"
    """A kept one, of an earlier matrix."""


@dataclass(frozen=True)
class Arm:
    """What the bandit chooses: a solver and the preparation that it takes."""

    solver: LinearSolver
    use: Use = Use.NEW

    @property
    def name(self) -> str:
        return self.solver.name if self.use is Use.NEW else f"{self.solver.name}, {self.use.value}"


def default_solvers() -> tuple[LinearSolver, ...]:
    """Return the portfolio for symmetric positive definite matrices; a direct solver stands in for all others."""
    omegas = tuple(2.0 - 2.0**-k for k in range(6))
    solvers: tuple[LinearSolver, ...] = (
        *(SsorCg(omega) for omega in omegas),
        SsorCg(Axelsson()),
        SsorCg(Axelsson(-0.25)),
        IncompleteCholeskyCg(0.99),
        IncompleteCholeskyCg(0.95),
        JacobiCg(),
        Direct(),
    )
    return (*solvers, Multigrid()) if has_pyamg() else solvers


def arms_of(solvers: Sequence[LinearSolver]) -> tuple[Arm, ...]:
    """Return the arms of the solvers: all uses for one that keeps what it prepares, otherwise the new one."""
    return tuple(Arm(solver, use) for solver in solvers for use in (Use if solver.keeps else (Use.NEW,)))


def default_policy(arms: Sequence[Arm], context_size: int) -> SharedLinTs:
    """Return linear Thompson sampling on log cost: a surface over omega and context, arms of their own for the rest.

    Costs are expected, roughly, as multiples of that of incomplete Cholesky CG, so that what is known to be slow is
    tried late and once. Fewer features and draws less wide than the policy's own defaults lose nothing here and
    take a quarter of the time.
    """
    places = [_place(arm) for arm in arms]
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(kind for kind, _ in places))}
    scale = LogScale()
    return SharedLinTs(
        groups=tuple(kinds[kind] for kind, _ in places),
        positions=tuple(position for _, position in places),
        prior_mean=tuple(scale.reward_of(_expected(arm)) for arm in arms),
        context_size=context_size,
        exploration=0.4,
        features=64,
    )


def _place(arm: Arm) -> tuple[str, float]:
    """Return the group of an arm and its position there."""
    solver = arm.solver
    if isinstance(solver, (Sor, SsorCg)) and isinstance(solver.omega, (int, float)):
        return type(solver).__name__, math.log(2.0 - solver.omega)
    return arm.name, 0.0


def _expected(arm: Arm) -> float:
    """Return the cost that is expected before anything is known."""
    solver = arm.solver
    if isinstance(solver, Direct):
        return {Use.NEW: 10.0, Use.SAME: 0.3, Use.STALE: 3.0}[arm.use]
    if isinstance(solver, Multigrid):
        return {Use.NEW: 5.0, Use.SAME: 2.0, Use.STALE: 2.5}[arm.use]
    if isinstance(solver, JacobiCg):
        return 4.0
    if isinstance(solver, Sor):
        return 8.0
    return 1.2
