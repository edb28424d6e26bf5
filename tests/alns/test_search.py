"""The search without engines: what it proposes, and what it learns from outcomes that the test makes up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metasolve.alns.accept import AlwaysAccept
from metasolve.alns.destroy import Whole
from metasolve.alns.progress import Progress
from metasolve.alns.search import RETRIES, WHOLE_SHARE, Search, SearchSettings, cost_step
from metasolve.alns.sizing import Sizing
from metasolve.alns.structure import Structure
from metasolve.alns.task import Arm, Outcome, Role, Task
from metasolve.backends.contract import Emphasis, Limits, SubMip
from metasolve.bandit import Thompson, Uniform
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolveResult, Termination

COLUMNS = 20


@dataclass(frozen=True)
class Fake:
    """An operator that returns a given sub-MIP, or has nothing to do if there is none."""

    name: str
    sub: SubMip | None = field(default=None, compare=False)

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        return self.sub


FIX_ONE = SubMip(fixed=np.array([0]), values=np.array([1.0]))


def problem(mixed: bool = False) -> Problem:
    """Minimize the sum of binaries of which at least two are 1; mixed makes the last one continuous."""
    kinds = [1] * (COLUMNS - 1) + [0 if mixed else 1]
    return Problem.from_arrays(np.ones(COLUMNS), np.ones((1, COLUMNS)), 2, INF, 0, 1, kinds)


def search(*operators: Fake, mixed: bool = False, **settings: object) -> Search:
    chosen = SearchSettings(**({"policy": Uniform()} | settings))  # type: ignore[arg-type]
    arms = [Arm(operator, "scip") for operator in operators]
    return Search(Structure(problem(mixed)), arms, chosen, np.random.default_rng(0))


def ones(count: int) -> FloatArray:
    return np.repeat([1.0, 0.0], [count, COLUMNS - count])


def proposed(subject: Search) -> Task:
    task = subject.propose(0.0)
    assert task is not None
    return task


def outcome(task: Task, termination: Termination, duration_s: float = 0.1, x: FloatArray | None = None) -> Outcome:
    return Outcome(task, SolveResult(termination, x=x), duration_s)


def test_operators_without_work_are_masked_until_the_incumbent_changes() -> None:
    calls: list[str] = []

    @dataclass(frozen=True)
    class Idle(Fake):
        def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
            calls.append(self.name)
            return None

    subject = search(Idle("idle"), Fake("busy", FIX_ONE))
    subject.offer(ones(9), 0.0)
    for _ in range(20):
        subject.absorb(outcome(proposed(subject), Termination.INFEASIBLE), 0.0)
    assert calls == ["idle"]
    subject.offer(ones(8), 0.0)
    for _ in range(20):
        subject.absorb(outcome(proposed(subject), Termination.INFEASIBLE), 0.0)
    assert calls == ["idle", "idle"]


def test_search_with_nothing_to_do_says_so_and_counts_an_iteration() -> None:
    subject = search(Fake("idle"), Fake("lazy"))
    subject.offer(ones(9), 0.0)
    assert subject.propose(0.0) is None
    assert subject.progress(0.0).iteration == 1
    assert subject.progress(0.0).since_best == 1


def test_search_without_arms_proposes_nothing() -> None:
    subject = search()
    subject.offer(ones(9), 0.0)
    assert subject.propose(0.0) is None
    assert subject.arm_records() == ()


def test_arm_of_an_unavailable_engine_is_never_chosen_again() -> None:
    subject = search(Fake("a", FIX_ONE), Fake("b", FIX_ONE))
    subject.offer(ones(9), 0.0)
    first = proposed(subject)
    event = subject.absorb(Outcome(first, None, 0.1, "gone", unavailable=True), 0.0)
    assert (event.outcome, event.reward) == ("failed", 0.0)
    assert {proposed(subject).source for _ in range(10)} == {"a+scip", "b+scip"} - {first.source}


def test_cutoff_lies_below_the_incumbent_by_one_step_of_the_objective() -> None:
    subject = search(Fake("a", FIX_ONE))
    subject.offer(ones(9), 0.0)
    assert 8.0 < subject.cutoff() < 8.01
    assert proposed(subject).sub.cutoff == subject.cutoff()


def test_cutoff_asks_for_a_part_of_a_large_gap() -> None:
    c = np.full(COLUMNS, 0.001)
    c[-1] = np.pi
    core = Problem.from_arrays(c, np.ones((1, COLUMNS)), 2, INF, 0, 1000, 0)
    subject = Search(Structure(core), [Arm(Fake("a"), "scip")], SearchSettings(Uniform()), np.random.default_rng(0))
    subject.offer(np.full(COLUMNS, 100.0), 0.0)
    cost = subject.pool.cost
    assert cost * (1 - 1e-4) < subject.cutoff() < cost
    subject.dual_bound = 0.0
    assert subject.cutoff() == pytest.approx(0.995 * cost)


def test_other_acceptance_than_hill_climbing_sets_no_cutoff() -> None:
    subject = search(Fake("a", FIX_ONE), accept=AlwaysAccept())
    subject.offer(ones(9), 0.0)
    assert proposed(subject).sub.cutoff == INF


def test_always_accept_moves_the_search_to_a_worse_point() -> None:
    subject = search(Fake("a", FIX_ONE), accept=AlwaysAccept())
    subject.offer(ones(5), 0.0)
    event = subject.absorb(outcome(proposed(subject), Termination.OPTIMAL, x=ones(9)), 0.0)
    state = subject.progress(0.0)
    assert (state.best.cost, state.current.cost, event.outcome) == (5.0, 9.0, "rejected")


def test_reward_goes_to_the_arm_whose_point_it_was() -> None:
    subject = search(Fake("finder", FIX_ONE), Fake("other", FIX_ONE))
    subject.offer(ones(9), 0.0)
    tasks: dict[str, Task] = {}
    while len(tasks) < 2:
        task = proposed(subject)
        tasks.setdefault(task.source, task)
    subject.offer(ones(4), 1.0, "finder+scip")
    subject.offer(ones(3), 1.0, "HiGHS")
    other = subject.absorb(outcome(tasks["other+scip"], Termination.OPTIMAL), 2.0)
    finder = subject.absorb(outcome(tasks["finder+scip"], Termination.OPTIMAL), 2.0)
    assert (other.reward, other.gain) == (0.0, 0.0)
    assert (finder.gain, finder.outcome) == (5.0, "best")
    assert finder.reward > 0.4
    assert {record.destroy: record.improvements for record in subject.arm_records()} == {"finder": 1, "other": 0}


def test_gain_is_rewarded_once() -> None:
    subject = search(Fake("a", FIX_ONE))
    subject.offer(ones(9), 0.0)
    first, second = proposed(subject), proposed(subject)
    subject.offer(ones(4), 1.0, "a+scip")
    rewards = [subject.absorb(outcome(task, Termination.OPTIMAL), 1.0).reward for task in (first, second)]
    assert rewards[0] > 0.0
    assert rewards[1] == 0.0


def test_bandit_learns_to_prefer_the_arm_that_pays() -> None:
    subject = search(Fake("good", FIX_ONE), Fake("bad", FIX_ONE), policy=Thompson())
    for _ in range(60):
        subject.pool.points = ()
        subject.offer(ones(COLUMNS), 0.0)
        task = proposed(subject)
        if task.source.startswith("good"):
            subject.offer(ones(5), 0.0, task.source)
        subject.absorb(outcome(task, Termination.OPTIMAL), 0.0)
    pulls = {record.destroy: record.pulls for record in subject.arm_records()}
    assert pulls["good"] > 3 * pulls["bad"]


def test_neighborhoods_grow_when_solved_and_shrink_when_missed() -> None:
    shares = {}
    for termination in (Termination.OPTIMAL, Termination.TIME_LIMIT):
        subject = search(Fake("a", FIX_ONE), sizing=Sizing(start_free=10, largest_start=0.5))
        subject.offer(ones(9), 0.0)
        for _ in range(2):
            subject.absorb(outcome(proposed(subject), termination, duration_s=0.01), 0.0)
        shares[termination] = proposed(subject).share
    assert shares[Termination.OPTIMAL] == 1.0
    assert shares[Termination.TIME_LIMIT] < 0.5


def test_engine_on_the_whole_problem_gets_its_share_of_the_time_whatever_it_earns() -> None:
    arms = [Arm(Fake("one", FIX_ONE), "scip"), Arm(Fake("two", FIX_ONE), "scip"), Arm(Whole(), "cpsat")]
    chosen = SearchSettings(Thompson(prior_mean=0.2))
    subject = Search(Structure(problem()), arms, chosen, np.random.default_rng(0))
    subject.offer(ones(9), 0.0)
    for _ in range(300):
        task = proposed(subject)
        if task.role is Role.WHOLE:
            subject.absorb(Outcome(task, None, 1.0), 0.0)
        else:
            subject.absorb(outcome(task, Termination.TIME_LIMIT, 0.25), 0.0)
    times = {record.repair: 0.0 for record in subject.arm_records()}
    for record in subject.arm_records():
        times[record.repair] += record.time_s
    assert times["cpsat"] >= 0.9 * WHOLE_SHARE["cpsat"] * sum(times.values())


def test_pull_that_was_too_small_is_repeated_larger_and_counts_once() -> None:
    subject = search(Fake("first", FIX_ONE), Fake("second", FIX_ONE), sizing=Sizing(grow_fast=1.1))
    subject.offer(ones(9), 0.0)
    tasks = [proposed(subject)]
    for _ in range(RETRIES):
        subject.absorb(outcome(tasks[-1], Termination.INFEASIBLE, 0.01), 0.0)
        tasks.append(proposed(subject))
    assert len({task.pull for task in tasks}) == 1
    assert [task.share for task in tasks] == sorted({task.share for task in tasks})
    subject.absorb(outcome(tasks[-1], Termination.INFEASIBLE, 0.01), 0.0)
    assert proposed(subject).pull is not tasks[-1].pull


@pytest.mark.parametrize(("termination", "duration_s"), [(Termination.INFEASIBLE, 0.2), (Termination.TIME_LIMIT, 0.01)])
def test_pull_that_took_its_time_or_was_cut_off_is_not_repeated(termination: Termination, duration_s: float) -> None:
    subject = search(Fake("only", FIX_ONE), sizing=Sizing(start_free=2))
    subject.offer(ones(9), 0.0)
    task = proposed(subject)
    subject.absorb(outcome(task, termination, duration_s), 0.0)
    assert proposed(subject).pull is not task.pull


def test_time_limits_are_seconds_in_a_timed_search_and_work_in_another() -> None:
    for timed in (True, False):
        subject = search(Fake("a", FIX_ONE), timed=timed)
        subject.offer(ones(9), 0.0)
        limits = proposed(subject).limits
        assert np.isfinite(limits.time_s) == timed
        assert (limits.nodes is None, limits.work is None) == (timed, timed)


@pytest.mark.parametrize(
    ("sub", "termination", "proof"),
    [
        (SubMip(cutoff=7.0), Termination.INFEASIBLE, 7.0),
        (SubMip(), Termination.OPTIMAL, 5.0),
        (SubMip(cutoff=4.0), Termination.OPTIMAL, 4.0),
        (SubMip(), Termination.TIME_LIMIT, None),
        (SubMip(fixed=np.array([0]), values=np.array([1.0]), cutoff=7.0), Termination.INFEASIBLE, None),
        (SubMip(col_upper=np.ones(COLUMNS), cutoff=7.0), Termination.INFEASIBLE, None),
        (SubMip(col_lower=np.zeros(COLUMNS), cutoff=7.0), Termination.INFEASIBLE, None),
        (SubMip(objective=np.zeros(COLUMNS)), Termination.OPTIMAL, None),
        (SubMip(relaxed=True), Termination.OPTIMAL, None),
    ],
)
def test_only_a_sub_mip_without_restrictions_proves_a_bound(
    sub: SubMip, termination: Termination, proof: float | None
) -> None:
    task = Task(Role.SUBMIP, "scip", sub, Limits(), Emphasis.SUBMIP)
    assert search().proof(Outcome(task, SolveResult(termination, dual_bound=5.0), 1.0)) == proof
    assert search().proof(Outcome(task, None, 1.0)) is None


def test_infeasible_one_step_below_the_incumbent_proves_the_incumbent() -> None:
    subject = search()
    subject.offer(ones(4), 0.0)
    task = Task(Role.SUBMIP, "scip", SubMip(cutoff=subject.cutoff()), Limits(), Emphasis.SUBMIP, cost_before=4.0)
    assert subject.cutoff() == pytest.approx(3.0, abs=1e-5)
    assert subject.proof(Outcome(task, SolveResult(Termination.INFEASIBLE), 1.0)) == 4.0


def test_fixing_columns_that_have_no_choice_is_no_restriction() -> None:
    core = problem()
    upper = core.col_upper.copy()
    upper[0] = 0.0
    subject = Search(Structure(replace(core, col_upper=upper)), [], SearchSettings(Uniform()), np.random.default_rng(0))
    sub = SubMip(fixed=np.array([0]), values=np.array([0.0]), cutoff=7.0)
    task = Task(Role.SUBMIP, "scip", sub, Limits(), Emphasis.SUBMIP)
    assert subject.proof(Outcome(task, SolveResult(Termination.INFEASIBLE), 1.0)) == 7.0


def test_promising_infeasible_point_is_to_be_completed_with_its_integers_fixed() -> None:
    subject = search(Fake("a"), mixed=True)
    subject.offer(np.append(ones(1)[:-1], 0.3), 0.0, "someone")
    (chore,) = subject.chores
    assert (chore.role, chore.engine, chore.source) == (Role.COMPLETE, "highs", "someone")
    assert chore.sub.fixed is not None
    assert chore.sub.fixed.tolist() == list(range(COLUMNS - 1))
    assert chore.sub.values is not None
    assert chore.sub.values.sum() == 1.0


def test_point_of_integers_only_or_without_promise_is_not_completed() -> None:
    pure, mixed = search(Fake("a")), search(Fake("a"), mixed=True)
    pure.offer(ones(1), 0.0)
    mixed.offer(ones(2), 0.0)
    mixed.offer(np.append(-ones(9)[:-1], 50.0), 0.0)
    assert pure.chores == mixed.chores == []


def test_incumbent_of_an_inexact_engine_is_polished() -> None:
    subject = search(Fake("a"), mixed=True)
    subject.offer(ones(5), 0.0, "CP-SAT", exact=False)
    assert [chore.role for chore in subject.chores] == [Role.COMPLETE]


def test_chores_do_not_pile_up() -> None:
    subject = search(Fake("a"), mixed=True)
    for _ in range(10):
        subject.offer(ones(1), 0.0)
    assert len(subject.chores) <= 3


def test_least_violated_point_is_kept_until_there_is_an_incumbent() -> None:
    subject = search(Fake("a"))
    for count in (0, 1, 0):
        subject.offer(ones(count), 0.0)
    assert subject.near is not None
    assert (subject.near.cost, subject.near.x.sum()) == (1.0, 1.0)
    subject.offer(ones(5), 0.0)
    subject.offer(ones(0), 0.0)
    assert subject.near.cost == 1.0


def test_progress_tells_where_and_when_the_incumbent_changed() -> None:
    subject = search(Fake("a", FIX_ONE))
    subject.offer(ones(9), 1.0)
    subject.absorb(outcome(proposed(subject), Termination.INFEASIBLE), 2.0)
    subject.offer(ones(7), 3.0)
    state = subject.progress(5.0)
    assert state.changed_at is not None
    assert np.flatnonzero(state.changed_at == 1).tolist() == [7, 8]
    assert (state.first_cost, state.best.cost, state.since_best_s, state.iteration) == (9.0, 7.0, 2.0, 1)


@given(st.lists(st.integers(-60, 60), min_size=2, max_size=5), st.sampled_from([1, 10, 100]))
def test_cost_step_divides_every_difference_of_costs(costs: list[int], scale: int) -> None:
    c = np.array(costs) / scale
    step = cost_step(Problem.from_arrays(c, np.zeros((0, c.size)), [], [], 0, 1, 1))
    exact = np.gcd.reduce(np.array(costs)) / scale
    assert step == pytest.approx(exact, rel=1e-5)
    assert step <= exact


def test_cost_step_is_0_where_costs_are_not_multiples_of_anything() -> None:
    for c, kinds in (([1, 2], [1, 0]), ([np.pi, 1], [1, 1]), ([0, 0], [1, 1])):
        assert cost_step(Problem.from_arrays(c, np.zeros((0, 2)), [], [], 0, 1, kinds)) == 0.0
    assert cost_step(Problem.from_arrays([2, 0], np.zeros((0, 2)), [], [], 0, 1, [1, 0])) == pytest.approx(
        2.0, rel=1e-5
    )
