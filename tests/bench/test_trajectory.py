from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import metasolve
from bench.trajectory import Told, merged, read_told
from metasolve.problem import INF, Problem

# max 3 x + 2 y, x + y <= 4, x + 3 y <= 6, x, y integers in [0, 10]; the optimum is (4, 0) with 12
PROBLEM = Problem.from_arrays(
    c=[3, 2],
    a=[[1, 1], [1, 3]],
    row_lower=[-INF, -INF],
    row_upper=[4, 6],
    col_upper=[10, 10],
    integrality=[1, 1],
    sense="max",
    col_names=["x", "y"],
)


def write_stream(path: Path, names: list[str], found: list[tuple[float, list[float]]], **extra: object) -> None:
    lines = [{"kind": "names", "t": 0.0, "names": names}]
    lines += [{"kind": "found", "t": moment, "index": k} for k, (moment, _) in enumerate(found)]
    lines += [{"kind": kind, "t": 9.0, **data} for kind, data in extra.items()]  # type: ignore[dict-item]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    np.array([x for _, x in found], dtype=np.float64).tofile(path.with_name(path.name + ".x"))


def test_objectives_are_recomputed_and_only_improvements_stay(tmp_path: Path) -> None:
    stream = tmp_path / "0.told"
    write_stream(stream, ["x", "y"], [(1.0, [1, 1]), (2.0, [1, 0]), (3.0, [4, 0])])
    assert read_told(stream, PROBLEM).incumbents == ((1.0, 5.0), (3.0, 12.0))


def test_infeasible_solution_is_rejected_and_counted(tmp_path: Path) -> None:
    stream = tmp_path / "0.told"
    write_stream(stream, ["x", "y"], [(1.0, [10, 10]), (2.0, [2.5, 0]), (3.0, [2, 0])])
    told = read_told(stream, PROBLEM)
    assert told.incumbents == ((3.0, 6.0),)
    assert told.rejected == 2


def test_columns_are_matched_by_name_and_foreign_ones_left_out(tmp_path: Path) -> None:
    stream = tmp_path / "0.told"
    write_stream(stream, ["y", "slack", "x"], [(1.0, [0, 7, 4])])
    assert read_told(stream, PROBLEM).incumbents == ((1.0, 12.0),)


def test_streams_of_child_processes_are_read_together(tmp_path: Path) -> None:
    write_stream(tmp_path / "0.told", ["x", "y"], [(2.0, [4, 0])])
    write_stream(tmp_path / "0.told.77", ["x", "y"], [(1.0, [1, 1])])
    assert read_told(tmp_path / "0.told", PROBLEM).incumbents == ((1.0, 5.0), (2.0, 12.0))


def test_line_that_a_kill_cut_off_is_left_out(tmp_path: Path) -> None:
    stream = tmp_path / "0.told"
    write_stream(stream, ["x", "y"], [(1.0, [1, 1]), (2.0, [4, 0])])
    stream.write_text(stream.read_text()[:-5])
    assert read_told(stream, PROBLEM).incumbents == ((1.0, 5.0),)


def test_bounds_tighten_only_and_are_thinned(tmp_path: Path) -> None:
    stream = tmp_path / "0.told"
    write_stream(stream, ["x", "y"], [])
    with stream.open("a") as file:
        for moment, bound in ((0.01, 20.0), (0.02, 15.0), (0.03, 16.0), (1.0, 13.0)):
            file.write(json.dumps({"kind": "bound", "t": moment, "bound": bound}) + "\n")
    assert read_told(stream, PROBLEM).bounds == ((0.02, 15.0), (1.0, 13.0))


def test_pair_takes_the_better_of_both_at_every_moment() -> None:
    one = Told(incumbents=((1.0, 10.0), (5.0, 3.0)), bounds=((1.0, 0.0),), termination="time_limit")
    two = Told(incumbents=((2.0, 7.0), (6.0, 4.0)), bounds=((2.0, 3.0),), termination="optimal")
    both = merged("min", (one, two))
    assert both.incumbents == ((1.0, 10.0), (2.0, 7.0), (5.0, 3.0))
    assert both.bounds == ((1.0, 0.0), (2.0, 3.0))
    assert both.termination == "optimal"


def test_problem_of_the_tests_is_what_it_says() -> None:
    result = metasolve.solve(PROBLEM, threads=1)
    assert result.objective == 12.0
