"""The experiments of Learning to Relax: tables of what every arm costs in every step, and learners played on them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from metasolve.bandit import (
    Binned,
    ChebCb,
    DiscountedThompson,
    EpsilonGreedy,
    LinearScale,
    Policy,
    SharedLinTs,
    TsallisInf,
    Ucb,
    best_each,
    follow_leader,
    play,
    policy_from_name,
)
from metasolve.bandit.costs import Scale
from metasolve.linear.compiled import FloatArray
from metasolve.linear.contract import Goal, LinearSolver
from metasolve.linear.pattern import PatternCache
from metasolve.linear.problems import Heat, Shifts
from metasolve.linear.rules import Axelsson, Young
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, Sor, SsorCg
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import System, prepare

OMEGAS = tuple(float(omega) for omega in np.linspace(1.0, 1.95, 20))
"""The grid of the paper's program."""
RTOL = 1e-8
CAP = 10_000
CHECKPOINTS = (100, 500, 1000, 5000)

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class ArmCosts:
    """The iterations of every arm in every step, (steps, arms), and the contexts, (steps, 1), with their range.

    The first `grid` arms are the fixed omegas; the others are what the paper did not have: rules, other solvers.
    """

    names: tuple[str, ...]
    costs: FloatArray
    contexts: FloatArray
    low: float
    high: float
    grid: int

    def fixed(self) -> ArmCosts:
        """Return the table of the fixed omegas alone."""
        return ArmCosts(
            self.names[: self.grid], self.costs[:, : self.grid], self.contexts, self.low, self.high, self.grid
        )


def shift_table(problem: Shifts, progress: Progress | None = None) -> ArmCosts:
    """Return the iterations of SOR from x0 = 0 until ||r|| <= 1e-8 ||r0||; the arm after the omegas is Young's rule.

    The rule is told the spectrum, as a formula in the shift.
    """
    arms: tuple[LinearSolver, ...] = (*(Sor(omega) for omega in OMEGAS), Sor(Young()))
    costs, contexts = np.empty((problem.steps, len(arms))), np.empty((problem.steps, 1))
    patterns = PatternCache()
    for step, (a, b, shift) in enumerate(problem.systems()):
        system = prepare(a, patterns, lambda _, shift=shift: problem.lowest(shift))  # type: ignore[misc]
        goal = Goal(RTOL * float(np.linalg.norm(b)), CAP)
        costs[step] = [_iterations(arm, system, b, np.zeros(b.size), goal) for arm in arms]
        contexts[step] = shift
        if progress is not None:
            progress(step + 1)
    return ArmCosts(_names(arms), costs, contexts, problem.low, problem.high, len(OMEGAS))


def heat_table(problem: Heat, progress: Progress | None = None) -> ArmCosts:
    """Return the iterations of SSOR-CG, and others, from the previous solution until ||r|| <= 1e-8 ||b||.

    The arms after the omegas are Axelsson's rule for nu = 0 and -1/4, fed by LowestMode, MIC(0) and plain CG.
    A step that is solved already counts as one iteration.
    """
    arms: tuple[LinearSolver, ...] = (
        *(SsorCg(omega) for omega in OMEGAS),
        SsorCg(Axelsson()),
        SsorCg(Axelsson(-0.25)),
        IncompleteCholeskyCg(0.99),
        Cg(),
    )
    costs, contexts = np.empty((problem.steps, len(arms))), np.empty((problem.steps, 1))
    patterns, modes = PatternCache(), LowestMode()
    u = problem.start()
    for step in range(problem.steps):
        a, b, kappa = problem.system(step, u)
        system = prepare(a, patterns, modes.estimate)
        goal = Goal(RTOL * float(np.linalg.norm(b)), CAP)
        costs[step] = [_iterations(arm, system, b, u, goal) for arm in arms]
        contexts[step] = kappa
        exact = SsorCg(Axelsson())
        u = exact.solve(exact.init(system), system, b, u, Goal(1e-3 * goal.target, CAP)).x
        if progress is not None:
            progress(step + 1)
    return ArmCosts(_names(arms), costs, contexts, 0.0, 10.0, len(OMEGAS))


