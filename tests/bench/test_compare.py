from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest

from bench.compare import (
    BEST_OF,
    VIRTUAL_BEST,
    Contest,
    bad_losses,
    bootstrap_interval,
    compare,
    goals,
    losses,
    outcome,
)
from bench.metrics import Measure, references, score
from bench.record import Run

MakeRun = Callable[..., Run]
GAP, INTEGRAL = Measure.FINAL_GAP, Measure.PRIMAL_INTEGRAL


def contest_of(runs: Sequence[Run], best_of: tuple[str, ...] = BEST_OF) -> Contest:
    known = references(runs)
    return Contest(tuple(score(run, known[run.instance]) for run in runs), best_of=best_of)


def test_ratio_of_means_difference_and_wins_by_hand(two_instances: tuple[Run, ...]) -> None:
    found = compare(contest_of(two_instances), GAP, "metasolve", "highs")
    assert found is not None
    assert (found.instances, found.wins, found.ties, found.losses) == (2, 1, 0, 1)
    assert [found.subject_mean, found.rival_mean] == pytest.approx([0.20, 0.25])
    assert [found.ratio, found.difference] == pytest.approx([0.8, -0.05])


def test_virtual_best_takes_the_best_peer_of_each_instance(two_instances: tuple[Run, ...]) -> None:
    contest = contest_of(two_instances)
    assert {name: peer for name, (_, peer) in contest.best_values(INTEGRAL).items()} == {"a": "scip", "b": "highs"}
    assert contest.values(VIRTUAL_BEST, INTEGRAL) == pytest.approx({"a": 0.20, "b": 0.10})
    found = compare(contest, INTEGRAL, "metasolve", VIRTUAL_BEST)
    assert found is not None
    assert found.ratio == pytest.approx(0.20 / 0.15)


def test_pair_is_a_peer_but_not_in_the_virtual_best(two_instances: tuple[Run, ...]) -> None:
    contest = contest_of(two_instances)
    assert contest.peers == ("scip", "highs", "pair")
    assert contest.best_peers == ("scip", "highs")


def test_peers_of_the_virtual_best_can_be_chosen(two_instances: tuple[Run, ...]) -> None:
    contest = contest_of(two_instances, best_of=("pair",))
    assert contest.values(VIRTUAL_BEST, GAP) == {"a": pytest.approx(0.20)}


def test_only_instances_that_both_have_are_compared(two_instances: tuple[Run, ...]) -> None:
    found = compare(contest_of(two_instances), GAP, "metasolve", "pair")
    assert found is not None
    assert found.instances == 1
    assert found.ratio == pytest.approx(0.5)


def test_solvers_without_a_common_instance_are_not_compared(two_instances: tuple[Run, ...]) -> None:
    apart = [run for run in two_instances if (run.solver, run.instance) in {("metasolve", "b"), ("pair", "a")}]
    assert compare(contest_of(apart), GAP, "metasolve", "pair") is None


def test_seeds_are_averaged_before_instances(make_run: MakeRun) -> None:
    runs = [
        make_run(instance=instance, seed=seed, incumbents=((0.0, value),))
        for instance, seed, value in [("a", 0, 110.0), ("a", 1, 130.0), ("a", 2, 150.0), ("b", 0, 110.0)]
    ]
    runs += [make_run(instance=name, solver="scip", incumbents=((0.0, 120.0),)) for name in ("a", "b")]
    found = compare(contest_of(runs), GAP, "metasolve", "scip")
    assert found is not None
    assert found.subject_mean == pytest.approx((0.30 + 0.10) / 2)


def test_best_single_peer_is_chosen_on_common_instances(make_run: MakeRun, two_instances: tuple[Run, ...]) -> None:
    # highs has the smaller mean on a and b; an instance that only scip has does not count
    extra = [make_run(instance="c", solver=name, incumbents=((0.0, 100.0),)) for name in ("metasolve", "scip")]
    contest = contest_of([*two_instances, *extra])
    assert contest.best_single_peer(GAP) == "highs"


def test_best_single_peer_without_common_instances_counts_its_own(two_instances: tuple[Run, ...]) -> None:
    apart = [run for run in two_instances if (run.solver, run.instance) not in {("scip", "a"), ("highs", "b")}]
    assert contest_of(apart).best_single_peer(GAP) in ("scip", "highs")


