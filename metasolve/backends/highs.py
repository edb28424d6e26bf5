"""HiGHS as an engine (highspy; not 1.14.0, which returns wrong optima)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import highspy
import numpy as np

from metasolve.backends.channel import Channel, Order, loosened
from metasolve.backends.contract import Emphasis
from metasolve.errors import BackendError, UnknownStatusError
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

_Status: Any = highspy.HighsModelStatus
TERMINATIONS: Mapping[Any, Termination] = {
    _Status.kNotset: Termination.ERROR,
    _Status.kLoadError: Termination.ERROR,
    _Status.kModelError: Termination.ERROR,
    _Status.kPresolveError: Termination.ERROR,
    _Status.kSolveError: Termination.ERROR,
    _Status.kPostsolveError: Termination.ERROR,
    _Status.kModelEmpty: Termination.OPTIMAL,
    _Status.kOptimal: Termination.OPTIMAL,
    _Status.kInfeasible: Termination.INFEASIBLE,
    _Status.kUnboundedOrInfeasible: Termination.INFEASIBLE_OR_UNBOUNDED,
    _Status.kUnbounded: Termination.UNBOUNDED,
    _Status.kObjectiveBound: Termination.INFEASIBLE,
    _Status.kObjectiveTarget: Termination.NODE_LIMIT,
    _Status.kTimeLimit: Termination.TIME_LIMIT,
    _Status.kIterationLimit: Termination.NODE_LIMIT,
    _Status.kSolutionLimit: Termination.NODE_LIMIT,
    _Status.kInterrupt: Termination.INTERRUPTED,
    _Status.kHighsInterrupt: Termination.INTERRUPTED,
    _Status.kUnknown: Termination.ERROR,
    _Status.kMemoryLimit: Termination.ERROR,
}
LP_ITERATIONS_PER_WORK, NODES_PER_WORK, ROOT_CHECKS_PER_WORK = 20000, 500, 30
"""What a unit of Limits.work buys: in a linear program, in the tree, and at the root of a MIP, where HiGHS calls
back between rounds of cuts and within heuristics, but does not tell its iterations."""


class HighsEngine:
    """Solves each order in a fresh Highs object, since time_limit counts over an object's whole life."""

    version = f"HiGHS {highspy.Highs().version()}"

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult:
        highs = highspy.Highs()
        for name, value in _options(problem, order, cutoff).items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise BackendError(f"HiGHS refuses option {name} = {value}")
        if highs.passModel(_lp(problem)) == highspy.HighsStatus.kError:
            raise BackendError("HiGHS refuses the model")
        _subscribe(highs, problem, order, channel)
        if hint is not None and problem.integers.size:
            solution = highspy.HighsSolution()
            solution.col_value = hint.tolist()
            highs.setSolution(solution)
        status = highs.run()
        if status == highspy.HighsStatus.kError and highs.getModelStatus() == _Status.kNotset:
            raise BackendError("HiGHS ended with an error before it set a status")
        return _result(highs, problem, cutoff, order, channel)


def create_engine() -> HighsEngine:
    return HighsEngine()


def termination_of(code: Any) -> Termination:
    """Return what a HiGHS model status means.

    Raises UnknownStatusError if the table does not hold it, MemoryError if HiGHS ran out of memory.
    """
    if code not in TERMINATIONS:
        raise UnknownStatusError(f"HiGHS returned model status {code}, which is not in the table")
    if code == _Status.kMemoryLimit:
        raise MemoryError("HiGHS reached the memory limit")
    return TERMINATIONS[code]


