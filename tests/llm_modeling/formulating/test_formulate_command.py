"""`metasolve formulate`: what it prints, writes and returns, against scripted servers."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from llm_modeling import Formulation
from llm_modeling.cli.formulate import app
from llm_modeling.experience import ExperienceLibrary, LibraryError
from metasolve.cli.exits import Frame
from tests.llm_modeling.client.gold import NAMES, TEXTS, gold, gold_script, letters, problem_text
from tests.llm_modeling.client.scripted_server import Json, Mode, ScriptedServer, answering, schema_of, smallest
from tests.llm_modeling.formulating.plans import TEXT, plan, with_constraint, without

ROOT = Path(__file__).parents[3]


def run(*arguments: object) -> int:
    """Return the exit code of `metasolve formulate` with some arguments."""
    with Frame() as frame:
        command = typer.main.get_command(app)
        frame.code = (
            command.main(list(map(str, arguments)), prog_name="metasolve formulate", standalone_mode=False) or 0
        )
    return int(frame.code)


def scripted(*formulations: Formulation) -> ScriptedServer:
    """Return a server whose sample n answers with formulation n, again and again after the last one."""

    def answer(request: Json) -> str:
        schema = schema_of(request)
        if schema is not None and schema.get("title") != "Formulation":
            return json.dumps(smallest(schema))
        number = min(int(request.get("seed") or 0), len(formulations) - 1)
        return formulations[number].to_json() if schema is not None else "A draft."

    return ScriptedServer(answer)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(answering(gold_script())) as running:
        yield running


def test_prints_model_solution_and_confidence(
    server: ScriptedServer, by_oracle: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(TEXTS / "transport" / "problem.txt", "--llm-url", server.url, "--solve") == 0
    out, err = capsys.readouterr()
    assert "# Butter with fixed costs" in out
    assert "> Every shop gets exactly what it needs." in out
    assert "total = 1330 EUR (minimize)" in out
    assert [line.split() for line in out.splitlines() if "Riga" in line and "$" not in line] == [["Brno", "Riga", "40"]]
    assert "Confidence   100.0%: 1 of 1 sample says the same" in out
    assert "tokens read (6 of them cached)" in out
    for step in ("drafted", "formulated: 2 sets", "verified: 6 rows", "solved: optimal, objective 1330"):
        assert step in err


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_recognized(server: ScriptedServer, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(TEXTS / name / "problem.txt", "--llm-url", server.url, "--no-solve", "-q", "--json", "-") == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert Formulation.from_json(json.dumps(found["formulation"])) == gold(name)
    assert found["findings"] == []
    assert found["solution"] is None


def test_model_file_can_be_solved_again(server: ScriptedServer, tmp_path: Path) -> None:
    target = tmp_path / "model.json"
    assert run(problem_text("pipes"), "--llm-url", server.url, "--no-solve", "-q", "-o", target) == 0
    assert Formulation.read(target) == gold("pipes")


def test_text_may_come_from_stdin(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(problem_text("pipes").encode())))
    assert run("-", "--llm-url", server.url, "--no-solve", "-q") == 0
    assert letters(problem_text("pipes")) in letters(server.requests[1]["messages"][1]["content"])


def test_tables_are_given_as_files_or_directories(server: ScriptedServer) -> None:
    folder = TEXTS / "diet"
    assert run(problem_text("diet"), "--llm-url", server.url, "--no-solve", "-q", "--tables", folder) == 0
    assert "Table needs.csv" in server.requests[1]["messages"][1]["content"]
    assert (
        run(problem_text("diet"), "--llm-url", server.url, "--tables", folder, "--tables", folder / "foods.csv") == 64
    )


def test_samples_that_disagree_end_in_a_question(by_oracle: None, capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(plan(), without("chairs")) as server:
        code = run(TEXT, "--llm-url", server.url, "-k", "2", "--repairs", "0", "--agreement", "0.9")
    assert code == 76
    out, _ = capsys.readouterr()
    assert "Question" in out
    assert "At least 3 chairs are needed" in " ".join(out.split())


def test_problem_that_contradicts_itself_is_explained(by_oracle: None, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT.replace("At least 3 chairs", "At least 30 chairs")
    contrary = Formulation.from_json(
        plan().to_json().replace("At least 3 chairs", "At least 30 chairs").replace('"value": 3.0', '"value": 30.0')
    )
    with scripted(contrary) as server:
        assert run(text, "--llm-url", server.url, "-t", "20") == 20
    out = " ".join(capsys.readouterr().out.split())
    assert "No plan keeps all of these conditions." in out
    assert "“There are 41 hours this week.”" in out


def test_text_that_no_model_came_of_is_a_question(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with scripted(with_constraint("work", "1 +")) as server:
        assert run(TEXT, "--llm-url", server.url, "-o", tmp_path / "model.json") == 76
    out, err = capsys.readouterr()
    assert "No reading of the text became a model" in " ".join(out.split())
    assert "not written, there is no model" in err
    assert not (tmp_path / "model.json").exists()


FAULTS = [
    (Mode.IGNORES_SCHEMA, 70, "does not hold replies to their schema"),
    (Mode.BAD_REQUEST, 70, "takes no schema"),
    (Mode.UNAUTHORIZED, 70, "refuses the key"),
    (Mode.WEB_PAGE, 70, "is the address that of an API?"),
    (Mode.OTHER_MODEL, 70, "the server answers from 'a-smaller-one'"),
    (Mode.REFUSAL, 70, "the trial of the schema failed"),
]


@pytest.mark.parametrize(("mode", "code", "words"), FAULTS, ids=[mode.name for mode, _, _ in FAULTS])
def test_fault_of_the_server_is_one_message(
    mode: Mode, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(answering(gold_script()), mode) as server:
        assert run(problem_text("pipes"), "--llm-url", server.url) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_wrong_model_is_answered_with_those_there_are(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(problem_text("pipes"), "--llm-url", server.url, "--model", "other") == 70
    assert "the server has 'scripted'" in capsys.readouterr().err


MISTAKES = [
    (["missing.txt"], 66, "there is no such file"),
    ([str(TEXTS)], 65, "it is a directory"),
    ([TEXT, "--llm-url", "localhost:8000"], 64, "does not begin with http"),
    ([TEXT, "--api-key-env", "NO_SUCH_VARIABLE"], 64, "the environment has no NO_SUCH_VARIABLE"),
    ([TEXT, "--samples", "0"], 64, "samples"),
    ([TEXT, "-t", "0"], 64, "not greater than 0"),
    ([TEXT, "--tables", "missing.csv"], 66, "missing.csv"),
    ([TEXT, "--library", "missing.sqlite"], 66, "there is no such library"),
    ([TEXT, "-o", "/missing/folder/model.json"], 64, "/missing/folder"),
    ([TEXT, "-o", "-", "--json", "-"], 64, "already the destination"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), MISTAKES, ids=[words for _, _, words in MISTAKES])
def test_mistake_is_told_before_anything_is_sent(
    arguments: list[str], code: int, words: str, server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--llm-url", server.url, *arguments) == code
    assert words in capsys.readouterr().err
    assert server.requests == []


def test_empty_and_binary_files_are_refused(tmp_path: Path, server: ScriptedServer) -> None:
    for name, content in (("empty.txt", b" \n"), ("binary.txt", b"\xff\xfe\x00")):
        (tmp_path / name).write_bytes(content)
        assert run(tmp_path / name, "--llm-url", server.url) == 65


def test_key_is_taken_from_the_environment(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_KEY", "sk-1")
    run(problem_text("pipes"), "--llm-url", server.url, "--no-solve", "-q", "--api-key-env", "LLM_KEY")
    assert {headers["authorization"] for headers in server.headers} == {"Bearer sk-1"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_run_with_the_best_there_is(number: signal.Signals, tmp_path: Path) -> None:
    with ScriptedServer(answering(gold_script())) as server:
        _let_sample_stall(server, 1)
        script = (
            "import signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from tests.llm_modeling.formulating.test_formulate_command import run\n"
            "sys.exit(run(*sys.argv[1:]))\n"
        )
        target = tmp_path / "model.json"
        arguments = [problem_text("pipes"), "--llm-url", server.url, "--no-solve", "-k", "2", "-o", str(target)]
        process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        _wait_for_line(process, "sample 1: verified")
        time.sleep(1.0)  # until it is kept as the best
        process.send_signal(number)
        began = time.monotonic()
        _, err = process.communicate(timeout=60)
        assert time.monotonic() - began < 30.0
    assert process.returncode == 31, err
    assert Formulation.read(target) == gold("pipes")
    assert "Traceback" not in err


def _let_sample_stall(server: ScriptedServer, number: int) -> None:
    answer = server.answer

    def slow(request: Json) -> str:
        if request.get("seed") == number:
            server.closing.wait(120.0)
        return answer(request)

    server.answer = slow


def _wait_for_line(process: subprocess.Popen[str], words: str) -> None:
    """Return when the process has written a line with these words to stderr."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"the process ended without {words!r}")


