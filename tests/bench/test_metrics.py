from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from bench.metrics import (
    Measure,
    Reference,
    at,
    mean_over,
    primal_dual_gaps,
    primal_gap,
    primal_gaps,
    references,
    score,
    shifted_geometric_mean,
)
from bench.record import Run

MakeRun = Callable[..., Run]
HUNDRED = Reference(100.0, False)


@pytest.mark.parametrize(
    ("value", "best", "sense", "gap"),
    [
        (110.0, 100.0, "min", 0.10),
        (90.0, 100.0, "max", 0.10),
        (-90.0, -100.0, "min", 0.10),
        (-110.0, -100.0, "max", 0.10),
        (250.0, 100.0, "min", 1.0),
        (-5.0, 100.0, "max", 1.0),
        (100.0, 100.0, "min", 0.0),
        (99.0, 100.0, "min", 0.0),
        (101.0, 100.0, "max", 0.0),
        (100.0 + 5e-8, 100.0, "min", 0.0),
        (100.0 + 5e-7, 100.0, "min", 5e-9),
        (0.0, 0.0, "min", 0.0),
        (1e-12, 0.0, "min", 0.0),
        (1.0, 0.0, "min", 1.0),
        (None, 100.0, "min", 1.0),
        (100.0, None, "min", 1.0),
    ],
)
def test_primal_gap_by_hand(value: float | None, best: float | None, sense: str, gap: float) -> None:
    assert primal_gap(value, best, sense) == pytest.approx(gap, rel=1e-6)


def test_primal_integral_by_hand(make_run: MakeRun) -> None:
    # 100 % for 15 s, 20 % for 15 s, 10 % for 30 s: (15 + 3 + 3) / 60
    run = make_run(incumbents=((15.0, 120.0), (30.0, 110.0)))
    assert score(run, HUNDRED).values[Measure.PRIMAL_INTEGRAL] == pytest.approx(21.0 / 60.0)


def test_gaps_at_fixed_times_by_hand(make_run: MakeRun) -> None:
    values = score(make_run(incumbents=((5.0, 150.0), (10.0, 120.0), (45.0, 101.0))), HUNDRED).values
    assert values[Measure.GAP_10_S] == pytest.approx(0.20)
    assert values[Measure.GAP_30_S] == pytest.approx(0.20)
    assert values[Measure.FINAL_GAP] == pytest.approx(0.01)


def test_gap_at_a_time_after_the_limit_does_not_exist(make_run: MakeRun) -> None:
    values = score(make_run(time_limit_s=20.0), HUNDRED).values
    assert Measure.GAP_10_S in values
    assert Measure.GAP_30_S not in values


def test_incumbent_after_the_limit_does_not_count(make_run: MakeRun) -> None:
    late = score(make_run(incumbents=((30.0, 110.0), (60.01, 100.0))), HUNDRED)
    assert late.values == score(make_run(incumbents=((30.0, 110.0),)), HUNDRED).values
    assert score(make_run(incumbents=((60.01, 100.0),)), HUNDRED).first_s is None


def test_run_without_a_solution_has_every_gap_at_one(make_run: MakeRun) -> None:
    item = score(make_run(bounds=((1.0, 50.0),)), HUNDRED)
    assert set(item.values.values()) == {1.0}
    assert item.first_s is None


@pytest.mark.parametrize("sense", ["min", "max"])
def test_integrals_agree_with_numeric_integration(make_run: MakeRun, sense: str) -> None:
    rng = np.random.default_rng(3)
    sign = 1.0 if sense == "min" else -1.0
    best = -50.0
    times = np.sort(rng.uniform(0.0, 70.0, 8))
    values = best + sign * np.sort(rng.uniform(0.0, 80.0, 8))[::-1]
    bounds = best - sign * np.sort(rng.uniform(0.0, 80.0, 8))[::-1]
    run = make_run(
        sense=sense,
        incumbents=tuple(zip(times.tolist(), values.tolist(), strict=True)),
        bounds=tuple(zip((times / 2.0).tolist(), bounds.tolist(), strict=True)),
    )
    grid = (np.arange(60_000) + 0.5) / 1000.0
    primal, dual = [], []
    for t in grid:
        p = values[times <= t][-1] if (times <= t).any() else None
        d = bounds[times / 2.0 <= t][-1] if (times / 2.0 <= t).any() else None
        primal.append(1.0 if p is None else min(abs(p - best) / 50.0, 1.0))
        apart = p is None or d is None or p * d < 0.0
        dual.append(1.0 if p is None or d is None or apart else abs(p - d) / max(abs(p), abs(d)))
    measured = score(run, Reference(best, False)).values
    assert measured[Measure.PRIMAL_INTEGRAL] == pytest.approx(np.mean(primal), abs=1e-3)
    assert measured[Measure.PRIMAL_DUAL_INTEGRAL] == pytest.approx(np.mean(dual), abs=1e-3)


