"""The cases at the edge: nothing to compare, no solution, no end, no time."""

from __future__ import annotations

import numpy as np
import pytest

from llm_modeling.equivalence import EffortLimits, Method, Outcome, canonical_hash, compare, compare_over_data
from metasolve import Problem
from tests.llm_modeling.equivalence.sheet import INF, Sheet, assignment, lot_sizing, scheduling


def one_row(side: float, upper: float = 5.0, cost: float = 1.0) -> Problem:
    return Problem.from_arrays([cost, cost], [[1.0, 2.0]], side, INF, 0.0, upper)


def test_infeasible_against_feasible_is_different() -> None:
    verdict = compare(one_row(20.0), one_row(9.0))
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.FEASIBILITY)
    assert "a is infeasible (row 'r0'), b is not" in verdict.reason


def test_infeasibility_that_takes_branching_is_proved() -> None:
    even = Problem.from_arrays([1.0] * 3, [[2.0, 2.0, 2.0], [1.0, 1.0, 0.0]], [3.0, 0.0], [3.0, 2.0], 0.0, 1.0, 1)
    assert compare(even, one_row(9.0)).method is Method.FEASIBILITY


def test_two_infeasible_problems_are_unknown_unless_they_are_the_same() -> None:
    assert compare(one_row(20.0), one_row(30.0)).outcome is Outcome.UNKNOWN
    assert compare(one_row(20.0), one_row(20.0)).outcome is Outcome.EQUIVALENT


def test_objective_without_bound_is_told_from_one_with() -> None:
    verdict = compare(one_row(4.0, INF, -1.0), one_row(4.0, INF, 1.0))
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.OPTIMUM)


def test_same_values_compares_best_values_whatever_the_columns() -> None:
    verdict = compare(one_row(4.0), one_row(6.0), same_values=True)
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.OPTIMUM)
    assert verdict.reason == "the best value of a is 2, that of b 3"


def test_problems_without_columns_or_rows_are_equivalent() -> None:
    empty = Problem.from_arrays([], np.zeros((0, 0)), [], [])
    assert compare(empty, empty).outcome is Outcome.EQUIVALENT
    free = Problem.from_arrays([1.0], np.zeros((0, 1)), [], [])
    assert compare(free, free).outcome is Outcome.EQUIVALENT


def test_fixed_and_unused_columns_do_not_matter() -> None:
    a = Problem.from_arrays([1.0, 2.0, 5.0, 0.0], [[1.0, 1.0, 1.0, 0.0]], 3.0, INF, [0, 0, 2, 0], [9, 9, 2, 4])
    b = Problem.from_arrays([1.0, 2.0], [[1.0, 1.0]], 1.0, INF, 0.0, 9.0, offset=10.0)
    verdict = compare(a, b, same_values=True)
    assert verdict.outcome is Outcome.EQUIVALENT
    assert {name: other.name for name, other in verdict.columns.items()} == {"x0": "x0", "x1": "x1"}


def test_semicontinuous_columns_are_compared_by_isomorphism_only() -> None:
    def mixed(side: float) -> Problem:
        return Problem.from_arrays([1.0, 1.0], [[1.0, 1.0]], side, INF, [2.0, 0.0], [8.0, 9.0], [2, 0])

    assert compare(mixed(3.0), mixed(3.0)).outcome is Outcome.EQUIVALENT
    assert compare(mixed(3.0), mixed(4.0)).outcome is Outcome.UNKNOWN


def test_semicontinuous_against_infeasible_is_unknown() -> None:
    semi = Problem.from_arrays([1.0, 1.0], [[1.0, 1.0]], 3.0, INF, [2.0, 0.0], [8.0, 9.0], [2, 0])
    assert compare(one_row(20.0), semi).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("number", [1e300, 1e-300, -1e40])
def test_numbers_of_extreme_size_are_refused_in_words(number: float) -> None:
    problem = Problem.from_arrays([1.0], [[number], [1.0]], -INF, [1.0, 5.0], 0.0, 9.0, 1)
    verdict = compare(problem, problem)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "coefficient of 'x0' in row 'r0'" in verdict.reason
    assert canonical_hash(problem) == canonical_hash(problem)


