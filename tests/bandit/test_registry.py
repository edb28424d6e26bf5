"""Policies by name, and the MABWiser adapter against MABWiser itself."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from mabwiser.mab import MAB, LearningPolicy

from metasolve.bandit import MabWiser, Selector, Thompson, policies, policy_from_name


def test_defaults_in_the_list_are_those_of_the_policy_made() -> None:
    for info in policies():
        policy: Any = policy_from_name(info.name)
        settings = policy.settings() if isinstance(policy, MabWiser) else vars(policy)
        assert (policy.name, settings) == (info.name, dict(info.settings))
        assert info.description.endswith(".")
        assert info.source


def test_policy_is_made_with_settings_read_from_json_or_toml() -> None:
    assert policy_from_name("thompson", prior_mean=[0.2, 0.4]) == Thompson(prior_mean=(0.2, 0.4))
    assert policy_from_name("mabwiser:softmax", tau=0.5) == MabWiser("softmax", tau=0.5)


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("ucb2", {}, "unknown policy 'ucb2'; known: exp3-ix, tsallis-inf"),
        ("ucb", {"alpha": 1.0}, "no setting 'alpha'; its settings: exploration, discount"),
        ("mabwiser:random", {"alpha": 1.0}, "its settings: none"),
        ("mabwiser:epsilon-greedy", {"epsilon": 1.5}, r"epsilon must lie in \[0, 1\], got 1.5"),
    ],
)
def test_unknown_name_or_setting_is_refused(name: str, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        policy_from_name(name, **settings)


def test_setting_of_another_mabwiser_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="no setting tau"):
        MabWiser("ucb1", tau=0.5)


def test_listing_policies_loads_neither_mabwiser_nor_scipy() -> None:
    program = "import sys, metasolve.bandit as b; b.policies(); print({'mabwiser', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("policy", "twin"),
    [
        (MabWiser("ucb1", alpha=0.7), LearningPolicy.UCB1(alpha=0.7)),
        (MabWiser("epsilon-greedy", epsilon=0.0), LearningPolicy.EpsilonGreedy(epsilon=0.0)),
        (MabWiser("lin-ucb", alpha=0.7), LearningPolicy.LinUCB(alpha=0.7)),
    ],
)
def test_adapter_chooses_as_mabwiser_does_on_the_same_history(policy: MabWiser, twin: Any) -> None:
    rng, selector, mab = np.random.default_rng(0), Selector(range(4), policy, np.random.default_rng(1)), None
    for t in range(40):
        context = rng.random(2)
        pull = selector.choose(context, allowed=[t] if t < 4 else None)
        row = context[np.newaxis] if policy.policy == "lin-ucb" else None
        if mab is None:
            mab = MAB(list(range(4)), twin)
        elif t >= 4:
            assert pull.index == mab.predict(row)
        reward = float(rng.random())
        selector.reward(pull, reward)
        mab.partial_fit([pull.index], [reward], row)


def test_mabwiser_thompson_counts_rewards_above_the_threshold_as_successes() -> None:
    selector = Selector(range(2), MabWiser("thompson", threshold=0.3), np.random.default_rng(2))
    for index, reward in ((0, 0.3), (0, 0.31), (0, 1.0), (1, 0.0)):
        selector.reward(selector.choose(allowed=[index]), reward)
    share = np.mean([selector.choose().index == 0 for _ in range(2000)])
    assert share == pytest.approx(0.8, abs=0.04)  # P(Beta(3, 2) > Beta(1, 2)) = 4 / 5
