"""What every engine must do while it runs: hints, injected solutions, limits, interrupts; on models too hard to end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest

from metasolve.backends import available
from metasolve.backends.contract import BoundFound, Emphasis, Feature, Found, Limits, News, RootInfo, SubMip
from metasolve.backends.worker import WorkerSession
from metasolve.check import check
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import Termination

ENGINES = {backend.name: backend for backend in available()}
TREES = [name for name in ("highs", "scip") if name in ENGINES]
PATIENCE_S = 60.0


def having(feature: Feature) -> list[str]:
    return [name for name, backend in ENGINES.items() if feature in backend.features]


def planted() -> tuple[Problem, FloatArray]:
    """Return equality knapsacks after Cornuejols and Dawande's market split, with one solution that we know."""
    rng = np.random.default_rng(7)
    a, x = rng.integers(1, 100, (5, 45)).astype(float), rng.integers(0, 2, 45).astype(float)
    return Problem.from_arrays(rng.integers(1, 20, 45), a, a @ x, a @ x, 0, 1, 1), x


def facilities() -> Problem:
    """Return a facility location problem with capacities: 10 sites that open, 20 customers, shares continuous."""
    rng = np.random.default_rng(8)
    sites, customers = 10, 20
    demand, capacity = rng.integers(5, 35, customers), rng.integers(60, 130, sites)
    distance = rng.integers(10, 90, (sites, customers)) * demand / 10.0
    served = np.hstack([np.tile(np.eye(customers), sites), np.zeros((customers, sites))])
    within = np.hstack([np.kron(np.eye(sites), demand), -np.diag(capacity)])
    linked = np.hstack([np.eye(sites * customers), -np.kron(np.eye(sites), np.ones((customers, 1)))])
    lower = np.concatenate([np.ones(customers), np.full(sites + sites * customers, -INF)])
    upper = np.concatenate([np.ones(customers), np.zeros(sites + sites * customers)])
    kinds = np.repeat([0, 1], [sites * customers, sites])
    c = np.concatenate([distance.ravel(), rng.integers(300, 700, sites)])
    return Problem.from_arrays(c, np.vstack([served, within, linked]), lower, upper, 0, 1, kinds)


PLANTED, KNOWN = planted()
FACILITIES = facilities()


@pytest.fixture(scope="module")
def hard() -> Iterator[dict[str, WorkerSession]]:
    """Sessions on the planted model, by engine."""
    with ExitStack() as closing:
        yield {name: closing.enter_context(backend.open(PLANTED)) for name, backend in ENGINES.items()}


@pytest.mark.parametrize("engine", having(Feature.HINT))
def test_feasible_hint_is_a_solution_at_once(engine: str, hard: dict[str, WorkerSession]) -> None:
    result = hard[engine].solve(limits=Limits(time_s=2.0, solutions=1), hint=KNOWN)
    assert result.x is not None
    assert check(PLANTED, result.x).feasible
    assert result.objective == pytest.approx(PLANTED.objective(KNOWN))


@pytest.mark.parametrize("engine", having(Feature.HINT))
def test_infeasible_hint_does_no_harm(engine: str, hard: dict[str, WorkerSession]) -> None:
    result = hard[engine].solve(limits=Limits(time_s=0.5, nodes=3), hint=1.0 - KNOWN)
    assert result.x is None or check(PLANTED, result.x).feasible
    assert result.termination is not Termination.INFEASIBLE


@pytest.mark.parametrize("engine", [name for name in TREES if name in having(Feature.INJECT)])
def test_injected_solution_is_adopted_during_the_run(engine: str, hard: dict[str, WorkerSession]) -> None:
    session = hard[engine]

    def inject(news: News) -> None:
        if isinstance(news, BoundFound):
            session.inject(KNOWN, PLANTED.objective(KNOWN))

    result = session.solve(limits=Limits(time_s=PATIENCE_S, solutions=1), emit=inject)
    assert result.x == pytest.approx(KNOWN)


@pytest.mark.parametrize("engine", [name for name in TREES if name in having(Feature.INJECT)])
def test_injected_nonsense_is_rejected(engine: str, hard: dict[str, WorkerSession]) -> None:
    session = hard[engine]
    news: list[News] = []

    def inject(item: News) -> None:
        news.append(item)
        session.inject(1.0 - KNOWN, 0.0)

    result = session.solve(limits=Limits(time_s=1.0), emit=inject)
    assert all(check(PLANTED, item.x).feasible for item in news if isinstance(item, Found))
    assert result.x is None or check(PLANTED, result.x).feasible


