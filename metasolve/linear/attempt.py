"""What a step keeps count of: preparations that are kept, what was spent, how often a matrix comes again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from metasolve.bandit.policy import Pull
from metasolve.linear.arms import Arm, Use
from metasolve.linear.compiled import FloatArray
from metasolve.linear.contract import Goal, LinearResult, LinearSolver, SetupError
from metasolve.linear.system import Equation, System

LEAST_LIMIT = 10


@dataclass
class Spent:
    """What the attempts of one step took; work counts products of the matrix with a vector, setup is part of both.

    finishing_work is that of the latest arm alone, without its setup: what came before it was wasted.
    """

    iterations: int = 0
    work: float = 0.0
    time_s: float = 0.0
    setup_work: float = 0.0
    setup_time_s: float = 0.0
    finishing_work: float = 0.0


@dataclass(frozen=True)
class StepInfo:
    """How a system was solved.

    arm is the bandit's choice, "" if there was none to make: x0 met the tolerance, or no arm suits the matrix.
    fallback is the arm that had to finish, "" if none had to. residual is the 2-norm of b - a x, computed anew;
    relative_residual is that over the norm of b. cost is what is learned: seconds, products of the matrix with a
    vector, or iterations. time_s is the solvers' own; learning_s what choosing and learning took beside it.
    """

    arm: str
    fallback: str
    iterations: int
    residual: float
    relative_residual: float
    cost: float
    work: float
    time_s: float
    setup_time_s: float
    learning_s: float
    probability: float
    context: tuple[float, ...]


class Kept(NamedTuple):
    """A preparation and the system that it was made for."""

    system: System
    state: Any


class ShelfState(NamedTuple):
    """What a Shelf holds."""

    kept: dict[LinearSolver, Kept]
    failed_on: System | None
    failed: frozenset[LinearSolver]


class Shelf:
    """The latest preparation of each solver that keeps one, and which solvers could not be prepared lately."""

    def __init__(self) -> None:
        self.kept: dict[LinearSolver, Kept] = {}
        self._failed_on: System | None = None
        self._failed: frozenset[LinearSolver] = frozenset()

    def offers(self, arm: Arm, system: System) -> bool:
        """Return whether the preparation that the arm takes is there; a new one is not made twice for one matrix."""
        if arm.use is Use.NEW and system is self._failed_on and arm.solver in self._failed:
            return False
        if not arm.solver.keeps:
            return True
        kept = self.kept.get(arm.solver)
        same = kept is not None and kept.system is system
        if arm.use is not Use.STALE:
            return same is (arm.use is Use.SAME)
        return kept is not None and not same and kept.system.n == system.n

    def take(self, arm: Arm, system: System) -> Any:
        """Return the preparation that the arm takes, made and kept if it is to be new. Raises SetupError."""
        if arm.use is not Use.NEW:
            return self.kept[arm.solver].state
        try:
            state = arm.solver.init(system)
        except SetupError:
            self.note_failures(system, (arm.solver,))
            raise
        if arm.solver.keeps:
            system.own()  # save() writes the matrix of every preparation
            self.kept[arm.solver] = Kept(system, state)
        return state

    def failures(self, system: System | None) -> frozenset[LinearSolver]:
        """Return the solvers that could not be prepared for this matrix, if no other one came in between."""
        return self._failed if system is self._failed_on else frozenset()

    def note_failures(self, system: System, solvers: Iterable[LinearSolver]) -> None:
        """Note that these solvers cannot be prepared for this matrix."""
        self._failed = self.failures(system).union(solvers)
        self._failed_on = system

    def renew(self, solver: LinearSolver, system: System) -> None:
        """Prepare anew what was kept when the solver was saved."""
        system.own()
        self.kept[solver] = Kept(system, solver.init(system))

    def state(self) -> ShelfState:
        """Return what is held; it is not changed in place."""
        return ShelfState(dict(self.kept), self._failed_on, self._failed)

    def restore(self, state: ShelfState) -> None:
        """Go back to what state() returned."""
        self.kept, self._failed_on, self._failed = state


class Repeats:
    """How often the same matrix comes in a row: the run that goes on and its work, and the runs before it."""

    def __init__(self) -> None:
        self.current = 0
        self.work = 0.0
        self.runs = 0
        self.steps = 0

    def count(self, same: bool, work: float) -> None:
        """Note a system that was solved with so much work, the same matrix as the one before or another one."""
        if same:
            self.current += 1
            self.work += work
            return
        if self.current:
            self.runs += 1
            self.steps += self.current
        self.current, self.work = 1, work

    def expected(self, same: bool) -> float:
        """Return how many steps a preparation made now will serve, same being whether the matrix comes again.

        As many as there were in a run on average, or as many as the run that goes on has had.
        """
        mean = self.steps / self.runs if self.runs else 1.0
        return max(mean, self.current + 1.0 if same else 1.0)


def attempt(
    arm: Arm, shelf: Shelf, system: System, b: FloatArray, x0: FloatArray, goal: Goal, most_work: float, spent: Spent
) -> LinearResult | None:
    """Return what the arm reaches from x0 within about most_work, None if it cannot be prepared; add to spent."""
    began = time.perf_counter()
    try:
        state = shelf.take(arm, system)
    except SetupError:
        spent.time_s += time.perf_counter() - began
        return None
    prepared = time.perf_counter()
    setup = arm.solver.setup_work(state) if arm.use is Use.NEW else 0.0
    each = arm.solver.iteration_work(state)
    limit = int(min(goal.limit, max(LEAST_LIMIT, (most_work - setup) / each)))
    result = arm.solver.solve(state, system, b, x0, Goal(goal.target, limit, goal.start))
    ended = time.perf_counter()
    spent.iterations += result.iterations
    spent.setup_work += setup
    spent.setup_time_s += prepared - began if arm.use is Use.NEW else 0.0
    work = 1.0 + each * result.iterations
    spent.work += setup + work
    spent.finishing_work += work
    spent.time_s += ended - began
    return result


def info_of(
    pull: Pull[Arm] | None,
    fallback: str,
    spent: Spent,
    equation: Equation,
    residual: float,
    cost: float,
    learning_s: float,
    context: tuple[float, ...],
) -> StepInfo:
    """Return the account of a step; residual is in units of the equation."""
    return StepInfo(
        arm="" if pull is None else pull.arm.name,
        fallback=fallback,
        iterations=spent.iterations,
        residual=residual * equation.unit,
        relative_residual=residual / equation.b_norm if equation.b_norm > 0.0 else 0.0,
        cost=cost,
        work=spent.work,
        time_s=spent.time_s,
        setup_time_s=spent.setup_time_s,
        learning_s=learning_s,
        probability=1.0 if pull is None else pull.probability,
        context=context,
    )
