"""Rates of a benchmark: pass@k without bias, Wilson intervals, the answer of the majority."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959963984540054  # 95 %
_SAME = 1e-6


@dataclass(frozen=True)
class Rate:
    """A share of so many tasks, and its 95 % interval; all three are None where there is no task."""

    value: float | None
    low: float | None
    high: float | None
    tasks: int


def wilson(share: float, number: int) -> Rate:
    """Return the share with the interval of Wilson (1927); for averages over samples it is a wide one.

    Raises ValueError if the share is not in [0, 1].
    """
    if number == 0:
        return Rate(None, None, None, 0)
    if not -1e-12 <= share <= 1.0 + 1e-12:
        raise ValueError(f"the share is {share}, not in [0, 1]")
    share = min(max(share, 0.0), 1.0)
    spread = _Z * _Z / number
    center = (share + spread / 2.0) / (1.0 + spread)
    half = _Z / (1.0 + spread) * math.sqrt(share * (1.0 - share) / number + spread / (4.0 * number))
    return Rate(share, max(0.0, min(center - half, share)), min(1.0, max(center + half, share)), number)


def pass_at(k: int, samples: int, right: int) -> float:
    """Return the chance that k of the samples, drawn without replacement, hold a right one.

    Source: Chen et al., Evaluating large language models trained on code, arXiv 2107.03374.
    Raises ValueError if there are fewer than k samples, or more right ones than samples.
    """
    if not (1 <= k <= samples and 0 <= right <= samples):
        raise ValueError(f"pass@{k} of {right} right ones among {samples} samples")
    return 1.0 - math.comb(samples - right, k) / math.comb(samples, k)


def counts_of(samples: int) -> list[int]:
    """Return the k of pass@k that are reported: the powers of two up to the number of samples, and that number."""
    found = [k for k in (1 << p for p in range(samples.bit_length())) if k <= samples]
    return found if found[-1:] == [samples] else [*found, samples]


def majority(answers: Sequence[float | str | None]) -> int | None:
    """Return the place of the answer that most samples give, the earliest of equals; None if there is no answer.

    Values count as the same up to 1e-6 (|y| + 1), texts such as "infeasible" by themselves; None does not vote.
    """
    groups: list[list[int]] = []
    for place, answer in enumerate(answers):
        if answer is None:
            continue
        group = next((g for g in groups if _alike(answers[g[0]], answer)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return max(groups, key=len)[0] if groups else None


def _alike(left: float | str | None, right: float | str) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= _SAME * (abs(left) + 1.0)
    return left == right
