"""`metasolve library`: what it prints, writes and returns, and what it says of what users get wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer

from llm_modeling.cli import library_audit, library_learning, library_options
from llm_modeling.cli.library import app
from llm_modeling.client import Message, Sampling, ScriptedModel
from llm_modeling.experience import ExperienceLibrary, Status, starter_insights
from metasolve.cli.exits import Frame
from tests.llm_modeling.experience.examples import insight, pair

STARTER = {insight.id: insight for insight in starter_insights()}
ALPHAOPT = [
    {
        "insight_id": 3,
        "taxonomy": {"Domain Modeling": {"Packaging": ["Knapsack / Capacity"]}},
        "condition": "This insight applies when items share a capacity.\nThis insight does NOT apply when they do not.",
        "explanation": "When items share a capacity, sum their weights.",
        "example": "# Wrong\nmodel.addConstr(x <= cap)\n# Correct\nmodel.addConstr(quicksum(x) <= cap)",
        "iteration": 0,
        "version": 1,
        "task_id": ["E1", "E2"],
        "occurrence": 0,
        "distribution": {"positive": []},
    },
    {
        "insight_id": 4,
        "taxonomy": {"Code Implementation": {"Data I/O & Validation": ["KeyError & Index Mismatch"]}},
        "condition": "Always.",
        "explanation": "Check keys.",
        "example": "in words",
        "task_id": "E3",
    },
]


def library(*arguments: object) -> int:
    """Run the command as the shell does."""
    command = typer.main.get_command(app)
    with Frame() as frame:
        frame.code = int(command.main(list(map(str, arguments)), prog_name="library", standalone_mode=False) or 0)
    return frame.code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with ExperienceLibrary.open(tmp_path / "library.db") as opened:
        opened.add(insight(), insight("maybe", status=Status.CANDIDATE))
        opened.record_use(["caps-are-upper"], "t", "a silo", True)
        opened.record_trial(pair("caps-are-upper", True, False))
    return tmp_path / "library.db"


class TestList:
    def test_shows_credit(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("list", "--library", file) == 0
        shown = capsys.readouterr().out
        assert "67 insights" in shown
        row = next(line for line in shown.splitlines() if line.startswith("caps-are-upper"))
        assert row.split() == ["caps-are-upper", "1", "1", "0", "+33", "%", "active", "limits"]

    def test_without_a_file_lists_what_is_shipped(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("list", "--json", "-") == 0
        content = json.loads(capsys.readouterr().out)
        assert [entry["id"] for entry in content["insights"]] == sorted(STARTER)

    def test_of_one_status(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("list", "--library", file, "--status", "candidate", "--json", "-") == 0
        assert [entry["id"] for entry in json.loads(capsys.readouterr().out)["insights"]] == ["maybe"]


class TestShow:
    def test_shows_the_parts_and_what_differs(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("show", "fixed-charge-link") == 0
        shown = capsys.readouterr().out
        for label in ("Applies", "Situation", "Practice", "Mistake", "Why", "Example", "Right", "Verified", "History"):
            assert f"\n{label} " in shown
        assert "make[p] <= most[p]*use[p]" in " ".join(shown.split())

    def test_json_has_everything(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("show", "caps-are-upper", "--library", file, "--json", "-") == 0
        content = json.loads(capsys.readouterr().out)
        assert content["right"] == insight().right
        assert content["trials"]["wins"] == 1
        assert [change["what"] for change in content["history"]] == ["added as active"]

    def test_an_unknown_one_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("show", "nothing") == 65
        assert "there is no insight 'nothing'" in capsys.readouterr().err


class TestExchange:
    def test_alphaopt_comes_in_as_foreign_candidates(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "alpha.json").write_text(json.dumps(ALPHAOPT))
        for expected in (
            "2 candidates imported, 2 of them foreign",
            "0 candidates imported, 0 of them foreign; 2 were",
        ):
            assert library("import", tmp_path / "alpha.json", "--library", tmp_path / "l.db") == 0
            assert expected in capsys.readouterr().out
        with ExperienceLibrary.open(tmp_path / "l.db") as opened:
            found = opened.insight("alphaopt-3")
            assert (found.status, found.foreign, found.verification.method) == (Status.CANDIDATE, True, "none")
            assert found.taxonomy == ("Domain Modeling/Packaging/Knapsack or Capacity",)
            assert found.not_when == "This insight does NOT apply when they do not."
            assert found.right.startswith("# Correct\nmodel.addConstr(quicksum")
            assert found.provenance.sources == ("alpha.json", "E1", "E2")
            assert opened.insight("alphaopt-4").right == "in words"
            assert not [i for i in opened.retrieve("items share a capacity", limit=50) if i.foreign]

    def test_an_export_comes_back_as_candidates(self, file: Path, tmp_path: Path) -> None:
        assert library("export", tmp_path / "out.jsonl", "--library", file, "--status", "active") == 0
        assert library("import", tmp_path / "out.jsonl", "--library", tmp_path / "new.db") == 0
        with ExperienceLibrary.open(tmp_path / "new.db") as opened:
            found = opened.insight("caps-are-upper")
        assert found.status is Status.CANDIDATE
        assert found.verification.method == "none"
        assert (found.condition, found.right) == (insight().condition, insight().right)

    @pytest.mark.parametrize(
        ("content", "code", "message"),
        [
            (None, 66, "No such file"),
            ("[]", 65, "a library of AlphaOPT is a JSON array of insights"),
            ('[{"insight_id": 1}]', 65, "entry 1 is no insight of AlphaOPT"),
            ('{"id": "x"}', 65, "in.json:1: the field 'taxonomy' of an insight is missing"),
            ("{", 65, "in.json:1: this is no JSON"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, code: int, message: str
    ) -> None:
        if content is not None:
            (tmp_path / "in.json").write_text(content)
        assert library("import", tmp_path / "in.json", "--library", tmp_path / "l.db") == code
        assert message in capsys.readouterr().err


class TestAudit:
    def test_of_a_sound_library(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert library("audit", "--library", file, "--json", "-") == 0
        content = json.loads(capsys.readouterr().out)
        assert content["sound"]
        assert content["proved"] == len(STARTER)
        assert content["statuses"] == {"active": 66, "candidate": 1}

    def test_of_one_with_a_harmful_insight(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with ExperienceLibrary.open(file) as opened:
            for k in range(14):
                opened.record_trial(pair("caps-are-upper", k < 7, k >= 7, cluster="good" if k < 7 else "bad"))
        assert library("audit", "--library", file, "--no-prove") == 76
        assert "Harmful" in capsys.readouterr().out

    def test_a_file_that_is_no_library(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "text.db").write_text("hello " * 300)
        assert library("audit", "--library", tmp_path / "text.db") == 65
        assert "not a database" in capsys.readouterr().err
        assert library("audit", "--library", tmp_path / "none.db") == 66

    def test_release_needs_tasks(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(library_audit, "language_model", lambda *_: ScriptedModel([]))
        assert library("audit", "--library", file, "--release", "maybe") == 64


class Apprentice:
    """Formulates vans as continuous until a lesson in the prompt says that they are whole."""

    def __call__(self, messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
        told = any("count whole things" in message.content for message in messages)
        if schema is None:
            return "A draft."
        if schema.get("title") == "Lesson":
            return json.dumps(
                {
                    "name": "Whole things",
                    "taxonomy": ["formulation/variables/integrality"],
                    "condition": "Applies when parcels are carried by vans.",
                    "not_when": "Does not apply to liters.",
                    "situation": "Things are counted.",
                    "practice": "Then count whole things.",
                    "mistake": "Fractions.",
                    "why": "Half a thing is none.",
                    "cues": ["vans", "parcels"],
                }
            )
        return STARTER["whole-things"].right if told else STARTER["whole-things"].wrong


def tasks_file(folder: Path) -> Path:
    example = STARTER["whole-things"]
    lines = []
    for k in range(3):
        record = {"schema": "metasolve.triple/1", "id": f"vans-{k}", "text": f"{example.problem} Case {k}."}
        lines.append(json.dumps({**record, "formulation": json.loads(example.right), "optimum": 111.0}))
    (folder / "tasks.jsonl").write_text("\n".join(lines))
    return folder / "tasks.jsonl"


class TestLearn:
    def test_a_lesson_is_learned_and_used(
        self, by_oracle: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(library_learning, "language_model", lambda *_: ScriptedModel(Apprentice()))
        ExperienceLibrary.open(tmp_path / "l.db", starter=False).close()
        monkeypatch.setattr("llm_modeling.experience.library.starter_insights", tuple)
        assert library("learn", tasks_file(tmp_path), "--library", tmp_path / "l.db", "--json", "-") == 0
        output = capsys.readouterr()
        content = json.loads(output.out)
        assert [step["outcome"] for step in content["steps"]] == ["learned", "solved", "solved"]
        assert "3 of 3: vans-2: solved" in output.err
        with ExperienceLibrary.open(tmp_path / "l.db", starter=False) as opened:
            [found] = opened.insights(Status.ACTIVE)
            assert found.verification.helped == ("vans-1",)
            assert opened.ledger(found.id).total.wins == 2

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [([], "a language model is needed"), (["--llm-url", "ftp://x"], "does not begin with http")],
    )
    def test_without_a_model_it_says_so(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
    ) -> None:
        assert library("learn", tasks_file(tmp_path), "--library", tmp_path / "l.db", *arguments) == 64
        assert message in capsys.readouterr().err

    def test_a_server_that_is_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("KEY", raising=False)
        with pytest.raises(typer.BadParameter, match="the environment has no KEY"):
            library_options.language_model("http://localhost:1/v1", None, "KEY")


class TestEvolve:
    def test_refines_by_statistics_without_a_model(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with ExperienceLibrary.open(file) as opened:
            for k in range(16):
                text = f"A winery with {k} vats presses grapes."
                opened.record_trial(pair("caps-are-upper", True, False, task=text, text=text, retrieved=False))
        assert library("evolve", "--library", file, "--json", "-") == 0
        content = json.loads(capsys.readouterr().out)
        assert [(entry["id"], entry["after"]) for entry in content["refined"]] == [("caps-are-upper", 1.0)]
        with ExperienceLibrary.open(file) as opened:
            assert opened.insight("caps-are-upper").version == 2
        assert library("evolve", "--library", file) == 0
