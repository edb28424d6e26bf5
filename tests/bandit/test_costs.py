"""Costs as rewards: values by the formula, ranges, exact state."""

import json
import math

import numpy as np
import pytest

from metasolve.bandit import LinearScale, LogScale
from metasolve.bandit.costs import Scale


def test_log_rewards_of_costs_in_one_ratio_differ_by_one_amount() -> None:
    costs = LogScale(factor=100.0).start()
    assert costs.reward(40.0) == 0.5
    assert costs.reward(400.0) == pytest.approx(0.25)
    assert costs.reward(4.0) == pytest.approx(0.75)
    assert (costs.reward(1e9), costs.reward(1e-9)) == (0.0, 1.0)


def test_linear_rewards_use_the_mean_of_the_costs_so_far() -> None:
    costs = LinearScale(cap=4.0).start()
    assert costs.reward(10.0) == pytest.approx(1.0 - 10.0 / (4.0 * 10.0))
    assert costs.reward(20.0) == pytest.approx(1.0 - 20.0 / (4.0 * 15.0))
    assert costs.reward(1e6) == pytest.approx(max(0.0, 1.0 - 1e6 / (4.0 * (1e6 + 30.0) / 3.0)))


@pytest.mark.parametrize("scale", [LogScale(), LinearScale()])
def test_restored_scale_continues_identically(scale: Scale) -> None:
    rng, costs = np.random.default_rng(0), scale.start()
    for cost in rng.lognormal(3.0, 1.0, 20):
        assert 0.0 <= costs.reward(float(cost)) <= 1.0
    twin = scale.start()
    twin.load(json.loads(json.dumps(costs.state())))
    later = rng.lognormal(3.0, 1.0, 20).tolist()
    assert [twin.reward(cost) for cost in later] == [costs.reward(cost) for cost in later]


def test_state_of_another_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to scale 'log', not 'linear'"):
        LinearScale().start().load(LogScale().start().state())


@pytest.mark.parametrize("scale", [LogScale(), LinearScale()])
@pytest.mark.parametrize("cost", [0.0, -1.0, math.inf, math.nan])
def test_cost_that_is_not_positive_and_finite_is_refused(scale: Scale, cost: float) -> None:
    with pytest.raises(ValueError, match=f"got {cost}"):
        scale.start().reward(cost)


def test_scale_of_factor_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"factor must lie in \(1, inf\), got 1.0"):
        LogScale(1.0)
    with pytest.raises(ValueError, match=r"cap must lie in \(1, inf\), got 0.5"):
        LinearScale(0.5)
