"""What users get wrong with `metasolve model`: each mistake is named by its place, and nothing is solved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import metasolve
from metasolve.cli.app import run

TEXTS = Path(__file__).parents[2] / "instances" / "text"


def model(*arguments: object) -> int:
    return run(["model", *map(str, arguments)])


BAD_MODELS = [
    ('"expression": "sum{f in FOODS} content', '"expression": "sum{f in FOODS} contnt', 65, "did you mean 'content'"),
    ('"upper": "most[f]"', '"uper": "most[f]"', 65, "did you mean 'upper'"),
    ('"foods.csv", "columns": ["food"]', '"foods.csv", "columns": ["meal"]', 65, "foods.csv:1"),
    ('"table": "needs.csv", "columns"', '"table": "neds.csv", "columns"', 66, "neds.csv"),
    ('"schema": "metasolve.formulation/1"', '"schema": "metasolve.formulation/9"', 65, "schema"),
    ('"sense": "minimize"', '"sense": "least"', 65, "'cost'"),
    ("{\n", "{{\n", 65, "model.json:"),
    ('"metasolve.formulation/1",', '"metasolve.formulation/1"', 65, "model.json:3"),
]


@pytest.mark.parametrize(("old", "new", "code", "message"), BAD_MODELS)
@pytest.mark.parametrize("command", ["solve", "check"])
def test_a_bad_model_is_refused_by_its_place(
    command: str,
    old: str,
    new: str,
    code: int,
    message: str,
    copy: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert model(command, copy("diet", (old, new)) / "model.json") == code
    out, err = capsys.readouterr()
    assert message in " ".join((out + err).split())
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("table", "content", "message"),
    [
        ("foods.csv", "food,price,most\noats,cheap,4\n", "foods.csv:2"),
        ("foods.csv", "food,price,most\noats,1,4\noats,2,4\n", "foods.csv:3"),
        ("contents.csv", "food,energy,protein,calcium\noats,110,4,2\n", "contents.csv"),
        ("needs.csv", "nutrient,need\nenergy,2000\nprotein,55\nlime,800\n", "calcium"),
        ("foods.csv", "", "foods.csv"),
    ],
)
def test_bad_data_are_refused_by_file_and_line(
    table: str, content: str, message: str, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("diet")
    (folder / table).write_text(content)
    assert model("solve", folder) == 65
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["solve", "nowhere.json"], 66),
        (["solve", TEXTS / "diet", "--data", "nowhere"], 66),
        (["solve", TEXTS / "diet", "-t", "0"], 64),
        (["solve", TEXTS / "diet", "--mip-gap", "nan"], 64),
        (["solve", TEXTS / "diet", "--engine", "cplex"], 64),
        (["solve", TEXTS / "diet", "--memory-limit", "1M"], 64),
        (["solve", TEXTS / "diet", "-o", TEXTS / "diet"], 64),
        (["solve", TEXTS / "diet", "-o", "plan.txt"], 64),
        (["solve", TEXTS / "diet", "-o", "/nowhere/plan.json"], 64),
        (["solve", TEXTS / "diet", "--json", TEXTS / "diet" / "model.json"], 64),
        (["solve", TEXTS / "diet", "--json", "-", "-o", "-"], 64),
        (["solve", TEXTS / "diet", "--write-model", "x.txt"], 64),
        (["render", TEXTS / "diet", "--format", "html"], 64),
        (["compare", TEXTS / "diet"], 64),
        (["compare", TEXTS / "diet", TEXTS / "transport", "--match", "names"], 64),
        (["check", TEXTS / "diet", "--text", "nowhere.txt"], 66),
        (["solve"], 64),
    ],
)
def test_a_wrong_argument_ends_before_anything_is_solved(
    arguments: list[object], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metasolve, "solve", lambda *given, **settings: pytest.fail("it was solved"))
    assert model(*arguments) == code
    assert "Traceback" not in capsys.readouterr().err


def test_names_that_steer_a_terminal_are_made_harmless(
    by_oracle: None, copy: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("diet", ("Breakfast of a hostel", "\\u001b[31mred [bold]"))
    (folder / "foods.csv").write_text((folder / "foods.csv").read_text().replace("beans", "\x1b]0;x\x07"))
    (folder / "contents.csv").write_text((folder / "contents.csv").read_text().replace("beans", "\x1b]0;x\x07"))
    for command in ("solve", "check"):
        model(command, folder)
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err
        assert "red [bold]" in out
