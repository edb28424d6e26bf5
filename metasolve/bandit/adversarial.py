"""Policies for rewards that may change in any way: EXP3-IX and Tsallis-INF, with losses 1 - reward.

Both keep estimates of each arm's cumulative loss. An arm that was not allowed in a round is charged the loss that
was suffered in it, as in the specialists setting (Freund, Schapire, Singer, Warmuth, 1997): otherwise an arm that
rests would look better with every round. The resting arms are those of the latest choice; when rewards are delayed
this is an approximation, as is the use of the latest learning rate.

discount < 1 multiplies the estimates and the number of rounds behind the learning rate by it at every reward, so
that the learner keeps adapting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from metasolve.bandit.learner import ArrayLearner, check_range
from metasolve.bandit.policy import FloatVector, Mask


@dataclass(frozen=True)
class Exp3Ix:
    """Exponential weights with implicit exploration: p_i ~ exp(-eta L_i), loss estimate loss / (p_i + eta / 2).

    eta is fixed if given; else it is sqrt(log K / (K t)) in round t on K arms, which needs no horizon and has
    regret at most 4 sqrt(K T log K) + (2 sqrt(K T / log K) + 1) log(2 / delta) with probability 1 - delta.
    """

    eta: float | None = None
    discount: float = 1.0

    name: ClassVar[str] = "exp3-ix"
    source: ClassVar[str] = "Neu, 2015, arXiv 1506.03271"

    def __post_init__(self) -> None:
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)
        if self.eta is not None:
            check_range("eta", self.eta, 0.0, math.inf, low_open=True)

    def start(self, arms: int) -> Exp3IxLearner:
        return Exp3IxLearner(self, arms)


class Exp3IxLearner(ArrayLearner):
    """The state of Exp3Ix: estimated losses and resting arms (0 or 1), (arms,), and the number of rewards."""

    saved = ("losses", "resting", "rounds")

    def __init__(self, settings: Exp3Ix, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self.losses = np.zeros(arms)
        self.resting: FloatVector = np.zeros(arms)
        self.rounds = 0.0

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        self.resting = (~allowed).astype(np.float64)
        losses = np.where(allowed, self.losses, np.inf)
        weights = np.exp(-self._eta() * (losses - losses.min()))
        chances: FloatVector = weights / weights.sum()
        return chances

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        loss = 1.0 - reward
        estimate = loss / (probability + 0.5 * self._eta())
        self.losses = self._settings.discount * self.losses + loss * self.resting
        self.losses[index] += estimate - loss * self.resting[index]
        self.rounds = self._settings.discount * self.rounds + 1.0

    def _eta(self) -> float:
        if self._settings.eta is not None:
            return self._settings.eta
        return math.sqrt(math.log(max(self.arms, 2)) / (self.arms * (self.rounds + 1.0)))


@dataclass(frozen=True)
class TsallisInf:
    """Follow the leader regularized by the Tsallis entropy of power 1/2: optimal up to constants, fixed or adversarial.

    estimator "rv" is the reduced-variance one with learning rate 4 / sqrt(t), "iw" plain importance weighting
    with 2 / sqrt(t), whose expected regret is at most 4 sqrt(K T) + 1 on K arms in T rounds. rate multiplies the
    learning rate; above 1 it gives up that bound and pays where losses are far from their worst case.
    """

    estimator: Literal["rv", "iw"] = "rv"
    discount: float = 1.0
    rate: float = 1.0

    name: ClassVar[str] = "tsallis-inf"
    source: ClassVar[str] = "Zimmert, Seldin, 2021, JMLR 22(28), arXiv 1807.07623"

    def __post_init__(self) -> None:
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)
        check_range("rate", self.rate, 0.0, math.inf, low_open=True)
        if self.estimator not in ("rv", "iw"):
            raise ValueError(f"estimator must be 'rv' or 'iw', got {self.estimator!r}")

    def start(self, arms: int) -> TsallisInfLearner:
        return TsallisInfLearner(self, arms)


class TsallisInfLearner(ArrayLearner):
    """The state of TsallisInf: estimated losses and latest probabilities, (arms,), and the number of rewards."""

    saved = ("losses", "chances", "rounds")

    def __init__(self, settings: TsallisInf, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self.losses = np.zeros(arms)
        self.chances = np.full(arms, 1.0 / arms)
        self.rounds = 0.0

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        chances = tsallis_weights(np.where(allowed, self.losses, np.inf), self._eta())
        self.chances = chances
        return chances.copy()

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        loss = 1.0 - reward
        # The reduced-variance estimate of an arm is (loss - shift) / p if pulled, else 0, plus the shift.
        shifts = np.zeros(self.arms) if self._settings.estimator == "iw" else 0.5 * (self.chances >= self._eta() ** 2)
        shift = 0.5 if self._settings.estimator == "rv" and probability >= self._eta() ** 2 else 0.0
        gains = np.where(self.chances > 0.0, shifts, loss)
        gains[index] = (loss - shift) / probability + shift
        self.losses = self._settings.discount * self.losses + gains
        self.rounds = self._settings.discount * self.rounds + 1.0

    def _eta(self) -> float:
        rate = self._settings.rate * (4.0 if self._settings.estimator == "rv" else 2.0)
        return rate / math.sqrt(self.rounds + 1.0)


def tsallis_weights(losses: FloatVector, eta: float) -> FloatVector:
    """Return w_i = 4 / (eta (losses_i - x))^2, (arms,), with the x < min(losses) at which they sum to 1.

    An infinite loss has weight 0; at least one loss is finite. With z_i = eta (losses_i - min) / 2 and
    s = eta (min - x) / 2 the weights are (z_i + s)^-2, and s lies in [1, sqrt(K)]. Newton's method is applied to
    (sum of weights)^(-1/2) - 1, which is concave and increasing in s, so from s = 1 it rises to the root
    without ever passing it; on equal losses it is linear and one step is exact.
    """
    gaps = (0.5 * eta) * (losses - losses.min())
    s = 1.0
    while True:
        roots: FloatVector = 1.0 / (gaps + s)
        weights = roots * roots
        total = float(weights.sum())
        step = total * (math.sqrt(total) - 1.0) / float(weights @ roots)
        if step <= 1e-14 * s:
            return roots * roots / total
        s += step
