"""Proofs: which bounds count, which are refuted by a checked solution, and who closes the gap."""

from __future__ import annotations

import math

import pytest

from metasolve.proof import Proof


def proof(mip_gap: float = 1e-4, **bounds: float) -> Proof:
    made = Proof(mip_gap)
    for engine, bound in bounds.items():
        made.take(engine, bound)
    return made


def test_the_best_bound_counts_and_never_falls_by_a_later_one() -> None:
    made = proof(highs=3.0, scip=5.0)
    made.take("scip", 4.0)
    assert made.bound == 5.0
    assert proof().bound == -math.inf


def test_bound_above_a_checked_cost_refutes_all_of_its_engine() -> None:
    made = proof(highs=966794.0, scip=900000.0)
    assert made.refute(math.inf) == []
    assert made.refute(963794.0) == [("highs", 966794.0)]
    assert made.bound == 900000.0
    assert made.refute(963794.0) == []
    made.take("highs", 950000.0)
    assert made.bound == 900000.0
    assert made.closed_by(900000.0) == ("scip",)


@pytest.mark.parametrize(
    ("mip_gap", "bound", "refuted"),
    [(1e-4, 100.009, False), (1e-4, 100.02, True), (0.5, 100.02, True), (0.0, 100.0009, False), (0.0, 100.002, True)],
)
def test_tolerances_of_solutions_refute_nothing(mip_gap: float, bound: float, refuted: bool) -> None:
    assert bool(proof(mip_gap, highs=bound).refute(100.0)) is refuted


@pytest.mark.parametrize(
    ("cost", "closers"),
    [(100.0, ("highs", "scip")), (100.005, ("highs", "scip")), (100.02, ("scip",)), (102.0, ()), (math.inf, ())],
)
def test_gap_is_closed_by_each_engine_whose_own_bound_meets_the_cost(cost: float, closers: tuple[str, ...]) -> None:
    assert proof(highs=100.0, scip=100.015, cpsat=-math.inf).closed_by(cost) == closers
