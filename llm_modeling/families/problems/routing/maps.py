"""Places on a map and how far they are from each other."""

from __future__ import annotations

from llm_modeling.families.family import Setting


def ways(setting: Setting, of: str, count: int, longest: float) -> list[list[int]]:
    """Return the lengths of the ways between so many places, which differ a little with the direction; 0 on the spot.

    The longest is about longest times the framing's factor for the parameter.
    """
    spots = setting.rng.uniform(size=(count, 2)).tolist()
    bends = setting.rng.uniform(1.0, 1.25, size=(count, count)).tolist()
    scale = longest * setting.framing.factor(of) / 1.6
    return [
        [
            0 if i == j else max(1, round(scale * bends[i][j] * (abs(x - u) + abs(y - v))))
            for j, (u, v) in enumerate(spots)
        ]
        for i, (x, y) in enumerate(spots)
    ]
