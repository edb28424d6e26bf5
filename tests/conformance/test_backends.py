"""What every engine must do, by the features it states; the oracle is brute force or scipy.optimize.milp."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from metasolve.backends import available
from metasolve.backends.contract import BoundFound, ExtraRows, Feature, Found, Limits, News, RootInfo, SubMip
from metasolve.backends.worker import EngineBackend, WorkerSession
from metasolve.check import check
from metasolve.matrix import CsrMatrix, FloatArray
from metasolve.problem import INF, Integrality, Problem, Sense
from metasolve.solution import SolutionStatus, SolveResult, Termination

TOLERANCE = 1e-5
ENGINES = {backend.name: backend for backend in available()}
EXACT = [name for name, backend in ENGINES.items() if Feature.EXACT in backend.features]
CUTOFF = [name for name, backend in ENGINES.items() if Feature.CUTOFF in backend.features]
UNBOUNDED = [name for name, backend in ENGINES.items() if Feature.UNBOUNDED in backend.features]


def knapsack() -> Problem:
    rng = np.random.default_rng(1)
    weight, value = rng.integers(5, 30, (2, 9)), rng.integers(10, 40, 9)
    return Problem.from_arrays(value, weight, -INF, weight.sum(axis=1) // 2, 0, 1, 1, offset=-7.0, sense="max")


def set_cover() -> Problem:
    rng = np.random.default_rng(2)
    sets = rng.random((14, 18)) < 0.2
    sets[np.arange(14), rng.integers(0, 18, 14)] = True
    return Problem.from_arrays(rng.integers(1, 9, 18), sets.astype(float), 1, INF, 0, 1, 1)


def lot_sizing() -> Problem:
    """produce_t <= 40 setup_t, stock_t = stock_{t-1} + produce_t - demand_t; columns produce, setup, stock."""
    demand = np.array([11.5, 7.0, 0.0, 23.25, 4.5])
    one, none = np.eye(5), np.zeros((5, 5))
    a = np.block([[one, -40 * one, none], [one, none, np.eye(5, k=-1) - one]])
    c = np.concatenate([[1.0, 2.0, 1.5, 3.0, 1.0], np.full(5, 20.0), np.full(5, 0.75)])
    kinds = np.repeat([0, 1, 0], 5)
    upper = np.repeat([INF, 1.0, 60.0], 5)
    return Problem.from_arrays(
        c, a, np.append(np.full(5, -INF), demand), np.append(np.zeros(5), demand), 0, upper, kinds
    )


def general_integer() -> Problem:
    a = [[3, 7, -2, 4], [1, -1, 5, 2], [6, 10, 15, 1]]
    return Problem.from_arrays(
        [2, 3, -1, 5], a, [-INF, -4, 31], [40, 30, 31], -3, [9, 7, 8, 6], 1, sense="max", offset=2
    )


def equality_and_free() -> Problem:
    a = [[1, 2, -1, 0], [0, 1, 1, 1], [2, 0, 0, -3]]
    return Problem.from_arrays(
        [1, -2, 3, 0.5], a, [4, -20, -INF], [4, 11.5, INF], [0, 0, -INF, -INF], [5, 5, INF, 30], [1, 1, 0, 0]
    )


def semicontinuous() -> Problem:
    kinds = [Integrality.SEMICONTINUOUS, Integrality.SEMIINTEGER, Integrality.CONTINUOUS]
    return Problem.from_arrays([2, 3, 10], [[1, 1, 1]], 4.5, INF, [3, 2, 0], [4, 6, 9], kinds)


def linear() -> Problem:
    a = [[2, 1, 1, 0], [1, 3, 0, 1], [0, 1, 2, 4]]
    return Problem.from_arrays([3, 5, 4, 1.5], a, -INF, [14, 15, 21], 0, 6, sense="max")


def without_rows() -> Problem:
    return Problem.from_arrays([1, -2, 0], np.zeros((0, 3)), [], [], [-1, 0, 2], [4, 3, 8], [0, 1, 1], offset=1.0)


def with_empty_rows() -> Problem:
    a = [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    return Problem.from_arrays([1, 2, 3], a, [-INF, 2, -1], [INF, INF, 0], 0, [1.0, 0.7, 2.0], 1)


PROBLEMS = {
    build.__name__: build()
    for build in (
        knapsack,
        set_cover,
        lot_sizing,
        general_integer,
        equality_and_free,
        semicontinuous,
        linear,
        without_rows,
        with_empty_rows,
    )
}


def optimum(problem: Problem, sub: SubMip | None = None) -> float:
    """Return the optimal value by scipy, in the problem's own sense; nan if there is no solution."""
    sub = sub or SubMip()
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower = lower if sub.col_lower is None else np.maximum(lower, sub.col_lower)
    upper = upper if sub.col_upper is None else np.minimum(upper, sub.col_upper)
    if sub.fixed is not None:
        lower[sub.fixed] = upper[sub.fixed] = sub.values
    blocks = [(problem.a, problem.row_lower, problem.row_upper)] if problem.rows else []
    blocks += [] if sub.rows is None else [(sub.rows.a, sub.rows.lower, sub.rows.upper)]
    rows = [LinearConstraint(csr_array((a.data, a.indices, a.indptr), a.shape), low, up) for a, low, up in blocks]
    sense = float(problem.sense)
    if sub.cutoff < INF:
        rows.append(LinearConstraint(sense * problem.c[np.newaxis], -INF, sub.cutoff - sense * problem.offset))
    c, offset = (sense * problem.c, sense * problem.offset) if sub.objective is None else (sub.objective, 0.0)
    kinds = np.zeros_like(problem.integrality) if sub.relaxed else problem.integrality
    found = milp(c, integrality=kinds, bounds=Bounds(lower, upper), constraints=rows)
    assert found.status in (0, 2)
    return sense * (float(c @ found.x) + offset) if found.status == 0 else math.nan


