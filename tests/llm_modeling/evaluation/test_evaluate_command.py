"""`metasolve evaluate`: what it prints, writes and returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from llm_modeling.cli import evaluate as command
from llm_modeling.client import ScriptedModel
from metasolve.cli.exits import Frame
from tests.llm_modeling.evaluation.samples import MAMO, MIX, SHOP, SHOP_DATA, triples, write_lines

Run = Callable[..., int]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object) -> int:
        line = [str(argument) for argument in (*arguments, "--threads", "1")]
        with Frame() as frame:
            code = typer.main.get_command(command.app).main(line, prog_name="evaluate", standalone_mode=False)
            frame.code = int(code or 0)
        return frame.code

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "triples.jsonl", *triples()[:2])


def test_gold_replies_score_all_and_everything_is_written(
    run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, report = tmp_path / "scores.json", tmp_path / "report.html"
    assert run(file, "--replies", "gold", "-o", scores, "--report", report) == 0
    out, err = capsys.readouterr()
    assert "100 [34.2,100]" in out
    assert "replies solved: 2 of 2" in err
    content = json.loads(scores.read_text())
    assert content["schema"] == "metasolve.evaluation/1"
    assert content["overall"]["verdicts"]["strict"]["pass@1"]["value"] == 1.0
    assert [entry["structure"] for entry in content["replies"]] == ["equivalent", "equivalent"]
    assert "pass@1" in report.read_text()


def test_mutants_are_listed_by_kind(run: Run, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--replies", "mutants", "-o", "-", "-q") == 0
    content = json.loads(capsys.readouterr().out)
    kinds = {entry["mutant"]["kind"] for entry in content["replies"]}
    assert {"dropped constraint", "flipped sense"} < kinds
    assert all(entry["failure"] or entry["structure"] == "equivalent" for entry in content["replies"])


def test_recorded_replies_are_scored_again_without_the_model(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def model(*arguments: object) -> ScriptedModel:
        return ScriptedModel(
            lambda asked, schema, sampling: json.dumps(
                MIX if "oats" in asked[-1].content else {"formulation": SHOP, "data": SHOP_DATA}
            ),
            "m",
        )

    monkeypatch.setattr(command, "_language_model", model)
    record, first, second = tmp_path / "r.jsonl", tmp_path / "1.json", tmp_path / "2.json"
    assert run(file, "--llm-url", "http://h/v1", "--record", record, "-o", first, "--samples", "2", "-q") == 0
    assert run(file, "--replies", record, "-o", second, "-q") == 0
    one, two = json.loads(first.read_text()), json.loads(second.read_text())
    assert one["replies"] == two["replies"]
    assert one["overall"] == two["overall"]
    assert one["overall"]["verdicts"]["strict"]["pass@2"]["value"] == 1.0
    assert len(record.read_text().splitlines()) == 4
    capsys.readouterr()


def test_audit_needs_no_replies(run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "audit.md"
    assert run(file, "--audit", "--against", file, "--report", report, "-q") == 0
    out = capsys.readouterr().out
    assert "Gold models, solved" in out
    assert "# Label audit" in report.read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "choose one of --llm-url, --replies and --audit"),
        (["--audit", "--replies", "gold"], "--replies and --audit are both given"),
        (["--replies", "gold", "--record", "r.jsonl"], "only replies of --llm-url are recorded"),
        (["--replies", "gold", "--against", "x"], "this belongs to --audit"),
        (["--audit", "--format", "csv"], "'csv' is none of auto"),
        (["--audit", "--report", "r.txt"], "must end in .html or .md"),
        (["--llm-url", "localhost"], "does not begin with http"),
        (["--llm-url", "http://h", "--api-key-env", "NONE_SUCH"], "the environment has no NONE_SUCH"),
        (["--audit", "--structure-time", "-1"], "less than 0"),
    ],
)
def test_usage_errors(
    run: Run, file: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, *options) == 64
    assert message in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_wrong_and_missing_inputs(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = write_lines(tmp_path / "m.jsonl", MAMO)
    (tmp_path / "bad.jsonl").write_text('{"x": 1}\n')
    stranger = write_lines(tmp_path / "r.jsonl", {"task": "77", "text": ""})
    assert run(tmp_path / "none.jsonl", "--audit") == 66
    assert run(tmp_path / "bad.jsonl", "--audit") == 65
    assert run(plain, "--replies", "gold") == 65
    assert run(plain, "--replies", stranger) == 65
    err = capsys.readouterr().err
    assert "bad.jsonl:1: " in err
    assert "none of its tasks has a gold model" in err
    assert "'77'" in err


def test_limit_scores_the_first_tasks_and_refused_records_are_listed(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join([json.dumps({**MAMO, "id": k}) for k in range(3)] + ["{"]))
    replies = write_lines(tmp_path / "r.jsonl", {"task": "2", "text": "?"}, {"task": "0", "text": "?"})
    assert run(path, "--replies", replies, "--limit", "1", "-q") == 0
    out = capsys.readouterr().out
    assert "1 of 4 records, 1 not loaded" in out
    assert "Not loaded: 1 record" in out
    assert "parse" in out
