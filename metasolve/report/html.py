"""One self-contained HTML page about a run: convergence, gap, use of the arms, time, tables; no script, no network."""

from __future__ import annotations

import math
from collections.abc import Sequence

from metasolve.report.chart import Line, Points, Stack, stacked_chart, step_chart, time_scale, value_scale
from metasolve.report.page import card, heading, key, meter, page, table
from metasolve.report.statistics import ArmTimeline, finders
from metasolve.report.wording import UNKNOWN, arm_name, count, ending, number, percent, seconds, size
from metasolve.solution import SolutionStatus, SolveResult, relative_gap

_COLORS = ("s0", "s1", "s2", "s3", "s4", "s5", "s6")
_LAST_INCUMBENTS = 50
_LEAST_GAP = 1e-6


def render_page(result: SolveResult, timeline: ArmTimeline | None = None) -> str:
    """Return the page of a finished run; timeline, fed with its events, adds the use of the arms over time."""
    name = (result.instance.name if result.instance else "") or "model"
    cards = [_convergence(result), _gap(result)]
    if timeline is not None and timeline.pulls:
        cards.append(_arm_use(timeline, result.time_s))
    cards += [_arm_time(result), _finders(result), _arms(result), _incumbents(result), _run(result)]
    switch = (
        '<p class="scale">Time axis: <label><input type="radio" name="scale" checked> linear</label>'
        '<label><input type="radio" name="scale" id="log"> logarithmic</label></p>'
    )
    return page(name, _head(name, result) + "\n" + switch, cards)


def _head(name: str, result: SolveResult) -> str:
    good = result.solution_status is not SolutionStatus.NONE
    model = f"{result.instance.sense}imize, {size(result.instance)}" if result.instance else ""
    facts = {
        "Objective": number(result.objective, 10),
        "Dual bound": number(result.dual_bound, 10),
        "Gap": percent(result.gap),
        "Time": seconds(result.time_s),
        "Nodes": f"{result.nodes:,}",
        "Incumbents": f"{len(result.incumbents):,}",
    }
    status = ending(result).capitalize()
    return heading(name, model, status, good, result.message, result.warnings, facts)


def _convergence(result: SolveResult) -> str:
    primal = [(r.time_s, r.objective) for r in result.incumbents if math.isfinite(r.objective)]
    dual = [(r.time_s, r.bound) for r in result.bounds if math.isfinite(r.bound)]
    if not primal and not dual:
        return ""
    low, high = _window([v for _, v in primal], [v for _, v in dual])
    lines = [Line("incumbent", "primal", primal, dots=True), Line("dual bound", "dual", dual)]
    charts = [
        step_chart("objective over time", lines, time_scale(result.time_s, log), value_scale(low, high))
        for log in (False, True)
    ]
    outside = sum(not low <= v <= high for _, v in [*primal, *dual])
    note = f'<p class="soft">{count(outside, "early value")} not shown.</p>' if outside else ""
    return card("Convergence", _both(charts) + key([("primal", "incumbent"), ("dual", "dual bound")]) + note)


