"""The reward of a pull, in [0, 1]: success, the size of the gain, and the time that it took.

After the reward of SCIP's ALNS (Hendel 2022), with seconds in place of nodes: the same gain in half the time is
worth more. Failures earn nothing, however quick; what they cost shows in the pulls that they take.
"""

from __future__ import annotations

SUCCESS_SHARE = 0.4


def reward(gain: float, gap: float, effort: float) -> float:
    """Return the reward of a pull that lowered the cost by gain when gap was left to the dual bound.

    effort is the pull's time over the usual time of a pull (1 is usual). gain <= 0 earns 0.
    """
    if gain <= 0.0:
        return 0.0
    closed = min(1.0, gain / gap) if gap > 0.0 else 1.0
    value = SUCCESS_SHARE + (1.0 - SUCCESS_SHARE) * closed**0.5
    return float(min(1.0, value * 2.0 / (1.0 + max(effort, 0.05))))
