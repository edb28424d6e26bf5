"""EXP3-IX and Tsallis-INF: probabilities against independent computations, estimates, bounds, masks."""

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from scipy import optimize

from metasolve.bandit import Exp3Ix, Policy, Selector, TsallisInf
from metasolve.bandit.adversarial import tsallis_weights

Vector = npt.NDArray[np.float64]
RNG = np.random.default_rng(0)


def regret(policy: Policy, loss: Callable[[int], Vector], rounds: int, seed: int) -> float:
    """Return the loss suffered beyond that of the best arm in hindsight."""
    totals = np.zeros(loss(0).size)
    selector, suffered = Selector(range(totals.size), policy, np.random.default_rng(seed)), 0.0
    for t in range(rounds):
        pull = selector.choose()
        suffered += loss(t)[pull.index]
        totals += loss(t)
        selector.reward(pull, 1.0 - loss(t)[pull.index])
    return float(suffered - totals.min())


def shifting(t: int) -> Vector:
    """Return losses whose best arm changes every 250 rounds."""
    return np.where(np.arange(4) == t // 250 % 4, 0.1, 0.7)


@pytest.mark.parametrize("eta", [None, 0.2])
def test_exp3_ix_follows_the_published_recursion(eta: float | None) -> None:
    rng, learner, losses = np.random.default_rng(1), Exp3Ix(eta=eta).start(3), [0.0, 0.0, 0.0]
    for t in range(1, 80):
        rate = eta or math.sqrt(math.log(3) / (3 * t))
        weights = [math.exp(-rate * loss) for loss in losses]
        expected = [weight / sum(weights) for weight in weights]
        p = learner.probabilities(np.ones(3, dtype=bool), None, rng)
        np.testing.assert_allclose(p, expected, rtol=1e-12)
        index, reward = int(rng.choice(3, p=p)), float(rng.random())
        losses[index] += (1.0 - reward) / (expected[index] + rate / 2.0)
        learner.update(index, reward, float(p[index]), None)


def test_exp3_ix_estimate_is_the_loss_shrunk_by_implicit_exploration() -> None:
    loss, p, gamma = np.array([0.2, 0.9, 0.6]), np.array([0.5, 0.3, 0.2]), 0.05
    expected_estimate = np.zeros(3)
    for index in range(3):
        learner = Exp3Ix(eta=2.0 * gamma).start(3)
        learner.update(index, 1.0 - loss[index], p[index], None)
        expected_estimate += p[index] * learner.losses
    np.testing.assert_allclose(expected_estimate, loss * p / (p + gamma), rtol=1e-12)


@pytest.mark.parametrize("estimator", ["rv", "iw"])
def test_tsallis_inf_estimates_the_loss_without_bias(estimator: Literal["rv", "iw"]) -> None:
    start = TsallisInf(estimator=estimator).start(4).state() | {"losses": [0.0, 3.0, 9.0, 40.0], "rounds": 99.0}
    loss, mean_estimate = np.array([0.2, 0.9, 0.6, 0.3]), np.zeros(4)
    for index in range(4):
        learner = TsallisInf(estimator=estimator).start(4)
        learner.load(start)
        p = learner.probabilities(np.ones(4, dtype=bool), None, RNG)
        learner.update(index, 1.0 - loss[index], p[index], None)
        mean_estimate += p[index] * (learner.losses - np.array(start["losses"]))
    np.testing.assert_allclose(mean_estimate, loss, rtol=1e-12)


@pytest.mark.parametrize("arms", [1, 2, 7, 40])
@pytest.mark.parametrize("spread", [0.0, 1.0, 1e3, 1e7])
def test_tsallis_weights_agree_with_brent_root_finding(arms: int, spread: float) -> None:
    rng = np.random.default_rng(arms)
    for eta in (4.0, 0.3, 0.004):
        losses = spread * rng.random(arms)

        def excess(below: float, losses: Vector = losses, eta: float = eta) -> float:
            return float(np.sum(4.0 / (eta * (losses - losses.min() + below)) ** 2) - 1.0)

        below = optimize.brentq(excess, 1.9 / eta, 2.1 * math.sqrt(arms) / eta, xtol=1e-14 / eta, rtol=1e-14)
        expected = 4.0 / (eta * (losses - losses.min() + below)) ** 2
        np.testing.assert_allclose(tsallis_weights(losses, eta), expected, rtol=1e-9)


@pytest.mark.parametrize("policy", [Exp3Ix(), TsallisInf(), TsallisInf(estimator="iw")])
@pytest.mark.parametrize("rounds", [0.0, 1e3, 1e6])
def test_probabilities_sum_to_one_even_after_a_million_rounds(policy: Policy, rounds: float) -> None:
    rng, learner = np.random.default_rng(5), policy.start(20)
    learner.load(learner.state() | {"rounds": rounds, "losses": (rounds * rng.random(20)).tolist()})
    for _ in range(300):
        p = learner.probabilities(rng.random(20) < 0.9, None, rng)
        assert abs(p.sum() - 1.0) <= 1e-12
        index = int(rng.choice(20, p=p))
        learner.update(index, float(rng.random()), float(p[index]), None)


@pytest.mark.parametrize("policy", [TsallisInf(), TsallisInf(estimator="iw"), TsallisInf(rate=3.0)])
def test_probabilities_sum_to_one_in_each_of_many_rounds(policy: Policy) -> None:
    rng, learner, everything = np.random.default_rng(10), policy.start(20), np.ones(20, dtype=bool)
    worst, means = 0.0, np.linspace(0.2, 0.9, 20)
    for _ in range(20_000):
        p = learner.probabilities(everything, None, rng)
        total = float(p.sum())
        worst = max(worst, abs(total - 1.0))
        index = int(np.searchsorted(np.cumsum(p), rng.random() * total, side="right"))
        learner.update(index, float(rng.random() < means[index]), float(p[index]), None)
    assert worst <= 1e-9


def test_rate_multiplies_the_learning_rate() -> None:
    losses, rng = np.array([1.0, 2.0, 4.0]), np.random.default_rng(0)
    for rate in (0.5, 3.0):
        learner = TsallisInf(estimator="iw", rate=rate).start(3)
        learner.load(learner.state() | {"losses": losses.tolist(), "rounds": 24.0})
        p = learner.probabilities(np.ones(3, dtype=bool), None, rng)
        np.testing.assert_allclose(p, tsallis_weights(losses, rate * 2.0 / 5.0), rtol=1e-12)


@pytest.mark.parametrize("policy", [Exp3Ix(eta=0.2), TsallisInf()])
def test_masked_probabilities_are_those_of_a_learner_that_has_only_the_allowed_arms(policy: Policy) -> None:
    losses, allowed = np.array([5.0, 1.0, 7.0, 3.0]), np.array([True, False, True, True])
    whole, part = policy.start(4), policy.start(3)
    whole.load(whole.state() | {"losses": losses.tolist(), "rounds": 100.0})
    part.load(part.state() | {"losses": losses[allowed].tolist(), "rounds": 100.0})
    p = whole.probabilities(allowed, None, RNG)
    assert p[1] == 0.0
    np.testing.assert_allclose(p[allowed], part.probabilities(np.ones(3, dtype=bool), None, RNG), rtol=1e-12)


@pytest.mark.parametrize("policy", [Exp3Ix(), TsallisInf(), TsallisInf(estimator="iw")])
def test_arm_that_rested_is_not_preferred_to_arms_that_are_as_good(policy: Policy) -> None:
    learner, rng = policy.start(3), np.random.default_rng(6)
    for _ in range(500):
        p = learner.probabilities(np.array([True, True, False]), None, rng)
        index = int(rng.choice(3, p=p))
        learner.update(index, 0.3, float(p[index]), None)
    assert learner.probabilities(np.ones(3, dtype=bool), None, rng)[2] < 0.6


@pytest.mark.parametrize("seed", range(3))
def test_exp3_ix_regret_is_within_its_bound_when_the_best_arm_shifts(seed: int) -> None:
    k, t, log_k = 4, 2000, math.log(4)
    bound = 4.0 * math.sqrt(k * t * log_k) + (2.0 * math.sqrt(k * t / log_k) + 1.0) * math.log(2.0 / 0.01)
    assert regret(Exp3Ix(), shifting, t, seed) <= bound


@pytest.mark.parametrize("estimator", ["rv", "iw"])
def test_tsallis_inf_mean_regret_is_within_its_bound_when_the_best_arm_shifts(estimator: Any) -> None:
    mean = np.mean([regret(TsallisInf(estimator=estimator), shifting, 2000, seed) for seed in range(3)])
    assert mean <= 4.0 * math.sqrt(4 * 2000) + 1.0


@pytest.mark.parametrize("policy", [Exp3Ix(), TsallisInf()])
def test_regret_stays_under_the_adversarial_bound_on_bernoulli_losses(policy: Policy) -> None:
    table = (np.random.default_rng(7).random((2000, 5)) < [0.3, 0.5, 0.5, 0.5, 0.5]).astype(float)
    assert regret(policy, lambda t: table[t], 2000, 8) <= 2.0 * math.sqrt(5 * 2000)


@pytest.mark.parametrize("policy", [Exp3Ix(discount=0.98), TsallisInf(discount=0.98)])
def test_discounted_learner_follows_the_best_arm_when_it_changes(policy: Policy) -> None:
    selector = Selector(range(2), policy, np.random.default_rng(9))
    chosen = []
    for t in range(1500):
        pull = selector.choose()
        chosen.append(pull.index)
        selector.reward(pull, 0.9 if (pull.index == 0) == (t < 1200) else 0.1)
    assert np.mean(chosen[1400:]) > 0.75


@pytest.mark.parametrize(
    ("policy", "settings", "message"),
    [
        (Exp3Ix, {"eta": 0.0}, r"eta must lie in \(0, inf\), got 0.0"),
        (Exp3Ix, {"discount": 2.0}, "got 2.0"),
        (TsallisInf, {"estimator": "mle"}, "got 'mle'"),
        (TsallisInf, {"rate": 0.0}, "got 0.0"),
    ],
)
def test_bad_setting_is_refused_with_its_value(policy: Any, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        policy(**settings)
