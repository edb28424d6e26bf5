"""Merging: two insights that say the same become one, if the one solves what both were learned from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from llm_modeling.experience.credit import Ledger
from llm_modeling.experience.fragments import SECTIONS, shown_pair
from llm_modeling.experience.insight import Insight, Provenance, Status, Verification
from llm_modeling.experience.library import ExperienceLibrary
from llm_modeling.experience.task import Task, Trial
from llm_modeling.experience.words import likeness

LIKE = 0.4
_CUES = 24


def duplicates(insights: Sequence[Insight], like: float = LIKE) -> Iterator[tuple[Insight, Insight, float]]:
    """Yield pairs that share a label, whose examples change the same kinds of elements, and whose texts are alike."""
    for a, b in combinations(insights, 2):
        if set(a.taxonomy) & set(b.taxonomy) and effect(a) == effect(b):
            alike = likeness(_text(a), _text(b))
            if alike >= like:
                yield a, b, alike


def effect(insight: Insight) -> frozenset[str]:
    """Return which kinds of elements the right example has otherwise than the wrong one."""
    if insight.foreign:
        return frozenset()
    wrong, right = shown_pair(insight.wrong, insight.right)
    found = [json.loads(text) if text else {} for text in (wrong, right)]
    return frozenset(name for name in SECTIONS for content in found if content.get(name))


def merge_duplicates(
    library: ExperienceLibrary, tasks: Mapping[str, Task], trial: Trial, *, like: float = LIKE, seed: int = 0
) -> list[Insight]:
    """Return the insights that now stand for two each; tasks are those they may have been learned from, by id.

    The better credited of two keeps its words and gets the labels and cues of both. It takes their place only if every
    source task of both is there and is solved with it alone. What the starter library brings is never merged away.
    """
    made: list[Insight] = []
    gone: set[str] = set()
    learned = [i for i in library.insights(Status.ACTIVE) if i.provenance.origin in ("learned", "merged")]
    for a, b, alike in sorted(duplicates(learned, like), key=lambda pair: (-pair[2], pair[0].id, pair[1].id)):
        sources = tuple(dict.fromkeys((*a.provenance.sources, *b.provenance.sources)))
        if {a.id, b.id} & gone or not set(sources) <= set(tasks):
            continue
        whole = combined(a, b, library.ledger(a.id), library.ledger(b.id), sources)
        if all(trial(tasks[source], (whole,), seed=seed) for source in sources):
            library.merge(whole, f"texts are alike by {alike:.2f}, and all {len(sources)} sources are solved with it")
            gone |= {a.id, b.id}
            made.append(whole)
    return made


def combined(a: Insight, b: Insight, credit_a: Ledger, credit_b: Ledger, sources: tuple[str, ...]) -> Insight:
    """Return the insight that stands for both."""
    first, second = (a, b) if credit_a.total.uplift >= credit_b.total.uplift else (b, a)
    return replace(
        first,
        id=f"{first.id[:56]}-m{first.version + second.version}",
        taxonomy=tuple(dict.fromkeys((*first.taxonomy, *second.taxonomy))),
        cues=tuple(dict.fromkeys((*first.cues, *second.cues)))[:_CUES],
        counter_cues=tuple(cue for cue in first.counter_cues if cue in second.counter_cues),
        provenance=Provenance("merged", sources, first.provenance.model),
        verification=Verification(
            "trial", sources, tuple({*a.verification.helped, *b.verification.helped} - {*sources})
        ),
        parents=(first.id, second.id),
        status=Status.ACTIVE,
        version=1,
    )


def _text(insight: Insight) -> str:
    return f"{insight.condition} {insight.explanation}"
