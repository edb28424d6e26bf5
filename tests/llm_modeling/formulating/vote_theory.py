"""The accuracy of a plurality vote in theory, exactly, from nothing but probabilities: the oracle of the vote trial."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An answer that a sample may give: how likely, and how many errors and warnings the verifier has against it."""

    probability: float
    burden: tuple[int, int] = (0, 0)


def plurality_accuracy(choices: Sequence[Choice], k: int) -> float:
    """Return the probability that the first choice wins a vote of k independent samples.

    The choice with most votes wins, of these those with the least burden, and of these the one of the earliest sample:
    samples are exchangeable, so that each of them is it with the same probability.
    """
    total = 0.0
    for counts in _compositions(k, len(choices)):
        strength = [(-n, *choice.burden) for n, choice in zip(counts, choices, strict=True)]
        best = min(strength)
        if strength[0] == best:
            total += _multinomial(counts, choices) / strength.count(best)
    return total


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield first, *rest


def _multinomial(counts: Sequence[int], choices: Sequence[Choice]) -> float:
    ways = math.factorial(sum(counts))
    for count in counts:
        ways //= math.factorial(count)
    return ways * math.prod(choice.probability**n for choice, n in zip(choices, counts, strict=True))
