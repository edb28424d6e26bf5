"""Linear Thompson sampling on one model that arms share: smooth in the context and in the place of an arm in its group.

For arms that are settings of one parameter (the omega of a relaxation), what one arm earns says much of its
neighbors; for arms that are unlike each other, what all of them earn in one context is still common to all.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from metasolve.bandit.learner import check_owner, check_range, greedy
from metasolve.bandit.policy import FloatVector, IntVector, Mask
from metasolve.bandit.posterior import Posterior

_MARGIN = 0.05


@dataclass(frozen=True)
class SharedLinTs:
    """Take the arm whose reward, drawn from the posterior of one linear model of all arms, is the highest.

    groups holds each arm's group and positions its place there (None: every arm is a group of its own). The reward
    is prior_mean, of the arm, plus Chebyshev series with normal coefficients around 0: one in the context, common to
    all arms; in each group one in context x position; for each arm of a group a small one of its own. A coefficient
    of total order k has the standard deviation spread (1 + k)^-smoothness, times own for the arms' own; the constant
    common to all arms has level. So few rewards give a surface of low order and many a flexible one. Orders are
    below context_orders and position_orders; at most `features` coefficients, those of the largest prior, are kept.

    A context has context_size numbers. low and high, if given, are the range to begin with; when a value leaves the
    range, it grows and the model is fitted anew to the latest `history` rewards.

    noise is the standard deviation of a reward; None estimates it. exploration multiplies the standard deviations
    of a draw. discount < 1 forgets geometrically, with every reward of any arm.

    The defaults suit rewards of LogScale, of which 0.05 is a factor 2 in cost.
    """

    groups: tuple[int, ...] | None = None
    positions: tuple[float, ...] | None = None
    prior_mean: float | tuple[float, ...] = 0.5
    context_size: int = 0
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    context_orders: int = 8
    position_orders: int = 10
    level: float = 0.3
    spread: float = 0.07
    own: float = 0.1
    smoothness: float = 1.2
    noise: float | None = None
    exploration: float = 0.5
    discount: float = 1.0
    features: int = 128
    history: int = 2000

    name: ClassVar[str] = "shared-lin-ts"
    source: ClassVar[str] = "Agrawal, Goyal, 2013, arXiv 1209.3352; the shared model with a smoothness prior is ours"

    def __post_init__(self) -> None:
        check_range("context_size", self.context_size, 0, 4)
        for name in ("context_orders", "position_orders", "features", "history"):
            check_range(name, getattr(self, name), 1, math.inf)
        for name in ("level", "spread", "smoothness"):
            check_range(name, getattr(self, name), 0.0, math.inf, low_open=True)
        for name in ("own", "exploration"):
            check_range(name, getattr(self, name), 0.0, math.inf)
        if self.noise is not None:
            check_range("noise", self.noise, 0.0, math.inf, low_open=True)
        check_range("discount", self.discount, 0.0, 1.0, low_open=True)
        if (self.groups is None) != (self.positions is None) or len(self.groups or ()) != len(self.positions or ()):
            raise ValueError(f"groups and positions must be as many, got {self.groups!r} and {self.positions!r}")
        if not np.isfinite(self.positions or ()).all() or not np.isfinite(self.prior_mean).all():
            raise ValueError(f"not finite: positions {self.positions!r} or prior_mean {self.prior_mean!r}")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"low and high must be given together, got {self.low!r} and {self.high!r}")
        if self.low is not None and self.high is not None:
            sizes = {len(self.low), len(self.high), self.context_size}
            if len(sizes) > 1 or not all(
                -math.inf < a < b < math.inf for a, b in zip(self.low, self.high, strict=True)
            ):
                raise ValueError(f"low < high must hold for each number, got {self.low!r} and {self.high!r}")

    def start(self, arms: int) -> SharedLinTsLearner:
        for name in ("groups", "positions", "prior_mean"):
            value = getattr(self, name)
            if np.ndim(value) and len(value) != arms:
                raise ValueError(f"{name} has {len(value)} entries for {arms} arms")
        return SharedLinTsLearner(self, arms)


class SharedLinTsLearner:
    """The state of SharedLinTs: the posterior, the range of the contexts and the latest rewards."""

    def __init__(self, settings: SharedLinTs, arms: int) -> None:
        if arms < 1:
            raise ValueError(f"a learner needs at least one arm, got {arms}")
        self.policy = settings.name
        self.arms = arms
        self._settings = settings
        self._prior_mean = np.broadcast_to(np.asarray(settings.prior_mean, dtype=np.float64), arms)
        self._model = shared_model(settings, arms)
        self._orders = np.arange(settings.context_orders)
        self.posterior = Posterior(self._model.arms.shape[1], settings.noise, settings.discount)
        self.low = None if settings.low is None else np.array(settings.low, dtype=np.float64)
        self.high = None if settings.high is None else np.array(settings.high, dtype=np.float64)
        self.history: deque[tuple[float, ...]] = deque(maxlen=settings.history)
        self._latest = (b"", self._model.ones)  # the reward's context is that of the choice: its series is kept

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        drawn = self._at(context) * self.posterior.draw(self._settings.exploration, rng)
        return greedy(self._prior_mean + self._model.arms @ drawn, allowed)

    def predict(self, context: FloatVector | None) -> FloatVector:
        """Return the posterior mean of each arm's reward, (arms,)."""
        means: FloatVector = self._prior_mean + self._model.arms @ (self._at(context) * self.posterior.mean)
        return means

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        at = self._at(context)
        if context is not None and self._settings.context_size:
            self.history.append((index, reward, *context.tolist()))
            if self._grow(context):
                self._replay()
                return
        self.posterior.observe(self._model.arms[index] * at, reward - float(self._prior_mean[index]))

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data."""
        return {
            "policy": self.policy,
            "arms": self.arms,
            "posterior": self.posterior.state(),
            "low": None if self.low is None else self.low.tolist(),
            "high": None if self.high is None else self.high.tolist(),
            "history": [list(entry) for entry in self.history],
        }

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state; raises ValueError if it belongs to another policy, number of arms or model."""
        check_owner(state, self.policy, self.arms)
        self.posterior.load(state["posterior"])
        self.low = None if state["low"] is None else np.array(state["low"])
        self.high = None if state["high"] is None else np.array(state["high"])
        self._latest = (b"", self._model.ones)
        self.history = deque(((int(entry[0]), *entry[1:]) for entry in state["history"]), self._settings.history)

    def _at(self, context: FloatVector | None) -> FloatVector:
        """Return the context's part of every feature, (features,); outside of the range that of its border."""
        size = self._settings.context_size
        if size == 0:
            return self._model.ones
        if context is None or context.size != size:
            got = 0 if context is None else context.size
            raise ValueError(f"{self.policy} needs a context of {size} entries, got {got}")
        key = context.tobytes()
        if key != self._latest[0]:
            self._latest = (key, self._series(context))
        return self._latest[1]

    def _series(self, contexts: FloatVector) -> FloatVector:
        """Return the context's part of every feature, (..., features), for contexts (..., context_size)."""
        if self.low is None or self.high is None:
            x = np.zeros_like(contexts)
        else:
            width = np.where(self.high > self.low, self.high - self.low, 1.0)
            x = np.minimum(np.maximum((2.0 * contexts - self.low - self.high) / width, -1.0), 1.0)
        factors = np.cos(np.arccos(x)[..., np.newaxis] * self._orders)
        terms: FloatVector = factors[..., 0, :].take(self._model.powers[0], axis=-1)
        for dimension in range(1, contexts.shape[-1]):
            terms = terms * factors[..., dimension, :].take(self._model.powers[dimension], axis=-1)
        return terms

    def _grow(self, context: FloatVector) -> bool:
        """Widen the range, with some room, until it holds the context; return whether it had to."""
        if self.low is None or self.high is None:
            self.low, self.high = context.copy(), context.copy()
            return False
        below, above = context < self.low, context > self.high
        if not (below.any() or above.any()):
            return False
        room = _MARGIN * (np.maximum(self.high, context) - np.minimum(self.low, context))
        self.low = np.where(below, context - room, self.low)
        self.high = np.where(above, context + room, self.high)
        return True

    def _replay(self) -> None:
        self._latest = (b"", self._model.ones)
        table = np.array(self.history)
        arms = table[:, 0].astype(np.int64)
        self.posterior.clear(self._model.arms.shape[1])
        rows = self._model.arms[arms] * self._series(table[:, 2:])
        self.posterior.observe_all(rows, table[:, 1] - self._prior_mean[arms])


