"""SCIP as an engine (pyscipopt; optimize() holds the GIL, optimizeNogil() does not)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pyscipopt
from pyscipopt import (
    SCIP_EVENTTYPE,
    SCIP_HEURTIMING,
    SCIP_LPSOLSTAT,
    SCIP_PARAMEMPHASIS,
    SCIP_PARAMSETTING,
    SCIP_RESULT,
    SCIP_STAGE,
)

from metasolve.backends.channel import Channel, Order, loosened
from metasolve.backends.contract import Emphasis
from metasolve.errors import UnknownStatusError
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

TERMINATIONS: Mapping[str, Termination] = {
    "unknown": Termination.ERROR,
    "userinterrupt": Termination.INTERRUPTED,
    "terminate": Termination.INTERRUPTED,
    "nodelimit": Termination.NODE_LIMIT,
    "totalnodelimit": Termination.NODE_LIMIT,
    "stallnodelimit": Termination.NODE_LIMIT,
    "restartlimit": Termination.NODE_LIMIT,
    "sollimit": Termination.NODE_LIMIT,
    "bestsollimit": Termination.NODE_LIMIT,
    "primallimit": Termination.NODE_LIMIT,
    "duallimit": Termination.NODE_LIMIT,
    "timelimit": Termination.TIME_LIMIT,
    "memlimit": Termination.ERROR,
    "gaplimit": Termination.OPTIMAL,
    "optimal": Termination.OPTIMAL,
    "infeasible": Termination.INFEASIBLE,
    "unbounded": Termination.UNBOUNDED,
    "inforunbd": Termination.INFEASIBLE_OR_UNBOUNDED,
}
LP_ITERATIONS_PER_WORK = 20000
_INTERRUPTIBLE = (SCIP_STAGE.INITPRESOLVE, SCIP_STAGE.PRESOLVING, SCIP_STAGE.PRESOLVED, SCIP_STAGE.SOLVING)
_Event = SCIP_EVENTTYPE
_NODE_EVENTS = _Event.NODEFEASIBLE | _Event.NODEINFEASIBLE | _Event.NODEBRANCHED
_WATCHED = (_Event.BESTSOLFOUND, _Event.FIRSTLPSOLVED, _Event.LPSOLVED, _NODE_EVENTS)
_TIMING = SCIP_HEURTIMING.BEFORENODE | SCIP_HEURTIMING.DURINGLPLOOP | SCIP_HEURTIMING.AFTERLPNODE


class ScipEngine:
    """Builds a fresh SCIP model for each order."""

    version = f"SCIP {pyscipopt.Model().version()}"

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult:
        model = pyscipopt.Model()
        model.hideOutput()
        variables = _build(model, problem)
        _set_parameters(model, order, channel)
        if cutoff < INF:
            model.setObjlimit(loosened(cutoff, 2.0))  # SCIP wants solutions below it by more than its own tolerance
        watcher = _Watcher(variables, problem, order, channel)
        model.includeEventhdlr(watcher, "metasolve_watch", "streams incumbents, bounds and the root relaxation")
        injector = _Injector(variables, channel)
        model.includeHeur(injector, "metasolve_inject", "adopts solutions from outside", "#", timingmask=_TIMING)
        if hint is not None:
            _add_start(model, variables, hint)
        channel.on_stop(partial(_interrupt, model))
        if not channel.stopped.is_set():
            model.optimizeNogil()
        result = _result(model, variables, problem, cutoff, channel, watcher.exhausted)
        model.freeProb()  # the model's objects form cycles, which Python leaves in memory for a while
        return result


def create_engine() -> ScipEngine:
    return ScipEngine()


def _interrupt(model: Any) -> None:
    """Ask SCIP to stop, where it can be asked: it raises while it transforms or frees; a stop is sent repeatedly."""
    if model.getStage() in _INTERRUPTIBLE:
        model.interruptSolve()


def termination_of(code: str) -> Termination:
    """Return what a SCIP status means.

    Raises UnknownStatusError if the table does not hold it.
    """
    if code not in TERMINATIONS:
        raise UnknownStatusError(f"SCIP returned status {code!r}, which is not in the table")
    return TERMINATIONS[code]


def _build(model: Any, problem: Problem) -> list[Any]:
    """Add columns, then empty rows, then the coefficients: ten times faster than adding expressions."""
    infinity = model.infinity()
    lower = np.clip(problem.col_lower, -infinity, infinity).tolist()
    upper = np.clip(problem.col_upper, -infinity, infinity).tolist()
    kinds = np.where(problem.is_binary, "B", np.where(problem.is_integer, "I", "C")).tolist()
    variables = [
        model.addVar(lb=low, ub=high, obj=cost, vtype=kind)
        for low, high, cost, kind in zip(lower, upper, problem.c.tolist(), kinds, strict=True)
    ]
    model.addObjoffset(problem.offset)
    left = np.where(problem.row_lower > -1e20, problem.row_lower, -infinity).tolist()
    right = np.where(problem.row_upper < 1e20, problem.row_upper, infinity).tolist()
    nothing = pyscipopt.Expr()
    indptr, indices, data = problem.a.indptr.tolist(), problem.a.indices.tolist(), problem.a.data.tolist()
    add = model.addConsCoeff
    for i in range(problem.rows):
        row = model.addCons(pyscipopt.ExprCons(nothing, lhs=left[i], rhs=right[i]))
        for k in range(indptr[i], indptr[i + 1]):
            add(row, variables[indices[k]], data[k])
    return variables


def _set_parameters(model: Any, order: Order, channel: Channel) -> None:
    limits = order.limits
    if order.emphasis is Emphasis.FEASIBILITY:
        model.setEmphasis(SCIP_PARAMEMPHASIS.FEASIBILITY, quiet=True)
    elif order.emphasis in (Emphasis.SUBMIP, Emphasis.LNS):
        _set_submip_parameters(model)
    model.setParam("misc/catchctrlc", False)
    model.setParam("randomization/randomseedshift", order.seed % 2**31)
    model.setParam("limits/gap", limits.mip_gap)
    if limits.time_s < INF:
        model.setParam("limits/time", max(0.01, limits.time_s - channel.elapsed_s))
    if limits.nodes is not None:
        model.setParam("limits/nodes", limits.nodes)
    if limits.work is not None:  # for each single LP; _Watcher adds them up
        model.setParam("lp/rootiterlim", _lp_iterations(limits.work))
        model.setParam("lp/iterlim", _lp_iterations(limits.work))
    if limits.stall_nodes is not None:
        model.setParam("limits/stallnodes", limits.stall_nodes)
    if limits.solutions is not None:
        model.setParam("limits/bestsol", limits.solutions)


def _set_submip_parameters(model: Any) -> None:
    """Cheap root, no sub-sub-MIPs; after the sub-SCIP of Hendel, Adaptive large neighborhood search for MIP, 2022."""
    model.setPresolve(SCIP_PARAMSETTING.FAST)
    model.setSeparating(SCIP_PARAMSETTING.FAST)
    for name in ("alns", "rins", "crossover", "localbranching", "mutation", "rens", "dins", "gins", "lpface", "ofins"):
        if f"heuristics/{name}/freq" in model.getParams():
            model.setParam(f"heuristics/{name}/freq", -1)
    model.setParam("estimation/restarts/restartpolicy", "n")


def _add_start(model: Any, variables: list[Any], hint: FloatArray) -> None:
    solution = model.createSol()
    for variable, value in zip(variables, hint.tolist(), strict=True):
        model.setSolVal(solution, variable, value)
    model.addSol(solution)


def _lp_iterations(work: float) -> int:
    return max(1, int(LP_ITERATIONS_PER_WORK * work))


class _Watcher(pyscipopt.Eventhdlr):  # type: ignore[misc]
    """Streams incumbents, dual bounds and the root relaxation, and stops the solve when its work is used up."""

    def __init__(self, variables: list[Any], problem: Problem, order: Order, channel: Channel) -> None:
        self._variables, self._problem, self._channel = variables, problem, channel
        self._iterations = INF if order.limits.work is None else _lp_iterations(order.limits.work)
        self.exhausted = False
        self._index = {variable.name: j for j, variable in enumerate(variables)}

    def eventinit(self) -> None:
        for kind in _WATCHED:
            self.model.catchEvent(kind, self)

    def eventexit(self) -> None:
        for kind in _WATCHED:
            self.model.dropEvent(kind, self)

    def eventexec(self, event: Any) -> None:
        model = self.model
        if event.getType() == _Event.BESTSOLFOUND:
            best = model.getBestSol()
            self._channel.found(np.array([model.getSolVal(best, v) for v in self._variables]))
            return
        if model.getStage() != SCIP_STAGE.SOLVING:
            return
        self._channel.bound(_bound(model), model.getNTotalNodes())
        if self._channel.stopped.is_set():  # asked while SCIP could not be
            model.interruptSolve()
        elif not self.exhausted and model.getNLPIterations() >= self._iterations:
            self.exhausted = True
            model.interruptSolve()
        if event.getType() in (_Event.FIRSTLPSOLVED, _Event.LPSOLVED) and model.getNTotalNodes() <= 1:
            self._tell_root()

    def _tell_root(self) -> None:
        model = self.model
        if model.getLPSolstat() != SCIP_LPSOLSTAT.OPTIMAL:
            return
        x = np.array([model.getSolVal(None, v) for v in self._variables])
        reduced_costs = np.zeros(len(self._variables))
        for variable in model.getVars(transformed=True):
            original = self._index.get(variable.name.removeprefix("t_"))
            if original is not None and variable.isInLP():
                reduced_costs[original] = model.getVarRedcost(variable)
        self._channel.root(x, reduced_costs, self._problem.objective(x))


class _Injector(pyscipopt.Heur):  # type: ignore[misc]
    """Tries the newest solution from outside, as a primal heuristic."""

    def __init__(self, variables: list[Any], channel: Channel) -> None:
        self._variables, self._channel = variables, channel

    def heurexec(self, heurtiming: Any, nodeinfeasible: bool) -> dict[str, Any]:
        x = self._channel.take_injected()
        if x is None:
            return {"result": SCIP_RESULT.DIDNOTRUN}
        solution = self.model.createOrigSol(self)
        for variable, value in zip(self._variables, x.tolist(), strict=True):
            self.model.setSolVal(solution, variable, value)
        stored = self.model.trySol(solution, printreason=False)
        return {"result": SCIP_RESULT.FOUNDSOL if stored else SCIP_RESULT.DIDNOTFIND}


def _bound(model: Any) -> float:
    bound = float(model.getDualbound())
    return bound if abs(bound) < model.infinity() else math.copysign(INF, bound)


def _result(
    model: Any, variables: list[Any], problem: Problem, cutoff: float, channel: Channel, exhausted: bool
) -> SolveResult:
    termination = termination_of(model.getStatus())
    if termination is Termination.INTERRUPTED and not channel.stopped.is_set():
        termination = Termination.NODE_LIMIT  # our own watcher counts the work
    elif exhausted and termination is Termination.INTERRUPTED:
        termination = Termination.NODE_LIMIT
    x = None
    if model.getNSols() > 0:
        best = model.getBestSol()
        x = np.array([model.getSolVal(best, v) for v in variables])
    if x is not None and problem.objective(x) > loosened(cutoff):
        x = None
    status = SolutionStatus.NONE
    if x is not None:
        status = SolutionStatus.OPTIMAL if termination is Termination.OPTIMAL else SolutionStatus.FEASIBLE
    elif termination is Termination.OPTIMAL:
        termination = Termination.INFEASIBLE
    solved = model.getStage() in (SCIP_STAGE.SOLVING, SCIP_STAGE.SOLVED, SCIP_STAGE.PRESOLVED, SCIP_STAGE.PRESOLVING)
    return SolveResult(
        termination,
        status,
        objective=None if x is None else problem.objective(x),
        dual_bound=_bound(model) if solved else -INF,
        x=x,
        nodes=int(model.getNTotalNodes()) if solved else 0,
        work=float(model.getNLPIterations()) / LP_ITERATIONS_PER_WORK if solved else 0.0,
    )
