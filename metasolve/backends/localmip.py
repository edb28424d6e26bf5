"""Local-MIP as an engine: local search for feasible and better points; proves nothing.

Source: Lin, Zou, Hu, Cai, Local-MIP: Efficient local search for mixed integer programming, Artificial
Intelligence 348, 2025.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import localmip_py
import numpy as np

from metasolve.backends.channel import Channel, Order, loosened
from metasolve.check import check, rounded
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

FIRST_ROUND_S = 0.4
LONGEST_ROUND_S = 6.0


class LocalMipEngine:
    """Runs in rounds of growing length, each from the best point so far, because the library streams no solutions."""

    version = f"Local-MIP {version('localmip')}"

    def __init__(self) -> None:
        self._search: Any = None

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult:
        try:
            prepared = _builder(problem, cutoff).prepare()
        except RuntimeError as error:
            if "infeasible" not in str(error):
                raise
            return SolveResult(Termination.NODE_LIMIT, dual_bound=-INF)  # nothing to search; no proof is claimed
        channel.on_stop(self._terminate)
        termination = Termination.TIME_LIMIT
        best, best_cost, start = None, math.inf, hint
        length_s, seed = FIRST_ROUND_S, order.seed
        while (left_s := order.limits.time_s - channel.elapsed_s) > 0.05 and not channel.stopped.is_set():
            x = self._run(prepared, min(length_s, left_s), start, seed)
            length_s, seed = min(2.0 * length_s, LONGEST_ROUND_S), seed + 1
            if x is None:
                continue
            x = rounded(problem, x)
            cost = problem.objective(x)
            if cost < best_cost and cost <= loosened(cutoff) and check(problem, x).feasible:
                best, best_cost, start = x, cost, x
                channel.found(x)
                if order.limits.solutions is not None and channel.solutions >= order.limits.solutions:
                    termination = Termination.NODE_LIMIT
                    break
            injected = channel.take_injected()
            if injected is not None and problem.objective(injected) < best_cost:
                start = injected
        return SolveResult(
            Termination.INTERRUPTED if channel.stopped.is_set() else termination,
            SolutionStatus.NONE if best is None else SolutionStatus.FEASIBLE,
            objective=None if best is None else best_cost,
            dual_bound=-INF,
            x=best,
        )

    def _run(self, prepared: Any, time_s: float, start: FloatArray | None, seed: int) -> FloatArray | None:
        self._search = search = localmip_py.LocalMIP(prepared)
        search.set_time_limit(time_s)
        search.set_random_seed(seed % 2**31)
        if start is not None:
            search.set_start_cbk(_starter(start))
        search.run()
        return np.array(search.get_solution(), dtype=np.float64) if search.is_feasible() else None

    def _terminate(self) -> None:
        if self._search is not None:
            self._search.terminate()


def create_engine() -> LocalMipEngine:
    return LocalMipEngine()


def _builder(problem: Problem, cutoff: float) -> Any:
    builder = localmip_py.ModelBuilder()
    builder.set_sense(localmip_py.Sense.minimize)
    kinds = localmip_py.VarType
    codes = np.where(problem.is_binary, 2, problem.is_integer.astype(np.int64)).tolist()
    types = (kinds.real, kinds.general_integer, kinds.binary)
    columns = zip(problem.col_lower.tolist(), problem.col_upper.tolist(), problem.c.tolist(), codes, strict=True)
    for j, (lower, upper, cost, code) in enumerate(columns):
        builder.add_var(f"x{j}", lower, upper, cost, types[code])
    indptr, indices, data = problem.a.indptr.tolist(), problem.a.indices.tolist(), problem.a.data.tolist()
    for i, (lower, upper) in enumerate(zip(problem.row_lower.tolist(), problem.row_upper.tolist(), strict=True)):
        begin, end = indptr[i], indptr[i + 1]
        if begin < end:  # the library refuses empty rows; whether they hold shows in the check
            builder.add_con(lower, upper, indices[begin:end], data[begin:end])
    costs = np.flatnonzero(problem.c)
    if cutoff < INF and costs.size:
        builder.add_con(-INF, cutoff - problem.offset, costs.tolist(), problem.c[costs].tolist())
    return builder


def _starter(start: FloatArray) -> Callable[[Any], None]:
    def set_values(context: Any) -> None:
        values = context.current_values
        for j, value in enumerate(start.tolist()):
            values[j] = value

    return set_values
