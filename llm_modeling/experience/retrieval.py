"""Retrieval: the insights that fit a problem text, by cues, BM25, labels and, with a model for it, embeddings.

An insight is wanted if the text has its cues, shares rare words with its condition, its lesson or its example problem,
or belongs to its labels; its counter-cues speak against it. What is rare is learned from problem texts, so that `at
least` counts little. Relevance is the weighted sum, each part scaled to its best insight.
Source of BM25: Robertson, Zaragoza, 2009; Lucene's variant as in bm25s (Lu, arXiv 2407.03618).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from llm_modeling.experience.insight import Insight
from llm_modeling.experience.starter import starter_insights
from llm_modeling.experience.taxonomy import label_scores
from llm_modeling.experience.words import cue_pattern, terms
from llm_modeling.grounding.columns import FloatArray
from metasolve import BackendUnavailableError

try:
    import bm25s
except ImportError:  # an extra: the library can be read, listed and audited without it
    bm25s = None

_LONGEST_QUERY = 20_000
_TABLE_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)  # data, and no words of the problem
_COUNTER = 3.0


class Embedder(Protocol):
    """Maps texts to vectors of length 1, (texts, dimension)."""

    def embed(self, texts: Sequence[str]) -> FloatArray: ...


@dataclass(frozen=True)
class RetrievalSettings:
    """Weights of what relevance is made of; chosen is that of labels which a language model chose."""

    cues: float = 1.0
    condition: float = 0.7
    lesson: float = 0.3
    problem: float = 0.3
    labels: float = 0.4
    chosen: float = 1.0
    embedding: float = 1.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0.0 <= value <= 100.0:
                raise ValueError(f"{name} is {value!r} instead of a weight in [0, 100]")


DEFAULT_RETRIEVAL = RetrievalSettings()


class InsightIndex:
    """Insights, made ready for being looked for; frozen: a changed library makes a new one."""

    def __init__(
        self,
        insights: Sequence[Insight],
        settings: RetrievalSettings = DEFAULT_RETRIEVAL,
        embedder: Embedder | None = None,
    ) -> None:
        """Raises BackendUnavailableError if bm25s is not installed."""
        self.insights = tuple(insights)
        self._settings = settings
        self._embedder = embedder
        self._cues = _CueScores([insight.cues for insight in self.insights])
        self._counter_cues = _CueScores([insight.counter_cues for insight in self.insights])
        self._rankings = {
            "condition": _Ranking([insight.condition for insight in self.insights]),
            "lesson": _Ranking([_lesson(insight) for insight in self.insights]),
            "problem": _Ranking([insight.problem for insight in self.insights]),
        }
        self._vectors: FloatArray | None = None
        if embedder is not None and self.insights:
            self._vectors = embedder.embed([f"{i.condition} {i.explanation}" for i in self.insights])

    def relevance(self, text: str, chosen: Collection[str] | None = None) -> FloatArray:
        """Return how well each insight fits a text, (insights,), at most 1; chosen labels replace those found."""
        if not self.insights:
            return np.zeros(0)
        text = _TABLE_ROW.sub("", text)[:_LONGEST_QUERY]
        query, weights = sorted(set(terms(text))), self._settings
        score = weights.cues * _scaled(self._cues.scores(text))
        by_labels = weights.labels if chosen is None else weights.chosen
        score += by_labels * _scaled(self._by_labels(text, chosen))
        for name, ranking in self._rankings.items():
            score += getattr(weights, name) * _scaled(ranking.scores(query))
        total = weights.cues + by_labels + weights.condition + weights.lesson + weights.problem
        if self._embedder is not None and self._vectors is not None:
            score += weights.embedding * _scaled(self._vectors @ self._embedder.embed([text])[0])
            total += weights.embedding
        return np.maximum(score / total, 0.0) * np.exp(-_COUNTER * self._counter_cues.scores(text))

    def _by_labels(self, text: str, chosen: Collection[str] | None) -> FloatArray:
        scores = label_scores(text) if chosen is None else dict.fromkeys(chosen, 1.0)
        return np.array([sum(scores.get(label, 0.0) for label in i.taxonomy) / len(i.taxonomy) for i in self.insights])


@lru_cache(maxsize=1)
def _background() -> tuple[str, ...]:
    """Return problem texts by which to tell what is rare in them."""
    return tuple(insight.problem for insight in starter_insights())


@lru_cache(maxsize=8192)
def _rarity(cue: str) -> float:
    """Return 1 for a cue that no problem text has, 0 for one that all have."""
    texts = _background()
    seen = sum(cue_pattern(cue).search(text) is not None for text in texts)
    return math.log((len(texts) + 1.0) / (seen + 1.0)) / math.log(len(texts) + 1.0)


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


class _CueScores:
    """For each insight the cues that a text has, weighed by how rare they are in problem texts."""

    def __init__(self, cues: Sequence[Sequence[str]]) -> None:
        self._cues = [{cue: _rarity(cue) for cue in own} for own in cues]

    def scores(self, text: str) -> FloatArray:
        found: dict[str, bool] = {}
        for own in self._cues:
            for cue in own:
                if cue not in found:
                    found[cue] = cue_pattern(cue).search(text) is not None
        sums = [sum(weight for cue, weight in own.items() if found[cue]) for own in self._cues]
        return 1.0 - np.exp(-np.array(sums, dtype=np.float64))


class _Ranking:
    """BM25 over short texts; background texts count for how rare a word is, and are never found."""

    def __init__(self, texts: Sequence[str]) -> None:
        if bm25s is None:
            raise BackendUnavailableError("the package bm25s is not installed: pip install 'metasolve[llm]'")
        self._size = len(texts)
        corpus = [list(_terms(text)) for text in (*texts, *_background())]
        self._vocabulary = {term for document in corpus[: self._size] for term in document}
        self._index = bm25s.BM25(k1=1.2, b=0.5)
        if self._vocabulary:
            self._index.index(corpus, show_progress=False)

    def scores(self, query: Sequence[str]) -> FloatArray:
        known = [term for term in query if term in self._vocabulary]
        if not known:
            return np.zeros(self._size)
        return np.asarray(self._index.get_scores(known), dtype=np.float64)[: self._size]


def _lesson(insight: Insight) -> str:
    return insight.explanation.partition(" Mistake:")[0]


def _scaled(scores: FloatArray) -> FloatArray:
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0.0 else scores
