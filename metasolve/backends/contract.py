"""What every engine takes and gives: SubMip, Limits, Task, RootInfo, and the Backend and Session protocols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TypeAlias

import numpy as np

from metasolve.matrix import CsrMatrix, FloatArray, IntArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolveResult


class Feature(StrEnum):
    """What an engine can do; the conformance suite tests each feature that an engine states."""

    EXACT = "exact"
    """Proves optimality and infeasibility, and gives dual bounds."""
    CONTINUOUS = "continuous"
    """Takes continuous columns."""
    CUTOFF = "cutoff"
    """Returns only solutions at or below SubMip.cutoff."""
    INJECT = "inject"
    """Takes incumbents while it runs."""
    HINT = "hint"
    """Starts from a given point."""
    ROOT_LP = "root_lp"
    """Reports the root relaxation with reduced costs."""
    WORK_LIMIT = "work_limit"
    """Stops at Limits.work, the same on every machine."""
    UNBOUNDED = "unbounded"
    """Tells unbounded models."""


class Emphasis(StrEnum):
    """What a solve is for."""

    PROOF = "proof"
    """The engine's own defaults: bound and proof."""
    SUBMIP = "submip"
    """A short sub-MIP: light presolve and cuts, no sub-sub-MIPs."""
    FEASIBILITY = "feasibility"
    """Any solution, soon."""
    LNS = "lns"
    """Improve the hint; no proof wanted."""


@dataclass(frozen=True, eq=False)
class ExtraRows:
    """Rows that hold in a sub-MIP only: lower <= a x <= upper, a of shape (rows, columns)."""

    a: CsrMatrix
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, eq=False)
class SubMip:
    """A restriction of a problem, as data; the empty one is the whole problem.

    Columns are those of the problem in engine form (minimization). fixed are column indices, values what they
    are fixed to. col_lower and col_upper, (columns,), tighten bounds. objective, (columns,), replaces the
    objective (offset 0). cutoff demands c x + offset <= cutoff of the problem's own objective. relaxed drops
    integrality, so that a linear program is left.
    """

    fixed: IntArray | None = None
    values: FloatArray | None = None
    col_lower: FloatArray | None = None
    col_upper: FloatArray | None = None
    rows: ExtraRows | None = None
    objective: FloatArray | None = None
    cutoff: float = INF
    relaxed: bool = False

    def __post_init__(self) -> None:
        if (self.fixed is None) != (self.values is None):
            raise ValueError("fixed and values go together")
        if self.fixed is not None and self.values is not None and self.fixed.shape != self.values.shape:
            raise ValueError(f"fixed has shape {self.fixed.shape}, values {self.values.shape}")


@dataclass(frozen=True)
class Limits:
    """When an engine has to stop.

    stall_nodes counts nodes without a better solution, solutions counts improving solutions. work is
    deterministic time, the same on every machine, in what a usual machine does in about a second.
    """

    time_s: float = INF
    nodes: int | None = None
    stall_nodes: int | None = None
    solutions: int | None = None
    work: float | None = None
    mip_gap: float = 1e-4

    def __post_init__(self) -> None:
        if not self.time_s >= 0.0:
            raise ValueError(f"time_s is {self.time_s}, which is not >= 0")
        if not self.mip_gap >= 0.0:
            raise ValueError(f"mip_gap is {self.mip_gap}, which is not >= 0")


@dataclass(frozen=True, eq=False)
class Found:
    """A solution streamed by an engine: x, (columns,), in engine form, not yet verified."""

    x: FloatArray
    cost: float


@dataclass(frozen=True)
class BoundFound:
    """A dual bound of the (sub-)problem at hand, in engine form (a lower bound), and the nodes so far."""

    bound: float
    nodes: int


@dataclass(frozen=True, eq=False)
class RootInfo:
    """The root relaxation in engine form: x and reduced_costs are (columns,), cost its objective."""

    x: FloatArray
    reduced_costs: FloatArray
    cost: float


News: TypeAlias = Found | BoundFound | RootInfo
Emit: TypeAlias = Callable[[News], None]


class Session(Protocol):
    """An engine that holds one problem and solves restrictions of it, one after the other."""

    def solve(
        self,
        sub: SubMip | None = None,
        limits: Limits = Limits(),
        hint: FloatArray | None = None,
        emit: Emit | None = None,
        *,
        emphasis: Emphasis = Emphasis.PROOF,
        seed: int = 0,
    ) -> SolveResult:
        """Solve sub (the whole problem if None); x of the result covers all columns of the problem."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Backend(Protocol):
    """An engine, as a value."""

    @property
    def name(self) -> str: ...

    @property
    def features(self) -> frozenset[Feature]: ...

    def open(self, problem: Problem, memory_bytes: int | None = None) -> Session:
        """Start the engine's process with the problem.

        Raises BackendUnavailableError if its package is missing.
        """
        ...


def fix_integers(problem: Problem, x: FloatArray, columns: IntArray | None = None) -> SubMip:
    """Return the sub-MIP in which the given integer columns (all by default) keep their rounded value in x."""
    fixed = problem.integers if columns is None else columns
    values = np.clip(np.round(x[fixed]), problem.col_lower[fixed], problem.col_upper[fixed])
    return SubMip(fixed=fixed, values=values)
