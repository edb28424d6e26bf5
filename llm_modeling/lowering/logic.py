"""Conditions on variables: comparisons and their connectives, required directly or under a relaxation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from llm_modeling.grounding.columns import IntArray
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import INF, Lowering, Polarity

Part: TypeAlias = tuple[tree.Node, bool]
"""A condition and whether it, or its negation, is meant."""

_NEGATED = {"<=": ">", ">=": "<", "<": ">=", ">": "<=", "=": "!=", "!=": "="}
_MIRRORED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "=": "=", "!=": "!="}


def require_any(
    lowering: Lowering, parts: Sequence[Part], frame: Frame, relaxation: Affine | None, node: tree.Node
) -> None:
    """Add rows that make one of the parts hold in each row of the frame; node is the whole, for the messages."""
    parts = [single for part in parts for single in _disjuncts(*part)]
    rows, frame, relaxation = _without_true_data(lowering, parts, frame, relaxation)
    if not rows.size:
        return
    free: list[Affine] = [] if relaxation is None else [relaxation]
    pending: list[Part] = []
    for part in parts:
        if part[0].type.degree is Degree.DATA:
            continue
        switch = free_literal(lowering, *part, frame)
        if switch is None:
            pending.append(part)
        else:
            free.append(switch)
    if len(pending) == 1:
        lowering.require(pending[0][0], frame, Affine.total(free) if free else None, pending[0][1])
        return
    free += [lowering.literal(condition, frame, positive) for condition, positive in pending]
    none = Affine(np.zeros(frame.size))
    lowering.add_rows(Affine.total([none, *free]), 1.0, INF, frame, node, "")


def _disjuncts(node: tree.Node, positive: bool) -> list[Part]:
    """Return the parts of which one has to hold, those of `or` inside of `or` included."""
    if isinstance(node, tree.Not):
        return _disjuncts(node.operand, not positive)
    if isinstance(node, tree.Logic) and node.operator == "=>" and positive:
        return _disjuncts(node.operands[0], False) + _disjuncts(node.operands[1], True)
    if isinstance(node, tree.Logic) and node.operator == ("or" if positive else "and"):
        return [part for operand in node.operands for part in _disjuncts(operand, positive)]
    return [(node, positive)]


def _without_true_data(
    lowering: Lowering, parts: Sequence[Part], frame: Frame, relaxation: Affine | None
) -> tuple[IntArray, Frame, Affine | None]:
    """Return the rows in which no part without variables holds, with their frame and relaxation."""
    rows = np.arange(frame.size, dtype=np.int64)
    inner = frame
    for node, positive in parts:
        if node.type.degree is Degree.DATA:
            keep = np.flatnonzero(lowering.evaluator.truth(node, inner) != positive)
            rows, inner = rows[keep], inner.take(keep)
    if rows.size == frame.size:
        return rows, frame, relaxation
    return rows, inner, None if relaxation is None else relaxation.take(rows)


def require_all(lowering: Lowering, parts: Sequence[Part], frame: Frame, relaxation: Affine | None) -> None:
    """Add rows that make all parts hold; a part is not looked at where a part without variables before it fails."""
    for node, positive in parts:
        lowering.require(node, frame, relaxation, positive)
        if node.type.degree is Degree.DATA:
            keep = np.flatnonzero(lowering.evaluator.truth(node, frame) == positive)
            if keep.size < frame.size:
                frame = frame.take(keep)
                relaxation = None if relaxation is None else relaxation.take(keep)


def require_data(lowering: Lowering, node: tree.Node, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
    """Add rows that cannot hold where a condition without variables fails, unless they are relaxed."""
    failed = np.flatnonzero(lowering.evaluator.truth(node, frame) != positive)
    if not failed.size:
        return
    allowed = Affine(np.zeros(failed.size)) if relaxation is None else relaxation.take(failed)
    lowering.add_rows(allowed, 1.0, INF, frame.take(failed), node, "")


def require_logic(
    lowering: Lowering, node: tree.Logic, frame: Frame, relaxation: Affine | None, positive: bool
) -> None:
    """Require and, or, => and <=>, or their negations."""
    operands = node.operands
    if node.operator == "=>":
        parts = [(operands[0], not positive), (operands[1], positive)]
        if positive:
            require_any(lowering, parts, frame, relaxation, node)
        else:
            require_all(lowering, [(operands[0], True), (operands[1], False)], frame, relaxation)
    elif node.operator == "<=>":
        first, second = operands
        require_any(lowering, [(first, False), (second, positive)], frame, relaxation, node)
        require_any(lowering, [(first, True), (second, not positive)], frame, relaxation, node)
    elif (node.operator == "and") == positive:
        require_all(lowering, [(operand, positive) for operand in operands], frame, relaxation)
    else:
        require_any(lowering, [(operand, positive) for operand in operands], frame, relaxation, node)


def require_quantified(
    lowering: Lowering, node: tree.Iterated, frame: Frame, relaxation: Affine | None, positive: bool
) -> None:
    """Require forall and exists, or their negations."""
    expansion = lowering.evaluator.expand(frame, node.domain)
    inner, parent = expansion.frame, expansion.parent
    if (node.operator == "forall") == positive:
        lowering.require(node.body, inner, None if relaxation is None else relaxation.take(parent), positive)
        return
    switches = lowering.literal(node.body, inner, positive).moved_to(parent, frame.size)
    allowed = switches if relaxation is None else switches + relaxation
    lowering.add_rows(allowed, 1.0, INF, frame, node, "")


def require_comparison(
    lowering: Lowering, node: tree.Comparison, frame: Frame, relaxation: Affine | None, positive: bool
) -> None:
    """Require a comparison or a chain of them, or the negation."""
    if len(node.operators) > 1:
        if positive and relaxation is None and _is_range(node):
            _add_range(lowering, node, frame)
            return
        pairs = [(pair, positive) for pair in _pairs(node)]
        if positive:
            require_all(lowering, pairs, frame, relaxation)
        else:
            require_any(lowering, pairs, frame, relaxation, node)
        return
    left, right = node.operands
    operator = node.operators[0] if positive else _NEGATED[node.operators[0]]
    if operator in (">=", ">"):
        left, right, operator = right, left, _MIRRORED[operator]
    if operator == "!=":
        _require_different(lowering, node, frame, relaxation)
    elif operator == "=":
        difference = _difference(lowering, left, right, frame, Polarity.EXACT)
        if relaxation is None:
            lowering.add_rows(difference, 0.0, 0.0, frame, node, "")
        else:
            lowering.add_not_positive(difference, relaxation, frame, node)
            lowering.add_not_positive(-difference, relaxation, frame, node)
    else:
        difference = _difference(lowering, left, right, frame, Polarity.OVER)
        difference = _made_weak(lowering, difference, operator, frame, node, positive)
        lowering.add_not_positive(difference, relaxation, frame, node)


def _difference(lowering: Lowering, left: tree.Node, right: tree.Node, frame: Frame, polarity: Polarity) -> Affine:
    return lowering.affine(left, frame, polarity) - lowering.affine(right, frame, polarity.opposite)


def _made_weak(
    lowering: Lowering, difference: Affine, operator: str, frame: Frame, node: tree.Node, positive: bool
) -> Affine:
    """Return d + 1 for d < 0 of integers, d itself for d <= 0; refuse d < 0 of continuous variables."""
    if operator == "<=":
        return difference
    whole = lowering.draft.is_integral(difference)
    if not whole.all():
        row = int(np.argmin(whole))
        shown = lowering.source(node)
        if positive:
            reason, advice = f"{shown!r} is a strict comparison of continuous values", "use <= or >="
        else:
            reason = f"the negation of {shown!r} is needed, a strict comparison of continuous values"
            advice = "make the comparison itself strict (x > 5 => ... says the same with x <= 5 as its negation)"
        lowering.refuse(node, reason, frame, row, advice)
    return difference.plus(1.0)


def _require_different(lowering: Lowering, node: tree.Comparison, frame: Frame, relaxation: Affine | None) -> None:
    difference = _difference(lowering, node.operands[0], node.operands[1], frame, Polarity.EXACT)
    lowering.integral(difference, frame, node, "`!=`")
    below = lowering.add_binaries(frame, node, "different")
    above = (-below).plus(1.0)
    both = [below, above] if relaxation is None else [below + relaxation, above + relaxation]
    lowering.add_not_positive((-difference).plus(1.0), both[0], frame, node, "different")
    lowering.add_not_positive(difference.plus(1.0), both[1], frame, node, "different")


def _is_range(node: tree.Comparison) -> bool:
    """Whether the chain is a <= x <= b or a >= x >= b with a and b of data."""
    data = [operand.type.degree is Degree.DATA for operand in node.operands]
    return data == [True, False, True] and node.operators in (("<=", "<="), (">=", ">="))


def _add_range(lowering: Lowering, node: tree.Comparison, frame: Frame) -> None:
    """Add one row with two sides for each row of the frame, or two where they cross."""
    first, middle, last = node.operands
    if node.operators[0] == ">=":
        first, last = last, first
    low, high = lowering.evaluator.number(first, frame), lowering.evaluator.number(last, frame)
    affine = lowering.affine(middle, frame, Polarity.EXACT)
    if (low > high).any():
        lowering.add_rows(affine, low, INF, frame, node, "")
        lowering.add_rows(affine, -INF, high, frame, node, "")
    else:
        lowering.add_rows(affine, low, high, frame, node, "")


def _pairs(node: tree.Comparison) -> list[tree.Comparison]:
    """Return the comparisons of a chain, each with its own span and degree."""
    result = []
    for left, right, operator in zip(node.operands, node.operands[1:], node.operators, strict=False):
        degree = max(left.type.degree, right.type.degree)
        pair = replace(node, operands=(left, right), operators=(operator,), type=replace(node.type, degree=degree))
        result.append(replace(pair, span=left.span.to(right.span)))
    return result


def free_literal(lowering: Lowering, node: tree.Node, positive: bool, frame: Frame) -> Affine | None:
    """Return the literal of a condition that needs no new binary, None if it needs one in some row.

    `y = 1`, `y >= 1`, `y` and the like of a binary y are y itself; so is any comparison whose sides are integers
    that differ by two adjacent values only, or of which the bounds say that it holds or fails.
    """
    if isinstance(node, tree.Not):
        return free_literal(lowering, node.operand, not positive, frame)
    if isinstance(node, tree.VariableRef):
        value = lowering.affine(node, frame, Polarity.EXACT)
        return value if positive else (-value).plus(1.0)
    is_linear = isinstance(node, tree.Comparison) and node.type.degree is Degree.LINEAR and len(node.operators) == 1
    if not is_linear:
        return None
    assert isinstance(node, tree.Comparison)
    operator = node.operators[0] if positive else _NEGATED[node.operators[0]]
    difference = _difference(lowering, node.operands[0], node.operands[1], frame, Polarity.EXACT).simplified()
    if operator in (">=", ">"):
        difference, operator = -difference, _MIRRORED[operator]
    if operator == "<" or operator == "!=":
        if not lowering.draft.is_integral(difference).all():
            return None
        difference = difference.plus(1.0) if operator == "<" else difference
    if operator in ("<=", "<"):
        return _literal_not_positive(lowering, difference)
    return _literal_zero(lowering, difference, equal=operator == "=")


def _literal_not_positive(lowering: Lowering, difference: Affine) -> Affine | None:
    least, most = lowering.draft.bounds(difference)
    holds, fails = most <= 0.0, least > 0.0
    switch = lowering.draft.is_integral(difference) & (least == 0.0) & (most == 1.0)
    if not (holds | fails | switch).all():
        return None
    rows = np.flatnonzero(~holds & ~fails)
    open_part = (-difference.take(rows)).plus(1.0)
    return Affine.merged(difference.size, [(rows, open_part)]).plus(holds.astype(np.float64))


def _literal_zero(lowering: Lowering, difference: Affine, equal: bool) -> Affine | None:
    """Return the literal of difference = 0 for integers in {0, 1} or {-1, 0}, or of != 0."""
    least, most = lowering.draft.bounds(difference)
    above, below = (least == 0.0) & (most == 1.0), (least == -1.0) & (most == 0.0)
    if not (lowering.draft.is_integral(difference) & (above | below)).all():
        return None
    distance = difference.scaled(np.where(above, 1.0, -1.0))
    return (-distance).plus(1.0) if equal else distance
