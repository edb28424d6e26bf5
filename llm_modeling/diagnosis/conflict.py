"""conflict_of: an irreducible infeasible subsystem of a problem."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

import metasolve
from llm_modeling.diagnosis.farkas import farkas_multipliers
from llm_modeling.diagnosis.filtering import DeletionFilter
from llm_modeling.diagnosis.layout import INF, Condition, Kind, Layout
from llm_modeling.diagnosis.oracle import Clock, Oracle, Verdict
from llm_modeling.diagnosis.structure import Leaf, Structure, plain_structure
from llm_modeling.diagnosis.witnesses import linear_witnesses
from llm_modeling.grounding.columns import BoolArray, FloatArray
from metasolve import MetasolveError, Problem, Termination


class UndecidedError(MetasolveError):
    """The limits on time or size left open whether the problem is infeasible; the message says which to raise."""


@dataclass(frozen=True)
class DiagnosisLimits:
    """How much a diagnosis may cost: time_limit_s in all, solve_time_limit_s for one of its many small solves.

    conditions is how many sides, bounds and integralities a problem may have. engine is the one that confirms the
    conflict, or None if none should; what finds it is HiGHS inside SciPy.
    """

    time_limit_s: float = 30.0
    solve_time_limit_s: float = 3.0
    conditions: int = 1_000_000
    engine: str | None = "scip"

    def __post_init__(self) -> None:
        for name in ("time_limit_s", "solve_time_limit_s"):
            value = getattr(self, name)
            if not (value > 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} is {value}, which is not positive")
        if self.conditions < 1:
            raise ValueError(f"conditions is {self.conditions}, which is not positive")
        if self.engine not in (None, "scip", "highs", "cpsat"):
            raise ValueError(f"engine is {self.engine!r} instead of 'scip', 'highs', 'cpsat' or None")


_Start: TypeAlias = tuple[BoolArray, FloatArray | None]
DEFAULT_DIAGNOSIS_LIMITS = DiagnosisLimits()


@dataclass(frozen=True)
class Member:
    """Conditions of a conflict that stand or fall together: a side, a bound, an integrality, a block, or 0 or 1.

    multipliers are those of Farkas, one for each condition, empty if the conflict is not a linear one. is_needed
    says that a checked point satisfies all other members.
    """

    conditions: tuple[Condition, ...]
    multipliers: tuple[float, ...] = ()
    is_needed: bool = False


@dataclass(frozen=True, eq=False)
class Conflict:
    """An infeasible subsystem of a problem; background conditions, on auxiliary columns, hold as well.

    is_minimal says that each member alone makes the rest feasible if it is dropped; confirmed_by is the engine that
    found the subsystem infeasible as well, `divisibility` if arithmetic on whole numbers did, empty if nothing did.
    subsystem is the problem of the members and the background alone.
    """

    members: tuple[Member, ...]
    is_minimal: bool
    is_linear: bool
    confirmed_by: str
    subsystem: Problem
    solves: int
    time_s: float


def conflict_of(
    problem: Problem,
    structure: Structure | None = None,
    limits: DiagnosisLimits = DEFAULT_DIAGNOSIS_LIMITS,
) -> Conflict | None:
    """Return an irreducible infeasible subsystem of the problem, None if a checked point satisfies it.

    structure says what belongs together; without it each row and column stands for itself. Time limits aside, the
    same problem gives the same conflict.

    Raises UndecidedError if the limits leave open whether it is infeasible, UnsupportedModelError for
    semicontinuous columns.
    """
    structure = plain_structure(problem) if structure is None else structure
    layout, clock = Layout(problem), Clock(limits.time_limit_s, limits.solve_time_limit_s)
    oracle = Oracle(layout, clock)
    if (count := int(layout.present.sum())) > limits.conditions:
        raise UndecidedError(f"{count:,} conditions are more than the {limits.conditions:,} allowed; raise conditions")
    verdict = oracle.ask(layout.present, patient=True).verdict
    if verdict is Verdict.FEASIBLE:
        return None
    active, multipliers = _infeasible_start(layout, structure, oracle, verdict)
    search = _filtered(layout, structure, oracle, active, multipliers)
    if _is_linear(layout, structure, search.active):
        members = _with_multipliers(layout, structure, search, clock)
    else:
        members = tuple(_member(layout, search, leaf) for leaf in search.members)
    subsystem = _subsystem(layout, search.active)
    return Conflict(
        members,
        is_minimal=all(member.is_needed for member in members),
        is_linear=any(member.multipliers for member in members),
        confirmed_by=_confirmed_by(layout, search.active, subsystem, limits),
        subsystem=subsystem,
        solves=clock.solves,
        time_s=clock.used_s,
    )


def _infeasible_start(layout: Layout, structure: Structure, oracle: Oracle, verdict: Verdict) -> _Start:
    """Return an infeasible set of conditions to begin with, and the multipliers that it is from, if it is.

    verdict is that on all conditions.
    """
    goals = np.concatenate([structure.goal, structure.goal, np.zeros(3 * layout.problem.columns, dtype=np.bool_)])
    everything = layout.present & ~goals
    relaxed = everything.copy()
    relaxed[layout.starts[Kind.INTEGRALITY] :] = False
    if oracle.ask(relaxed).verdict is Verdict.INFEASIBLE:
        multipliers = farkas_multipliers(layout, relaxed, structure.joint, oracle.clock.left_s())
        if multipliers is not None:
            support = _completed(layout, structure, multipliers > 0.0)
            if oracle.ask(support).verdict is Verdict.INFEASIBLE:
                return support, multipliers
        return _completed(layout, structure, relaxed), None
    if structure.goal.any() and oracle.ask(everything).verdict is Verdict.INFEASIBLE:
        return everything, None
    if verdict is Verdict.INFEASIBLE:
        return layout.present, None
    raise UndecidedError(
        f"{oracle.clock.used_s:.1f} s did not show whether the problem is infeasible; raise time_limit_s"
    )


def _completed(layout: Layout, structure: Structure, support: BoolArray) -> BoolArray:
    """Return the support with all rows of the blocks that it touches, and the background."""
    rows = layout.part(support, Kind.ROW_LOWER) | layout.part(support, Kind.ROW_UPPER)
    touched = np.isin(structure.block, structure.block[rows & structure.joint]) & structure.joint
    whole = np.concatenate([touched, touched, np.zeros(3 * layout.problem.columns, dtype=np.bool_)])
    result: BoolArray = (support | whole | structure.background(layout)) & layout.present
    return result


def _filtered(
    layout: Layout, structure: Structure, oracle: Oracle, active: BoolArray, multipliers: FloatArray | None
) -> DeletionFilter:
    """Return the filter when it is done; a set that multipliers name is nearly irreducible already."""
    nodes = structure.tree(layout, active, whole_binaries=multipliers is None)
    search = DeletionFilter(layout, oracle, nodes, structure.background(layout))
    if multipliers is not None and _is_linear(layout, structure, active):
        for x in linear_witnesses(layout, multipliers):
            search.offer(x)
    search.run(halving=multipliers is None)
    return search


def _is_linear(layout: Layout, structure: Structure, active: BoolArray) -> bool:
    """Whether neither integrality nor rows with auxiliary columns are active, so that multipliers say it all."""
    rows = layout.part(active, Kind.ROW_LOWER) | layout.part(active, Kind.ROW_UPPER)
    integer = layout.part(active, Kind.INTEGRALITY) & ~structure.auxiliary
    return not ((rows & structure.joint).any() or integer.any())


def _member(layout: Layout, search: DeletionFilter, leaf: Leaf) -> Member:
    conditions = tuple(layout.condition(position) for position in leaf.positions)
    return Member(conditions, (), leaf in search.witnesses)


def _with_multipliers(layout: Layout, structure: Structure, search: DeletionFilter, clock: Clock) -> tuple[Member, ...]:
    """Return the members with the multipliers of the subsystem, the least of them being 1."""
    members = tuple(_member(layout, search, leaf) for leaf in search.members)
    multipliers = farkas_multipliers(layout, search.active, structure.joint, max(1.0, clock.left_s()))
    if multipliers is None:
        return members
    scaled = multipliers / multipliers[multipliers > 0.0].min(initial=INF)
    return tuple(
        replace(member, multipliers=tuple(_rounded(float(scaled[layout.position(c)])) for c in member.conditions))
        for member in members
    )


def _rounded(value: float) -> float:
    """Return the value without the last digits that a solve leaves uncertain."""
    return float(f"{value:.9g}")


def _subsystem(layout: Layout, active: BoolArray) -> Problem:
    """Return the problem of the active conditions, without the rows and columns that they say nothing about."""
    system = layout.system(active)
    _, _, lower, upper = layout.arrays(active)
    problem = layout.problem
    crossed = (lower > upper) | _is_without_integer(lower, upper, layout.part(active, Kind.INTEGRALITY))
    rows, columns = system.rows, np.union1d(system.columns, np.flatnonzero(crossed))
    return Problem.from_arrays(
        np.zeros(columns.size),
        layout.matrix[rows][:, columns],
        system.row_lower,
        system.row_upper,
        lower[columns],
        upper[columns],
        layout.part(active, Kind.INTEGRALITY)[columns].astype(np.uint8),
        row_names=[problem.row_names[row] for row in rows.tolist()],
        col_names=[problem.col_names[column] for column in columns.tolist()],
        name="conflict",
    )


def _is_without_integer(lower: FloatArray, upper: FloatArray, integer: BoolArray) -> BoolArray:
    finite = np.isfinite(lower) & np.isfinite(upper) & integer
    result: BoolArray = finite & (np.ceil(np.where(finite, lower, 0.0)) > np.floor(np.where(finite, upper, 0.0)))
    return result


def _confirmed_by(layout: Layout, active: BoolArray, subsystem: Problem, limits: DiagnosisLimits) -> str:
    """Return what else finds the subsystem infeasible: arithmetic, or the engine of the limits."""
    if layout.indivisible(active).any():
        return "divisibility"
    if limits.engine is None or not subsystem.columns:
        return ""
    limit_s = max(10.0, limits.solve_time_limit_s)
    result = metasolve.solve(subsystem, time_limit_s=limit_s, threads=1, engine=limits.engine)
    proved = (Termination.INFEASIBLE, Termination.INFEASIBLE_OR_UNBOUNDED)
    return limits.engine if result.termination in proved else ""
