"""The small commands: info, check, convert, bandits, doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from metasolve.bandit import policies
from metasolve.cli import doctor
from metasolve.cli.app import run


def test_info_describes_the_model(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", model]) == 0
    text = capsys.readouterr().out
    assert "knap, maximize" in text
    assert "2 binary" in text
    assert run(["info", model, "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["rows"], data["columns"], data["nonzeros"], data["matrix_range"]) == (1, 2, 2, [3.0, 4.0])


@pytest.mark.parametrize(
    ("solution", "code", "worst"),
    [("a 1\n", 0, "none"), ("a 1\nb 1\n", 76, "row weight"), ("a 0.5\n", 76, "column a"), ("c 1\n", 65, "")],
)
def test_check_judges_a_solution(
    solution: str, code: int, worst: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.sol"
    path.write_text(solution)
    assert run(["check", model, str(path)]) == code
    assert worst in capsys.readouterr().out


def test_convert_keeps_model_and_solution(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lp, solution, other = (str(tmp_path / name) for name in ("knap.lp.gz", "x.sol", "x.json"))
    assert run(["convert", model, lp]) == 0
    Path(solution).write_text("a 1\n")
    assert run(["convert", solution, other, "--model", lp, "--solution-format", "json"]) == 0
    assert run(["check", model, other, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["as_it_stands"]["objective"] == 5.0


@pytest.mark.parametrize("target", ["knap.xyz", "missing/knap.lp"])
def test_convert_refuses_a_target_that_it_cannot_write(target: str, model: str, tmp_path: Path) -> None:
    assert run(["convert", model, str(tmp_path / target)]) == 64


def test_bandits_lists_every_policy(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bandits"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [policy.name for policy in policies()]


def test_doctor_names_the_next_step_for_a_missing_engine() -> None:
    engine = doctor.Engine("None", "no-such-distribution", "no_such_module", True, "pip install it")
    finding = doctor.examine(engine)
    assert (finding.problem, finding.next_step) == ("not installed", "pip install it")


def test_doctor_tells_why_an_engine_does_not_load() -> None:
    engine = doctor.Engine("None", "numpy", "no_such_module", True, "pip install it")
    assert "No module named 'no_such_module'" in doctor.examine(engine).problem


def test_doctor_exits_70_if_a_required_engine_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = doctor.Engine("None", "no-such-distribution", "no_such_module", True, "pip install it")
    monkeypatch.setattr(doctor, "ENGINES", (missing,))
    assert run(["doctor"]) == 70
    assert "next step: pip install it" in capsys.readouterr().out
