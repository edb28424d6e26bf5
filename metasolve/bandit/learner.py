"""Learners whose whole state is floats and float arrays: saved by name, checked and restored bit for bit."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from metasolve.bandit.policy import FloatVector, Mask


class ArrayLearner:
    """A learner that keeps its state in attributes: floats, or float arrays of fixed shape, all named in `saved`."""

    saved: ClassVar[tuple[str, ...]] = ()

    def __init__(self, policy: str, arms: int) -> None:
        if arms < 1:
            raise ValueError(f"a learner needs at least one arm, got {arms}")
        self.policy = policy
        self.arms = arms

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data."""
        values = {name: np.asarray(getattr(self, name)).tolist() for name in self.saved}
        return {"policy": self.policy, "arms": self.arms, **values}

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state; raises ValueError if it belongs to another policy, number of arms or array shape."""
        check_owner(state, self.policy, self.arms)
        loaded = {name: np.array(state[name], dtype=np.float64) for name in self.saved}
        for name, value in loaded.items():
            shape = np.shape(getattr(self, name))
            if value.shape != shape:
                raise ValueError(f"{name} of {self.policy} has shape {value.shape}, expected {shape}")
        for name, value in loaded.items():
            setattr(self, name, value if value.ndim else float(value))


def check_owner(state: dict[str, Any], policy: str, arms: int) -> None:
    """Raise ValueError unless the state was saved by this policy on this number of arms."""
    owner = (state.get("policy"), state.get("arms"))
    if owner != (policy, arms):
        raise ValueError(f"the state belongs to policy {owner[0]!r} on {owner[1]!r} arms, not {policy!r} on {arms}")


def uniform(allowed: Mask) -> FloatVector:
    """Return equal probabilities for the allowed arms, (arms,)."""
    return allowed / np.count_nonzero(allowed)


def greedy(scores: FloatVector, allowed: Mask) -> FloatVector:
    """Return the one-hot vector of the allowed arm with the highest score, the first among equals."""
    chances = np.zeros(allowed.size)
    chances[np.where(allowed, scores, -np.inf).argmax()] = 1.0
    return chances


def check_range(name: str, value: float, low: float, high: float, *, low_open: bool = False) -> None:
    """Raise ValueError unless value is finite and low <= value <= high (low < value if low_open)."""
    if not (math.isfinite(value) and low <= value <= high) or (low_open and value == low):
        left, right = "(" if low_open else "[", "]" if math.isfinite(high) else ")"
        raise ValueError(f"{name} must lie in {left}{low:g}, {high:g}{right}, got {value!r}")
