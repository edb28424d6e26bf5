"""The portfolio over a run: events, warm starts, stops, time, dead workers, and nothing left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from metasolve.alns import Mutation, Sizing
from metasolve.alns.task import Arm
from metasolve.api import SolveOptions, solve
from metasolve.check import check
from metasolve.events import Bound, End, Event, Incumbent, PullEvent, Start, Warned
from metasolve.io import read_problem
from metasolve.problem import Problem
from metasolve.solution import SolutionStatus, SolveResult, Termination

INSTANCES = Path(__file__).parent.parent / "instances"
SLACK_S = 2.0
"""What a loaded machine may add to a limit."""


def instance(name: str) -> Problem:
    return read_problem(next(INSTANCES.glob(f"{name}.*")))


def children() -> dict[int, str]:
    """Return the live workers of this process, as Linux tells: their command lines by their numbers."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                command = (entry / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
                if "metasolve.backends." in command:
                    found[int(entry.name)] = command
    return found


class Run:
    """One run of one model, with all its events."""

    def __init__(self, name: str, optimum: float, time_limit_s: float) -> None:
        self.problem, self.optimum, self.limit_s = instance(name), optimum, time_limit_s
        self.events: list[Event] = []
        started = time.monotonic()
        self.result = solve(self.problem, time_limit_s=time_limit_s, threads=2, on_event=self.events.append)
        self.wall_s = time.monotonic() - started
        self.left = children()

    @property
    def incumbents(self) -> list[Incumbent]:
        return [event for event in self.events if isinstance(event, Incumbent)]


@pytest.fixture(scope="module", params=[("setcover", 857.0, 4.0), ("gisp70", 2024.0, 4.0)], ids=["min", "max"])
def run(request: pytest.FixtureRequest) -> Run:
    """A minimization and a maximization that need longer than they get; optima of instances/manifest.toml."""
    return Run(*request.param)


def test_events_begin_with_start_and_end_with_end_in_order_of_time(run: Run) -> None:
    times = [event.time_s for event in run.events]
    assert isinstance(run.events[0], Start)
    assert isinstance(run.events[-1], End)
    assert sum(isinstance(event, Start | End) for event in run.events) == 2
    assert times == sorted(times)
    assert run.events[-1].result is run.result


def test_every_incumbent_is_feasible_and_better_than_the_last(run: Run) -> None:
    costs = [float(run.problem.sense) * event.objective for event in run.incumbents]
    assert costs
    assert all(check(run.problem, event.x, 1e-6).feasible for event in run.incumbents)
    assert all(event.objective == pytest.approx(run.problem.objective(event.x)) for event in run.incumbents)
    assert all(later < earlier for earlier, later in pairwise(costs))
    assert run.result.objective == run.incumbents[-1].objective
    assert np.array_equal(run.result.x if run.result.x is not None else [], run.incumbents[-1].x)


def test_bounds_improve_and_never_pass_the_optimum(run: Run) -> None:
    sense = float(run.problem.sense)
    bounds = [sense * event.bound for event in run.events if isinstance(event, Bound)]
    assert bounds
    assert bounds == sorted(bounds)
    assert max(bounds) <= sense * run.optimum + 1e-6 * abs(run.optimum)
    assert run.result.dual_bound is not None
    assert sense * run.result.dual_bound <= sense * run.optimum + 1e-6 * abs(run.optimum)


def test_result_repeats_what_the_events_told(run: Run) -> None:
    result = run.result
    told = [(event.time_s, event.objective, event.source) for event in run.incumbents]
    pulls = sum(isinstance(event, PullEvent) for event in run.events)
    assert [(record.time_s, record.objective, record.source) for record in result.incumbents] == told
    assert sum(arm.pulls for arm in result.arms) == pulls
    assert list(result.warnings) == [event.message for event in run.events if isinstance(event, Warned)]
    assert result.bounds[-1].bound == pytest.approx(result.dual_bound)


