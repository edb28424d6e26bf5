"""Start plans: who looks for a first point, in which order and for how long."""

from __future__ import annotations

import math

import pytest

from metasolve.alns.start_plan import GROWTH, START_NODES, StartPlan, WorkStartPlan
from metasolve.alns.task import Role

ALL = ("highs", "scip", "cpsat", "localmip", "start")


def dealt(plan: StartPlan, count: int, horizon_s: float = 3600.0) -> list[str]:
    tasks = [plan.next(horizon_s) for _ in range(count)]
    return [task.engine if task is not None else "" for task in tasks]


def test_starters_take_turns_and_engines_without_a_turn_are_left_out() -> None:
    assert dealt(StartPlan(ALL, 0), 6) == ["start", "scip", "localmip", "cpsat", "start", "scip"]
    assert dealt(StartPlan(("highs", "scip"), 0), 2) == ["scip", "scip"]


def test_turns_grow_from_round_to_round_and_bring_new_seeds() -> None:
    plan = StartPlan(("scip", "start"), 7)
    tasks = [plan.next(3600.0) for _ in range(6)]
    assert [task.slice_s for task in tasks if task] == pytest.approx(
        [length * GROWTH**cycle for cycle in range(3) for length in (3.0, 8.0)]
    )
    assert [task.seed for task in tasks if task] == [7, 7, 8, 8, 9, 9]
    assert all(task.role is Role.START and task.source == f"start+{task.engine}" for task in tasks if task)


def test_turns_are_shorter_when_little_time_is_left() -> None:
    task = StartPlan(("scip",), 0).next(15.0)
    assert task is not None
    assert task.slice_s == pytest.approx(4.0)


def test_dropped_engine_gets_no_more_turns() -> None:
    plan = StartPlan(ALL, 0)
    plan.drop("cpsat")
    plan.drop("highs")
    assert dealt(plan, 4) == ["start", "scip", "localmip", "start"]


def test_plan_without_starters_deals_nothing() -> None:
    plan = StartPlan(("scip",), 0)
    plan.drop("scip")
    assert plan.next(60.0) is None
    assert plan.cycle == 0
    assert plan.cycle_s == 0.0


def test_cycle_counts_full_rounds() -> None:
    plan, cycles = StartPlan(("scip", "start"), 0), []
    for _ in range(5):
        cycles.append(plan.cycle)
        plan.next(60.0)
    assert cycles == [0, 0, 1, 1, 2]
    assert plan.cycle_s == pytest.approx(11.0 * GROWTH**2)


def test_plan_without_wall_time_deals_scip_with_growing_node_limits_then_ends() -> None:
    plan = WorkStartPlan(ALL, 3)
    tasks = [plan.next(math.inf) for _ in range(4)]
    assert [task and task.limits.nodes for task in tasks] == [*START_NODES, None]
    assert all(task.engine == "scip" and math.isinf(task.limits.time_s) for task in tasks if task)
    assert len({task.seed for task in tasks if task}) == 3


def test_plan_without_wall_time_and_without_scip_deals_nothing() -> None:
    assert WorkStartPlan(("highs", "start"), 0).next(math.inf) is None
