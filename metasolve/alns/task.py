"""Arm, Task, Outcome: what the search asks of a core, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from metasolve.alns.destroy import DestroyOperator
from metasolve.backends.contract import Emphasis, Limits, SubMip
from metasolve.bandit.policy import Pull
from metasolve.matrix import FloatArray
from metasolve.problem import INF
from metasolve.solution import SolveResult


@dataclass(frozen=True)
class Arm:
    """A destroy operator and the engine that repairs: what the bandit chooses among."""

    destroy: DestroyOperator
    repair: str

    def __str__(self) -> str:
        return f"{self.destroy.name}+{self.repair}"


class Role(StrEnum):
    """What a task is for."""

    SUBMIP = "submip"
    """Solve one sub-MIP to its limits."""
    WHOLE = "whole"
    """Let an engine work on the whole problem for a slice of time; it is halted, not ended, when that is over."""
    START = "start"
    """The same, before there is any incumbent."""
    COMPLETE = "complete"
    """Solve the linear program that is left when the integers of a proposed point are fixed."""
    PROBE = "probe"
    """Solve the linear program that a destroy operator asks for before it opens its neighborhood."""
    RELAX = "relax"
    """Solve the root relaxation."""


@dataclass(frozen=True, eq=False)
class Task:
    """One piece of work for one core. slice_s matters for WHOLE and START only; free counts open integer columns."""

    role: Role
    engine: str
    sub: SubMip
    limits: Limits
    emphasis: Emphasis = Emphasis.SUBMIP
    hint: FloatArray | None = None
    seed: int = 0
    slice_s: float = INF
    pull: Pull[Arm] | None = None
    share: float = 1.0
    free: int = 0
    cost_before: float = INF
    source: str = ""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A task that is over: result is None if its slice of time ended or the engine failed (failure says how)."""

    task: Task
    result: SolveResult | None
    duration_s: float
    failure: str = ""
    unavailable: bool = False
