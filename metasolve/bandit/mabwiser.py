"""The learning policies of MABWiser as bandit policies; importing this module imports MABWiser, which is slow.

MABWiser cannot save a learner exactly, so the learner keeps the history of rewards and load() replays it in order;
all randomness is drawn from the selector's generator.
Source: Strong, Kleynhans, Kadioglu, MABWiser: Parallelizable Contextual Multi-Armed Bandits, IJAIT, 2021.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from mabwiser.mab import MAB, LearningPolicy

from metasolve.bandit.learner import check_owner, check_range, greedy, uniform
from metasolve.bandit.policy import FloatVector, Mask
from metasolve.bandit.registry import MABWISER


@dataclass(frozen=True)
class MabWiser:
    """A learning policy of MABWiser by its name in MABWISER; a setting left at None has the default there.

    Thompson sampling counts a reward above threshold as a success, one at most threshold as a failure.

    Raises ValueError for an unknown policy, a setting that the policy does not have, or a value out of range.
    """

    policy: str = "ucb1"
    epsilon: float | None = None
    tau: float | None = None
    alpha: float | None = None
    l2_lambda: float | None = None
    scale: bool | None = None
    threshold: float | None = None

    def __post_init__(self) -> None:
        if self.policy not in MABWISER:
            raise ValueError(f"unknown policy {self.policy!r} of MABWiser; known: {', '.join(MABWISER)}")
        known = MABWISER[self.policy].settings
        for name in ("epsilon", "tau", "alpha", "l2_lambda", "scale", "threshold"):
            value = getattr(self, name)
            if value is not None and name not in known:
                raise ValueError(f"policy {self.policy!r} of MABWiser has no setting {name}, got {value!r}")
            if value is not None and name in ("epsilon", "threshold"):
                check_range(name, value, 0.0, 1.0)
            elif value is not None and name != "scale":
                check_range(name, value, 0.0, math.inf, low_open=True)

    @property
    def name(self) -> str:
        return f"mabwiser:{self.policy}"

    def settings(self) -> dict[str, Any]:
        """Return the settings in force: those given, the defaults of MABWISER for the rest."""
        defaults = MABWISER[self.policy].settings
        given = {name: getattr(self, name) for name in defaults}
        return {name: defaults[name] if value is None else value for name, value in given.items()}

    def start(self, arms: int) -> MabWiserLearner:
        return MabWiserLearner(self, arms)


class MabWiserLearner:
    """The state of a MABWiser policy: its MAB and the history of rewards that made it."""

    def __init__(self, settings: MabWiser, arms: int) -> None:
        self._settings = settings
        self._kind = MABWISER[settings.policy]
        self._arms = arms
        self._history: list[tuple[int, float, list[float] | None]] = []
        self._fitted = False
        self._mab = self._new_mab()

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        row = self._row(context)
        if self._kind.tries_all:
            # The expectation of an arm without rewards is 0 in MABWiser, so these policies would never try it.
            new: Mask = np.zeros_like(allowed)
            new[self._mab.cold_arms] = True
            new &= allowed
            if new.any():
                return uniform(new)
        if not self._fitted:
            self._fit([], [], None if row is None else np.empty((0, row.shape[1])))
        self._draw_from(rng)
        expectations = self._mab.predict_expectations(row)
        return greedy(np.array([expectations[index] for index in range(self._arms)]), allowed)

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        row = self._row(context)
        self._history.append((index, reward, None if row is None else row[0].tolist()))
        self._fit([index], [reward], row)

    def state(self) -> dict[str, Any]:
        """Return the history of rewards as JSON data."""
        return {"policy": self._settings.name, "arms": self._arms, "history": [list(entry) for entry in self._history]}

    def load(self, state: dict[str, Any]) -> None:
        """Replay the history; raises ValueError if it belongs to another policy or number of arms."""
        check_owner(state, self._settings.name, self._arms)
        self._history = []
        self._fitted = False
        self._mab = self._new_mab()
        for index, reward, context in state["history"]:
            self.update(index, reward, 1.0, None if context is None else np.array(context))

    def _new_mab(self) -> Any:
        settings = self._settings.settings()
        if "threshold" in settings:
            threshold = settings.pop("threshold")
            settings["binarizer"] = lambda arm, reward: reward > threshold
        policy = getattr(LearningPolicy, self._kind.learning_policy)(**settings)
        return MAB(list(range(self._arms)), policy)

    def _fit(self, decisions: list[int], rewards: list[float], contexts: FloatVector | None) -> None:
        self._fitted = True
        self._mab.partial_fit(np.array(decisions, dtype=np.int64), np.array(rewards, dtype=np.float64), contexts)

    def _row(self, context: FloatVector | None) -> FloatVector | None:
        if not self._kind.contextual:
            return None
        if context is None:
            raise ValueError(f"{self._settings.name} needs a context")
        return context[np.newaxis, :]

    def _draw_from(self, rng: np.random.Generator) -> None:
        # MABWiser (2.7) seeds a generator of its own and copies it into every linear model at each fit, so that the
        # arms' draws are correlated and no state could be restored.
        source = self._mab._rng
        source.rng = rng
        for model in getattr(self._mab._imp, "arm_to_model", {}).values():
            model.rng = source
