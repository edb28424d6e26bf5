"""least_relaxation: which sides would have to give, and by how much, for a plan to exist."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from llm_modeling.diagnosis.conflict import DEFAULT_DIAGNOSIS_LIMITS, Conflict, DiagnosisLimits
from llm_modeling.diagnosis.layout import INF, TOLERANCE, Condition, Kind, Layout, System
from llm_modeling.diagnosis.oracle import Clock, Outcome, solve_system
from llm_modeling.diagnosis.structure import Structure, plain_structure
from llm_modeling.grounding.columns import BoolArray, FloatArray, IntArray
from metasolve import Problem

_ROUNDING = 1e-7
_ZERO_SIDE_WEIGHT = 3.0


@dataclass(frozen=True)
class Give:
    """A condition whose side has to move by amount > 0, outward: an upper side up, a lower side down."""

    condition: Condition
    amount: float


@dataclass(frozen=True)
class Relaxation:
    """Sides that give together so that a checked point exists; is_least says that no cheaper way does it.

    The cost of a unit is 1 / |side|, so that relative changes count.
    """

    gives: tuple[Give, ...]
    is_least: bool


def least_relaxation(
    problem: Problem,
    structure: Structure | None = None,
    limits: DiagnosisLimits = DEFAULT_DIAGNOSIS_LIMITS,
    *,
    only: tuple[Condition, ...] | None = None,
) -> Relaxation | None:
    """Return the cheapest change of sides that makes the problem feasible, None if none is found.

    All sides of elastic rows and all bounds that are no sign condition may give, or only those that are named. A
    problem that is feasible needs nothing to give.
    Source: Brown, Graves, Elastic programming, 1975; Chinneck, Feasibility and Infeasibility in Optimization, 2008.
    """
    structure = plain_structure(problem) if structure is None else structure
    layout, clock = Layout(problem), Clock(limits.time_limit_s, limits.time_limit_s)
    allowed = elastic_conditions(layout, structure)
    if only is not None:
        named = np.zeros(layout.size, dtype=np.bool_)
        named[[layout.position(condition) for condition in only]] = True
        allowed &= named
    positions = np.flatnonzero(allowed)
    outcome, amounts = _elastic(layout, positions, _weights(layout, structure, positions), clock)
    if outcome.x is None:
        return None
    x = outcome.x[: problem.columns]
    if not _is_within(layout, x, positions, amounts):
        return None
    given = np.flatnonzero(amounts > 0.0).tolist()
    gives = tuple(Give(layout.condition(int(positions[k])), float(amounts[k])) for k in given)
    return Relaxation(gives, outcome.is_optimal)


def single_reliefs(
    problem: Problem, structure: Structure, conflict: Conflict, limits: DiagnosisLimits, most: int = 12
) -> tuple[Give, ...]:
    """Return the members of a conflict that make the problem feasible if they alone give, the least change first.

    A side that would have to change its sign is left out unless there is nothing else.
    """
    layout = Layout(problem)
    allowed = elastic_conditions(layout, structure)
    candidates = [c for member in conflict.members for c in member.conditions if allowed[layout.position(c)]]
    candidates.sort(key=lambda condition: layout.sides[layout.position(condition)] == 0.0)
    clock = Clock(limits.time_limit_s, limits.solve_time_limit_s)
    each = replace(limits, time_limit_s=limits.solve_time_limit_s)
    found: list[tuple[float, Give]] = []
    for condition in candidates[:most]:
        if clock.is_over:
            break
        relaxation = least_relaxation(problem, structure, each, only=(condition,))
        for give in relaxation.gives if relaxation is not None else ():
            side = abs(float(layout.sides[layout.position(give.condition)]))
            found.append((give.amount / side if side else INF, give))
    found.sort(key=lambda entry: entry[0])
    sensible = [give for change, give in found if change <= 1.0 or change == INF]
    return tuple(sensible or [give for _, give in found])


def elastic_conditions(layout: Layout, structure: Structure) -> BoolArray:
    """Return which conditions can give: sides of elastic rows, and bounds that are neither a sign nor of a binary."""
    p = layout.problem
    columns = structure.elastic_columns
    integrality = np.zeros(p.columns, dtype=np.bool_)
    lower = columns & (p.col_lower != 0.0)
    parts = [structure.elastic, structure.elastic, lower, columns, integrality]
    return np.concatenate(parts) & layout.present


def _weights(layout: Layout, structure: Structure, positions: IntArray) -> FloatArray:
    """Return what a unit of each side costs: 1 / |side|, and for a side of 0 more than the typical one."""
    p = layout.problem
    size = np.abs(layout.sides[positions])
    typical = float(np.median(size[size > 0.0])) if (size > 0.0).any() else 1.0
    equation = np.concatenate([np.tile(p.row_lower == p.row_upper, 2), np.zeros(3 * p.columns, dtype=np.bool_)])
    weights = np.where(size > 0.0, 1.0 / np.where(size > 0.0, size, 1.0), _ZERO_SIDE_WEIGHT / typical)
    # a balance such as stock + make = sell + stock is what the numbers mean, rather than a wish
    return np.where((size == 0.0) & equation[positions], weights * 10.0 * _ZERO_SIDE_WEIGHT, weights)


def _elastic(layout: Layout, positions: IntArray, weights: FloatArray, clock: Clock) -> tuple[Outcome, FloatArray]:
    """Return a point of the elastic problem, and by how much each position gives in it."""
    p, count = layout.problem, int(positions.size)
    row_kind = positions < layout.starts[Kind.COLUMN_LOWER]
    row_lower, row_upper, lower, upper = layout.arrays(layout.present)
    # a bound that gives becomes a row, so that its column can leave it
    bounds = np.flatnonzero(~row_kind)
    conditions = [layout.condition(int(positions[k])) for k in bounds.tolist()]
    column_of = np.array([c.number for c in conditions], dtype=np.int64)
    is_lower = np.array([c.is_lower for c in conditions], dtype=np.bool_)
    extra_lower = np.where(is_lower, lower[column_of], -np.inf)
    extra_upper = np.where(is_lower, np.inf, upper[column_of])
    lower, upper = lower.copy(), upper.copy()
    lower[column_of[is_lower]], upper[column_of[~is_lower]] = -np.inf, np.inf
    places = np.where(row_kind, positions % max(1, p.rows), 0)
    places[bounds] = p.rows + np.arange(bounds.size)
    lifts = np.where(row_kind, positions < layout.starts[Kind.ROW_UPPER], False)
    lifts[bounds] = is_lower
    total = p.rows + bounds.size
    entries = (np.ones(bounds.size), (p.rows + np.arange(bounds.size), column_of))
    original = coo_array(
        (
            np.concatenate([p.a.data, entries[0]]),
            (np.concatenate([p.a.rows, entries[1][0]]), np.concatenate([p.a.indices, entries[1][1]])),
        ),
        shape=(total, p.columns),
    )
    slack = coo_array((np.where(lifts, 1.0, -1.0), (places, np.arange(count))), shape=(total, count))
    system = System(
        csr_array(hstack([original, slack])),
        np.concatenate([row_lower, extra_lower]),
        np.concatenate([row_upper, extra_upper]),
        np.concatenate([lower, np.zeros(count)]),
        np.concatenate([upper, np.full(count, np.inf)]),
        np.concatenate([p.is_integer, np.zeros(count, dtype=np.bool_)]),
        np.arange(total),
        np.arange(p.columns + count),
    )
    outcome = solve_system(system, np.concatenate([np.zeros(p.columns), weights]), clock.next_limit_s())
    amounts = np.zeros(count) if outcome.x is None else outcome.x[p.columns :]
    rounded = np.array([float(f"{value:.9g}") for value in amounts.tolist()])
    scale = np.maximum(1.0, np.abs(layout.sides[positions]))
    return outcome, np.where(rounded > _ROUNDING * scale, rounded, 0.0)


def _is_within(layout: Layout, x: FloatArray, positions: IntArray, amounts: FloatArray) -> bool:
    """Whether x violates nothing but what gives, and that by no more than its amount."""
    p = layout.problem
    violated = layout.violated(x)
    activity = p.a.dot(x)
    for position, amount in zip(positions.tolist(), amounts.tolist(), strict=True):
        if violated[position]:
            condition = layout.condition(position)
            value = float(activity[condition.number] if condition.is_row else x[condition.number])
            side = float(layout.sides[position])
            missing = side - value if condition.is_lower else value - side
            violated[position] = missing > amount + 2.0 * TOLERANCE * max(1.0, abs(side))
    return not violated.any()
