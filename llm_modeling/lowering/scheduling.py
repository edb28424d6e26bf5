"""alldifferent, no_overlap and cumulative as rows: exact linear reformulations over bounded integers or orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llm_modeling.grounding.columns import FloatArray, IntArray
from llm_modeling.grounding.frame import Expansion, Frame, spread
from llm_modeling.language import tree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import Lowering, Polarity

_EXACT = 2.0**53


@dataclass(frozen=True, eq=False)
class Encoding:
    """A binary for each value that an integer expression can take: binary k says that row parent[k] is value[k]."""

    parent: IntArray
    value: IntArray
    binaries: Affine


def encode(lowering: Lowering, expression: Affine, frame: Frame, node: tree.Node, purpose: str) -> Encoding:
    """Return the value encoding of integer expressions with finite bounds, with the rows that define it."""
    lowering.integral(expression, frame, node, f"`{purpose}`")
    least, most = lowering.draft.bounds(expression)
    lowering.check_bounded(least, expression, frame, node)
    lowering.check_bounded(most, expression, frame, node)
    large = np.maximum(np.abs(least), np.abs(most)) > _EXACT
    if large.any():
        lowering.refuse(node, f"`{purpose}` needs integers up to 2^53", frame, int(np.argmax(large)))
    draft = lowering.draft
    count = float((most - least + 1.0).sum())
    draft.check(lowering.owner, f"columns for the values of `{purpose}`", count, draft.limits.columns, draft.columns)
    parent, number = spread((most - least).astype(np.int64) + 1)
    value = least.astype(np.int64)[parent] + number
    binaries = lowering.add_binaries(frame.take(parent), node, f"{purpose}_value")
    lowering.add_rows(binaries.moved_to(parent, frame.size), 1.0, 1.0, frame, node, f"{purpose}_value")
    total = binaries.scaled(value.astype(np.float64)).moved_to(parent, frame.size)
    lowering.add_rows(total - expression, 0.0, 0.0, frame, node, f"{purpose}_value")
    return Encoding(parent, value, binaries)


def require_all_different(lowering: Lowering, node: tree.Iterated, frame: Frame, relaxation: Affine | None) -> None:
    """Add rows that let each value be taken at most once in each row of the frame."""
    expansion = lowering.evaluator.expand(frame, node.domain)
    expression = lowering.affine(node.body, expansion.frame, Polarity.EXACT)
    encoding = encode(lowering, expression, expansion.frame, node, "alldifferent")
    _require_sums(lowering, node, frame, expansion.parent[encoding.parent], encoding, relaxation)


def _require_sums(
    lowering: Lowering,
    node: tree.Node,
    frame: Frame,
    group: IntArray,
    encoding: Encoding,
    relaxation: Affine | None,
) -> None:
    pairs, inverse, counts = np.unique(
        np.stack([group, encoding.value], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    shared = np.flatnonzero(counts > 1)
    owner = pairs[shared, 0]
    used = encoding.binaries.moved_to(inverse.reshape(-1), counts.size).take(shared)
    relaxed = None if relaxation is None else relaxation.take(owner)
    lowering.add_not_positive(used.plus(-1.0), relaxed, frame.take(owner), node, "alldifferent")


def require_no_overlap(lowering: Lowering, node: tree.NoOverlap, frame: Frame, relaxation: Affine | None) -> None:
    """Add, for each two intervals, a binary that says which one ends before the other starts.

    Source: the disjunctive formulation of Manne, On the job-shop scheduling problem, 1960.
    """
    expansion = lowering.evaluator.expand(frame, node.domain)
    inner = expansion.frame
    start = lowering.affine(node.parts[0], inner, Polarity.EXACT)
    duration = lowering.affine(node.parts[1], inner, Polarity.EXACT)
    _check_not_negative(lowering, node.parts[1], duration, inner, "a duration")
    end = start + duration
    absent = lowering.literal(node.parts[2], inner, False) if len(node.parts) == 3 else None
    first, second = _pairs(expansion)
    frames = _pair_frame(expansion, first, second)
    order = lowering.add_binaries(frames, node, "order")
    for switch, before, after in (((-order).plus(1.0), first, second), (order, second, first)):
        allowed = [switch]
        allowed += [] if absent is None else [absent.take(first), absent.take(second)]
        allowed += [] if relaxation is None else [relaxation.take(expansion.parent[first])]
        overlap = end.take(before) - start.take(after)
        lowering.add_not_positive(overlap, Affine.total(allowed), frames, node, "no_overlap")


def _pairs(expansion: Expansion) -> tuple[IntArray, IntArray]:
    """Return all pairs of different rows with the same parent; parents are ascending."""
    counts = np.bincount(expansion.parent).astype(np.int64)
    ends = np.cumsum(counts)[expansion.parent] if expansion.parent.size else expansion.parent
    rows = np.arange(expansion.parent.size, dtype=np.int64)
    first, number = spread(ends - rows - 1)
    return first, first + 1 + number


def _pair_frame(expansion: Expansion, first: IntArray, second: IntArray) -> Frame:
    """Return the frame of pairs, with the indices of the second interval under primed names."""
    left, right = expansion.frame.take(first), expansion.frame.take(second)
    return left.bind({f"{name}'": column for name, column in right.columns.items()})


def _check_not_negative(lowering: Lowering, node: tree.Node, affine: Affine, frame: Frame, what: str) -> None:
    least, _ = lowering.draft.bounds(affine)
    negative = least < 0.0
    if negative.any():
        row = int(np.argmax(negative))
        lowering.refuse(node, f"{what} can be {least[row]:g}", frame, row, "bound it from below by 0")


def require_cumulative(lowering: Lowering, node: tree.Cumulative, frame: Frame, relaxation: Affine | None) -> None:
    """Add, for each time at which an interval can run, a row that bounds the usage of those that run then.

    Starts and durations are integers. Source: the time-indexed formulation of Pritsker, Watters, Wolfe,
    Multiproject scheduling with limited resources, 1969.
    """
    expansion = lowering.evaluator.expand(frame, node.domain)
    inner = expansion.frame
    duration = _whole_durations(lowering, node.parts[1], inner)
    usage = lowering.evaluator.number(node.parts[2], inner)
    _check_not_negative(lowering, node.parts[2], Affine(usage), inner, "a usage")
    capacity = lowering.affine(node.capacity, frame, Polarity.UNDER)
    start = lowering.affine(node.parts[0], inner, Polarity.EXACT)
    encoding = encode(lowering, start, inner, node, "cumulative")
    running = duration[encoding.parent]
    draft = lowering.draft
    draft.check(lowering.owner, "coefficients", float(running.sum()), draft.limits.terms, draft.terms)
    binary, number = spread(running)
    time = encoding.value[binary] + number
    group = expansion.parent[encoding.parent][binary]
    pairs, inverse = np.unique(np.stack([group, time], axis=1), axis=0, return_inverse=True)
    weighted = encoding.binaries.scaled(usage[encoding.parent]).take(binary)
    used = weighted.moved_to(inverse.reshape(-1), pairs.shape[0])
    owner = pairs[:, 0]
    relaxed = None if relaxation is None else relaxation.take(owner)
    lowering.add_not_positive(used - capacity.take(owner), relaxed, frame.take(owner), node, "cumulative")
    _require_capacity(lowering, node, frame, capacity, relaxation)


def _require_capacity(
    lowering: Lowering, node: tree.Cumulative, frame: Frame, capacity: Affine, relaxation: Affine | None
) -> None:
    """Add capacity >= 0, which the times at which nothing runs ask for."""
    least, _ = lowering.draft.bounds(capacity)
    rows = np.flatnonzero(least < 0.0)
    if rows.size:
        relaxed = None if relaxation is None else relaxation.take(rows)
        lowering.add_not_positive(-capacity.take(rows), relaxed, frame.take(rows), node.capacity, "cumulative")


def _whole_durations(lowering: Lowering, node: tree.Node, frame: Frame) -> IntArray:
    duration: FloatArray = lowering.evaluator.number(node, frame)
    _check_not_negative(lowering, node, Affine(duration), frame, "a duration")
    return lowering.evaluator.integers(node, frame)
