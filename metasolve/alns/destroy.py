"""The destroy operators: which part of the current point a sub-MIP may change.

destroy_contract   DestroyOperator, and how a neighborhood gets its size
destroy_random     Mutation, RandomObjective, Whole
destroy_history    Crossover, Recency, Hot
destroy_lp         Rins, Rens, Dins, ReducedCost, ObjectiveGuided
destroy_distance   LocalBranching, LbRelax, Proximity, GeneralIntegerBox
destroy_graph      ConstraintBlock, RowClass, GraphWalk, Unassign
destroy_names      NameBlock
"""

from __future__ import annotations

from metasolve.alns.destroy_contract import DestroyOperator
from metasolve.alns.destroy_distance import GeneralIntegerBox, LbRelax, LocalBranching, Proximity
from metasolve.alns.destroy_graph import ConstraintBlock, GraphWalk, RowClass, Unassign
from metasolve.alns.destroy_history import Crossover, Hot, Recency
from metasolve.alns.destroy_lp import Dins, ObjectiveGuided, ReducedCost, Rens, Rins
from metasolve.alns.destroy_names import NameBlock
from metasolve.alns.destroy_random import Mutation, RandomObjective, Whole
from metasolve.alns.structure import Structure
from metasolve.problem import Problem

__all__ = [
    "ConstraintBlock",
    "Crossover",
    "DestroyOperator",
    "Dins",
    "GeneralIntegerBox",
    "GraphWalk",
    "Hot",
    "LbRelax",
    "LocalBranching",
    "Mutation",
    "NameBlock",
    "ObjectiveGuided",
    "Proximity",
    "RandomObjective",
    "Recency",
    "ReducedCost",
    "Rens",
    "Rins",
    "RowClass",
    "Unassign",
    "Whole",
    "default_operators",
]

_MAX_BINARIES = 5000
"""Local branching and proximity leave all columns free, which pays on small models only."""


def default_operators(problem: Problem, structure: Structure | None = None) -> tuple[DestroyOperator, ...]:
    """Return the operators that suit a problem in engine form; none if it has no integer columns to move.

    structure saves work if it is at hand. Hot, LbRelax, RandomObjective and Whole are left to the caller.
    """
    structure = structure or Structure(problem)
    if structure.open.size == 0:
        return ()
    operators: list[DestroyOperator] = [Mutation(), Crossover(), Rins(), Rens(), Recency(), GraphWalk()]
    if problem.c.any():
        operators.append(ReducedCost())
    if problem.c[structure.open].any():
        operators.append(ObjectiveGuided())
    if structure.coupling_rows.size:
        operators += [ConstraintBlock(), Unassign()]
    if structure.row_classes:
        operators.append(RowClass())
    if structure.dimensions:
        operators.append(NameBlock())
    if structure.generals.size:
        operators += [Dins(), GeneralIntegerBox()]
    if 0 < structure.binaries.size <= _MAX_BINARIES:
        operators += [LocalBranching(), Proximity()]
    return tuple(operators)