def proves(engine: str, problem: Problem, sub: SubMip | None = None) -> bool:
    """Whether the engine makes claims: CP-SAT rounds whatever is not an integer, so it claims nothing of that."""
    pure = bool(problem.is_integer.all()) and not problem.is_semi.any() and not (sub and sub.relaxed)
    whole = bool((problem.col_upper == np.floor(problem.col_upper)).all())
    return engine in EXACT and (engine != "cpsat" or (pure and whole))


def limits_for(engine: str) -> Limits:
    """Return limits that no exact engine meets; the others never end before theirs."""
    return Limits(time_s=60.0 if engine in EXACT else 0.2, mip_gap=0.0)


def assert_sound(problem: Problem, result: SolveResult) -> None:
    """Assert that a result agrees with itself."""
    assert (result.x is None) == (result.objective is None)
    assert (result.x is None) == (result.solution_status is SolutionStatus.NONE)
    assert result.dual_bound is None or not math.isnan(result.dual_bound)
    if result.x is not None and result.objective is not None:
        assert check(problem, result.x).feasible
        assert result.objective == pytest.approx(problem.objective(result.x), abs=TOLERANCE)


def assert_solved(engine: str, problem: Problem, result: SolveResult, best: float, sub: SubMip | None = None) -> None:
    """Assert that a result is the optimum best where the engine proves, and is no better in any case."""
    sense = float(problem.sense)
    if proves(engine, problem, sub):
        assert result.termination is (Termination.INFEASIBLE if math.isnan(best) else Termination.OPTIMAL)
    else:  # propagation, which all engines share, may settle a sub-MIP
        assert result.termination is not (Termination.OPTIMAL if math.isnan(best) else Termination.INFEASIBLE)
    if math.isnan(best):
        assert result.x is None
        return
    if proves(engine, problem, sub):
        assert result.objective == pytest.approx(best, abs=TOLERANCE)
        assert result.dual_bound == pytest.approx(best, abs=TOLERANCE)
    elif result.objective is not None:
        assert sense * result.objective >= sense * best - TOLERANCE


class Sessions:
    """Sessions that stay open for all tests of a module, one an engine and problem."""

    def __init__(self, closing: ExitStack) -> None:
        self._closing = closing
        self._open: dict[tuple[str, str], WorkerSession] = {}

    def __call__(self, engine: str, problem: str) -> WorkerSession:
        if (engine, problem) not in self._open:
            session = ENGINES[engine].open(PROBLEMS[problem])
            self._open[engine, problem] = self._closing.enter_context(session)
        return self._open[engine, problem]


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    with ExitStack() as closing:
        yield Sessions(closing)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("engine", ENGINES)
def test_optimum_is_that_of_a_second_solver(engine: str, name: str, sessions: Sessions) -> None:
    problem, news = PROBLEMS[name], list[News]()
    result = sessions(engine, name).solve(limits=limits_for(engine), emit=news.append)
    assert_sound(problem, result)
    assert_solved(engine, problem, result, best := optimum(problem))
    for item in news:
        if isinstance(item, Found):
            assert check(problem, item.x[: problem.columns]).feasible
            assert item.cost >= problem.sense * best - TOLERANCE
        elif isinstance(item, BoundFound):
            assert item.bound <= problem.sense * best + TOLERANCE
    if name != "linear" and proves(engine, problem):
        assert min(item.cost for item in news if isinstance(item, Found)) == pytest.approx(problem.sense * best)


