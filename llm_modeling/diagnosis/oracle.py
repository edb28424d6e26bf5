"""Oracle: whether a set of conditions can hold, by HiGHS inside SciPy, with points that our own arithmetic checks."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from llm_modeling.diagnosis.layout import TOLERANCE, Kind, Layout, System
from llm_modeling.grounding.columns import BoolArray, FloatArray
from llm_modeling.quiet import quiet

_SOLVED, _INFEASIBLE = 0, 2
_BOX = 10_000.0


class Verdict(Enum):
    """Whether conditions can hold together."""

    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Answer:
    """A verdict; x, (columns,), is a checked point that satisfies the conditions if they are feasible."""

    verdict: Verdict
    x: FloatArray | None = None


class Clock:
    """The time that is left, and how many solves there were."""

    def __init__(self, time_limit_s: float, solve_time_limit_s: float) -> None:
        self._started = time.monotonic()
        self._deadline = self._started + time_limit_s
        self._solve_time_limit_s = solve_time_limit_s
        self.solves = 0

    @property
    def used_s(self) -> float:
        return time.monotonic() - self._started

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._deadline

    def next_limit_s(self, *, patient: bool = False) -> float:
        """Return the time limit of the next solve, and count it; a patient one may take half of what is left."""
        self.solves += 1
        most = max(self._solve_time_limit_s, self.left_s() / 2.0) if patient else self._solve_time_limit_s
        return max(0.01, min(most, self.left_s()))

    def allow(self, time_s: float) -> None:
        """Let every solve take so long, if that is more than its limit."""
        self._solve_time_limit_s = max(self._solve_time_limit_s, time_s)

    def left_s(self) -> float:
        """Return the time that is left, 0 if there is none."""
        return max(0.0, self._deadline - time.monotonic())


class Oracle:
    """Answers for one problem; every answer is one small solve, or none where arithmetic will do."""

    def __init__(self, layout: Layout, clock: Clock) -> None:
        self.layout = layout
        self.clock = clock

    def ask(self, active: BoolArray, *, patient: bool = False) -> Answer:
        """Return whether the active conditions can hold together; how long a patient solve takes, later ones may."""
        if self._is_plainly_infeasible(active):
            return Answer(Verdict.INFEASIBLE)
        if self.clock.is_over:
            return Answer(Verdict.UNKNOWN)
        system = self.layout.system(active)
        if not system.rows.size:
            return self._checked(np.zeros(0), system, active)
        began_s = self.clock.used_s
        boxed = _boxed(system)
        outcome = solve_system(boxed, np.zeros(system.columns.size), self.clock.next_limit_s(patient=patient))
        if outcome.x is None and boxed is not system:
            outcome = solve_system(system, np.zeros(system.columns.size), self.clock.next_limit_s(patient=patient))
        if patient:
            self.clock.allow(2.0 * (self.clock.used_s - began_s))
        if outcome.x is None:
            return Answer(outcome.verdict)
        answer = self._checked(outcome.x, system, active)
        return answer if answer.x is not None or not system.integer.any() else self._settled(outcome.x, system, active)

    def _settled(self, values: FloatArray, system: System, active: BoolArray) -> Answer:
        """Return the point with its integers rounded and the others fitted to them, if that passes."""
        whole = np.rint(values)
        lower, upper = (np.where(system.integer, whole, bound) for bound in (system.lower, system.upper))
        fixed = replace(system, lower=lower, upper=upper, integer=np.zeros_like(system.integer))
        outcome = solve_system(fixed, np.zeros(values.size), self.clock.next_limit_s())
        if outcome.x is None:
            return Answer(Verdict.UNKNOWN)
        return self._checked(np.where(system.integer, whole, outcome.x), system, active)

    def _checked(self, values: FloatArray, system: System, active: BoolArray) -> Answer:
        """Return the point of the whole problem, other columns as near to 0 as their bounds allow, if it passes."""
        _, _, lower, upper = self.layout.arrays(active)
        integer = self.layout.part(active, Kind.INTEGRALITY)
        lower = np.where(integer, np.ceil(lower - TOLERANCE), lower)
        upper = np.where(integer, np.floor(upper + TOLERANCE), upper)
        x = np.minimum(np.maximum(0.0, lower), upper)
        x[system.columns] = values
        if (self.layout.violated(x) & active).any():
            return Answer(Verdict.UNKNOWN)
        return Answer(Verdict.FEASIBLE, x)

    def _is_plainly_infeasible(self, active: BoolArray) -> bool:
        """Whether bounds cross, a row without columns fails, or a row's integer values miss its sides."""
        row_lower, row_upper, lower, upper = self.layout.arrays(active)
        integer = self.layout.part(active, Kind.INTEGRALITY)
        low = np.where(integer, np.ceil(lower - TOLERANCE), lower)
        high = np.where(integer, np.floor(upper + TOLERANCE), upper)
        empty = np.diff(self.layout.problem.a.indptr) == 0
        failing = empty & ((row_lower > TOLERANCE) | (row_upper < -TOLERANCE))
        crossed = (low > high + TOLERANCE * np.maximum(1.0, np.abs(low))) & np.isfinite(low) & np.isfinite(high)
        return bool(crossed.any() or failing.any() or self.layout.indivisible(active).any())


