"""Binned: one learner a bin, which is that of the nearest center."""

from typing import Any

import numpy as np
import pytest

from metasolve.bandit import Binned, Selector, TsallisInf, Ucb, policy_from_name

ALL = np.ones(3, dtype=bool)


def test_every_bin_learns_as_a_learner_of_its_own() -> None:
    rng, low, high, bins = np.random.default_rng(0), -0.5, 1.5, 4
    binned = Binned(TsallisInf(), low, high, bins).start(3)
    alone = [TsallisInf().start(3) for _ in range(bins)]
    centers = low + (np.arange(bins) + 0.5) * (high - low) / bins
    for _ in range(300):
        context = rng.uniform(-0.8, 1.8, 1)
        twin = alone[int(np.abs(centers - context).argmin())]
        p = binned.probabilities(ALL, context, rng)
        np.testing.assert_array_equal(p, twin.probabilities(ALL, context, rng))
        index, reward = int(rng.choice(3, p=p)), float(rng.random())
        binned.update(index, reward, float(p[index]), context)
        twin.update(index, reward, float(p[index]), context)


def test_policy_within_is_made_from_its_name() -> None:
    assert policy_from_name("binned", policy="ucb", low=0.0, bins=3) == Binned(Ucb(), 0.0, 1.0, 3)
    with pytest.raises(ValueError, match="unknown policy 'nope'"):
        policy_from_name("binned", policy="nope")


@pytest.mark.parametrize("context", [None, [1.0, 2.0]])
def test_context_must_be_one_number(context: Any) -> None:
    with pytest.raises(ValueError, match="needs a context of one number"):
        Selector("ab", Binned(), np.random.default_rng(0)).choose(context)


@pytest.mark.parametrize("settings", [{"bins": 0}, {"low": 2.0}, {"high": float("inf")}])
def test_bad_setting_is_refused_with_its_value(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(settings.values())))):
        Binned(**settings)


def test_state_of_another_number_of_bins_is_refused() -> None:
    with pytest.raises(ValueError, match="the state has 5 bins, not 4"):
        Binned(bins=4).start(2).load(Binned(bins=5).start(2).state())
