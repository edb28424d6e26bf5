"""Neighborhoods from what the search has seen: its pool of points, and when each column changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, drawn, free_best, free_first, shaken
from metasolve.alns.progress import Progress
from metasolve.backends.contract import SubMip, fix_integers
from metasolve.problem import Problem


@dataclass(frozen=True)
class Crossover(Sized):
    """Fixes the integer columns on which two or three points of the pool agree; better points are drawn more often.

    If too much stays free, a random part of the rest is fixed to the best of these points; if too little, random
    columns are freed. Source: Rothberg, An Evolutionary Algorithm for Polishing Mixed Integer Programming
    Solutions, 2007.
    """

    kind: ClassVar[str] = "crossover"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if the pool holds less than two points or those drawn agree on all columns."""
        pool, columns = progress.pool, progress.structure.open
        if len(pool) < 2:
            return None
        parents = min(len(pool), int(rng.integers(2, 4)))
        quality = 1.0 / np.arange(1, len(pool) + 1)
        points = [pool[k].x for k in free_first(drawn(quality, rng), parents, rng)]
        differs = np.zeros(columns.size)
        for x in points[1:]:
            differs[np.abs(x[columns] - points[0][columns]) > 0.5] = 1.0
        if not differs.any():
            return None
        fixed = problem.is_integer.copy()
        fixed[columns[free_first(differs, self.count(progress), rng)]] = False
        return fix_integers(problem, points[0], np.flatnonzero(fixed))


@dataclass(frozen=True)
class Recency(Sized):
    """Frees the integer columns that have kept their value in the incumbent longest, never changed ones first.

    The long-term memory of tabu search turned into a neighborhood.
    Source: Glover and Laguna, Tabu Search, 1997 (frequency- and recency-based memory).
    """

    kind: ClassVar[str] = "recency"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None before any column has changed."""
        if progress.changed_at is None or progress.changed_at.max(initial=-1) < 0:
            return None
        age = (progress.iteration - progress.changed_at[progress.structure.open]).astype(np.float64)
        return free_best(problem, progress, shaken(np.maximum(age, 0.0), rng), self.count(progress), rng)


@dataclass(frozen=True)
class Hot(Sized):
    """Frees the integer columns that changed their value in the incumbent last, and the columns close to them.

    The intensification of tabu search. Source: Glover and Laguna, Tabu Search, 1997.
    """

    kind: ClassVar[str] = "hot"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None before any integer column has changed."""
        if progress.changed_at is None:
            return None
        when = progress.changed_at[progress.structure.open]
        changed = when >= 0
        if not changed.any():
            return None
        heat = np.where(changed, 1.0 / (1.0 + np.maximum(progress.iteration - when, 0)), 0.0)
        near = progress.structure.closeness(heat)
        score = np.where(changed, 1.0 + shaken(heat, rng), shaken(near, rng))
        return free_best(problem, progress, score, self.count(progress), rng)