def test_library_gives_insights(server: ScriptedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "library.db"
    with ExperienceLibrary.open(path) as library:
        known = {insight.id for insight in library.insights()}
    arguments = ["--llm-url", server.url, "--no-solve", "-q", "--json", "-", "--library", path]
    assert run(problem_text("transport"), *arguments) == 0
    used = json.loads(capsys.readouterr().out)["insights"]
    assert used
    assert set(used) <= known
    with ExperienceLibrary.open(path) as library:
        assert {insight.id for insight in library.insights() if library.ledger(insight.id).uses} == set(used)


def test_library_that_takes_no_record_is_told_of(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "library.db"
    ExperienceLibrary.open(path).close()

    def refuse(*_: object) -> None:
        raise LibraryError("the disk is full")

    monkeypatch.setattr(ExperienceLibrary, "record_use", refuse)
    assert run(problem_text("transport"), "--llm-url", server.url, "--no-solve", "-q", "--library", path) == 0
    out, err = capsys.readouterr()
    assert "# Butter with fixed costs" in out
    assert "was not recorded: the disk is full" in err


def test_model_without_variables_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(Formulation(title="Nothing")) as server:
        assert run("What is two plus three?", "--llm-url", server.url, "-o", os.devnull) == 76
    out, err = capsys.readouterr()
    assert "formulated: nothing" in err
    assert "the model has no variables" in out
    assert "optimal" not in out


def test_file_that_is_no_library_is_refused(server: ScriptedServer, tmp_path: Path) -> None:
    (tmp_path / "library.db").write_text("no database")
    assert run(problem_text("pipes"), "--llm-url", server.url, "--library", tmp_path / "library.db") >= 64
    assert server.requests == []
