from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from metasolve.check import check, check_exact, rounded
from metasolve.problem import INF, Problem


def one_row(coefficients: list[float], lower: float, upper: float, integrality: int = 0) -> Problem:
    return Problem.from_arrays(
        np.ones(len(coefficients)), [coefficients], lower, upper, -INF, INF, integrality, row_names=["budget"]
    )


def test_violations_are_those_worked_out_by_hand() -> None:
    # 2 x + 3 y <= 6 at (2.25, 1) is 7.5: 1.5 too much; y <= 0.5 is missed by 0.5; x is 0.25 off an integer
    problem = Problem.from_arrays([1, 1], [[2, 3]], -INF, 6, 0, [5, 0.5], [1, 0], offset=10)
    for verdict in (check(problem, np.array([2.25, 1.0])), check_exact(problem, np.array([2.25, 1.0]))):
        assert not verdict.feasible
        assert verdict.objective == 13.25
        report = verdict.report
        assert (report.max_row_violation, report.max_bound_violation, report.max_integrality_violation) == (
            1.5,
            0.5,
            0.25,
        )


def test_exact_check_finds_what_floating_point_rounds_away() -> None:
    # 1e16 + 1 - 1e16 is 1, but in doubles 1e16 + 1 is 1e16 and the sum 0
    problem = one_row([1e16, 1.0, -1e16], -INF, 0.0)
    x = np.ones(3)
    assert check(problem, x).feasible
    verdict = check_exact(problem, x)
    assert not verdict.feasible
    assert verdict.report.max_row_violation == 1.0
    assert verdict.worst == "row budget"


def test_exact_check_clears_what_floating_point_invents() -> None:
    problem = one_row([1e16, 1.0, -1e16], 1.0, 1.0)
    assert not check(problem, np.ones(3)).feasible
    assert check_exact(problem, np.ones(3)).feasible


@pytest.mark.parametrize("seed", range(5))
def test_exact_row_violation_agrees_with_fractions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, x, upper = rng.normal(size=12) * 10.0 ** rng.integers(-8, 9, 12), rng.normal(size=12), float(rng.normal())
    truth = sum(Fraction(c) * Fraction(v) for c, v in zip(a.tolist(), x.tolist(), strict=True)) - Fraction(upper)
    verdict = check_exact(one_row(a.tolist(), -INF, upper), x)
    assert verdict.report.max_row_violation == float(max(truth, Fraction(0)))


def test_exact_objective_is_rounded_once() -> None:
    problem = Problem.from_arrays([1e16, 1.0, -1e16], [[1.0, 1.0, 1.0]], 0, INF, offset=0.5)
    assert check_exact(problem, np.ones(3)).objective == 1.5


@pytest.mark.parametrize(("miss", "feasible"), [(0.9e-6, True), (1.1e-6, False)])
def test_a_row_with_a_small_side_may_be_missed_by_the_tolerance(miss: float, feasible: bool) -> None:
    assert check(one_row([1.0], -INF, 0.0), np.array([miss])).feasible is feasible
    assert check_exact(one_row([1.0], -INF, 0.0), np.array([miss])).feasible is feasible


@pytest.mark.parametrize(("miss", "feasible"), [(0.9e-3, True), (1.1e-3, False)])
def test_the_tolerance_of_a_row_grows_with_its_side(miss: float, feasible: bool) -> None:
    assert check_exact(one_row([1.0], -INF, 1000.0), np.array([1000.0 + miss])).feasible is feasible


@pytest.mark.parametrize(("fraction", "feasible"), [(0.9e-6, True), (1.1e-6, False)])
def test_the_tolerance_of_an_integer_column_is_absolute(fraction: float, feasible: bool) -> None:
    problem = one_row([1.0], -INF, INF, integrality=1)
    assert check_exact(problem, np.array([1000.0 + fraction])).feasible is feasible


@pytest.mark.parametrize(("value", "violation"), [(0.0, 0.0), (2.0, 0.0), (5.0, 0.0), (0.5, 1.5), (6.0, 1.0)])
def test_a_semicontinuous_column_is_zero_or_within_bounds(value: float, violation: float) -> None:
    problem = Problem.from_arrays([1.0], np.zeros((0, 1)), [], [], 2.0, 5.0, 2)
    verdict = check_exact(problem, np.array([value]))
    assert verdict.report.max_bound_violation == violation
    assert verdict.feasible is (violation == 0.0)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_no_solution(wrong: float) -> None:
    problem = Problem.from_arrays([1.0, 1.0], [[1.0, 1.0]], -INF, INF, -INF, INF, col_names=["a", "b"])
    for verdict in (check(problem, np.array([1.0, wrong])), check_exact(problem, np.array([1.0, wrong]))):
        assert not verdict.feasible
        assert verdict.worst == "column b"


def test_a_point_of_another_length_is_refused() -> None:
    problem = one_row([1.0, 1.0], -INF, INF)
    for function in (check, check_exact):
        with pytest.raises(ValueError, match=r"shape \(3,\) instead of \(2,\)"):
            function(problem, np.ones(3))


def test_worst_is_empty_when_nothing_is_violated() -> None:
    verdict = check_exact(one_row([1.0, 1.0], 2.0, 2.0), np.ones(2))
    assert (verdict.feasible, verdict.worst) == (True, "")


def test_rounded_touches_integer_columns_only() -> None:
    problem = Problem.from_arrays([1, 1, 1], [[1, 1, 1]], -INF, INF, integrality=[1, 0, 3])
    x = np.array([0.9999, 0.9999, 2.0001])
    assert rounded(problem, x).tolist() == [1.0, 0.9999, 2.0]
    assert x.tolist() == [0.9999, 0.9999, 2.0001]
