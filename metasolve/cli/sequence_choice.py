"""The SequenceSolver that options ask for: solvers and policy by name, context, tolerances, a saved state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import typer

from metasolve.bandit import Policy, policy_from_name
from metasolve.linear.arms import default_solvers
from metasolve.linear.contract import LinearSolver
from metasolve.linear.libraries import Multigrid, has_pyamg
from metasolve.linear.sequence import Cost, SequenceSolver
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, Sor

NO_CONTEXT = "none"


@dataclass(frozen=True)
class Choice:
    """The options as they were given; None means the default."""

    rtol: float
    atol: float
    cost: Cost
    context: str | None
    solvers: str | None
    policy: str | None
    seed: int
    load: str | None

    def solver(self, context_size: int | None) -> SequenceSolver:
        """Return the solver; context_size says how many numbers the sequence itself tells of each step.

        Raises typer.BadParameter, ModelNotFoundError, LinearSystemError for a damaged saved state.
        """
        solvers = None if self.solvers is None else named_solvers(self.solvers)
        policy = None if self.policy is None else _policy(self.policy)
        settings: dict[str, Any] = {
            "cost": self.cost,
            "context": self._context(context_size),
            "rtol": self.rtol,
            "atol": self.atol,
            "seed": self.seed,
        }
        try:
            if self.load is not None:
                return SequenceSolver.load(self.load, solvers, policy, **settings)
            return SequenceSolver(solvers, policy, **settings)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    def _context(self, size: int | None) -> tuple[str, ...] | int:
        if self.context == NO_CONTEXT:
            return ()
        if self.context is not None:
            return tuple(name.strip() for name in self.context.split(","))
        return ("row-sum",) if size is None else size


def known_solvers() -> Mapping[str, LinearSolver]:
    """Return the default solvers by name, then others that can be asked for."""
    more: list[LinearSolver] = [IncompleteCholeskyCg(0.0), Cg(), Sor(1.0), Sor(1.5)]
    if has_pyamg():
        more.append(Multigrid("smoothed-aggregation"))
    return {solver.name: solver for solver in (*default_solvers(), *more)}


def named_solvers(text: str) -> tuple[LinearSolver, ...]:
    """Return the solvers of comma-separated names; ssor-cg stands for all of ssor-cg(...).

    Raises typer.BadParameter, which lists all names, if one is unknown.
    """
    known = known_solvers()
    chosen: dict[str, LinearSolver] = {}
    for part in text.split(","):
        wanted = part.strip()
        found = {name: solver for name, solver in known.items() if wanted in (name, name.partition("(")[0])}
        if not found:
            listed = ", ".join(known)
            raise typer.BadParameter(f"unknown solver {wanted!r}; known: {listed}", param_hint="--solvers")
        chosen |= found
    return tuple(chosen.values())


def _policy(name: str) -> Policy:
    try:
        return policy_from_name(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--policy") from error
