"""verify_solution: a point against the rows, bounds and objective, each violation with where the row comes from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.grounding.columns import FloatArray
from llm_modeling.typed import element_name
from llm_modeling.verification.findings import Finding, Findings, Severity, error
from metasolve import check

_MOST_NAMED = 20


def verify_solution(
    compiled: Compiled, x: FloatArray, objective: float | None = None, tolerance: float = 1e-6
) -> Findings:
    """Return what is wrong with a point of the compiled problem, (columns,), and with the objective claimed for it.

    A row or bound may be missed by tolerance max(1, |side|), an integer by tolerance. Raises ValueError if x has
    another shape.
    """
    problem = compiled.problem
    verdict = check.check_exact(problem, x, tolerance)
    findings: list[Finding] = []
    if not np.isfinite(x).all():
        return Findings((error("solution_value", "", f"{verdict.worst} is not finite"),))
    if not verdict.feasible:
        findings = [*_rows(compiled, x, tolerance), *_columns(compiled, x, tolerance)]
        findings = findings or [error("solution_infeasible", "", f"{verdict.worst} is violated")]
    if objective is not None and abs(verdict.objective - objective) > tolerance * (1.0 + abs(verdict.objective)):
        message = f"the objective is {verdict.objective:.10g}, not {objective:.10g} as claimed"
        findings.append(error("solution_objective", "", message))
    return Findings.of(findings[:_MOST_NAMED])


def _rows(compiled: Compiled, x: FloatArray, tolerance: float) -> Iterator[Finding]:
    problem = compiled.problem
    activity = problem.a.dot(x)
    below, above = problem.row_lower - activity, activity - problem.row_upper
    scale = np.maximum(1.0, np.where(below > above, np.abs(problem.row_lower), np.abs(problem.row_upper)))
    for row in np.flatnonzero(np.maximum(below, above) > tolerance * scale).tolist():
        origin = compiled.origin_of_row(row)
        where = f" for {', '.join(map(str, origin.index))}" if origin.index else ""
        side = problem.row_lower[row] if below[row] > above[row] else problem.row_upper[row]
        sign = ">=" if below[row] > above[row] else "<="
        message = f"violated{where}: {activity[row]:g} should be {sign} {side:g}"
        yield Finding(Severity.ERROR, "solution_row", f"constraint {origin.constraint!r}", message, quote=origin.quote)


def _columns(compiled: Compiled, x: FloatArray, tolerance: float) -> Iterator[Finding]:
    problem = compiled.problem
    for name, variable in compiled.model.variables.items():
        for key, column in zip(compiled.keys_of(name), compiled.columns_of(name).tolist(), strict=True):
            value, where = x[column], f"[{', '.join(map(str, key))}]" if key else ""
            lower, upper = problem.col_lower[column], problem.col_upper[column]
            if not lower - tolerance * max(1.0, abs(lower)) <= value <= upper + tolerance * max(1.0, abs(upper)):
                message = f"{name}{where} is {value:g}, outside of {lower:g} to {upper:g}"
                yield error("solution_bound", element_name(variable.spec), message)
            elif problem.integrality[column] and abs(value - round(value)) > tolerance:
                yield error("solution_integer", element_name(variable.spec), f"{name}{where} is {value:g}, no integer")
