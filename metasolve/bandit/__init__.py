"""Bandits: choose among arms, learn from rewards in [0, 1], save and load exactly.

    selector = Selector(arms, Thompson(), numpy.random.default_rng(0))
    pull = selector.choose()
    selector.reward(pull, 0.7)

policy        Selector, Pull, and the contracts Policy (frozen settings) and Learner (state)
stochastic    Ucb, Thompson, Uniform          rewards that are stationary or drift slowly
adversarial   Exp3Ix, TsallisInf              rewards that may change in any way
contextual    LinTs, ChebCb                   rewards that depend on a context
mabwiser      MabWiser                        MABWiser's policies; imported on first use only, for it is slow
registry      policies(), policy_from_name()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from metasolve.bandit.adversarial import Exp3Ix, TsallisInf
from metasolve.bandit.contextual import ChebCb, LinTs
from metasolve.bandit.policy import Learner, Policy, Pull, Selector
from metasolve.bandit.registry import PolicyInfo, mabwiser_policy, policies, policy_from_name
from metasolve.bandit.stochastic import DiscountedThompson, Thompson, Ucb, Uniform

if TYPE_CHECKING:
    from metasolve.bandit.mabwiser import MabWiser

__all__ = [
    "ChebCb",
    "DiscountedThompson",
    "Exp3Ix",
    "Learner",
    "LinTs",
    "MabWiser",
    "Policy",
    "PolicyInfo",
    "Pull",
    "Selector",
    "Thompson",
    "TsallisInf",
    "Ucb",
    "Uniform",
    "policies",
    "policy_from_name",
]


def __getattr__(name: str) -> Any:
    if name == "MabWiser":
        return mabwiser_policy()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
