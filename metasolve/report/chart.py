"""Charts as SVG text: step lines over time, stacked bars and dots, colored by the classes of style.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from metasolve.report.wording import number, seconds

WIDTH, HEIGHT = 520, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 10, 10, 34
_MAX_STEPS = 1000
_AREA = (_LEFT, _TOP, WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM)
_WINDOW = '<svg x="{0}" y="{1}" width="{2}" height="{3}" viewBox="{0} {1} {2} {3}">'.format(*_AREA)
"""An SVG within the SVG cuts off what lies outside of the axes."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """A linear or logarithmic map of [low, high] to pixels.

    Raises ValueError if the interval is empty, or not positive on a logarithmic scale.
    """

    low: float
    high: float
    start: float
    stop: float
    logarithmic: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"the interval [{self.low}, {self.high}] is empty")
        if self.logarithmic and not self.low > 0.0:
            raise ValueError(f"a logarithmic scale cannot start at {self.low}")

    def at(self, value: float) -> float:
        """Return the pixel of value; far outside of the interval, that of a point well out of sight."""
        low, high = self.low, self.high
        if self.logarithmic:
            value, low, high = math.log(max(value, self.low / 10.0)), math.log(low), math.log(high)
        share = (value - low) / (high - low)
        return self.start + min(max(share, -2.0), 3.0) * (self.stop - self.start)

    def ticks(self) -> list[float]:
        """Return about five round values inside of the interval."""
        if self.logarithmic:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            stride = max(1, math.ceil(len(powers) / 6))
            factors = (1, 2, 5) if len(powers) <= 4 else (1,)
            values = [factor * 10.0**power for power in powers[::stride] for factor in factors]
            return [value for value in values if self.low * (1.0 - 1e-9) <= value <= self.high * (1.0 + 1e-9)]
        rough = (self.high - self.low) / 5
        unit = 10.0 ** math.floor(math.log10(rough))
        step = unit * next(m for m in (1, 2, 5, 10) if m * unit >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        return [k * step for k in range(first, math.floor(self.high / step + 1e-9) + 1)]


@dataclass(frozen=True)
class Line:
    """A step function: it keeps each value until the next point, the last one until the end; dots mark the points."""

    label: str
    style: str
    points: Points
    dots: bool = False


@dataclass(frozen=True)
class Stack:
    """One layer of stacked bars, a value a bin."""

    label: str
    style: str
    values: Sequence[float]


@dataclass(frozen=True)
class Cloud:
    """Dots of one color."""

    label: str
    style: str
    points: Points


class Words(NamedTuple):
    """What a chart counts, and how a place across is told in a tip and at a tick."""

    noun: str
    place: Callable[[float], str]
    tick: Callable[[float], str]


def count_scale(low: float, high: float) -> Scale:
    """Return the horizontal scale of what is no time; an empty interval is widened."""
    margin = 0.0 if low < high else 0.5
    return Scale(low - margin, high + margin, _LEFT, WIDTH - _RIGHT)


def time_scale(end_s: float, logarithmic: bool) -> Scale:
    """Return the horizontal scale of a run of end_s seconds."""
    end = max(end_s, 1e-3)
    low = min(0.01, end / 10.0) if logarithmic else 0.0
    return Scale(low, end, _LEFT, WIDTH - _RIGHT, logarithmic)


def value_scale(low: float, high: float, logarithmic: bool = False) -> Scale:
    """Return the vertical scale of values in [low, high]; an empty interval is widened."""
    if logarithmic:
        return Scale(low / 1.5, high * 1.5, HEIGHT - _BOTTOM, _TOP, True)
    margin = 0.06 * (high - low) or 0.1 * max(1.0, abs(high))
    return Scale(low - margin, high + margin, HEIGHT - _BOTTOM, _TOP)


def step_chart(title: str, lines: Sequence[Line], time: Scale, value: Scale, percent: bool = False) -> str:
    """Return the SVG of step lines over time; what lies outside of the scales is cut off."""
    parts = [*_frame(title, time, value, percent), _WINDOW]
    for line in lines:
        points = _thin(line.points)
        if points:
            parts.append(f'<path class="line {line.style}" d="{_path(points, time, value)}"/>')
        for t, v in points if line.dots else ():
            place = f'cx="{time.at(t):.1f}" cy="{value.at(v):.1f}"'
            tip = escape(f"{line.label} {number(v)} at {seconds(t)}")
            parts.append(f'<circle class="dot {line.style}" {place} r="2.6"><title>{tip}</title></circle>')
    return "\n".join([*parts, "</svg></svg>"])


def stacked_chart(title: str, stacks: Sequence[Stack], width: float, across: Scale, words: Words | None = None) -> str:
    """Return the SVG of each layer's share in every bin of this width; empty bins stay empty.

    words says what is counted and how places across are told, pulls over time if not given.
    """
    noun, place, tick = words or Words("pulls", seconds, _clock)
    value = Scale(0.0, 1.0, HEIGHT - _BOTTOM, _TOP)
    parts = [*_frame(title, across, value, True, tick), _WINDOW]
    for k in range(len(stacks[0].values) if stacks else 0):
        total = sum(stack.values[k] for stack in stacks)
        left, right = across.at(k * width), across.at((k + 1) * width)
        below = 0.0
        for stack in stacks:
            if not stack.values[k]:
                continue
            share = stack.values[k] / total
            top, bottom = value.at(below + share), value.at(below)
            box = f'x="{left:.1f}" y="{top:.1f}" width="{max(right - left - 0.6, 0.4):.1f}" height="{bottom - top:.1f}"'
            tip = escape(f"{stack.label}: {share:.0%} of {total:.0f} {noun}, from {place(k * width)}")
            parts.append(f'<rect class="bar {stack.style}" {box}><title>{tip}</title></rect>')
            below += share
    return "\n".join([*parts, "</svg></svg>"])


def dot_chart(title: str, clouds: Sequence[Cloud], across: Scale, value: Scale, words: Words) -> str:
    """Return the SVG of dots."""
    parts = [*_frame(title, across, value, False, words.tick), _WINDOW]
    for cloud in clouds:
        places = "".join(f"M{across.at(x):.1f} {value.at(y):.1f}h0" for x, y in cloud.points)
        if places:
            parts.append(f'<path class="dots {cloud.style}" d="{places}"><title>{escape(cloud.label)}</title></path>')
    return "\n".join([*parts, "</svg></svg>"])


def _frame(
    title: str, time: Scale, value: Scale, percent: bool, tick: Callable[[float], str] | None = None
) -> list[str]:
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">']
    for v in value.ticks():
        y = value.at(v)
        text = f"{100 * v:.6g}%" if percent else number(v, 7)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    for t in time.ticks():
        x = time.at(t)
        anchor = "end" if x > right - 12 else "middle"
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="{anchor}">{(tick or _clock)(t)}</text>')
    return parts


def _clock(time_s: float) -> str:
    return f"{time_s:g}s" if time_s < 100 else seconds(time_s)


def _path(points: Points, time: Scale, value: Scale) -> str:
    first, last = points[0], points[-1]
    steps = [f"M{time.at(first[0]):.1f} {value.at(first[1]):.1f}"]
    steps += [f"H{time.at(t):.1f}V{value.at(v):.1f}" for t, v in points[1:]]
    return "".join(steps) + f"H{time.at(max(time.high, last[0])):.1f}"


def _thin(points: Points) -> Points:
    stride = max(1, math.ceil(len(points) / _MAX_STEPS))
    return [*points[:-1:stride], points[-1]] if stride > 1 else points
