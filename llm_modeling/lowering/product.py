"""Products of two expressions with variables, one of which takes two values only."""

from __future__ import annotations

import numpy as np

from llm_modeling.grounding.columns import BoolArray, FloatArray
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import INF, Lowering


def multiply(lowering: Lowering, node: tree.Node, frame: Frame, left: Affine, right: Affine) -> Affine:
    """Return left times right, exactly: in each row one of them takes two values, or is a sum of binaries.

    Source: McCormick, Computability of global solutions to factorable nonconvex programs, 1976; exact for binary y.
    """
    left, right = left.simplified(), right.simplified()
    by_left = _two_valued(lowering, left)
    by_right = _two_valued(lowering, right)
    # the factor without columns is a number; else the one with fewer columns is taken for the switch
    swap = by_left & (~by_right | (_terms(left) <= _terms(right)))
    rest = ~by_left & ~by_right
    parts = []
    for chosen, switch, other in ((swap, left, right), (~swap & ~rest, right, left)):
        rows = np.flatnonzero(chosen)
        if rows.size:
            product = _switched(lowering, node, frame.take(rows), switch.take(rows), other.take(rows))
            parts.append((rows, product))
    rows = np.flatnonzero(rest)
    if rows.size:
        product = _distributed(lowering, node, frame.take(rows), left.take(rows), right.take(rows))
        parts.append((rows, product))
    return Affine.merged(frame.size, parts)


def _distributed(lowering: Lowering, node: tree.Node, frame: Frame, left: Affine, right: Affine) -> Affine:
    """Return the sum of the products of the terms of one, all of them binary columns, with the other."""
    by_left = bool(_is_binary(lowering, left).all())
    if not by_left and not _is_binary(lowering, right).all():
        reason = f"the product {lowering.source(node)!r} of variables cannot be linearized: neither factor is binary"
        lowering.refuse(node, reason, frame, 0, "approximate it with pwl(...), or make one factor binary")
    terms, other = (left, right) if by_left else (right, left)
    products = multiply(
        lowering, node, frame.take(terms.rows), Affine.of_columns(terms.columns), other.take(terms.rows)
    )
    total = products.scaled(terms.coefficients).moved_to(terms.rows, frame.size)
    return total + other.scaled(terms.constant)


def _terms(affine: Affine) -> FloatArray:
    return np.bincount(affine.rows, minlength=affine.size).astype(np.float64)


def _two_valued(lowering: Lowering, affine: Affine) -> BoolArray:
    """Return whether each expression takes at most two values: one binary column, or integers one apart."""
    least, most = lowering.draft.bounds(affine)
    single = _terms(affine) <= 1
    binary = np.bincount(affine.rows[~_is_binary(lowering, affine)], minlength=affine.size) == 0
    result: BoolArray = (single & binary) | (lowering.draft.is_integral(affine) & (most - least <= 1.0))
    return result


def _is_binary(lowering: Lowering, affine: Affine) -> BoolArray:
    """Return whether the column of each term is an integer one with bounds one apart."""
    draft = lowering.draft
    narrow = draft.upper[affine.columns] - draft.lower[affine.columns] <= 1.0
    result: BoolArray = draft.integer[affine.columns] & narrow
    return result


def _switched(lowering: Lowering, node: tree.Node, frame: Frame, switch: Affine, other: Affine) -> Affine:
    """Return switch times other = low * other + width * (y * other), y being (switch - low) / width."""
    low, high = lowering.draft.bounds(switch)
    width = high - low
    scaled = other.scaled(low)
    moving = np.flatnonzero((width > 0.0) & (_terms(other) > 0))
    fixed = np.flatnonzero((width > 0.0) & (_terms(other) == 0))
    number = switch.plus(-low).scaled(other.constant).take(fixed)
    y = switch.plus(-low).scaled(1.0 / np.where(width > 0.0, width, 1.0)).take(moving)
    gated = _gated(lowering, node, frame.take(moving), y, other.take(moving)) if moving.size else Affine(np.zeros(0))
    return scaled + Affine.merged(frame.size, [(fixed, number), (moving, gated.scaled(width[moving]))])


def _gated(lowering: Lowering, node: tree.Node, frame: Frame, y: Affine, other: Affine) -> Affine:
    """Return new columns equal to y times other, y being 0 or 1."""
    least, most = lowering.draft.bounds(other)
    lowering.check_bounded(least, other, frame, node)
    lowering.check_bounded(most, other, frame, node)
    whole = lowering.draft.is_integral(other)
    low, high = np.minimum(least, 0.0), np.maximum(most, 0.0)
    product = Affine.of_columns(lowering.add_columns(frame, node, "product", low, high, whole))
    lowering.add_rows(product - y.scaled(most), -INF, 0.0, frame, node, "product")
    lowering.add_rows(product - y.scaled(least), 0.0, INF, frame, node, "product")
    difference = product - other
    lowering.add_rows(difference - y.scaled(least), -INF, -least, frame, node, "product")
    lowering.add_rows(difference - y.scaled(most), -most, INF, frame, node, "product")
    return product
