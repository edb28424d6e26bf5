"""Neighborhoods that keep all columns in play and bound, or minimize, the distance to the current point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, around_current, free_first
from metasolve.alns.progress import Progress
from metasolve.backends.contract import ExtraRows, SubMip
from metasolve.matrix import CsrMatrix
from metasolve.problem import INF, Problem


@dataclass(frozen=True)
class LocalBranching(Sized):
    """Allows at most k binaries to flip, by an extra row.

    k is the size's share of the longest useful distance: twice the rarer value's count (a swap costs two), at
    least 20, the k of the source. Source: Fischetti and Lodi, Local branching, 2003.
    """

    kind: ClassVar[str] = "local-branching"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if there are no binaries."""
        binaries = progress.structure.binaries
        if binaries.size == 0:
            return None
        ones = progress.current.x[binaries] > 0.5
        count = int(np.count_nonzero(ones))
        reach = min(int(binaries.size), max(20, 2 * min(count, int(binaries.size) - count)))
        k = max(1, round(self.share(progress) * reach))
        row = CsrMatrix.from_coo((1, problem.columns), np.zeros(binaries.size), binaries, np.where(ones, -1.0, 1.0))
        return SubMip(rows=ExtraRows(row, np.array([-INF]), np.array([float(k - count)])))


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
