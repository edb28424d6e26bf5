"""`metasolve solve`: arguments, destinations, stdout, exit codes; the solve itself is a fake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from metasolve.cli.app import run
from metasolve.solution import Termination


def test_options_reach_the_solve(model: str, seen: dict[str, Any]) -> None:
    options = ["-t", "60", "--mip-gap", "0.01", "--threads", "2", "--seed", "7", "--engine", "scip"]
    assert run(["solve", model, *options, "--memory-limit", "4G", "-q"]) == 0
    assert 59.0 < seen["time_limit_s"] <= 60.0
    assert (seen["mip_gap"], seen["threads"], seen["seed"], seen["engine"]) == (0.01, 2, 7, "scip")
    assert seen["memory_limit_bytes"] == 4 * 1024**3


@pytest.mark.parametrize(
    "wrong",
    [
        ["-t", "0"],
        ["-t", "nan"],
        ["-t", "soon"],
        ["--mip-gap", "nan"],
        ["--mip-gap", "-1"],
        ["--threads", "0"],
        ["--seed", "-1"],
        ["--engine", "cplex"],
        ["--memory-limit", "4Q"],
        ["--memory-limit", "1M"],
        ["--solution-format", "xml"],
        ["--no-such-option"],
        ["-o", "/no/such/folder/x.sol"],
        ["--report", "/"],
    ],
)
def test_wrong_options_exit_64_before_the_solve(
    wrong: list[str], model: str, seen: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["solve", model, *wrong]) == 64
    assert wrong[0] in capsys.readouterr().err
    assert not seen


def test_a_destination_named_twice_or_equal_to_the_model_is_refused(model: str, seen: dict[str, Any]) -> None:
    assert run(["solve", model, "--json", "-", "--events", "-"]) == 64
    assert run(["solve", model, "-o", model]) == 64
    assert not seen


def test_missing_inputs_exit_66(model: str, seen: dict[str, Any]) -> None:
    assert run(["solve", "missing.mps"]) == 66
    assert run(["solve", model, "--warm-start", "missing.sol"]) == 66
    assert run(["solve", model, "--config", "missing.toml"]) == 66
    assert not seen


def test_malformed_model_exits_65_and_names_the_line(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(model).write_text(Path(model).read_text().replace("b value 4 weight 3", "b value 4 height 3"))
    assert run(["solve", model]) == 65
    assert "knap.mps:10:" in capsys.readouterr().err


def test_all_files_are_written_and_the_solution_passes_the_check(
    model: str, seen: dict[str, Any], tmp_path: Path
) -> None:
    names = ("x.sol", "x.json", "x.jsonl", "x.html")
    solution, result, events, report = (str(tmp_path / name) for name in names)
    arguments = ["-o", solution, "--json", result, "--events", events, "--report", report]
    assert run(["solve", model, *arguments]) == 0
    assert run(["check", model, solution]) == 0
    assert json.loads(Path(result).read_text())["objective"] == 5.0
    kinds = [json.loads(line)["event"] for line in Path(events).read_text().splitlines()]
    assert kinds == ["start", "incumbent", "pull", "bound", "end"]
    assert Path(report).read_text().endswith("</html>\n")


def test_stdout_carries_only_what_was_asked_for(
    model: str, seen: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["solve", model])
    assert capsys.readouterr().out == ""
    run(["solve", model, "--json", "-"])
    assert json.loads(capsys.readouterr().out)["schema"] == "metasolve.result/1"
    run(["solve", model, "--events", "-"])
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()][-1] == "end"


def test_quiet_says_nothing(model: str, seen: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", model, "-q"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_solution_that_cannot_be_written_goes_to_stdout(
    model: str, seen: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = tmp_path / "x.json"
    assert run(["solve", model, "-o", "/dev/full", "--events", "/dev/full", "--json", str(result)]) == 70
    out, err = capsys.readouterr()
    assert out.startswith("objective value: 5")
    assert "/dev/full" in err
    assert json.loads(result.read_text())["objective"] == 5.0


def test_the_exit_code_tells_the_termination(model: str, seen: dict[str, Any]) -> None:
    seen["termination"] = Termination.TIME_LIMIT
    assert run(["solve", model, "-q"]) == 10


def test_config_gives_defaults_and_the_command_line_wins(model: str, seen: dict[str, Any], tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text("time-limit = 30\nseed = 3\nquiet = true\nthreads = 1\n")
    assert run(["solve", model, "--seed", "4", "--config", str(config)]) == 0
    assert (seen["seed"], seen["threads"]) == (4, 1)
    assert 29.0 < seen["time_limit_s"] <= 30.0


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("time-limt = 30", 64, "did you mean time-limit?"),
        ("threads = true", 64, "threads is True"),
        ("quiet = 'yes'", 64, "quiet is 'yes'"),
        ("threads = 0", 64, "--threads"),
        ("seed 3", 65, "run.toml"),
    ],
)
def test_a_wrong_config_is_refused(
    line: str, code: int, said: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "run.toml"
    config.write_text(line)
    assert run(["solve", model, "--config", str(config)]) == code
    assert said in capsys.readouterr().err
