"""The taxonomy of insights: labels table/area/topic with the words of problem texts that point to them.

A problem text belongs to the labels whose words it has most of; the first label of table `domain` is its cluster.
Insights may carry other labels, such as imported ones: those are found by text alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from llm_modeling.experience.taxonomy_table import TABLE
from llm_modeling.experience.words import cue_pattern

OTHER = "domain/other"
_MOST = 200_000


@dataclass(frozen=True)
class Label:
    """A topic, what it is about, and the words that point to it; written as in cue_pattern."""

    name: str
    definition: str
    cues: tuple[str, ...]


LABELS: Mapping[str, Label] = {
    name: Label(name, definition, tuple(cue.strip() for cue in cues.split(","))) for name, definition, cues in TABLE
}


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(cue_pattern(cue) for cue in LABELS[name].cues)


def label_scores(text: str) -> dict[str, float]:
    """Return the labels that words of a text point to, with scores in (0, 1], best first.

    A label's score counts its different cues, less for each further one, so that one repeated word is one cue.
    """
    return dict(_scores(text[:_MOST]))


@lru_cache(maxsize=2048)
def _scores(text: str) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for name in LABELS:
        different = sum(pattern.search(text) is not None for pattern in _patterns(name))
        if different:
            found[name] = 1.0 - math.exp(-0.7 * different)
    return tuple(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def classify(text: str, limit: int = 6) -> tuple[str, ...]:
    """Return at most so many labels of a text, best first."""
    return tuple(label_scores(text))[:limit]


def cluster_of(text: str) -> str:
    """Return the problem cluster of a text: its best domain label, `domain/other` if no word points to one."""
    return next((name for name in label_scores(text) if name.startswith("domain/")), OTHER)
