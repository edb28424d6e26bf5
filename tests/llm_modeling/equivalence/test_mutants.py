"""Spoiled problems are never called equivalent; what differs is named and shown."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from llm_modeling.equivalence import Method, Outcome, Verdict, compare
from metasolve import Problem
from tests.llm_modeling.equivalence.listing import confirmed, points, some_correspondence
from tests.llm_modeling.equivalence.mutants import MUTATIONS, Mutation
from tests.llm_modeling.equivalence.oracle import explains, says_the_same
from tests.llm_modeling.equivalence.rewrites import rename_and_permute
from tests.llm_modeling.equivalence.sheet import FAMILIES, Sheet, facility, knapsack, planning
from tests.llm_modeling.equivalence.trial import mutants, run_trial


def is_feasible(problem: Problem, point: dict[str, float]) -> bool:
    x = np.array([point[name] for name in problem.col_names])
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    activity, slack = dense @ x, 1e-5
    rows = (activity >= problem.row_lower - slack).all() and (activity <= problem.row_upper + slack).all()
    columns = (x >= problem.col_lower - slack).all() and (x <= problem.col_upper + slack).all()
    whole = np.abs(x - np.round(x))[problem.is_integer].max(initial=0.0) <= slack
    return bool(rows and columns and whole)


def shows_the_difference(verdict: Verdict, a: Problem, b: Problem) -> bool:
    if verdict.method is not Method.WITNESS or "forbids" not in verdict.reason:
        return True
    point = dict(verdict.witnesses[0].point)
    return is_feasible(a, point) != is_feasible(b, point)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_bound_mutants_are_told_apart_with_a_witness(mutation: Mutation) -> None:
    rng = np.random.default_rng(1)
    for family in FAMILIES:
        sheet = family(rng, 2)
        other = sheet.copy()
        if not mutation(other, rng):
            continue
        a, b = sheet.problem(), other.problem()
        verdict = compare(a, b, columns={name: name for name in a.col_names})
        if not points_exist(a) and not points_exist(b):
            continue
        assert verdict.outcome is (Outcome.EQUIVALENT if says_the_same(a, b) else Outcome.DIFFERENT), verdict
        assert shows_the_difference(verdict, a, b)


def points_exist(problem: Problem) -> bool:
    from_oracle = says_the_same(problem, empty_like(problem))
    return not from_oracle


def empty_like(problem: Problem) -> Problem:
    """Return a problem in the same columns without a solution."""
    lower = np.where(np.isinf(problem.col_lower), 0.0, problem.col_lower)
    return Problem.from_arrays(
        problem.c, np.ones((1, problem.columns)), -np.inf, float(lower.sum()) - 1.0, lower, lower + 1.0
    )


def test_free_mutants_are_never_equivalent_unless_another_correspondence_explains_it() -> None:
    rng = np.random.default_rng(2)
    different = total = 0
    for _, sheet, other in islice(mutants(rng, largest=3), 20):
        a = sheet.problem()
        same = says_the_same(a, other.problem())
        rename_and_permute(other, rng)
        b = other.problem()
        verdict = compare(a, b)
        assert verdict.outcome is not Outcome.EQUIVALENT or same or explains(verdict, a, b, rng)
        assert not (same and verdict.outcome is Outcome.DIFFERENT)
        different += verdict.outcome is Outcome.DIFFERENT
        total += not same
    assert different >= 0.8 * total


def tiny(rng: np.random.Generator) -> Problem:
    columns, rows = int(rng.integers(2, 4)), int(rng.integers(1, 4))
    a = rng.integers(-2, 3, (rows, columns)).astype(float)
    equation = rng.random(rows) < 0.2
    upper = rng.integers(0, 4, rows).astype(float)
    lower = np.where(equation, upper, np.where(rng.random(rows) < 0.3, upper - 2, -np.inf))
    high = rng.integers(1, 3, columns)
    sense = "max" if rng.random() < 0.5 else "min"
    return Problem.from_arrays(rng.integers(-2, 3, columns), a, lower, upper, 0.0, high, 1, sense=sense)


@pytest.mark.parametrize("seed", range(6))
def test_all_tiny_problems_are_judged_as_their_points_say(seed: int) -> None:
    rng = np.random.default_rng([3, seed])
    pool = [tiny(rng) for _ in range(16)]
    decided = 0
    for i, a in enumerate(pool):
        for b in pool[:i]:
            verdict = compare(a, b)
            decided += verdict.outcome is not Outcome.UNKNOWN
            if verdict.outcome is Outcome.EQUIVALENT:
                assert confirmed(verdict, a, b), (i, verdict)
            if verdict.outcome is Outcome.DIFFERENT:
                assert not (points(a) and points(b) and some_correspondence(a, b)), (i, verdict)
                assert points(a) or points(b)
    assert decided >= 60


def test_reason_names_the_row_and_the_witness_breaks_it() -> None:
    sheet = knapsack(np.random.default_rng(4), 2)
    other = sheet.copy()
    other.lines["weight0"].upper -= 3.0
    a, b = sheet.problem(), other.problem()
    verdict = compare(a, b, columns={name: name for name in a.col_names})
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.WITNESS)
    assert verdict.reason == "row 'weight0' of b forbids a point that a allows"
    assert is_feasible(a, dict(verdict.witnesses[0].point))
    assert not is_feasible(b, dict(verdict.witnesses[0].point))


def test_changed_cost_is_shown_by_points_that_are_ranked_otherwise() -> None:
    sheet = planning(np.random.default_rng(5), 2)
    other = sheet.copy()
    other.cols["make1"].cost += 2.0
    a, b = sheet.problem(), other.problem()
    verdict = compare(a, b, columns={name: name for name in a.col_names})
    assert (verdict.outcome, verdict.method) == (Outcome.DIFFERENT, Method.WITNESS)
    assert "coefficients of 'make1'" in verdict.reason
    values = [
        [p.objective(np.array([w.point[name] for name in p.col_names])) for w in verdict.witnesses] for p in (a, b)
    ]
    slopes = np.diff(values[1]) * np.diff(values[0])[::-1]
    assert len(set(np.round(slopes, 6))) == 2


def test_relaxed_integrality_is_shown_by_a_point_between_integers() -> None:
    sheet = facility(np.random.default_rng(6), 2)
    other = sheet.copy()
    other.cols["open0"].integer = False
    verdict = compare(sheet.problem(), other.problem(), columns={name: name for name in sheet.cols})
    assert verdict.outcome is Outcome.DIFFERENT
    assert "integrality of column 'open0' of a" in verdict.reason
    assert verdict.witnesses[0].point["open0"] % 1.0 != 0.0


def stable_sets(edges: list[tuple[int, int]]) -> Problem:
    sheet = Sheet("stable", maximize=True)
    for k in range(6):
        sheet.col(f"x{k}", 0, 1, True, 1)
    for i, j in edges:
        sheet.line(f"edge{i}{j}", {f"x{i}": 1.0, f"x{j}": 1.0}, -np.inf, 1)
    return sheet.problem()


def test_graphs_that_colors_cannot_tell_apart_are_told_apart() -> None:
    ring = stable_sets([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)])
    triangles = stable_sets([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
    assert compare(ring, triangles).outcome is Outcome.DIFFERENT


def test_small_trial_finds_nothing_wrong() -> None:
    assert run_trial(16, seed=11, largest=3).wrong == []
