"""`metasolve linear replicate` and `bench`: what they print, write and refuse."""

import json
from pathlib import Path

import pytest

from metasolve.cli.app import run
from metasolve.exit_codes import ExitCode

PNG = b"\x89PNG\r\n\x1a\n"


def test_replicate_shifts_writes_the_ratios_of_both_variances_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    names = "shared-lin-ts; tsallis-inf"
    code = run(["linear", "replicate", "shifts", "--steps", "120", "--seeds", "2", "--learners", names, "--json", "-"])
    data = json.loads(capsys.readouterr().out)
    assert code == ExitCode.OK
    assert data["schema"] == "metasolve.linear-replicate/1"
    assert [table["title"] for table in data["tables"]] == [
        "shifts, low variance, 120 steps",
        "shifts, high variance, 120 steps",
    ]
    for table in data["tables"]:
        scores = {score["name"]: score for score in table["scores"]}
        assert {"shared-lin-ts", "tsallis-inf", "best omega of each step", "sor(young)"} <= set(scores)
        assert scores["best omega of each step"]["mean"][-1] < 1.0 < scores["sor(1)"]["mean"][-1]
        assert scores["tsallis-inf"]["least"][-1] <= scores["tsallis-inf"]["mean"][-1]


def test_replicate_prints_a_table_and_draws_a_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "heat.png"
    options = ["--cells", "16", "--steps", "40", "--seeds", "1", "--learners", "ucb", "--plot", str(plot)]
    assert run(["linear", "replicate", "heat", *options]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "heat, 16 x 16 cells, 40 steps" in out
    assert "ssor-cg(axelsson)" in out
    assert "mic-cg(0.99)" in out
    assert plot.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["replicate", "waves"], ExitCode.USAGE, "'waves'"),
        (["replicate", "shifts", "--learners", "oracle"], ExitCode.USAGE, "unknown learner 'oracle'"),
        (["replicate", "shifts", "--learners", " ; "], ExitCode.USAGE, "no learner is named"),
        (["replicate", "shifts", "--steps", "0"], ExitCode.USAGE, "--steps"),
        (["replicate", "shifts", "--plot", "/no/such/folder/x.png"], ExitCode.INTERNAL, "does not exist"),
        (["bench", "kernels", "--cost", "money"], ExitCode.USAGE, "got 'money'"),
        (["bench", "portfolio", "--cells", "2"], ExitCode.USAGE, "--cells"),
    ],
)
def test_wrong_use_is_refused_before_anything_runs(
    arguments: list[str], code: ExitCode, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["linear", *arguments]) == code
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_bench_measures_kernels(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["linear", "bench", "kernels", "--cells", "32", "--json", "-"]) == ExitCode.OK
    rates = json.loads(capsys.readouterr().out)["results"][0]
    assert rates["n"] == 1024
    assert all(value > 0.0 for name, value in rates.items() if name != "cells")


def test_bench_races_every_rival_to_the_same_tolerance(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--cells", "24", "--steps", "12", "--samples", "2", "--json", "-"]
    assert run(["linear", "bench", "portfolio", *options]) == ExitCode.OK
    data = json.loads(capsys.readouterr().out)
    assert len(data["results"]) == 4
    for race in data["results"]:
        assert race["worst_residual"] <= 1.0
        assert sum(race["arms"].values()) == 12
        assert all(rival["worst_residual"] <= 1.01 for rival in race["rivals"])
        assert {"scipy splu, each step", "pyamg ruge-stuben cg, rebuilt"} <= {rival["name"] for rival in race["rivals"]}


def test_help_of_the_group_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    run(["linear", "--help"])
    out = capsys.readouterr().out
    assert all(name in out for name in ("run", "replicate", "bench"))
