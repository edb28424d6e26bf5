"""How large a neighborhood each arm opens and how long its sub-MIP may take, adapted online.

Sizes move by the rule of Hendel (Adaptive large neighborhood search for mixed integer programming, 2022):
solved or infeasible soon, open more; out of time with nothing, open less; out of time with a better point, stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from metasolve.solution import Termination

SMALLEST_FREE = 8


@dataclass(frozen=True)
class Sizing:
    """Settings: start_free integer columns are opened at first; steps multiply the share that is open.

    common is how much of each step all arms take together. start_s is the first time limit of a sub-MIP; after
    patience pulls without a gain it grows by patience_growth, up to longest_s.
    """

    start_free: int = 400
    largest_start: float = 0.4
    grow: float = 1.5
    grow_fast: float = 1.6
    grow_found: float = 1.1
    shrink: float = 0.65
    common: float = 0.4
    start_s: float = 0.25
    longest_s: float = 20.0
    patience: int = 6
    patience_growth: float = 1.4

    def __post_init__(self) -> None:
        if not self.start_free >= 1 or not 0 < self.largest_start <= 1:
            raise ValueError(f"start_free is {self.start_free}, largest_start {self.largest_start}")
        if not 0.0 <= self.common <= 1.0:
            raise ValueError(f"common is {self.common}, which is not in [0, 1]")
        if not (min(self.grow, self.grow_fast, self.grow_found) >= 1 and 0 < self.shrink <= 1):
            factors = f"grow_fast {self.grow_fast}, grow_found {self.grow_found}, shrink {self.shrink}"
            raise ValueError(f"grow is {self.grow}, {factors}")
        if not (0 < self.start_s <= self.longest_s and self.patience >= 1):
            raise ValueError(
                f"start_s is {self.start_s}, longest_s {self.longest_s}, patience {self.patience}, which do not fit"
            )


class Sizes:
    """The sizes of one run: a share of the integer columns for each arm, and one time limit for all.

    The logarithm of a share is a common part plus the arm's own; both learn from each pull, because how much an
    engine can solve in the time limit is mostly a property of the problem.
    """

    def __init__(self, settings: Sizing, arms: int, integers: int) -> None:
        self._settings, self._integers = settings, max(1, integers)
        self._smallest = min(1.0, SMALLEST_FREE / self._integers)
        start = min(settings.largest_start, max(self._smallest, settings.start_free / self._integers))
        self._common, self._own = math.log(start), [0.0] * arms
        self.limit_s = settings.start_s
        self._misses = 0

    def share(self, arm: int) -> float:
        """Return the share of integer columns that the arm opens next, in (0, 1]."""
        return min(1.0, max(self._smallest, math.exp(self._common + self._own[arm])))

    def learn(self, arm: int, termination: Termination, found: bool, effort: float) -> None:
        """Adapt the arm's share; effort is the used part of its limit, in [0, 1] or a little more."""
        settings = self._settings
        if found:
            factor = settings.grow_found if termination is Termination.OPTIMAL and effort < 0.5 else 1.0
        elif termination in (Termination.OPTIMAL, Termination.INFEASIBLE):
            factor = settings.grow_fast if effort < 0.1 else settings.grow if effort < 0.5 else 1.1
        else:
            factor = settings.shrink
        step, low = math.log(factor), math.log(self._smallest)
        common = settings.common
        self._common = min(0.0, max(low, self._common + common * step))
        own = self._own[arm] + (1.0 - common) * step
        self._own[arm] = min(-self._common, max(low - self._common, own))

    def noted(self, improved: bool) -> None:
        """Count a pull; long droughts lengthen the time limit, a gain leaves it."""
        self._misses = 0 if improved else self._misses + 1
        if self._misses >= self._settings.patience:
            self._misses = 0
            self.limit_s = min(self._settings.longest_s, self.limit_s * self._settings.patience_growth)
