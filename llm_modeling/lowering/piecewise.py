"""Piecewise linear functions: by their lines where convex in their place, else by weights of breakpoints.

Segments that the bounds of the argument leave out are dropped first: what is left may be convex, or one line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llm_modeling.grounding.columns import FloatArray, IntArray
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import INF, Lowering, Polarity

_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class _Points:
    """The breakpoints of all rows, sorted by row: point k belongs to row parent[k]; all are (points,).

    left are the points that begin a segment, from left[s] to left[s] + 1.
    """

    parent: IntArray
    x: FloatArray
    y: FloatArray
    left: IntArray

    @property
    def slopes(self) -> FloatArray:
        rise: FloatArray = self.y[self.left + 1] - self.y[self.left]
        return rise / (self.x[self.left + 1] - self.x[self.left])

    def within(self, least: FloatArray, most: FloatArray) -> _Points:
        """Return the points of the segments that an argument can be in, at least one for each row."""
        owner, start, end = self.parent[self.left], self.x[self.left], self.x[self.left + 1]
        kept = (end > least[owner]) & (start < most[owner])
        found = np.bincount(owner[kept], minlength=least.size) > 0
        kept |= ~found[owner] & (end >= least[owner]) & (start <= most[owner])  # a number at a breakpoint
        keep = np.bincount(owner[kept], minlength=least.size)[self.parent] == 0  # a hair outside of them all
        keep[self.left[kept]] = keep[self.left[kept] + 1] = True
        parent = self.parent[keep]
        return _Points(parent, self.x[keep], self.y[keep], np.flatnonzero(parent[1:] == parent[:-1]))

    def first_rise(self, sign: float) -> IntArray:
        """Return the rows where the slope, times sign, falls from a segment to the next: there it is not convex."""
        slopes, owner = self.slopes * sign, self.parent[self.left]
        falls = (owner[1:] == owner[:-1]) & (slopes[1:] < slopes[:-1])
        return np.unique(owner[1:][falls])


def lower_piecewise(lowering: Lowering, node: tree.PiecewiseLinear, frame: Frame, polarity: Polarity) -> Affine:
    """Return the function's value in each row.

    Refuses an argument that can leave the interval from the first to the last breakpoint.
    """
    argument = lowering.affine(node.argument, frame, Polarity.EXACT)
    points = _points(lowering, node, frame)
    _check_interval(lowering, node, frame, argument, points)
    points = points.within(*lowering.draft.bounds(argument))
    if points.left.size == frame.size:
        slopes = points.slopes
        return argument.scaled(slopes).plus(points.y[points.left] - slopes * points.x[points.left])
    sign = float(polarity.value)
    if sign and not points.first_rise(sign).size:
        return _by_lines(lowering, node, frame, argument, points, polarity)
    return _by_weights(lowering, node, frame, argument, points)


def _points(lowering: Lowering, node: tree.PiecewiseLinear, frame: Frame) -> _Points:
    x_parent, x = _listed(lowering, node.breakpoints, frame)
    y_parent, y = _listed(lowering, node.values, frame)
    x_counts = np.bincount(x_parent, minlength=frame.size)
    y_counts = np.bincount(y_parent, minlength=frame.size)
    if (x_counts != y_counts).any():
        row = int(np.argmax(x_counts != y_counts))
        lowering.refuse(node, f"{x_counts[row]} breakpoints and {y_counts[row]} values", frame, row)
    if frame.size and x_counts.min() < 2:
        lowering.refuse(node, "`pwl` needs at least two breakpoints", frame, int(np.argmin(x_counts)))
    same = np.flatnonzero(x_parent[1:] == x_parent[:-1])
    wrong = x[same + 1] <= x[same]
    if wrong.any():
        k = int(same[np.argmax(wrong)])
        reason = f"breakpoints have to increase, and {x[k + 1]:g} comes after {x[k]:g}"
        lowering.refuse(node, reason, frame, int(x_parent[k]))
    return _Points(x_parent, x, y, same)


def _listed(lowering: Lowering, entries: tuple[tree.Listed, ...], frame: Frame) -> tuple[IntArray, FloatArray]:
    """Return the row and the value of each entry of a list, sorted by row."""
    parents, values = [], []
    for entry in entries:
        if entry.domain is None:
            parents.append(np.arange(frame.size, dtype=np.int64))
            values.append(lowering.evaluator.number(entry.body, frame))
        else:
            expansion = lowering.evaluator.expand(frame, entry.domain)
            parents.append(expansion.parent)
            values.append(lowering.evaluator.number(entry.body, expansion.frame))
    parent = np.concatenate(parents)
    order = np.argsort(parent, kind="stable")
    return parent[order], np.concatenate(values)[order]


def _check_interval(
    lowering: Lowering, node: tree.PiecewiseLinear, frame: Frame, argument: Affine, points: _Points
) -> None:
    least, most = lowering.draft.bounds(argument)
    first, last = np.full(frame.size, INF), np.full(frame.size, -INF)
    np.minimum.at(first, points.parent, points.x)
    np.maximum.at(last, points.parent, points.x)
    tolerance = _TOLERANCE * (1.0 + np.maximum(np.abs(first), np.abs(last)))
    outside = (least < first - tolerance) | (most > last + tolerance)
    if outside.any():
        row = int(np.argmax(outside))
        shown = lowering.source(node.argument)
        reason = (
            f"{shown!r} can lie anywhere in [{least[row]:g}, {most[row]:g}], "
            f"but the breakpoints only cover [{first[row]:g}, {last[row]:g}]"
        )
        lowering.refuse(node, reason, frame, row, "bound the variables in it, or add breakpoints")


def _by_lines(
    lowering: Lowering,
    node: tree.PiecewiseLinear,
    frame: Frame,
    argument: Affine,
    points: _Points,
    polarity: Polarity,
) -> Affine:
    """Return a column above all lines of a convex function, or below all lines of a concave one."""
    low, high = np.full(frame.size, INF), np.full(frame.size, -INF)
    np.minimum.at(low, points.parent, points.y)
    np.maximum.at(high, points.parent, points.y)
    value = Affine.of_columns(lowering.add_columns(frame, node, "pwl", low, high, False))
    owner = points.parent[points.left]
    slopes = points.slopes
    line = argument.take(owner).scaled(slopes).plus(points.y[points.left] - slopes * points.x[points.left])
    above = value.take(owner) - line
    side = (0.0, INF) if polarity is Polarity.OVER else (-INF, 0.0)
    lowering.add_rows(above, *side, frame.take(owner), node, "pwl")
    return value


def _by_weights(
    lowering: Lowering, node: tree.PiecewiseLinear, frame: Frame, argument: Affine, points: _Points
) -> Affine:
    """Return the weighted values of the breakpoints, of which only two neighbors have weight.

    Source: the lambda method; Vielma, Ahmed, Nemhauser, Mixed-integer models for nonseparable piecewise-linear
    optimization, 2010, section 3.
    """
    inner = frame.take(points.parent)
    weights = Affine.of_columns(lowering.add_columns(inner, node, "pwl_weight", 0.0, 1.0, False))
    owner = points.parent[points.left]
    chosen = lowering.add_binaries(frame.take(owner), node, "pwl_segment")
    lowering.add_rows(weights.moved_to(points.parent, frame.size), 1.0, 1.0, frame, node, "pwl_weight")
    lowering.add_rows(chosen.moved_to(owner, frame.size), 1.0, 1.0, frame, node, "pwl_segment")
    place = weights.scaled(points.x).moved_to(points.parent, frame.size)
    lowering.add_rows(place - argument, 0.0, 0.0, frame, node, "pwl_argument")
    count = int(points.x.size)
    neighbors = Affine.total([chosen.moved_to(points.left, count), chosen.moved_to(points.left + 1, count)])
    lowering.add_rows(weights - neighbors, -INF, 0.0, inner, node, "pwl_neighbor")
    return weights.scaled(points.y).moved_to(points.parent, frame.size)
