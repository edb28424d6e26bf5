from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from bench.charts import convergence_chart, integral_profile, mean_steps, profile_points, proof_profile
from bench.compare import Contest
from bench.metrics import references, score
from bench.record import Run

MakeRun = Callable[..., Run]


def contest_of(runs: tuple[Run, ...]) -> Contest:
    known = references(runs)
    return Contest(tuple(score(run, known[run.instance]) for run in runs))


def test_profile_by_hand() -> None:
    tables = {"one": {"a": 1.0, "b": 4.0, "c": math.inf}, "two": {"a": 3.0, "b": 2.0, "c": math.inf, "d": 1.0}}
    # c nobody solves, d only one was run on
    assert profile_points(tables) == {
        "one": [(1.0, 0.0), (1.0, 0.5), (2.0, 1.0)],
        "two": [(1.0, 0.0), (1.0, 0.5), (3.0, 1.0)],
    }


def test_failure_keeps_a_profile_below_one() -> None:
    assert profile_points({"one": {"a": 1.0}, "two": {"a": math.inf}})["two"] == [(1.0, 0.0)]


def test_profile_counts_instances_that_all_solvers_have(two_instances: tuple[Run, ...]) -> None:
    profile = integral_profile(contest_of(two_instances))
    assert profile is not None
    assert profile.instances == 1


def test_profile_of_proofs_needs_a_proof(make_run: MakeRun, two_instances: tuple[Run, ...]) -> None:
    assert proof_profile(contest_of(two_instances)) is None
    proved = {"termination": "optimal", "incumbents": ((1.0, 100.0),)}
    runs = (make_run(**proved), make_run(solver="scip"))
    profile = proof_profile(contest_of(runs))
    assert profile is not None
    assert profile.instances == 1


def test_mean_of_step_functions_by_hand() -> None:
    steps = [((0.0, 1.0), (2.0, 0.2)), ((0.0, 1.0), (1.0, 0.4))]
    assert [t for t, _ in mean_steps(steps)] == [0.0, 1.0, 2.0]
    assert [value for _, value in mean_steps(steps)] == pytest.approx([1.0, 0.7, 0.3])


def test_convergence_has_a_titled_line_for_each_solver(two_instances: tuple[Run, ...]) -> None:
    svg = ET.fromstring(convergence_chart(contest_of(two_instances), "a"))
    assert svg.attrib["aria-label"] == "primal gap over time on a"
    assert len(svg.findall(".//path")) == 4
