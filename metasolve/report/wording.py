"""Numbers, durations and endings in words, the same in the table, the summary and the page."""

from __future__ import annotations

import math

from metasolve.solution import InstanceInfo, SolutionStatus, SolveResult, Termination

UNKNOWN = "-"

_ENDINGS = {
    Termination.OPTIMAL: "optimal, proved within the gap",
    Termination.TIME_LIMIT: "time limit reached",
    Termination.NODE_LIMIT: "node limit reached",
    Termination.INTERRUPTED: "interrupted",
    Termination.INFEASIBLE: "infeasible: no solution exists",
    Termination.UNBOUNDED: "unbounded: the objective has no limit",
    Termination.INFEASIBLE_OR_UNBOUNDED: "infeasible or unbounded",
    Termination.ERROR: "ended by an error",
}
_STOPPED = {Termination.TIME_LIMIT, Termination.NODE_LIMIT, Termination.INTERRUPTED, Termination.ERROR}


def ending(result: SolveResult) -> str:
    """Return how the solve ended, and what it leaves, as one phrase."""
    words = _ENDINGS[result.termination]
    if result.termination not in _STOPPED:
        return f"{words}{_proved_by(result)}"
    left = "no solution" if result.solution_status is SolutionStatus.NONE else "feasible solution"
    return f"{words}, {left}"


def _proved_by(result: SolveResult) -> str:
    if len(result.proved_by) < 2:
        return f", by {result.proved_by[0]} alone" if result.proved_by else ""
    return f", by {', '.join(result.proved_by[:-1])} and {result.proved_by[-1]}"


def number(value: float | None, digits: int = 9) -> str:
    """Return value with the given significant digits; whole numbers below 1e12 in full; "-" if unknown."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == round(value) and abs(value) < 1e12:
        return f"{value:.0f}" if value else "0"
    return f"{value:.{digits}g}"


def percent(ratio: float | None) -> str:
    """Return a ratio such as a gap in percent, short; "-" if unknown."""
    if ratio is None or math.isnan(ratio):
        return UNKNOWN
    if math.isinf(ratio):
        return "inf"
    if ratio < 5e-6:
        return "<0.001%" if ratio > 0.0 else "0%"
    return f"{ratio:.1%}" if ratio >= 0.1 else f"{ratio:.2%}" if ratio >= 0.01 else f"{ratio:.3%}"


def seconds(time_s: float) -> str:
    """Return a duration: 0.42s, 12.3s, 2m05s, 3h07m."""
    if time_s < 1.0:
        return f"{time_s:.2f}s"
    if time_s < 99.95:
        return f"{time_s:.1f}s"
    whole = round(time_s)
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"


def count(value: int, noun: str) -> str:
    """Return a count with its noun: 1 row, 2 rows, 12,345 rows."""
    return f"{value:,} {noun}" if value == 1 else f"{value:,} {noun}s"


def size(instance: InstanceInfo) -> str:
    """Return the size of a model on one line."""
    kinds = f"{instance.binaries:,} binary, {instance.integers:,} integer"
    columns = f"{count(instance.columns, 'column')} ({kinds})"
    return f"{count(instance.rows, 'row')}, {columns}, {count(instance.nonzeros, 'nonzero')}"


def shorten(text: str, width: int) -> str:
    """Return text cut to at most width characters."""
    return text if len(text) <= width else text[: width - 1] + "…"


def arm_name(destroy: str, repair: str) -> str:
    """Return the name of an arm, as incumbents name it in their source."""
    return f"{destroy}+{repair}"
