"""Witnesses: plans of one model that another, whose variables have the same names, forbids or ranks otherwise.

What linearization adds to a model is left to each of them: only the variables are held at the values of a plan, and
the auxiliary columns are free to follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from llm_modeling.compiled import ColumnArrays, Compiled, Key, RowOrigin
from llm_modeling.diagnosis import DiagnosisLimits, UndecidedError, conflict_of, structure_of
from llm_modeling.grounding.columns import FloatArray
from llm_modeling.lowering.draft import RowArrays
from llm_modeling.quiet import quiet
from metasolve import Problem

Plan = Mapping[tuple[str, Key], float]
"""Values by variable and index tuple."""

BOUNDS, WHOLE_VALUES = "bounds", "whole values"
OF_VARIABLES = (BOUNDS, WHOLE_VALUES)
"""What part says of an origin that is a variable."""

_MARGIN = 1e-6
"""By how much continuous values may give when a plan is tried in the other model, relative to max(1, |value|)."""
_RANKING = 1e-5
_SOLVE_S = 2.0
_RANDOM_PLANS = 12


@dataclass(frozen=True)
class Forbidden:
    """A plan that one model has and the other forbids, and the constraints of the other that do."""

    plan: Plan
    by: tuple[RowOrigin, ...]


def plans(compiled: Compiled, level: int = 0, seed: int = 0) -> Iterator[Plan]:
    """Yield plans of a model: the best one, those with much or little of what was linearized, and random ones."""
    problem = of_level(compiled, level).problem
    rng = np.random.default_rng(seed)
    own = np.concatenate([compiled.columns_of(name) for name in compiled.variables] or [np.zeros(0, dtype=np.int64)])
    auxiliary = np.ones(problem.columns)
    auxiliary[own] = 0.0
    costs = [float(problem.sense) * problem.c, *([-auxiliary, auxiliary] if auxiliary.any() else [])]
    for _ in range(_RANDOM_PLANS):
        cost = np.zeros(problem.columns)
        cost[own] = rng.normal(size=own.size)
        costs.append(cost)
    for cost in costs:
        x = _solved(problem, cost, to_the_end=False)
        if x is not None:
            yield _plan_of(compiled, x)


def forbidden_by(compiled: Compiled, plan: Plan, time_limit_s: float = 10.0) -> tuple[RowOrigin, ...]:
    """Return what forbids a plan, as two engines agree; empty if it is allowed, or not known.

    For a variable that cannot have its value, the constraint has the variable's name and part says why.
    """
    outside = _out_of_bounds(compiled, plan)
    if outside is not None:
        return (outside,)
    held = _held(compiled, plan)
    limits = DiagnosisLimits(time_limit_s=time_limit_s, solve_time_limit_s=_SOLVE_S)
    try:
        conflict = conflict_of(held.problem, structure_of(held), limits)
    except UndecidedError:
        return ()
    if conflict is None or not conflict.confirmed_by:
        return ()
    conditions = [condition for member in conflict.members for condition in member.conditions]
    origins: dict[tuple[str, Key], RowOrigin] = {}
    for row in sorted({condition.number for condition in conditions if condition.is_row}):
        origin = compiled.origin_of_row(row)
        origins.setdefault((origin.constraint, origin.index), origin)
    if origins:
        return tuple(origins.values())
    columns = [compiled.origin_of_column(condition.number) for condition in conditions]
    named = [RowOrigin(column.variable, column.index, "", WHOLE_VALUES) for column in columns if column.variable]
    return tuple(named[:1])


def allows(compiled: Compiled, plan: Plan) -> bool:
    """Return whether the model has this plan, so that it does not hang on what an engine tolerates."""
    held = _held(compiled, plan).problem
    return (
        _out_of_bounds(compiled, plan) is None and _solved(held, np.zeros(held.columns), to_the_end=False) is not None
    )


def ranked_otherwise(a: Compiled, b: Compiled, level: int, both: Sequence[Plan]) -> tuple[Plan, ...]:
    """Return plans that both models allow at which no objective_b = factor * objective_a + shift holds, or none.

    factor is positive, or negative if one of the models minimizes and the other maximizes.
    """
    values = [(plan, _value(a, level, plan), _value(b, level, plan)) for plan in both]
    known = [(plan, here, there) for plan, here, there in values if here is not None and there is not None]
    sign = 1.0 if a.levels[level].goal is b.levels[level].goal else -1.0
    known.sort(key=lambda entry: entry[1])
    if len(known) < 2:
        return ()
    low, high = known[0], known[-1]
    size = max(1.0, *(abs(value) for _, here, there in known for value in (here, there)))
    flat = high[1] - low[1] <= _RANKING * size
    factor = 0.0 if flat else (high[2] - low[2]) / (high[1] - low[1])
    for plan, here, there in known:
        if abs(there - low[2] - factor * (here - low[1])) > _RANKING * size:
            return (low[0], plan, high[0])
    turned = not flat and sign * factor * (high[1] - low[1]) < -_RANKING * size
    lost = not flat and abs(high[2] - low[2]) <= _RANKING * _RANKING * size
    return (low[0], high[0]) if turned or lost else ()


def of_level(compiled: Compiled, level: int) -> Compiled:
    """Return the model with the objectives of one priority alone, without the rows that only linearize the others."""
    names = compiled.levels[level].names
    others = {spec.name for spec in compiled.model.formulation.objectives} - set(names)
    kept, blocks, size = np.ones(compiled.rows.lower.size, dtype=np.bool_), [], 0
    for block in compiled.row_blocks:
        if block.owner in others:
            kept[block.start : block.start + block.count] = False
        else:
            blocks.append(replace(block, start=size))
            size += block.count
    place, rows = np.cumsum(kept) - 1, compiled.rows
    terms = kept[rows.rows]
    left = RowArrays(
        place[rows.rows[terms]], rows.columns[terms], rows.coefficients[terms], rows.lower[kept], rows.upper[kept]
    )
    return replace(compiled, rows=left, row_blocks=tuple(blocks), levels=(compiled.levels[level],))


def _out_of_bounds(compiled: Compiled, plan: Plan) -> RowOrigin | None:
    """Return the first variable whose own bounds exclude its value, None if there is none."""
    lower, upper = compiled.columns.lower, compiled.columns.upper
    for name in compiled.variables:
        for column, key in zip(compiled.columns_of(name).tolist(), compiled.keys_of(name), strict=True):
            margin = _MARGIN * max(1.0, abs(plan[name, key]))
            if not lower[column] - margin <= plan[name, key] <= upper[column] + margin:
                return RowOrigin(name, key, compiled.model.variables[name].spec.quote, BOUNDS)
    return None


def _held(compiled: Compiled, plan: Plan) -> Compiled:
    """Return the model with its variables held at a plan; all of its values have to be within the bounds."""
    lower, upper = compiled.columns.lower.copy(), compiled.columns.upper.copy()
    for name in compiled.variables:
        for column, key in zip(compiled.columns_of(name).tolist(), compiled.keys_of(name), strict=True):
            value = min(max(plan[name, key], float(lower[column])), float(upper[column]))
            margin = 0.0 if compiled.columns.integer[column] else _MARGIN * max(1.0, abs(value))
            lower[column] = max(float(lower[column]), value - margin)
            upper[column] = min(float(upper[column]), value + margin)
    return replace(compiled, columns=ColumnArrays(lower, upper, compiled.columns.integer))


def _plan_of(compiled: Compiled, x: FloatArray) -> Plan:
    whole = np.where(compiled.columns.integer, np.rint(x), x)
    return {(name, key): value for name, entries in compiled.values(whole).items() for key, value in entries.items()}


def _value(compiled: Compiled, level: int, plan: Plan) -> float | None:
    held = of_level(_held(compiled, plan), level).problem
    x = _solved(held, float(held.sense) * held.c, to_the_end=True)
    return None if x is None else held.objective(x)


def _solved(problem: Problem, cost: FloatArray, *, to_the_end: bool) -> FloatArray | None:
    """Return a point of small cost, None if none was found in time; the least one, or None, if to_the_end."""
    if bool((problem.col_lower > problem.col_upper).any()):
        return None
    matrix: Any = csr_array((problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape)
    rows = [LinearConstraint(matrix, problem.row_lower, problem.row_upper)] if problem.rows else []
    bounds = Bounds(problem.col_lower, problem.col_upper)
    with quiet():
        outcome = milp(
            cost,
            constraints=rows,
            bounds=bounds,
            integrality=problem.integrality,
            options={"mip_rel_gap": 1e-9, "time_limit": _SOLVE_S},
        )
    return (
        None if outcome.x is None or (to_the_end and outcome.status != 0) else np.asarray(outcome.x, dtype=np.float64)
    )
