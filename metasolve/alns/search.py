"""The search: a bandit chooses an arm, the arm's destroy operator opens a sub-MIP, its engine repairs.

`Search` holds the state and decides (propose, absorb, offer); who runs the tasks is another matter: BanditALNS on
one core, the portfolio on several beside exact engines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from metasolve.alns.accept import Accept, HillClimbing
from metasolve.alns.destroy import Whole
from metasolve.alns.elastic import violation
from metasolve.alns.pool import Offer, Pool
from metasolve.alns.progress import Point, Progress
from metasolve.alns.reward import reward
from metasolve.alns.sizing import Sizes, Sizing
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm, Outcome, Role, Task
from metasolve.backends.contract import Emphasis, Limits, RootInfo, fix_integers
from metasolve.bandit.policy import Policy, Selector
from metasolve.events import PullEvent
from metasolve.matrix import BoolArray, FloatArray, IntArray
from metasolve.problem import INF, Problem
from metasolve.solution import ArmRecord, Termination

BEST_SHARE = 0.8
"""How often a neighborhood is opened around the incumbent; otherwise around another good point of the pool."""
SLICE, LEAST_SLICE_S = 1.5, 1.0
"""The slice of an engine on the whole problem, in time limits of a sub-MIP: halted and resumed, it loses nothing."""
WHOLE_SHARE = {"cpsat": 0.3, "localmip": 0.1}
"""The part of the search's time that an engine on the whole problem gets at least, from WHOLE_FROM_S on: it has to read
and presolve before it can pay, and goes on where it was, so that its first slices do not tell what it is worth."""
WHOLE_FROM_S = 3.0
NODES = 50
WORK = 0.15
QUICK = 0.3
"""A sub-MIP that is solved in vain in less than this part of its limit is opened again, larger, in the same pull."""
RETRIES = 4


@dataclass(frozen=True)
class SearchSettings:
    """What a search is made of. horizon_s is its time budget; if untimed, engines stop by nodes and work only."""

    policy: Policy
    accept: Accept = field(default_factory=HillClimbing)
    sizing: Sizing = field(default_factory=Sizing)
    mip_gap: float = 1e-4
    horizon_s: float = INF
    timed: bool = True


@dataclass(eq=False)
class _Tally:
    pulls: int = 0
    improvements: int = 0
    reward: float = 0.0
    time_s: float = 0.0


class Search:
    """The state of an adaptive large neighborhood search on a problem in engine form."""

    def __init__(
        self, structure: Structure, arms: Sequence[Arm], settings: SearchSettings, rng: np.random.Generator
    ) -> None:
        problem = structure.problem
        self.structure, self.problem, self.arms, self.settings = structure, problem, tuple(arms), settings
        self.pool = Pool(problem)
        self.root: RootInfo | None = None
        self.relaxed = False
        self.near: Point | None = None
        self.chores: list[Task] = []
        self.dual_bound = -INF
        self.current: Point | None = None
        self.iteration = 0
        self._rng = rng
        self._selector = Selector(self.arms, settings.policy, rng) if self.arms else None
        self._sizes = Sizes(settings.sizing, len(self.arms), int(self.structure.open.size))
        self._tallies = [_Tally() for _ in self.arms]
        self._dead: set[int] = set()
        self._masked: set[int] = set()
        self._retry: Task | None = None
        self._retries = 0
        self._since_best, self._best_at_s = 0, 0.0
        self._changed_at = np.full(problem.columns, -1, dtype=np.int64)
        self._first_cost = INF
        self._gains: dict[str, float] = {}
        self._history: tuple[float, ...] = ()
        self._step = cost_step(problem)

    def offer(self, x: FloatArray, elapsed_s: float, source: str = "", exact: bool = True) -> Offer:
        """Check a point and keep it if it is good; the answer tells whether it is the new incumbent.

        A promising point that is infeasible, and a good one of an inexact engine, is to be completed by a linear
        program in the continuous columns: a task that lands in chores. The least violated infeasible point is
        kept in near (its cost is the violation) while there is no incumbent.
        """
        before = self.pool.best
        offer = self.pool.offer(x)
        if offer.point is None and self.problem.objective(x) < self.pool.cost:
            if not self.problem.is_integer.all():
                self.chores = [*self.chores[-2:], self._completion(x, source)]
            if before is None:
                amount = violation(self.problem, x)
                if self.near is None or amount < self.near.cost:
                    self.near = Point(x, amount)
        if offer.point is None or not offer.better:
            return offer
        if not exact and not self.problem.is_integer.all():
            self.chores = [self._completion(x, source)]
        if before is None:
            self._first_cost = offer.point.cost
        else:
            self._gains[source] = self._gains.get(source, 0.0) + before.cost - offer.point.cost
            self._changed_at[np.abs(before.x - offer.point.x) > 0.5] = self.iteration
        self.current = offer.point
        self._since_best, self._best_at_s = 0, elapsed_s
        self._masked.clear()
        return offer

    def propose(self, elapsed_s: float, share: float = 0.0) -> Task | None:
        """Choose an arm and open its neighborhood; None if no arm has anything to do.

        Needs an incumbent.
        """
        if self._retry is not None and self._retry.pull is not None:
            pull, self._retry = self._retry.pull, None
            task = self._open(pull.index, elapsed_s, share)
            if task is not None:
                return replace(task, pull=pull)
        self._retries = 0
        while self._selector is not None:
            allowed = np.array([k not in self._dead and k not in self._masked for k in range(len(self.arms))])
            if not allowed.any():
                self._masked.clear()
                break
            due = self._due(allowed)
            if due is not None:
                allowed = np.arange(len(self.arms)) == due
            pull = self._selector.choose(allowed=allowed)
            task = self._open(pull.index, elapsed_s, share)
            if task is not None:
                return replace(task, pull=pull)
            self._selector.reward(pull, 0.0)
            self._masked.add(pull.index)
        self.iteration += 1  # so that a search in which no arm has work ends by its iterations
        self._since_best += 1
        return None

    def _due(self, allowed: BoolArray) -> int | None:
        """Return an allowed arm on the whole problem that had less than its share of the time, if any."""
        total_s = sum(tally.time_s for tally in self._tallies)
        if not self.settings.timed or total_s < WHOLE_FROM_S:
            return None
        for k, (arm, tally) in enumerate(zip(self.arms, self._tallies, strict=True)):
            if (
                allowed[k]
                and isinstance(arm.destroy, Whole)
                and tally.time_s < WHOLE_SHARE.get(arm.repair, 0.0) * total_s
            ):
                return k
        return None

    def absorb(self, outcome: Outcome, elapsed_s: float) -> PullEvent:
        """Learn from a task that is over and tell what came of it."""
        task, result = outcome.task, outcome.result
        assert task.pull is not None
        assert self._selector is not None
        index, arm = task.pull.index, task.pull.arm
        gain = self._gains.pop(task.source, 0.0)
        effort = self._effort(outcome)
        value = reward(gain, task.cost_before - self.dual_bound, effort)
        if self._is_in_vain(outcome, gain, effort):
            self._retry, self._retries = task, self._retries + 1
        else:
            self._selector.reward(task.pull, value)
        self.iteration += 1
        self._since_best = 0 if gain > 0.0 else self._since_best + 1
        if outcome.unavailable:
            self._dead.add(index)
        if result is not None and task.role is Role.SUBMIP:
            self._sizes.learn(index, result.termination, gain > 0.0, effort)
            self._accept(result.x, elapsed_s)
        self._sizes.noted(gain > 0.0)
        self._history = (*self._history, self.current.cost if self.current else INF)[-100:]
        tally = self._tallies[index]
        tally.pulls, tally.improvements = tally.pulls + 1, tally.improvements + (gain > 0.0)
        tally.reward, tally.time_s = tally.reward + value, tally.time_s + outcome.duration_s
        return PullEvent(
            time_s=elapsed_s,
            destroy=arm.destroy.name,
            repair=arm.repair,
            outcome=_word(outcome, gain),
            reward=value,
            probability=task.pull.probability,
            duration_s=outcome.duration_s,
            free=task.free,
            gain=gain,
        )

    def _is_in_vain(self, outcome: Outcome, gain: float, effort: float) -> bool:
        """Whether the pull had a neighborhood so small that it says little of its arm, and is to be repeated."""
        result = outcome.result
        if result is None or outcome.task.role is not Role.SUBMIP or gain > 0.0 or self._retries >= RETRIES:
            return False
        solved = result.termination in (Termination.INFEASIBLE, Termination.OPTIMAL)
        return solved and effort < QUICK and outcome.task.share < 1.0

    def proof(self, outcome: Outcome) -> float | None:
        """Return the dual bound that a task proved, if any: by a sub-MIP that leaves nothing out but the cutoff.

        If nothing is below the cutoff and the cutoff is one step of the objective below the incumbent of then, that
        incumbent is optimal.
        """
        task, result = outcome.task, outcome.result
        sub = task.sub
        if result is None or sub.rows is not None or sub.objective is not None or sub.relaxed:
            return None
        if sub.col_lower is not None or sub.col_upper is not None or not self._is_closed(sub.fixed):
            return None
        if result.termination is Termination.INFEASIBLE:
            by_step = self._step > 0.0 and sub.cutoff >= task.cost_before - self._step
            return task.cost_before if by_step else sub.cutoff
        if result.termination is Termination.OPTIMAL and result.dual_bound is not None:
            return min(sub.cutoff, result.dual_bound)
        return None

    def _is_closed(self, columns: IntArray | None) -> bool:
        """Whether none of the columns has a choice."""
        if columns is None:
            return True
        return bool((self.problem.col_lower[columns] == self.problem.col_upper[columns]).all())

    def drought_s(self, elapsed_s: float) -> float:
        """How long ago the incumbent was found."""
        return elapsed_s - self._best_at_s

    def arm_records(self) -> tuple[ArmRecord, ...]:
        """What each arm did so far; arms without a pull are left out."""
        pairs = [(arm, tally) for arm, tally in zip(self.arms, self._tallies, strict=True) if tally.pulls]
        return tuple(
            ArmRecord(a.destroy.name, a.repair, t.pulls, t.improvements, t.reward / t.pulls, t.time_s) for a, t in pairs
        )

    def progress(self, elapsed_s: float, share: float = 0.0, size: float = 1.0) -> Progress:
        """Return the state as operators, acceptance and stopping see it; needs an incumbent."""
        best = self.pool.best
        assert best is not None
        return Progress(
            best=best,
            current=self.current or best,
            pool=self.pool.points,
            structure=self.structure,
            root=self.root,
            dual_bound=self.dual_bound,
            size=size,
            iteration=self.iteration,
            since_best=self._since_best,
            elapsed_s=elapsed_s,
            since_best_s=self.drought_s(elapsed_s),
            changed_at=self._changed_at,
            share=share,
            first_cost=self._first_cost,
            history=self._history,
        )

    def cutoff(self) -> float:
        """Return the cost that a new incumbent must reach: one step of the objective, or a part of the gap, less."""
        cost = self.pool.cost
        least = max(self._step, self.settings.mip_gap * 0.1 * abs(cost), 1e-9)
        gap = cost - self.dual_bound
        return cost - (max(least, 0.005 * gap) if math.isfinite(gap) and gap > 0.0 else least)

    def _completion(self, x: FloatArray, source: str) -> Task:
        limits = Limits(time_s=max(5.0, 4.0 * self._sizes.limit_s)) if self.settings.timed else Limits()
        return Task(Role.COMPLETE, "highs", fix_integers(self.problem, x), limits, source=source)

    def follow(self, outcome: Outcome, elapsed_s: float, share: float = 0.0) -> Task | None:
        """Return the task that a probe leads to, for the same pull; None if nothing came of it."""
        task, result = outcome.task, outcome.result
        if task.pull is None or result is None or result.x is None:
            return None
        following = self._open(task.pull.index, elapsed_s, share, result.x)
        return None if following is None else replace(following, pull=task.pull)

    def _open(self, index: int, elapsed_s: float, share: float, probe: FloatArray | None = None) -> Task | None:
        arm, size = self.arms[index], self._sizes.share(index)
        progress = self.progress(elapsed_s, share, size)
        climbing = isinstance(self.settings.accept, HillClimbing)
        if climbing and probe is None and len(progress.pool) > 1 and self._rng.random() > BEST_SHARE:
            base = progress.pool[int(self._rng.integers(1, len(progress.pool)))]
            progress = replace(progress, current=base)
        progress = replace(progress, probe=probe)
        sub = arm.destroy(self.problem, progress, self._rng)
        if sub is None:
            return None
        if sub.relaxed:
            return Task(
                Role.PROBE, "highs", sub, self._limits(), Emphasis.PROOF, cost_before=self.pool.cost, source=str(arm)
            )
        whole = sub.fixed is None and sub.rows is None and sub.objective is None and sub.col_lower is None
        seed = int(self._rng.integers(2**31))
        cost = self.pool.cost
        if whole and self.settings.timed:
            slice_s = max(LEAST_SLICE_S, SLICE * self._sizes.limit_s)
            return Task(
                Role.WHOLE, arm.repair, sub, Limits(mip_gap=self.settings.mip_gap), Emphasis.LNS, progress.best.x,
                seed, slice_s, share=1.0, free=int(self.structure.open.size), cost_before=cost, source=str(arm),
            )  # fmt: skip
        sub = replace(sub, cutoff=self.cutoff() if climbing else INF)
        free = int(self.structure.open.size if sub.fixed is None else self.problem.integers.size - sub.fixed.size)
        return Task(
            Role.SUBMIP, arm.repair, sub, self._limits(), Emphasis.SUBMIP, None, seed, share=size, free=free,
            cost_before=cost, source=str(arm),
        )  # fmt: skip

    def _limits(self) -> Limits:
        if self.settings.timed:
            return Limits(time_s=self._sizes.limit_s, mip_gap=self.settings.mip_gap)
        return Limits(nodes=NODES, work=WORK, mip_gap=self.settings.mip_gap)

    def _effort(self, outcome: Outcome) -> float:
        """The part of the usual cost of a pull that this one took: seconds if timed, else the engine's own work."""
        if self.settings.timed:
            return outcome.duration_s / self._sizes.limit_s
        return 1.0 if outcome.result is None else min(1.0, outcome.result.nodes / NODES)

    def _accept(self, x: FloatArray | None, elapsed_s: float) -> None:
        """Let the acceptance rule decide whether the search moves on to a repaired point that is no incumbent."""
        if x is None or self.current is None or isinstance(self.settings.accept, HillClimbing):
            return
        offer = self.pool.offer(x)
        if offer.point is not None and self.settings.accept(self.progress(elapsed_s), offer.point.cost, self._rng):
            self.current = offer.point


def cost_step(problem: Problem) -> float:
    """Return the least difference of two different costs, if all costs are whole multiples of it; else 0.

    Only objectives on integer columns have one.
    """
    used = np.flatnonzero(problem.c)
    if used.size == 0 or not problem.is_integer[used].all():
        return 0.0
    costs = np.abs(problem.c[used])
    for scale in (1.0, 10.0, 100.0, 1000.0, 10000.0):
        whole = np.round(costs * scale)
        if np.allclose(costs * scale, whole, rtol=1e-12, atol=0.0) and whole.max() < 2**53:
            return float(np.gcd.reduce(whole.astype(np.int64))) / scale * (1.0 - 1e-6)
    return 0.0


def _word(outcome: Outcome, gain: float) -> str:
    if outcome.failure:
        return "failed"
    if gain > 0.0:
        return "best"
    if outcome.result is None:
        return "none"
    if outcome.result.x is not None:
        return "rejected"
    return "infeasible" if outcome.result.termination is Termination.INFEASIBLE else "none"