def test_semicontinuous_is_not_continuous() -> None:
    a = Problem.from_arrays([1.0], [[1.0]], 0.0, 9.0, 2.0, 8.0, 2)
    b = Problem.from_arrays([1.0], [[1.0]], 0.0, 9.0, 2.0, 8.0, 0)
    assert compare(a, b).outcome is not Outcome.EQUIVALENT


def test_without_effort_the_answer_is_unknown() -> None:
    sheet = scheduling(np.random.default_rng(0), 3)
    other = sheet.copy()
    next(iter(other.lines.values())).upper -= 1.0
    nothing = EffortLimits(linear_programs=0, refinements=0)
    assert compare(sheet.problem(), other.problem(), limits=nothing).outcome is Outcome.UNKNOWN
    names = {name: name for name in sheet.cols}
    assert compare(sheet.problem(), other.problem(), columns=names, limits=nothing).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("columns", [{"x0": "y"}, {"z": "x0"}, {"x0": "x0", "x1": "x0"}])
def test_names_that_do_not_fit_are_refused(columns: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="columns has"):
        compare(one_row(1.0), one_row(1.0), columns=columns)


@pytest.mark.parametrize("setting", [{"time_s": 0.0}, {"linear_programs": -1}, {"refinements": -1}])
def test_limits_are_checked(setting: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(setting))):
        EffortLimits(**setting)  # type: ignore[arg-type]


def test_a_change_of_1e_5_is_seen_and_one_of_1e_12_is_not() -> None:
    assert compare(one_row(4.0), one_row(4.0 + 4e-12)).outcome is Outcome.EQUIVALENT
    assert compare(one_row(4.0), one_row(4.0 + 4e-5)).outcome is not Outcome.EQUIVALENT


def capacity_from_data(capacity: float) -> Problem:
    return Problem.from_arrays([3.0, 2.0], [[1.0, 1.0], [2.0, 1.0]], -INF, [capacity, 12.0], 0.0, 9.0, sense="max")


def capacity_of_ten(capacity: float) -> Problem:
    return capacity_from_data(10.0)


def test_number_that_one_formulation_does_not_take_from_the_data_shows_on_other_data() -> None:
    assert compare_over_data(capacity_from_data, capacity_of_ten, [10.0]).outcome is Outcome.EQUIVALENT

    def same_names(a: Problem, b: Problem) -> dict[str, str]:
        return {name: name for name in a.col_names}

    verdict = compare_over_data(capacity_from_data, capacity_of_ten, [10.0, 8.0], columns=same_names)
    assert verdict.outcome is Outcome.DIFFERENT
    assert verdict.reason.startswith("data set 1: row 'r0' of a forbids")


def test_formulations_that_agree_on_all_data_are_equivalent() -> None:
    def seeded(seed: int) -> Sheet:
        return lot_sizing(np.random.default_rng(seed), 2)

    def split(seed: int) -> Problem:
        sheet = seeded(seed)
        for name in [n for n in sheet.lines if n.startswith("balance")]:
            line = sheet.lines[name]
            sheet.line(f"{name}_least", line.terms, line.lower, INF)
            line.lower = -INF
        return sheet.problem()

    verdict = compare_over_data(lambda seed: seeded(seed).problem(), split, range(3))
    assert (verdict.outcome, verdict.samples) == (Outcome.EQUIVALENT, 3)


def test_no_data_is_refused() -> None:
    with pytest.raises(ValueError, match="no data sets"):
        compare_over_data(capacity_from_data, capacity_from_data, [])


def switched(most: float, big: float, unit: float = 1.0) -> Problem:
    """Return y <= big z in some unit, y up to most: a big-M so large that all of y is small beside it."""
    rows = [[unit, -big * unit], [1.0, 1.0]]
    return Problem.from_arrays([-1.0, 0.1], rows, -INF, [0.0, 9.0], 0.0, [most, 1.0], [0, 1])


def test_row_with_a_large_coefficient_is_not_taken_for_redundant() -> None:
    without = Problem.from_arrays([-1.0, 0.1], [[1.0, 1.0]], -INF, 9.0, 0.0, [5e-4, 1.0], [0, 1])
    names = {"x0": "x0", "x1": "x1"}
    assert compare(switched(5e-4, 1e6), without).outcome is not Outcome.EQUIVALENT
    assert compare(switched(5e-4, 1e6), without, columns=names).outcome is not Outcome.EQUIVALENT


