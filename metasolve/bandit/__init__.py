"""Bandits: choose among arms, learn from rewards in [0, 1], save and load exactly.

    selector = Selector(arms, Thompson(), numpy.random.default_rng(0))
    pull = selector.choose()
    selector.reward(pull, 0.7)

policy        Selector, Pull, and the contracts Policy (frozen settings) and Learner (state)
stochastic    Ucb, EpsilonGreedy, Thompson, Uniform   rewards that are stationary or drift slowly
adversarial   Exp3Ix, TsallisInf                      rewards that may change in any way
contextual    LinTs, ChebCb                           rewards that depend on a context
shared        SharedLinTs                             the same, on one model that arms share (posterior: its numbers)
binned        Binned                                  any policy, once for each bin of a context
mabwiser      MabWiser                                MABWiser's policies; imported on first use only, for it is slow
registry      policies(), policy_from_name()
costs         LogScale, LinearScale                   costs as rewards
replay        play() on a table of costs, best_fixed(), best_each(), follow_leader()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metasolve.bandit.adversarial import Exp3Ix, TsallisInf
from metasolve.bandit.binned import Binned
from metasolve.bandit.contextual import ChebCb, LinTs
from metasolve.bandit.costs import LinearScale, LogScale
from metasolve.bandit.policy import Learner, Policy, Pull, Selector
from metasolve.bandit.registry import PolicyInfo, mabwiser_policy, policies, policy_from_name
from metasolve.bandit.replay import best_each, best_fixed, follow_leader, play, scale_for
from metasolve.bandit.shared import SharedLinTs
from metasolve.bandit.stochastic import DiscountedThompson, EpsilonGreedy, Thompson, Ucb, Uniform

if TYPE_CHECKING:
    from metasolve.bandit.mabwiser import MabWiser

__all__ = [
    "Binned",
    "ChebCb",
    "DiscountedThompson",
    "EpsilonGreedy",
    "Exp3Ix",
    "Learner",
    "LinTs",
    "LinearScale",
    "LogScale",
    "MabWiser",
    "Policy",
    "PolicyInfo",
    "Pull",
    "Selector",
    "SharedLinTs",
    "Thompson",
    "TsallisInf",
    "Ucb",
    "Uniform",
    "best_each",
    "best_fixed",
    "follow_leader",
    "play",
    "policies",
    "policy_from_name",
    "scale_for",
]


def __getattr__(name: str) -> Any:
    if name == "MabWiser":
        return mabwiser_policy()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