def test_knapsack_optimum_is_that_of_enumeration() -> None:
    problem = PROBLEMS["knapsack"]
    points = np.array(list(itertools.product([0.0, 1.0], repeat=problem.columns)))
    feasible = [x for x in points if check(problem, x).feasible]
    assert max(problem.objective(x) for x in feasible) == pytest.approx(optimum(problem))


def some_rows(problem: Problem) -> ExtraRows:
    """Return a row that demands of the first columns to add up to at most 1, and one that cuts nothing off."""
    entries = CsrMatrix.from_coo((2, problem.columns), [0, 0, 0, 1], [0, 1, 2, 3], [1.0, 1.0, 1.0, 1.0])
    return ExtraRows(entries, np.full(2, -INF), np.array([1.0, 1e6]))


def submips(problem: Problem) -> dict[str, SubMip]:
    """Return restrictions of a problem with integer columns within [0, 1] or wider, by what they restrict."""
    columns, best = problem.columns, float(problem.sense) * optimum(problem)
    tight = np.minimum(problem.col_upper, np.where(np.arange(columns) % 3 == 0, 0.0, INF))
    own = np.random.default_rng(3).integers(-4, 5, columns).astype(float)
    few = np.array([1, 4])
    return {
        "fixed": SubMip(fixed=few, values=np.array([1.0, 0.0])),
        "all_fixed": SubMip(fixed=np.arange(columns), values=problem.col_upper),
        "bounds": SubMip(col_lower=np.where(np.arange(columns) == 2, 1.0, -INF), col_upper=tight),
        "rows": SubMip(rows=some_rows(problem)),
        "objective": SubMip(objective=own),
        "relaxed": SubMip(relaxed=True),
        "loose_cutoff": SubMip(cutoff=best + 2.0),
        "cutoff_at_the_optimum": SubMip(cutoff=best),
        "cutoff_below_the_optimum": SubMip(cutoff=best - 0.5),
        "cutoff_and_objective": SubMip(cutoff=best + 1.0, objective=own),
        "cutoff_and_fixed": SubMip(cutoff=best + 3.0, fixed=few, values=np.array([1.0, 1.0])),
        "everything": SubMip(few, np.array([1.0, 0.0]), np.zeros(columns), tight, some_rows(problem), own, best + 9.0),
    }


@pytest.mark.parametrize("kind", submips(PROBLEMS["set_cover"]))
@pytest.mark.parametrize("name", ["set_cover", "knapsack"])
@pytest.mark.parametrize("engine", CUTOFF)
def test_submip_is_solved_and_then_undone(engine: str, name: str, kind: str, sessions: Sessions) -> None:
    problem, session = PROBLEMS[name], sessions(engine, name)
    sub = submips(problem)[kind]
    result = session.solve(sub, limits_for(engine))
    best = optimum(problem, sub)
    if kind == "all_fixed":
        assert (result.x is None) == math.isnan(best)
    else:
        assert_solved(engine, problem, result, best, sub)
    if result.x is not None:
        cost = float(problem.sense) * problem.objective(result.x)
        assert cost <= sub.cutoff + TOLERANCE
        if sub.fixed is not None:
            assert result.x[sub.fixed] == pytest.approx(sub.values)
    if kind in ("everything", "relaxed") and proves(engine, problem):
        assert session.solve(limits=limits_for(engine)).objective == pytest.approx(optimum(problem))


@pytest.mark.parametrize("engine", ENGINES)
def test_cutoff_below_the_optimum_of_a_mixed_model_leaves_nothing(engine: str, sessions: Sessions) -> None:
    problem = PROBLEMS["lot_sizing"]
    sub = SubMip(cutoff=optimum(problem) - 0.01)
    result = sessions(engine, "lot_sizing").solve(sub, limits_for(engine))
    assert_solved(engine, problem, result, math.nan)
    if proves(engine, problem):
        assert result.dual_bound == sub.cutoff


@pytest.mark.parametrize("engine", ENGINES)
def test_objective_of_a_submip_that_fixes_all_columns_is_that_of_the_point(engine: str, sessions: Sessions) -> None:
    problem = PROBLEMS["without_rows"]
    x = np.array([2.5, 1.0, 3.0])
    result = sessions(engine, "without_rows").solve(SubMip(fixed=np.arange(3), values=x), limits_for(engine))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, problem.objective(x))
    beyond = SubMip(fixed=np.arange(3), values=x, cutoff=problem.objective(x) - 0.1)
    assert sessions(engine, "without_rows").solve(beyond).termination is Termination.INFEASIBLE


