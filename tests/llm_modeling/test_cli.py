"""`metasolve model`: what it prints, writes and returns, on the examples and on what users get wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import entry_points
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from metasolve import Problem, SolutionStatus, SolveResult, Termination
from metasolve.cli.app import run
from tests.llm_modeling.conftest import oracle

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "instances" / "text"


def model(*arguments: object) -> int:
    return run(["model", *map(str, arguments)])


def test_the_command_is_plugged_in() -> None:
    assert "model" in [entry.name for entry in entry_points(group="metasolve.commands")]


class TestSolve:
    def test_prints_the_solution_in_the_words_of_the_model(
        self, by_oracle: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert model("solve", TEXTS / "transport" / "model.json") == 0
        out, err = capsys.readouterr()
        assert "total = 1330" in out
        assert [line.split() for line in out.splitlines() if "Riga" in line] == [["Brno", "Riga", "40"]]
        assert "run: 2 of 3 are 1" in out
        assert "finder" in err
        assert "finder" not in out

    def test_names_the_constraints_that_bind(self, by_oracle: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("solve", TEXTS / "juice", "--json", "-", "-q") == 0
        binding = {entry["constraint"]: entry for entry in json.loads(capsys.readouterr().out)["binding"]}
        assert binding["available"]["indices"] == [["orange"]]
        assert binding["available"]["of"] == 3
        assert binding["sales"]["indices"] == [["Orchard"]]
        assert binding["sales"]["quote"] == "up to 4000 litres of Sunrise and 5000 of Orchard"

    def test_quiet_leaves_stderr_empty(self, by_oracle: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("solve", TEXTS / "diet", "-q") == 0
        assert capsys.readouterr().err == ""

    def test_solves_priorities_one_after_the_other(self, by_oracle: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("solve", TEXTS / "week", "--json", "-") == 0
        out, err = capsys.readouterr()
        result = json.loads(out)
        assert [(entry["name"], entry["value"]) for entry in result["objectives"]] == [
            ("people", 8.0),
            ("changes", 2.0),
        ]
        assert [step["objectives"] for step in result["steps"]] == [["people"], ["changes"]]
        assert "priority 2 of 2: minimize changes" in err

    def test_writes_json_csv_and_model(
        self, by_oracle: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["-o", tmp_path / "out", "--json", tmp_path / "x.json", "--write-model", tmp_path / "x.lp"]
        assert model("solve", TEXTS / "transport", *arguments) == 0
        assert (tmp_path / "out" / "run.csv").read_text() == "PLANTS,run\nAachen,0\nBrno,1\nCork,1\n"
        assert (tmp_path / "out" / "ship.csv").read_text().splitlines()[:2] == ["PLANTS,SHOPS,ship", "Aachen,Riga,0.0"]
        result = json.loads((tmp_path / "x.json").read_text())
        assert (result["schema"], result["objective"]) == ("metasolve.model-result/1", 1330.0)
        assert result["variables"]["run"]["values"] == [["Aachen", 0], ["Brno", 1], ["Cork", 1]]
        assert metasolve.read(tmp_path / "x.lp").rows == 6

    def test_a_json_file_of_the_solution_is_the_result(self, by_oracle: None, tmp_path: Path) -> None:
        assert model("solve", TEXTS / "diet", "-o", tmp_path / "x.json") == 0
        assert json.loads((tmp_path / "x.json").read_text())["termination"] == "optimal"

    def test_infeasible_plan_prints_the_sentences_in_conflict(
        self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = copy("transport")
        (folder / "shops.csv").write_text("shop,need\nRiga,240\nSofia,60\nTurin,50\n")
        assert model("solve", folder, "--threads", 1, "-o", folder.parent / "x.json", "-q") == 20
        out, err = capsys.readouterr()
        words = " ".join(out.split())
        assert "“with a capacity of 100, 80 and 120 tonnes a week”" in words
        assert "“Every shop gets exactly what it needs.”" in words
        assert "by 50" in words
        assert "not written, there is no solution" in err
        assert not (folder.parent / "x.json").exists()

    def test_infeasible_plan_has_its_diagnosis_in_the_json(
        self, by_oracle: None, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = copy("projects", ('["this_year", 120]', '["this_year", -1]'))
        assert model("solve", folder, "--json", "-") == 20
        result = json.loads(capsys.readouterr().out)
        assert result["objective"] is None
        assert result["diagnosis"]["kind"] == "infeasible"
        assert result["diagnosis"]["quotes"][0] == "The company can spend 120 this year and 90 next year."

    def test_unbounded_plan_names_the_variables(
        self, by_oracle: None, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = copy(
            "transport", ('"sense": "minimize"', '"sense": "maximize"'), ("ship[p,s] = need", "ship[p,s] >= need")
        )
        text = (folder / "model.json").read_text()
        text = text.replace("<= capacity[p] * run[p]", ">= 0").replace("min(capacity[p], need[s])", "inf")
        (folder / "model.json").write_text(text)
        assert model("solve", folder) == 21
        assert "ship" in capsys.readouterr().out.split("without end")[1]

    @pytest.mark.parametrize(
        ("termination", "found", "code"),
        [
            (Termination.TIME_LIMIT, True, 10),
            (Termination.TIME_LIMIT, False, 11),
            (Termination.INTERRUPTED, True, 30),
            (Termination.INTERRUPTED, False, 31),
        ],
    )
    def test_exit_code_says_how_it_ended(
        self, termination: Termination, found: bool, code: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def solve(problem: Problem, **settings: Any) -> SolveResult:
            x = np.zeros(problem.columns) if found else None
            return SolveResult(termination, SolutionStatus.FEASIBLE if found else SolutionStatus.NONE, x=x)

        monkeypatch.setattr(metasolve, "solve", solve)
        assert model("solve", TEXTS / "projects", "-q") == code

    def test_a_limit_in_the_first_priority_says_what_was_not_optimized(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def solve(problem: Problem, **settings: Any) -> SolveResult:
            x = np.full(problem.columns, 9.0)
            return SolveResult(Termination.TIME_LIMIT, SolutionStatus.FEASIBLE, 63.0, 8.0, x)

        monkeypatch.setattr(metasolve, "solve", solve)
        assert model("solve", TEXTS / "week", "-q") == 10
        out = capsys.readouterr().out
        assert "changes not optimized" in out
        assert "changes = - " in out

    def test_options_reach_the_solver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: dict[str, Any] = {}

        def solve(problem: Problem, **settings: Any) -> SolveResult:
            seen.update(settings)
            return oracle(problem)

        monkeypatch.setattr(metasolve, "solve", solve)
        options = ["-t", 30, "--mip-gap", 0.5, "--threads", 1, "--seed", 7, "--engine", "scip", "--memory-limit", "1G"]
        assert model("solve", TEXTS / "diet", "-q", *options) == 0
        assert 20.0 < seen["time_limit_s"] <= 30.0
        assert (seen["mip_gap"], seen["threads"], seen["seed"], seen["engine"]) == (0.5, 1, 7, "scip")
        assert seen["memory_limit_bytes"] == 1 << 30

    def test_model_comes_from_stdin(
        self, by_oracle: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content = (TEXTS / "diet" / "model.json").read_bytes()
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
        assert model("solve", "-", "--data", TEXTS / "diet") == 0
        assert "cost = 10.4461538462" in capsys.readouterr().out

    @pytest.mark.parametrize("width", [80, 120])
    def test_output_keeps_the_width(
        self, width: int, by_oracle: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        for name in ("juice", "transport", "week", "purchase"):
            assert model("solve", TEXTS / name, "-q") == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= width

    def test_long_tables_are_cut_unless_all_rows_are_asked_for(
        self, by_oracle: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert model("solve", TEXTS / "stations", "-q", "--rows", 2) == 0
        assert "... and 4 more; --rows 0 prints all" in capsys.readouterr().out
        assert model("solve", TEXTS / "stations", "-q", "--rows", 0) == 0
        assert "more;" not in capsys.readouterr().out


PROGRAM = """
import sys, time
import numpy as np
import metasolve
from metasolve.cli import main

