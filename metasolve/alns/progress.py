"""Progress: all that destroy operators, acceptance and stopping may look at, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from metasolve.alns.structure import Structure
from metasolve.backends.contract import RootInfo
from metasolve.matrix import FloatArray, IntArray
from metasolve.problem import INF


@dataclass(frozen=True, eq=False)
class Point:
    """A checked feasible point: x, (columns,), integer columns exactly integral, and its cost (minimized)."""

    x: FloatArray
    cost: float


@dataclass(frozen=True, eq=False)
class Progress:
    """The state of a search between two iterations, in engine form (minimization).

    best is the best point found, current the one that the search stands on; pool holds distinct good points,
    best first. root is the root relaxation once it is known. size, in (0, 1], is the share of integer columns
    that the next destroy operator should leave free, adapted per arm. changed_at, (columns,), is the iteration
    at which each column last changed its value in best, -1 if never. since_best counts iterations without a
    better best.

    share, in [0, 1], is how much of the search is over (Stop.share), first_cost the cost of its first point, and
    history the costs of current after the last iterations, oldest first, which late acceptance compares with.

    probe, (columns,), answers an operator that returned a relaxed sub-MIP: it is the solution of that linear
    program, and the operator is called once more, for the sub-MIP itself.
    """

    best: Point
    current: Point
    pool: tuple[Point, ...]
    structure: Structure
    root: RootInfo | None = None
    dual_bound: float = -INF
    size: float = 0.2
    iteration: int = 0
    since_best: int = 0
    elapsed_s: float = 0.0
    since_best_s: float = 0.0
    changed_at: IntArray | None = None
    share: float = 0.0
    first_cost: float = INF
    history: tuple[float, ...] = ()
    probe: FloatArray | None = None
