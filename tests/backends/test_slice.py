"""The oracle is scipy.optimize.milp on the whole problem, restricted by bounds and rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from metasolve.backends.contract import ExtraRows, SubMip
from metasolve.backends.slice import Infeasible, Sliced, slice_submip
from metasolve.matrix import CsrMatrix
from metasolve.problem import INF, Problem


def scipy_matrix(a: CsrMatrix) -> csr_array:
    return csr_array((a.data, a.indices, a.indptr), shape=a.shape)


def optimum(problem: Problem, sub: SubMip | None = None) -> float:
    """Return the optimal value of sub within the whole problem, inf if there is none, -inf if unbounded."""
    sub = sub or SubMip()
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower = lower if sub.col_lower is None else np.maximum(lower, sub.col_lower)
    upper = upper if sub.col_upper is None else np.minimum(upper, sub.col_upper)
    if sub.fixed is not None:
        lower[sub.fixed] = upper[sub.fixed] = sub.values
    if (lower > upper).any():
        return INF
    rows = [LinearConstraint(scipy_matrix(problem.a), problem.row_lower, problem.row_upper)] if problem.rows else []
    if sub.rows is not None:
        rows.append(LinearConstraint(scipy_matrix(sub.rows.a), sub.rows.lower, sub.rows.upper))
    if sub.cutoff < INF:
        rows.append(LinearConstraint(problem.c[np.newaxis], -INF, sub.cutoff - problem.offset))
    c, offset = (problem.c, problem.offset) if sub.objective is None else (sub.objective, 0.0)
    kinds = np.zeros_like(problem.integrality) if sub.relaxed else problem.integrality
    result = milp(c, integrality=kinds, bounds=Bounds(lower, upper), constraints=rows)
    if result.status == 0:
        return float(result.x @ c) + offset
    return {2: INF, 3: -INF}[result.status]


def random_problem(rng: np.random.Generator, rows: int = 8, columns: int = 10) -> Problem:
    """Return a small mixed problem with all kinds of rows, some free columns and some huge coefficients."""
    dense = rng.integers(-4, 6, (rows, columns)) * (rng.random((rows, columns)) < 0.4)
    dense = dense * np.where(rng.random(rows) < 0.2, 1e4, 1.0)[:, np.newaxis]
    integer = rng.random(columns) < 0.6
    inner = np.where(integer, rng.integers(0, 4, columns), 3.0 * rng.random(columns))
    activity = dense @ inner
    kind = rng.integers(0, 4, rows)
    lower = np.where(kind == 0, -INF, np.where(kind == 2, activity, activity - rng.integers(0, 3, rows)))
    upper = np.where(kind == 1, INF, np.where(kind == 2, activity, activity + rng.integers(0, 3, rows)))
    col_lower = np.where(rng.random(columns) < 0.15, -INF, 0.0)
    col_upper = np.where(rng.random(columns) < 0.2, INF, 4.0)
    c = rng.integers(-5, 6, columns) + rng.random(columns)
    return Problem.from_arrays(c, dense, lower, upper, col_lower, col_upper, integer, offset=3.5)


def random_submip(rng: np.random.Generator, problem: Problem) -> SubMip:
    fixed = np.flatnonzero(rng.random(problem.columns) < 0.3)
    values = rng.integers(0, 4, fixed.size).astype(np.float64)
    others = np.setdiff1d(np.arange(problem.columns), fixed)
    lower, upper = np.full(problem.columns, -INF), np.full(problem.columns, INF)
    lower[rng.choice(others, 2)], upper[rng.choice(others, 2)] = 1.0, 2.5
    coefficients = rng.integers(-1, 3, (1, problem.columns)).astype(np.float64)
    rows = ExtraRows(CsrMatrix.from_any(coefficients), np.array([-INF]), np.array([float(rng.integers(2, 12))]))
    return SubMip(
        fixed=fixed,
        values=values,
        col_lower=lower if rng.random() < 0.5 else None,
        col_upper=upper if rng.random() < 0.5 else None,
        rows=rows if rng.random() < 0.5 else None,
        objective=rng.standard_normal(problem.columns) if rng.random() < 0.3 else None,
        cutoff=float(rng.integers(-10, 40)) if rng.random() < 0.5 else INF,
        relaxed=bool(rng.random() < 0.2),
    )


def with_cutoff(part: Sliced) -> float:
    return optimum(part.problem, SubMip(cutoff=part.cutoff)) if part.problem.columns else part.problem.offset


@pytest.mark.parametrize("seed", range(60))
def test_slice_has_the_optimum_of_the_submip(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(rng)
    sub = random_submip(rng, problem)
    part = slice_submip(problem, sub)
    expected = optimum(problem, sub)
    found = INF if isinstance(part, Infeasible) else with_cutoff(part)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


def knapsack() -> Problem:
    """Return max 3x + 2y + z as a minimization, 2x + y + z <= 3 and x - 2z >= -1 over 0 <= x, y, z <= 2 integer."""
    a = np.array([[2.0, 1.0, 1.0], [1.0, 0.0, -2.0]])
    return Problem.from_arrays([-3.0, -2.0, -1.0], a, [-INF, -1.0], [3.0, INF], 0.0, 2.0, 1)


def fixing(columns: list[int], values: list[float]) -> SubMip:
    return SubMip(fixed=np.array(columns), values=np.array(values))


def sliced(problem: Problem, sub: SubMip) -> Sliced:
    part = slice_submip(problem, sub)
    assert isinstance(part, Sliced)
    return part


def test_empty_submip_is_the_problem_itself() -> None:
    problem = knapsack()
    part = sliced(problem, SubMip(cutoff=-4.0))
    assert part.problem is problem
    assert part.cutoff == -4.0
    np.testing.assert_array_equal(part.lift(np.array([1.0, 0.0, 1.0])), [1.0, 0.0, 1.0])


def test_lifted_point_has_the_objective_of_the_part() -> None:
    problem = replace(knapsack(), offset=7.0)
    part = sliced(problem, fixing([1], [1.0]))
    whole = np.array([1.0, 1.0, 0.0])
    assert part.problem.objective(part.restrict(whole)) == problem.objective(whole)
    np.testing.assert_array_equal(part.lift(part.restrict(whole)), whole)


def test_propagation_fixes_and_drops_what_follows() -> None:
    part = sliced(knapsack(), fixing([0], [1.0]))  # leaves y + z <= 1 and z <= 1
    np.testing.assert_array_equal(part.columns, [1, 2])
    np.testing.assert_array_equal(part.problem.col_upper, [1.0, 1.0])
    assert part.problem.row_names == ("r0",)


def test_everything_fixed_leaves_an_empty_problem() -> None:
    part = sliced(knapsack(), fixing([0, 1, 2], [1.0, 1.0, 0.0]))
    assert (part.problem.rows, part.problem.columns, part.problem.offset) == (0, 0, -5.0)


def test_violated_empty_row_is_infeasible() -> None:
    assert isinstance(slice_submip(knapsack(), fixing([0, 1], [1.0, 2.0])), Infeasible)


def test_value_outside_of_its_bounds_is_infeasible() -> None:
    assert isinstance(slice_submip(knapsack(), fixing([1], [3.0])), Infeasible)


def test_fractional_value_of_an_integer_column_is_infeasible() -> None:
    assert isinstance(slice_submip(knapsack(), fixing([1], [0.5])), Infeasible)


def test_cutoff_tightens_integer_bounds() -> None:
    part = sliced(knapsack(), replace(fixing([0], [0.0]), cutoff=-4.0))
    np.testing.assert_array_equal(part.fixed_x, [0.0, 2.0, 0.0])  # 2y + z >= 4 and z <= 0.5 leave nothing else


def test_cutoff_beside_another_objective_stays_as_a_row() -> None:
    sub = SubMip(objective=np.array([1.0, 1.0, 1.0]), cutoff=-5.0)
    part = sliced(knapsack(), sub)
    assert part.cutoff == INF
    assert optimum(part.problem) == pytest.approx(optimum(knapsack(), sub))


def test_continuous_bounds_come_out_as_they_were() -> None:
    problem = replace(knapsack(), integrality=np.array([1, 0, 0], dtype=np.uint8))
    part = sliced(problem, fixing([0], [1.0]))
    np.testing.assert_array_equal(part.problem.col_upper, [2.0, 2.0])


def test_relaxed_part_has_no_integer_columns() -> None:
    sub = replace(fixing([1], [0.0]), relaxed=True)
    part = sliced(knapsack(), sub)
    assert not part.problem.is_integer.any()
    assert optimum(part.problem) == pytest.approx(optimum(knapsack(), sub))


def test_huge_big_m_does_not_cut_the_switch_off() -> None:
    # flow x <= 1e9 z with x fixed to the round-off of zero: z = 0 stays possible
    problem = Problem.from_arrays([0.0, 5.0], [[1.0, -1e9]], -INF, 0.0, 0.0, [INF, 1.0], [0, 1])
    part = sliced(problem, fixing([0], [1e-7]))
    assert part.problem.columns == 0 or part.problem.col_lower[0] == 0.0


def test_free_columns_leave_rows_undecided() -> None:
    problem = Problem.from_arrays([1.0, 1.0, 0.0], [[1.0, 1.0, 1.0]], 2.0, 2.0, [0, 0, -INF], [5, 5, INF], [1, 1, 0])
    part = sliced(problem, fixing([0], [1.0]))
    np.testing.assert_array_equal(part.problem.col_upper, [5.0, INF])
    np.testing.assert_array_equal(part.problem.row_lower, [1.0])
