"""When a search ends: frozen values that compose by | (either) and & (both)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from metasolve.alns.progress import Progress


class Stop(ABC):
    """Decides whether a search is over."""

    @abstractmethod
    def __call__(self, progress: Progress) -> bool:
        """Return whether the search ends here."""

    @property
    def timed(self) -> bool:
        """Whether wall time decides; if not, the search uses work limits, so that a seed gives one result."""
        return False

    @property
    def time_limit_s(self) -> float:
        """The seconds after which the search is over in any case, inf if there is no such time."""
        return math.inf

    def share(self, progress: Progress) -> float:
        """Return how much of the search is over, in [0, 1]; 0 where that cannot be known."""
        return 0.0

    def in_cost(self, cost: Callable[[float], float]) -> Stop:
        """Return this rule with objectives in the user's sense turned into minimized costs."""
        return self

    def __or__(self, other: Stop) -> Stop:
        return Either(self, other)

    def __and__(self, other: Stop) -> Stop:
        return Both(self, other)


@dataclass(frozen=True)
class TimeLimit(Stop):
    """Ends after some seconds of wall time."""

    seconds: float

    def __post_init__(self) -> None:
        if not self.seconds > 0.0:
            raise ValueError(f"seconds is {self.seconds}, which is not positive")

    def __call__(self, progress: Progress) -> bool:
        return progress.elapsed_s >= self.seconds

    @property
    def timed(self) -> bool:
        return True

    @property
    def time_limit_s(self) -> float:
        return self.seconds

    def share(self, progress: Progress) -> float:
        return min(1.0, progress.elapsed_s / self.seconds)


@dataclass(frozen=True)
class MaxIterations(Stop):
    """Ends after some iterations."""

    iterations: int

    def __post_init__(self) -> None:
        if self.iterations < 0:
            raise ValueError(f"iterations is {self.iterations}, which is not >= 0")

    def __call__(self, progress: Progress) -> bool:
        return progress.iteration >= self.iterations

    def share(self, progress: Progress) -> float:
        return min(1.0, progress.iteration / max(1, self.iterations))


@dataclass(frozen=True)
class NoImprovement(Stop):
    """Ends after some iterations without a better point."""

    iterations: int

    def __post_init__(self) -> None:
        if self.iterations < 1:
            raise ValueError(f"iterations is {self.iterations}, which is not >= 1")

    def __call__(self, progress: Progress) -> bool:
        return progress.since_best >= self.iterations


@dataclass(frozen=True)
class TargetObjective(Stop):
    """Ends at a point at least as good as an objective value in the user's sense; the search calls in_cost first."""

    objective: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.objective):
            raise ValueError(f"objective is {self.objective}, which is not finite")

    def __call__(self, progress: Progress) -> bool:
        return progress.best.cost <= self.objective

    def in_cost(self, cost: Callable[[float], float]) -> Stop:
        return replace(self, objective=cost(self.objective))


@dataclass(frozen=True)
class Either(Stop):
    """Ends as soon as one of two rules does."""

    first: Stop
    second: Stop

    def __call__(self, progress: Progress) -> bool:
        return self.first(progress) or self.second(progress)

    @property
    def timed(self) -> bool:
        return self.first.timed or self.second.timed

    @property
    def time_limit_s(self) -> float:
        return min(self.first.time_limit_s, self.second.time_limit_s)

    def share(self, progress: Progress) -> float:
        return max(self.first.share(progress), self.second.share(progress))

    def in_cost(self, cost: Callable[[float], float]) -> Stop:
        return Either(self.first.in_cost(cost), self.second.in_cost(cost))


@dataclass(frozen=True)
class Both(Stop):
    """Ends as soon as both of two rules do."""

    first: Stop
    second: Stop

    def __call__(self, progress: Progress) -> bool:
        return self.first(progress) and self.second(progress)

    @property
    def timed(self) -> bool:
        return self.first.timed or self.second.timed

    @property
    def time_limit_s(self) -> float:
        return max(self.first.time_limit_s, self.second.time_limit_s)

    def share(self, progress: Progress) -> float:
        return min(self.first.share(progress), self.second.share(progress))

    def in_cost(self, cost: Callable[[float], float]) -> Stop:
        return Both(self.first.in_cost(cost), self.second.in_cost(cost))
