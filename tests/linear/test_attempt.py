"""What a step keeps count of: kept preparations, repeats, budgets."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from metasolve.linear.arms import Arm, Use, arms_of, default_policy, default_solvers
from metasolve.linear.attempt import LEAST_LIMIT, Repeats, Shelf, Spent, attempt
from metasolve.linear.contract import Goal, SetupError
from metasolve.linear.libraries import Direct
from metasolve.linear.solvers import CG, Cg, IncompleteCholeskyCg, Sor, SsorCg
from metasolve.linear.system import System

Matrix = Callable[[str], Any]
SystemOf = Callable[..., System]
NEW, SAME, STALE = (Arm(Direct(), use) for use in Use)


def offered(shelf: Shelf, system: System) -> list[bool]:
    return [shelf.offers(arm, system) for arm in (NEW, SAME, STALE)]


def test_kept_preparation_is_the_same_for_its_matrix_and_stale_for_others(matrix: Matrix, system_of: SystemOf) -> None:
    shelf, first, second = Shelf(), system_of(matrix("5-point")), system_of(2.0 * matrix("5-point"))
    assert offered(shelf, first) == [True, False, False]
    state = shelf.take(NEW, first)
    assert offered(shelf, first) == [False, True, False]
    assert offered(shelf, second) == [True, False, True]
    assert shelf.take(SAME, first) is state
    assert shelf.take(STALE, second) is state


def test_preparation_of_another_size_is_not_offered(matrix: Matrix, system_of: SystemOf) -> None:
    shelf = Shelf()
    shelf.take(NEW, system_of(matrix("5-point")))
    assert offered(shelf, system_of(matrix("7-point"))) == [True, False, False]


def test_solver_that_keeps_nothing_is_always_offered(matrix: Matrix, system_of: SystemOf) -> None:
    shelf, system = Shelf(), system_of(matrix("5-point"))
    shelf.take(Arm(SsorCg(1.2)), system)
    assert shelf.offers(Arm(SsorCg(1.2)), system)
    assert not shelf.kept


def test_preparation_that_failed_is_not_tried_again_on_the_same_matrix(system_of: SystemOf) -> None:
    shelf, singular = Shelf(), system_of(np.diag([1.0, 0.0]))
    with pytest.raises(SetupError):
        shelf.take(NEW, singular)
    assert offered(shelf, singular) == [False, False, False]
    assert offered(shelf, system_of(np.eye(2))) == [True, False, False]


def test_shelf_goes_back_to_an_earlier_state(matrix: Matrix, system_of: SystemOf) -> None:
    shelf, first, second = Shelf(), system_of(matrix("5-point")), system_of(2.0 * matrix("5-point"))
    shelf.take(NEW, first)
    before = shelf.state()
    shelf.take(NEW, second)
    shelf.note_failures(second, [Direct()])
    shelf.restore(before)
    assert offered(shelf, first) == [False, True, False]
    assert shelf.state() == before


@pytest.mark.parametrize(
    ("runs", "same", "expected"),
    [([], False, 1.0), ([1], True, 2.0), ([5], True, 6.0), ([1, 1, 1], False, 1.0), ([4, 8, 1], False, 6.0)],
)
def test_uses_expected_are_the_mean_run_or_as_many_as_there_were(runs: list[int], same: bool, expected: float) -> None:
    repeats = Repeats()
    for run in runs:
        for position in range(run):
            repeats.count(position > 0, 1.0)
    assert repeats.expected(same) == expected


def test_attempt_adds_what_it_took(matrix: Matrix, system_of: SystemOf) -> None:
    system, spent, solver = system_of(matrix("5-point")), Spent(), IncompleteCholeskyCg()
    b = np.ones(system.n)
    results = [attempt(Arm(solver), Shelf(), system, b, 0.0 * b, Goal(1e-6), math.inf, spent) for _ in range(2)]
    assert all(result is not None and result.residual <= 1e-6 for result in results)
    iterations = sum(result.iterations for result in results if result is not None)
    setup, each = solver.setup_work(solver.init(system)), solver.iteration_work(solver.init(system))
    assert spent.iterations == iterations
    assert spent.setup_work == 2 * setup
    assert spent.work == pytest.approx(2 * setup + 2.0 + each * iterations)
    assert 0.0 < spent.setup_time_s < spent.time_s


@pytest.mark.parametrize(
    ("work", "limit"), [(math.inf, 40), (0.1 + 25.5 * CG, 25), (0.0, LEAST_LIMIT), (-5.0, LEAST_LIMIT)]
)
def test_attempt_is_stopped_at_its_budget_but_not_at_once(
    matrix: Matrix, system_of: SystemOf, work: float, limit: int
) -> None:
    system, spent = system_of(matrix("conductivities")), Spent()
    result = attempt(Arm(Cg()), Shelf(), system, np.ones(system.n), np.zeros(system.n), Goal(0.0, 40), work, spent)
    assert result is not None
    assert result.iterations == limit


def test_attempt_that_cannot_be_prepared_returns_none(system_of: SystemOf) -> None:
    spent, system = Spent(), system_of(np.zeros((2, 2)))
    assert attempt(NEW, Shelf(), system, np.ones(2), np.zeros(2), Goal(1e-9), math.inf, spent) is None
    assert (spent.iterations, spent.work) == (0, 0.0)
    assert spent.time_s > 0.0


def test_arms_are_all_uses_of_solvers_that_keep_and_one_of_others() -> None:
    names = [arm.name for arm in arms_of((SsorCg(1.5), Direct()))]
    assert names == ["ssor-cg(1.5)", "direct", "direct, same", "direct, stale"]


def test_default_arms_have_distinct_names_and_a_policy_of_their_number() -> None:
    arms = arms_of(default_solvers())
    assert len({arm.name for arm in arms}) == len(arms)
    default_policy(arms, 2).start(len(arms))


def test_default_policy_puts_omegas_of_one_kind_in_one_group_by_their_logarithm() -> None:
    arms = arms_of((Sor(1.5), SsorCg(1.0), SsorCg(1.75), Direct()))
    policy = default_policy(arms, 0)
    groups, positions = policy.groups, policy.positions
    assert groups is not None
    assert positions is not None
    assert groups[1] == groups[2]
    assert len(set(groups)) == 5
    assert positions[:3] == pytest.approx((math.log(0.5), 0.0, math.log(0.25)))
