"""Comparison of the subject with its peers, one by one and at their best, by instance; the must-reach table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

import numpy as np

from bench.metrics import Measure, Score
from metasolve.matrix import FloatArray

SUBJECT = "metasolve"
BEST_OF = ("scip", "highs", "cpsat", "balans")
"""The peers whose best on each instance is the virtual best, where they were run."""
PAIR = "pair"
VIRTUAL_BEST = "virtual best"
TIE_ABSOLUTE, TIE_RELATIVE = 1e-4, 0.01
"""Integrals tie within either, gaps only within the absolute one."""
MUCH_WORSE = 0.01
"""A final gap that exceeds the virtual best's by more than this counts as a bad loss."""

_RESAMPLES = 10_000
_SEED = 20_260_101
_INTERVAL = (0.025, 0.975)

Values = Mapping[str, float]


@dataclass(frozen=True)
class Comparison:
    """The subject against a rival on the instances that both have; less than 1 in ratio is good for the subject.

    ratio is that of the means, low and high its 95 % interval, difference the mean of subject - rival.
    """

    measure: Measure
    subject: str
    rival: str
    instances: int
    subject_mean: float
    rival_mean: float
    ratio: float
    low: float
    high: float
    difference: float
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True)
class Loss:
    """An instance on which the subject is worse than the best peer, by more than a tie."""

    instance: str
    value: float
    best: float
    peer: str


@dataclass(frozen=True)
class Goal:
    """A row of the must-reach table: value has to be at most target; None where nothing can be compared."""

    label: str
    rival: str
    target: float
    value: float | None
    interval: tuple[float, float] | None
    instances: int

    @property
    def reached(self) -> bool | None:
        """Whether the value, not its interval, reaches the target."""
        return None if self.value is None else self.value <= self.target


@dataclass(frozen=True)
class Contest:
    """The scores of one section, averaged over the seeds of an instance wherever values are asked for."""

    scores: tuple[Score, ...]
    subject: str = SUBJECT
    best_of: tuple[str, ...] = BEST_OF

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """The solvers that are neither the subject nor a variant of it, those of the virtual best first."""
        names = dict.fromkeys(s.run.solver for s in self.scores)
        others = [n for n in names if n != self.subject and (n in self.best_of or n not in self.variants)]
        return (*(n for n in self.best_of if n in others), *sorted(n for n in others if n not in self.best_of))

    @cached_property
    def best_peers(self) -> tuple[str, ...]:
        """The peers of the virtual best that were run."""
        return tuple(name for name in self.peers if name in self.best_of)

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The ablations: solvers named after the subject."""
        return tuple(sorted({s.run.solver for s in self.scores if s.run.solver.startswith(f"{self.subject}-")}))

    @cached_property
    def instances(self) -> tuple[str, ...]:
        """Every instance, in alphabetical order."""
        return tuple(sorted({s.run.instance for s in self.scores}))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that this time limit allows."""
        return tuple(measure for measure in Measure if all(measure in s.values for s in self.scores))

    def of(self, solver: str) -> tuple[Score, ...]:
        """Return the scores of one solver."""
        return tuple(s for s in self.scores if s.run.solver == solver)

    def held_out(self) -> Contest:
        """Return the contest on the instances that were not used for tuning."""
        return Contest(tuple(s for s in self.scores if s.run.held_out), self.subject, self.best_of)

    def values(self, solver: str, measure: Measure) -> Values:
        """Return the mean over seeds for each instance of a solver, which may be VIRTUAL_BEST."""
        if solver == VIRTUAL_BEST:
            return {name: value for name, (value, _) in self.best_values(measure).items()}
        return self._means.get((solver, measure), {})

    def best_values(self, measure: Measure) -> dict[str, tuple[float, str]]:
        """Return for each instance the least value of the peers that have it, and the peer.

        Integrals too are those of whole runs: the best peer's integral, not that of the pointwise best trajectory.
        """
        by_peer = [(name, self.values(name, measure)) for name in self.best_peers]
        return {
            instance: min((values[instance], name) for name, values in by_peer if instance in values)
            for instance in self.instances
            if any(instance in values for _, values in by_peer)
        }

    def best_single_peer(self, measure: Measure) -> str | None:
        """Return the peer of the virtual best with the least mean.

        It is taken over the instances that all of them and the subject have; if there are none, for each peer over
        those that it shares with the subject.
        """
        own = set(self.values(self.subject, measure))
        by_peer = {name: self.values(name, measure) for name in self.best_peers}
        shared = own.intersection(*by_peer.values())
        means = {
            name: fmean(values[instance] for instance in shared or own & set(values))
            for name, values in by_peer.items()
            if shared or own & set(values)
        }
        return min(means, key=means.__getitem__) if means else None

    @cached_property
    def _means(self) -> dict[tuple[str, Measure], dict[str, float]]:
        seeds: dict[tuple[str, Measure], dict[str, list[float]]] = {}
        for item in self.scores:
            for measure, value in item.values.items():
                row = seeds.setdefault((item.run.solver, measure), {})
                row.setdefault(item.run.instance, []).append(value)
        return {key: {name: fmean(values) for name, values in row.items()} for key, row in seeds.items()}


