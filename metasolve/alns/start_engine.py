"""The start heuristics as an engine of a worker process, so that compiling kernels and long dives block no one."""

from __future__ import annotations

import numpy as np

from metasolve._version import __version__
from metasolve.alns.start import StartPoint, start_heuristics
from metasolve.backends.channel import Channel, Order
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

LONGEST_S = 1e6


class StartEngine:
    """Proposes feasible points, points that a linear program may complete, and least violated ones.

    hint is an LP point.

    If nothing feasible comes out, the result's x is the least violated point (solution status none).
    """

    version = f"start heuristics {__version__}"

    def solve(
        self, problem: Problem, cutoff: float, hint: FloatArray | None, order: Order, channel: Channel
    ) -> SolveResult:
        def emit(point: StartPoint) -> None:
            channel.found(point.x)

        rng = np.random.default_rng(order.seed)
        best = start_heuristics(problem, min(LONGEST_S, order.limits.time_s), rng, emit, hint)
        return SolveResult(
            Termination.TIME_LIMIT,
            SolutionStatus.FEASIBLE if best.complete else SolutionStatus.NONE,
            objective=problem.objective(best.x) if best.complete else None,
            dual_bound=-INF,
            x=best.x,
        )


def create_engine() -> StartEngine:
    return StartEngine()
