"""FormulateSettings: how a problem in words is turned into a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from llm_modeling.client import Sampling

_SEVERAL_TEMPERATURE = 0.7


@dataclass(frozen=True)
class FormulateSettings:
    """How many samples, how much time, how sure.

    samples are formulated independently and vote; agreement is the share of them below which no answer is given, but a
    question. repairs counts how often a sample is sent back with what is wrong. time_limit_s is for each solve,
    total_time_s for everything. temperature is 0 for a single sample and 0.7 for several unless given; sample n has
    the seed seed + n. draft: whether a free draft precedes the formulation. insights is how many the library gives.
    data_sets is on how many sets of altered data models of different structure are compared (0: not at all), compare_s
    how long a proof that two of them are equivalent may take (0: none is tried). ask_model lets the model word the
    question. threads, mip_gap, engine and memory_limit_bytes are those of solve_model.
    """

    samples: int = 1
    repairs: int = 2
    time_limit_s: float = 60.0
    total_time_s: float | None = None
    agreement: float = 0.5
    seed: int = 0
    solve: bool = True
    draft: bool = True
    temperature: float | None = None
    max_tokens: int = 8192
    insights: int = 8
    concurrency: int = 8
    data_sets: int = 4
    compare_s: float = 2.0
    ask_model: bool = False
    threads: int | None = None
    mip_gap: float = 1e-4
    engine: str = "auto"
    memory_limit_bytes: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("seed", 0), ("insights", 0), ("data_sets", 0), ("concurrency", 1)):
            _check(name, getattr(self, name), least)
        _check("samples", self.samples, 1, 100)
        _check("repairs", self.repairs, 0, 20)
        for name in ("time_limit_s", "total_time_s"):
            value = getattr(self, name)
            if value is not None and not value > 0.0:
                raise ValueError(f"{name} is {value} instead of a positive number")
        if not 0.0 <= self.agreement <= 1.0:
            raise ValueError(f"agreement is {self.agreement} instead of a number in [0, 1]")
        if not (self.compare_s >= 0.0 and math.isfinite(self.compare_s)):
            raise ValueError(f"compare_s is {self.compare_s} instead of a finite number >= 0")
        self.sampling(0)

    def sampling(self, sample: int) -> Sampling:
        """Return how sample 0, 1, ... is drawn; raises ValueError as Sampling does."""
        default = 0.0 if self.samples == 1 else _SEVERAL_TEMPERATURE
        temperature = default if self.temperature is None else self.temperature
        return Sampling(temperature=temperature, max_tokens=self.max_tokens, seed=self.seed + sample)


def _check(name: str, value: int, least: int, most: int | None = None) -> None:
    if not isinstance(value, int) or value < least or (most is not None and value > most):
        limit = f">= {least}" if most is None else f"in [{least}, {most}]"
        raise ValueError(f"{name} is {value!r} instead of an integer {limit}")
