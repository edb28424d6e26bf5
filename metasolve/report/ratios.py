"""Learners against the best fixed choice: a table with the course of each ratio, and the same as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_DASHES = ("-", "--", "-.")
_TICKS = (0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0)
_FIRST = 10.0


@dataclass(frozen=True)
class Course:
    """A ratio as it went: at[i] is the step at which values[i] was reached; learned is False for a reference."""

    name: str
    at: Sequence[float]
    values: Sequence[float]
    learned: bool = True


def ratio_plot(panels: Sequence[tuple[str, Sequence[Course]]], ratio: str) -> bytes:
    """Return a PNG with one panel a title: courses over steps, both axes logarithmic, references dotted.

    ratio names what is drawn.
    """
    figure = Figure(figsize=(1.5 + 5.6 * len(panels), 5.6), dpi=110, layout="constrained")
    panes = figure.subplots(1, len(panels), squeeze=False)[0]
    for pane, (title, courses) in zip(panes, panels, strict=True):
        _draw(pane, courses)
        pane.set_title(title, fontsize=11)
        pane.set_xlabel("steps")
    panes[0].set_ylabel(ratio)
    handles, labels = panes[0].get_legend_handles_labels()
    ncols = min(5, 3 * len(panels))
    figure.legend(handles, labels, loc="outside lower center", ncols=ncols, fontsize=8.5, frameon=False)
    stream = BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _draw(pane: Any, courses: Sequence[Course]) -> None:
    end = float(courses[0].at[-1])
    first = min(_FIRST, end / 10.0)
    learners = [course for course in courses if course.learned]
    for number, course in enumerate(learners):
        style, color = _DASHES[number // len(_COLORS) % len(_DASHES)], _COLORS[number % len(_COLORS)]
        pane.plot(course.at, course.values, style, color=color, label=course.name, lw=1.6)
    seen = np.concatenate([np.asarray(c.values)[np.asarray(c.at) >= first] for c in courses])
    low, high = max(_TICKS[0], 0.93 * float(seen.min())), min(_TICKS[-1], 1.07 * float(seen.max()))
    pane.set(xscale="log", yscale="log", xlim=(first, end), ylim=(low, high))
    height = low
    for course in sorted((c for c in courses if not c.learned), key=lambda c: c.values[-1]):
        pane.plot(course.at, course.values, ":", color="#777777", lw=1.2)
        height = max(course.values[-1], height * (high / low) ** 0.035)  # labels keep their distance
        if height < high:
            pane.annotate(course.name, (end, height), (4, 0), "data", "offset points", fontsize=7.5, va="center")
    pane.axhline(1.0, color="#999999", lw=0.8)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    pane.yaxis.set_major_locator(FixedLocator(ticks))
    pane.yaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in ticks]))
    pane.yaxis.set_minor_locator(NullLocator())
    pane.grid(True, color="#e5e5e5", lw=0.6)