def compare(contest: Contest, measure: Measure, subject: str, rival: str) -> Comparison | None:
    """Return the comparison of two solvers, or None if they share no instance."""
    left, right = contest.values(subject, measure), contest.values(rival, measure)
    shared = sorted(set(left) & set(right))
    if not shared:
        return None
    a, b = np.array([left[name] for name in shared]), np.array([right[name] for name in shared])
    outcomes = [outcome(measure, x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    low, high = bootstrap_interval(a, b)
    return Comparison(
        measure=measure,
        subject=subject,
        rival=rival,
        instances=len(shared),
        subject_mean=float(a.mean()),
        rival_mean=float(b.mean()),
        ratio=float(_ratios(a.mean(keepdims=True), b.mean(keepdims=True))[0]),
        low=low,
        high=high,
        difference=float((a - b).mean()),
        wins=outcomes.count(-1),
        ties=outcomes.count(0),
        losses=outcomes.count(1),
    )


def compare_all(contest: Contest) -> list[Comparison]:
    """Return the subject against each peer and the virtual best, by every measure."""
    rivals = (*contest.peers, VIRTUAL_BEST)
    found = (compare(contest, measure, contest.subject, rival) for measure in contest.measures for rival in rivals)
    return [comparison for comparison in found if comparison is not None]


def outcome(measure: Measure, value: float, other: float) -> int:
    """Return -1 if value is less, 1 if it is more, 0 for a tie."""
    slack = TIE_ABSOLUTE
    if measure in (Measure.PRIMAL_INTEGRAL, Measure.PRIMAL_DUAL_INTEGRAL):
        slack = max(slack, TIE_RELATIVE * max(value, other))
    return 0 if abs(value - other) <= slack else -1 if value < other else 1


def losses(contest: Contest, measure: Measure) -> list[Loss]:
    """Return where the subject loses against the best peer, worst first."""
    own = contest.values(contest.subject, measure)
    found = [
        Loss(name, own[name], best, peer)
        for name, (best, peer) in contest.best_values(measure).items()
        if name in own and outcome(measure, own[name], best) > 0
    ]
    return sorted(found, key=lambda loss: loss.best - loss.value)


def bad_losses(contest: Contest) -> list[Loss]:
    """Return where the subject's final gap exceeds the virtual best's by more than 1 %."""
    return [loss for loss in losses(contest, Measure.FINAL_GAP) if loss.value - loss.best > MUCH_WORSE]


def goals(contest: Contest) -> list[Goal]:
    """Return the must-reach table."""
    integral, gap = Measure.PRIMAL_INTEGRAL, Measure.FINAL_GAP
    rows = [
        _goal(contest, integral, "best single peer", contest.best_single_peer(integral), 0.6),
        _goal(contest, integral, PAIR, PAIR, 0.75),
        _goal(contest, integral, VIRTUAL_BEST, VIRTUAL_BEST, 0.9),
        _goal(contest, gap, "best single peer", contest.best_single_peer(gap), 0.6),
    ]
    met = set(contest.values(contest.subject, gap)) & set(contest.values(VIRTUAL_BEST, gap))
    label = f"instances with a final gap worse than the virtual best by more than {100 * MUCH_WORSE:g} %"
    number = float(len(bad_losses(contest))) if met else None
    return [*rows, Goal(label, VIRTUAL_BEST, 4.0, number, None, len(met))]


def bootstrap_interval(subject: FloatArray, rival: FloatArray) -> tuple[float, float]:
    """Return the 95 % interval of the ratio of means, instances (not runs) drawn with replacement in pairs."""
    n = len(subject)
    counts = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1.0 / n), size=_RESAMPLES)
    # order statistics, for to interpolate between infinite ratios gives no number
    low, high = np.quantile(_ratios(counts @ subject, counts @ rival), _INTERVAL, method="inverted_cdf")
    return float(low), float(high)


def _goal(contest: Contest, measure: Measure, against: str, rival: str | None, target: float) -> Goal:
    label = f"{measure} / that of the {against}"
    found = compare(contest, measure, contest.subject, rival) if rival is not None else None
    if rival is None or found is None:
        return Goal(label, rival or "none", target, None, None, 0)
    return Goal(label, rival, target, found.ratio, (found.low, found.high), found.instances)


def _ratios(numerators: FloatArray, denominators: FloatArray) -> FloatArray:
    """Return the quotients; 1 where both are 0, infinite where only the denominator is."""
    safe = np.where(denominators > 0.0, denominators, 1.0)
    degenerate = np.where(numerators > 0.0, np.inf, 1.0)
    return np.where(denominators > 0.0, numerators / safe, degenerate)
