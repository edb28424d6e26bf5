"""Verdict: what a comparison of two problems says, and the limits within which it looks for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """The answer; UNKNOWN where neither of the other two could be proved within the limits."""

    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """What decided.

    ISOMORPHISM: the reduced problems are the same up to order, names and units. CONTAINMENT: each row of either holds
    in the other, by linear programming duality and branching. WITNESS: a point that only one of them allows, or points
    that they rank otherwise. FEASIBILITY: only one has a solution. OPTIMUM: bounded against unbounded, or other best
    values. PROFILE: what the best value becomes as one column is held at an end of its range; a column of one has no
    counterpart. SAMPLES: nothing was proved, random objectives were compared. NONE: nothing was found out.
    """

    ISOMORPHISM = "isomorphism"
    CONTAINMENT = "containment"
    WITNESS = "witness"
    FEASIBILITY = "feasibility"
    OPTIMUM = "optimum"
    PROFILE = "profile"
    SAMPLES = "samples"
    NONE = "none"


@dataclass(frozen=True)
class Witness:
    """A point of one problem, by its column names, that was checked in rational arithmetic; says is what it shows."""

    problem: str
    point: Mapping[str, float]
    says: str


@dataclass(frozen=True)
class Counterpart:
    """A column of b that stands for a column of a: x_b = factor * x_a + shift."""

    name: str
    factor: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """The outcome, the method that decided, and the reason in words.

    columns maps names of a to columns of b, as far as a correspondence was found or given; columns that the others
    determine are left out of it. If the outcome is EQUIVALENT, objective_b = objective_factor * objective_a +
    objective_shift at corresponding points; the factor is negative where one maximizes and the other minimizes.
    samples counts the random objectives or the data sets that were compared.
    """

    outcome: Outcome
    method: Method
    reason: str
    columns: Mapping[str, Counterpart] = field(default_factory=dict)
    objective_factor: float | None = None
    objective_shift: float | None = None
    witnesses: tuple[Witness, ...] = ()
    samples: int = 0

    def __str__(self) -> str:
        return f"{self.outcome} ({self.method}): {self.reason}"


@dataclass(frozen=True)
class EffortLimits:
    """How much a comparison may cost, in all: seconds, linear programs, color refinements, correspondences tried.

    Where a limit ends the work, the outcome is UNKNOWN.
    """

    time_s: float = 10.0
    linear_programs: int = 2_000
    refinements: int = 400
    correspondences: int = 6
    samples: int = 4

    def __post_init__(self) -> None:
        if not self.time_s > 0.0:
            raise ValueError(f"time_s is {self.time_s!r} instead of a positive number")
        for name in ("linear_programs", "refinements", "correspondences", "samples"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)!r} instead of at least 0")


DEFAULT_EFFORT = EffortLimits()
