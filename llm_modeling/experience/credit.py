"""Credit: what paired trials say of an insight, and the order in which insights are worth showing.

A trial solves one task with one seed twice, with the insight and without it. Wins and losses are the pairs that end
differently; ties say nothing about the sign of the uplift. With w wins and l losses, the chance that a pair that ends
differently is a win has the posterior Beta(1 + w, 1 + l), and P(uplift < 0) is its mass below 1/2.

Whether an insight does harm is asked after every trial, and a posterior that is looked at so often passes any bound
for too many that do none. The verdict rests on a test martingale instead: against "no more losses than wins", the
likelihood ratio of a loss rate that is uniform on (1/2, 1). By Ville's inequality it ever reaches e for at most one in
e of the insights that do nothing, whatever share of their trials noise decides.
Source: Ramdas, Gruenwald, Vovk, Shafer, Game-theoretic statistics and safe anytime-valid inference, 2023.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import betainc, betaln

from llm_modeling.grounding.columns import FloatArray
from metasolve.bandit import Selector, Thompson

_MOST_LOGARITHM = 700.0


@dataclass(frozen=True)
class PairedTrial:
    """The outcome of one task and seed with and without an insight; retrieved: whether it was found for the text."""

    insight: str
    task: str
    cluster: str
    seed: int
    with_it: bool
    without_it: bool
    retrieved: bool = True
    text: str = ""


@dataclass(frozen=True)
class Tally:
    """Counts of trials."""

    wins: int = 0
    losses: int = 0
    ties: int = 0

    @property
    def trials(self) -> int:
        return self.wins + self.losses + self.ties

    @property
    def uplift(self) -> float:
        """The mean of the posterior of the uplift: of solving with the insight minus without, in (-1, 1)."""
        return (self.wins - self.losses) / (self.trials + 2)

    @property
    def harm(self) -> float:
        """P(uplift < 0), 1/2 without evidence."""
        return float(betainc(1 + self.wins, 1 + self.losses, 0.5))

    @property
    def evidence(self) -> float:
        """How many times likelier the trials are if an insight does harm than if it does nothing; 1 without trials."""
        decided = self.wins + self.losses
        logarithm = (decided + 1) * math.log(2.0) + float(betaln(1 + self.wins, 1 + self.losses))
        return math.exp(min(logarithm, _MOST_LOGARITHM)) * self.harm

    def after(self, trial: PairedTrial) -> Tally:
        """Return the counts with one more trial."""
        if trial.with_it == trial.without_it:
            return Tally(self.wins, self.losses, self.ties + 1)
        return Tally(self.wins + trial.with_it, self.losses + trial.without_it, self.ties)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.wins + other.wins, self.losses + other.losses, self.ties + other.ties)


@dataclass(frozen=True)
class CreditSettings:
    """When an insight counts as harmful, and how much relevance weighs against evidence.

    evidence: the least of it, so that at most one in so many that do nothing is ever taken for harmful; trials: the
    fewest; uplift: the posterior mean that must be reached from below. prior_weight: how many trials the relevance of
    an insight is worth; elsewhere: how much a trial in another cluster counts.
    """

    evidence: float = 10.0
    trials: int = 6
    uplift: float = -0.1
    prior_weight: float = 40.0
    elsewhere: float = 0.25

    def __post_init__(self) -> None:
        if not 1.0 < self.evidence < math.inf:
            raise ValueError(f"evidence is {self.evidence!r} instead of a number greater than 1")
        if self.trials < 1:
            raise ValueError(f"trials is {self.trials!r} instead of at least 1")
        if not -1.0 < self.uplift <= 0.0:
            raise ValueError(f"uplift is {self.uplift!r} instead of a number in (-1, 0]")
        if not self.prior_weight > 0.0:
            raise ValueError(f"prior_weight is {self.prior_weight!r} instead of a positive number")
        if not 0.0 <= self.elsewhere <= 1.0:
            raise ValueError(f"elsewhere is {self.elsewhere!r} instead of a share")

    def is_harmful(self, tally: Tally) -> bool:
        """Whether there is enough evidence that an insight does harm."""
        return tally.trials >= self.trials and tally.evidence >= self.evidence and tally.uplift <= self.uplift

    def is_suspect(self, tally: Tally) -> bool:
        """Whether an insight would be harmful if there were enough evidence for what its trials say so far."""
        return tally.losses > tally.wins and tally.uplift <= self.uplift


DEFAULT_CREDIT = CreditSettings()


@dataclass
class Ledger:
    """The counts of one insight by cluster; uses: how often it was in a prompt."""

    clusters: dict[str, Tally] = field(default_factory=dict)
    uses: int = 0

    @property
    def total(self) -> Tally:
        return sum(self.clusters.values(), Tally())

    def of(self, cluster: str) -> Tally:
        return self.clusters.get(cluster, Tally())

    def add(self, trial: PairedTrial) -> None:
        self.clusters[trial.cluster] = self.of(trial.cluster).after(trial)


def ranked(
    ids: Sequence[str],
    relevance: FloatArray,
    ledgers: Mapping[str, Ledger],
    cluster: str,
    rng: np.random.Generator,
    settings: CreditSettings = DEFAULT_CREDIT,
) -> list[str]:
    """Return ids in the order in which Thompson sampling takes them without replacement.

    The prior of an insight's reward, (1 + uplift) / 2, has its relevance as mean; trials of the cluster, and with less
    weight those of others, are added to it.
    """
    if not ids:
        return []
    means, weights = [], []
    for name, fit in zip(ids, relevance.tolist(), strict=True):
        ledger = ledgers.get(name, Ledger())
        here, total = ledger.of(cluster), ledger.total
        share = settings.elsewhere
        trials = (1.0 - share) * here.trials + share * total.trials
        gain = (1.0 - share) * (here.wins - here.losses) + share * (total.wins - total.losses)
        weight = settings.prior_weight + trials
        mean = (settings.prior_weight * (0.1 + 0.8 * fit) + (trials + gain) / 2.0) / weight
        means.append(min(max(mean, 1e-3), 1.0 - 1e-3))
        weights.append(weight)
    selector = Selector(tuple(ids), Thompson(1.0, prior_mean=tuple(means), prior_weight=tuple(weights)), rng)
    left = list(ids)
    order = []
    while left:
        order.append(selector.choose(allowed=left).arm)
        left.remove(order[-1])
    return order
