"""What every bandit policy must do, ours and MABWiser's."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metasolve.bandit import Policy, Selector, policies, policy_from_name

NAMES = [info.name for info in policies()]
LEARNING = [name for name in NAMES if name not in ("uniform", "mabwiser:random")]
CONTEXT = (0.5,)
SETTINGS: dict[str, dict[str, Any]] = {"lin-ts": {"context_size": 1}, "shared-lin-ts": {"context_size": 1}}


def policy_named(name: str) -> Policy:
    return policy_from_name(name, **SETTINGS.get(name, {}))


def play(selector: Selector[int], means: list[float], rounds: int, world: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return the arms chosen in some rounds against Bernoulli rewards."""
    chosen = np.empty(rounds, dtype=np.int64)
    for i in range(rounds):
        pull = selector.choose(CONTEXT)
        chosen[i] = pull.index
        selector.reward(pull, float(world.random() < means[pull.index]))
    return chosen


@pytest.mark.parametrize("name", NAMES)
def test_probabilities_are_a_distribution_on_the_allowed_arms(name: str) -> None:
    rng = np.random.default_rng(1)
    learner = policy_named(name).start(4)
    for _ in range(60):
        allowed = rng.random(4) < 0.6
        allowed[rng.integers(4)] = True
        p = learner.probabilities(allowed, np.array(CONTEXT), rng)
        assert p.shape == (4,)
        assert p.min() >= 0.0
        assert p[~allowed].sum() == 0.0
        assert p.sum() == pytest.approx(1.0, abs=1e-12)
        index = int(rng.choice(4, p=p))
        learner.update(index, float(rng.random()), float(p[index]), np.array(CONTEXT))


@pytest.mark.parametrize("name", NAMES)
def test_selector_never_picks_a_masked_arm(name: str) -> None:
    selector = Selector("abcd", policy_named(name), np.random.default_rng(2))
    for i in range(60):
        pull = selector.choose(CONTEXT, allowed="bd" if i % 2 else np.array([False, True, True, False]))
        assert pull.arm in ("bd" if i % 2 else "bc")
        selector.reward(pull, 0.9 if pull.arm == "b" else 0.1)


@pytest.mark.parametrize("name", NAMES)
def test_selector_restored_from_json_continues_identically(name: str) -> None:
    means = [0.3, 0.5, 0.7]
    selector = Selector(range(3), policy_named(name), np.random.default_rng(3))
    play(selector, means, 40, np.random.default_rng(4))
    restored = Selector.load(range(3), policy_named(name), json.loads(json.dumps(selector.save())))
    expected = play(selector, means, 40, np.random.default_rng(5))
    assert play(restored, means, 40, np.random.default_rng(5)).tolist() == expected.tolist()
    assert restored.save() == selector.save()


@pytest.mark.parametrize("name", NAMES)
def test_state_of_another_number_of_arms_is_refused(name: str) -> None:
    policy = policy_named(name)
    with pytest.raises(ValueError, match=r"2 arms, not .* on 3"):
        policy.start(3).load(policy.start(2).state())


@pytest.mark.parametrize("name", LEARNING)
def test_better_of_two_bernoulli_arms_is_learned(name: str) -> None:
    shares = []
    for seed in range(3):
        selector = Selector(range(2), policy_named(name), np.random.default_rng(seed))
        chosen = play(selector, [0.2, 0.8], 400, np.random.default_rng(100 + seed))
        shares.append(np.mean(chosen[200:]))
    assert np.mean(shares) > 0.6


@pytest.mark.parametrize("name", LEARNING)
def test_better_arm_is_learned_from_rewards_that_come_late_and_out_of_order(name: str) -> None:
    rng = np.random.default_rng(6)
    selector = Selector(range(2), policy_named(name), np.random.default_rng(7))
    for _ in range(60):
        pulls = [selector.choose(CONTEXT) for _ in range(5)]
        for i in rng.permutation(5):
            selector.reward(pulls[i], float(rng.random() < (0.2, 0.8)[pulls[i].index]))
    late = [selector.choose(CONTEXT).index for _ in range(100)]
    assert np.mean(late) > 0.6
    assert selector.counts.sum() == 300


@pytest.mark.parametrize("name", NAMES)
def test_one_arm_is_always_taken(name: str) -> None:
    selector = Selector(["only"], policy_named(name), np.random.default_rng(8))
    for _ in range(5):
        pull = selector.choose(CONTEXT)
        assert pull.probability == pytest.approx(1.0)
        selector.reward(pull, 0.5)


@pytest.mark.parametrize("name", NAMES)
def test_choice_that_is_taken_back_leaves_no_trace(name: str) -> None:
    selector = Selector(range(3), policy_named(name), np.random.default_rng(9))
    waiting = selector.choose(CONTEXT)
    play(selector, [0.3, 0.5, 0.7], 30, np.random.default_rng(10))
    before = json.dumps(selector.save())
    pull = selector.choose((0.9,), allowed=[0, 2])
    selector.take_back(pull)
    assert json.dumps(selector.save()) == before
    with pytest.raises(ValueError, match="not of this selector"):
        selector.reward(pull, 0.5)
    selector.reward(waiting, 0.5)
