"""The contracts of the bandit package: Policy (frozen settings), Learner (state), Selector and its receipts (Pull)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from metasolve.bandit.generator import generator_from_state, generator_state

FloatVector = npt.NDArray[np.float64]
IntVector = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Arm = TypeVar("Arm", bound=Hashable)

_SCHEMA = "metasolve.selector/1"


class Learner(Protocol):
    """The state of a policy on a fixed number of arms."""

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        """Return the probability of each arm, (arms,): 0 where not allowed, summing to 1.

        A policy that samples internally (Thompson) returns a one-hot vector. What changes in the learner is given
        new attributes: arrays and objects that attributes hold are not changed in place, for take_back().
        """
        ...

    def update(self, index: int, reward: float, probability: float, context: FloatVector | None) -> None:
        """Learn that arm index, drawn with the given probability, earned reward in [0, 1]."""
        ...

    def state(self) -> dict[str, Any]:
        """Return the exact state as JSON data (floats survive json.dumps and loads bit for bit)."""
        ...

    def load(self, state: dict[str, Any]) -> None:
        """Replace the state by one that state() returned.

        Raises ValueError if it belongs to another policy or number of arms.
        """
        ...


class Policy(Protocol):
    """Settings of a bandit algorithm, frozen; start() makes a fresh learner."""

    @property
    def name(self) -> str: ...

    def start(self, arms: int) -> Learner: ...


@dataclass(frozen=True, eq=False)
class Pull(Generic[Arm]):
    """The receipt of one choice; hand it back with the reward, at once or later."""

    arm: Arm
    index: int
    probability: float
    context: FloatVector | None
    serial: int


class Selector(Generic[Arm]):
    """Chooses among arms by a policy and learns from rewards."""

    def __init__(self, arms: Sequence[Arm], policy: Policy, rng: np.random.Generator) -> None:
        """Start a fresh learner; rng is used, not copied. Raises ValueError if arms are none or not distinct."""
        self.arms = tuple(arms)
        self.policy = policy
        self._rng = rng
        self._index = {arm: index for index, arm in enumerate(self.arms)}
        if not self.arms:
            raise ValueError("a selector needs at least one arm, got none")
        if len(self._index) != len(self.arms):
            raise ValueError(f"arms must be distinct, got {self.arms!r}")
        self._learner = policy.start(len(self.arms))
        self._all: Mask = np.ones(len(self.arms), dtype=np.bool_)
        self._counts: IntVector = np.zeros(len(self.arms), dtype=np.int64)
        self._sums: FloatVector = np.zeros(len(self.arms))
        self._serial = 0
        self._open: dict[int, Pull[Arm]] = {}
        self._before: tuple[int, Mapping[str, Any], dict[str, Any]] | None = None

    def choose(
        self,
        context: Sequence[float] | FloatVector | None = None,
        allowed: Mask | Collection[Arm] | None = None,
    ) -> Pull[Arm]:
        """Return the receipt of one arm drawn by the policy.

        context is what is known of this round, (features,), for contextual policies; others ignore it.
        allowed is a boolean array over the arms, (arms,), or a collection of arms; None allows all.

        Raises ValueError if no arm or an unknown one is allowed, or if the context is not a finite vector.
        """
        features = None if context is None else _vector(context)
        mask = self._mask(allowed)
        before = (self._serial, self._rng.bit_generator.state, vars(self._learner).copy())
        chances = self._learner.probabilities(mask, features, self._rng)
        edges = np.cumsum(chances)
        # random() is at most 1 - 2^-53, so the product stays below the last edge, and an arm of chance 0 has no width.
        index = int(np.searchsorted(edges, self._rng.random() * edges[-1], side="right"))
        pull = Pull(self.arms[index], index, float(chances[index]), features, self._serial)
        self._open[pull.serial] = pull
        self._serial += 1
        self._before = before
        return pull

    def take_back(self, pull: Pull[Arm]) -> None:
        """Undo the latest choice, as if it had never been: learner, random generator and open pulls are as before it.

        Raises ValueError if another choice or a reward came after the choice of this pull.
        """
        if self._before is None or self._before[0] != pull.serial or self._open.get(pull.serial) is not pull:
            raise ValueError(f"pull {pull.serial} of arm {pull.arm!r} is not the latest, or a reward came after it")
        self._serial, self._rng.bit_generator.state, attributes = self._before
        vars(self._learner).clear()
        vars(self._learner).update(attributes)
        del self._open[pull.serial]
        self._before = None

    def reward(self, pull: Pull[Arm], reward: float) -> None:
        """Learn the reward of a pull; pulls may be rewarded in any order, each once.

        Raises ValueError if reward is not in [0, 1], or pull is not an open pull of this selector.
        """
        if not 0.0 <= reward <= 1.0:
            raise ValueError(f"a reward must lie in [0, 1], got {reward!r} for arm {pull.arm!r}")
        if self._open.get(pull.serial) is not pull:
            raise ValueError(f"pull {pull.serial} of arm {pull.arm!r} is rewarded already or is not of this selector")
        del self._open[pull.serial]
        self._before = None
        self._counts[pull.index] += 1
        self._sums[pull.index] += reward
        self._learner.update(pull.index, float(reward), pull.probability, pull.context)

    @property
    def counts(self) -> IntVector:
        """The number of rewards that each arm has received, (arms,)."""
        return self._counts.copy()

    @property
    def mean_rewards(self) -> FloatVector:
        """The mean reward of each arm, (arms,), undiscounted; 0 for an arm without rewards."""
        return self._sums / np.maximum(self._counts, 1)

    @property
    def open_pulls(self) -> tuple[Pull[Arm], ...]:
        """The pulls that wait for a reward, oldest first; after load(), these stand for the saved ones."""
        return tuple(self._open.values())

    def save(self) -> dict[str, Any]:
        """Return all state as JSON data: learner, random generator, counts, open pulls; not arms and settings."""
        return {
            "schema": _SCHEMA,
            "learner": self._learner.state(),
            "rng": generator_state(self._rng),
            "counts": self._counts.tolist(),
            "sums": self._sums.tolist(),
            "serial": self._serial,
            "open": [
                [pull.serial, pull.index, pull.probability, None if pull.context is None else pull.context.tolist()]
                for pull in self._open.values()
            ],
        }

    @classmethod
    def load(cls, arms: Sequence[Arm], policy: Policy, state: dict[str, Any]) -> Selector[Arm]:
        """Return a selector that continues exactly where save() was called, with a random generator of its own.

        arms, in the same order, and policy are those of the saved selector.

        Raises ValueError if the state is of another schema, policy or number of arms.
        """
        if state.get("schema") != _SCHEMA:
            raise ValueError(f"expected a state of schema {_SCHEMA!r}, got {state.get('schema')!r}")
        selector = cls(arms, policy, generator_from_state(state["rng"]))
        selector._learner.load(state["learner"])
        selector._counts[:] = state["counts"]
        selector._sums[:] = state["sums"]
        selector._serial = state["serial"]
        for serial, index, probability, context in state["open"]:
            features = None if context is None else _vector(context)
            selector._open[serial] = Pull(selector.arms[index], index, probability, features, serial)
        return selector

    def _mask(self, allowed: Mask | Collection[Arm] | None) -> Mask:
        if allowed is None:
            return self._all
        if isinstance(allowed, np.ndarray) and allowed.dtype == np.bool_:
            if allowed.shape != self._all.shape:
                raise ValueError(f"the mask of {len(self.arms)} arms has shape {allowed.shape}")
            mask = allowed.copy()
        else:
            mask = np.zeros(len(self.arms), dtype=np.bool_)
            for arm in allowed:
                if arm not in self._index:
                    raise ValueError(f"unknown arm {arm!r} in allowed")
                mask[self._index[arm]] = True
        if not mask.any():
            raise ValueError("no arm is allowed")
        return mask


def _vector(context: Sequence[float] | FloatVector) -> FloatVector:
    features = np.array(context, dtype=np.float64)
    if features.ndim != 1 or not np.isfinite(features).all():
        raise ValueError(f"a context must be a finite vector, got {context!r}")
    features.flags.writeable = False
    return features
