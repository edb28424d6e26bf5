"""Policies for rewards that are stationary or drift slowly: UCB, epsilon-greedy, Thompson sampling, uniform."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from metasolve.bandit.learner import ArrayLearner, check_range, greedy, uniform
from metasolve.bandit.policy import FloatVector, Mask


@dataclass(frozen=True)
class Uniform:
    """Draw every allowed arm with the same probability and learn nothing: the baseline of an ablation."""

    name: ClassVar[str] = "uniform"
    source: ClassVar[str] = "baseline"

    def start(self, arms: int) -> UniformLearner:
        return UniformLearner(self.name, arms)


class UniformLearner(ArrayLearner):
    """The state of Uniform: none."""

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        return uniform(allowed)

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        pass


@dataclass(frozen=True)
class Ucb:
    """Take the arm with the highest upper confidence bound: mean + exploration sqrt(2 log n / n_i).

    exploration 1 is UCB1. discount < 1 forgets geometrically, with every reward of any arm (D-UCB): counts and
    sums are then discounted ones. Arms without rewards come first; ties are drawn at random.
    """

    exploration: float = 1.0
    discount: float = 1.0

    name: ClassVar[str] = "ucb"
    source: ClassVar[str] = "Auer, Cesa-Bianchi, Fischer, 2002; Garivier, Moulines, 2011 (discount)"

    def __post_init__(self) -> None:
        check_range("exploration", self.exploration, 0.0, math.inf)
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)

    def start(self, arms: int) -> UcbLearner:
        return UcbLearner(self, arms)


class UcbLearner(ArrayLearner):
    """The state of Ucb: discounted counts and reward sums, (arms,)."""

    saved = ("counts", "sums")

    def __init__(self, settings: Ucb, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self.counts = np.zeros(arms)
        self.sums = np.zeros(arms)

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        new = allowed & (self.counts == 0.0)
        if new.any():
            return uniform(new)
        counts = np.maximum(self.counts, np.finfo(np.float64).tiny)
        width = self._settings.exploration * math.sqrt(2.0 * math.log(max(self.counts.sum(), 1.0)))
        bounds = np.where(allowed, self.sums / counts + width / np.sqrt(counts), -np.inf)
        return uniform(bounds == bounds.max())

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        self.counts *= self._settings.discount
        self.sums *= self._settings.discount
        self.counts[index] += 1.0
        self.sums[index] += reward


@dataclass(frozen=True)
class EpsilonGreedy:
    """Take the arm with the highest mean reward, or with probability epsilon any arm.

    In round t, from 0, epsilon is divided by (1 + t)^decay; decay 1 explores every arm forever at logarithmic cost.
    discount < 1 forgets geometrically, with every reward of any arm: means are then discounted ones, t is not.
    Arms without rewards come first; ties are drawn at random.
    """

    epsilon: float = 0.1
    decay: float = 0.0
    discount: float = 1.0

    name: ClassVar[str] = "epsilon-greedy"
    source: ClassVar[str] = "Watkins, 1989; Auer, Cesa-Bianchi, Fischer, 2002 (decay)"

    def __post_init__(self) -> None:
        check_range("epsilon", self.epsilon, 0.0, 1.0)
        check_range("decay", self.decay, 0.0, 1.0)
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)

    def start(self, arms: int) -> EpsilonGreedyLearner:
        return EpsilonGreedyLearner(self, arms)


class EpsilonGreedyLearner(ArrayLearner):
    """The state of EpsilonGreedy: discounted counts and reward sums, (arms,), and the number of rewards."""

    saved = ("counts", "sums", "rounds")

    def __init__(self, settings: EpsilonGreedy, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self.counts = np.zeros(arms)
        self.sums = np.zeros(arms)
        self.rounds = 0.0

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        new = allowed & (self.counts == 0.0)
        if new.any():
            return uniform(new)
        counts = np.maximum(self.counts, np.finfo(np.float64).tiny)
        means = np.where(allowed, self.sums / counts, -np.inf)
        epsilon = self._settings.epsilon / (1.0 + self.rounds) ** self._settings.decay
        chances: FloatVector = epsilon * uniform(allowed) + (1.0 - epsilon) * uniform(means == means.max())
        return chances

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        self.counts *= self._settings.discount
        self.sums *= self._settings.discount
        self.counts[index] += 1.0
        self.sums[index] += reward
        self.rounds += 1.0


@dataclass(frozen=True)
class DiscountedThompson:
    """Take the arm whose mean reward, drawn from its posterior, is the highest.

    model "beta" has the posterior Beta(a + s, b + n - s), "gaussian" has Normal(m, noise^2 / (w + n)) with
    m = (w prior_mean + s) / (w + n), where n and s are the discounted count and sum of the rewards, w is
    prior_weight, a = w prior_mean and b = w - a. Rewards may be fractions. prior_mean and prior_weight, each one
    number or one for each arm, act as that many earlier rewards of that mean, and are not forgotten.
    discount < 1 forgets geometrically, with every reward of any arm.
    """

    discount: float = 0.995
    model: Literal["beta", "gaussian"] = "beta"
    prior_mean: float | tuple[float, ...] = 0.5
    prior_weight: float | tuple[float, ...] = 2.0
    noise: float = 0.5

    name: ClassVar[str] = "thompson"
    source: ClassVar[str] = "Agrawal, Goyal, 2013; Raj, Kalyani, arXiv 1707.09727 (discount)"

    def __post_init__(self) -> None:
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)
        check_range("noise", self.noise, 0.0, math.inf, low_open=True)
        if self.model not in ("beta", "gaussian"):
            raise ValueError(f"model must be 'beta' or 'gaussian', got {self.model!r}")
        if not all(0.0 < mean < 1.0 for mean in np.atleast_1d(self.prior_mean)):
            raise ValueError(f"prior_mean must lie in (0, 1), got {self.prior_mean!r}")
        if not all(0.0 < weight < math.inf for weight in np.atleast_1d(self.prior_weight)):
            raise ValueError(f"prior_weight must be positive and finite, got {self.prior_weight!r}")

    def start(self, arms: int) -> ThompsonLearner:
        for field in ("prior_mean", "prior_weight"):
            value = getattr(self, field)
            if np.ndim(value) and len(value) != arms:
                raise ValueError(f"{field} has {len(value)} entries for {arms} arms")
        return ThompsonLearner(self, arms)


Thompson = DiscountedThompson


class ThompsonLearner(ArrayLearner):
    """The state of DiscountedThompson: discounted counts and reward sums, (arms,)."""

    saved = ("counts", "sums")

    def __init__(self, settings: DiscountedThompson, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self._prior_weight = np.broadcast_to(np.asarray(settings.prior_weight, dtype=np.float64), arms)
        self._prior_sum = self._prior_weight * np.asarray(settings.prior_mean)
        self._prior_rest = self._prior_weight * (1.0 - np.asarray(settings.prior_mean))
        self.counts = np.zeros(arms)
        self.sums = np.zeros(arms)

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        total = self._prior_sum + self.sums
        if self._settings.model == "beta":
            draws = rng.beta(total, self._prior_rest + (self.counts - self.sums))
        else:
            weight = self._prior_weight + self.counts
            draws = total / weight + self._settings.noise / np.sqrt(weight) * rng.standard_normal(self.arms)
        return greedy(draws, allowed)

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        self.counts *= self._settings.discount
        self.sums *= self._settings.discount
        self.counts[index] += 1.0
        self.sums[index] += reward
