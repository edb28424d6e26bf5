"""solve(): the right answer and status for small models of every kind, and results that can be passed on."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from metasolve.alns import Mutation, Rins
from metasolve.alns.arms import default_arms
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm
from metasolve.api import SolveOptions, solve
from metasolve.backends import BACKENDS, available
from metasolve.bandit import TsallisInf
from metasolve.check import check
from metasolve.errors import ModelDataError, ModelNotFoundError, UnsupportedModelError
from metasolve.problem import Integrality, Problem, Sense
from metasolve.solution import SolutionStatus, SolveResult, Termination

INF = float("inf")
INSTANCES = Path(__file__).parent.parent / "instances"
INSTALLED = {backend.name: backend for backend in available()}
LIMIT_S = 60.0


def knapsack(seed: int, items: int = 14) -> Problem:
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 20, (3, items)).astype(float)
    return Problem.from_arrays(rng.integers(5, 30, items), weights, -INF, 60.0, 0, 1, 1, offset=5.5, sense="max")


def cover(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    a = (rng.random((10, 15)) < 0.3).astype(float)
    a[np.arange(10), np.arange(10)] = 1.0
    return Problem.from_arrays(rng.integers(3, 20, 15), a, 1.0, INF, 0, 1, 1)


def linear(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    return Problem.from_arrays(rng.random(8) + 0.1, rng.random((5, 8)), 1.0, 9.0, 0, 4, 0, offset=-2.0)


def general(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    return Problem.from_arrays(rng.integers(-9, 9, 6), rng.integers(1, 9, (4, 6)), -INF, 50.0, -3, 7, 1)


def mixed(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    kinds = [0, 0, 0, 0, 1, 1, 1, 1]
    return Problem.from_arrays(rng.random(8) * 9, rng.random((5, 8)) * 4 - 0.5, 5.0, INF, 0, 6, kinds)


def semicontinuous(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    kinds = [2, 2, 2, 3, 3, 0]
    return Problem.from_arrays(rng.random(6) + 0.5, rng.random((3, 6)) + 0.2, 4.0, 9.0, [3, 3, 2, 2, 2, 0], 6, kinds)


def infeasible() -> Problem:
    """Parity: twice an integer is no odd number; the relaxation is feasible."""
    return Problem.from_arrays([1, 1], [[2, 2]], 3, 3, 0, 5, 1)


def unbounded() -> Problem:
    return Problem.from_arrays([-1, -1], [[1, -1]], -INF, 3, 0, INF, 1)


def dense(problem: Problem) -> np.ndarray[Any, np.dtype[np.float64]]:
    matrix = np.zeros(problem.a.shape)
    matrix[problem.a.rows, problem.a.indices] = problem.a.data
    return matrix


def optimum(problem: Problem) -> float:
    """Return the optimum according to SciPy."""
    outcome = milp(
        float(problem.sense) * problem.c,
        constraints=LinearConstraint(dense(problem), problem.row_lower, problem.row_upper),
        bounds=Bounds(problem.col_lower, problem.col_upper),
        integrality=problem.integrality,
        options={"mip_rel_gap": 0.0},
    )
    assert outcome.status == 0
    return float(problem.sense) * float(outcome.fun) + problem.offset


def assert_solved(result: SolveResult, problem: Problem, value: float) -> None:
    assert result.termination is Termination.OPTIMAL
    assert result.solution_status is SolutionStatus.OPTIMAL
    assert result.objective == pytest.approx(value, rel=1e-6, abs=1e-6)
    assert result.x is not None
    assert check(problem, result.x, 1e-6).feasible
    assert result.gap is not None
    assert result.dual_bound is not None
    assert result.gap <= 1e-6
    assert float(problem.sense) * (result.dual_bound - value) <= 1e-6 * max(1.0, abs(value))


@pytest.mark.parametrize("family", [knapsack, cover, linear, general, mixed, semicontinuous])
@pytest.mark.parametrize("seed", [1, 2])
def test_solve_finds_the_optimum_of_small_models_of_every_kind(family: Callable[[int], Problem], seed: int) -> None:
    problem = family(seed)
    result = solve(problem, time_limit_s=LIMIT_S, threads=2, mip_gap=1e-9)
    assert_solved(result, problem, optimum(problem))


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_solve_gives_the_same_optimum_on_any_number_of_threads(threads: int) -> None:
    problem = knapsack(3)
    result = solve(problem, time_limit_s=LIMIT_S, threads=threads, mip_gap=1e-9)
    assert_solved(result, problem, optimum(problem))
    assert result.threads == threads


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("engine", ["highs", "scip", "cpsat"])
def test_solve_with_one_exact_engine_finds_the_optimum(engine: str, threads: int) -> None:
    if engine not in INSTALLED:
        pytest.skip(f"{BACKENDS[engine].package} is not installed")
    problem = knapsack(4)
    result = solve(problem, time_limit_s=LIMIT_S, threads=threads, engine=engine, mip_gap=1e-9)
    assert_solved(result, problem, optimum(problem))
    assert result.engine == engine


@pytest.mark.parametrize("engine", ["auto", "highs", "scip", "cpsat"])
def test_infeasible_model_is_called_infeasible(engine: str) -> None:
    if engine != "auto" and engine not in INSTALLED:
        pytest.skip(f"{BACKENDS[engine].package} is not installed")
    result = solve(infeasible(), time_limit_s=LIMIT_S, threads=2, engine=engine)
    assert result.termination is Termination.INFEASIBLE
    assert result.solution_status is SolutionStatus.NONE
    assert (result.objective, result.x, result.gap) == (None, None, None)


@pytest.mark.parametrize("threads", [1, 2])
def test_unbounded_model_is_called_unbounded(threads: int) -> None:
    result = solve(unbounded(), time_limit_s=LIMIT_S, threads=threads)
    assert result.termination is Termination.UNBOUNDED
    assert result.solution_status is not SolutionStatus.OPTIMAL
    assert result.to_json()["dual_bound"] is None


def test_unbounded_linear_program_is_called_unbounded() -> None:
    result = solve(Problem.from_arrays([1], [[1]], -INF, 4, -INF, INF), time_limit_s=LIMIT_S, threads=2)
    assert result.termination is Termination.UNBOUNDED


def test_infeasible_model_with_a_ray_is_never_called_unbounded() -> None:
    problem = Problem.from_arrays([-1, 0], [[0, 2], [0, 2]], [1, -INF], [1, 3], 0, INF, [0, 1])
    result = solve(problem, time_limit_s=LIMIT_S, threads=2)
    assert result.termination in (Termination.INFEASIBLE, Termination.INFEASIBLE_OR_UNBOUNDED)
    assert result.x is None


@pytest.mark.parametrize(
    ("problem", "value"),
    [
        (Problem.from_arrays([1, -1], np.zeros((0, 2)), [], [], 0, 3, [1, 0], offset=1), -2.0),
        (Problem.from_arrays([], np.zeros((1, 0)), [-1], [1], [], [], [], offset=3), 3.0),
        (Problem.from_arrays([], np.zeros((0, 0)), [], [], [], [], [], offset=4, sense="max"), 4.0),
        (Problem.from_arrays([0, 0], [[1, 1]], 1, 1, 0, 1, 1), 0.0),
        (Problem.from_arrays([2, 1], [[1, 1]], 3, INF, [1, 2], [1, 2], 1), 4.0),
    ],
    ids=["no rows", "no columns", "nothing", "no objective", "all fixed"],
)
def test_degenerate_models_are_solved(problem: Problem, value: float) -> None:
    assert_solved(solve(problem, time_limit_s=LIMIT_S, threads=2), problem, value)


def test_row_without_columns_that_cannot_hold_is_infeasible() -> None:
    problem = Problem.from_arrays([], np.zeros((1, 0)), [1], [2], [], [], [])
    assert solve(problem, time_limit_s=LIMIT_S, threads=2).termination is Termination.INFEASIBLE


def test_lns_can_be_switched_off() -> None:
    problem = knapsack(5)
    result = solve(problem, time_limit_s=LIMIT_S, threads=2, mip_gap=1e-9, options=SolveOptions(lns=False))
    assert_solved(result, problem, optimum(problem))
    assert result.arms == ()


def test_own_arms_and_policy_are_the_ones_that_are_pulled() -> None:
    options = SolveOptions(policy=TsallisInf(), arms=(Arm(Mutation(), "scip"), Arm(Rins(0.5), "scip")), race_s=0.0)
    result = solve(INSTANCES / "setcover.mps.gz", time_limit_s=12, threads=2, options=options)
    assert result.arms
    assert {(arm.destroy, arm.repair) for arm in result.arms} <= {("mutation", "scip"), ("rins-0.5", "scip")}


def test_default_arms_of_a_linear_program_are_none() -> None:
    assert default_arms(Structure(linear(1)), INSTALLED) == ()


def test_default_arms_use_installed_engines_only() -> None:
    arms = default_arms(Structure(cover(1)), {"scip": BACKENDS["scip"]})
    assert len(arms) >= 6
    assert {arm.repair for arm in arms} == {"scip"}


def test_result_gives_values_by_column_name() -> None:
    problem = Problem.from_arrays([1, 2], [[1, 1]], 3, INF, 0, [2, 5], 1, col_names=["near", "far"])
    result = solve(problem, time_limit_s=LIMIT_S, threads=1)
    assert (result.value("near"), result.value("far")) == (2.0, 1.0)
    with pytest.raises(KeyError, match="farther"):
        result.value("farther")


def test_value_without_a_solution_is_an_error_that_says_why() -> None:
    with pytest.raises(ValueError, match="infeasible"):
        solve(infeasible(), time_limit_s=LIMIT_S, threads=2).value("x0")


def test_result_survives_pickle_and_json() -> None:
    result = solve(knapsack(6), time_limit_s=LIMIT_S, threads=2)
    again = pickle.loads(pickle.dumps(result))
    assert again.to_json() == result.to_json()
    assert result.x is not None
    assert np.array_equal(again.x, result.x)
    data = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert data["instance"]["sense"] == "max"
    assert data["objective"] == result.objective
    assert data["check"] == {"max_row_violation": 0, "max_bound_violation": 0, "max_integrality_violation": 0}


def test_result_of_a_model_without_solution_survives_json() -> None:
    data = json.loads(json.dumps(solve(infeasible(), time_limit_s=LIMIT_S, threads=2).to_json(), allow_nan=False))
    assert (data["termination"], data["objective"], data["dual_bound"]) == ("infeasible", None, None)


def test_models_are_read_from_paths_and_bytes() -> None:
    path = INSTANCES / "transport.lp"
    results = [solve(model, time_limit_s=LIMIT_S, threads=2) for model in (str(path), path)]
    results.append(solve((INSTANCES / "semicontinuous.mps").read_bytes(), time_limit_s=LIMIT_S, threads=2))
    assert [result.objective for result in results] == pytest.approx([7577.0, 7577.0, 19355.0], rel=1e-4)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"time_limit_s": 0.0}, "time_limit_s is 0.0"),
        ({"time_limit_s": float("nan")}, "time_limit_s is nan"),
        ({"mip_gap": -1e-3}, "mip_gap is -0.001"),
        ({"mip_gap": INF}, "mip_gap is inf"),
        ({"threads": 0}, "threads is 0"),
        ({"engine": "gurobi"}, "engine is 'gurobi'"),
        ({"memory_limit_bytes": 1000}, "memory_limit_bytes is 1000"),
        ({"warm_start": np.zeros(3)}, r"warm_start has shape \(3,\)"),
    ],
)
def test_wrong_arguments_are_refused_with_their_value(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        solve(knapsack(7), **settings)


def test_unusable_models_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mps"
    broken.write_text("NAME x\nROWS\n Q  r1\nENDATA\n", encoding="utf-8")
    with pytest.raises(ModelNotFoundError, match="absent"):
        solve(tmp_path / "absent.mps")
    with pytest.raises(ModelDataError, match=r"broken\.mps"):
        solve(broken)
    with pytest.raises(UnsupportedModelError, match="x0"):
        solve(Problem.from_arrays([1], [[1]], 1, INF, 2, INF, int(Integrality.SEMICONTINUOUS)))


def test_a_generous_memory_limit_changes_nothing() -> None:
    problem = knapsack(8)
    result = solve(problem, time_limit_s=LIMIT_S, threads=2, mip_gap=1e-9, memory_limit_bytes=2**33)
    assert_solved(result, problem, optimum(problem))


def test_maximization_is_reported_in_the_sense_of_the_user() -> None:
    problem = knapsack(9)
    assert problem.sense is Sense.MAXIMIZE
    result = solve(problem, time_limit_s=LIMIT_S, threads=2, mip_gap=1e-9)
    best = optimum(problem)
    assert [record.objective for record in result.incumbents] == sorted(r.objective for r in result.incumbents)
    assert all(record.bound >= best - 1e-6 for record in result.bounds)
