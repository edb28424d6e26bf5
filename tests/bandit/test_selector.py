"""Selector: receipts, masks, statistics, save and load."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metasolve.bandit import Selector, Thompson, TsallisInf, Uniform

Vector = npt.NDArray[np.float64]


class FixedChances:
    """A policy that always returns the given probabilities, and its own learner."""

    name = "fixed"

    def __init__(self, *chances: float) -> None:
        self.chances = np.array(chances)

    def start(self, arms: int) -> "FixedChances":
        return self

    def probabilities(self, allowed: Any, context: Any, rng: Any) -> Vector:
        return self.chances

    def update(self, index: int, reward: float, probability: float, context: Any) -> None: ...

    def state(self) -> dict[str, Any]:
        return {}

    def load(self, state: dict[str, Any]) -> None: ...


def selector_of(arms: str = "abc", seed: int = 0) -> Selector[str]:
    return Selector(arms, TsallisInf(), np.random.default_rng(seed))


def test_arms_are_drawn_with_the_probabilities_of_the_policy() -> None:
    chances = np.array([0.1, 0.0, 0.6, 0.3, 0.0])
    selector = Selector(range(5), FixedChances(*chances), np.random.default_rng(1))
    pulls = [selector.choose() for _ in range(4000)]
    share = np.bincount([pull.index for pull in pulls], minlength=5) / 4000
    assert np.all(np.abs(share - chances) <= 4.0 * np.sqrt(chances * (1.0 - chances) / 4000))
    assert all(pull.probability == chances[pull.index] for pull in pulls)


@pytest.mark.parametrize("bits", [0, 2**64 - 1])
def test_extreme_random_numbers_never_draw_an_arm_of_probability_zero(bits: int) -> None:
    class Extreme(np.random.Generator):
        def random(self, *args: Any, **kwargs: Any) -> Any:
            return (bits >> 11) * 2.0**-53

    for total in (1.0, 1.0 + 2**-52, 1.0 - 2**-53, 0.75):
        selector = Selector(range(4), FixedChances(0.0, 0.5, total - 0.5, 0.0), Extreme(np.random.PCG64(0)))
        assert selector.choose().index == (2 if bits else 1)


@pytest.mark.parametrize("reward", [-0.01, 1.01, float("nan"), float("inf")])
def test_reward_outside_the_unit_interval_is_refused(reward: float) -> None:
    selector = selector_of()
    pull = selector.choose()
    with pytest.raises(ValueError, match="must lie in"):
        selector.reward(pull, reward)
    selector.reward(pull, 1.0)


def test_pull_is_rewarded_once_and_by_its_own_selector_only() -> None:
    selector, other = selector_of(), selector_of()
    pull = selector.choose()
    other.choose()
    with pytest.raises(ValueError, match="not of this selector"):
        other.reward(pull, 0.5)
    selector.reward(pull, 0.5)
    with pytest.raises(ValueError, match="rewarded already"):
        selector.reward(pull, 0.5)


@pytest.mark.parametrize("allowed", [[], "x", np.zeros(3, dtype=bool), np.ones(2, dtype=bool)])
def test_choice_without_a_known_allowed_arm_is_refused(allowed: Any) -> None:
    with pytest.raises(ValueError, match=r"allowed|unknown|shape"):
        selector_of().choose(allowed=allowed)


@pytest.mark.parametrize("context", [[float("nan")], [[1.0]], 1.0])
def test_context_that_is_not_a_finite_vector_is_refused(context: Any) -> None:
    with pytest.raises(ValueError, match="finite vector"):
        selector_of().choose(context)


@pytest.mark.parametrize("arms", ["", "aba"])
def test_arms_must_be_given_and_distinct(arms: str) -> None:
    with pytest.raises(ValueError, match=r"at least one|distinct"):
        selector_of(arms)


def test_counts_and_means_follow_the_rewards_not_the_choices() -> None:
    selector = selector_of()
    for arm, reward in (("b", 0.25), ("b", 0.75), ("c", 1.0)):
        selector.reward(selector.choose(allowed=[arm]), reward)
    selector.choose(allowed="a")
    assert selector.counts.tolist() == [0, 2, 1]
    assert selector.mean_rewards.tolist() == [0.0, 0.5, 1.0]


def test_caller_may_reuse_the_context_array() -> None:
    selector, context = selector_of(), np.array([1.0, 2.0])
    pull = selector.choose(context)
    context[:] = 0.0
    assert pull.context is not None
    assert pull.context.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("bits", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_generator_of_any_kind_continues_identically_after_json(bits: str) -> None:
    rng = np.random.Generator(getattr(np.random, bits)(5))
    rng.integers(7, dtype=np.int32)  # leaves half a word in the generator's buffer
    selector = Selector("abc", Thompson(), rng)
    selector.choose()
    restored = Selector.load("abc", Thompson(), json.loads(json.dumps(selector.save())))
    expected = [selector.choose().arm for _ in range(700)]
    assert [restored.choose().arm for _ in range(700)] == expected
    assert restored.save() == selector.save()


def test_open_pulls_survive_save_and_can_be_rewarded() -> None:
    selector = selector_of()
    first, second = selector.choose([0.1]), selector.choose()
    restored = Selector.load("abc", TsallisInf(), json.loads(json.dumps(selector.save())))
    for pull, twin in zip((second, first), reversed(restored.open_pulls), strict=True):
        assert (twin.arm, twin.serial, twin.probability) == (pull.arm, pull.serial, pull.probability)
        selector.reward(pull, 0.3)
        restored.reward(twin, 0.3)
    assert restored.save() == selector.save()
    assert restored.open_pulls == ()


def test_only_the_latest_choice_without_a_reward_after_it_can_be_taken_back() -> None:
    selector = selector_of()
    first, second = selector.choose(), selector.choose()
    with pytest.raises(ValueError, match=r"pull 0 of arm .* is not the latest"):
        selector.take_back(first)
    selector.reward(first, 0.5)
    with pytest.raises(ValueError, match="a reward came after it"):
        selector.take_back(second)
    third = selector.choose()
    selector.take_back(third)
    assert [pull.serial for pull in selector.open_pulls] == [1]
    assert selector.choose().arm == third.arm
    with pytest.raises(ValueError, match="is not the latest"):
        selector.take_back(third)


@pytest.mark.parametrize(("part", "value"), [("schema", "other/1"), ("rng", {"bit_generator": "system"})])
def test_state_of_another_kind_is_refused(part: str, value: Any) -> None:
    with pytest.raises(ValueError, match="expected a"):
        Selector.load("abc", TsallisInf(), selector_of().save() | {part: value})


def test_state_of_another_policy_or_number_of_arms_is_refused() -> None:
    state = selector_of().save()
    with pytest.raises(ValueError, match="'tsallis-inf' on 3 arms, not 'uniform'"):
        Selector.load("abc", Uniform(), state)
    with pytest.raises(ValueError, match="not 'tsallis-inf' on 2"):
        Selector.load("ab", TsallisInf(), state)
