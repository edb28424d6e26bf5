"""Playing policies on tables of costs, and the oracles that they are compared with."""

import numpy as np
import pytest

from metasolve.bandit import (
    Binned,
    ChebCb,
    LinearScale,
    LogScale,
    SharedLinTs,
    TsallisInf,
    Uniform,
    best_each,
    best_fixed,
    follow_leader,
    play,
    scale_for,
)

TABLE = np.array([[3.0, 1.0, 2.0], [1.0, 2.0, 4.0], [1.0, 2.0, 3.0], [1.0, 9.0, 2.0]])


def test_oracles_choose_as_enumeration_does() -> None:
    assert best_each(TABLE).tolist() == [1, 0, 0, 0]
    assert best_fixed(TABLE).tolist() == [0, 0, 0, 0]
    assert follow_leader(TABLE).tolist() == [0, 1, 1, 0]  # totals before: 000, 312, 436, 559


def test_player_sees_the_costs_of_its_own_choices_only() -> None:
    rng = np.random.default_rng(0)
    costs = rng.uniform(1.0, 5.0, (200, 4))
    chosen = play(TsallisInf(), costs, None, np.random.default_rng(1))
    hidden = np.full_like(costs, 77.0)
    hidden[np.arange(200), chosen] = costs[np.arange(200), chosen]
    assert play(TsallisInf(), hidden, None, np.random.default_rng(1)).tolist() == chosen.tolist()


def test_binned_policy_beats_every_fixed_arm_where_the_best_arm_depends_on_the_context() -> None:
    rng = np.random.default_rng(2)
    contexts = rng.uniform(-1.0, 1.0, (3000, 1))
    costs = 1.0 + np.abs(contexts - np.linspace(-1.0, 1.0, 4))
    chosen = play(Binned(TsallisInf(rate=3.0), bins=4), costs, contexts, np.random.default_rng(3))
    fixed = costs[np.arange(3000), best_fixed(costs)]
    assert costs[np.arange(3000), chosen][1500:].sum() < fixed[1500:].sum()


def test_models_of_the_context_get_logarithms_of_costs() -> None:
    assert scale_for(SharedLinTs()) == scale_for(ChebCb()) == LogScale()
    assert scale_for(Uniform()) == LinearScale()


@pytest.mark.parametrize("costs", [np.ones(3), np.zeros((2, 2)), np.full((2, 2), np.nan), np.empty((0, 2))])
def test_table_that_is_not_of_positive_numbers_is_refused(costs: np.ndarray) -> None:
    with pytest.raises(ValueError, match="table of positive"):
        play(Uniform(), costs, None, np.random.default_rng(0))


def test_contexts_must_be_as_many_as_the_rounds() -> None:
    with pytest.raises(ValueError, match="do not fit 4 rounds"):
        play(Uniform(), TABLE, np.zeros((3, 1)), np.random.default_rng(0))
