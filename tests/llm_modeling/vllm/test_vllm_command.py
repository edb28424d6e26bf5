"""`metasolve formulate` against a real vLLM server: how it ends, and that an interrupt reaches the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Formulation
from metasolve.exit_codes import exit_code_of
from tests.llm_modeling.vllm.corpus import TEXTS
from tests.llm_modeling.vllm.served import RUNNING, Served, eventually

ROOT = Path(__file__).parents[3]
KEY = "VLLM_KEY_OF_THE_TEST"
# the command as `metasolve formulate` runs it, with or without an installed entry point
COMMAND = """
import sys, typer
from llm_modeling.cli.formulate import app
from metasolve.cli.exits import Frame

with Frame() as frame:
    command = typer.main.get_command(app)
    frame.code = command.main(sys.argv[1:], prog_name="metasolve formulate", standalone_mode=False) or 0
sys.exit(int(frame.code))
"""
QUESTION, NOT_SOLVED = 76, 70


def started(server: Served, name: str, *arguments: object, key: str | None = None) -> subprocess.Popen[str]:
    """Return the running command for an example."""
    folder = TEXTS / name
    with_tables = ["--tables", folder] if list(folder.glob("*.csv")) else []
    asked = [folder / "problem.txt", *with_tables, "--llm-url", server.base_url, "--api-key-env", KEY, *arguments]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, asked)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), KEY: server.api_key if key is None else key},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("name", "samples"), [("pipes", 1), ("diet", 1), ("diet", 3)])
def test_command_ends_with_an_answer_or_a_question(server: Served, name: str, samples: int, tmp_path: Path) -> None:
    model, report = tmp_path / "model.json", tmp_path / "found.json"
    arguments = ["-k", samples, "--repairs", 1, "-t", 20, "--threads", 1, "--solve", "-o", model, "--json", report]
    with started(server, name, *arguments) as process:
        out, err = process.communicate(timeout=600)
    assert "Traceback" not in err
    if not report.exists():  # a random model may write until its tokens are used up, in all samples
        assert (process.returncode, out) == (70, "")
        assert "cut off" in err
        return
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    words = " ".join(out.split())
    assert f"of {samples} sample" in words
    assert "tiny-formulator" in words
    assert len(found["candidates"]) == samples
    if found["question"]:
        assert process.returncode == QUESTION
        assert "Question" in words
    elif found["solution"] is None:
        assert process.returncode == NOT_SOLVED
        assert "Not solved" in words
    else:
        solution = found["solution"]
        assert process.returncode == exit_code_of(solution["termination"], solution["objective"] is not None)
        assert "Status" in words
    assert model.exists() is (found["formulation"] is not None)
    if model.exists():
        assert Formulation.read(model) == Formulation.from_json(json.dumps(found["formulation"]))


def test_command_with_a_wrong_key_is_one_message(server: Served) -> None:
    with started(server, "pipes", key="wrong-key-7") as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (70, "")
    assert "refuses the key" in err
    assert "wrong-key-7" not in err
    assert len(err.strip().splitlines()) == 1


def test_interrupted_command_leaves_the_server_idle(server: Served) -> None:
    eventually(lambda: server.metric(RUNNING) == 0)
    with started(server, "transport", "-k", 8, "--no-solve", "--repairs", 20, "--agreement", 1.0) as process:
        eventually(lambda: server.metric(RUNNING) >= 2 or process.poll() is not None)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 31, err
    assert "Traceback" not in err
    assert "interrupted" in f"{out}{err}"
    eventually(lambda: server.metric(RUNNING) == 0)