def _options(problem: Problem, order: Order, cutoff: float) -> dict[str, Any]:
    limits = order.limits
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": order.threads,
        "random_seed": order.seed % 2**31,
        "mip_rel_gap": limits.mip_gap,
        "mip_abs_gap": 1e-9,
        "mip_feasibility_tolerance": 1e-6,
    }
    if limits.time_s < INF:
        options["time_limit"] = max(limits.time_s, 0.01)
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    if limits.work is not None and problem.integers.size:
        nodes = max(1, int(NODES_PER_WORK * limits.work))
        options["mip_max_nodes"] = nodes if limits.nodes is None else min(nodes, limits.nodes)
    elif limits.work is not None:
        options["simplex_iteration_limit"] = max(1, int(LP_ITERATIONS_PER_WORK * limits.work))
    if limits.stall_nodes is not None:
        options["mip_max_stall_nodes"] = limits.stall_nodes
    if limits.solutions is not None:
        options["mip_max_improving_sols"] = limits.solutions
    if cutoff < INF:
        options["objective_bound"] = loosened(cutoff, 2.0)  # HiGHS wants solutions strictly below it
    if order.emphasis in (Emphasis.SUBMIP, Emphasis.LNS):
        options["mip_heuristic_effort"] = 0.2
    elif order.emphasis is Emphasis.FEASIBILITY:
        options["mip_heuristic_effort"] = 0.6
    return options


def _lp(problem: Problem) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = problem.columns, problem.rows
    lp.col_cost_, lp.offset_ = problem.c, problem.offset
    lp.col_lower_, lp.col_upper_ = problem.col_lower, problem.col_upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = problem.columns, problem.rows
    lp.a_matrix_.start_ = problem.a.indptr.astype(np.int32)
    lp.a_matrix_.index_ = problem.a.indices.astype(np.int32)
    lp.a_matrix_.value_ = problem.a.data
    if problem.integers.size:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(k)] for k in problem.is_integer]
    return lp


def _subscribe(highs: Any, problem: Problem, order: Order, channel: Channel) -> None:
    def improving(event: Any) -> None:
        channel.found(np.array(event.data_out.mip_solution, dtype=np.float64))

    root_checks = INF if order.limits.work is None else max(1.0, ROOT_CHECKS_PER_WORK * order.limits.work)

    def interrupt(event: Any) -> None:
        if channel.stopped.is_set() or channel.elapsed_s > order.limits.time_s:
            event.interrupt()

    def mip_interrupt(event: Any) -> None:
        nonlocal root_checks
        interrupt(event)
        root_checks -= event.data_out.mip_node_count == 0
        if root_checks <= 0:
            event.interrupt()
        bound = event.data_out.mip_dual_bound
        if bound > -INF:
            channel.bound(bound, int(event.data_out.mip_node_count))

    def user_solution(event: Any) -> None:
        x = channel.take_injected()
        if x is not None:
            event.data_in.setSolution(x)

    if problem.integers.size:
        highs.cbMipImprovingSolution += improving
        highs.cbMipInterrupt += mip_interrupt
        highs.cbMipUserSolution += user_solution
    highs.cbSimplexInterrupt += interrupt
    highs.cbIpmInterrupt += interrupt


def _result(highs: Any, problem: Problem, cutoff: float, order: Order, channel: Channel) -> SolveResult:
    termination, info = termination_of(highs.getModelStatus()), highs.getInfo()
    if termination is Termination.INTERRUPTED and not channel.stopped.is_set():
        # our own callback watches the time beside HiGHS's limit, and the work
        late = channel.elapsed_s > order.limits.time_s
        termination = Termination.TIME_LIMIT if late else Termination.NODE_LIMIT
    feasible = info.primal_solution_status == 2 and info.objective_function_value <= loosened(cutoff)
    x = np.array(highs.getSolution().col_value, dtype=np.float64) if feasible else None
    if termination is Termination.OPTIMAL and x is None and cutoff < INF:
        termination = Termination.INFEASIBLE
    if problem.integers.size:
        bound, nodes = float(info.mip_dual_bound), max(0, int(info.mip_node_count))
    else:
        bound, nodes = (float(info.objective_function_value) if termination is Termination.OPTIMAL else -INF), 0
        if x is not None and termination is Termination.OPTIMAL:
            channel.root(x, np.array(highs.getSolution().col_dual, dtype=np.float64), bound)
    status = SolutionStatus.NONE
    if x is not None:
        status = SolutionStatus.OPTIMAL if termination is Termination.OPTIMAL else SolutionStatus.FEASIBLE
    return SolveResult(
        termination,
        status,
        objective=None if x is None else problem.objective(x),
        dual_bound=bound,
        x=x,
        nodes=nodes,
        work=float(max(0, info.simplex_iteration_count)),
    )
