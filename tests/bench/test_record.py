from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.record import CutOffLineWarning, Run, append, load
from metasolve.errors import InputError, ModelNotFoundError, OutputError
from metasolve.solution import ArmRecord

MakeRun = Callable[..., Run]


def test_line_read_back_is_the_run(make_run: MakeRun) -> None:
    run = make_run(
        incumbents=((0.5, 120.0), (3.0, 101.0)),
        bounds=((0.1, -math.inf), (0.2, 90.0)),
        dual_bound=90.0,
        arms=(ArmRecord("rins", "scip", 3, 1, 0.2, 1.0),),
    )
    assert Run.from_line(run.to_line()) == run


def test_line_is_json_of_the_schema_without_infinity(make_run: MakeRun) -> None:
    line = make_run(sense="max", bounds=((0.1, math.inf),), dual_bound=math.inf).to_line()
    document = json.loads(line, parse_constant=pytest.fail)
    assert "\n" not in line
    assert document["schema"] == "metasolve.bench/1"
    assert document["bounds"] == [[0.1, None]]
    assert document["dual_bound"] is None


def test_null_bound_of_a_maximization_reads_as_infinite(make_run: MakeRun) -> None:
    line = make_run(sense="max", bounds=((0.1, math.inf),)).to_line()
    assert Run.from_line(line).bounds == ((0.1, math.inf),)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("schema", "metasolve.bench/2", "metasolve.bench/2"),
        ("sense", "minimize", "minimize"),
        ("termination", "done", "done"),
        ("time_limit_s", 0.0, "time_limit_s"),
        ("time_limit_s", None, "time_limit_s"),
        ("threads", True, "threads"),
        ("incumbents", [[2.0, 1.0], [1.0, 0.5]], "do not ascend"),
        ("incumbents", [[2.0]], "incumbents"),
        ("bounds", 7, "bounds"),
        ("machine", {"cpu": "AMD"}, "lacks cores"),
        ("started", "yesterday", "yesterday"),
        ("color", "red", "unknown color"),
    ],
)
def test_malformed_line_is_refused_with_file_and_line(
    make_run: MakeRun, tmp_path: Path, key: str, value: object, message: str
) -> None:
    path = tmp_path / "runs.jsonl"
    bad = json.loads(make_run().to_line()) | {key: value}
    path.write_text(f"{make_run().to_line()}\n{json.dumps(bad)}\n")
    with pytest.raises(InputError, match=f"runs.jsonl:2: .*{message}"):
        load([path])


@pytest.mark.parametrize("line", ["[]", "{", "nonsense", '{"schema": NaN}', "\xff"])
def test_line_that_is_no_run_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_bytes(line.encode("latin-1") + b"\n")
    with pytest.raises(InputError, match=r"runs\.jsonl:1: "):
        load([path])


def test_missing_key_is_named(make_run: MakeRun) -> None:
    document = json.loads(make_run().to_line())
    del document["wall_s"]
    with pytest.raises(InputError, match="lacks wall_s"):
        Run.from_line(json.dumps(document))


def test_files_are_read_in_the_order_given(make_run: MakeRun, tmp_path: Path) -> None:
    for name, seed in (("second", 2), ("first", 1)):
        append(tmp_path / name, make_run(seed=seed))
        append(tmp_path / name, make_run(seed=seed + 10))
    assert [run.seed for run in load([tmp_path / "first", tmp_path / "second"])] == [1, 11, 2, 12]


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"none\.jsonl: cannot be read"):
        load([tmp_path / "none.jsonl"])


def test_append_to_a_missing_directory_is_refused(make_run: MakeRun, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        append(tmp_path / "none" / "runs.jsonl", make_run())


def test_cut_off_last_line_is_skipped_with_a_warning(make_run: MakeRun, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(f"{make_run(seed=1).to_line()}\n{make_run(seed=2).to_line()[:200]}")
    with pytest.warns(CutOffLineWarning, match="runs.jsonl:2"):
        runs = load([path])
    assert [run.seed for run in runs] == [1]


def test_append_after_a_cut_off_line_starts_a_new_one(make_run: MakeRun, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(make_run(seed=1).to_line()[:200])
    append(path, make_run(seed=2))
    append(path, make_run(seed=3))
    with pytest.warns(CutOffLineWarning, match="runs.jsonl:1"):
        runs = load([path])
    assert [run.seed for run in runs] == [2, 3]


def test_append_keeps_a_last_line_that_only_lacks_its_end(make_run: MakeRun, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(make_run(seed=1).to_line())
    append(path, make_run(seed=2))
    assert [run.seed for run in load([path])] == [1, 2]
