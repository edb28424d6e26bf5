"""Adaptive large neighborhood search: operators, acceptance, stopping, and BanditALNS that puts them together."""

from __future__ import annotations

from metasolve.alns.accept import (
    Accept,
    AlwaysAccept,
    GreatDeluge,
    HillClimbing,
    LateAcceptance,
    RandomAccept,
    RecordToRecord,
    SimulatedAnnealing,
)
from metasolve.alns.bandit_alns import BanditALNS
from metasolve.alns.destroy import (
    ConstraintBlock,
    Crossover,
    DestroyOperator,
    Dins,
    GeneralIntegerBox,
    GraphWalk,
    Hot,
    LbRelax,
    LocalBranching,
    Mutation,
    NameBlock,
    ObjectiveGuided,
    Proximity,
    RandomObjective,
    Recency,
    ReducedCost,
    Rens,
    Rins,
    RowClass,
    Whole,
    default_operators,
)
from metasolve.alns.progress import Point, Progress
from metasolve.alns.sizing import Sizing
from metasolve.alns.stop import MaxIterations, NoImprovement, Stop, TargetObjective, TimeLimit
from metasolve.alns.task import Arm

__all__ = [
    "Accept",
    "AlwaysAccept",
    "Arm",
    "BanditALNS",
    "ConstraintBlock",
    "Crossover",
    "DestroyOperator",
    "Dins",
    "GeneralIntegerBox",
    "GraphWalk",
    "GreatDeluge",
    "HillClimbing",
    "Hot",
    "LateAcceptance",
    "LbRelax",
    "LocalBranching",
    "MaxIterations",
    "Mutation",
    "NameBlock",
    "NoImprovement",
    "ObjectiveGuided",
    "Point",
    "Progress",
    "Proximity",
    "RandomAccept",
    "RandomObjective",
    "Recency",
    "RecordToRecord",
    "ReducedCost",
    "Rens",
    "Rins",
    "RowClass",
    "SimulatedAnnealing",
    "Sizing",
    "Stop",
    "TargetObjective",
    "TimeLimit",
    "Whole",
    "default_operators",
]