def _iterations(arm: LinearSolver, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> int:
    return max(arm.solve(arm.init(system), system, b, x0, goal).iterations, 1)


def _names(arms: Iterable[LinearSolver]) -> tuple[str, ...]:
    return tuple(arm.name for arm in arms)


@dataclass(frozen=True)
class Contestant:
    """A learner of the comparison: policy makes its settings from the table, on the fixed omegas or on all arms.

    scale maps costs to rewards; None is what suits the policy, a logarithm for models of the cost in the context.
    """

    name: str
    policy: Callable[[ArmCosts], Policy]
    scale: Scale | None = None
    all_arms: bool = False


def shared(table: ArmCosts) -> Policy:
    """Return linear Thompson sampling that shares what it learns among the omegas; other arms have their own terms."""
    places = [math.log(2.0 - omega) for omega in OMEGAS] + [0.0] * (len(table.names) - table.grid)
    groups = [0] * table.grid + list(range(1, len(table.names) - table.grid + 1))
    return SharedLinTs(
        groups=tuple(groups), positions=tuple(places), context_size=1, low=(table.low,), high=(table.high,)
    )


def bins_of(table: ArmCosts) -> int:
    """Return the paper's number of bins: 5 for shifts, 6 for heat."""
    return 5 if table.low < 0.0 else 6


CONTESTANTS: tuple[Contestant, ...] = (
    Contestant("tsallis-inf", lambda table: TsallisInf("iw", rate=8.0)),
    Contestant("tsallis-inf, rv", lambda table: TsallisInf("rv", rate=4.0)),
    Contestant("tsallis-inf, rate of the theory", lambda table: TsallisInf("iw")),
    Contestant(
        "tsallis-inf-cb", lambda table: Binned(TsallisInf("iw", rate=8.0), table.low, table.high, bins_of(table))
    ),
    Contestant("cheb-cb", lambda table: ChebCb(table.low, table.high, growth=1.0)),
    Contestant("cheb-cb, linear in the cost", lambda table: ChebCb(table.low, table.high, growth=1.0), LinearScale()),
    Contestant("cheb-cb, updates of rank 1", lambda table: ChebCb(table.low, table.high, growth=1.0, fit="ridge")),
    Contestant("shared-lin-ts", shared),
    Contestant("ucb", lambda table: Ucb(exploration=0.1)),
    Contestant("thompson", lambda table: DiscountedThompson(1.0, "gaussian", 0.9, 1.0, 0.1)),
    Contestant("thompson, discounted", lambda table: DiscountedThompson(0.999, "gaussian", 0.9, 1.0, 0.1)),
    Contestant("epsilon-greedy", lambda table: EpsilonGreedy(0.5, decay=0.5)),
    Contestant("mabwiser:ucb1", lambda table: policy_from_name("mabwiser:ucb1", alpha=0.1)),
    Contestant("ucb, with rules", lambda table: Ucb(exploration=0.1), all_arms=True),
    Contestant("shared-lin-ts, with rules", shared, all_arms=True),
)


@dataclass(frozen=True)
class Score:
    """Total iterations over those of the best fixed omega in hindsight, at each checkpoint: mean, least and most.

    overhead_s is the time of choosing and learning a step, the median over the seeds; 0 for what does not learn.
    """

    name: str
    checkpoints: tuple[int, ...]
    mean: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    curve: tuple[float, ...]
    overhead_s: float = 0.0


def checkpoints_of(steps: int) -> tuple[int, ...]:
    """Return the numbers of steps after which the totals are compared."""
    return (*(point for point in CHECKPOINTS if point < steps), steps)


def curve_steps(steps: int) -> list[int]:
    """Return the numbers of steps at which a Score's curve is given."""
    return [int(point) for point in np.unique(np.geomspace(1, steps, 200).astype(int))]


def score(table: ArmCosts, contestant: Contestant, seeds: int, progress: Progress | None = None) -> Score:
    """Return the score of a learner that is played `seeds` times; each time it sees its own choices' costs only."""
    part = table if contestant.all_arms else table.fixed()
    totals, times = [], []
    for seed in range(seeds):
        began = time.perf_counter()
        policy, rng = contestant.policy(part), np.random.default_rng(seed)
        chosen = play(policy, part.costs, part.contexts, rng, contestant.scale)
        times.append((time.perf_counter() - began) / len(chosen))
        totals.append(np.cumsum(part.costs[np.arange(len(chosen)), chosen]))
        if progress is not None:
            progress(seed + 1)
    return _score(contestant.name, table, np.array(totals), float(np.median(times)))


def references(table: ArmCosts) -> tuple[Score, ...]:
    """Return the scores of what does not learn: the best omega of each step, the rules, other solvers, some omegas."""
    fixed = table.fixed().costs
    rounds = np.arange(len(fixed))
    rows = [("best omega of each step", fixed[rounds, best_each(fixed)])]
    rows += [("follow the leader, told all costs", fixed[rounds, follow_leader(fixed)])]
    rows += [(name, table.costs[:, table.grid + k]) for k, name in enumerate(table.names[table.grid :])]
    rows += [(table.names[k], fixed[:, k]) for k in (0, OMEGAS.index(1.5))]
    return tuple(_score(name, table, np.cumsum(costs)[np.newaxis], 0.0) for name, costs in rows)


def best_omega(table: ArmCosts) -> tuple[str, float]:
    """Return the arm of the lowest total among the fixed omegas, and its mean iterations."""
    means = table.fixed().costs.mean(axis=0)
    return table.names[int(means.argmin())], float(means.min())


def _score(name: str, table: ArmCosts, totals: FloatArray, overhead_s: float) -> Score:
    best = np.cumsum(table.fixed().costs, axis=0).min(axis=1)
    ratios = totals / best
    points = checkpoints_of(len(best))
    at = ratios[:, [point - 1 for point in points]]
    sampled = np.array(curve_steps(len(best))) - 1
    return Score(
        name,
        points,
        tuple(at.mean(axis=0).tolist()),
        tuple(at.min(axis=0).tolist()),
        tuple(at.max(axis=0).tolist()),
        tuple(ratios.mean(axis=0)[sampled].tolist()),
        overhead_s,
    )
