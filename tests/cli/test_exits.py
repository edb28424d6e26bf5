"""Exit codes: a full table, one line for a user's mistake, a saved traceback for a fault of our own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import typer

from metasolve.cli.exits import Frame
from metasolve.errors import (
    BackendUnavailableError,
    CheckFailedError,
    MemoryLimitError,
    ModelDataError,
    ModelNotFoundError,
    OutputError,
    WorkerDiedError,
)
from metasolve.exit_codes import exit_code_of
from metasolve.solution import Termination

DOCUMENTED = {
    "optimal": (0, 0),
    "time_limit": (10, 11),
    "node_limit": (10, 11),
    "infeasible": (20, 20),
    "unbounded": (21, 21),
    "infeasible_or_unbounded": (22, 22),
    "interrupted": (30, 31),
    "error": (70, 70),
}


@pytest.mark.parametrize("termination", Termination)
def test_every_termination_has_the_documented_exit_codes(termination: Termination) -> None:
    assert (exit_code_of(termination, True), exit_code_of(termination, False)) == DOCUMENTED[termination]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (typer.BadParameter("no"), 64),
        (BackendUnavailableError("no"), 64),
        (ModelDataError("bad", "m.mps", 3), 65),
        (ModelNotFoundError("m.mps"), 66),
        (WorkerDiedError("died"), 70),
        (OutputError("full"), 70),
        (MemoryLimitError("full"), 75),
        (MemoryError(), 75),
        (CheckFailedError("row c1"), 76),
        (KeyboardInterrupt(), 31),
    ],
)
def test_known_errors_become_their_code_without_a_traceback(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with Frame() as frame:
        raise error
    assert frame.code == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_ours_is_one_message_and_a_saved_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Frame() as frame:
        raise ZeroDivisionError("oops")
    message = capsys.readouterr().err
    (saved,) = tmp_path.iterdir()
    assert frame.code == 70
    assert "oops" in message
    assert str(saved) in message
    assert "Traceback" not in message
    assert "ZeroDivisionError: oops" in saved.read_text()
