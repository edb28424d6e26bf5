"""A saved solver continues bit for bit; damaged files and other settings are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from metasolve.bandit import ChebCb, Policy, Thompson, TsallisInf, Ucb, Uniform, policy_from_name
from metasolve.errors import LinearSystemError, ModelNotFoundError
from metasolve.linear import saved
from metasolve.linear.libraries import Direct, Multigrid
from metasolve.linear.rules import Axelsson
from metasolve.linear.sequence import SequenceSolver
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, SsorCg

Grid = Callable[..., Any]
Step = tuple[Any, Any]
KEEPING = (SsorCg(1.3), SsorCg(Axelsson()), IncompleteCholeskyCg(), Direct(), Multigrid())


def workload(grid_of: Grid, steps: int, seed: int) -> list[Step]:
    """Return shifted grids, each coming one to five times in a row, one of them again and again."""
    rng, a = np.random.default_rng(seed), grid_of(8, 8)
    result: list[Step] = []
    while len(result) < steps:
        shift = 0.25 if rng.random() < 0.3 else rng.uniform(0.0, 1.0)
        for _ in range(rng.integers(1, 6)):
            shifted = scipy.sparse.csr_array(a + shift * scipy.sparse.eye_array(64))
            result.append((shifted, rng.standard_normal(64)))
    return result[:steps]


def continues_alike(one: SequenceSolver, other: SequenceSolver, steps: list[Step]) -> set[str]:
    """Solve the steps by both, check that all is equal, and return the arms that were chosen."""
    chosen = set()
    for a, b in steps:
        (x, first), (y, second) = one.solve(a, b), other.solve(a, b)
        np.testing.assert_array_equal(x, y)
        assert (first.arm, first.fallback, first.cost) == (second.arm, second.fallback, second.cost)
        assert (first.probability, first.context) == (second.probability, second.context)
        chosen.add(first.arm)
    assert one.report() == other.report()
    return chosen


POLICIES: dict[str, Callable[[], Policy | None]] = {
    "default": lambda: None,
    "ucb": Ucb,
    "thompson": Thompson,
    "tsallis-inf": TsallisInf,
    "cheb-cb": lambda: ChebCb(-15, 1),
    "uniform": Uniform,
    "mabwiser": lambda: policy_from_name("mabwiser:lin-ts"),
}


@pytest.mark.parametrize("before", [0, 1, 35])
@pytest.mark.parametrize("name", POLICIES)
def test_loaded_solver_continues_bit_for_bit(grid_of: Grid, tmp_path: Path, name: str, before: int) -> None:
    settings: dict[str, Any] = {"policy": POLICIES[name](), "cost": "work", "context": ("ritz",), "seed": 5}
    solver = SequenceSolver(KEEPING, **settings)
    for a, b in workload(grid_of, before, 1):
        solver.solve(a, b)
    solver.save(tmp_path / "state.npz")
    loaded = SequenceSolver.load(tmp_path / "state.npz", KEEPING, **settings)
    chosen = continues_alike(solver, loaded, workload(grid_of, 50, 2))
    assert len(chosen) >= 2


@pytest.mark.parametrize("kind", [Direct(), Multigrid("ruge-stuben"), Multigrid("smoothed-aggregation")], ids=str)
def test_kept_preparation_is_there_after_loading(grid_of: Grid, tmp_path: Path, kind: Any) -> None:
    solvers, rng, a = (kind,), np.random.default_rng(3), grid_of(9, 9)
    solver = SequenceSolver(solvers, Uniform(), cost="work", backstop=kind)
    for _ in range(3):
        solver.solve(a, rng.standard_normal(81))
    solver.save(tmp_path / "state.npz")
    loaded = SequenceSolver.load(tmp_path / "state.npz", solvers, Uniform(), cost="work", backstop=kind)
    b = rng.standard_normal(81)
    (x, first), (y, second) = solver.solve(a, b), loaded.solve(a.copy(), b)
    assert first.arm == second.arm == f"{kind.name}, same"
    np.testing.assert_array_equal(x, y)


def test_caller_s_changes_after_a_step_do_not_reach_the_file(grid_of: Grid, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"policy": Uniform(), "cost": "work", "seed": 6}
    solver, twin = (SequenceSolver(KEEPING, **settings) for _ in range(2))
    for a, b in workload(grid_of, 20, 4):
        twin.solve(a.copy(), b)
        solver.solve(a, b)
        a.data[:] = np.nan
        a.indices[:] = 0
    solver.save(tmp_path / "state.npz")
    loaded = SequenceSolver.load(tmp_path / "state.npz", KEEPING, **settings)
    continues_alike(twin, loaded, [workload(grid_of, 20, 4)[-1], *workload(grid_of, 30, 5)])


def test_saving_changes_nothing(grid_of: Grid, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"cost": "work", "seed": 7}
    solver, twin = (SequenceSolver(KEEPING, **settings) for _ in range(2))
    for a, b in workload(grid_of, 30, 6):
        solver.save(tmp_path / "state.npz")
        continues_alike(solver, twin, [(a, b)])


def test_equal_states_give_equal_files(grid_of: Grid, tmp_path: Path) -> None:
    solver = SequenceSolver(KEEPING, cost="work")
    for a, b in workload(grid_of, 10, 7):
        solver.solve(a, b)
    solver.save(tmp_path / "first.npz")
    loaded = SequenceSolver.load(tmp_path / "first.npz", KEEPING, cost="work")
    loaded.save(tmp_path / "second.npz")
    with np.load(tmp_path / "first.npz") as first, np.load(tmp_path / "second.npz") as second:
        assert first.files == second.files
        for name in first.files:
            assert first[name].tobytes() == second[name].tobytes()


OTHER: dict[str, tuple[dict[str, Any], str]] = {
    "solvers": ({"solvers": (SsorCg(1.4), Cg())}, "with arms"),
    "order": ({"solvers": (Cg(), SsorCg(1.3))}, "with arms"),
    "policy": ({"policy": Thompson()}, r"with policy 'Ucb\(.*, not .Discounted"),
    "policy's settings": ({"policy": Ucb(2.0)}, "with policy 'Ucb.exploration=1.0"),
    "cost": ({"cost": "iterations"}, "with cost 'work', not 'iterations'"),
    "context": ({"context": ("ritz",)}, "with context"),
    "rtol": ({"rtol": 1e-6}, "with rtol 1e-08, not 1e-06"),
    "backstop": ({"backstop": Cg()}, "with fallbacks"),
    "patience": ({"patience": 9.0}, "with patience 4.0, not 9.0"),
}


@pytest.mark.parametrize("case", OTHER)
def test_file_of_a_solver_with_other_settings_is_refused(tmp_path: Path, case: str) -> None:
    settings: dict[str, Any] = {"solvers": (SsorCg(1.3), Cg()), "policy": Ucb(), "cost": "work"}
    SequenceSolver(**settings).save(tmp_path / "state.npz")
    other, message = OTHER[case]
    with pytest.raises(ValueError, match=f"state.npz was saved {message}"):
        SequenceSolver.load(tmp_path / "state.npz", **(settings | other))


def small_file(grid_of: Grid, path: Path) -> bytes:
    solver = SequenceSolver((SsorCg(1.3), Direct()), Ucb(), cost="work", backstop=Direct())
    for a, b in workload(grid_of, 3, 8):
        solver.solve(a, b)
    solver.save(path)
    return path.read_bytes()


def load_small(path: Path) -> SequenceSolver:
    return SequenceSolver.load(path, (SsorCg(1.3), Direct()), Ucb(), cost="work", backstop=Direct())


def test_file_that_is_cut_off_is_refused(grid_of: Grid, tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    whole = small_file(grid_of, path)
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(LinearSystemError, match=r"state\.npz: is not a saved SequenceSolver"):
            load_small(path)


def test_file_with_one_wrong_byte_is_refused_or_means_the_same(grid_of: Grid, tmp_path: Path) -> None:
    path, again, rng = tmp_path / "state.npz", tmp_path / "again.npz", np.random.default_rng(9)
    whole = small_file(grid_of, path)
    load_small(path).save(again)
    expected = again.read_bytes()
    for place in rng.choice(len(whole), 400, replace=False):
        damaged = bytearray(whole)
        damaged[place] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        try:
            load_small(path).save(again)
        except (LinearSystemError, ValueError):
            continue
        with np.load(again) as ours, np.load(again.with_name("state.npz")) as theirs:
            assert sorted(ours.files) == sorted(theirs.files)
        assert again.read_bytes() == expected


def array_file(path: Path) -> None:
    np.save(path.with_suffix(".npy"), np.ones(3))
    path.with_suffix(".npy").rename(path)


def rewritten(change: Callable[[dict[str, Any], dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Return what writes a saved solver whose data and arrays were changed."""

    def write(path: Path) -> None:
        solver = SequenceSolver((SsorCg(1.3), Direct()), Ucb(), cost="work", backstop=Direct())
        solver.solve(np.diag([1.0, 2.0, 3.0]), np.ones(3))
        data, arrays = solver._state()
        data, kept = dict(data), dict(arrays)
        change(data, kept)
        saved.write(path, saved.Saved(data, kept))

    return write


