"""Play a policy on a table of costs, and what those who know more than the costs of their own choices would choose."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from metasolve.bandit.contextual import ChebCb
from metasolve.bandit.costs import LinearScale, LogScale, Scale
from metasolve.bandit.policy import FloatVector, IntVector, Policy, Selector
from metasolve.bandit.shared import SharedLinTs

CostTable: TypeAlias = npt.NDArray[np.float64]


def play(
    policy: Policy, costs: CostTable, contexts: FloatVector | None, rng: np.random.Generator, scale: Scale | None = None
) -> IntVector:
    """Return the arm that the policy chooses in each round, (T,), seeing only the costs of its own choices.

    costs is (T, K) and positive; contexts is (T, features), or None. Rewards come from scale, by default from
    scale_for(policy).

    Raises ValueError if costs is not a table of positive numbers or the numbers of rounds differ.
    """
    _check_table(costs)
    if contexts is not None and (contexts.ndim != 2 or len(contexts) != len(costs)):
        raise ValueError(f"contexts of shape {contexts.shape} do not fit {len(costs)} rounds")
    rewards = (scale_for(policy) if scale is None else scale).start()
    selector = Selector(range(costs.shape[1]), policy, rng)
    chosen = np.empty(len(costs), dtype=np.int64)
    for t, row in enumerate(costs):
        pull = selector.choose(None if contexts is None else contexts[t])
        chosen[t] = pull.index
        selector.reward(pull, rewards.reward(float(row[pull.index])))
    return chosen


def scale_for(policy: Policy) -> Scale:
    """Return the scale that suits a policy: LogScale for models of the cost in the context, LinearScale for others.

    A series in the context fits ratios of costs better than costs, which grow steeply towards one end.
    """
    return LogScale() if isinstance(policy, SharedLinTs | ChebCb) else LinearScale()


def best_fixed(costs: CostTable) -> IntVector:
    """Return the arm of the lowest total cost in hindsight, for each round, (T,): the comparator of regret."""
    _check_table(costs)
    return np.full(len(costs), costs.sum(axis=0).argmin(), dtype=np.int64)


def best_each(costs: CostTable) -> IntVector:
    """Return the arm of the lowest cost in each round, (T,): a bound for every learner."""
    _check_table(costs)
    arms: IntVector = costs.argmin(axis=1).astype(np.int64)
    return arms


def follow_leader(costs: CostTable) -> IntVector:
    """Return the arm of the lowest total cost in the rounds before, (T,): a learner with full information."""
    _check_table(costs)
    before = np.cumsum(costs, axis=0) - costs
    arms: IntVector = before.argmin(axis=1).astype(np.int64)
    return arms


def _check_table(costs: CostTable) -> None:
    if costs.ndim != 2 or costs.size == 0 or not (np.isfinite(costs) & (costs > 0.0)).all():
        raise ValueError(f"costs must be a table of positive, finite numbers, got shape {costs.shape}")