def _boxed(system: System) -> System:
    """Return the system with integers that lack a bound in a box, the same system if there are none.

    HiGHS 1.12 searches integers without bounds far out and ends late there.
    """
    open_below, open_above = system.integer & np.isinf(system.lower), system.integer & np.isinf(system.upper)
    if not (open_below | open_above).any():
        return system
    low = np.where(np.isfinite(system.upper), system.upper, 0.0) - _BOX
    high = np.where(np.isfinite(system.lower), system.lower, 0.0) + _BOX
    lower, upper = np.where(open_below, low, system.lower), np.where(open_above, high, system.upper)
    return replace(system, lower=lower, upper=upper)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a solve of a system gave; x is its best point, is_optimal whether that is proved."""

    verdict: Verdict
    x: FloatArray | None = None
    is_optimal: bool = False


def solve_system(system: System, cost: FloatArray, limit_s: float) -> Outcome:
    """Return a point of the system of least cost, as far as the limit allows."""
    bounds = Bounds(system.lower, system.upper)
    rows = [LinearConstraint(system.matrix, system.row_lower, system.row_upper)] if system.rows.size else []
    integer = system.integer.astype(np.uint8)
    for presolve in (True, False):
        options: Any = {"time_limit": limit_s, "presolve": presolve, "mip_rel_gap": 1e-9}
        with quiet():
            result = milp(cost, constraints=rows, bounds=bounds, integrality=integer, options=options)
        x = None if result.x is None else np.asarray(result.x, dtype=np.float64)
        if x is not None:
            return Outcome(Verdict.FEASIBLE, x, result.status == _SOLVED)
        if result.status == _INFEASIBLE:
            return Outcome(Verdict.INFEASIBLE)
        if result.status == 1:  # the limit
            return Outcome(Verdict.UNKNOWN)
    return Outcome(Verdict.UNKNOWN)


def least_vertex(
    cost: FloatArray, equations: Any, target: FloatArray, inequalities: Any, upper: FloatArray, limit_s: float
) -> FloatArray | None:
    """Return a vertex x of least cost with equations x = target, inequalities x <= 0, 0 <= x <= upper; None if none."""
    solve: Any = linprog
    with quiet():
        outcome = solve(
            cost,
            A_ub=inequalities if inequalities.shape[0] else None,
            b_ub=np.zeros(inequalities.shape[0]) if inequalities.shape[0] else None,
            A_eq=equations,
            b_eq=target,
            bounds=np.stack([np.zeros(upper.size), upper], axis=1),
            method="highs-ds",
            options={"time_limit": limit_s},
        )
    return np.asarray(outcome.x, dtype=np.float64) if outcome.status == _SOLVED and outcome.x is not None else None
