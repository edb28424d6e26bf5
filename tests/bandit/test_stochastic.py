"""UCB and epsilon-greedy against their formulas, UCB against its bound, Thompson against its exact posterior."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from metasolve.bandit import DiscountedThompson, EpsilonGreedy, Learner, Selector, Thompson, Ucb

HISTORY = [(0, 1.0), (1, 0.25), (0, 0.5), (1, 0.75), (1, 1.0), (0, 0.0), (1, 0.5)]
ALL = np.ones(2, dtype=bool)


def discounted(history: list[tuple[int, float]], arm: int, discount: float) -> tuple[float, float]:
    """Return the discounted count and reward sum of an arm, from the definition."""
    weights = [discount ** (len(history) - 1 - s) if index == arm else 0.0 for s, (index, _) in enumerate(history)]
    return sum(weights), sum(weight * reward for weight, (_, reward) in zip(weights, history, strict=True))


def taught(learner: Learner, history: list[tuple[int, float]]) -> Learner:
    for index, reward in history:
        learner.update(index, reward, 1.0, None)
    return learner


@pytest.mark.parametrize("settings", [{}, {"exploration": 0.3}, {"discount": 0.8}])
def test_ucb_takes_the_arm_of_the_highest_bound_by_the_formula(settings: dict[str, float]) -> None:
    rng = np.random.default_rng(0)
    history = [(i % 4, float(rng.random())) for i in range(12)]
    for _ in range(40):
        sums = [discounted(history, arm, settings.get("discount", 1.0)) for arm in range(4)]
        log_n = math.log(sum(n for n, _ in sums))
        width = settings.get("exploration", 1.0)
        bounds = [s / n + width * math.sqrt(2.0 * log_n / n) for n, s in sums]
        chances = taught(Ucb(**settings).start(4), history).probabilities(np.ones(4, dtype=bool), None, rng)
        assert chances[np.argmax(bounds)] == 1.0
        history.append((int(rng.integers(4)), float(rng.random())))


def test_ucb_draws_untried_arms_first_and_ties_evenly() -> None:
    learner = Ucb().start(3)
    rng = np.random.default_rng(0)
    learner.update(1, 1.0, 1.0, None)
    assert learner.probabilities(np.ones(3, dtype=bool), None, rng).tolist() == [0.5, 0.0, 0.5]
    learner.update(0, 0.5, 1.0, None)
    learner.update(2, 0.5, 1.0, None)
    assert learner.probabilities(np.array([True, False, True]), None, rng).tolist() == [0.5, 0.0, 0.5]


def test_ucb1_regret_is_within_the_bound_of_auer_et_al() -> None:
    means = np.array([0.9, 0.6, 0.5])
    gaps = (means.max() - means)[1:]
    bound = 8.0 * math.log(1000) * np.sum(1.0 / gaps) + (1.0 + math.pi**2 / 3.0) * gaps.sum()
    world = np.random.default_rng(2)
    selector = Selector(range(3), Ucb(), np.random.default_rng(1))
    for _ in range(1000):
        pull = selector.choose()
        selector.reward(pull, float(world.random() < means[pull.index]))
    assert np.dot(selector.counts, means.max() - means) <= bound


@pytest.mark.parametrize(("decay", "share"), [(0.0, 0.3), (0.5, 0.1), (1.0, 0.3 / 9.0)])
def test_epsilon_greedy_shares_epsilon_among_the_allowed_arms(decay: float, share: float) -> None:
    learner = taught(EpsilonGreedy(epsilon=0.3, decay=decay).start(4), [(i % 4, 0.1 * (i % 4)) for i in range(8)])
    chances = learner.probabilities(np.array([True, True, True, False]), None, np.random.default_rng(0))
    np.testing.assert_allclose(chances, [share / 3.0, share / 3.0, 1.0 - share + share / 3.0, 0.0], rtol=1e-12)


def test_discounted_epsilon_greedy_follows_the_better_arm_when_it_changes() -> None:
    learner = taught(EpsilonGreedy(discount=0.9).start(2), [(i % 2, float(i % 2 == i // 50)) for i in range(100)])
    assert learner.probabilities(ALL, None, np.random.default_rng(0)).argmax() == 1


@pytest.mark.parametrize("discount", [1.0, 0.9])
def test_beta_thompson_draws_each_arm_with_its_posterior_chance_to_be_best(discount: float) -> None:
    policy = DiscountedThompson(discount=discount, prior_mean=(0.4, 0.7), prior_weight=(2.0, 3.0))
    (n0, s0), (n1, s1) = (discounted(HISTORY, arm, discount) for arm in range(2))
    first = stats.beta(0.8 + s0, 1.2 + n0 - s0)
    second = stats.beta(2.1 + s1, 0.9 + n1 - s1)
    exact = integrate.quad(lambda x: first.pdf(x) * second.cdf(x), 0.0, 1.0)[0]
    assert share_of_first(policy) == pytest.approx(exact, abs=4.0 * math.sqrt(exact * (1.0 - exact) / 4000))


@pytest.mark.parametrize("discount", [1.0, 0.9])
def test_gaussian_thompson_draws_each_arm_with_its_posterior_chance_to_be_best(discount: float) -> None:
    policy = DiscountedThompson(discount=discount, model="gaussian", prior_mean=0.4, prior_weight=2.0, noise=0.3)
    (n0, s0), (n1, s1) = (discounted(HISTORY, arm, discount) for arm in range(2))
    gap = (0.8 + s0) / (2.0 + n0) - (0.8 + s1) / (2.0 + n1)
    exact = stats.norm.cdf(gap / (0.3 * math.sqrt(1.0 / (2.0 + n0) + 1.0 / (2.0 + n1))))
    assert share_of_first(policy) == pytest.approx(exact, abs=4.0 * math.sqrt(exact * (1.0 - exact) / 4000))


def share_of_first(policy: DiscountedThompson) -> float:
    learner, rng = taught(policy.start(2), HISTORY), np.random.default_rng(3)
    return float(np.mean([learner.probabilities(ALL, None, rng)[0] for _ in range(4000)]))


def test_thompson_forgets_and_follows_the_better_arm_when_it_changes() -> None:
    selector = Selector(range(2), Thompson(discount=0.95), np.random.default_rng(4))
    late = []
    for t in range(600):
        pull = selector.choose()
        selector.reward(pull, 0.8 if (pull.index == 0) == (t < 400) else 0.2)
        late.append(pull.index)
    assert np.mean(late[500:]) > 0.8


@pytest.mark.parametrize(
    ("policy", "settings", "message"),
    [
        (Ucb, {"discount": 0.0}, "discount must lie in \\(0, 1\\], got 0.0"),
        (Ucb, {"exploration": -1.0}, "exploration must lie in \\[0, inf\\), got -1.0"),
        (EpsilonGreedy, {"epsilon": 1.5}, "got 1.5"),
        (EpsilonGreedy, {"decay": -0.5}, "got -0.5"),
        (Thompson, {"discount": 1.5}, "got 1.5"),
        (Thompson, {"model": "cauchy"}, "got 'cauchy'"),
        (Thompson, {"prior_mean": (0.5, 1.0)}, "got \\(0.5, 1.0\\)"),
        (Thompson, {"prior_weight": 0.0}, "got 0.0"),
        (Thompson, {"noise": math.nan}, "got nan"),
    ],
)
def test_bad_setting_is_refused_with_its_value(policy: Any, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        policy(**settings)


def test_thompson_priors_must_be_one_an_arm() -> None:
    with pytest.raises(ValueError, match="prior_mean has 2 entries for 3 arms"):
        Thompson(prior_mean=(0.5, 0.6)).start(3)
