from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pytest

from metasolve.problem import INF, Problem
from metasolve.solution import (
    ArmRecord,
    BoundRecord,
    CheckReport,
    IncumbentRecord,
    InstanceInfo,
    SolutionStatus,
    SolveResult,
    Termination,
    relative_gap,
)

# the keys that the result schema 1 promises to scripts
PROMISED = {
    "schema", "instance", "termination", "solution_status", "objective", "dual_bound", "gap", "time_s", "incumbents",
    "bounds", "check", "arms", "engine", "threads", "seed", "version",
}  # fmt: skip


def full_result() -> SolveResult:
    problem = Problem.from_arrays([1, 2, 3], [[1, 1, 1]], 1, INF, 0, [1, 9, INF], [1, 1, 0], sense="max", name="toy")
    return SolveResult(
        Termination.TIME_LIMIT,
        SolutionStatus.FEASIBLE,
        objective=8.0,
        dual_bound=10.0,
        x=np.array([1.0, 2.0, 1.0]),
        time_s=1.5,
        incumbents=(IncumbentRecord(0.5, 8.0, "rins"),),
        bounds=(BoundRecord(0.1, INF), BoundRecord(0.7, 10.0)),
        check=CheckReport(0.0, 0.0, INF),
        arms=(ArmRecord("rins", "scip", 3, 1, 0.25, 0.9),),
        instance=InstanceInfo.of(problem),
        col_names=("x_1", "x_2", "y"),
    )


def test_json_holds_every_promised_key_and_no_infinity() -> None:
    data = json.loads(json.dumps(full_result().to_json(), allow_nan=False))
    assert set(data) >= PROMISED
    assert data["schema"] == "metasolve.result/1"
    assert (data["termination"], data["solution_status"]) == ("time_limit", "feasible")
    assert data["bounds"] == [{"time_s": 0.1, "bound": None}, {"time_s": 0.7, "bound": 10.0}]
    assert data["check"]["max_integrality_violation"] is None
    assert data["arms"][0] == {
        "destroy": "rins", "repair": "scip", "pulls": 3, "improvements": 1, "reward_mean": 0.25, "time_s": 0.9,
    }  # fmt: skip


def test_json_of_an_empty_result_has_nulls() -> None:
    data = json.loads(json.dumps(SolveResult(Termination.INFEASIBLE, dual_bound=INF).to_json(), allow_nan=False))
    assert [data[key] for key in ("objective", "dual_bound", "gap", "check", "instance")] == [None] * 5
    assert data["solution_status"] == "none"


def test_instance_info_counts_binaries_apart_from_integers() -> None:
    info = full_result().instance
    assert info is not None
    assert (info.name, info.rows, info.columns, info.nonzeros) == ("toy", 1, 3, 3)
    assert (info.binaries, info.integers, info.sense) == (1, 1, "max")


def test_value_is_found_by_column_name() -> None:
    assert full_result().value("x_2") == 2.0


def test_value_of_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="x_9"):
        full_result().value("x_9")


def test_value_without_a_solution_says_why() -> None:
    with pytest.raises(ValueError, match=r"no solution .*infeasible"):
        SolveResult(Termination.INFEASIBLE, col_names=("x",)).value("x")


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(8.0, 10.0, 0.2), (10.0, 8.0, 0.2), (-8.0, -10.0, 0.2), (5.0, 5.0, 0.0), (0.0, 0.0, 0.0), (0.0, 1e-3, 1.0)],
)
def test_relative_gap_is_the_distance_over_the_larger_side(objective: float, bound: float, gap: float) -> None:
    assert relative_gap(objective, bound) == pytest.approx(gap)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (None, 1.0, None),
        (1.0, None, None),
        (math.nan, 1.0, None),
        (1.0, math.nan, None),
        (1.0, -INF, INF),
        (INF, 1, INF),
    ],
)
def test_relative_gap_of_unknown_and_infinite_sides(
    objective: float | None, bound: float | None, gap: float | None
) -> None:
    assert relative_gap(objective, bound) == gap


def test_a_result_survives_pickle() -> None:
    again = pickle.loads(pickle.dumps(full_result()))
    assert again.to_json() == full_result().to_json()
    assert np.array_equal(again.x, [1.0, 2.0, 1.0])
