"""BanditALNS as a user composes it: it improves, repeats itself, and takes every rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import metasolve
from metasolve.alns import (
    Accept,
    AlwaysAccept,
    BanditALNS,
    Crossover,
    GreatDeluge,
    HillClimbing,
    LateAcceptance,
    LbRelax,
    MaxIterations,
    Mutation,
    NoImprovement,
    RandomAccept,
    RecordToRecord,
    Rins,
    SimulatedAnnealing,
    Stop,
    TargetObjective,
    TimeLimit,
    Whole,
)
from metasolve.backends import available
from metasolve.bandit import Thompson
from metasolve.check import check
from metasolve.events import Event, Incumbent
from metasolve.matrix import FloatArray
from metasolve.problem import Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

INSTANCES = Path(__file__).parent.parent.parent / "instances"
INSTALLED = {backend.name for backend in available()}


def knapsack(items: int = 40) -> Problem:
    rng = np.random.default_rng(2)
    weights = rng.integers(10, 90, (4, items)).astype(float)
    return Problem.from_arrays(rng.integers(20, 90, items), weights, -np.inf, 600.0, 0, 1, 1, sense="max", offset=10)


def one_item(items: int = 40) -> FloatArray:
    return np.repeat([1.0, 0.0], [1, items - 1])


def trace(search: BanditALNS, problem: Problem, iterations: int) -> tuple[SolveResult, list[Incumbent]]:
    events: list[Event] = []
    result = search.run(problem, MaxIterations(iterations), on_event=events.append)
    return result, [event for event in events if isinstance(event, Incumbent)]


def test_example_of_the_documentation_runs() -> None:
    search = BanditALNS(
        destroy=[Rins(), Crossover(), Mutation()],
        repair=["scip", "highs"],
        policy=Thompson(),
        accept=HillClimbing(),
        seed=0,
    )
    problem = metasolve.read(INSTANCES / "setcover.mps.gz")
    result = search.run(problem, stop=TimeLimit(4), start=np.ones(problem.columns))
    assert result.termination is Termination.TIME_LIMIT
    assert result.solution_status is SolutionStatus.FEASIBLE
    assert result.x is not None
    assert check(problem, result.x).feasible
    assert {arm.repair for arm in result.arms} <= {"scip", "highs"}
    assert result.objective is not None
    assert 857.0 <= result.objective < problem.c.sum()
    assert result.dual_bound is None


def test_one_seed_gives_the_same_incumbents_bit_for_bit() -> None:
    problem = knapsack(60)
    search = BanditALNS([Rins(), Crossover(), Mutation()], ["scip", "highs"], seed=3)
    (first, one), (second, other) = (trace(search, problem, 6) for _ in range(2))
    assert len(one) > 1
    assert [(e.objective, e.source, e.x.tobytes()) for e in one] == [
        (e.objective, e.source, e.x.tobytes()) for e in other
    ]
    assert [(arm.destroy, arm.repair, arm.pulls, arm.reward_mean) for arm in first.arms] == [
        (arm.destroy, arm.repair, arm.pulls, arm.reward_mean) for arm in second.arms
    ]
    assert sum(arm.pulls for arm in first.arms) == 6


def test_maximization_improves_the_given_start() -> None:
    problem = knapsack()
    result = BanditALNS([Mutation()], seed=1).run(problem, MaxIterations(12), start=one_item())
    objectives = [record.objective for record in result.incumbents]
    assert result.incumbents[0].source == "start"
    assert objectives[0] == problem.objective(one_item())
    assert objectives == sorted(objectives)
    assert result.objective == objectives[-1] > objectives[0]
    assert result.x is not None
    assert result.objective == problem.objective(result.x)


def test_without_a_start_scip_finds_the_first_point() -> None:
    result = BanditALNS([Mutation()]).run(knapsack(), MaxIterations(1))
    assert result.incumbents[0].source == "start+scip"


@pytest.mark.parametrize(
    "accept",
    [
        HillClimbing(), SimulatedAnnealing(), RecordToRecord(), LateAcceptance(3), GreatDeluge(), RandomAccept(),
        AlwaysAccept(),
    ],
    ids=lambda accept: type(accept).__name__,
)  # fmt: skip
def test_every_acceptance_rule_runs_and_never_loses_the_best(accept: Accept) -> None:
    problem = knapsack()
    result = BanditALNS([Mutation(0.4)], accept=accept, seed=2).run(problem, MaxIterations(6), start=one_item())
    assert result.objective == max(record.objective for record in result.incumbents)
    assert result.objective > problem.objective(one_item())


@pytest.mark.parametrize(
    ("stop", "termination"),
    [
        (TimeLimit(1.5), Termination.TIME_LIMIT),
        (MaxIterations(3), Termination.NODE_LIMIT),
        (NoImprovement(2), Termination.NODE_LIMIT),
        (TargetObjective(600.0), Termination.NODE_LIMIT),
        (MaxIterations(3) | TargetObjective(1e9), Termination.NODE_LIMIT),
        (MaxIterations(2) & NoImprovement(1), Termination.NODE_LIMIT),
        (MaxIterations(0), Termination.NODE_LIMIT),
    ],
    ids=str,
)
def test_every_stopping_rule_ends_the_run(stop: Stop, termination: Termination) -> None:
    result = BanditALNS([Mutation(0.5)]).run(knapsack(), stop, start=one_item())
    assert result.termination is termination
    assert result.solution_status is SolutionStatus.FEASIBLE
    if stop == TargetObjective(600.0):
        assert (result.objective or 0.0) >= 600.0


def test_operators_with_nothing_to_do_cannot_hold_up_the_end() -> None:
    """Crossover needs two points, and there is only one."""
    problem = Problem.from_arrays([1, 1], [[1, 1]], 2, 2, 0, 1, 1)
    result = BanditALNS([Crossover()]).run(problem, MaxIterations(3) | TimeLimit(20), start=np.ones(2))
    assert result.objective == 2.0
    assert result.time_s < 10.0


def test_infeasible_start_is_not_believed() -> None:
    result = BanditALNS([Mutation()]).run(knapsack(), MaxIterations(2), start=np.ones(40))
    assert result.x is not None
    assert check(knapsack(), result.x).feasible


def test_infeasible_problem_ends_without_a_solution() -> None:
    problem = Problem.from_arrays([1, 1], [[2, 2]], 3, 3, 0, 5, 1)
    result = BanditALNS([Mutation()]).run(problem, MaxIterations(5))
    assert (result.solution_status, result.objective, result.x) == (SolutionStatus.NONE, None, None)


@pytest.mark.skipif("localmip" not in INSTALLED, reason="localmip-py is not installed")
def test_local_mip_is_refused_without_wall_time() -> None:
    search = BanditALNS([Whole()], ["localmip"])
    with pytest.raises(ValueError, match="Local-MIP needs a stopping rule with wall time"):
        search.run(knapsack(), MaxIterations(3))


@pytest.mark.parametrize(
    ("destroy", "repair", "message"),
    [([], ["scip"], "at least one"), ([Mutation()], [], "at least one"), ([Mutation()], ["gurobi"], "'gurobi'")],
)
def test_wrong_parts_are_refused(destroy: list[Mutation], repair: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BanditALNS(destroy, repair)


def test_lb_relax_probes_the_relaxation_and_improves() -> None:
    problem = metasolve.read(INSTANCES / "setcover.mps.gz")
    start = np.ones(problem.columns)
    result = BanditALNS(destroy=[LbRelax()]).run(problem, MaxIterations(4), start=start)
    assert result.objective is not None
    assert result.objective < problem.objective(start)
    assert [arm.destroy for arm in result.arms] == ["lb-relax"]