INFEASIBLE = {
    "rows": Problem.from_arrays([1, 1], [[1, 1], [1, 1]], [3, -INF], [INF, 2], 0, 5, 1),
    "parity": Problem.from_arrays([1, 0], [[2, 2]], 3, 3, 0, 5, 1),
    "crossed_bounds": Problem.from_arrays([1, 1], [[1, 1]], 0, 9, [0, 3], [5, 2], 1),
    "no_integer_within_bounds": Problem.from_arrays([1, 1], [[1, 1]], 0, 9, [0, 0.2], [5, 0.8], 1),
    "empty_row": Problem.from_arrays([1, 1], [[0, 0], [1, 0]], [1, 0], 2, 0, 5, 1),
    "no_columns": Problem.from_arrays([], np.zeros((1, 0)), 1, 2),
}


@pytest.mark.parametrize("name", INFEASIBLE)
@pytest.mark.parametrize("engine", ENGINES)
def test_infeasible_model_has_no_solution(engine: str, name: str) -> None:
    with ENGINES[engine].open(INFEASIBLE[name]) as session:
        result = session.solve(limits=Limits(time_s=30.0 if engine in EXACT else 0.2))
    assert_sound(INFEASIBLE[name], result)
    assert result.x is None
    if engine in EXACT:
        assert result.termination is Termination.INFEASIBLE


@pytest.mark.parametrize("engine", ENGINES)
def test_model_without_columns_has_its_offset_as_optimum(engine: str) -> None:
    problem = Problem.from_arrays([], np.zeros((1, 0)), -1, 2, offset=4.0, sense="max")
    with ENGINES[engine].open(problem) as session:
        result = session.solve(limits=limits_for(engine))
        beyond = session.solve(SubMip(cutoff=-5.0), limits_for(engine))
    assert (result.termination, result.objective, result.dual_bound) == (Termination.OPTIMAL, 4.0, 4.0)
    assert beyond.termination is Termination.INFEASIBLE


@pytest.mark.parametrize("kind", [Integrality.CONTINUOUS, Integrality.INTEGER])
@pytest.mark.parametrize("engine", UNBOUNDED)
def test_unbounded_model_is_told(engine: str, kind: Integrality) -> None:
    problem = Problem.from_arrays([1, 1], [[1, -1]], -2, 2, integrality=kind, sense=Sense.MAXIMIZE)
    with ENGINES[engine].open(problem) as session:
        result = session.solve(limits=Limits(time_s=30.0))
    assert result.termination in (Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
    assert result.dual_bound == INF


def moved(problem: Problem, j: int, bound: float) -> Problem:
    """Return the problem with column j held at bound."""
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[j] = upper[j] = bound
    arrays = (problem.c, problem.a, problem.row_lower, problem.row_upper, lower, upper, problem.integrality)
    return Problem.from_arrays(*arrays, offset=problem.offset, sense=problem.sense)


def assert_reduced_costs_bound(problem: Problem, x: FloatArray, root: RootInfo) -> None:
    """Assert by weak duality: a column moved off its bound by one unit costs at least its reduced cost."""
    sense = float(problem.sense)
    for j in np.flatnonzero(np.abs(root.reduced_costs) > 1e-6):
        up = root.reduced_costs[j] > 0.0
        assert x[j] == pytest.approx(problem.col_lower[j] if up else problem.col_upper[j])
        cost = sense * optimum(moved(problem, int(j), x[j] + (1.0 if up else -1.0)))
        assert math.isnan(cost) or cost >= root.cost + abs(root.reduced_costs[j]) - TOLERANCE


def test_linear_program_tells_its_reduced_costs(sessions: Sessions) -> None:
    problem, news = PROBLEMS["linear"], list[News]()
    result = sessions("highs", "linear").solve(SubMip(relaxed=True), emit=news.append)
    (root,) = [item for item in news if isinstance(item, RootInfo)]
    assert root.cost == pytest.approx(-optimum(problem))
    assert result.x is not None
    assert root.x == pytest.approx(result.x)
    assert np.any(np.abs(root.reduced_costs) > 1e-6)
    assert_reduced_costs_bound(problem, root.x, root)


def test_engine_names_are_unique_and_available_engines_are_values() -> None:
    assert all(isinstance(backend, EngineBackend) for backend in available())
    assert len({backend.name for backend in available()}) == len(available())
