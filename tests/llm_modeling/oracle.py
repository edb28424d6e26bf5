"""Independent answers for compiled problems: SciPy's milp as solver, points fixed column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from llm_modeling import Compiled, Data, Formulation, compile_model
from metasolve.problem import Problem

INFEASIBLE = 2


def formulation(**sections: Sequence[Mapping[str, Any]]) -> Formulation:
    """Return the formulation of sections that are given as JSON data."""
    return Formulation.model_validate_json(_json(sections))


def compiled(data: Mapping[str, Any] | None = None, **sections: Sequence[Mapping[str, Any]]) -> Compiled:
    """Return the compiled formulation of sections that are given as JSON data."""
    return compile_model(formulation(**sections), Data(data or {}))


def with_constraint(expression: str, variables: Sequence[Mapping[str, Any]], forall: str = "", **more: Any) -> Compiled:
    """Return a compiled model of the variables and one constraint."""
    return compiled(
        variables=variables, constraints=[{"name": "rule", "forall": forall, "expression": expression}], **more
    )


def solved(problem: Problem, lower: Any = None, upper: Any = None) -> Any:
    """Return the outcome of SciPy's milp; fun is in the sense of the problem, without its offset."""
    matrix: Any = csr_array((problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape)
    rows = [LinearConstraint(matrix, problem.row_lower, problem.row_upper)] if problem.rows else []
    bounds = Bounds(problem.col_lower if lower is None else lower, problem.col_upper if upper is None else upper)
    costs = float(problem.sense) * problem.c
    return milp(costs, constraints=rows, bounds=bounds, integrality=problem.integrality, options={"mip_rel_gap": 0.0})


def optimum(model: Compiled) -> float | None:
    """Return the optimal value of the problem, None if it is infeasible."""
    outcome = solved(model.problem)
    if outcome.status == INFEASIBLE:
        return None
    assert outcome.status == 0, outcome.message
    return model.problem.objective(outcome.x)


def feasible_at(model: Compiled, point: Mapping[str, float | Mapping[Any, float]]) -> bool:
    """Return whether the variables can have these values, whatever the auxiliary columns are then."""
    problem = model.problem
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    for name, values in point.items():
        by_key: Mapping[Any, float] = values if isinstance(values, Mapping) else {(): values}
        for column, key in zip(model.columns_of(name).tolist(), model.keys_of(name), strict=True):
            value = by_key[key[0] if len(key) == 1 else key]
            if not problem.col_lower[column] <= value <= problem.col_upper[column]:
                return False
            lower[column] = upper[column] = value
    outcome = solved(problem, lower, upper)
    assert outcome.status in (0, INFEASIBLE), outcome.message
    return bool(outcome.status == 0)


def value_at(model: Compiled, point: Mapping[str, float]) -> float | None:
    """Return the best objective value with the variables fixed, None if they cannot have these values."""
    problem = model.problem
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    for name, value in point.items():
        column = int(model.columns_of(name)[0])
        lower[column] = upper[column] = value
    outcome = solved(problem, lower, upper)
    return None if outcome.status == INFEASIBLE else problem.objective(np.asarray(outcome.x))


def _json(sections: Mapping[str, Any]) -> str:
    return json.dumps(sections)