def _window(primal: Sequence[float], dual: Sequence[float]) -> tuple[float, float]:
    """Return the range to draw: all of the end, and of early values what is not far out."""
    ends = [*primal[-1:], *dual[-1:]]
    values = sorted([*primal, *dual])
    low, high = min(ends), max(ends)
    middle = abs(values[len(values) * 3 // 4] - values[len(values) // 4])
    reach = max(2.0 * (high - low), 2.0 * middle)
    if reach == 0.0:
        return values[0], values[-1]
    return max(low - reach, values[0]), min(high + reach, values[-1])


def _gap(result: SolveResult) -> str:
    points = [(t, max(gap, _LEAST_GAP)) for t, gap in _gaps(result) if math.isfinite(gap)]
    if not points:
        return ""
    scale = value_scale(min(g for _, g in points), max(g for _, g in points), logarithmic=True)
    charts = [
        step_chart("gap over time", [Line("gap", "gap", points)], time_scale(result.time_s, log), scale, percent=True)
        for log in (False, True)
    ]
    return card("Gap between incumbent and dual bound", _both(charts))


def _gaps(result: SolveResult) -> Points:
    news = [(r.time_s, r.objective, None) for r in result.incumbents]
    changes = sorted([*news, *((r.time_s, None, r.bound) for r in result.bounds)], key=lambda change: change[0])
    gaps: list[tuple[float, float]] = []
    objective: float | None = None
    bound: float | None = None
    for time_s, new_objective, new_bound in changes:
        objective = objective if new_objective is None else new_objective
        bound = bound if new_bound is None else new_bound
        gap = relative_gap(objective, bound)
        if gap is not None:
            gaps.append((time_s, gap))
    return gaps


def _arm_use(timeline: ArmTimeline, end_s: float) -> str:
    ranked = sorted(timeline.pulls, key=lambda arm: -sum(timeline.pulls[arm]))
    stacks = [Stack(arm, style, timeline.pulls[arm]) for arm, style in zip(ranked, _COLORS, strict=False)]
    others = ranked[len(_COLORS) :]
    if others:
        rest = [sum(counts) for counts in zip(*(timeline.pulls[arm] for arm in others), strict=True)]
        stacks.append(Stack(count(len(others), "other arm"), "rest", rest))
    charts = [
        stacked_chart("share of pulls by arm over time", stacks, timeline.width_s, time_scale(end_s, log))
        for log in (False, True)
    ]
    return card("Use of the arms, share of pulls", _both(charts) + key([(s.style, s.label) for s in stacks]))


def _arm_time(result: SolveResult) -> str:
    spent: dict[str, float] = {}
    for arm in result.arms:
        spent[arm.repair] = spent.get(arm.repair, 0.0) + arm.time_s
    spent = {repair: time_s for repair, time_s in spent.items() if time_s > 0.0}
    most = max(spent.values(), default=0.0)
    rows = [
        (repair, seconds(time_s), meter(time_s / most))
        for repair, time_s in sorted(spent.items(), key=lambda item: -item[1])
    ]
    head = ("repair engine", "time", "")
    return card("Time in sub-MIPs", table(head, rows, numeric={1}, markup={2})) if rows else ""


def _finders(result: SolveResult) -> str:
    rows = [
        (f.source, f"{f.solutions:,}", percent(f.share), number(f.last_objective), seconds(f.last_time_s))
        for f in finders(result.incumbents)
    ]
    head = ("found by", "incumbents", "improvement", "last", "at")
    return card("Where the incumbents came from", table(head, rows, numeric={1, 2, 3, 4})) if rows else ""


def _arms(result: SolveResult) -> str:
    rows = [
        (
            arm_name(arm.destroy, arm.repair),
            f"{arm.pulls:,}",
            f"{arm.improvements:,}",
            f"{arm.reward_mean:.3f}",
            seconds(arm.time_s),
            seconds(arm.time_s / arm.pulls),
        )
        for arm in sorted(result.arms, key=lambda arm: -arm.pulls)
        if arm.pulls
    ]
    head = ("arm", "pulls", "improved", "mean reward", "time", "a pull")
    return card("Arms", table(head, rows, numeric={1, 2, 3, 4, 5})) if rows else ""


def _incumbents(result: SolveResult) -> str:
    last = result.incumbents[-_LAST_INCUMBENTS:]
    rows = [(seconds(r.time_s), number(r.objective, 12), r.source) for r in reversed(last)]
    title = "Incumbents" if len(last) == len(result.incumbents) else f"The last {len(last)} incumbents"
    return card(title, table(("time", "objective", "found by"), rows, numeric={0, 1})) if rows else ""


def _run(result: SolveResult) -> str:
    missed = result.check
    rows = [
        ("version", result.version or UNKNOWN),
        ("engine", result.engine or UNKNOWN),
        ("threads", str(result.threads)),
        ("seed", str(result.seed)),
        ("model sha256", result.instance.sha256 if result.instance else UNKNOWN),
    ]
    if missed is not None:
        rows += [
            ("largest row violation", f"{missed.max_row_violation:.3g}"),
            ("largest bound violation", f"{missed.max_bound_violation:.3g}"),
            ("largest integrality violation", f"{missed.max_integrality_violation:.3g}"),
        ]
    return card("Run", table((), rows))


def _both(charts: Sequence[str]) -> str:
    linear, logarithmic = charts
    return f'<div class="linear">{linear}</div>\n<div class="log">{logarithmic}</div>'