class SharedModel(NamedTuple):
    """The features of a reward: feature f of arm i is arms[i, f] prod_d T_powers[d][f](x_d) in the context x."""

    arms: FloatVector  # (arms, features), prior standard deviations included
    powers: tuple[IntVector, ...]  # for each number of the context the order in it, (features,)
    ones: FloatVector  # (features,)


def shared_model(settings: SharedLinTs, arms: int) -> SharedModel:
    """Return the features of SharedLinTs on this many arms, those of the largest prior standard deviations."""
    total = range(settings.context_orders)
    powers = [p for p in itertools.product(total, repeat=settings.context_size) if sum(p) < settings.context_orders]
    columns: list[tuple[float, FloatVector, tuple[int, ...]]] = []

    def add(shape: npt.ArrayLike, scale: float, order: int) -> None:
        for power in powers:
            deviation = scale * (1.0 + order + sum(power)) ** -settings.smoothness
            columns.append((deviation, np.asarray(shape, dtype=np.float64) * deviation, power))

    add(np.ones(arms), settings.spread, 0)
    columns[0] = (settings.level, np.full(arms, settings.level), powers[0])
    groups = np.arange(arms) if settings.groups is None else np.array(settings.groups)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        angles = _angles(np.zeros(1) if settings.positions is None else np.array(settings.positions)[members])
        for order in range(min(settings.position_orders, members.size)):
            shape = np.zeros(arms)
            shape[members] = np.cos(order * angles)
            add(shape, settings.spread, order)
        for arm in members if members.size > 1 and settings.own else ():
            add(np.arange(arms) == arm, settings.own * settings.spread, 0)
    columns.sort(key=lambda column: -column[0])
    kept = columns[: settings.features]
    orders = np.array([power for _, _, power in kept], dtype=np.int64).reshape(len(kept), settings.context_size)
    return SharedModel(
        np.array([column for _, column, _ in kept]).T.copy(),
        tuple(orders[:, dimension].copy() for dimension in range(settings.context_size)),
        np.ones(len(kept)),
    )


def _angles(positions: FloatVector) -> FloatVector:
    """Return the arc cosines of positions scaled to [-1, 1], (members,)."""
    low, high = positions.min(), positions.max()
    if high == low:
        return np.full(positions.size, 0.5 * math.pi)
    angles: FloatVector = np.arccos(np.clip((2.0 * positions - low - high) / (high - low), -1.0, 1.0))
    return angles
