"""SynthesisSettings: what is made, checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from llm_modeling.errors import did_you_mean
from llm_modeling.families import FAMILIES
from llm_modeling.synthesis.levels import TARGETS


@dataclass(frozen=True)
class SynthesisSettings:
    """How many problems of which levels and families; the same settings give the same problems.

    Levels and families take turns. augment is the share of problems that are made of others by augmentation, attempts
    is how often one place in the result is tried with fresh numbers, time_limit_s is for each solve.
    """

    count: int
    levels: tuple[int, ...] = (3,)
    seed: int = 0
    families: tuple[str, ...] = ()
    augment: float = 0.2
    fingerprints: int = 1
    attempts: int = 6
    time_limit_s: float = 10.0

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"count is {self.count}, less than 1")
        if not self.levels or set(self.levels) - set(TARGETS):
            raise ValueError(f"levels are {list(self.levels)}; they go from {min(TARGETS)} to {max(TARGETS)}")
        for name in self.families:
            if name not in FAMILIES:
                hint = did_you_mean(name, FAMILIES)
                raise ValueError(f"there is no family {name!r}{f'; {hint}' if hint else ''}")
        if not 0.0 <= self.augment <= 1.0:
            raise ValueError(f"augment is {self.augment}, a share from 0 to 1")
        if self.seed < 0 or self.fingerprints < 0 or self.attempts < 1 or self.time_limit_s <= 0.0:
            raise ValueError("seed and fingerprints are not negative, attempts and time_limit_s are positive")

    @property
    def used(self) -> tuple[str, ...]:
        """The families in turn."""
        return self.families or tuple(FAMILIES)

    def to_json(self) -> Mapping[str, Any]:
        """Return the settings as data of JSON."""
        return {**asdict(self), "levels": list(self.levels), "families": list(self.families)}
