"""The best value of a form: a point that attains it, checked, and the proof that nothing is better."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from scipy.optimize import linprog

from llm_modeling.equivalence.form import INF, Row, excess
from llm_modeling.equivalence.graph import FloatArray
from llm_modeling.equivalence.proof import LpStatus, Region, branching_column, checked, children

_linprog: Any = linprog  # its stubs know arrays of one kind only
_SHORT, _LONG = 200, 2_000
_GAP = 1e-6
_FLAT = 1e-9


class Existence(Enum):
    """Whether a least value exists; PROVED ones only, but for OPEN."""

    ATTAINED = "attained"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    OPEN = "open"


@dataclass(frozen=True)
class Optimum:
    """The least value lies in [bound, value]; point attains value. Both are infinite where nothing is known."""

    existence: Existence
    value: float = INF
    bound: float = -INF
    point: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Search:
    """What a tree search found: the best point, its value, and a proved bound; emptied: no node was left open."""

    point: tuple[float, ...] | None
    value: float
    bound: float
    emptied: bool


def search(region: Region, terms: Mapping[int, float], nodes: int, depth_first: bool) -> Search:
    """Return the best point of a branch and bound over at most so many nodes, with the bound that they prove.

    depth_first finds points soon; best first proves with fewer nodes. The bound holds whether or not the tree is
    finished; it is -inf where some part of the region has none.
    """
    c = region.dense(terms)
    heap: list[tuple[float, int, float, FloatArray, FloatArray]] = [(-INF, 0, -INF, region.lower, region.upper)]
    point = region.best_known(c)
    value = INF if point is None else float(c @ np.array(point))
    bound, count, emptied = INF, 0, True
    while heap and count > -2 * nodes:
        _, _, parent, lower, upper = heapq.heappop(heap)
        if parent >= value - _GAP * max(1.0, abs(value)):
            bound = min(bound, parent)
            continue
        node = region.relax(c, lower, upper)
        if node.status is LpStatus.INFEASIBLE and region.is_empty(lower, upper):
            continue
        known = max(parent, node.bound)
        j = branching_column(region, node)
        if known >= value - _GAP * max(1.0, abs(value)):
            bound = min(bound, known)
        elif j is not None and node.x is not None:
            for ends in children(node.x, j, lower, upper):
                count -= 1  # the younger one first among equals
                heapq.heappush(heap, (0.0 if depth_first else known, count, known, *ends))
        else:
            found = None if node.x is None else checked(region, c, node.x, lower, upper)
            if found is not None and (cost := float(c @ np.array(found))) < value:
                point, value = found, cost
            emptied = emptied and found is not None and known >= value - _GAP * max(1.0, abs(value))
            bound = min(bound, known)
    bound = min([bound, value, *(entry[2] for entry in heap)])
    return Search(point, value, bound, emptied and not heap)


def propose(region: Region, terms: Mapping[int, float]) -> tuple[float, ...] | None:
    """Return a point of the region, checked, with as small a sum of terms as a short search finds; None if none."""
    found = search(region, terms, _SHORT, True)
    return found.point if found.point is not None or not terms else search(region, {}, _SHORT, True).point


def certified(region: Region, terms: Mapping[int, float]) -> Optimum:
    """Return the least sum of terms over the region, value and bound proved as far as the effort allows."""
    found = search(region, terms, _LONG, False)
    if found.emptied:
        if found.point is None:
            return Optimum(Existence.INFEASIBLE, INF, INF)
        return Optimum(Existence.ATTAINED, found.value, found.bound, found.point)
    point = found.point or propose(region, {})
    if point is not None and found.bound == -INF and has_ray(region, terms):
        return Optimum(Existence.UNBOUNDED, -INF, -INF, point)
    value = INF if point is None else float(region.dense(terms) @ np.array(point))
    return Optimum(Existence.OPEN, value, found.bound, point)


def has_ray(region: Region, terms: Mapping[int, float]) -> bool:
    """Return whether there is a direction in which the region has no end and the sum of terms none either."""
    if region.columns == 0 or not region.effort.may_solve():
        return False
    form, c = region.form, region.dense(terms)
    rows = [Row(r.terms, 0.0 if r.lower > -INF else -INF, 0.0 if r.upper < INF else INF, r.name) for r in form.rows]
    below = [region.dense(r.terms) for r in rows if r.upper < INF]
    below += [-region.dense(r.terms) for r in rows if r.lower > -INF]
    low, high = np.where(np.isinf(region.lower), -1.0, 0.0), np.where(np.isinf(region.upper), 1.0, 0.0)
    matrix = np.array(below) if below else None
    result = _linprog(c, matrix, np.zeros(len(below)) if below else None, bounds=np.column_stack([low, high]))
    if result.status != 0 or result.x is None:
        return False
    ray = np.where(np.abs(result.x) < _FLAT, 0.0, result.x)
    inside = all(excess(row, ray.tolist()) <= _FLAT for row in rows) and bool(((low <= ray) & (ray <= high)).all())
    return inside and float(c @ ray) < -1e-6 * max(1.0, float(np.abs(c).max()))
