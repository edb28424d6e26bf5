"""LinTS against its exact posterior, ChebCB against refits on the whole history."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import optimize, stats

from metasolve.bandit import ChebCb, LinTs, Policy, Selector
from metasolve.bandit.contextual import box_least_squares

Vector = npt.NDArray[np.float64]


@pytest.mark.parametrize("discount", [1.0, 0.9])
def test_lin_ts_draws_each_arm_with_its_posterior_chance_to_be_best(discount: float) -> None:
    rng = np.random.default_rng(0)
    history = [(i % 2, float(rng.random()), rng.normal(size=2)) for i in range(14)]
    learner, x = LinTs(context_size=2, noise=0.4, ridge=0.5, discount=discount).start(2), np.array([1.0, 0.3, -0.6])
    for index, reward, context in history:
        learner.update(index, reward, 1.0, context)
    means, variances = [], []
    for arm in range(2):
        rows = np.array([[1.0, *context] for _, _, context in history])
        weight = np.array([discount ** (13 - s) if entry[0] == arm else 0.0 for s, entry in enumerate(history)])
        precision = rows.T @ (weight[:, None] * rows) + 0.5 * np.eye(3)
        target = weight * (np.array([reward for _, reward, _ in history]) - 0.5)
        means.append(x @ np.linalg.solve(precision, rows.T @ target))
        variances.append(0.16 * x @ np.linalg.solve(precision, x))
    exact = stats.norm.cdf((means[0] - means[1]) / math.sqrt(sum(variances)))
    share = np.mean([learner.probabilities(np.ones(2, dtype=bool), x[1:], rng)[0] for _ in range(4000)])
    assert share == pytest.approx(exact, abs=4.0 * math.sqrt(exact * (1.0 - exact) / 4000))


def late_reward(policy: Policy, rounds: int, seed: int) -> float:
    """Return the mean reward of the last quarter when arm i of 5 is best near context -1 + i / 2."""
    world, rewards = np.random.default_rng(seed), []
    selector = Selector(range(5), policy, np.random.default_rng(seed))
    for _ in range(rounds):
        context = world.uniform(-1.0, 1.0)
        pull = selector.choose([context])
        rewards.append(1.0 - 0.5 * abs(context - (-1.0 + pull.index / 2.0)))
        selector.reward(pull, min(max(rewards[-1] + 0.05 * world.normal(), 0.0), 1.0))
    return float(np.mean(rewards[-rounds // 4 :]))


@pytest.mark.parametrize("policy", [LinTs(context_size=1), ChebCb(), ChebCb(growth=1.0), ChebCb(fit="ridge")])
def test_arm_is_chosen_by_the_context_better_than_any_fixed_arm(policy: Policy) -> None:
    best_fixed, best_by_context = 0.75, 0.9375  # exact means of 1 - |c| / 2 and of 1 - (distance to the grid) / 2
    assert late_reward(policy, 800, 1) > (best_fixed + best_by_context) / 2.0


@pytest.mark.parametrize("rank", [2, 4])
def test_box_least_squares_agrees_with_scipy(rank: int) -> None:
    rng = np.random.default_rng(rank)
    for _ in range(10):
        rows, target, box = rng.normal(size=(rank, 4)), rng.normal(size=rank), rng.random(4)
        x = box_least_squares(rows.T @ rows, rows.T @ target, box, np.zeros(4))
        exact = optimize.lsq_linear(rows, target, (-box, box), method="bvls", tol=1e-14)
        assert 0.5 * np.sum((rows @ x - target) ** 2) == pytest.approx(exact.cost, abs=1e-7)
        assert np.all(np.abs(x) <= box)


def test_cheb_cb_predicts_as_a_chebyshev_fit_of_the_whole_history() -> None:
    rng, learner = np.random.default_rng(3), ChebCb(low=0.0, high=2.0, degree=3).start(1)
    contexts = rng.uniform(0.0, 2.0, 30)
    losses = 0.5 + 0.2 * np.sin(3.0 * contexts) + 0.01 * rng.normal(size=30)
    for context, loss in zip(contexts, losses, strict=True):
        learner.update(0, 1.0 - loss, 1.0, np.array([context]))
    fit = np.polynomial.Chebyshev.fit(contexts, losses, 3, domain=[0.0, 2.0])
    np.testing.assert_allclose(learner.theta[0], np.asarray(fit.coef, dtype=np.float64), atol=1e-9)
    assert learner.residuals.sum() == pytest.approx(np.sum((fit(contexts) - losses) ** 2), abs=1e-9)


def test_cheb_cb_with_ridge_fit_solves_the_penalized_normal_equations() -> None:
    rng, learner = np.random.default_rng(4), ChebCb(degree=3, fit="ridge").start(2)
    contexts, losses = rng.uniform(-1.0, 1.0, 200), rng.random(200)
    for context, loss in zip(contexts, losses, strict=True):
        learner.update(1, 1.0 - loss, 1.0, np.array([context]))
    rows = np.polynomial.chebyshev.chebvander(contexts, 3)
    penalty = 1e-4 * np.diag([0.01, 0.25, 1.0, 2.25])
    theta = np.linalg.solve(rows.T @ rows + penalty, rows.T @ losses)
    np.testing.assert_allclose(learner.theta[1], theta, atol=1e-9)
    least = np.sum((rows @ theta - losses) ** 2) + theta @ penalty @ theta
    assert learner.residuals[1] == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_box_least_squares_is_right_from_any_start_and_with_collinear_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(12, 6)) * [1.0, 1.0, 1e-3, 1.0, 1e-4, 1.0]
    rows[:, 5] = rows[:, 0]
    target, box = rng.normal(size=12), rng.random(6)
    exact = optimize.lsq_linear(rows, target, (-box, box), method="bvls", tol=1e-14)
    for start in (np.zeros(6), box, -box, rng.normal(size=6)):
        x = box_least_squares(rows.T @ rows, rows.T @ target, box, start)
        assert 0.5 * np.sum((rows @ x - target) ** 2) == pytest.approx(exact.cost, abs=1e-7)


def test_cheb_cb_weighs_arms_by_the_inverse_gaps_of_their_predictions() -> None:
    learner, context = ChebCb(degree=0, growth=0.0).start(3), np.array([0.0])
    for index, loss in ((0, 0.2), (1, 0.6), (2, 0.4), (0, 0.4)):
        learner.update(index, 1.0 - loss, 1.0, context)
    # Features: 1. Predictions 0.3, 0.6, 0.4. Scale 2 * 0.6 + 4 * 0.4 = 2.8.
    # Squared errors on arrival 0.04 + 0.36 + 0.16 + 0.04 less the residual 0.02 of arm 0; alpha from spread 0.4.
    alpha = (math.pi + 2.0 / math.pi * math.log(3.0)) / (2.0 * 2.8 * 2.0) * 0.4
    eta = 2.0 * math.sqrt(3 * 4 / (0.58 / 2.8**2 + 2.0 * alpha**2 * 4))
    expected = [0.0, 1.0 / (3.0 + eta * 0.3 / 2.8), 1.0 / (3.0 + eta * 0.1 / 2.8)]
    expected[0] = 1.0 - sum(expected)
    chances = learner.probabilities(np.ones(3, dtype=bool), context, np.random.default_rng(0))
    np.testing.assert_allclose(chances, expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("policy", "context"),
    [(LinTs(context_size=2), [0.5]), (LinTs(context_size=2), None), (ChebCb(), None), (ChebCb(), [0.5, 0.5])],
)
def test_context_of_the_wrong_size_is_refused(policy: Policy, context: list[float] | None) -> None:
    with pytest.raises(ValueError, match="needs a context of"):
        Selector("ab", policy, np.random.default_rng(0)).choose(context)


@pytest.mark.parametrize(
    ("policy", "settings"),
    [
        (LinTs, {"ridge": 0.0}),
        (LinTs, {"context_size": -1}),
        (ChebCb, {"low": 1.0, "high": 1.0}),
        (ChebCb, {"growth": 2}),
        (ChebCb, {"fit": "lasso"}),
    ],
)
def test_bad_setting_is_refused_with_its_value(policy: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(settings.values())))):
        policy(**settings)


def test_cheb_cb_takes_a_context_outside_of_its_range_for_the_nearer_end() -> None:
    learner = ChebCb(low=0.0, high=1.0).start(3)
    rng = np.random.default_rng(0)
    for _ in range(50):
        learner.update(int(rng.integers(3)), float(rng.random()), 1.0 / 3.0, np.array([rng.random()]))
    allowed = np.ones(3, dtype=np.bool_)
    at_end, beyond = (learner.probabilities(allowed, np.array([context]), rng) for context in (1.0, 7.0))
    assert at_end.tolist() == beyond.tolist()