def test_variants_of_the_subject_are_no_peers(make_run: MakeRun, two_instances: tuple[Run, ...]) -> None:
    contest = contest_of([*two_instances, make_run(solver="metasolve-uniform", instance="a")])
    assert contest.variants == ("metasolve-uniform",)
    assert "metasolve-uniform" not in contest.peers


def test_held_out_contest_has_only_held_out_instances(two_instances: tuple[Run, ...]) -> None:
    held_out = contest_of(two_instances).held_out()
    assert held_out.instances == ("b",)
    assert held_out.peers == ("scip", "highs")


@pytest.mark.parametrize(
    ("measure", "value", "other", "expected"),
    [
        (GAP, 0.10, 0.10009, 0),
        (GAP, 0.10, 0.1002, -1),
        (GAP, 0.1002, 0.10, 1),
        (INTEGRAL, 0.10, 0.1009, 0),
        (INTEGRAL, 0.10, 0.102, -1),
        (INTEGRAL, 1e-5, 9e-5, 0),
        (GAP, 1.0, 1.0, 0),
    ],
)
def test_ties_of_gaps_are_absolute_and_of_integrals_also_relative(
    measure: Measure, value: float, other: float, expected: int
) -> None:
    assert outcome(measure, value, other) == expected


def test_losses_come_worst_first_with_the_peer(make_run: MakeRun, two_instances: tuple[Run, ...]) -> None:
    extra = [
        make_run(instance="c", solver="metasolve", incumbents=((0.0, 200.0),)),
        make_run(instance="c", solver="scip", incumbents=((0.0, 100.0),)),
    ]
    found = losses(contest_of([*two_instances, *extra]), GAP)
    assert [(loss.instance, loss.peer) for loss in found] == [("c", "scip"), ("b", "highs")]


def test_only_final_gaps_worse_by_more_than_one_percent_are_bad_losses(make_run: MakeRun) -> None:
    runs = [make_run(instance=name, solver="scip", incumbents=((0.0, 100.0),)) for name in ("a", "b")]
    runs += [make_run(instance="a", incumbents=((0.0, 100.9),)), make_run(instance="b", incumbents=((0.0, 101.1),))]
    assert [loss.instance for loss in bad_losses(contest_of(runs))] == ["b"]


def test_bootstrap_of_two_instances_has_the_interval_of_its_four_resamples() -> None:
    subject, rival = np.array([0.1, 0.3]), np.array([0.2, 0.4])
    draws = [subject[list(draw)].mean() / rival[list(draw)].mean() for draw in product(range(2), repeat=2)]
    assert bootstrap_interval(subject, rival) == pytest.approx((min(draws), max(draws)))


def test_bootstrap_agrees_with_resampling_by_indices() -> None:
    rng = np.random.default_rng(1)
    subject, rival = rng.uniform(0.0, 0.5, 30), rng.uniform(0.1, 0.9, 30)
    draws = rng.integers(30, size=(20_000, 30))
    expected = np.quantile(subject[draws].mean(axis=1) / rival[draws].mean(axis=1), (0.025, 0.975))
    assert bootstrap_interval(subject, rival) == pytest.approx(expected.tolist(), rel=0.03)


def test_bootstrap_repeats_exactly() -> None:
    subject, rival = np.linspace(0.0, 1.0, 9), np.linspace(0.2, 0.5, 9)
    assert bootstrap_interval(subject, rival) == bootstrap_interval(subject, rival)


def test_rival_without_any_gap_makes_the_ratio_infinite_and_two_of_them_one() -> None:
    zero, some = np.zeros(3), np.full(3, 0.1)
    assert bootstrap_interval(some, zero) == (np.inf, np.inf)
    assert bootstrap_interval(zero, zero) == (1.0, 1.0)


def test_must_reach_table_by_hand(two_instances: tuple[Run, ...]) -> None:
    rows = goals(contest_of(two_instances))
    assert [row.rival for row in rows] == ["highs", "pair", VIRTUAL_BEST, "highs", VIRTUAL_BEST]
    assert [row.value for row in rows] == pytest.approx([0.8, 0.5, 4.0 / 3.0, 0.8, 1.0])
    assert [row.reached for row in rows] == [False, True, False, False, True]
    assert [row.instances for row in rows] == [2, 1, 2, 2, 2]


def test_goals_without_peers_are_open(two_instances: tuple[Run, ...]) -> None:
    rows = goals(contest_of([run for run in two_instances if run.solver == "metasolve"]))
    assert [row.reached for row in rows] == [None] * 5