def test_status_gap_and_time_agree(run: Run) -> None:
    result = run.result
    assert run.wall_s < run.limit_s + SLACK_S
    assert result.gap is not None
    if result.gap <= 1e-4:
        assert (result.termination, result.solution_status) == (Termination.OPTIMAL, SolutionStatus.OPTIMAL)
    else:
        assert (result.termination, result.solution_status) == (Termination.TIME_LIMIT, SolutionStatus.FEASIBLE)
    assert result.objective is not None
    assert float(run.problem.sense) * (result.objective - run.optimum) >= -1e-6 * abs(run.optimum)


def test_no_process_is_left_after_a_run(run: Run) -> None:
    assert run.left == {}


def test_loose_gap_ends_the_run_as_optimal_within_it() -> None:
    result = solve(instance("facility"), time_limit_s=60, threads=2, mip_gap=0.2)
    assert result.termination is Termination.OPTIMAL
    assert result.gap is not None
    assert result.gap <= 0.2
    assert result.dual_bound is not None
    assert result.dual_bound <= 38777.67572 * (1 + 1e-6) <= (result.objective or 0.0) * (1 + 2e-6)


@pytest.mark.parametrize("threads", [1, 3])
def test_time_limit_holds_on_any_number_of_threads(threads: int) -> None:
    started = time.monotonic()
    result = solve(instance("multilevel"), time_limit_s=2.0, threads=threads)
    assert time.monotonic() - started < 2.0 + SLACK_S
    assert result.termination is Termination.TIME_LIMIT
    assert children() == {}


def test_a_limit_too_short_for_anything_is_a_status() -> None:
    result = solve(instance("multilevel"), time_limit_s=0.01, threads=2)
    assert result.termination is Termination.TIME_LIMIT
    assert result.solution_status in (SolutionStatus.NONE, SolutionStatus.FEASIBLE)
    assert children() == {}


# --- warm starts -------------------------------------------------------------------------------------------------


def knapsack() -> Problem:
    rng = np.random.default_rng(5)
    weights = rng.integers(1, 20, (2, 20)).astype(float)
    return Problem.from_arrays(rng.integers(5, 30, 20), weights, -np.inf, 70.0, 0, 1, 1, sense="max")


def test_feasible_warm_start_is_the_first_incumbent() -> None:
    start = np.zeros(20)
    start[3] = 1.0
    problem = knapsack()
    result = solve(problem, time_limit_s=30, threads=2, warm_start=start)
    assert result.incumbents[0].source == "warm start"
    assert result.incumbents[0].objective == problem.c[3]
    assert result.termination is Termination.OPTIMAL
    assert result.warnings == ()


