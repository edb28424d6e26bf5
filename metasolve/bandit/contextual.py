"""Policies that predict each arm's reward from a context: linear Thompson sampling and Chebyshev regression."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from metasolve.bandit.learner import ArrayLearner, check_range, greedy
from metasolve.bandit.policy import FloatVector, Mask

_RIDGE = 1e-12  # against singular sums
_PENALTY = 1e-4  # of fit "ridge", on losses in [0, 1]


@dataclass(frozen=True)
class LinTs:
    """Take the arm whose reward, drawn from the posterior of a linear model of its own, is the highest.

    The features are 1 and the context_size entries of the context (0: no context is needed). The coefficients,
    fitted to reward - 1/2, have the posterior Normal(A^-1 b, noise^2 A^-1) with A = ridge I + sum x x' and
    b = sum (reward - 1/2) x. discount < 1 forgets geometrically, with every reward of any arm, but not the ridge.
    """

    context_size: int = 0
    noise: float = 0.5
    ridge: float = 1.0
    discount: float = 1.0

    name: ClassVar[str] = "lin-ts"
    source: ClassVar[str] = "Agrawal, Goyal, 2013, arXiv 1209.3352; Russac, Vernade, Cappe, 2019 (discount)"

    def __post_init__(self) -> None:
        check_range("context_size", self.context_size, 0, math.inf)
        check_range("noise", self.noise, 0.0, math.inf, low_open=True)
        check_range("ridge", self.ridge, 0.0, math.inf, low_open=True)
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)

    def start(self, arms: int) -> LinTsLearner:
        return LinTsLearner(self, arms)


class LinTsLearner(ArrayLearner):
    """The state of LinTs: for each arm the precision, (arms, features, features), and moments, (arms, features)."""

    saved = ("precision", "moments")

    def __init__(self, settings: LinTs, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        features = settings.context_size + 1
        self._ridge = settings.ridge * np.eye(features)
        self.precision = np.tile(self._ridge, (arms, 1, 1))
        self.moments = np.zeros((arms, features))

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        x = self._features(context)
        directions = np.linalg.solve(self.precision, x[:, np.newaxis])[:, :, 0]
        means = np.sum(directions * self.moments, axis=1)
        # Only x'theta matters and arms are independent, so one normal number an arm has the law of a full draw.
        deviations = self._settings.noise * np.sqrt(directions @ x)
        return greedy(means + deviations * rng.standard_normal(self.arms), allowed)

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        x = self._features(context)
        discount = self._settings.discount
        if discount < 1.0:
            self.precision = discount * self.precision + (1.0 - discount) * self._ridge
            self.moments = discount * self.moments
        self.precision[index] += np.outer(x, x)
        self.moments[index] += (reward - 0.5) * x

    def _features(self, context: FloatVector | None) -> FloatVector:
        size = 0 if context is None else context.size
        if self._settings.context_size == 0:
            return np.ones(1)
        if context is None or size != self._settings.context_size:
            raise ValueError(f"{self.policy} needs a context of {self._settings.context_size} entries, got {size}")
        return np.concatenate(([1.0], context))


@dataclass(frozen=True)
class ChebCb:
    """Predict each arm's loss by a Chebyshev series in one context and play the inverse gaps of the predictions.

    The context, one number, lies in [low, high]; one outside of it counts as the nearer end. Losses are 1 - reward.
    fit "box" is the paper's: least squares, as short as possible while undetermined, within the box that bounds the
    series of a Lipschitz function, its constant estimated from the largest and smallest loss. fit "ridge" is ours:
    a small penalty that grows with the order in place of the box, so that a reward costs one update of rank 1. An
    arm whose predicted loss is g above the best has probability 1 / (d + eta g) on d arms, the best has the rest.

    eta = 2 t^growth sqrt(d t / (R + 2 alpha^2 t)) after t rewards, R being the squared prediction error beyond
    that of the best fit and alpha the error of the series. growth 0 is the paper's analysis; growth 1 is the
    authors' program, whose exploration dies out so fast that on noisy rewards it can stay with a bad arm.
    Sums of products replace the history, so that a step's cost does not grow.
    """

    low: float = -1.0
    high: float = 1.0
    degree: int = 5
    growth: float = 0.5
    fit: Literal["box", "ridge"] = "box"

    name: ClassVar[str] = "cheb-cb"
    source: ClassVar[str] = "Khodak, Chow, Balcan, Talwalkar, 2024, arXiv 2310.02246, algorithm 3"

    def __post_init__(self) -> None:
        check_range("degree", self.degree, 0, math.inf)
        check_range("growth", self.growth, 0.0, 1.0)
        if self.fit not in ("box", "ridge"):
            raise ValueError(f"fit must be 'box' or 'ridge', got {self.fit!r}")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"low and high must be finite and low < high, got {self.low!r} and {self.high!r}")

    def start(self, arms: int) -> ChebCbLearner:
        return ChebCbLearner(self, arms)


class ChebCbLearner(ArrayLearner):
    """The state of ChebCb: for each arm the sums of features x features, features x loss and loss^2, and the fit.

    inverse is that of the penalized sums of features x features, for fit "ridge".
    """

    saved = ("gram", "inverse", "moments", "squares", "theta", "residuals", "error", "rounds", "least", "most")

    def __init__(self, settings: ChebCb, arms: int) -> None:
        super().__init__(settings.name, arms)
        self._settings = settings
        self._orders = np.arange(settings.degree + 1)
        self._identity = np.eye(settings.degree + 1)
        # A reward's context is mostly that of the choice: its features are kept.
        self._latest: tuple[float, FloatVector] = (math.nan, np.zeros(settings.degree + 1))
        self.gram = np.zeros((arms, settings.degree + 1, settings.degree + 1))
        penalties = _PENALTY * np.concatenate(([0.01], (self._orders[1:] / 2.0) ** 2))
        self.inverse = np.tile(np.diag(1.0 / penalties), (arms, 1, 1))
        self.moments = np.zeros((arms, settings.degree + 1))
        self.theta = np.zeros((arms, settings.degree + 1))
        self.squares = np.zeros(arms)
        self.residuals = np.zeros(arms)
        self.error = 0.0
        self.rounds = 0.0
        self.least = 1.0
        self.most = 0.0

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        d = int(np.count_nonzero(allowed))
        losses = self.theta @ self._features(context)
        best = int(np.where(allowed, losses, np.inf).argmin())
        chances = np.zeros(self.arms)
        chances[allowed] = 1.0 / (d + self._gap_factor(d) * (losses[allowed] - losses[best]))
        chances[best] = 0.0
        chances[best] = 1.0 - chances.sum()
        return chances

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        loss = 1.0 - reward
        features = self._features(context)
        self.error += (loss - float(self.theta[index] @ features)) ** 2
        self.gram[index] += np.outer(features, features)
        self.moments[index] += loss * features
        self.squares[index] += loss * loss
        self.rounds += 1.0
        if self._settings.fit == "ridge":
            self.least, self.most = min(self.least, loss), max(self.most, loss)
            self._fit_ridge(index, features, loss)
            return
        if self.least <= loss <= self.most:
            self._fit(index)
            return
        self.least, self.most = min(self.least, loss), max(self.most, loss)
        for arm in np.flatnonzero(self.gram[:, 0, 0]):
            self._fit(int(arm))

    def _features(self, context: FloatVector | None) -> FloatVector:
        low, high = self._settings.low, self._settings.high
        if context is None or context.size != 1:
            raise ValueError(f"{self.policy} needs a context of one number, got {context!r}")
        if context[0] != self._latest[0]:
            x = 2.0 * (float(context[0]) - low) / (high - low) - 1.0
            self._latest = (float(context[0]), np.cos(self._orders * math.acos(min(max(x, -1.0), 1.0))))
        return self._latest[1]

    def _gap_factor(self, d: int) -> float:
        """Return eta over the scale of the losses: the factor of a gap between two predicted losses."""
        if self.most == 0.0 or self.rounds == 0.0:
            return 0.0
        features = self._orders.size
        spread = max(self.most - self.least, 0.0)
        scale = 2.0 * self.most + 4.0 * spread * (1.0 + math.log(features))
        alpha = (math.pi + 2.0 / math.pi * math.log(2 * features + 1)) / (2.0 * scale * (features + 1)) * spread
        regret = max(self.error - float(self.residuals.sum()), 0.0) / scale**2
        t = self.rounds
        eta = 2.0 * math.sqrt(d * t / max(regret + 2.0 * alpha**2 * t, 1e-12))
        return eta * math.pow(t, self._settings.growth) / scale

    def _fit(self, arm: int) -> None:
        gram, moments = self.gram[arm], self.moments[arm]
        spread = max(self.most - self.least, 0.0)
        box = np.concatenate(([self.most], 2.0 * spread / self._orders[1:]))
        # Once an arm has been pulled often its sums are regular, or nearly so: then a solve is three times faster.
        if np.any(np.abs(self.theta[arm]) >= box) and gram[0, 0] > 2 * self._orders.size:
            theta = box_least_squares(gram, moments, box, self.theta[arm])
        elif gram[0, 0] > 2 * self._orders.size:
            theta = np.linalg.solve(gram + _RIDGE * gram[0, 0] * self._identity, moments)
        else:
            theta = np.linalg.lstsq(gram, moments, rcond=1e-10)[0]
        if np.any(np.abs(theta) > box):
            theta = box_least_squares(gram, moments, box, self.theta[arm])
        self.theta[arm] = theta
        self.residuals[arm] = max(self.squares[arm] + float(theta @ (gram @ theta - 2.0 * moments)), 0.0)

    def _fit_ridge(self, arm: int, features: FloatVector, loss: float) -> None:
        """Learn one loss by the formula of Sherman and Morrison."""
        gain = self.inverse[arm] @ features
        total = 1.0 + float(features @ gain)
        error = loss - float(self.theta[arm] @ features)
        self.inverse[arm] -= np.outer(gain, gain / total)
        self.theta[arm] += gain * (error / total)
        self.residuals[arm] += error * error / total


def box_least_squares(gram: FloatVector, moments: FloatVector, box: FloatVector, start: FloatVector) -> FloatVector:
    """Return the minimizer of x'gram x / 2 - moments'x over |x| <= box, by an active set from start.

    gram is (n, n) and positive semidefinite. Entries at their limit are held there while all others are solved for;
    a step stops at the first limit that it meets; at the minimum of the others, that held entry is let go which
    pulls inwards most. A warm start needs one or two solves.
    Source: Nocedal, Wright, Numerical Optimization, 2006, algorithm 16.3.
    """
    x = np.minimum(np.maximum(start, -box), box)
    held = np.abs(x) >= box
    matrix = gram + _RIDGE * max(float(gram.trace()), 1e-300) * np.eye(x.size)
    tolerance = 1e-12 * (1.0 + float(np.abs(moments).max()))
    for _ in range(10 * x.size):
        free = (~held).nonzero()[0]
        step = np.zeros(x.size)
        step[free] = np.linalg.solve(matrix[free][:, free], (moments - matrix @ x)[free])
        room = np.full(x.size, np.inf)
        np.divide(np.copysign(box, step) - x, step, out=room, where=step != 0.0)
        first = int(room.argmin())
        if room[first] < 1.0:
            x = np.minimum(np.maximum(x + room[first] * step, -box), box)
            x[first] = math.copysign(box[first], step[first])
            held[first] = True
            continue
        x = x + step
        inward = np.where(held, np.sign(x) * (matrix @ x - moments), 0.0)
        worst = int(inward.argmax())
        if inward[worst] <= tolerance:
            break
        held[worst] = False
    return np.minimum(np.maximum(x, -box), box)
