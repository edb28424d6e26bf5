"""SharedLinTs against exact Gaussian posteriors and on synthetic costs; Potter's square root against the formula."""

import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metasolve.bandit import LogScale, Selector, SharedLinTs, play
from metasolve.bandit.posterior import Posterior
from metasolve.bandit.shared import shared_model

Vector = npt.NDArray[np.float64]
GROUPED = SharedLinTs(groups=(0,) * 12, positions=tuple(np.linspace(0.0, 3.0, 12)), context_size=1)


def taught(rows: Vector, y: Vector, noise: float | None, discount: float = 1.0) -> Posterior:
    posterior = Posterior(rows.shape[1], noise, discount)
    for row, value in zip(rows, y, strict=True):
        posterior.observe(row, float(value))
    return posterior


@pytest.mark.parametrize("count", [3, 50, 333])
def test_posterior_is_that_of_the_normal_equations(count: int) -> None:
    rng = np.random.default_rng(count)
    rows, y = rng.normal(size=(count, 7)), rng.normal(size=count)
    posterior = taught(rows, y, 0.3)
    precision = np.eye(7) + rows.T @ rows / 0.09
    np.testing.assert_allclose(posterior.mean, np.linalg.solve(precision, rows.T @ y / 0.09), atol=1e-10)
    np.testing.assert_allclose(posterior.root @ posterior.root.T, np.linalg.inv(precision), atol=1e-10)


def test_discounted_posterior_forgets_the_sums_and_not_the_prior() -> None:
    rng, discount = np.random.default_rng(1), 0.9
    posterior, rows, y = Posterior(3, 0.3, discount), rng.normal(size=(40, 3)), rng.normal(size=40)
    posterior.observe_all(rows, y)
    weights = discount ** np.arange(39, -1, -1)
    precision = np.eye(3) + rows.T @ (weights[:, np.newaxis] * rows) / 0.09
    np.testing.assert_allclose(posterior.mean, np.linalg.solve(precision, rows.T @ (weights * y) / 0.09), atol=1e-10)
    np.testing.assert_allclose(posterior.root @ posterior.root.T, np.linalg.inv(precision), atol=1e-10)


@pytest.mark.parametrize("noise", [0.002, 0.05])
def test_noise_is_estimated_from_the_residuals(noise: float) -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(600, 8))
    posterior = taught(rows, rows @ rng.normal(size=8) + noise * rng.normal(size=600), None)
    assert math.sqrt(posterior.variance) == pytest.approx(noise, rel=0.15)


def test_draws_have_the_mean_and_covariance_of_the_posterior() -> None:
    rng = np.random.default_rng(3)
    posterior = taught(rng.normal(size=(5, 3)), rng.normal(size=5), 0.5)
    draws = np.array([posterior.draw(2.0, rng) for _ in range(20000)])
    np.testing.assert_allclose(draws.mean(axis=0), posterior.mean, atol=0.03)
    np.testing.assert_allclose(np.cov(draws.T), 4.0 * posterior.root @ posterior.root.T, atol=0.05)


def test_features_are_products_of_chebyshev_polynomials_with_decaying_deviations() -> None:
    settings = SharedLinTs(
        groups=(0, 0, 1), positions=(1.0, 2.0, 5.0), context_size=1, context_orders=2, smoothness=1.0, own=0.0
    )
    model = shared_model(settings, 3)
    found = sorted(
        (tuple(column.round(6)), int(power)) for column, power in zip(model.arms.T, model.powers[0], strict=True)
    )
    s = settings.spread
    expected = [((0.3, 0.3, 0.3), 0), ((s / 2, s / 2, s / 2), 1)]  # common
    expected += [((s, s, 0.0), 0), ((s / 2, s / 2, 0.0), 1), ((-s / 2, s / 2, 0.0), 0), ((-s / 3, s / 3, 0.0), 1)]
    expected += [((0.0, 0.0, s), 0), ((0.0, 0.0, s / 2), 1)]
    assert found == sorted((tuple(np.round(column, 6)), power) for column, power in expected)


def surface(context: Vector, place: Vector) -> Vector:
    """Return costs whose best place moves with the context, (rounds, arms)."""
    costs: Vector = 20.0 * np.exp(2.0 * np.abs(place[np.newaxis] - 1.5 * (1.0 + context[:, np.newaxis])))
    return costs


@pytest.mark.parametrize("known", [True, False])
def test_moving_optimum_is_found_whether_the_range_is_known_or_learned(known: bool) -> None:
    world = np.random.default_rng(4)
    contexts = world.uniform(-1.0, 1.0, 400)
    costs = surface(contexts, np.linspace(0.0, 3.0, 12)) * np.exp(0.05 * world.normal(size=(400, 12)))
    limits: dict[str, Any] = {"low": (-1.0,), "high": (1.0,)} if known else {}
    policy = SharedLinTs(groups=GROUPED.groups, positions=GROUPED.positions, context_size=1, **limits)
    chosen = play(policy, costs, contexts[:, np.newaxis], np.random.default_rng(5))
    late = costs[np.arange(200, 400), chosen[200:]].sum()
    assert late <= 1.15 * costs[200:].min(axis=1).sum()
    assert late <= 0.4 * costs[200:].sum(axis=0).min()