def test_primal_dual_gap_by_hand(make_run: MakeRun) -> None:
    run = make_run(
        incumbents=((10.0, 100.0), (40.0, 50.0)),
        bounds=((5.0, -math.inf), (20.0, -10.0), (30.0, 50.0), (61.0, 99.0)),
    )
    # nothing, an infinite bound, other signs, half, closed; a bound after the limit does not count
    assert [gap for _, gap in primal_dual_gaps(run)] == [1.0, 1.0, 1.0, 1.0, 0.5, 0.0]


def test_primal_dual_gap_at_zero_is_closed(make_run: MakeRun) -> None:
    run = make_run(incumbents=((1.0, 0.0),), bounds=((2.0, 0.0),))
    assert primal_dual_gaps(run)[-1] == (2.0, 0.0)


def test_step_function_keeps_its_value_until_the_next_step() -> None:
    steps = ((0.0, 1.0), (2.0, 0.5), (2.0, 0.4))
    assert [at(steps, t) for t in (0.0, 1.99, 2.0, 9.0)] == [1.0, 1.0, 0.4, 0.4]
    assert mean_over(steps, 4.0) == pytest.approx(0.7)


def test_reference_without_a_best_known_value_is_the_best_of_all_runs(make_run: MakeRun) -> None:
    low = make_run(instance="low", best_known=None, incumbents=((1.0, 7.0), (2.0, 5.0)))
    high = make_run(instance="high", best_known=None, sense="max", incumbents=((1.0, 3.0), (2.0, 5.0)))
    others = [make_run(instance=name, best_known=None, solver="scip", incumbents=((1.0, 6.0),)) for name in ("low",)]
    late = make_run(instance="low", best_known=None, incumbents=((61.0, 1.0),))
    found = references([low, high, *others, late, make_run(instance="none", best_known=None), make_run()])
    assert found["low"] == Reference(5.0, True)
    assert found["high"] == Reference(5.0, True)
    assert found["none"] == Reference(None, True)
    assert found["p0033"] == HUNDRED


def test_proof_of_the_best_known_value_counts_with_its_wall_time(make_run: MakeRun) -> None:
    item = score(make_run(termination="optimal", wall_s=12.0, incumbents=((3.0, 100.009),)), HUNDRED)
    assert (item.proof_s, item.wrong) == (12.0, "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"termination": "optimal", "incumbents": ((3.0, 100.02),)}, "100.02 is optimal, but 100"),
        ({"termination": "optimal", "sense": "max", "incumbents": ((3.0, 99.0),)}, "99 is optimal, but 100"),
        ({"termination": "optimal"}, "optimal without a solution"),
        ({"termination": "infeasible"}, "says infeasible, but 100"),
        ({"termination": "unbounded"}, "says unbounded, but 100"),
        ({"dual_bound": 101.0}, "dual bound 101 cuts off"),
        ({"dual_bound": 99.0, "sense": "max"}, "dual bound 99 cuts off"),
    ],
)
def test_refuted_claim_is_a_wrong_answer_and_no_proof(
    make_run: MakeRun, changes: dict[str, object], message: str
) -> None:
    item = score(make_run(**changes), HUNDRED)
    assert message in item.wrong
    assert item.proof_s is None


@pytest.mark.parametrize("changes", [{"dual_bound": 100.005}, {"dual_bound": 90.0}, {"termination": "killed"}])
def test_claim_within_tolerance_is_not_wrong(make_run: MakeRun, changes: dict[str, object]) -> None:
    assert score(make_run(**changes), HUNDRED).wrong == ""


def test_value_better_than_the_best_known_is_told(make_run: MakeRun) -> None:
    better = make_run(incumbents=((1.0, 99.0),))
    assert score(better, HUNDRED).improves_best_known
    assert not score(better, Reference(99.0, True)).improves_best_known
    assert not score(make_run(incumbents=((1.0, 100.0),)), HUNDRED).improves_best_known


def test_gap_trajectory_starts_at_one(make_run: MakeRun) -> None:
    assert primal_gaps(make_run(incumbents=((2.0, 150.0),)), HUNDRED) == ((0.0, 1.0), (2.0, 0.5))


def test_shifted_geometric_mean_by_hand() -> None:
    assert shifted_geometric_mean([1.0, 7.0], 1.0) == pytest.approx(3.0)
    assert shifted_geometric_mean([0.0, 0.0], 0.001) == pytest.approx(0.0)
