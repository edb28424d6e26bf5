"""Which arms a problem gets by default."""

from __future__ import annotations

from collections.abc import Container

from metasolve.alns.destroy import Whole, default_operators
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm


def default_arms(structure: Structure, engines: Container[str]) -> tuple[Arm, ...]:
    """Return the arms for a problem in engine form; none if it has no integer column to move.

    Every fitting operator is paired with SCIP, which keeps short limits best; CP-SAT and Local-MIP work on the
    whole problem, where their own neighborhoods and moves are.
    """
    operators = default_operators(structure.problem, structure)
    if not operators:
        return ()
    submips = tuple(Arm(operator, "scip") for operator in operators if "scip" in engines)
    return submips + tuple(Arm(Whole(), engine) for engine in ("cpsat", "localmip") if engine in engines)