def test_two_numbers_of_context_are_learned() -> None:
    world = np.random.default_rng(6)
    contexts = world.uniform(-1.0, 1.0, (500, 2))
    costs = surface(contexts.sum(axis=1) / 2.0, np.linspace(0.0, 3.0, 12))
    policy = SharedLinTs(groups=GROUPED.groups, positions=GROUPED.positions, context_size=2)
    chosen = play(policy, costs, contexts, np.random.default_rng(7))
    assert costs[np.arange(300, 500), chosen[300:]].sum() <= 1.15 * costs[300:].min(axis=1).sum()


def test_clearly_bad_arms_are_pulled_about_once() -> None:
    world, means = np.random.default_rng(8), np.array([1.0, 1.04, 1.2, 1.5, 2.0, 2.5, 3.0, 5.0, 9.0, 12.0])
    costs = means * np.exp(0.15 * world.normal(size=(1000, 10)))
    chosen = play(SharedLinTs(), costs, None, np.random.default_rng(9))
    pulls = np.bincount(chosen, minlength=10)
    assert pulls[4:].max() <= 4
    assert costs[np.arange(1000), chosen].sum() <= 1.10 * costs[:, 0].sum()


def test_arms_known_to_be_expensive_are_hardly_tried() -> None:
    world, means = np.random.default_rng(10), np.array([1.0, 1.1, 1.2, 50.0])
    costs = means * np.exp(0.1 * world.normal(size=(200, 4)))
    prior = tuple(LogScale().reward_of(ratio) for ratio in (1.0, 1.0, 1.0, 50.0))
    assert 3 not in play(SharedLinTs(prior_mean=prior), costs, None, np.random.default_rng(11))


def test_discounted_learner_follows_the_best_arm_when_it_changes() -> None:
    costs = np.where(np.arange(800)[:, np.newaxis] < 500, [1.0, 2.0], [2.0, 1.0])
    costs = costs * np.exp(0.1 * np.random.default_rng(12).normal(size=(800, 2)))
    chosen = play(SharedLinTs(discount=0.97), costs, None, np.random.default_rng(13))
    assert chosen[600:].mean() > 0.9


def test_range_that_grew_gives_the_posterior_of_the_final_range() -> None:
    rng, policy = np.random.default_rng(14), SharedLinTs(context_size=1, noise=0.02)
    rewards = [(int(rng.integers(3)), float(rng.random()), np.array([float(t)])) for t in range(30)]
    grown = policy.start(3)
    for index, reward, context in rewards:
        grown.update(index, reward, 1.0, context)
    assert grown.low is not None
    assert grown.high is not None
    known = SharedLinTs(context_size=1, noise=0.02, low=tuple(grown.low), high=tuple(grown.high)).start(3)
    for index, reward, context in rewards:
        known.update(index, reward, 1.0, context)
    for context in (np.array([0.0]), np.array([17.5]), np.array([99.0])):
        np.testing.assert_allclose(grown.predict(context), known.predict(context), atol=1e-9)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_save_and_load_continue_bit_for_bit_while_the_range_grows(size: int) -> None:
    policy = SharedLinTs(groups=(0,) * 6 + (1, 2), positions=(*range(6), 0.0, 0.0), context_size=size, history=50)
    rng, selector = np.random.default_rng(15), Selector(range(8), policy, np.random.default_rng(16))
    for t in range(240):
        pull = selector.choose(t / 50.0 * rng.normal(size=size))
        selector.reward(pull, float(rng.random()))
        if t == 120:
            twin = Selector.load(range(8), policy, json.loads(json.dumps(selector.save())))
            world = np.random.default_rng(17)
            expected = [step(selector, world, size) for _ in range(60)]
            world = np.random.default_rng(17)
            assert [step(twin, world, size) for _ in range(60)] == expected
            assert twin.save() == selector.save()


def step(selector: Selector[int], world: np.random.Generator, size: int) -> int:
    pull = selector.choose(3.0 * world.normal(size=size))
    selector.reward(pull, float(world.random()))
    return pull.index


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"groups": (0, 0)}, "groups and positions must be as many"),
        ({"groups": (0, 0), "positions": (1.0, math.nan)}, "nan"),
        ({"context_size": 5}, "got 5"),
        ({"context_size": 1, "low": (1.0,), "high": (1.0,)}, "low < high"),
        ({"context_size": 1, "low": (0.0,)}, "must be given together"),
        ({"noise": 0.0}, "got 0.0"),
        ({"discount": 1.5}, "got 1.5"),
        ({"spread": -1.0}, "got -1.0"),
    ],
)
def test_bad_setting_is_refused_with_its_value(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SharedLinTs(**settings)


def test_settings_must_be_one_an_arm_and_contexts_of_the_size_set() -> None:
    with pytest.raises(ValueError, match="groups has 12 entries for 3 arms"):
        GROUPED.start(3)
    with pytest.raises(ValueError, match="needs a context of 1 entries, got 2"):
        Selector(range(12), GROUPED, np.random.default_rng(0)).choose([0.0, 1.0])
