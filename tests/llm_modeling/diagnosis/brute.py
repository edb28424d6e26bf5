"""Independent verdicts on conflicts and rays: the subsystem is written down again, and solved by SciPy's milp."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from llm_modeling import Compiled
from llm_modeling.diagnosis import Condition, Conflict, Kind, Member, Ray
from metasolve import Problem

INFEASIBLE = 2


def status_of(problem: Problem, members: Iterable[Member], auxiliary: np.ndarray[Any, Any]) -> int:
    """Return milp's status for the members alone, auxiliary columns being what they are: 0 solved, 2 infeasible."""
    row_lower, row_upper = np.full(problem.rows, -np.inf), np.full(problem.rows, np.inf)
    lower = np.where(auxiliary, problem.col_lower, -np.inf)
    upper = np.where(auxiliary, problem.col_upper, np.inf)
    integer = np.where(auxiliary, problem.integrality, 0).astype(np.uint8)
    for member in members:
        for condition in member.conditions:
            k = condition.number
            if condition.kind is Kind.ROW_LOWER:
                row_lower[k] = problem.row_lower[k]
            elif condition.kind is Kind.ROW_UPPER:
                row_upper[k] = problem.row_upper[k]
            elif condition.kind is Kind.COLUMN_LOWER:
                lower[k] = problem.col_lower[k]
            elif condition.kind is Kind.COLUMN_UPPER:
                upper[k] = problem.col_upper[k]
            else:
                integer[k] = 1
    a: Any = csr_array((problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape)
    rows = [LinearConstraint(a, row_lower, row_upper)] if problem.rows else []
    options: Any = {"time_limit": 5.0}
    cost = np.zeros(problem.columns)
    outcome = milp(cost, constraints=rows, bounds=Bounds(lower, upper), integrality=integer, options=options)
    if outcome.status in (0, INFEASIBLE):
        return int(outcome.status)
    box = Bounds(np.maximum(lower, -999.0), np.minimum(upper, 999.0))  # HiGHS loses its way without bounds
    outcome = milp(cost, constraints=rows, bounds=box, integrality=integer, options=options)
    return 0 if outcome.status == 0 else 4


def auxiliary_columns(compiled: Compiled) -> np.ndarray[Any, Any]:
    """Return which columns are no variable."""
    origins = [compiled.origin_of_column(j).variable for j in range(compiled.problem.columns)]
    return np.array([origin is None for origin in origins], dtype=np.bool_)


def is_irreducible(compiled: Compiled, conflict: Conflict) -> bool:
    """Whether the members are infeasible and each alone makes the rest feasible if it is left out."""
    problem, auxiliary = compiled.problem, auxiliary_columns(compiled)
    if not is_infeasible(compiled, conflict):
        return False
    return all(
        status_of(problem, (m for m in conflict.members if m is not member), auxiliary) == 0
        for member in conflict.members
    )


def is_infeasible(compiled: Compiled, conflict: Conflict) -> bool:
    """Whether the members are infeasible; whole numbers that cannot add up are recognized by their divisor."""
    problem, auxiliary = compiled.problem, auxiliary_columns(compiled)
    if any(_misses(problem, conflict, row) for row in range(problem.rows)):
        return True
    return status_of(problem, conflict.members, auxiliary) == INFEASIBLE


def _misses(problem: Problem, conflict: Conflict, row: int) -> bool:
    conditions = {condition for member in conflict.members for condition in member.conditions}
    entries = range(int(problem.a.indptr[row]), int(problem.a.indptr[row + 1]))
    columns = [int(problem.a.indices[e]) for e in entries]
    needed = {Condition(Kind.ROW_LOWER, row), Condition(Kind.ROW_UPPER, row)}
    needed |= {Condition(Kind.INTEGRALITY, j) for j in columns}
    if not needed <= conditions or problem.row_lower[row] != problem.row_upper[row]:
        return False
    divisor = np.gcd.reduce([int(problem.a.data[e]) for e in entries])
    return bool(problem.row_lower[row] % divisor)


def is_ray(problem: Problem, ray: Ray) -> bool:
    """Whether the direction keeps every row and bound and improves the objective, in floating point."""
    d = np.zeros(problem.columns)
    d[list(ray.columns)] = [float(step) for step in ray.steps]
    change = problem.a.dot(d)
    rows = (np.isinf(problem.row_lower) | (change >= -1e-9)) & (np.isinf(problem.row_upper) | (change <= 1e-9))
    columns = (np.isinf(problem.col_lower) | (d >= 0)) & (np.isinf(problem.col_upper) | (d <= 0))
    gain = -float(problem.sense) * float(problem.c @ d)
    return bool(rows.all() and columns.all() and gain > 0.0 and np.isclose(float(problem.c @ d), float(ray.rate)))
