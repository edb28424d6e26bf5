"""Levels of difficulty: the sizes of a family at which a problem reaches a target of complexity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from llm_modeling.families import Family, generate
from llm_modeling.families.family import Options
from llm_modeling.synthesis.complexity import complexity_of

TARGETS: Mapping[int, float] = {1: 20.0, 2: 50.0, 3: 100.0, 4: 200.0, 5: 400.0}
"""The score that each level aims at: easy ones below 50, medium ones to 150, hard ones to 500, as in OptMATH."""
TOLERANCE = 0.2
_HALVINGS = 7
_NEAR = 0.05
_SAMPLE_SEED = 0


@dataclass(frozen=True)
class Aim:
    """Sizes, and the score of the problem that they were tried on."""

    sizes: Mapping[str, int]
    score: float


def aim(family: Family, options: Options, target: float) -> Aim:
    """Return the sizes at which a sample of a family with these options comes nearest to a target score.

    Bisection over the scale of all sizes together, then each size for itself, up or down as long as it helps. The
    score hardly depends on the numbers in the data, so that one sample stands for all.
    """
    return _aim(family, options, target)


@cache
def _aim(family: Family, options: Options, target: float) -> Aim:
    scores: dict[tuple[int, ...], float] = {}

    def score(sizes: Mapping[str, int]) -> float:
        key = tuple(sizes.values())
        if key not in scores:
            sample = generate(family, sizes, _SAMPLE_SEED, family.framings[0].name, options)
            scores[key] = complexity_of(sample.compiled()).score
        return scores[key]

    best = _bisected(family, target, score)
    return best if _miss(best, target) <= _NEAR else _stepped(family, best, target, score)


def _bisected(family: Family, target: float, score: Callable[[Mapping[str, int]], float]) -> Aim:
    low, high = 0.0, 1.0
    tried = [Aim(sizes, score(sizes)) for sizes in (family.sizes(low), family.sizes(high))]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        sizes = family.sizes(middle)
        tried.append(Aim(sizes, score(sizes)))
        if tried[-1].score < target:
            low = middle
        else:
            high = middle
    return min(tried, key=lambda one: _miss(one, target))


def _stepped(family: Family, best: Aim, target: float, score: Callable[[Mapping[str, int]], float]) -> Aim:
    while True:
        around = [
            {**best.sizes, extent.name: best.sizes[extent.name] + step}
            for extent in family.extents
            for step in (-1, 1)
            if extent.low <= best.sizes[extent.name] + step <= extent.high
        ]
        nearest = min((Aim(s, score(s)) for s in around), key=lambda one: _miss(one, target), default=best)
        if _miss(nearest, target) >= _miss(best, target):
            return best
        best = nearest


def _miss(one: Aim, target: float) -> float:
    return abs(one.score - target) / target
