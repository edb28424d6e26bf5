"""The vote: samples that say the same are one cluster, the largest cluster is the answer, its share the confidence.

Two samples say the same if their problems have the same structure, or are proved equivalent, or have the same best
values on altered data, or, where data cannot be altered, the same best value; the finer evidence goes first, and the
coarser is asked only about what it left apart. Source for voting among programs by what they compute: Wang et al.,
Self-consistency improves chain of thought reasoning, 2023; here the structure counts, not only the value.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from llm_modeling.comparison import compare_models
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits, Outcome
from llm_modeling.formulating.checking import Checked
from llm_modeling.formulating.resampling import Fingerprint, agree, alterations, fingerprint
from llm_modeling.formulating.settings import FormulateSettings
from llm_modeling.formulation import Goal
from metasolve import Termination

_SAME = 1e-6


@dataclass(frozen=True)
class Vote:
    """The clusters as numbers of samples, the winner first, each with its best member first; and how sure the vote is.

    confidence is the share of the winner among all samples that were asked for. tie: another cluster has as many
    members and as few findings, so that the order of the samples decided.
    """

    clusters: tuple[tuple[int, ...], ...]
    confidence: float
    tie: bool


@dataclass(frozen=True)
class Ballot:
    """The usable candidates by the numbers of their samples, of so many that were asked for."""

    candidates: Mapping[int, Checked]
    asked: int
    data: Data
    settings: FormulateSettings
    halt: threading.Event


def vote(ballot: Ballot) -> Vote:
    """Return the clusters of the candidates and the winner's share."""
    clusters = _by_structure(ballot.candidates)
    if len(clusters) > 1:
        clusters = _merged(clusters, ballot)
    clusters = [sorted(cluster, key=lambda k: (ballot.candidates[k].rank, k)) for cluster in clusters]

    def order(cluster: Sequence[int]) -> tuple[int, int, int, int]:
        return (*_strength(cluster, ballot.candidates), min(cluster))

    clusters.sort(key=order)
    tie = len(clusters) > 1 and order(clusters[0])[:3] == order(clusters[1])[:3]
    confidence = len(clusters[0]) / ballot.asked if clusters else 0.0
    return Vote(tuple(tuple(cluster) for cluster in clusters), confidence, tie)


def _strength(cluster: Sequence[int], candidates: Mapping[int, Checked]) -> tuple[int, int, int]:
    """Return less for a stronger cluster: members, then errors and warnings of its best member."""
    findings = candidates[cluster[0]].findings
    return -len(cluster), len(findings.errors), len(findings.warnings)


def _by_structure(candidates: Mapping[int, Checked]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for number, checked in sorted(candidates.items()):
        groups.setdefault(checked.structure, []).append(number)
    return list(groups.values())


def _merged(clusters: list[list[int]], ballot: Ballot) -> list[list[int]]:
    """Return the clusters of different structure, those together that mean the same."""
    leaders = [min(cluster, key=lambda k: (ballot.candidates[k].rank, k)) for cluster in clusters]
    same = _Same(ballot)
    home = list(range(len(clusters)))
    for a, b in combinations(range(len(clusters)), 2):
        if home[a] != home[b] and not ballot.halt.is_set() and same.mean(leaders[a], leaders[b]):
            old, new = home[b], home[a]
            home = [new if place == old else place for place in home]
    groups: dict[int, list[int]] = {}
    for place, cluster in zip(home, clusters, strict=True):
        groups.setdefault(place, []).extend(cluster)
    return list(groups.values())


class _Same:
    """Whether two candidates of different structure mean the same; fingerprints are made once for each."""

    def __init__(self, ballot: Ballot) -> None:
        self._ballot = ballot
        self._ways = alterations(ballot.settings.data_sets, ballot.settings.seed)
        self._fingerprints: dict[int, Fingerprint] = {}

    def mean(self, a: int, b: int) -> bool:
        return self._proved(a, b) or self._appears(a, b)

    def _proved(self, a: int, b: int) -> bool:
        first, second = (self._ballot.candidates[k].compiled for k in (a, b))
        limit_s = self._ballot.settings.compare_s
        if first is None or second is None or not limit_s:
            return False
        # by structure: what one calls x the other may call y
        comparison = compare_models(first, second, match="structure", limits=EffortLimits(time_s=limit_s))
        return comparison.outcome is Outcome.EQUIVALENT

    def _appears(self, a: int, b: int) -> bool:
        if not self._ways:
            return False
        same = agree(self._fingerprint(a), self._fingerprint(b))
        return self._same_value(a, b) if same is None else same and self._same_value(a, b, otherwise=True)

    def _fingerprint(self, number: int) -> Fingerprint:
        if number not in self._fingerprints:
            compiled = self._ballot.candidates[number].compiled
            if compiled is None:
                raise AssertionError("candidates are compiled")
            self._fingerprints[number] = fingerprint(compiled, self._ballot.data, self._ways, self._ballot.halt)
        return self._fingerprints[number]

    def _same_value(self, a: int, b: int, *, otherwise: bool = False) -> bool:
        """Return whether the best values on the data as they are agree; otherwise, if one of them is not known."""
        first, second = self._ballot.candidates[a], self._ballot.candidates[b]
        known = all(c.termination is Termination.OPTIMAL and c.objective is not None for c in (first, second))
        if not known or first.objective is None or second.objective is None:
            return otherwise
        turned = -1.0 if _goal(first) is not _goal(second) else 1.0
        return abs(first.objective - turned * second.objective) <= _SAME * (abs(second.objective) + 1.0)


def _goal(checked: Checked) -> Goal | None:
    return None if checked.compiled is None else checked.compiled.levels[0].goal
