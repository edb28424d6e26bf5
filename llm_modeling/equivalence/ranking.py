"""Whether two costs rank the points of a region alike, where their coefficients alone do not show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from llm_modeling.equivalence.containment import Scale, proportional
from llm_modeling.equivalence.form import VIOLATED, Form, close
from llm_modeling.equivalence.optimum import propose
from llm_modeling.equivalence.proof import Answer, Region, prove_at_least

_ATTEMPTS = 4


@dataclass(frozen=True)
class Ranking:
    """PROVED with the scale; REFUTED with points that no increasing line maps from one cost to the other; or OPEN."""

    answer: Answer
    scale: Scale | None = None
    points: tuple[tuple[float, ...], ...] = ()


def ranked_alike(region: Region, b: Form, same_values: bool, beyond: float = VIOLATED) -> Ranking:
    """Return whether the cost of b is factor * the region's own cost + shift on the whole region, factor > 0.

    same_values: the factor has to be 1 and the shift 0. beyond is how far off a point refutes it.
    """
    a = region.form
    scale = proportional(a, b)
    if scale is None:
        return _by_points(region, b, same_values, beyond)
    if not same_values or scale.is_identity:
        return Ranking(Answer.PROVED, scale)
    for cost in (a.cost, _negative(a.cost)):
        point = propose(region, cost)
        if point is not None and _off_line(a, b, (point,), 1.0, 0.0) > beyond:
            return Ranking(Answer.REFUTED, points=(point,))
    return Ranking(Answer.OPEN)


def _by_points(region: Region, b: Form, same_values: bool, beyond: float) -> Ranking:
    pair = (1.0, 0.0, ()) if same_values else _line(region, b)
    if pair is None:
        return Ranking(Answer.OPEN)
    factor, shift, points = pair
    a = region.form
    if factor <= 0.0:
        return Ranking(Answer.REFUTED, points=points)
    costs = {j: (factor * a.cost.get(j, 0.0), b.cost.get(j, 0.0)) for j in sorted(a.cost.keys() | b.cost.keys())}
    difference = {j: there - here for j, (here, there) in costs.items() if not close(here, there)}
    target = shift - (b.offset - factor * a.offset)
    for sign in (1.0, -1.0):
        terms = {j: sign * d for j, d in difference.items()}
        proof = prove_at_least(region, terms, sign * target)
        point = proof.point or (None if proof.answer is Answer.PROVED else propose(region, terms))
        if proof.answer is not Answer.PROVED:
            off = point is not None and _off_line(a, b, (*points, point), factor, shift) > beyond
            return Ranking(Answer.REFUTED, points=(*points, point)) if off and point else Ranking(Answer.OPEN)
    return Ranking(Answer.PROVED, Scale(1.0 if close(factor, 1.0) else factor, shift))


def _off_line(a: Form, b: Form, points: Sequence[Sequence[float]], factor: float, shift: float) -> float:
    """Return how far the last point lies off the line, relative to the costs."""
    here, there = a.value(points[-1]), b.value(points[-1])
    size = max([1.0, abs(there), *(abs(factor * a.value(p)) for p in points)])
    return abs(there - factor * here - shift) / size


def _line(region: Region, b: Form) -> tuple[float, float, tuple[tuple[float, ...], ...]] | None:
    """Return the line through the costs of two points whose own cost differs, and the points."""
    a = region.form
    points: list[tuple[float, ...]] = []
    rng = np.random.default_rng(0)
    for attempt in range(2 + _ATTEMPTS):
        random = dict(enumerate(rng.normal(size=region.columns).tolist()))
        point = propose(region, (a.cost, _negative(a.cost))[attempt] if attempt < 2 else random)
        if point is None:
            continue
        if points and abs(a.value(point) - a.value(points[0])) > 1e-3 * max(1.0, abs(a.value(point))):
            rise, run = b.value(point) - b.value(points[0]), a.value(point) - a.value(points[0])
            factor = rise / run
            return factor, b.value(point) - factor * a.value(point), (points[0], point)
        points = points or [point]
    return None


def _negative(terms: Mapping[int, float]) -> dict[int, float]:
    return {j: -a for j, a in terms.items()}
