"""Neighborhoods that know nothing of the problem: a random part, a random objective, the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, free_best
from metasolve.alns.progress import Progress
from metasolve.backends.contract import SubMip
from metasolve.problem import Problem


@dataclass(frozen=True)
class Mutation(Sized):
    """Frees a uniformly random part of the integer columns.

    Source: Rothberg, An Evolutionary Algorithm for Polishing Mixed Integer Programming Solutions, 2007.
    """

    kind: ClassVar[str] = "mutation"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if there are no integer columns."""
        score = np.zeros(progress.structure.open.size)
        return free_best(problem, progress, score, self.count(progress), rng)


@dataclass(frozen=True)
class RandomObjective(Sized):
    """Frees a random part of the integer columns and follows a random objective, uniform in [-1, 1), on it.

    Only the cutoff of the search keeps the true objective in sight. Departs from the source, which frees the whole
    problem; columns with an infinite bound get coefficient 0, so that nothing becomes unbounded.
    Source: Cai et al., Balans, arXiv 2412.14382, 2024.
    """

    kind: ClassVar[str] = "random-objective"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no integer column is bounded."""
        structure = progress.structure
        bounded = np.isfinite(structure.lower) & np.isfinite(structure.upper)
        columns = structure.open[bounded[structure.open]]
        if columns.size == 0:
            return None
        objective = np.zeros(problem.columns)
        objective[columns] = rng.uniform(-1.0, 1.0, columns.size)
        score = bounded[structure.open].astype(np.float64)
        sub = free_best(problem, progress, score, self.count(progress), rng)
        return None if sub is None else replace(sub, objective=objective)


@dataclass(frozen=True)
class Whole:
    """Destroys nothing: a slice of an engine on the whole problem."""

    name: ClassVar[str] = "whole"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the empty restriction."""
        return SubMip()
