"""One system after another: the tolerance, fallbacks, budgets, repeats, failures."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse

from metasolve.bandit import ChebCb, Policy, Thompson, TsallisInf, Ucb, Uniform, policy_from_name
from metasolve.errors import NoConvergenceError
from metasolve.linear.contract import Goal, LinearResult, SetupError
from metasolve.linear.libraries import Direct
from metasolve.linear.rules import Axelsson
from metasolve.linear.sequence import SequenceSolver, SequenceWarning, StepInfo
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, JacobiCg, Sor, SsorCg
from metasolve.linear.system import System
from metasolve.linear.warmup import warm_up

Array = npt.NDArray[np.float64]
Grid = Callable[..., Any]
Matrix = Callable[[str], Any]
FEW = (SsorCg(1.0), SsorCg(1.6), IncompleteCholeskyCg(), Direct())


@dataclass(frozen=True)
class Stuck:
    """A solver that uses up its limit and gets nowhere; limits collects what it was given."""

    limits: tuple[list[int], ...] = ([],)

    name: ClassVar[str] = "stuck"
    keeps: ClassVar[bool] = False

    def __hash__(self) -> int:
        return 1

    def suits(self, system: System) -> bool:
        return True

    def init(self, system: System) -> None:
        return None

    def setup_work(self, state: None) -> float:
        return 0.0

    def iteration_work(self, state: None) -> float:
        return 1.0

    def solve(self, state: None, system: System, b: Array, x0: Array, goal: Goal) -> LinearResult:
        self.limits[0].append(goal.limit)
        return LinearResult(x0.copy(), goal.limit, system.residual(b, x0))


@dataclass(frozen=True)
class Broken(Stuck):
    """A solver that cannot be prepared; limits collects one entry an attempt."""

    name: ClassVar[str] = "broken"

    def __hash__(self) -> int:
        return 2

    def init(self, system: System) -> None:
        self.limits[0].append(0)
        raise SetupError("no")


@dataclass(frozen=True)
class Boastful(Stuck):
    """A solver that claims what it has not reached."""

    name: ClassVar[str] = "boastful"

    def __hash__(self) -> int:
        return 3

    def solve(self, state: None, system: System, b: Array, x0: Array, goal: Goal) -> LinearResult:
        return LinearResult(x0 + 1.0, 1, 0.0)


def workload(grid_of: Grid, steps: int, seed: int = 0) -> Iterator[tuple[Any, Array]]:
    """Return a grid with a random shift, and a random right-hand side."""
    rng = np.random.default_rng(seed)
    a = grid_of(8, 9)
    for _ in range(steps):
        yield scipy.sparse.csr_array(a + rng.uniform(0.0, 0.5) * scipy.sparse.eye_array(72)), rng.standard_normal(72)


def relative(a: Any, b: Array, x: Array) -> float:
    return float(np.linalg.norm(b - a @ x) / np.linalg.norm(b))


@pytest.mark.parametrize("rtol", [1e-3, 1e-8, 1e-13])
def test_every_step_meets_the_tolerance(grid_of: Grid, rtol: float) -> None:
    solver, x = SequenceSolver(cost="work", rtol=rtol), None
    for a, b in workload(grid_of, 80):
        x, info = solver.solve(a, b, x0=x)
        assert relative(a, b, x) <= rtol
        assert info.relative_residual == pytest.approx(relative(a, b, x), rel=1e-2, abs=1e-15)
        assert info.residual == pytest.approx(info.relative_residual * np.linalg.norm(b))


def test_atol_is_met_in_the_units_of_b(grid_of: Grid) -> None:
    solver = SequenceSolver(FEW, cost="work", rtol=0.0, atol=1e-3)
    for a, b in workload(grid_of, 10):
        x, info = solver.solve(a, 50.0 * b)
        assert np.linalg.norm(50.0 * b - a @ x) <= 1e-3
        assert info.residual <= 1e-3


POLICIES: dict[str, Callable[[], Policy | None]] = {
    "default": lambda: None,
    "ucb": Ucb,
    "thompson": Thompson,
    "tsallis-inf": TsallisInf,
    "cheb-cb": ChebCb,
    "mabwiser": lambda: policy_from_name("mabwiser:softmax"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_solves_and_uses_several_arms(grid_of: Grid, name: str) -> None:
    solver = SequenceSolver(FEW, POLICIES[name](), cost="work")
    chosen = set()
    for a, b in workload(grid_of, 40):
        x, info = solver.solve(a, b)
        assert relative(a, b, x) <= 1e-8
        assert 0.0 < info.probability <= 1.0
        chosen.add(info.arm)
    assert len(chosen) >= 2
    assert sum(count for _, count, _ in solver.report()) == 40


def played(grid_of: Grid, seed: int) -> list[tuple[str, int, float]]:
    solver = SequenceSolver(cost="work", policy=TsallisInf(), seed=seed)
    infos = [solver.solve(a, b)[1] for a, b in workload(grid_of, 40)]
    return [(info.arm, info.iterations, info.cost) for info in infos]


def test_equal_seeds_give_equal_runs_and_others_do_not(grid_of: Grid) -> None:
    assert played(grid_of, 1) == played(grid_of, 1)
    assert played(grid_of, 1) != played(grid_of, 2)


def test_solution_that_is_given_takes_no_arm_and_teaches_nothing(grid_of: Grid) -> None:
    a, b = next(workload(grid_of, 1))
    solver = SequenceSolver(FEW)
    exact = np.linalg.solve(a.toarray(), b)
    x, info = solver.solve(a, b, x0=exact)
    np.testing.assert_array_equal(x, exact)
    assert x is not exact
    assert (info.arm, info.fallback, info.iterations, info.cost) == ("", "", 0, 0.0)
    assert sum(count for _, count, _ in solver.report()) == 0


@pytest.mark.parametrize("x0", [None, "ones"])
def test_zero_right_side_gives_exact_zeros(grid_of: Grid, x0: str | None) -> None:
    x, info = SequenceSolver(FEW).solve(grid_of(4, 4), np.zeros(16), x0=None if x0 is None else np.ones(16))
    np.testing.assert_array_equal(x, np.zeros(16))
    assert (info.residual, info.relative_residual, info.arm) == (0.0, 0.0, "")


def test_inputs_stay_as_they_are(grid_of: Grid) -> None:
    solver, rng = SequenceSolver(cost="work"), np.random.default_rng(1)
    for a, b in workload(grid_of, 25):
        x0 = rng.standard_normal(72)
        before = [array.copy() for array in (a.data, a.indices, a.indptr, b, x0)]
        solver.solve(a, b, x0=x0)
        for array, copy in zip((a.data, a.indices, a.indptr, b, x0), before, strict=True):
            np.testing.assert_array_equal(array, copy)


def test_matrix_that_is_changed_in_place_between_steps_is_solved_as_it_then_is(grid_of: Grid) -> None:
    a, solver, rng = grid_of(8, 9), SequenceSolver(FEW, Uniform(), cost="work"), np.random.default_rng(2)
    for _ in range(40):
        if rng.random() < 0.5:
            a.data *= rng.uniform(0.5, 2.0)
        b = rng.standard_normal(72)
        x, _ = solver.solve(a, b)
        assert relative(a, b, x) <= 1e-8


def test_old_values_in_a_new_array_are_solved_after_the_old_array_has_changed(grid_of: Grid) -> None:
    a, solver, b = grid_of(8, 9), SequenceSolver([SsorCg(1.4)], cost="work"), np.arange(72.0)
    solver.solve(a, b)
    copy = a.copy()
    a.data *= 3.0
    x, _ = solver.solve(copy, b)
    assert relative(copy, b, x) <= 1e-8


def test_backstop_finishes_when_the_chosen_arm_is_stopped(grid_of: Grid) -> None:
    stuck = Stuck(([],))
    solver = SequenceSolver([IncompleteCholeskyCg(), stuck], Uniform(), cost="work", patience=3.0)
    infos = []
    for a, b in workload(grid_of, 30):
        x, info = solver.solve(a, b)
        infos.append(info)
        assert relative(a, b, x) <= 1e-8
    stopped = [info for info in infos if info.arm == "stuck"]
    assert {info.fallback for info in stopped} == {"mic-cg(0.99)"}
    assert {info.fallback for info in infos if info.arm != "stuck"} == {""}
    usual = max(info.work for info in infos if info.arm != "stuck")
    assert max(info.work for info in stopped) <= (3.0 + 2.0) * usual


def test_arms_that_are_stopped_again_and_again_do_not_raise_the_limit(grid_of: Grid) -> None:
    stuck = Stuck(([],))
    solver = SequenceSolver([stuck], cost="work", max_iterations=1000)
    for a, b in workload(grid_of, 30):
        solver.solve(a, b)
    assert max(stuck.limits[0][-29:]) <= 4 * 20


def test_solver_that_claims_too_much_is_not_believed(grid_of: Grid) -> None:
    solver = SequenceSolver([Boastful()], cost="work")
    a, b = next(workload(grid_of, 1))
    x, info = solver.solve(a, b)
    assert relative(a, b, x) <= 1e-8
    assert (info.arm, info.fallback) == ("boastful", "mic-cg(0.99)")


def test_preparation_that_fails_is_tried_once_a_matrix(grid_of: Grid) -> None:
    warm_up([Broken()])
    broken = Broken(([],))
    solver, rng = SequenceSolver([broken], cost="work"), np.random.default_rng(3)
    for scale in (1.0, 2.0):
        for _ in range(10):
            _, info = solver.solve(scale * grid_of(8, 9), rng.standard_normal(72))
            assert info.fallback == "mic-cg(0.99)"
    assert len(broken.limits[0]) == 2


def test_singular_matrix_that_repeats_is_not_factorized_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    a = np.diag([1.0, 2.0, 2.0, 1.0]) - np.eye(4, k=1) - np.eye(4, k=-1)
    tried = []
    init = Direct.init

    def noted(self: Direct, system: System) -> Any:
        tried.append(system)
        return init(self, system)

    monkeypatch.setattr(Direct, "init", noted)
    solver, rng = SequenceSolver(cost="work"), np.random.default_rng(4)
    for _ in range(60):
        b = rng.standard_normal(4)
        x, _ = solver.solve(a, b - b.mean())
        assert relative(a, b - b.mean(), x) <= 1e-8
    assert len(tried) <= 1


def test_warning_comes_once_and_names_what_is_wrong(grid_of: Grid) -> None:
    a, solver = grid_of(4, 4).tolil(), SequenceSolver(FEW, cost="work")
    a[0, 1] = -0.5
    with pytest.warns(SequenceWarning, match="not symmetric with a positive diagonal") as caught:
        solver.solve(a, np.ones(16))
    assert [warning.filename for warning in caught] == [__file__]
    for _ in range(5):
        solver.solve(a, np.ones(16))


def saved_bytes(solver: SequenceSolver, path: Path) -> dict[str, Any]:
    """Return all that save() writes, by name."""
    solver.save(path)
    with np.load(io.BytesIO(path.read_bytes())) as file:
        arrays = {name: (file[name].dtype.str, file[name].tobytes()) for name in file.files}
    arrays["text"] = json.loads(arrays.pop("state")[1])
    return arrays


SINGULAR = np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 3.0]])


@pytest.mark.parametrize(
    "policy", [None, Ucb(), TsallisInf(), ChebCb(-15.0, 1.0), policy_from_name("mabwiser:lin-ucb")], ids=str
)
@pytest.mark.parametrize("before", [0, 7])
def test_step_that_fails_raises_the_residual_and_leaves_no_trace(
    policy: Policy | None, before: int, tmp_path: Path
) -> None:
    solvers = (*FEW, SsorCg(Axelsson()), JacobiCg())
    solver, rng = SequenceSolver(solvers, policy, cost="work", context=("ritz",)), np.random.default_rng(6)
    for _ in range(before):
        solver.solve(np.diag(rng.uniform(1.0, 2.0, 3)) + 0.1, rng.standard_normal(3))
    expected = saved_bytes(solver, tmp_path / "before.npz")
    b = np.array([1.0, 0.0, 1.0])
    with pytest.raises(NoConvergenceError, match=r"1e-08, the best [0-9.]+; the matrix may be singular") as caught:
        solver.solve(SINGULAR, b)
    assert np.sqrt(0.8) <= caught.value.residual <= np.sqrt(2.0)
    assert saved_bytes(solver, tmp_path / "after.npz") == expected


def test_step_that_is_interrupted_leaves_no_trace(
    grid_of: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    solver = SequenceSolver(cost="work")
    steps = list(workload(grid_of, 6))
    for a, b in steps[:5]:
        solver.solve(a, b)
    expected = saved_bytes(solver, tmp_path / "before.npz")
    monkeypatch.setattr("metasolve.linear.sequence.attempt", interrupt)
    with pytest.raises(KeyboardInterrupt):
        solver.solve(*steps[5])
    assert saved_bytes(solver, tmp_path / "after.npz") == expected


def test_tolerance_beyond_rounding_raises_with_what_was_reached(grid_of: Grid) -> None:
    a, b = next(workload(grid_of, 1))
    with pytest.raises(NoConvergenceError, match="tolerance too small") as caught:
        SequenceSolver(FEW, cost="work", rtol=1e-19).solve(a, b)
    assert 0.0 < caught.value.residual <= 1e-13 * np.linalg.norm(b)


def test_context_that_is_given_is_what_the_step_reports(grid_of: Grid) -> None:
    solver = SequenceSolver(FEW, ChebCb(), cost="work", context=1)
    a, b = next(workload(grid_of, 1))
    _, info = solver.solve(a, b, context=[0.3])
    assert info.context == (0.3,)


def test_account_of_a_step_adds_up(grid_of: Grid) -> None:
    solver = SequenceSolver(cost="time")
    for a, b in workload(grid_of, 20):
        _, info = solver.solve(a, b)
        assert isinstance(info, StepInfo)
        assert info.cost == info.time_s
        assert 0.0 <= info.setup_time_s <= info.time_s
        assert info.work > 0.0
        assert info.learning_s > 0.0


SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "cost": ({"cost": "money"}, "cost must be one of time, work, iterations, got 'money'"),
    "context": ({"context": -1}, "context must be .* got -1"),
    "feature": ({"context": ("size",)}, "unknown feature 'size'"),
    "rtol": ({"rtol": -1e-3}, "rtol must lie in .0, inf., got -0.001"),
    "rtol nan": ({"rtol": float("nan")}, "rtol must lie in .0, inf., got nan"),
    "atol": ({"atol": float("inf")}, "atol must lie in .0, inf., got inf"),
    "both": ({"rtol": 0.0}, "rtol and atol are both 0"),
    "patience": ({"patience": 0.5}, "patience must lie in .1, inf., got 0.5"),
    "iterations": ({"max_iterations": 0}, "max_iterations must be at least 1, got 0"),
    "none": ({"solvers": ()}, "at least one arm"),
    "twice": ({"solvers": (Cg(), Cg())}, "distinct"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_setting_out_of_range_is_refused_with_its_value(case: str) -> None:
    settings, message = SETTINGS[case]
    with pytest.raises(ValueError, match=message):
        SequenceSolver(**settings)


def test_sor_is_an_arm_as_any_other(grid_of: Grid) -> None:
    solver = SequenceSolver([Sor(1.0), Sor(1.5)], Uniform(), cost="iterations")
    for a, b in workload(grid_of, 10):
        x, info = solver.solve(a, b)
        assert relative(a, b, x) <= 1e-8
        assert info.cost == info.iterations


def test_sizes_may_change_from_step_to_step(grid_of: Grid) -> None:
    solver, rng = SequenceSolver(cost="work", context=("ritz",)), np.random.default_rng(7)
    for step in range(60):
        a = grid_of(6, 5 + step % 3)
        b = rng.standard_normal(a.shape[0])
        x, _ = solver.solve(a, b)
        assert relative(a, b, x) <= 1e-8
