"""The posterior of a linear model with independent standard normal coefficients and normal noise of unknown size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from metasolve.bandit.policy import FloatVector

# The posterior is made anew from the sums, with a new estimate of the noise, when this share of all rewards is new.
_RENEWAL, _LEAST_RENEWAL = 0.15, 4.0
_START_NOISE, _START_WEIGHT = 0.01, 4.0
_PENDING = 64


class Posterior:
    """Mean and square root of the covariance of n coefficients whose prior is Normal(0, I).

    The posterior is Normal(mean, root root') with covariance (I + gram / variance)^-1, mean covariance moments /
    variance. An observation updates mean and root by Potter's formula in O(n^2); every now and then both are made
    anew from the sums in O(n^3). The variance of the noise is then estimated by the fixed point of MacKay: the sum of
    squared residuals over the count less the number of well-determined coefficients; noise, if given, is kept.
    discount < 1 forgets geometrically, when the posterior is made anew: the sums, not the prior.
    Source: Potter, Stern, 1963 (in Bierman, Factorization Methods, 1977); MacKay, Bayesian interpolation, 1992.
    """

    _SAVED = ("mean", "root", "gram", "moments", "squares", "count", "fresh", "variance")

    def __init__(self, size: int, noise: float | None, discount: float) -> None:
        self._noise = noise
        self._discount = discount
        self.variance = (_START_NOISE if noise is None else noise) ** 2
        self.clear(size)

    def clear(self, size: int) -> None:
        """Forget all observations; the variance stays."""
        self.mean = np.zeros(size)
        self.root = np.eye(size)
        self.gram = np.zeros((size, size))
        self.moments = np.zeros(size)
        self.squares = 0.0
        self.count = 0.0
        self.fresh = 0.0
        self._outer = np.empty((size, size))
        # The latest observations wait here: many at once enter the sums much faster than one by one.
        self._rows = np.empty((_PENDING, size))
        self._values = np.empty(_PENDING)
        self._pending = 0

    def draw(self, spread: float, rng: np.random.Generator) -> FloatVector:
        """Return coefficients drawn from the posterior, its standard deviations multiplied by spread, (n,)."""
        drawn: FloatVector = self.mean + self.root @ (spread * rng.standard_normal(self.mean.size))
        return drawn

    def observe(self, x: FloatVector, y: float) -> None:
        """Learn that y is x'coefficients plus noise."""
        seen = x @ self.root
        gain = self.root @ seen
        total = self.variance + float(seen @ seen)
        self.mean = self.mean + gain * ((y - float(x @ self.mean)) / total)
        np.multiply(gain[:, np.newaxis], seen / (total + math.sqrt(self.variance * total)), out=self._outer)
        self.root -= self._outer
        self._rows[self._pending] = x
        self._values[self._pending] = y
        self._pending += 1
        self.count = self._discount * self.count + 1.0
        self.fresh += 1.0
        if self.fresh >= max(_LEAST_RENEWAL, _RENEWAL * self.count):
            self._add_pending()
            self._renew()
        elif self._pending == _PENDING:
            self._add_pending()

    def observe_all(self, rows: FloatVector, y: FloatVector) -> None:
        """Learn many observations at once, oldest first: rows is (m, n), y (m,)."""
        self._add_pending()
        self._add(rows, y)
        self.count = self._discount**y.size * self.count + float(np.sum(self._discount ** np.arange(y.size)))
        self._solve()
        self._renew()

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data."""
        pending = {"rows": self._rows[: self._pending].tolist(), "values": self._values[: self._pending].tolist()}
        return {name: np.asarray(getattr(self, name)).tolist() for name in self._SAVED} | pending

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state; raises ValueError if it has another number of coefficients."""
        loaded = {name: np.array(state[name], dtype=np.float64) for name in self._SAVED}
        for name, value in loaded.items():
            if value.shape != np.shape(getattr(self, name)):
                raise ValueError(f"{name} has shape {value.shape}, expected {np.shape(getattr(self, name))}")
        for name, value in loaded.items():
            setattr(self, name, value if value.ndim else float(value))
        self._pending = len(state["values"])
        self._rows[: self._pending] = np.reshape(state["rows"], (self._pending, self.mean.size))
        self._values[: self._pending] = state["values"]

    def _add_pending(self) -> None:
        self._add(self._rows[: self._pending], self._values[: self._pending])
        self._pending = 0

    def _add(self, rows: FloatVector, y: FloatVector) -> None:
        weighted = rows
        if self._discount < 1.0:
            weights = self._discount ** np.arange(y.size - 1, -1, -1)
            weighted = rows * weights[:, np.newaxis]
            past = self._discount**y.size
            self.gram *= past
            self.moments *= past
            self.squares = past * self.squares + float(weights @ (y * y))
        else:
            self.squares += float(y @ y)
        self.gram += rows.T @ weighted
        self.moments += y @ weighted

    def _renew(self) -> None:
        """Estimate the noise from the sums and the mean and make mean and root anew."""
        if self._noise is None:
            determined = self.mean.size - float(np.vdot(self.root, self.root))
            residuals = self.squares + float(self.mean @ (self.gram @ self.mean - 2.0 * self.moments))
            weight = _START_WEIGHT + max(self.count - determined, 0.0)
            self.variance = (_START_WEIGHT * _START_NOISE**2 + max(residuals, 0.0)) / weight
        self._solve()
        self.fresh = 0.0

    def _solve(self) -> None:
        factor = np.linalg.cholesky(np.eye(self.mean.size) + self.gram / self.variance)
        self.root = np.ascontiguousarray(np.linalg.inv(factor).T)
        self.mean = self.root @ (self.moments @ self.root) / self.variance
