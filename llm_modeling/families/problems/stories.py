"""Framings in few words, and periods in their order: story(name, industry, openings, words, pools, noise)."""

from __future__ import annotations

from collections.abc import Mapping

from llm_modeling.families.family import Framing, Setting
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import phrases


def story(
    name: str,
    industry: str,
    openings: tuple[str, ...],
    words: str,
    pools: str,
    noise: str | tuple[str, ...],
    *,
    factors: Mapping[str, float] | None = None,
    units: Mapping[str, str] | None = None,
    ways: Mapping[str, tuple[str, ...]] | None = None,
) -> Framing:
    """Return a framing; words are `item: load; items: loads`, pools `ITEMS: tents, stoves; PLACES: Riga, Split`."""
    return Framing(
        name,
        industry,
        openings=openings,
        words=phrases(words),
        members={of: listed(names) for of, names in phrases(pools).items()},
        units=units or {},
        factors=factors or {},
        ways=ways or {},
        distractors=(noise,) if isinstance(noise, str) else noise,
    )


def timeline(setting: Setting, of: str, count: int) -> list[str]:
    """Return so many periods in their order: the names of the framing's pool, `week 1`, `week 2` where it is too small.

    The framing's word `period` is what is counted.
    """
    pool = setting.framing.members.get(of, ())
    if count <= len(pool):
        return list(pool[:count])
    return [f"{setting.framing.words['period']} {number}" for number in range(1, count + 1)]
