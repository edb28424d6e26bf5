"""A policy for each part of the context's range: any policy made contextual."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from metasolve.bandit.adversarial import TsallisInf
from metasolve.bandit.learner import check_owner, check_range
from metasolve.bandit.policy import FloatVector, Learner, Mask, Policy


@dataclass(frozen=True)
class Binned:
    """Give every bin of the context, one number, a learner of its own of the same policy.

    [low, high] is cut into bins of equal width, which are the numbers nearest to their centers; contexts outside of
    it belong to the first or the last bin. With TsallisInf it is Tsallis-INF-CB. The policy itself sees the
    context too.
    """

    policy: Policy = field(default_factory=TsallisInf)
    low: float = -1.0
    high: float = 1.0
    bins: int = 5

    name: ClassVar[str] = "binned"
    source: ClassVar[str] = "Khodak, Chow, Balcan, Talwalkar, 2024, arXiv 2310.02246, algorithm 5"

    def __post_init__(self) -> None:
        check_range("bins", self.bins, 1, math.inf)
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"low and high must be finite and low < high, got {self.low!r} and {self.high!r}")

    def start(self, arms: int) -> BinnedLearner:
        return BinnedLearner(self, arms)


class BinnedLearner:
    """The state of Binned: one learner a bin."""

    def __init__(self, settings: Binned, arms: int) -> None:
        self.policy = settings.name
        self.arms = arms
        self._settings = settings
        self.learners: tuple[Learner, ...] = tuple(settings.policy.start(arms) for _ in range(settings.bins))

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        chosen = self._bin(context)
        # A copy, because a choice must not change what the attributes held before; see Learner.
        learner = copy.copy(self.learners[chosen])
        chances = learner.probabilities(allowed, context, rng)
        self.learners = (*self.learners[:chosen], learner, *self.learners[chosen + 1 :])
        return chances

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        self.learners[self._bin(context)].update(index, reward, probability, context)

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data."""
        return {"policy": self.policy, "arms": self.arms, "learners": [learner.state() for learner in self.learners]}

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state; raises ValueError if it belongs to another policy or number of arms or bins."""
        check_owner(state, self.policy, self.arms)
        if len(state["learners"]) != len(self.learners):
            raise ValueError(f"the state has {len(state['learners'])} bins, not {len(self.learners)}")
        for learner, saved in zip(self.learners, state["learners"], strict=True):
            learner.load(saved)

    def _bin(self, context: FloatVector | None) -> int:
        if context is None or context.size != 1:
            raise ValueError(f"{self.policy} needs a context of one number, got {context!r}")
        low, high, bins = self._settings.low, self._settings.high, self._settings.bins
        place = (float(context[0]) - low) / (high - low) * bins
        return int(min(max(place, 0.0), bins - 1.0))
