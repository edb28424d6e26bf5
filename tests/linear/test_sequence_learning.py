"""What is learned: the best arm of a constant workload, the use of a factor, that a matrix has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from metasolve.linear.libraries import Direct
from metasolve.linear.sequence import SequenceSolver, StepInfo
from metasolve.linear.solvers import JacobiCg, SsorCg

Grid = Callable[..., Any]
OMEGAS = (1.0, 1.3, 1.6, 1.8, 1.9)


def solved(solver: SequenceSolver, a: Any, steps: int, rng: np.random.Generator) -> list[StepInfo]:
    """Return the accounts of some steps with this matrix and random right-hand sides."""
    infos = []
    for _ in range(steps):
        b = rng.standard_normal(a.shape[0])
        x, info = solver.solve(a, b)
        assert np.linalg.norm(b - a @ x) <= 1e-8 * np.linalg.norm(b)
        infos.append(info)
    return infos


def share(infos: list[StepInfo], arms: set[str]) -> float:
    return float(np.mean([info.arm in arms for info in infos]))


@pytest.mark.parametrize("seed", range(3))
def test_best_omegas_are_chosen_more_and_more_on_a_constant_workload(grid_of: Grid, seed: int) -> None:
    a, rng = grid_of(20, 20), np.random.default_rng(seed)
    solver = SequenceSolver([SsorCg(omega) for omega in OMEGAS], cost="iterations", seed=seed)
    infos = solved(solver, a, 150, rng)
    alone = {arm.name: solved(SequenceSolver([arm.solver], cost="iterations"), a, 5, rng) for arm in solver.arms}
    means = {name: np.mean([info.cost for info in found]) for name, found in alone.items()}
    good = {name for name, mean in means.items() if mean <= 1.1 * min(means.values())}
    assert share(infos[75:], good) >= max(0.8, share(infos[:30], good))


@pytest.mark.parametrize("seed", range(5))
def test_factor_of_a_matrix_that_repeats_is_made_and_used_within_60_steps(grid_of: Grid, seed: int) -> None:
    solver = SequenceSolver(cost="work", seed=seed)
    infos = solved(solver, grid_of(24, 24), 120, np.random.default_rng(seed))
    first = next(step for step, info in enumerate(infos) if info.arm == "direct, same")
    assert first < 60
    assert share(infos[first:], {"direct, same"}) >= 0.7
    assert sum(info.arm == "direct" for info in infos) == 1


def test_factor_of_an_earlier_matrix_is_used_or_left_after_a_change(grid_of: Grid) -> None:
    a, rng, solver = grid_of(24, 24), np.random.default_rng(6), SequenceSolver(cost="work")
    before = solved(solver, a, 60, rng)
    after = [solved(solver, a + 0.01 * rng.random() * scipy.sparse.eye_array(576), 1, rng)[0] for _ in range(80)]
    assert before[-1].arm == "direct, same"
    assert share(after, {"direct, same"}) == 0.0
    best = solved(SequenceSolver([SsorCg(1.8)], cost="work"), a, 10, rng)
    assert np.mean([info.cost for info in after[40:]]) <= 1.5 * np.mean([info.cost for info in best])


def test_stale_factor_is_used_where_it_is_the_best(grid_of: Grid) -> None:
    a, rng, solver = grid_of(24, 24), np.random.default_rng(9), SequenceSolver([JacobiCg(), Direct()], cost="work")
    shifts = (1e-5 * rng.random() * scipy.sparse.eye_array(576) for _ in range(80))
    infos = [solved(solver, a + shift, 1, rng)[0] for shift in shifts]
    assert share(infos[40:], {"direct, stale"}) >= 0.8


def test_factor_is_not_made_for_matrices_that_never_repeat_and_would_cost_more(grid_of: Grid) -> None:
    a, rng = grid_of(40, 40), np.random.default_rng(7)
    solver = SequenceSolver([SsorCg(1.8), JacobiCg(), Direct()], cost="work")
    infos = [solved(solver, a + rng.random() * scipy.sparse.eye_array(1600), 1, rng)[0] for _ in range(60)]
    assert share(infos[30:], {"direct"}) <= 0.1


def test_choice_follows_the_context(grid_of: Grid) -> None:
    a, rng = grid_of(24, 24), np.random.default_rng(8)
    solver = SequenceSolver([SsorCg(1.0), SsorCg(1.85)], cost="iterations", context=("row-sum",))
    infos: dict[float, list[StepInfo]] = {}
    for _ in range(150):
        for shift in (0.0, 10.0):
            infos[shift] = infos.get(shift, []) + solved(solver, a + shift * scipy.sparse.eye_array(576), 1, rng)
    assert share(infos[0.0][75:], {"ssor-cg(1.85)"}) >= 0.9
    assert share(infos[10.0][75:], {"ssor-cg(1)"}) >= 0.9
