"""Acceptance: whether the search moves on to a candidate; each a frozen value without state of its own.

Costs are minimized. Thresholds are relative to the scale of the costs (`scale`), and those that fall over time
follow Progress.share, so that one setting serves every problem and every budget.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from metasolve.alns.progress import Progress


class Accept(Protocol):
    """Decides whether a candidate becomes the current point."""

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool: ...


def scale(progress: Progress) -> float:
    """Return the cost that relative thresholds refer to: |best|, but no less than what the search has gained.

    Costs near zero would otherwise make every threshold vanish. At least 1e-9.
    """
    gained = progress.first_cost - progress.best.cost
    return max(1e-9, abs(progress.best.cost), gained if math.isfinite(gained) else 0.0)


@dataclass(frozen=True)
class HillClimbing:
    """Accepts what is not worse than the current point."""

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        return candidate_cost <= progress.current.cost


@dataclass(frozen=True)
class SimulatedAnnealing:
    """Accepts a loss d against the current point with probability exp(-d / (T scale)).

    The relative temperature T falls from start to end geometrically over the search.
    Source: Kirkpatrick, Gelatt and Vecchi, Optimization by Simulated Annealing, 1983.
    """

    start: float = 0.02
    end: float = 1e-5

    def __post_init__(self) -> None:
        if not 0.0 < self.end <= self.start < math.inf:
            raise ValueError(f"temperatures start = {self.start}, end = {self.end} do not fall and stay positive")

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        temperature = self.start * (self.end / self.start) ** progress.share
        loss = candidate_cost - progress.current.cost
        return loss <= 0.0 or bool(rng.random() < math.exp(-loss / (temperature * scale(progress))))


@dataclass(frozen=True)
class RecordToRecord:
    """Accepts what is worse than the best point by at most a relative deviation, falling linearly from start to end.

    Source: Dueck, New Optimization Heuristics: The Great Deluge Algorithm and the Record-to-Record Travel, 1993.
    """

    start: float = 0.02
    end: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.end <= self.start < math.inf:
            raise ValueError(f"deviations start = {self.start}, end = {self.end} do not fall and stay >= 0")

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        deviation = self.start + (self.end - self.start) * progress.share
        return candidate_cost <= progress.best.cost + deviation * scale(progress)


@dataclass(frozen=True)
class LateAcceptance:
    """Accepts what is not worse than the current point, or than the current point of length iterations ago.

    Looks as far back as Progress.history goes while that is shorter.
    Source: Burke and Bykov, The late acceptance Hill-Climbing heuristic, 2017.
    """

    length: int = 20

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError(f"length is {self.length}, which is not >= 1")

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        past = progress.history[-self.length :]
        late = past[0] if past else progress.current.cost
        return candidate_cost <= max(late, progress.current.cost)


@dataclass(frozen=True)
class GreatDeluge:
    """Accepts what lies below a level that falls linearly, from the first cost at the start to the best at the end.

    headroom raises the first level above the first cost, relative to the scale.
    Source: Dueck, New Optimization Heuristics: The Great Deluge Algorithm and the Record-to-Record Travel, 1993.
    """

    headroom: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.headroom < math.inf:
            raise ValueError(f"headroom is {self.headroom}, which is not >= 0 and finite")

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        best = progress.best.cost
        first = progress.first_cost if math.isfinite(progress.first_cost) else progress.current.cost
        surface = first + self.headroom * scale(progress)
        return candidate_cost <= best + (1.0 - progress.share) * (surface - best)


@dataclass(frozen=True)
class RandomAccept:
    """Accepts what is not worse, and the worse with a probability that falls linearly from start to end.

    Source: Santini, Ropke and Hvattum, A comparison of acceptance criteria for the adaptive large neighbourhood
    search metaheuristic, 2018.
    """

    start: float = 0.5
    end: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.end <= self.start <= 1.0:
            raise ValueError(f"probabilities start = {self.start}, end = {self.end} do not fall within [0, 1]")

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        probability = self.start + (self.end - self.start) * progress.share
        return candidate_cost <= progress.current.cost or bool(rng.random() < probability)


@dataclass(frozen=True)
class AlwaysAccept:
    """Accepts everything: a random walk over the neighborhoods."""

    def __call__(self, progress: Progress, candidate_cost: float, rng: np.random.Generator) -> bool:
        return True