def test_row_in_tiny_units_still_counts() -> None:
    free = Problem.from_arrays([-1.0, -1.0], [[1.0, 1.0]], -INF, 9.0, 0.0, 1.0)
    tiny_units = Problem.from_arrays([-1.0, -1.0], [[1e-9, 1e-9]], -INF, 1e-9, 0.0, 1.0)
    assert compare(free, tiny_units).outcome is not Outcome.EQUIVALENT
    one = Problem.from_arrays([-1.0, -1.0], [[1.0, 1.0]], -INF, 1.0, 0.0, 1.0)
    assert compare(one, tiny_units).outcome is Outcome.EQUIVALENT


def test_tiny_columns_still_count() -> None:
    a = Problem.from_arrays([1.0, 1.0], [[1e8, 1.0]], 1.0, INF, 0.0, [5e-9, 3.0])
    b = Problem.from_arrays([1.0, 1.0], [[1e8, 1.0]], 1.0, INF, 0.0, [6e-9, 3.0])
    assert compare(a, b).outcome is not Outcome.EQUIVALENT


@pytest.mark.parametrize("row", [[1.0, 0.0], [1.0, 1.0]])
@pytest.mark.parametrize("columns", [None, {"x0": "x0"}])
def test_integer_column_without_a_whole_number_in_its_bounds_is_not_left_out(
    row: list[float], columns: dict[str, str] | None
) -> None:
    """Found by hand: as an unused column or as a slack it was left out, and the rest called equivalent."""
    a = Problem.from_arrays([1.0, 0.0], [row], 0.0, 3.0, [0.0, 0.2], [5.0, 0.8], 1)
    for side in (2.0, 3.0):
        b = Problem.from_arrays([1.0], [[1.0]], 0.0, side, 0.0, 5.0, 1)
        assert compare(a, b, columns=columns).outcome is Outcome.DIFFERENT


def test_bounds_of_integer_columns_are_rounded() -> None:
    a = Problem.from_arrays([1.0, 2.0], [[1.0, 1.0]], 2.0, INF, [0.5, -0.5], [3.5, 2.9], 1)
    b = Problem.from_arrays([1.0, 2.0], [[1.0, 1.0]], 2.0, INF, [1.0, 0.0], [3.0, 2.0], 1)
    assert compare(a, b).outcome is Outcome.EQUIVALENT


def test_column_that_only_the_objective_has_is_no_slack_of_the_row_that_defines_the_objective() -> None:
    """Found by the trial: x0 was left out as a slack of `total`, and the problems called different."""
    a = Problem.from_arrays([3.0, -1.0, 1.0], [[0.0, -6.0, 0.0]], -INF, -4.0, [1, 0, -1], [2, 2, 2], 1)
    rows = [[0.0, 0.0, 0.0, -6.0], [1.0, -1.0, 3.0, -1.0]]
    b = Problem.from_arrays([0, 1, 0, 0], rows, [-INF, 0], [-4.0, 0.0], [-1, -INF, 1, 0], [2, INF, 2, 2], [1, 0, 1, 1])
    assert compare(a, b).outcome is Outcome.EQUIVALENT


def test_slack_beside_an_objective_that_is_a_column_may_be_either() -> None:
    a = Problem.from_arrays([1.0, 1.0], np.zeros((0, 2)), [], [], 0.0, 5.0)
    b = Problem.from_arrays([0.0, 0.0, 1.0], [[-1.0, -1.0, 1.0]], 0.0, INF, [0, 0, -INF], [5, 5, INF])
    assert compare(a, b).outcome is not Outcome.DIFFERENT


def test_unused_column_in_a_row_that_only_whole_numbers_make_redundant_does_not_count() -> None:
    """Found by the trial: x2 was left out of the first problem only, and points of other dimensions counted."""
    rows = [[-1.5, 0.0, 0.0, -0.5], [0.0, -2.0, 0.0, -3.0], [3.0, 0.0, 2.0, 1.0]]
    ends = [1, -1, -1, 0], [3, 1, 2, 3]
    a = Problem.from_arrays([3, 3, 0, 2], rows[:2], [-INF, 1.0], [-0.5, 3.0], *ends, 1)
    b = Problem.from_arrays([3, 3, 0, 2], rows, [-INF, 1.0, -INF], [-0.5, 3.0, 13.0], *ends, 1)
    assert compare(a, b).outcome is Outcome.EQUIVALENT


