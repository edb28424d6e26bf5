"""Evolution: when an insight applies is put more exactly, by the tasks on which it was missed, helped or did harm.

Versions of condition and cues are made from one half of the evidence and scored on the other: on how many of its tasks
retrieval would be right. The present wording competes; a version has to be strictly better to take its place.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from llm_modeling.experience.credit import PairedTrial
from llm_modeling.experience.insight import Insight
from llm_modeling.experience.library import ExperienceLibrary
from llm_modeling.experience.starter import starter_insights
from llm_modeling.experience.words import STOPWORDS, word_runs

Versions = Callable[[Insight, "Evidence"], Sequence[Insight]]
_CUES = 6
_LEAST_SEEN = 2


@dataclass(frozen=True)
class Evidence:
    """Texts for and against showing an insight.

    helped: shown, and solved only with it; missed: not shown, and solved only with it; harmed: solved only without it.
    """

    helped: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    harmed: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        return self.helped + self.missed


@dataclass(frozen=True)
class Refinement:
    """A better wording: shares are of held-out tasks on which retrieval is right, before and after."""

    insight: Insight
    before: float
    after: float
    held_out: int


@dataclass(frozen=True)
class EvolutionSettings:
    """limit is that of the retrieval that is replayed; least is how many texts each half must have."""

    limit: int = 8
    least: int = 3

    def __post_init__(self) -> None:
        if self.limit < 1 or self.least < 1:
            raise ValueError(f"limit and least are {self.limit!r} and {self.least!r} instead of at least 1")


DEFAULT_EVOLUTION = EvolutionSettings()


def evidence_of(trials: Sequence[PairedTrial]) -> tuple[Evidence, Evidence]:
    """Return the evidence of trials in two halves that have no task in common: to learn from, and to score on."""
    halves: list[dict[str, dict[str, None]]] = [{"helped": {}, "missed": {}, "harmed": {}} for _ in range(2)]
    for trial in trials:
        if trial.with_it == trial.without_it or not trial.text:
            continue
        kind = "harmed" if trial.without_it else "helped" if trial.retrieved else "missed"
        halves[_half(trial.task)][kind][trial.text] = None
    first, second = (Evidence(**{kind: tuple(texts) for kind, texts in half.items()}) for half in halves)
    return first, second


def refined(
    library: ExperienceLibrary,
    insight: Insight,
    versions: Versions,
    settings: EvolutionSettings = DEFAULT_EVOLUTION,
) -> Refinement | None:
    """Return the best version of an insight on held-out evidence, None if none beats the present wording."""
    learning, held_out = evidence_of(library.trials(insight.id))
    texts = [*held_out.wanted, *held_out.harmed]
    wanted = [True] * len(held_out.wanted) + [False] * len(held_out.harmed)
    if min(len(texts), len(learning.wanted) + len(learning.harmed)) < settings.least:
        return None

    def score(version: Insight) -> float:
        found = library.would_retrieve(texts, version, settings.limit)
        return sum(a == b for a, b in zip(found, wanted, strict=True)) / len(texts)

    before = score(insight)
    best, after = insight, before
    for version in versions(insight, learning):
        share = score(version)
        if share > after:
            best, after = version, share
    return None if best is insight else Refinement(best, before, after, len(texts))


def by_statistics(insight: Insight, evidence: Evidence) -> list[Insight]:
    """Return versions with words that set the texts for an insight apart from others, and likewise against it."""
    background = [other.problem for other in starter_insights()]
    for_it = _telling(evidence.wanted, [*evidence.harmed, *background])
    against = _telling(evidence.harmed, [*evidence.wanted, *background])
    wider = replace(insight, cues=tuple(dict.fromkeys((*insight.cues, *for_it))))
    narrower = replace(insight, counter_cues=tuple(dict.fromkeys((*insight.counter_cues, *against))))
    both = replace(wider, counter_cues=narrower.counter_cues)
    return [version for version in (wider, narrower, both) if version != insight]


def _telling(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the words and pairs of words that are most typical for texts against others, by weighted log-odds."""
    here, there = _documents(texts), _documents(others)
    scores = {}
    for term, seen in here.items():
        if seen < _LEAST_SEEN and len(texts) >= _LEAST_SEEN:
            continue
        odds = math.log((seen + 0.5) / (len(texts) - seen + 0.5))
        odds -= math.log((there[term] + 0.5) / (len(others) - there[term] + 0.5))
        scores[term] = odds * math.sqrt(seen)
    best = sorted(scores, key=lambda term: (-scores[term], term))
    return [term for term in best if scores[term] > 0.0][:_CUES]


def _documents(texts: Sequence[str]) -> Counter[str]:
    """Return in how many of the texts each word, and pair of words, occurs."""
    seen: Counter[str] = Counter()
    for text in texts:
        pairs = {run for run in word_runs(text, 2) if not set(run.split()) <= STOPWORDS}
        words = {word for word in word_runs(text, 1) if word not in STOPWORDS and len(word) > 2}
        seen.update(words | pairs)
    return seen


def _half(task: str) -> int:
    return hashlib.sha256(task.encode()).digest()[0] % 2