def solve(problem, **settings):
    print("running", flush=True)
    while not settings["stop"].is_set():
        time.sleep(0.01)
    x = np.full(problem.columns, 9.0)
    return metasolve.SolveResult(metasolve.Termination.INTERRUPTED, metasolve.SolutionStatus.FEASIBLE, 63.0, x=x)

metasolve.solve = solve
sys.exit(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_solve_with_its_best_solution(number: signal.Signals, tmp_path: Path) -> None:
    arguments = ["model", "solve", str(TEXTS / "week"), "--json", str(tmp_path / "x.json")]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 30
    assert b"people = 63" in out
    assert json.loads((tmp_path / "x.json").read_text())["termination"] == "interrupted"


def test_a_signal_ends_a_diagnosis(copy: Callable[..., Path]) -> None:
    folder = copy("week", ('"kind": "integer"', '"kind": "integer", "upper": "0"'))
    program = "import llm_modeling.cli.solve as s, time, sys\n"
    program += "s.explain = lambda *given: (print('explaining', flush=True), time.sleep(60))\n"
    program += "from metasolve.cli import main\nsys.exit(main())"
    arguments = [sys.executable, "-c", program, "model", "solve", str(folder), "--threads", "1"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"explaining\n"
        sent = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    assert time.monotonic() - sent < 10.0
    assert process.returncode == 20
    assert b"infeasible" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", ["solve", "check", "render"])
def test_a_full_disk_ends_without_a_traceback(command: str) -> None:
    program = "import metasolve, sys\nfrom tests.llm_modeling.conftest import oracle\n"
    program += "metasolve.solve = oracle\nfrom metasolve.cli import main\nsys.exit(main())"
    arguments = [sys.executable, "-c", program, "model", command, str(TEXTS / "diet")]
    with open("/dev/full", "w") as full:
        ended = subprocess.run(arguments, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ended.returncode == 70
    assert "stdout: No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "internal error" not in ended.stderr


class TestCheck:
    def test_describes_a_model_and_finds_nothing_wrong(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("check", TEXTS / "production") == 0
        out = capsys.readouterr().out
        assert "48 rows, 48 columns (24 binary, 12 integer), 12 of them auxiliary" in out
        assert "0 errors, 0 warnings, 0 notes" in out
        assert "Lamps and stools are made in whole pieces." in out

    def test_warns_of_a_number_that_the_text_does_not_have(
        self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert model("check", copy("production", ('"value": 160', '"value": 170')), "--json", "-") == 0
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert any("170" in finding["message"] for finding in findings)

    def test_takes_the_text_from_where_it_is_told(
        self, copy: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = copy("diet")
        text = (folder / "problem.txt").rename(tmp_path / "text.txt")
        assert model("check", folder) == 0
        assert "there is no text to check against" in " ".join(capsys.readouterr().out.split())
        assert model("check", folder, "--text", text) == 0
        assert "no text" not in capsys.readouterr().out

    def test_shows_the_place_of_an_error(self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
        assert model("check", copy("diet", (">= need[n]", ">= nede[n]"))) == 65
        out = capsys.readouterr().out
        assert "did you mean 'need'?" in out
        assert "^^^^^^^" in out

    def test_json_has_elements_and_verdict(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("check", TEXTS / "week", "--json", "-") == 0
        data = json.loads(capsys.readouterr().out)
        assert (data["schema"], data["passed"], data["findings"]) == ("metasolve.model-check/1", True, [])
        assert [entry["name"] for entry in data["model"]["objectives"]] == ["people", "changes"]


class TestRender:
    def test_markdown_goes_to_stdout(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("render", TEXTS / "transport") == 0
        out = capsys.readouterr().out
        assert out.startswith("# Butter with fixed costs")
        assert "> Every shop gets exactly what it needs." in out

    def test_latex_goes_to_a_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert model("render", TEXTS / "transport", "--format", "latex", "-o", tmp_path / "x.tex") == 0
        assert capsys.readouterr().out == ""
        assert r"\section*{Butter with fixed costs}" in (tmp_path / "x.tex").read_text()


class TestCompare:
    def test_a_rewritten_copy_is_equivalent(
        self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        old = "sum{s in SHOPS} ship[p,s] <= capacity[p] * run[p]"
        new = "0 <= 2 * capacity[p] * run[p] - 2 * sum{s in SHOPS} ship[p,s]"
        assert model("compare", TEXTS / "transport", copy("transport", (old, new))) == 0
        assert "equivalent" in capsys.readouterr().out

    def test_a_renamed_copy_is_equivalent_and_takes_the_data_of_the_first(
        self, copy: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        renamed = copy("transport", ("ship", "flow"), ('"run"', '"operate"'), ("run[p]", "operate[p]")) / "model.json"
        alone = renamed.rename(tmp_path / "alone.json")
        assert model("compare", TEXTS / "transport", alone, "--data", TEXTS / "transport", "--json", "-") == 0
        verdict = json.loads(capsys.readouterr().out)
        assert (verdict["outcome"], verdict["matched_by"]) == ("equivalent", "structure")

    @pytest.mark.parametrize(
        ("name", "old", "new", "constraint"),
        [
            ("transport", "ship[p,s] = need[s]", "ship[p,s] <= need[s]", "meet"),
            ("transport", "<= capacity[p] * run[p]", "<= capacity[p]", "supply"),
            ("diet", ">= need[n]", "<= need[n]", "nourish"),
            ("pipes", '"Lake\\",j] <= pump', '"Lake\\",j] <= 2 * pump', "lift"),
            ("juice", "sum{k in JUICES} mix[k,d]", "sum{k in JUICES} mix[k,d] + 1", "promise"),
        ],
    )
    def test_a_mutant_is_different_and_its_constraint_is_named(
        self,
        name: str,
        old: str,
        new: str,
        constraint: str,
        copy: Callable[..., Path],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert model("compare", TEXTS / name, copy(name, (old, new))) == 76
        out = capsys.readouterr().out
        assert "different" in out
        assert f"constraint '{constraint}': expression" in out

    def test_other_data_are_different(self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
        folder = copy("transport")
        (folder / "shops.csv").write_text("shop,need\nRiga,40\nSofia,60\nTurin,51\n")
        same = TEXTS / "transport"
        assert model("compare", same, same, "--data-b", folder) == 76
        assert "parameter 'need': values" in capsys.readouterr().out

    def test_what_is_not_decided_is_unknown(
        self, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        more = '"priority": 2, "tolerance": 1'
        assert model("compare", TEXTS / "week", copy("week", ('"priority": 2', more))) == 11
        assert "unknown" in capsys.readouterr().out
