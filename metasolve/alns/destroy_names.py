"""Neighborhoods that follow the modeler: index blocks read from the names of the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, drawn, free_best
from metasolve.alns.naming import Dimension
from metasolve.alns.progress import Progress
from metasolve.backends.contract import SubMip
from metasolve.matrix import FloatArray
from metasolve.problem import Problem


@dataclass(frozen=True)
class NameBlock(Sized):
    """Frees all columns that carry certain values of one index: machine 3, customers 2 and 8, or periods 7 to 12.

    The values are a window or, as often, a random set. If a value has more columns than may be free, a window or
    set of values of a second index cuts them down. Indices that more columns carry are likelier.
    """

    kind: ClassVar[str] = "name-block"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if the names carry no index."""
        found = progress.structure.dimensions
        if not found:
            return None
        coverage = np.array([np.count_nonzero(d.code >= 0) for d in found], dtype=np.float64)
        order = np.argsort(-drawn(coverage, rng))
        score = _by_values(found[order[0]], rng)
        if len(found) > 1:
            second = found[order[1]]
            score += _by_values(second, rng) / (len(second.values) + 1)
        return free_best(problem, progress, score, self.count(progress), rng)


def _by_values(dimension: Dimension, rng: np.random.Generator) -> FloatArray:
    """Return a score, integral and in [-values, 0], by which names are freed value after value of the index."""
    size = len(dimension.values)
    order = rng.permutation(size)
    if rng.random() < 0.5:
        start = int(order[0])
        order = np.concatenate([np.arange(start, size), np.arange(start)[::-1]])
    place = np.full(size + 1, float(size))
    place[order] = np.arange(size)
    return -place[dimension.code]
