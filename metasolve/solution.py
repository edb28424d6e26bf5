"""How a solve ended and what came out: Termination, SolutionStatus, SolveResult."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from metasolve.matrix import FloatArray
from metasolve.problem import Problem

SCHEMA = "metasolve.result/1"
UNCONFIRMED = "no second engine confirmed this verdict"
"""The warning of a result that is infeasible or unbounded by the claim of one engine alone."""


class Termination(StrEnum):
    """Why the solve ended."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"
    NODE_LIMIT = "node_limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible_or_unbounded"
    ERROR = "error"


class SolutionStatus(StrEnum):
    """What is known of the solution that came out."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    NONE = "none"


@dataclass(frozen=True)
class IncumbentRecord:
    """A new best solution: when, how good (in the problem's sense), and who found it."""

    time_s: float
    objective: float
    source: str


@dataclass(frozen=True)
class BoundRecord:
    """A new best dual bound, in the problem's sense."""

    time_s: float
    bound: float


@dataclass(frozen=True)
class CheckReport:
    """By how much a solution misses rows, bounds and integrality at the worst place; all are absolute."""

    max_row_violation: float
    max_bound_violation: float
    max_integrality_violation: float


@dataclass(frozen=True)
class ArmRecord:
    """What one arm (destroy operator x repair engine) did over a run."""

    destroy: str
    repair: str
    pulls: int
    improvements: int
    reward_mean: float
    time_s: float


@dataclass(frozen=True)
class InstanceInfo:
    """What was solved."""

    name: str
    sha256: str
    rows: int
    columns: int
    nonzeros: int
    binaries: int
    integers: int
    sense: str

    @classmethod
    def of(cls, problem: Problem) -> InstanceInfo:
        binaries = int(problem.is_binary.sum())
        return cls(
            name=problem.name,
            sha256=problem.sha256,
            rows=problem.rows,
            columns=problem.columns,
            nonzeros=problem.nonzeros,
            binaries=binaries,
            integers=int(problem.is_integer.sum()) - binaries,
            sense="max" if problem.sense < 0 else "min",
        )


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The outcome of a solve; objective and dual_bound are in the problem's own sense.

    x is (columns,) or None. work is a deterministic measure of effort, nodes the nodes of the exact engine. proved_by
    names the engines that each proved the verdict by themselves.
    """

    termination: Termination
    solution_status: SolutionStatus = SolutionStatus.NONE
    objective: float | None = None
    dual_bound: float | None = None
    x: FloatArray | None = None
    time_s: float = 0.0
    nodes: int = 0
    work: float = 0.0
    incumbents: tuple[IncumbentRecord, ...] = ()
    bounds: tuple[BoundRecord, ...] = ()
    check: CheckReport | None = None
    arms: tuple[ArmRecord, ...] = ()
    proved_by: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    instance: InstanceInfo | None = None
    engine: str = ""
    threads: int = 1
    seed: int = 0
    version: str = ""
    message: str = ""
    col_names: tuple[str, ...] = field(default=(), repr=False)

    @property
    def gap(self) -> float | None:
        """|objective - dual_bound| / max(|objective|, |dual_bound|, 1e-10), 0 if they meet; None if unknown."""
        return relative_gap(self.objective, self.dual_bound)

    def value(self, name: str) -> float:
        """Return the value of the named column.

        Raises KeyError if there is no such column, ValueError if there is no solution.
        """
        if self.x is None:
            raise ValueError(f"there is no solution (termination {self.termination})")
        try:
            return float(self.x[self.col_names.index(name)])
        except ValueError as error:
            raise KeyError(name) from error

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON data of schema metasolve.result/1; infinite values are None."""
        return {
            "schema": SCHEMA,
            "instance": None if self.instance is None else dict(vars(self.instance)),
            "termination": str(self.termination),
            "solution_status": str(self.solution_status),
            "objective": finite(self.objective),
            "dual_bound": finite(self.dual_bound),
            "gap": finite(self.gap),
            "time_s": self.time_s,
            "nodes": self.nodes,
            "incumbents": [_finite_fields(record) for record in self.incumbents],
            "bounds": [_finite_fields(record) for record in self.bounds],
            "check": None if self.check is None else _finite_fields(self.check),
            "arms": [_finite_fields(record) for record in self.arms],
            "proved_by": list(self.proved_by),
            "warnings": list(self.warnings),
            "engine": self.engine,
            "threads": self.threads,
            "seed": self.seed,
            "version": self.version,
            "message": self.message,
        }


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """Return the relative gap between an objective and a bound; None if either is unknown, inf if infinite."""
    if objective is None or bound is None or math.isnan(objective) or math.isnan(bound):
        return None
    if objective == bound:
        return 0.0
    if math.isinf(objective) or math.isinf(bound):
        return math.inf
    return abs(objective - bound) / max(abs(objective), abs(bound), 1e-10)


def finite(value: float | None) -> float | None:
    """Return value, or None where JSON has no word for it."""
    return None if value is None or not math.isfinite(value) else value


def _finite_fields(record: object) -> Mapping[str, Any]:
    return {k: finite(v) if isinstance(v, float) else v for k, v in vars(record).items()}
