"""The frame of the command line: help, version, completion, plug-ins, and what it must not load."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

import metasolve
from metasolve.cli import app as frame
from metasolve.cli.app import run

ROOT = Path(__file__).parents[2]


def loaded_by(program: str) -> set[str]:
    """Return the top-level names of all modules that a program loads."""
    listing = f"{program}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_import_metasolve_loads_no_numpy() -> None:
    assert not loaded_by("import metasolve") & {"numpy", "scipy", "typer", "rich"}


def test_version_loads_neither_typer_nor_numpy() -> None:
    program = "import sys; sys.argv = ['metasolve', '--version']; from metasolve.cli import main; main()"
    assert not loaded_by(program) & {"numpy", "typer", "rich"}


def test_help_names_all_commands_and_loads_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in ("solve", "info", "check", "convert", "bandits", "doctor"))
    assert "numpy" not in loaded_by("from metasolve.cli.app import run; run(['--help'])")


def test_both_ways_to_the_version_agree(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--version"])
    assert capsys.readouterr().out == f"metasolve {metasolve.__version__}\n"


def test_an_unknown_command_exits_64_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["slove"]) == 64
    assert "solve" in capsys.readouterr().err


def test_a_plugin_command_loads_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin, calls = typer.Typer(), list[str]()

    @plugin.command()
    def formulate(text: str) -> int:
        calls.append(text)
        return 0

    monkeypatch.setitem(sys.modules, "plugin_module", types.SimpleNamespace(app=plugin))
    entry = EntryPoint("formulate", "plugin_module:app", frame.PLUGIN_GROUP)
    monkeypatch.setattr(frame, "entry_points", lambda group: [entry] if group == frame.PLUGIN_GROUP else [])
    assert run(["formulate", "a knapsack"]) == 0
    assert calls == ["a knapsack"]


def test_shell_completion_offers_commands_and_their_options() -> None:
    def complete(words: str) -> str:
        variables = {"_METASOLVE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        command = [sys.executable, "-c", "import sys; from metasolve.cli.app import run; sys.exit(run([]))"]
        environment = {**os.environ, **variables}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout

    assert complete("metasolve so").split() == ["solve"]
    assert "--time-limit" in complete("metasolve solve --ti").split()


def test_all_public_names_load() -> None:
    for name in metasolve.__all__:
        assert getattr(metasolve, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        metasolve.no_such_name  # noqa: B018
