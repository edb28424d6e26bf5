"""Small solves, many of them: HiGHS as it comes with SciPy, its statuses translated in full and its points checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.optimize
import scipy.sparse

from llm_modeling.grounding.columns import FloatArray
from llm_modeling.quiet import quiet
from metasolve import BackendError, Problem, Sense, check

_TOLERANCE = 1e-5


class Outcome(StrEnum):
    """How a solve ended; OPEN is out of time without a proof."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    OPEN = "open"


_OUTCOMES = {0: Outcome.OPTIMAL, 1: Outcome.OPEN, 2: Outcome.INFEASIBLE, 3: Outcome.UNBOUNDED, 4: Outcome.OPEN}


@dataclass(frozen=True, eq=False)
class Optimum:
    """The outcome; value and x where it is optimal, in the sense of the problem."""

    outcome: Outcome
    value: float | None = None
    x: FloatArray | None = None

    def agrees(self, other: Optimum, tolerance: float = 1e-6) -> bool:
        """Whether both ended alike, with optimal values that are equal up to |p - y| <= tolerance (|y| + 1)."""
        if self.value is None or other.value is None:
            return self.outcome is other.outcome
        return abs(self.value - other.value) <= tolerance * (abs(other.value) + 1.0)


def optimum(problem: Problem, time_limit_s: float = 5.0, *, presolve: bool = True) -> Optimum:
    """Return the optimum of a problem; raises BackendError if the point that is said to be optimal breaks a row.

    The proof is HiGHS's alone, and HiGHS can be wrong (1.12 and 1.15.1 are, on one lot of aggregate planning, with
    presolve only): who needs to be sure asks twice.
    """
    sign = 1.0 if problem.sense is Sense.MINIMIZE else -1.0
    constraints = []
    if problem.a.shape[0]:
        matrix: scipy.sparse.csr_array[np.float64] = scipy.sparse.csr_array(
            (problem.a.data, problem.a.indices, problem.a.indptr), shape=problem.a.shape
        )
        constraints = [scipy.optimize.LinearConstraint(matrix, problem.row_lower, problem.row_upper)]
    with quiet():
        result = scipy.optimize.milp(
            sign * problem.c,
            constraints=constraints,
            bounds=scipy.optimize.Bounds(problem.col_lower, problem.col_upper),
            integrality=np.asarray(problem.integrality, dtype=np.int64),
            options={"time_limit": time_limit_s, "mip_rel_gap": 0.0, "presolve": presolve},
        )
    outcome = _OUTCOMES[result.status]
    if outcome is not Outcome.OPTIMAL or result.x is None:
        return Optimum(outcome)
    verdict = check.check(problem, result.x, _TOLERANCE)
    if not verdict.feasible:
        raise BackendError(f"scipy.optimize.milp: the point that it calls optimal breaks {verdict.worst}")
    return Optimum(outcome, float(problem.c @ result.x) + problem.offset, result.x)
