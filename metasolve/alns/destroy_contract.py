"""The contract of destroy operators, and how a neighborhood gets its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from metasolve.alns.progress import Progress
from metasolve.backends.contract import SubMip, fix_integers
from metasolve.matrix import FloatArray, IntArray
from metasolve.problem import Problem


class DestroyOperator(Protocol):
    """A neighborhood, as a frozen value: what of the current point may change."""

    @property
    def name(self) -> str: ...

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP to solve, without a cutoff; None if there is nothing sensible to do now.

        problem is in engine form and the one of progress.structure. Continuous columns are never fixed. A relaxed
        sub-MIP is a question: its solution comes back in progress.probe of a second call.
        """
        ...


@dataclass(frozen=True)
class Sized:
    """Settings of an operator with a size: the share of integer columns left free, progress.size if None.

    Raises ValueError if size is not in (0, 1].
    """

    kind: ClassVar[str]
    size: float | None = None

    def __post_init__(self) -> None:
        if self.size is not None and not 0.0 < self.size <= 1.0:
            raise ValueError(f"size is {self.size}, which is not in (0, 1]")

    @property
    def name(self) -> str:
        return self.kind if self.size is None else f"{self.kind}-{self.size:g}"

    def share(self, progress: Progress) -> float:
        """Return the share of open columns to leave free, in (0, 1]."""
        return progress.size if self.size is None else self.size

    def count(self, progress: Progress) -> int:
        """Return the number of open columns to leave free, at least 1 if there are any."""
        total = progress.structure.open.size
        return min(total, max(1, round(self.share(progress) * total)))


def free_first(score: FloatArray, count: int, rng: np.random.Generator) -> IntArray:
    """Return the places of the count highest scores, ties broken at random, ascending."""
    order = rng.permutation(score.size)
    if count < score.size:
        order = order[np.argpartition(-score[order], count)[:count]]
    return np.sort(order)


def shaken(score: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return scores >= 0, each times a random factor in [0.5, 1): the same state need not give the same sub-MIP."""
    return score * rng.uniform(0.5, 1.0, score.size)


def drawn(weight: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return random scores whose highest k are a draw without replacement by weights >= 0; weight 0 comes last.

    Source: Efraimidis and Spirakis, Weighted Random Sampling with a Reservoir, 2006.
    """
    result = np.full(weight.size, -np.inf)
    heavy = weight > 1e-12 * weight.max(initial=0.0)
    np.divide(-rng.standard_exponential(weight.size), weight, out=result, where=heavy)
    return result


def around_current(problem: Problem, progress: Progress, places: IntArray) -> SubMip:
    """Return the sub-MIP that fixes all integer columns to the current point, but the open ones at these places."""
    fixed = problem.is_integer.copy()
    fixed[progress.structure.open[places]] = False
    return fix_integers(problem, progress.current.x, np.flatnonzero(fixed))


def free_best(
    problem: Problem, progress: Progress, score: FloatArray, count: int, rng: np.random.Generator
) -> SubMip | None:
    """Return the sub-MIP that frees the count open columns of highest score, (open,); None if there are none."""
    if score.size == 0:
        return None
    return around_current(problem, progress, free_first(score, count, rng))