@pytest.mark.parametrize("start", [np.ones(20), np.full(20, np.nan)], ids=["violates rows", "nan"])
def test_infeasible_warm_start_warns_and_does_no_harm(start: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    result = solve(knapsack(), time_limit_s=30, threads=2, warm_start=start)
    assert result.termination is Termination.OPTIMAL
    assert any("warm start is infeasible" in warning for warning in result.warnings)
    assert all(record.source != "warm start" for record in result.incumbents)


def test_semicontinuous_model_takes_a_warm_start_in_its_own_columns() -> None:
    problem = Problem.from_arrays([1, 3], [[1, 1]], 3, np.inf, [4, 2], 10, 2)
    result = solve(problem, time_limit_s=30, threads=2, warm_start=np.array([0.0, 3.0]))
    assert result.incumbents[0].objective == 9.0
    assert result.objective == pytest.approx(4.0)
    assert result.x is not None
    assert result.x.shape == (2,)


# --- stops and deaths --------------------------------------------------------------------------------------------


def after_first_incumbent(action: Callable[[], None]) -> Callable[[Event], None]:
    """Return a sink that acts once, at the first incumbent."""
    left = [action]

    def sink(event: Event) -> None:
        if isinstance(event, Incumbent) and left:
            left.pop()()

    return sink


def test_stop_event_ends_the_run_soon_with_the_incumbent() -> None:
    stop, asked = threading.Event(), []

    def ask() -> None:
        asked.append(time.monotonic())
        stop.set()

    result = solve(instance("multilevel"), time_limit_s=60, threads=2, stop=stop, on_event=after_first_incumbent(ask))
    assert time.monotonic() - asked[0] < SLACK_S
    assert result.termination is Termination.INTERRUPTED
    assert result.solution_status is SolutionStatus.FEASIBLE
    assert result.objective == result.incumbents[-1].objective
    assert children() == {}


def test_stop_set_before_the_run_ends_it_at_once() -> None:
    stop = threading.Event()
    stop.set()
    result = solve(instance("multilevel"), threads=1, stop=stop)
    assert result.termination is Termination.INTERRUPTED
    assert children() == {}


@pytest.mark.parametrize("kind", ["start", "incumbent", "bound", "end"])
def test_error_in_a_callback_reaches_the_caller_and_leaves_no_process(kind: str) -> None:
    def fail(event: Event) -> None:
        if event.kind == kind:
            raise RuntimeError(f"no {kind}, please")

    with pytest.raises(RuntimeError, match=f"no {kind}, please"):
        solve(instance("transport"), time_limit_s=30, threads=2, on_event=fail)
    assert children() == {}


def kill(engine: str) -> None:
    """Kill the worker processes of one engine, as the kernel does when memory runs out."""
    victims = [pid for pid, command in children().items() if f"metasolve.backends.{engine} " in command]
    assert victims, f"no process of {engine}"
    for victim in victims:
        os.kill(victim, signal.SIGKILL)


def killed(engine: str, threads: int) -> SolveResult:
    options = SolveOptions(race_s=30.0)
    act = after_first_incumbent(lambda: kill(engine))
    return solve(instance("gisp40"), time_limit_s=60, threads=threads, on_event=act, options=options)


@pytest.mark.parametrize(("engine", "threads"), [("highs", 1), ("highs", 2), ("scip", 2)])
def test_run_survives_the_death_of_an_exact_engine(engine: str, threads: int) -> None:
    result = killed(engine, threads)
    assert result.termination is Termination.OPTIMAL
    assert result.objective == 1180.0
    assert any("goes on" in warning for warning in result.warnings)
    assert children() == {}


def test_search_goes_on_after_the_death_of_its_worker() -> None:
    outcomes: list[str] = []

    def sink(event: Event) -> None:
        if isinstance(event, PullEvent):
            outcomes.append(event.outcome)
            if len(outcomes) == 2:
                kill("scip")

    options = SolveOptions(arms=(Arm(Mutation(), "scip"),), sizing=Sizing(start_s=0.2), race_s=0.0)
    result = solve(instance("gisp70"), time_limit_s=12, threads=2, engine="highs", on_event=sink, options=options)
    assert any(outcome != "failed" for outcome in outcomes[2:])
    assert result.solution_status is not SolutionStatus.NONE
    assert children() == {}


def test_another_exact_engine_takes_over_from_a_dead_one() -> None:
    act = after_first_incumbent(lambda: kill("highs"))
    options = SolveOptions(lns=False)
    result = solve(instance("multilevel"), time_limit_s=60, threads=1, engine="highs", on_event=act, options=options)
    assert result.termination is Termination.OPTIMAL
    assert any("SCIP takes over" in warning for warning in result.warnings)
    assert children() == {}


@pytest.mark.parametrize("engine", ["auto", "highs", "scip"])
@pytest.mark.parametrize("threads", [1, 2])
def test_proof_of_a_wrong_optimum_is_not_believed(engine: str, threads: int) -> None:
    """HiGHS 1.15.1 proves 966,794 on this model of aggregate planning; there are plans for 963,794."""
    model = Path(__file__).parent / "wrong_optimum.mps"
    result = solve(model, time_limit_s=60, threads=threads, engine=engine)
    assert result.termination is Termination.OPTIMAL
    assert result.objective == pytest.approx(963794.0)
    assert "SCIP" in result.proved_by


@pytest.mark.parametrize("threads", [1, 2])
def test_easy_proof_is_made_twice(threads: int) -> None:
    result = solve(instance("transport"), time_limit_s=60, threads=threads)
    assert result.termination is Termination.OPTIMAL
    assert set(result.proved_by) >= {"HiGHS", "SCIP"}
    assert result.to_json()["proved_by"] == list(result.proved_by)


def test_confirmation_can_be_switched_off() -> None:
    result = solve(instance("transport"), time_limit_s=60, threads=1, options=SolveOptions(confirm=False))
    assert result.termination is Termination.OPTIMAL
    assert result.proved_by == ("HiGHS",)