def test_column_that_a_row_determines_for_whole_numbers_only_needs_no_counterpart() -> None:
    """Found by the trial: 3 x0 - 3 x1 in [-3, -1] is an equation, x0 - 3 x1 in [-3, -1] says the same and is none."""
    ends = [-1, 0, 1], [0, 3, 3]
    a = Problem.from_arrays([3, -1, 1], [[1.0, -3.0, 0.0]], -3.0, -1.0, *ends, 1)
    b = Problem.from_arrays([3, -1, 1], [[3.0, -3.0, 0.0]], -3.0, -1.0, *ends, 1)
    assert compare(a, b).outcome is not Outcome.DIFFERENT


def test_objective_that_is_an_integer_column_is_left_out() -> None:
    def with_total(share: float) -> Problem:
        rows = [[share, 1.0, -1.0], [1.0, 1.0, 0.0]]
        return Problem.from_arrays([0, 0, 1], rows, [-INF, 2.0], [0.0, INF], [0, 0, -INF], [5, 5, INF], 1)

    b = Problem.from_arrays([1.0, 1.0], [[1.0, 1.0]], 2.0, INF, 0, 5, 1)
    assert compare(with_total(1.0), b).outcome is Outcome.EQUIVALENT
    assert compare(with_total(0.5), b).outcome is not Outcome.EQUIVALENT


def test_row_without_terms_that_cannot_hold_makes_a_problem_infeasible() -> None:
    impossible = Problem.from_arrays([1.0, 1.0], [[0.0, 0.0], [1.0, 1.0]], [5.0, 2.0], INF, 0.0, 9.0)
    verdict = compare(impossible, one_row(2.0))
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.FEASIBILITY)


def test_integrality_that_an_equation_implies_may_be_left_out_in_any_unit() -> None:
    """Found by the trial: a column in units of a half became an integer one, which none in units of 1 could be."""
    sheet = assignment(np.random.default_rng(1), 2)
    outcomes = [compare(sheet.problem(), relaxed_in_other_units(sheet, unit)).outcome for unit in (1.0, 0.01, 0.5, 3.0)]
    assert outcomes[0] is Outcome.EQUIVALENT
    assert Outcome.DIFFERENT not in outcomes


def relaxed_in_other_units(sheet: Sheet, unit: float) -> Problem:
    """Return the problem with column x2_2 continuous, and in other units; its equations keep it whole."""
    other = sheet.copy()
    col = other.cols["x2_2"]
    col.integer, col.upper, col.cost = False, col.upper / unit, col.cost * unit
    for line in other.lines.values():
        if "x2_2" in line.terms:
            line.terms["x2_2"] *= unit
    return other.problem()


@pytest.mark.parametrize("multiple", [1.0, 2.0])
def test_sum_of_equations_may_give_a_column_in_wrong_units(multiple: float) -> None:
    """The third row alone leaves x0 any whole number, the first one even numbers only if its unit is a half."""
    unit = 1.0 / multiple
    rows = np.array([[1, 1, 1, 0, 0], [1, 0, 0, 1, 1], [2, 1, 1, 1, 1], [0, 3, 2, 1, 2]], dtype=float)
    units = np.array([unit, 1.0, 1.0, 1.0, 1.0])
    sides = [1.0, 1.0, 2.0, -INF], [1.0, 1.0, 2.0, 7.0]
    cost = np.array([5.0, 1.0, 2.0, 3.0, 4.0])
    a = Problem.from_arrays(cost, rows, *sides, 0.0, 1.0, 1)
    b = Problem.from_arrays(cost * units, rows * units, *sides, 0.0, 1.0 / units, [0, 1, 1, 1, 1])
    assert compare(a, b).outcome is not Outcome.DIFFERENT


def test_column_fixed_in_one_problem_and_given_by_the_others_in_the_other_one_is_not_missed() -> None:
    """In a, x2 can only be 1; in b it is the sum of the others, which rows say that are no equation."""
    a = Problem.from_arrays([3, 5, 0], [[3, 5, 0.0], [0.4, 0.4, 1.0]], [0.0, 0.9], [5.0, 1.5], 0, [1, 1, 1], 1)
    b = Problem.from_arrays([3, 5, 0], [[3, 5, 0.0], [1.0, 1.0, -1.1]], [0.0, -0.3], [5.0, 0.3], 0, [1, 1, 2], 1)
    assert compare(a, b).outcome is not Outcome.DIFFERENT
