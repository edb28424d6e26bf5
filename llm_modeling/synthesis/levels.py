"""Levels of difficulty: the sizes of a family at which a problem reaches a target of complexity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from llm_modeling.compile import compile_resolved
from llm_modeling.data import Data
from llm_modeling.families import Family
from llm_modeling.families.family import Options, Setting
from llm_modeling.synthesis.acceptance import resolved
from llm_modeling.synthesis.complexity import complexity_of

TARGETS: Mapping[int, float] = {1: 20.0, 2: 50.0, 3: 100.0, 4: 200.0, 5: 400.0}
"""The score that each level aims at: easy ones below 50, medium ones to 150, hard ones to 500, as in OptMATH."""
TOLERANCE = 0.2
_TRIES = 7
_NEAR = 0.06
_SAMPLE_SEED = 0
_USUAL_GROWTH = 3.4
"""The logarithm of how much higher a score usually is at scale 1 than at scale 0: where to look first."""


@dataclass(frozen=True)
class Aim:
    """Sizes, and the score of the problem that they were tried on."""

    sizes: Mapping[str, int]
    score: float


@cache
def aim(family: Family, options: Options, target: float) -> Aim:
    """Return the sizes at which a sample of a family with these options comes nearest to a target score.

    First the scale of all sizes together, between those that are too small and too large where the logarithm of the
    score says; then each size for itself, up or down as long as it helps. The score hardly depends on the numbers in
    the data, so that one sample stands for all.
    """
    best = _scaled(family, options, target)
    return best if _miss(best, target) <= _NEAR else _stepped(family, options, best, target)


@cache
def _score(family: Family, options: Options, sizes: tuple[tuple[str, int], ...]) -> float:
    rng = np.random.default_rng([_SAMPLE_SEED, *family.name.encode()])
    values = family.draw(Setting(dict(sizes), options, family.framings[0], rng))
    return complexity_of(compile_resolved(resolved(family, options), Data(values))).score


def _tried(family: Family, options: Options, sizes: Mapping[str, int]) -> Aim:
    return Aim(sizes, _score(family, options, tuple(sizes.items())))


def _scaled(family: Family, options: Options, target: float) -> Aim:
    below: tuple[float, float] | None = None  # scale and logarithm of the score
    above: tuple[float, float] | None = None
    scale, goal = 0.5, math.log(target)
    tried: list[Aim] = []
    for _ in range(_TRIES):
        tried.append(_tried(family, options, family.sizes(scale)))
        if _miss(tried[-1], target) <= _NEAR:
            break
        point = (scale, math.log(tried[-1].score))
        below, above = (point, above) if point[1] < goal else (below, point)
        following = _between(below, above, goal)
        if following == scale:
            break
        scale = following
    return min(tried, key=lambda one: _miss(one, target))


def _between(below: tuple[float, float] | None, above: tuple[float, float] | None, goal: float) -> float:
    """Return the scale at which a score is expected, from points on one side of it or on both."""
    if below is not None and above is not None:
        share = (goal - below[1]) / (above[1] - below[1])
        return below[0] + min(max(share, 0.1), 0.9) * (above[0] - below[0])
    scale, log = below or above or (0.5, goal)
    return min(max(scale + (goal - log) / _USUAL_GROWTH, 0.0), 1.0)


def _stepped(family: Family, options: Options, best: Aim, target: float) -> Aim:
    while True:
        around = [
            {**best.sizes, extent.name: best.sizes[extent.name] + step}
            for extent in family.extents
            for step in (-1, 1)
            if extent.low <= best.sizes[extent.name] + step <= extent.high
        ]
        nearest = min((_tried(family, options, s) for s in around), key=lambda one: _miss(one, target), default=best)
        if _miss(nearest, target) >= _miss(best, target):
            return best
        best = nearest


def _miss(one: Aim, target: float) -> float:
    return abs(one.score - target) / target
