"""The incumbent pool: only points that our own check accepts, in the engine form of the problem."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metasolve.alns.progress import Point
from metasolve.check import check, rounded
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

CAPACITY = 12
NOISE = 1e-9


@dataclass(frozen=True, eq=False)
class Offer:
    """What became of an offered point: point is None if it is infeasible, better tells a new incumbent."""

    point: Point | None
    better: bool
    worst: str = ""


class Pool:
    """Distinct checked points, best first."""

    def __init__(self, problem: Problem, capacity: int = CAPACITY) -> None:
        self._problem, self._capacity = problem, capacity
        self.points: tuple[Point, ...] = ()

    @property
    def best(self) -> Point | None:
        return self.points[0] if self.points else None

    @property
    def cost(self) -> float:
        """The cost of the incumbent, inf if there is none."""
        return self.points[0].cost if self.points else math.inf

    def offer(self, x: FloatArray) -> Offer:
        """Round the integer columns of x, clip it to its bounds, check it, and keep it if it is good and new."""
        candidate = np.clip(rounded(self._problem, x), self._problem.col_lower, self._problem.col_upper)
        verdict = check(self._problem, candidate)
        if not verdict.feasible:
            return Offer(None, False, verdict.worst)
        point = Point(candidate, verdict.objective)
        better = point.cost < self.cost - NOISE * max(1.0, abs(point.cost))
        if not any(self._same(point, member) for member in self.points):
            ranked: Sequence[Point] = sorted([*self.points, point], key=lambda member: member.cost)
            self.points = tuple(ranked[: self._capacity])
        return Offer(point, better)

    def _same(self, left: Point, right: Point) -> bool:
        integers = self._problem.integers
        if abs(left.cost - right.cost) > NOISE * max(1.0, abs(left.cost)):
            return False
        return bool(np.array_equal(left.x[integers], right.x[integers]))
