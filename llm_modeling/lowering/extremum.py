"""min, max and abs: without binaries where the expression is convex, or concave, in its place; else with them."""

from __future__ import annotations

import numpy as np

from llm_modeling.grounding.columns import FloatArray, IntArray
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import INF, Lowering, Polarity


def lower_call(lowering: Lowering, node: tree.Call, frame: Frame, polarity: Polarity) -> Affine:
    """Return abs(x), min(x, y, ...) or max(x, y, ...)."""
    if node.function == "abs":
        return _absolute(lowering, node, frame, polarity)
    parts = [lowering.affine(argument, frame, polarity) for argument in node.arguments]
    size = frame.size
    places = [np.arange(size, dtype=np.int64) * len(parts) + k for k in range(len(parts))]
    inner = Affine.merged(size * len(parts), zip(places, parts, strict=True))
    parent = np.repeat(np.arange(size, dtype=np.int64), len(parts))
    return _extremum(lowering, node, node.function, frame, (frame.take(parent), parent, inner), polarity)


def lower_iterated(lowering: Lowering, node: tree.Iterated, frame: Frame, polarity: Polarity) -> Affine:
    """Return min{i in I} x[i] or max{i in I} x[i]; over nothing it is refused."""
    expansion = lowering.evaluator.expand(frame, node.domain)
    counts = np.bincount(expansion.parent, minlength=frame.size)
    if frame.size and counts.min() == 0:
        lowering.refuse(node, f"`{node.operator}` over nothing", frame, int(np.argmin(counts)))
    inner = lowering.affine(node.body, expansion.frame, polarity)
    return _extremum(lowering, node, node.operator, frame, (expansion.frame, expansion.parent, inner), polarity)


def _extremum(
    lowering: Lowering,
    node: tree.Node,
    function: str,
    frame: Frame,
    group: tuple[Frame, IntArray, Affine],
    polarity: Polarity,
) -> Affine:
    if function == "max":
        return maximum(lowering, node, frame, group, polarity)
    inner_frame, parent, inner = group
    return -maximum(lowering, node, frame, (inner_frame, parent, -inner), polarity.opposite)


def maximum(
    lowering: Lowering,
    node: tree.Node,
    frame: Frame,
    group: tuple[Frame, IntArray, Affine],
    polarity: Polarity,
    part: str = "max",
) -> Affine:
    """Return the greatest of the inner expressions of each row of the frame, as a new column.

    group is the frame of the inner expressions, the outer row of each, and the expressions. A binary for each says
    which one is the greatest, unless polarity is OVER.
    """
    inner_frame, parent, inner = group
    least, most = lowering.draft.bounds(inner)
    low, high = np.full(frame.size, -INF), np.full(frame.size, -INF)
    np.maximum.at(low, parent, least)
    np.maximum.at(high, parent, most)
    whole = np.bincount(parent[~lowering.draft.is_integral(inner)], minlength=frame.size) == 0
    top = Affine.of_columns(lowering.add_columns(frame, node, part, low, high, whole))
    excess = inner - top.take(parent)
    if polarity is not Polarity.UNDER:
        lowering.add_rows(excess, -INF, 0.0, inner_frame, node, part)
    if polarity is not Polarity.OVER:
        is_greatest = lowering.add_binaries(inner_frame, node, f"{part}_choice")
        ones = is_greatest.moved_to(parent, frame.size)
        lowering.add_rows(ones, 1.0, 1.0, frame, node, f"{part}_choice")
        slack = high[parent] - least
        lowering.check_bounded(slack, inner, inner_frame, node)
        row = (-excess) + is_greatest.scaled(slack)
        lowering.add_rows(row, -INF, slack, inner_frame, node, f"{part}_choice")
    return top


def _absolute(lowering: Lowering, node: tree.Call, frame: Frame, polarity: Polarity) -> Affine:
    """Return |x|, which is x or -x itself wherever the bounds say which."""
    argument = lowering.affine(node.arguments[0], frame, Polarity.EXACT)
    least, most = lowering.draft.bounds(argument)
    sign: FloatArray = np.where(least >= 0.0, 1.0, np.where(most <= 0.0, -1.0, 0.0))
    known, rest = np.flatnonzero(sign), np.flatnonzero(sign == 0.0)
    certain = argument.scaled(sign).take(known)
    if not rest.size:
        return certain
    open_frame, unsure = frame.take(rest), argument.take(rest)
    count = int(rest.size)
    evens = np.arange(count, dtype=np.int64) * 2
    both = Affine.merged(2 * count, [(evens, unsure), (evens + 1, -unsure)])
    parent = np.repeat(np.arange(count, dtype=np.int64), 2)
    top = maximum(lowering, node, open_frame, (open_frame.take(parent), parent, both), polarity, "abs")
    return Affine.merged(frame.size, [(known, certain), (rest, top)])