DAMAGED: dict[str, Callable[[Path], Any]] = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("omega = 1.5"),
    "array": array_file,
    "other archive": lambda path: np.savez(path, a=np.ones(3)),
    "pickle": lambda path: np.savez(path, state=np.array([{}], dtype=object)),
    "no identity": rewritten(lambda data, _: data.pop("identity")),
    "no repeats": rewritten(lambda data, _: data.pop("repeats")),
    "selector of fewer arms": rewritten(lambda data, _: data["selector"].update(counts=[1, 2])),
    "no generator": rewritten(lambda data, _: data["selector"].pop("rng")),
    "places missing": rewritten(lambda _, arrays: arrays.pop("0.index")),
    "places outside": rewritten(lambda _, arrays: arrays.update({"1.index": arrays["1.index"] + 7})),
    "values not finite": rewritten(lambda _, arrays: arrays.update({"1.data": np.full(3, np.nan)})),
    "values zero": rewritten(lambda _, arrays: arrays.update({"1.data": np.zeros(3)})),
    "values too few": rewritten(lambda _, arrays: arrays.update({"1.data": np.ones(2)})),
    "unknown solver": rewritten(lambda data, _: data["systems"].append(["gauss", 1, None])),
    "list": lambda path: np.savez(path, state=np.frombuffer(b"[1, 2]", dtype=np.uint8)),
    "no json": lambda path: np.savez(path, state=np.frombuffer(b"{", dtype=np.uint8)),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_file_is_refused_by_its_name(tmp_path: Path, case: str) -> None:
    path = tmp_path / "state.npz"
    DAMAGED[case](path)
    with pytest.raises(LinearSystemError, match=r"state\.npz: is not a saved SequenceSolver"):
        load_small(path)


@pytest.mark.parametrize("name", ["missing.npz", "."])
def test_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelNotFoundError, match=r"cannot be read .*; check the path"):
        SequenceSolver.load(tmp_path / name)