@pytest.mark.parametrize("engine", ENGINES)
def test_time_limit_ends_the_solve(engine: str, hard: dict[str, WorkerSession]) -> None:
    started = time.monotonic()
    result = hard[engine].solve(limits=Limits(time_s=0.6))
    assert result.termination is Termination.TIME_LIMIT
    assert time.monotonic() - started < 6.0


@pytest.mark.parametrize("engine", TREES)
def test_node_limit_ends_the_solve(engine: str, hard: dict[str, WorkerSession]) -> None:
    result = hard[engine].solve(limits=Limits(time_s=PATIENCE_S, nodes=30))
    assert result.termination is Termination.NODE_LIMIT
    assert result.nodes <= 60


@pytest.mark.parametrize("engine", having(Feature.WORK_LIMIT))
def test_work_limit_ends_the_solve(engine: str, hard: dict[str, WorkerSession]) -> None:
    result = hard[engine].solve(limits=Limits(time_s=PATIENCE_S, work=0.05))
    assert result.termination is Termination.NODE_LIMIT


@pytest.mark.parametrize("engine", ENGINES)
def test_solution_limit_ends_the_solve(engine: str) -> None:
    rng = np.random.default_rng(9)
    problem = Problem.from_arrays(-rng.integers(1, 99, 60), rng.integers(1, 99, (8, 60)), -INF, 900, 0, 1, 1)
    with ENGINES[engine].open(problem) as session:
        result = session.solve(limits=Limits(time_s=PATIENCE_S, solutions=1))
    assert result.termination is Termination.NODE_LIMIT
    assert result.x is not None


@pytest.mark.parametrize("engine", ENGINES)
def test_interrupt_from_another_thread_ends_the_solve_with_its_best(
    engine: str, hard: dict[str, WorkerSession]
) -> None:
    session = hard[engine]
    timer = threading.Timer(0.7, session.interrupt)
    timer.start()
    started = time.monotonic()
    result = session.solve(limits=Limits(time_s=PATIENCE_S), hint=KNOWN)
    timer.join()
    assert result.termination is Termination.INTERRUPTED
    assert result.x == pytest.approx(KNOWN)
    assert time.monotonic() - started < 6.0


@pytest.mark.parametrize("engine", ENGINES)
def test_emit_that_raises_ends_the_solve_but_not_the_session(engine: str, hard: dict[str, WorkerSession]) -> None:
    def refuse(news: News) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hard[engine].solve(limits=Limits(time_s=PATIENCE_S), hint=KNOWN, emit=refuse)
    again = hard[engine].solve(SubMip(fixed=np.arange(45), values=KNOWN), Limits(time_s=PATIENCE_S))
    assert again.objective == pytest.approx(PLANTED.objective(KNOWN))


@pytest.mark.parametrize("emphasis", Emphasis)
@pytest.mark.parametrize("engine", having(Feature.WORK_LIMIT))
def test_same_seed_gives_the_same_result_under_work_limits(engine: str, emphasis: Emphasis) -> None:
    limits = Limits(nodes=40, work=0.1)
    outcomes = []
    for _ in range(2):
        news: list[News] = []
        with ENGINES[engine].open(FACILITIES) as session:
            result = session.solve(limits=limits, emit=news.append, emphasis=emphasis, seed=3)
        points = [] if result.x is None else result.x.tolist()
        outcomes.append((result.termination, points, [item.cost for item in news if isinstance(item, Found)]))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("engine", having(Feature.ROOT_LP))
def test_root_relaxation_bounds_the_optimum_and_its_reduced_costs_hold(engine: str) -> None:
    news: list[News] = []
    with ENGINES[engine].open(FACILITIES) as session:
        best = session.solve(limits=Limits(time_s=PATIENCE_S, mip_gap=0.0), emit=news.append)
        roots = [item for item in news if isinstance(item, RootInfo)]
        assert roots
        assert best.objective is not None
        root = roots[-1]
        assert root.cost <= best.objective + 1e-6
        costly = np.argsort(-np.abs(root.reduced_costs))[:2]
        for j in costly[np.abs(root.reduced_costs[costly]) > 1e-6]:
            value = np.array([1.0 if root.reduced_costs[j] > 0.0 else 0.0])
            moved = session.solve(SubMip(fixed=np.array([j]), values=value), Limits(time_s=PATIENCE_S, mip_gap=0.0))
            limit = root.cost + abs(root.reduced_costs[j]) - 1e-4
            assert moved.objective is None or moved.objective >= limit
