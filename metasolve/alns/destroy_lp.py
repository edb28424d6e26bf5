"""Neighborhoods from the root relaxation: where it differs from the current point, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, around_current, drawn, free_best, free_first, shaken
from metasolve.alns.progress import Progress
from metasolve.backends.contract import RootInfo, SubMip
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

_DIFFERS = 0.1
_INTEGRAL = 1e-6
_POOL = 10
"""How many points of the pool DINS asks; its cost grows with them."""


@dataclass(frozen=True)
class Rins(Sized):
    """Frees the integer columns on which the current point and the relaxation differ, largest distance first.

    If that is too little, columns that share rows with those follow.
    Source: Danna, Rothberg and Le Pape, Exploring relaxation induced neighborhoods to improve MIP solutions, 2005.
    """

    kind: ClassVar[str] = "rins"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None without a relaxation, or if it agrees with the current point."""
        if progress.root is None:
            return None
        distance = _distance(progress, progress.root)
        differs = distance > _DIFFERS
        if not differs.any():
            return None
        near = distance + 0.8 * progress.structure.closeness(differs.astype(np.float64))
        score = np.where(differs, 1.0 + shaken(distance, rng), shaken(near, rng))
        return free_best(problem, progress, score, self.count(progress), rng)


@dataclass(frozen=True)
class Rens(Sized):
    """Rounds the relaxation: integral columns are fixed to it, fractional ones stay between floor and ceiling.

    No point is needed, and none is used. The size departs from the source: if less is to be free, the fractional
    columns nearest to an integer are rounded; if more, integral ones of small reduced cost may move by one.
    Source: Berthold, RENS: the optimal rounding, 2014.
    """

    kind: ClassVar[str] = "rens"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP, which may be infeasible; None without a relaxation, or if it is integral."""
        if progress.root is None:
            return None
        structure, x = progress.structure, progress.root.x
        columns = structure.open
        fraction = np.abs(x[columns] - np.round(x[columns]))
        fractional = fraction > _INTEGRAL
        if not fractional.any():
            return None
        price = np.abs(progress.root.reduced_costs[columns])
        loose = 1.0 / (1.0 + price / max(1e-9, float(price.mean())))
        score = np.where(fractional, 1.0 + shaken(fraction, rng), shaken(loose, rng))
        free = free_first(score, self.count(progress), rng)
        fixed = problem.is_integer.copy()
        fixed[columns[free]] = False
        places = np.flatnonzero(fixed)
        lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
        boxed, step = columns[free], np.where(fractional[free], 0.0, 1.0)
        below = np.where(fractional[free], np.floor(x[boxed]), np.round(x[boxed])) - step
        above = np.where(fractional[free], np.ceil(x[boxed]), np.round(x[boxed])) + step
        lower[boxed] = np.maximum(structure.lower[boxed], below)
        upper[boxed] = np.minimum(structure.upper[boxed], above)
        values = np.clip(np.round(x[places]), structure.lower[places], structure.upper[places])
        return SubMip(fixed=places, values=values, col_lower=lower, col_upper=upper)


@dataclass(frozen=True)
class Dins(Sized):
    """Boxes general integers between the current point and its mirror image at the relaxation, where these are
    half a unit or more apart; frees binaries unless current point, relaxation and pool agree on them.

    If that is too little, columns that share rows with those follow, general ones within one of their value.
    Departs from the source, which adds a local branching row on the binaries: size takes its place.
    Source: Ghosh, DINS, a MIP improvement heuristic, 2007.
    """

    kind: ClassVar[str] = "dins"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None without a relaxation, or if nothing is to be freed."""
        if progress.root is None:
            return None
        structure, x, target = progress.structure, progress.current.x, progress.root.x
        columns = structure.open
        distance = _distance(progress, progress.root)
        moved = np.zeros(columns.size, dtype=np.bool_)
        for point in progress.pool[:_POOL]:
            moved |= np.abs(point.x[columns] - x[columns]) > 0.5
        eligible = np.where(structure.is_binary, moved | (distance > _DIFFERS), distance >= 0.5)
        if not eligible.any():
            return None
        near = structure.closeness(eligible.astype(np.float64))
        score = np.where(eligible, 2.0 + shaken(distance, rng), shaken(near, rng))
        free = free_first(score, self.count(progress), rng)
        sub = around_current(problem, progress, free)
        general = free[~structure.is_binary[free]]
        boxed, mirrored = columns[general], eligible[general]
        mirror = 2.0 * target[boxed] - x[boxed]
        low = np.where(mirrored, np.minimum(x[boxed], np.ceil(mirror - _INTEGRAL)), x[boxed] - 1.0)
        high = np.where(mirrored, np.maximum(x[boxed], np.floor(mirror + _INTEGRAL)), x[boxed] + 1.0)
        lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
        lower[boxed] = np.maximum(structure.lower[boxed], low)
        upper[boxed] = np.minimum(structure.upper[boxed], high)
        return SubMip(fixed=sub.fixed, values=sub.values, col_lower=lower, col_upper=upper)


@dataclass(frozen=True)
class ReducedCost(Sized):
    """Frees integer columns drawn by their reduced cost times their move away from the relaxation.

    By duality these products are the part of the gap that each column explains; the rest fill up at random.
    A draw, and not the largest as in the source, because one point has only one relaxation to be compared with.
    Source: Hendel, Adaptive large neighborhood search for mixed integer programming, 2022 (generic fixing).
    """

    kind: ClassVar[str] = "reduced-cost"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None without a relaxation, or if no column explains any of the gap."""
        if progress.root is None:
            return None
        columns = progress.structure.open
        move = progress.current.x[columns] - progress.root.x[columns]
        score = np.maximum(progress.root.reduced_costs[columns] * move, 0.0)
        if not score.max(initial=0.0) > 1e-9:
            return None
        return free_best(problem, progress, drawn(score, rng), self.count(progress), rng)


@dataclass(frozen=True)
class ObjectiveGuided(Sized):
    """Frees integer columns drawn by what the objective gains if they move to the relaxation.

    Without a relaxation, by what it gains if they move to their favorable bound. Columns without gain fill up.
    Source: the objective-based neighborhoods of OR-Tools CP-SAT (Perron, Didier and Gay, The CP-SAT-LP solver,
    2023), with the relaxation as target.
    """

    kind: ClassVar[str] = "objective-guided"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no integer column can gain."""
        structure = progress.structure
        columns = structure.open
        x, c = progress.current.x[columns], problem.c[columns]
        if progress.root is not None:
            target = progress.root.x[columns]
        else:
            bound = np.where(c > 0.0, structure.lower[columns], structure.upper[columns])
            target = np.where(np.isfinite(bound), bound, x - np.sign(c) * np.maximum(1.0, np.abs(x)))
        gain = np.maximum(c * (x - target), 0.0)
        if not gain.max(initial=0.0) > 1e-9:
            return None
        return free_best(problem, progress, drawn(gain, rng), self.count(progress), rng)


def _distance(progress: Progress, root: RootInfo) -> FloatArray:
    columns = progress.structure.open
    return np.abs(root.x[columns] - progress.current.x[columns])
