"""A search for the first feasible point: ALNS on the phase-1 problem of the least violated point known.

The same search as ever, with the sum of slacks as objective; what it finds at 0 is feasible in the problem itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from metasolve.alns.crew import Crew
from metasolve.alns.destroy import ConstraintBlock, Crossover, DestroyOperator, GraphWalk, Mutation
from metasolve.alns.destroy_contract import Sized, free_best, shaken
from metasolve.alns.elastic import elastic, elastic_point
from metasolve.alns.progress import Progress
from metasolve.alns.search import Search, SearchSettings
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm, Outcome, Task
from metasolve.backends.contract import SubMip
from metasolve.backends.worker import EngineBackend, Inbox
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

FEASIBLE = 1e-7


@dataclass(frozen=True)
class ViolatedRows(Sized):
    """Frees the integer columns of rows that need slack, then their neighbors; for phase-1 problems.

    After the repair neighborhood of CP-SAT's feasibility jump and of Fix-Propagate-Repair (Salvagnin, Roberti and
    Fischetti, 2024).
    """

    kind: ClassVar[str] = "violated-rows"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no row needs slack."""
        structure, x = progress.structure, progress.current.x
        slacks = np.flatnonzero((problem.c > 0.0) & (x > FEASIBLE))
        if slacks.size == 0:
            return None
        some = rng.permutation(slacks)[: max(1, int(rng.integers(1, slacks.size + 1)))]
        columns = problem.a.transpose
        rows = columns.indices[columns.entries_of(some)]
        touched = np.zeros(problem.columns)
        touched[problem.a.indices[problem.a.entries_of(rows)]] = 1.0
        near = touched[structure.open]
        score = near + 0.5 * structure.closeness(near)
        return free_best(
            problem, progress, shaken(score, rng) + 1e-6 * rng.random(score.size), self.count(progress), rng
        )


_OPERATORS: tuple[DestroyOperator, ...] = (ViolatedRows(), GraphWalk(), ConstraintBlock(), Mutation(), Crossover())


class FeasibilitySearch:
    """A search of its own, with a crew of its own, beside the search on the problem itself."""

    def __init__(
        self,
        problem: Problem,
        near: FloatArray,
        settings: SearchSettings,
        engines: Mapping[str, EngineBackend],
        inbox: Inbox,
        memory_bytes: int | None,
        seed: int,
    ) -> None:
        self._columns = problem.columns
        phase_one = elastic(problem, near)
        arms = [Arm(operator, "scip") for operator in _OPERATORS]  # CP-SAT refuses slacks without bounds
        self.search = Search(Structure(phase_one), arms, replace(settings, mip_gap=0.0), np.random.default_rng(seed))
        self.search.dual_bound = 0.0
        self.search.offer(elastic_point(problem, near), 0.0)
        self.crew = Crew(phase_one, engines, inbox, memory_bytes)

    @property
    def violation(self) -> float:
        """The sum of scaled slacks of the best point so far."""
        return self.search.pool.cost

    def next_task(self, elapsed_s: float) -> Task | None:
        """Return the next sub-MIP; None if there is nothing to start from or nothing left to do."""
        return None if self.search.pool.best is None else self.search.propose(elapsed_s)

    def offer(self, x: FloatArray, elapsed_s: float) -> FloatArray | None:
        """Take a point of the phase-1 problem; returns a point for the problem itself if it needs no slack."""
        offer = self.search.offer(x, elapsed_s)
        if offer.point is None or offer.point.cost > FEASIBLE:
            return None
        return offer.point.x[: self._columns]

    def absorb(self, outcome: Outcome, elapsed_s: float) -> FloatArray | None:
        """Learn from a task that is over; returns what offer does for its solution."""
        result = outcome.result
        feasible = None
        if result is not None and result.x is not None:
            feasible = self.offer(result.x, elapsed_s)
        if outcome.task.pull is not None:
            self.search.absorb(outcome, elapsed_s)
        return feasible
