"""One self-contained HTML page about a sequence of linear systems: arms, iterations and time over the steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from metasolve.report.chart import (
    Cloud,
    Points,
    Scale,
    Stack,
    Words,
    count_scale,
    dot_chart,
    stacked_chart,
    value_scale,
)
from metasolve.report.page import card, heading, key, meter, page, table
from metasolve.report.sequence import SequenceResult, StepRecord, times
from metasolve.report.wording import UNKNOWN, count, number, seconds

_COLORS = ("s0", "s1", "s2", "s3", "s4", "s5", "s6")
_MOST_BINS = 100
_MOST_DOTS = 4000
_SLOWEST = 15
_WIDE = 12.0
"""Values of which the largest is so many times the smallest are drawn on a logarithmic scale."""


@dataclass(frozen=True)
class _Palette:
    """The color of each arm, and what keys say of it: the arms with most steps have their own."""

    styles: Mapping[str, str]
    entries: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, result: SequenceResult) -> _Palette:
        ranked = [use.arm for use in sorted(result.arms(), key=lambda use: -use.steps)]
        others = ranked[len(_COLORS) :] if len(ranked) > len(_COLORS) + 1 else []
        styles = dict(zip(ranked, (*_COLORS, "rest"), strict=False)) | dict.fromkeys(others, "rest")
        entries = [(styles[arm], arm) for arm in ranked if arm not in others]
        return cls(styles, [*entries, ("rest", count(len(others), "other arm"))] if others else entries)


def render_sequence_page(result: SequenceResult) -> str:
    """Return the page of a run."""
    steps = len(result.steps)
    worst = result.worst_relative_residual
    facts = {
        "Steps solved": f"{steps:,} of {result.planned:,}",
        "Time": seconds(result.time_s),
        "Time in solvers": seconds(result.solving_time_s),
        "Iterations": f"{result.iterations:,}",
        "Fallbacks": f"{result.fallbacks:,}",
        "Worst residual": UNKNOWN if worst is None else f"{worst:.2e}",
    }
    good = result.end == "solved"
    head = heading(
        result.name, f"{result.form}, {result.size}", result.ending, good, result.message, result.warnings, facts
    )
    if not result.steps:
        return page(result.name, head, [_run(result)])
    palette = _Palette.of(result)
    cards = [
        _choices(result, palette),
        _dots("Iterations a step", "iterations", result, palette, lambda step: float(step.iterations)),
        _dots("Milliseconds a step, in solvers", "milliseconds", result, palette, lambda step: 1e3 * step.time_s),
        _by_context(result, palette),
        _shares(result),
        _arms(result),
        _slowest(result),
        _run(result),
    ]
    return page(result.name, head, cards)


def _choices(result: SequenceResult, palette: _Palette) -> str:
    """Return the card of arms over the steps: how often each was chosen in every bin."""
    width = max(1, math.ceil(len(result.steps) / _MOST_BINS))
    bins = math.ceil(len(result.steps) / width)
    counts = {style: [0.0] * bins for style, _ in palette.entries}
    for place, step in enumerate(result.steps):
        counts[palette.styles[step.solver]][place // width] += 1.0
    stacks = [Stack(label, style, counts[style]) for style, label in palette.entries]
    across = count_scale(0.0, float(bins * width))
    words = Words("steps", lambda place: f"step {place + 1:.0f}", _tick)
    chart = stacked_chart("share of steps by arm", stacks, float(width), across, words)
    each = f", {count(width, 'step')} a bar" if width > 1 else ""
    return card(f"Choice of arms over the steps{each}", chart + key(palette.entries))


def _dots(
    title: str, label: str, result: SequenceResult, palette: _Palette, measure: Callable[[StepRecord], float]
) -> str:
    across = count_scale(0.0, float(len(result.steps)) + 1.0)
    return _cloud_card(title, label, result, palette, lambda step: float(step.number), measure, across)


def _by_context(result: SequenceResult, palette: _Palette) -> str:
    """Return the card of iterations over the first number of the context, if it takes several values."""
    values = {step.context[0] for step in result.steps if step.context}
    if len(values) < 3:
        return ""
    margin = 0.02 * (max(values) - min(values))
    across = count_scale(min(values) - margin, max(values) + margin)
    name = result.context_names[0] if result.context_names else "the context"
    known = [step for step in result.steps if step.context]
    title = f"Iterations over {name}" + (", the first of the context" if len(known[0].context) > 1 else "")
    return _cloud_card(
        title,
        "iterations",
        result,
        palette,
        lambda step: step.context[0] if step.context else math.nan,
        lambda step: float(step.iterations),
        across,
    )


def _cloud_card(
    title: str,
    label: str,
    result: SequenceResult,
    palette: _Palette,
    place: Callable[[StepRecord], float],
    measure: Callable[[StepRecord], float],
    across: Scale,
) -> str:
    stride = max(1, math.ceil(len(result.steps) / _MOST_DOTS))
    points: dict[str, list[tuple[float, float]]] = {style: [] for style, _ in palette.entries}
    for step in result.steps[::stride]:
        if math.isfinite(place(step)):
            points[palette.styles[step.solver]].append((place(step), measure(step)))
    everything = [point for group in points.values() for point in group]
    clouds = [Cloud(name, style, points[style]) for style, name in palette.entries]
    chart = dot_chart(title, clouds, across, _height(everything), Words(label, _tick, _tick))
    note = f'<p class="soft">Every {stride}th step is shown.</p>' if stride > 1 else ""
    return card(title, chart + key(palette.entries) + note)


def _height(points: Points) -> Scale:
    values = [value for _, value in points]
    low, high = min(values), max(values)
    if low > 0.0 and high / low >= _WIDE:
        return value_scale(low, high, logarithmic=True)
    return value_scale(0.0, high or 1.0)


def _shares(result: SequenceResult) -> str:
    uses = result.arms()
    most = max(use.time_s for use in uses) or 1.0
    rows = [(use.arm, seconds(use.time_s), f"{use.share:.1%}", meter(use.time_s / most)) for use in uses]
    head = ("arm", "time", "share", "")
    note = f'<p class="soft">All in all {times(result)}.</p>'
    return card("Time in solvers", note + table(head, rows, numeric={1, 2}, markup={3}))


def _arms(result: SequenceResult) -> str:
    rows = [
        (use.arm, f"{use.steps:,}", number(use.iterations_mean, 4), number(use.cost_mean, 4), f"{use.fallbacks:,}")
        for use in result.arms()
    ]
    head = ("arm", "steps", "iterations", f"cost, {result.unit}", "fallbacks")
    return card("Arms, means of their steps", table(head, rows, numeric={1, 2, 3, 4}))


def _slowest(result: SequenceResult) -> str:
    slow = sorted(result.steps, key=lambda step: -step.time_s)[:_SLOWEST]
    rows = [
        (
            f"{step.number:,}",
            step.name,
            step.solver + (f", then {step.fallback}" if step.arm and step.fallback else ""),
            f"{step.iterations:,}",
            f"{1e3 * step.time_s:.3g} ms",
            f"{step.relative_residual:.1e}",
        )
        for step in slow
    ]
    head = ("step", "files", "arm", "iterations", "time", "residual")
    return card("The slowest steps", table(head, rows, numeric={0, 3, 4, 5}), wide=True)


def _run(result: SequenceResult) -> str:
    settings = [(name, _told(value)) for name, value in result.settings.items()]
    rows = [*settings, ("seed", str(result.seed)), *result.versions.items()]
    return card("Run", table((), rows))


def _told(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return UNKNOWN if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _tick(value: float) -> str:
    return number(value, 4)
