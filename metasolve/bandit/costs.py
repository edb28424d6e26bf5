"""Costs as rewards in [0, 1]: maps that know only the costs seen so far.

    scale = LogScale().start()
    selector.reward(pull, scale.reward(iterations))

A scale is frozen settings; start() makes its state, which saves and loads exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from metasolve.bandit.learner import check_range


class Costs(Protocol):
    """The state of a scale."""

    def reward(self, cost: float) -> float:
        """Return the reward in [0, 1] of a positive cost and learn from it; lower costs earn more."""
        ...

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data."""
        ...

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state by one that state() returned; raises ValueError if it belongs to another scale."""
        ...


class Scale(Protocol):
    """A frozen way to map costs to rewards; start() makes fresh state."""

    @property
    def name(self) -> str: ...

    def start(self) -> Costs: ...


@dataclass(frozen=True)
class LogScale:
    """Rewards affine in the logarithm of the cost: 1/2 at the first cost, 0 and 1 at factor times more and less.

    Costs that differ by a ratio differ by the same reward, whatever their size: for models of log cost.
    """

    factor: float = 1000.0

    name: ClassVar[str] = "log"

    def __post_init__(self) -> None:
        check_range("factor", self.factor, 1.0, math.inf, low_open=True)

    def start(self) -> LogCosts:
        return LogCosts(self)

    def reward_of(self, ratio: float) -> float:
        """Return the reward of a cost that is ratio times the first one, for instance as a prior mean."""
        return min(max(0.5 - math.log(ratio) / (2.0 * math.log(self.factor)), 0.0), 1.0)


class LogCosts:
    """The state of LogScale: the first cost, 0 before it."""

    def __init__(self, settings: LogScale) -> None:
        self._settings = settings
        self.first = 0.0

    def reward(self, cost: float) -> float:
        _check_cost(cost)
        if self.first == 0.0:
            self.first = float(cost)
        return self._settings.reward_of(cost / self.first)

    def state(self) -> dict[str, Any]:
        return {"scale": self._settings.name, "first": self.first}

    def load(self, state: dict[str, Any]) -> None:
        _check_owner(state, self._settings.name)
        self.first = float(state["first"])


@dataclass(frozen=True)
class LinearScale:
    """Rewards linear in the cost: 1 - cost / (cap mean), at least 0, mean being that of all costs so far.

    A cost is worth 1 - 1 / cap when it is as the mean, and 0 from cap means on: for learners of mean rewards.
    """

    cap: float = 6.0

    name: ClassVar[str] = "linear"

    def __post_init__(self) -> None:
        check_range("cap", self.cap, 1.0, math.inf, low_open=True)

    def start(self) -> LinearCosts:
        return LinearCosts(self)


class LinearCosts:
    """The state of LinearScale: the number of costs and their mean, the latest included."""

    def __init__(self, settings: LinearScale) -> None:
        self._settings = settings
        self.count = 0
        self.mean = 0.0

    def reward(self, cost: float) -> float:
        _check_cost(cost)
        self.count += 1
        self.mean += (cost - self.mean) / self.count
        return max(1.0 - cost / (self._settings.cap * self.mean), 0.0)

    def state(self) -> dict[str, Any]:
        return {"scale": self._settings.name, "count": self.count, "mean": self.mean}

    def load(self, state: dict[str, Any]) -> None:
        _check_owner(state, self._settings.name)
        self.count, self.mean = int(state["count"]), float(state["mean"])


def _check_cost(cost: float) -> None:
    if not 0.0 < cost < math.inf:
        raise ValueError(f"a cost must be positive and finite, got {cost!r}")


def _check_owner(state: dict[str, Any], name: str) -> None:
    if state.get("scale") != name:
        raise ValueError(f"the state belongs to scale {state.get('scale')!r}, not {name!r}")
