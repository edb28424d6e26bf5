"""CP-SAT as an engine, through MathOpt, which scales continuous columns to integers.

What it claims of a model that it had to scale (optimal, infeasible, bounds) is not believed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import ortools
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.sat import sat_parameters_pb2
from ortools.util.python.solve_interrupter import SolveInterrupter

from metasolve.backends.channel import Channel, Order, loosened
from metasolve.backends.contract import Emphasis
from metasolve.errors import BackendError, UnknownStatusError
from metasolve.matrix import CsrMatrix, FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

_Reason, _Limit = mathopt.TerminationReason, mathopt.Limit
LIMITS: Mapping[Any, Termination] = {
    _Limit.UNDETERMINED: Termination.NODE_LIMIT,
    _Limit.ITERATION: Termination.NODE_LIMIT,
    _Limit.TIME: Termination.TIME_LIMIT,
    _Limit.NODE: Termination.NODE_LIMIT,
    _Limit.SOLUTION: Termination.NODE_LIMIT,
    _Limit.MEMORY: Termination.ERROR,
    _Limit.OBJECTIVE: Termination.NODE_LIMIT,
    _Limit.NORM: Termination.ERROR,
    _Limit.INTERRUPTED: Termination.INTERRUPTED,
    _Limit.SLOW_PROGRESS: Termination.NODE_LIMIT,
    _Limit.OTHER: Termination.NODE_LIMIT,
}
TERMINATIONS: Mapping[Any, Termination | None] = {
    _Reason.OPTIMAL: Termination.OPTIMAL,
    _Reason.INFEASIBLE: Termination.INFEASIBLE,
    _Reason.UNBOUNDED: Termination.UNBOUNDED,
    _Reason.INFEASIBLE_OR_UNBOUNDED: Termination.INFEASIBLE_OR_UNBOUNDED,
    _Reason.IMPRECISE: Termination.ERROR,
    _Reason.FEASIBLE: None,  # the limit tells
    _Reason.NO_SOLUTION_FOUND: None,
    _Reason.NUMERICAL_ERROR: Termination.ERROR,
    _Reason.OTHER_ERROR: Termination.ERROR,
}
_LATE = 0.95
_LARGEST_EXACT = 2.0**40
_VARIABLE_SCALINGS = (1.0, 1000.0)
"""Steps of continuous columns in one unit; the finer ones where CP-SAT finds a row that no coarse point meets."""


class CpSatEngine:
    """Builds a fresh model for each order."""

    version = f"CP-SAT {ortools.__version__}"

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult:
        model = mathopt.Model.from_model_proto(_proto(problem, cutoff))
        variables = list(model.variables())
        exact = _is_exact(problem)
        most = INF if order.limits.solutions is None else order.limits.solutions
        interrupter = SolveInterrupter()
        channel.on_stop(interrupter.interrupt)

        def on_solution(data: Any) -> Any:
            values = data.solution
            channel.found(np.array([values[v] for v in variables]))
            if exact and data.mip_stats.dual_bound is not None:
                channel.bound(data.mip_stats.dual_bound, 0)
            return mathopt.CallbackResult(terminate=channel.solutions >= most)

        hints = []
        if hint is not None:
            hints.append(mathopt.SolutionHint(variable_values=dict(zip(variables, hint.tolist(), strict=True))))
        attempts = [(scaling, hints) for scaling in _VARIABLE_SCALINGS]
        if hints and not exact:  # with a hint CP-SAT skips the presolve that frees some models of what it cannot scale
            attempts.insert(1, (_VARIABLE_SCALINGS[0], []))
        refusal: Exception | None = None
        for number, (scaling, hinted) in enumerate(attempts, 1):
            try:
                solved = mathopt.solve(
                    model,
                    mathopt.SolverType.CP_SAT,
                    params=_parameters(order, channel, scaling),
                    model_params=mathopt.ModelSolveParameters(solution_hints=hinted),
                    callback_reg=mathopt.CallbackRegistration(events={mathopt.Event.MIP_SOLUTION}),
                    cb=on_solution,
                    interrupter=interrupter,
                )
            except (AttributeError, RuntimeError, ValueError, AssertionError) as error:
                refusal = error  # ortools 9.15 raises an AttributeError of its own while it translates a refusal
                continue
            in_vain = solved.termination.reason is _Reason.INFEASIBLE and cutoff == INF and not exact
            if in_vain and number < len(attempts):
                continue
            late = channel.elapsed_s >= _LATE * order.limits.time_s
            return _result(solved, variables, problem, exact, cutoff, channel.stopped.is_set(), late)
        raise BackendError(f"CP-SAT refuses the model: {getattr(refusal, '__context__', None) or refusal}") from refusal


def create_engine() -> CpSatEngine:
    return CpSatEngine()


def termination_of(ended: Any) -> Termination:
    """Return what the reason and limit of a MathOpt termination mean.

    Raises UnknownStatusError if the tables do not hold them.
    """
    limit = ended.limit or _Limit.UNDETERMINED
    if ended.reason not in TERMINATIONS or limit not in LIMITS:
        raise UnknownStatusError(f"CP-SAT returned {ended.reason} with limit {limit}, which is not in the table")
    return TERMINATIONS[ended.reason] or LIMITS[limit]


def _proto(problem: Problem, cutoff: float) -> Any:
    a, row_lower, row_upper = problem.a, problem.row_lower, problem.row_upper
    if cutoff < INF:
        entries = np.flatnonzero(problem.c)
        cutoff_row = CsrMatrix.from_coo((1, problem.columns), np.zeros_like(entries), entries, problem.c[entries])
        a = a.stack(cutoff_row)
        row_lower = np.append(row_lower, -INF)
        row_upper = np.append(row_upper, cutoff - problem.offset)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(problem.columns))
    proto.variables.lower_bounds.extend(problem.col_lower.tolist())
    proto.variables.upper_bounds.extend(problem.col_upper.tolist())
    proto.variables.integers.extend(problem.is_integer.tolist())
    costs = np.flatnonzero(problem.c)
    proto.objective.offset = problem.offset
    proto.objective.linear_coefficients.ids.extend(costs.tolist())
    proto.objective.linear_coefficients.values.extend(problem.c[costs].tolist())
    proto.linear_constraints.ids.extend(range(a.shape[0]))
    proto.linear_constraints.lower_bounds.extend(row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(row_upper.tolist())
    proto.linear_constraint_matrix.row_ids.extend(a.rows.tolist())
    proto.linear_constraint_matrix.column_ids.extend(a.indices.tolist())
    proto.linear_constraint_matrix.coefficients.extend(a.data.tolist())
    return proto


def _is_exact(problem: Problem) -> bool:
    """Whether CP-SAT takes the model without rounding: bounded integer columns, integer coefficients."""
    finite = np.isfinite(problem.col_lower).all() and np.isfinite(problem.col_upper).all()
    if not (finite and problem.is_integer.all()):
        return False
    sides = [side[np.isfinite(side)] for side in (problem.row_lower, problem.row_upper)]
    numbers = np.concatenate([problem.a.data, problem.c, problem.col_lower, problem.col_upper, *sides])
    return bool((numbers == np.round(numbers)).all() and (np.abs(numbers) < _LARGEST_EXACT).all())


def _parameters(order: Order, channel: Channel, scaling: float) -> Any:
    limits = order.limits
    sat = sat_parameters_pb2.SatParameters(num_workers=order.threads, random_seed=order.seed % 2**31)
    sat.mip_var_scaling = scaling
    sat.relative_gap_limit, sat.absolute_gap_limit = limits.mip_gap, 0.0
    if order.emphasis is Emphasis.LNS:
        sat.use_lns_only, sat.interleave_search = True, True
    elif order.emphasis in (Emphasis.PROOF, Emphasis.FEASIBILITY) and order.threads == 1:
        sat.interleave_search = True
    elif order.emphasis is Emphasis.SUBMIP:
        sat.linearization_level = 1
    if limits.work is not None:
        sat.max_deterministic_time = limits.work
    time_limit = None
    if limits.time_s < INF:
        time_limit = datetime.timedelta(seconds=max(0.01, limits.time_s - channel.elapsed_s))
    return mathopt.SolveParameters(time_limit=time_limit, cp_sat=sat)


def _result(
    solved: Any, variables: list[Any], problem: Problem, exact: bool, cutoff: float, stopped: bool, late: bool
) -> SolveResult:
    termination = termination_of(solved.termination)
    x = None
    if solved.solutions and solved.solutions[0].primal_solution is not None:
        values = solved.solutions[0].primal_solution.variable_values
        x = np.array([values[v] for v in variables])
    if x is not None and problem.objective(x) > loosened(cutoff):
        x = None
    if termination is Termination.INTERRUPTED and not stopped:
        termination = Termination.NODE_LIMIT  # our own callback counts the solutions
    if termination is Termination.NODE_LIMIT and late:
        termination = Termination.TIME_LIMIT  # MathOpt does not tell which of CP-SAT's limits it was
    proved = termination in (Termination.OPTIMAL, Termination.INFEASIBLE, Termination.INFEASIBLE_OR_UNBOUNDED)
    if proved and not exact:
        termination = Termination.NODE_LIMIT
    status = SolutionStatus.NONE
    if x is not None:
        status = SolutionStatus.OPTIMAL if termination is Termination.OPTIMAL else SolutionStatus.FEASIBLE
    return SolveResult(
        termination,
        status,
        objective=None if x is None else problem.objective(x),
        dual_bound=float(solved.termination.objective_bounds.dual_bound) if exact else -INF,
        x=x,
        work=float(solved.solve_stats.solve_time.total_seconds()),
    )
