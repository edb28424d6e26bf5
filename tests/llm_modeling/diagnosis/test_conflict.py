"""conflict_of: planted conflicts are found, small, true and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array

from llm_modeling import Compiled
from llm_modeling.diagnosis import (
    Condition,
    DiagnosisLimits,
    Kind,
    UndecidedError,
    conflict_of,
    plain_structure,
    structure_of,
)
from metasolve import Problem, UnsupportedModelError
from tests.llm_modeling.diagnosis.brute import is_irreducible, status_of
from tests.llm_modeling.diagnosis.planted import KINDS, case
from tests.llm_modeling.diagnosis.trial import places, score
from tests.llm_modeling.oracle import compiled, solved, with_constraint

ALONE = DiagnosisLimits(engine=None)


def conditions(problem: Problem, limits: DiagnosisLimits = ALONE) -> set[Condition]:
    conflict = conflict_of(problem, None, limits)
    assert conflict is not None
    return {condition for member in conflict.members for condition in member.conditions}


def members_of(model: Compiled) -> set[tuple[str, tuple[int | str, ...]]]:
    conflict = conflict_of(model.problem, structure_of(model), ALONE)
    assert conflict is not None
    assert conflict.is_minimal
    assert is_irreducible(model, conflict)
    return places(model, conflict)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [100, 101])
def test_conflict_names_what_was_planted_and_is_irreducible(kind: str, seed: int) -> None:
    found = score(case(kind, seed), ALONE)
    assert (found.named, found.irreducible, found.claimed_minimal) == (True, True, True)


def test_feasible_problem_has_no_conflict() -> None:
    assert conflict_of(Problem.from_arrays([1.0], [[1.0]], 0.0, 4.0), None, ALONE) is None


def test_second_engine_confirms_the_conflict() -> None:
    conflict = conflict_of(Problem.from_arrays([0.0, 0.0], [[1.0, 1.0]], 5.0, np.inf, 0.0, 2.0))
    assert conflict is not None
    assert conflict.confirmed_by == "scip"


def test_only_the_side_and_the_bounds_that_matter_are_members() -> None:
    problem = Problem.from_arrays([0.0, 0.0], [[1.0, 1.0], [1.0, -1.0]], [5.0, -9.0], [7.0, 9.0], 0.0, 2.0)
    expected = {Condition(Kind.ROW_LOWER, 0), Condition(Kind.COLUMN_UPPER, 0), Condition(Kind.COLUMN_UPPER, 1)}
    assert conditions(problem) == expected


def test_crossed_bounds_are_a_conflict_of_their_own() -> None:
    problem = Problem.from_arrays([0.0, 0.0], [[1.0, 1.0]], 0.0, 7.0, [0.0, 3.0], [2.0, 2.0])
    assert conditions(problem) == {Condition(Kind.COLUMN_LOWER, 1), Condition(Kind.COLUMN_UPPER, 1)}


def test_bounds_without_an_integer_between_them_are_a_conflict() -> None:
    problem = Problem.from_arrays([0.0], np.zeros((0, 1)), [], [], 0.3, 0.7, 1)
    assert {condition.kind for condition in conditions(problem)} == {
        Kind.COLUMN_LOWER,
        Kind.COLUMN_UPPER,
        Kind.INTEGRALITY,
    }


def test_row_without_columns_that_fails_is_the_conflict() -> None:
    problem = Problem.from_arrays([0.0], [[0.0], [1.0]], [1.0, 0.0], [np.inf, 5.0])
    assert conditions(problem) == {Condition(Kind.ROW_LOWER, 0)}


def test_parity_needs_integrality_and_both_sides_but_no_bounds() -> None:
    problem = Problem.from_arrays([0.0, 0.0], [[2.0, 4.0]], 7.0, 7.0, 0.0, 10.0, 1)
    conflict = conflict_of(problem)
    assert conflict is not None
    kinds = sorted(condition.kind for member in conflict.members for condition in member.conditions)
    assert kinds == [Kind.ROW_LOWER, Kind.ROW_UPPER, Kind.INTEGRALITY, Kind.INTEGRALITY]
    assert (conflict.is_minimal, conflict.confirmed_by) == (True, "divisibility")


def test_multipliers_add_up_to_a_contradiction() -> None:
    problem = case("transport", 7).infeasible.problem
    conflict = conflict_of(problem, None, ALONE)
    assert conflict is not None
    assert conflict.is_linear
    form, gap = np.zeros(problem.columns), 0.0
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    sides = (problem.row_lower, problem.row_upper, problem.col_lower, problem.col_upper)
    for member in conflict.members:
        for condition, multiplier in zip(member.conditions, member.multipliers, strict=True):
            sign = multiplier if condition.is_lower else -multiplier
            unit = dense[condition.number] if condition.is_row else np.eye(problem.columns)[condition.number]
            form += sign * unit
            gap += sign * sides[condition.kind][condition.number]
    assert np.abs(form).max() < 1e-9
    assert gap > 0.5


def test_rows_that_define_auxiliaries_stand_or_fall_with_their_condition() -> None:
    model = with_constraint(
        "x >= 8 or y >= 8", [{"name": "x", "upper": 5}, {"name": "y", "upper": 6}, {"name": "z", "upper": 6}]
    )
    conflict = conflict_of(model.problem, structure_of(model), ALONE)
    assert conflict is not None
    rows = [member for member in conflict.members if member.conditions[0].is_row]
    assert [{c.number for c in member.conditions} for member in rows] == [set(range(model.problem.rows))]


def test_pairs_of_no_overlap_are_told_apart() -> None:
    rules = [
        {"name": "machine", "expression": "no_overlap{j in J} (start[j], 3)"},
        {"name": "second", "expression": "start[2] <= 2"},
        {"name": "fourth", "expression": "start[4] <= 2"},
    ]
    variables = [{"name": "start", "index": "J", "upper": 50}]
    model = compiled(sets=[{"name": "J", "expression": "1..4"}], variables=variables, constraints=rules)
    conflict = conflict_of(model.problem, structure_of(model), ALONE)
    assert conflict is not None
    rows = [c.number for member in conflict.members for c in member.conditions if c.is_row]
    inner = {model.origin_of_row(row).inner for row in rows if model.origin_of_row(row).constraint == "machine"}
    assert inner == {(2, 4)}


def test_bound_is_named_rather_than_the_logic_whose_big_m_implies_it() -> None:
    rules = [
        {"name": "logic", "expression": "x >= 6 => y >= 3"},
        {"name": "wish", "expression": "x >= 12"},
    ]
    variables = [{"name": "x", "upper": 10, "kind": "integer"}, {"name": "y", "upper": 10, "kind": "integer"}]
    assert members_of(compiled(variables=variables, constraints=rules)) == {("wish", ()), ("x", ())}


def test_rows_of_objectives_are_no_members() -> None:
    rules = [{"name": "least", "expression": "x >= 5"}, {"name": "most", "expression": "x <= 4"}]
    goals = [{"name": "peak", "sense": "minimize", "expression": "max(x, 3, 8 - x)"}]
    model = compiled(variables=[{"name": "x", "upper": 9}], constraints=rules, objectives=goals)
    assert members_of(model) == {("least", ()), ("most", ())}


def test_same_problem_gives_the_same_conflict() -> None:
    problem = case("inventory", 3).infeasible.problem
    assert conditions(problem) == conditions(problem)


def test_conflict_in_a_large_problem_stays_small() -> None:
    n = 3_000
    rows, columns = np.repeat(np.arange(n - 1), 2), np.stack([np.arange(n - 1), np.arange(1, n)], axis=1).reshape(-1)
    matrix = coo_array((np.tile([1.0, -1.0], n - 1), (rows, columns)), shape=(n - 1, n))
    upper = np.full(n - 1, 5.0)
    lower = np.where(np.arange(n - 1) % 2 == 0, -5.0, -7.0)
    col_lower, col_upper = np.zeros(n), np.full(n, 100.0)
    col_lower[10], col_upper[12] = 50.0, 10.0
    problem = Problem.from_arrays(np.zeros(n), matrix, lower, upper, col_lower, col_upper)
    assert len(conditions(problem)) == 4


def test_undecided_within_the_limits_is_said() -> None:
    rng = np.random.default_rng(5)
    weights = rng.integers(10**5, 10**6, (4, 40)).astype(float)
    target = np.floor(weights.sum(axis=1) / 2)
    problem = Problem.from_arrays(np.zeros(40), weights, target, target, 0.0, 1.0, 1)
    with pytest.raises(UndecidedError, match="raise time_limit_s"):
        conflict_of(problem, None, DiagnosisLimits(0.4, 0.1, engine=None))


def test_problem_with_more_conditions_than_allowed_is_not_looked_into() -> None:
    with pytest.raises(UndecidedError, match="4 conditions are more than the 3 allowed"):
        conflict_of(Problem.from_arrays([1.0], [[1.0]], 0.0, 4.0, 0.0, 5.0), None, DiagnosisLimits(conditions=3))


@pytest.mark.parametrize("integer", [0, 1])
def test_conflicts_of_random_problems_are_irreducible(integer: int) -> None:
    rng = np.random.default_rng(11 + integer)
    found = 0
    for _ in range(60):
        rows, columns = int(rng.integers(3, 9)), int(rng.integers(2, 6))
        a = rng.integers(-3, 4, (rows, columns)) * (rng.random((rows, columns)) < 0.6)
        lower = rng.integers(-4, 6, rows).astype(float)
        upper = np.where(rng.random(rows) < 0.5, lower + rng.integers(0, 5, rows), np.inf)
        problem = Problem.from_arrays(np.zeros(columns), a, lower, upper, 0.0, rng.integers(1, 7, columns), integer)
        conflict = conflict_of(problem, None, ALONE)
        if conflict is None:
            assert solved(problem).status == 0
            continue
        found += 1
        auxiliary = np.zeros(columns, dtype=np.bool_)
        assert status_of(problem, conflict.members, auxiliary) == 2
        assert conflict.is_minimal
        for member in conflict.members:
            assert status_of(problem, [m for m in conflict.members if m is not member], auxiliary) == 0
    assert found > 20


def test_semicontinuous_column_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedModelError, match="x0"):
        conflict_of(Problem.from_arrays([1.0], [[1.0]], 0.0, 4.0, 1.0, 5.0, 2))


def test_limits_are_checked() -> None:
    with pytest.raises(ValueError, match="time_limit_s is -1"):
        DiagnosisLimits(time_limit_s=-1.0)
    with pytest.raises(ValueError, match="engine is 'gurobi'"):
        DiagnosisLimits(engine="gurobi")


def test_plain_structure_drops_nothing_of_its_own() -> None:
    problem = case("bounds", 0).infeasible.problem
    structure = plain_structure(problem)
    assert not structure.auxiliary.any()
    assert not structure.goal.any()
