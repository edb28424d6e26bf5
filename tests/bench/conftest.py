"""Runs to judge: one that is worth nothing, of which tests change what matters to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.record import Machine, Run

MACHINE = Machine("AMD EPYC", 2, 8 << 30, "3.11.7", "host-1")
NOTHING = Run(
    suite="hard",
    instance="p0033",
    sha256="ab" * 32,
    sense="min",
    best_known=100.0,
    solver="metasolve",
    time_limit_s=60.0,
    threads=2,
    seed=0,
    mip_gap=1e-4,
    started="2026-11-21T13:00:00Z",
    commit="abc1234",
    dirty=False,
    versions={"HiGHS": "1.15.1"},
    machine=MACHINE,
    calibration_s=0.8,
    load_before=0.02,
    beside="",
    held_out=False,
    termination="time_limit",
    wall_s=60.2,
    cpu_s=61.0,
    peak_bytes=100 << 20,
    incumbents=(),
    bounds=(),
    objective=None,
    dual_bound=None,
    rejected=0,
    worst_violation=0.0,
    arms=(),
    error="",
)


@pytest.fixture
def make_run() -> Callable[..., Run]:
    """Return a function of the fields that differ from a run of 60 s without an incumbent; objective is the last."""

    def make(**changes: object) -> Run:
        incumbents = changes.get("incumbents", ())
        assert isinstance(incumbents, tuple)
        objective = incumbents[-1][1] if incumbents else None
        return replace(NOTHING, **({"objective": objective} | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def two_instances(make_run: Callable[..., Run]) -> tuple[Run, ...]:
    """Runs of 100 s with best known value 100 and one incumbent at 0 s, so that the integral is the final gap.

    instance  metasolve  scip  highs  pair
    a              0.10  0.20   0.40  0.20
    b              0.30  0.40   0.10  not run
    """
    gaps = {
        "metasolve": {"a": 0.10, "b": 0.30},
        "scip": {"a": 0.20, "b": 0.40},
        "highs": {"a": 0.40, "b": 0.10},
        "pair": {"a": 0.20},
    }
    return tuple(
        make_run(
            solver=solver,
            instance=instance,
            time_limit_s=100.0,
            incumbents=((0.0, 100.0 * (1.0 + gap)),),
            held_out=instance == "b",
        )
        for solver, row in gaps.items()
        for instance, gap in row.items()
    )
