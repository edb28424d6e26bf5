"""The contracts of the bandit package: Policy (frozen settings), Learner (state), Selector and its receipts (Pull)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

FloatVector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Arm = TypeVar("Arm", bound=Hashable)


class Learner(Protocol):
    """The state of a policy on a fixed number of arms."""

    def probabilities(self, allowed: Mask, context: FloatVector | None, rng: np.random.Generator) -> FloatVector:
        """Return the probability of each arm, (arms,): 0 where not allowed, summing to 1.

        A policy that samples internally (Thompson) returns a one-hot vector.
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

    def __init__(self, arms: Sequence[Arm], policy: Policy, rng: np.random.Generator) -> None: ...
