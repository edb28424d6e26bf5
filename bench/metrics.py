"""Measures of one run: primal gaps, integrals, first incumbent, proof, wrong answers.

Berthold, Measuring the impact of primal heuristics, Operations Research Letters 41, 2013 (primal gap and integral);
the primal-dual integral is that of SCIP, with its gap |p - d| / max(|p|, |d|).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.record import Run, Trajectory

EARLY_S = (10.0, 30.0)
TIME_SHIFT_S = 1.0
GAP_SHIFT = 0.001
"""Shifts of the geometric means: 1 s for times, 0.1 % for gaps and integrals."""

_LEAST_SCALE = 1e-9
_EQUAL = 1e-9
_ABSOLUTE_GAP = 1e-6
"""Solvers stop at this absolute gap too, whatever the relative gap asked of them."""


class Measure(StrEnum):
    """What is averaged and compared; each is a share in [0, 1], less is better."""

    GAP_10_S = "primal gap at 10 s"
    GAP_30_S = "primal gap at 30 s"
    FINAL_GAP = "final primal gap"
    PRIMAL_INTEGRAL = "primal integral"
    PRIMAL_DUAL_INTEGRAL = "primal-dual integral"


@dataclass(frozen=True)
class Reference:
    """Where gaps are measured from; found_here if it is only the best of these runs, None if they have none."""

    value: float | None
    found_here: bool


@dataclass(frozen=True)
class Score:
    """What one run is worth: values lacks a gap at a time after the limit; wrong says what is false, if anything."""

    run: Run
    reference: Reference
    values: dict[Measure, float]
    first_s: float | None
    proof_s: float | None
    wrong: str
    improves_best_known: bool


def references(runs: Iterable[Run]) -> dict[str, Reference]:
    """Return the reference of each instance: the best known value of its last run, else the best found in any."""
    known: dict[str, float] = {}
    found: dict[str, float] = {}
    names: dict[str, None] = {}
    for run in runs:
        names[run.instance] = None
        if run.best_known is not None:
            known[run.instance] = run.best_known
        best = min if run.sense == "min" else max
        for _, value in _counted(run):
            found[run.instance] = best(found.get(run.instance, value), value)
    return {name: Reference(known.get(name, found.get(name)), name not in known) for name in names}


def score(run: Run, reference: Reference) -> Score:
    """Return every measure of the run."""
    end = run.time_limit_s
    primal = primal_gaps(run, reference)
    values = {
        Measure.FINAL_GAP: at(primal, end),
        Measure.PRIMAL_INTEGRAL: mean_over(primal, end),
        Measure.PRIMAL_DUAL_INTEGRAL: mean_over(primal_dual_gaps(run), end),
    }
    for measure, time_s in zip((Measure.GAP_10_S, Measure.GAP_30_S), EARLY_S, strict=True):
        if time_s <= end:
            values[measure] = at(primal, time_s)
    counted = _counted(run)
    wrong = wrong_answer(run, reference)
    return Score(
        run=run,
        reference=reference,
        values=values,
        first_s=counted[0][0] if counted else None,
        proof_s=run.wall_s if run.termination == "optimal" and not wrong else None,
        wrong=wrong,
        improves_best_known=_improves(run, reference),
    )


def primal_gap(value: float | None, best: float | None, sense: str) -> float:
    """Return |value - best| / max(|best|, 1e-9), at most 1; 0 if value is not worse than best, 1 without a value.

    Not worse is within 1e-9 of max(|best|, 1), so that rounding at a best value of 0 is no gap.
    """
    if value is None or best is None:
        return 1.0
    worse = value - best if sense == "min" else best - value
    if worse <= _EQUAL * max(abs(best), 1.0):
        return 0.0
    return min(worse / max(abs(best), _LEAST_SCALE), 1.0)


def primal_gaps(run: Run, reference: Reference) -> Trajectory:
    """Return the primal gap as a step function from time 0 on; incumbents after the time limit do not count."""
    steps = ((time_s, primal_gap(value, reference.value, run.sense)) for time_s, value in _counted(run))
    return ((0.0, 1.0), *steps)


def primal_dual_gaps(run: Run) -> Trajectory:
    """Return the gap between incumbent and dual bound as a step function; 1 if one is missing or the signs differ."""
    news: list[tuple[float, float | None, float | None]] = [(t, value, None) for t, value in _counted(run)]
    news += [(t, None, bound) for t, bound in run.bounds if t <= run.time_limit_s]
    primal: float | None = None
    dual: float | None = None
    steps = [(0.0, 1.0)]
    for time_s, value, bound in sorted(news, key=lambda item: item[0]):
        primal, dual = primal if value is None else value, dual if bound is None else bound
        steps.append((time_s, _primal_dual_gap(primal, dual)))
    return tuple(steps)


def at(steps: Trajectory, time_s: float) -> float:
    """Return the value of a step function at a time."""
    return [value for t, value in steps if t <= time_s][-1]


def mean_over(steps: Trajectory, end_s: float) -> float:
    """Return the mean of a step function over [0, end_s]."""
    ends = [min(t, end_s) for t, _ in steps[1:]] + [end_s]
    return sum(value * (end - t) for (t, value), end in zip(steps, ends, strict=True) if t < end_s) / end_s


def wrong_answer(run: Run, reference: Reference) -> str:
    """Return what is provably false in what the solver said, or nothing."""
    best = reference.value
    if run.termination == "optimal" and run.objective is None:
        return "says optimal without a solution"
    if best is None:
        return ""
    tolerance = max(run.mip_gap * abs(best), _ABSOLUTE_GAP)
    sign = 1.0 if run.sense == "min" else -1.0
    if run.termination == "optimal" and run.objective is not None and sign * (run.objective - best) > tolerance:
        return f"says that {run.objective:.10g} is optimal, but {best:.10g} is known"
    if run.termination in ("infeasible", "unbounded", "infeasible_or_unbounded"):
        return f"says {run.termination.replace('_', ' ')}, but {best:.10g} is the best known value"
    if run.dual_bound is not None and sign * (run.dual_bound - best) > tolerance:
        return f"its dual bound {run.dual_bound:.10g} cuts off the known value {best:.10g}"
    return ""


def shifted_geometric_mean(values: Sequence[float], shift: float) -> float:
    """Return exp(mean(log(value + shift))) - shift."""
    return math.exp(math.fsum(math.log(value + shift) for value in values) / len(values)) - shift


def _counted(run: Run) -> Trajectory:
    return tuple((t, value) for t, value in run.incumbents if t <= run.time_limit_s)


def _primal_dual_gap(primal: float | None, dual: float | None) -> float:
    if primal is None or dual is None or math.isinf(dual) or primal * dual < 0.0:
        return 1.0
    scale = max(abs(primal), abs(dual))
    return min(abs(primal - dual) / scale, 1.0) if scale else 0.0


def _improves(run: Run, reference: Reference) -> bool:
    if reference.found_here or reference.value is None:
        return False
    sign, best = (1.0 if run.sense == "min" else -1.0), reference.value
    return any(sign * (best - value) > max(1e-6 * abs(best), _ABSOLUTE_GAP) for _, value in _counted(run))
