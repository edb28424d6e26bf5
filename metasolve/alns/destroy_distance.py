"""Neighborhoods that keep all columns in play and bound, or minimize, the distance to the current point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, around_current, free_best, free_first
from metasolve.alns.progress import Progress
from metasolve.backends.contract import ExtraRows, SubMip
from metasolve.matrix import CsrMatrix
from metasolve.problem import INF, Problem

_MOVED = 1e-6


@dataclass(frozen=True)
class LocalBranching(Sized):
    """Allows at most k binaries to flip, by an extra row.

    k is the size's share of the longest useful distance: twice the rarer value's count (a swap costs two), at
    least 20, the k of the source. Source: Fischetti and Lodi, Local branching, 2003.
    """

    kind: ClassVar[str] = "local-branching"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if there are no binaries."""
        row = branching_row(problem, progress, self.share(progress))
        return None if row is None else SubMip(rows=row)


@dataclass(frozen=True)
class LbRelax(Sized):
    """Frees the integer columns that move most in the linear relaxation of local branching.

    Asks for that relaxation first (a probe), then frees the columns by their distance from the current point in it.
    Source: Huang, Ferber, Tian, Dilkina and Steiner, Local branching relaxation heuristics for integer linear
    programs, 2023.
    """

    kind: ClassVar[str] = "lb-relax"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the probe, then the sub-MIP; None if there are no binaries or the relaxation stays where it is."""
        if progress.probe is None:
            row = branching_row(problem, progress, self.share(progress))
            return None if row is None else SubMip(rows=row, relaxed=True)
        places = progress.structure.open
        distance = np.abs(progress.probe[places] - progress.current.x[places])
        if not (distance > _MOVED).any():
            return None
        return free_best(problem, progress, distance + _MOVED * rng.random(places.size), self.count(progress), rng)


def branching_row(problem: Problem, progress: Progress, share: float) -> ExtraRows | None:
    """Return the row that lets at most a share of the binaries leave the current point; None without binaries."""
    binaries = progress.structure.binaries
    if binaries.size == 0:
        return None
    ones = progress.current.x[binaries] > 0.5
    count = int(np.count_nonzero(ones))
    reach = min(int(binaries.size), max(20, 2 * min(count, int(binaries.size) - count)))
    k = max(1, round(share * reach))
    row = CsrMatrix.from_coo((1, problem.columns), np.zeros(binaries.size), binaries, np.where(ones, -1.0, 1.0))
    return ExtraRows(row, np.array([-INF]), np.array([float(k - count)]))


@dataclass(frozen=True)
class Proximity:
    """Minimizes the distance to the current point; the cutoff of the search asks for the improvement.

    Counts flips of binaries and steps of general integers away from a bound at which they stand.
    Source: Fischetti and Monaci, Proximity search for 0-1 mixed-integer convex programming, 2014.
    """

    name: ClassVar[str] = "proximity"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no integer column stands at a bound."""
        structure, columns = progress.structure, progress.structure.open
        x = progress.current.x[columns]
        objective = np.zeros(problem.columns)
        objective[columns] = np.where(
            x <= structure.lower[columns], 1.0, np.where(x >= structure.upper[columns], -1.0, 0)
        )
        return SubMip(objective=objective) if objective.any() else None


@dataclass(frozen=True)
class GeneralIntegerBox(Sized):
    """Boxes general integers around their current value, as wide as the size's share of their range.

    A range counts at most 2 (|value| + 1), so that wide bounds do not decide. Of the binaries, a random part is
    free. Source: Rothberg's mutation (2007) with the boxes of Ghosh's DINS (2007) in place of fixings.
    """

    kind: ClassVar[str] = "general-integer-box"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if there are no general integers."""
        structure, share = progress.structure, self.share(progress)
        generals, x = structure.generals, progress.current.x[structure.generals]
        if generals.size == 0:
            return None
        span = np.minimum(structure.upper[generals] - structure.lower[generals], 2.0 * (np.abs(x) + 1.0))
        radius = np.maximum(1.0, np.round(share * span / 2.0))
        lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
        lower[generals] = np.maximum(structure.lower[generals], x - radius)
        upper[generals] = np.minimum(structure.upper[generals], x + radius)
        score = np.where(structure.is_binary, 0.0, 1.0)
        count = int(generals.size) + round(share * structure.binaries.size)
        sub = around_current(problem, progress, free_first(score, count, rng))
        return replace(sub, col_lower=lower, col_upper=upper)
