"""`metasolve linear run`: solutions against numpy's, files, exit codes, signals."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import scipy.io
import scipy.sparse
from rich.console import Console

from metasolve.cli.app import run
from metasolve.cli.sequence_progress import SequenceProgress
from metasolve.linear.files import open_sequence
from metasolve.report.sequence import SCHEMA, StepRecord

N, STEPS = 30, 6
SINGULAR = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n1 2 1\n"


def matrix(k: int) -> scipy.sparse.csr_array:
    """Return a symmetric positive definite matrix of the sequence."""
    off = -np.ones(N - 1)
    return scipy.sparse.csr_array(scipy.sparse.diags_array([off, np.full(N, 2.0 + 0.3 * k), off], offsets=[-1, 0, 1]))  # type: ignore[list-item]


def right(k: int) -> npt.NDArray[np.float64]:
    return np.cos(np.arange(N) * k)


def solutions() -> npt.NDArray[np.float64]:
    """Return all solutions, (STEPS, N), by numpy."""
    return np.array([np.linalg.solve(matrix(k).toarray(), right(k)) for k in range(1, STEPS + 1)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of Matrix Market files."""
    path = tmp_path / "sequence"
    path.mkdir()
    for k in range(1, STEPS + 1):
        scipy.io.mmwrite(path / f"a_{k:02d}.mtx", matrix(k), symmetry="symmetric")
        scipy.io.mmwrite(path / f"b_{k:02d}.mtx", right(k).reshape(-1, 1))
    return path


@pytest.fixture
def stacked(tmp_path: Path) -> Path:
    """The same in one file, with a context."""
    data = np.stack([matrix(k).data for k in range(1, STEPS + 1)])
    b = np.stack([right(k) for k in range(1, STEPS + 1)])
    a = matrix(1)
    path = tmp_path / "sequence.npz"
    np.savez(path, indptr=a.indptr, indices=a.indices, data=data, b=b, context=np.arange(STEPS) / STEPS)
    return path


def test_solutions_are_those_of_numpy(folder: Path, stacked: Path, tmp_path: Path) -> None:
    assert run(["linear", "run", str(folder), "-q", "-o", str(tmp_path / "x")]) == 0
    files = sorted((tmp_path / "x").iterdir())
    assert [file.name for file in files] == [f"x_{k:02d}.mtx" for k in range(1, STEPS + 1)]
    found = [np.asarray(scipy.io.mmread(file)).ravel() for file in files]
    np.testing.assert_allclose(found, solutions(), atol=1e-6)
    assert run(["linear", "run", str(stacked), "-q", "-o", str(tmp_path / "x.npz"), "--cold"]) == 0
    with np.load(tmp_path / "x.npz") as written:
        np.testing.assert_allclose(written["x"], solutions(), atol=1e-6)


def test_the_json_holds_steps_totals_arms_and_versions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--json", "-", "-q", "--cost", "work", "--seed", "3", "--solvers", "jacobi-cg,ssor-cg"]
    assert run(["linear", "run", str(folder), *arguments]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    steps = data["steps"]
    assert (data["schema"], data["termination"], data["seed"], err) == (SCHEMA, "solved", 3, "")
    assert data["sequence"] | {"form": ""} == {
        "name": "sequence",
        "form": "",
        "steps": STEPS,
        "rows_min": N,
        "rows_max": N,
        "nonzeros_min": 3 * N - 2,
        "nonzeros_max": 3 * N - 2,
    }
    assert [step["name"] for step in steps] == [f"a_{k:02d}.mtx, b_{k:02d}.mtx" for k in range(1, STEPS + 1)]
    assert data["totals"]["iterations"] == sum(step["iterations"] for step in steps)
    assert sum(arm["steps"] for arm in data["arms"]) == data["totals"]["steps_solved"] == STEPS
    assert {step["arm"].partition("(")[0] for step in steps} <= {"jacobi-cg", "ssor-cg"}
    assert 0.0 < data["totals"]["worst_relative_residual"] <= 1e-8
    assert data["versions"]["numpy"] == np.__version__


def test_the_same_seed_gives_the_same_steps_by_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def arms() -> list[str]:
        run(["linear", "run", str(folder), "--json", "-", "-q", "--cost", "work", "--policy", "tsallis-inf"])
        return [step["arm"] for step in json.loads(capsys.readouterr().out)["steps"]]

    assert arms() == arms()


def test_the_context_of_the_file_is_used_unless_another_is_asked_for(
    stacked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def contexts(*arguments: str) -> list[list[float]]:
        run(["linear", "run", str(stacked), "--json", "-", "-q", *arguments])
        return [step["context"] for step in json.loads(capsys.readouterr().out)["steps"]]

    assert contexts() == [[k / STEPS] for k in range(STEPS)]
    np.testing.assert_allclose(contexts("--context", "shift"), [[2.0 + 0.3 * k] for k in range(1, STEPS + 1)])
    assert contexts("--context", "none") == [[]] * STEPS


def test_what_was_learned_is_saved_and_loaded(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = str(tmp_path / "state")
    assert run(["linear", "run", str(folder), "-q", "--save", state]) == 0
    assert run(["linear", "run", str(folder), "-q", "--load", state, "--save", state]) == 0
    assert run(["linear", "run", str(folder), "-q", "--load", state, "--cost", "work"]) == 64
    assert "saved" in capsys.readouterr().err


def test_the_page_is_whole_and_escapes_names(folder: Path, tmp_path: Path) -> None:
    strange = folder.rename(tmp_path / "<i>&")
    assert run(["linear", "run", str(strange), "-q", "--report", str(tmp_path / "page.html")]) == 0
    text = (tmp_path / "page.html").read_text()
    assert "<h1>&lt;i&gt;&amp;</h1>" in text
    assert text.endswith("</html>\n")
    assert "http" not in text
    assert text.count("<svg viewBox") >= 3


def test_the_summary_goes_to_stderr(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["linear", "run", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    for text in ("6 of 6 steps solved", "at worst", "of ||b||, computed anew", "arm ", "mic-cg"):
        assert text in err


def test_a_matrix_that_is_not_symmetric_is_warned_of_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    for k in (1, 2):
        (folder / f"a_{k}.mtx").write_text(SINGULAR.replace("2 2 2", "2 2 3") + f"2 2 {k + 1}\n")
    assert run(["linear", "run", str(folder), "--rhs", "ones", "-o", str(tmp_path / "x")]) == 0
    assert capsys.readouterr().err.count("Warning") == 1
    x = np.asarray(scipy.io.mmread(tmp_path / "x" / "x_2.mtx")).ravel()
    np.testing.assert_allclose(x, [2 / 3, 1 / 3])


def test_a_step_that_no_solver_solves_exits_11_with_what_was_solved(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a_03.mtx").write_text(SINGULAR)
    (folder / "b_03.mtx").write_text("%%MatrixMarket matrix array real general\n2 1\n1\n1\n")
    outputs = ["-o", str(tmp_path / "x"), "--json", str(tmp_path / "j"), "--report", str(tmp_path / "page.html")]
    assert run(["linear", "run", str(folder), *outputs]) == 11
    assert "step 3 (a_03.mtx, b_03.mtx): no solver reached" in " ".join(capsys.readouterr().err.split())
    data = json.loads((tmp_path / "j").read_text())
    assert (data["termination"], data["totals"]["steps_solved"]) == ("no_convergence", 2)
    assert len(list((tmp_path / "x").iterdir())) == 2
    assert "no solver reached" in (tmp_path / "page.html").read_text()


def test_a_damaged_file_exits_65_with_what_was_solved(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a_05.mtx").write_text("nonsense")
    assert run(["linear", "run", str(folder), "-q", "-o", str(tmp_path / "x"), "--json", str(tmp_path / "j")]) == 65
    err = capsys.readouterr().err
    assert err == f"metasolve: {folder / 'a_05.mtx'}:1: Not a Matrix Market file. Missing banner" + (
        " (read as a Matrix Market file)\n"
    )
    assert json.loads((tmp_path / "j").read_text())["totals"]["steps_solved"] == 4
    assert len(list((tmp_path / "x").iterdir())) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ABSENT"], 66, "no such file"),
        (["FOLDER", "--load", "ABSENT"], 66, "no such file"),
        (["EMPTY"], 65, "holds no matrix"),
        (["FOLDER", "--load", "FOLDER/a_01.mtx"], 65, "is not a saved SequenceSolver"),
        (["FOLDER", "--solvers", "jacobi"], 64, "unknown solver 'jacobi'; known: ssor-cg(1), "),
        (["FOLDER", "--policy", "best"], 64, "unknown policy 'best'"),
        (
            ["FOLDER", "--policy", "cheb-cb", "--context", "shift,ritz"],
            64,
            "cheb-cb needs a context of one number",
        ),
        (["FOLDER", "--context", "row-sum,hue"], 64, "unknown feature 'hue'"),
        (["FOLDER", "--rtol", "-1"], 64, "rtol must lie in [0, inf)"),
        (["FOLDER", "--rtol", "0"], 64, "rtol and atol are both 0"),
        (["FOLDER", "--limit", "0"], 64, "--limit"),
        (["FOLDER", "-o", "FOLDER"], 64, "is the input"),
        (["FOLDER", "-o", "FOLDER/a_01.mtx"], 64, "cannot be created"),
        (["FOLDER", "-o", "-"], 64, "stdout takes text only"),
        (["FOLDER", "--json", "ABSENT/x"], 64, "does not exist"),
        (["FOLDER", "--json", "FOLDER/x", "--report", "FOLDER/x"], 64, "is already the destination of --json"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_exit_code(
    arguments: list[str], code: int, message: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"FOLDER": folder, "ABSENT": tmp_path / "absent", "EMPTY": tmp_path / "empty"}
    for name, place in places.items():
        arguments = [word.replace(name, str(place)) for word in arguments]
    assert run(["linear", "run", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_solutions_of_several_sizes_do_not_fit_into_one_array(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scipy.io.mmwrite(folder / "a_02.mtx", scipy.sparse.eye_array(3))
    (folder / "b_02.mtx").write_text("%%MatrixMarket matrix array real general\n3 1\n1\n1\n1\n")
    assert run(["linear", "run", str(folder), "-q", "-o", str(tmp_path / "x")]) == 0
    assert run(["linear", "run", str(folder), "-q", "-o", str(tmp_path / "x.npz")]) == 65
    assert "write them to a folder" in capsys.readouterr().err


# the second step either runs on for good in a compiled kernel or waits for the signal between steps
PROGRAM = """
import sys, time
from numba import njit
from metasolve.cli import main
from metasolve.linear.sequence import SequenceSolver

@njit(nogil=True)
def spin(n):
    x = 0
    while x >= 0:
        x = (x + n) % 1000003
    return x

busy, solve, steps = sys.argv.pop() == "busy", SequenceSolver.solve, []
spin.compile("int64(int64)")

def slow(self, *arguments):
    steps.append(1)
    if len(steps) == 3:
        print("running", flush=True)
        spin(1) if busy else time.sleep(0.5)
    return solve(self, *arguments)

SequenceSolver.solve = slow
sys.exit(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("state", "solved"), [("busy", 2), ("idle", 3)])
def test_a_signal_leaves_what_was_solved(
    number: signal.Signals, state: str, solved: int, folder: Path, tmp_path: Path
) -> None:
    outputs = ["-o", str(tmp_path / "x"), "--json", str(tmp_path / "j"), "--report", str(tmp_path / "page.html")]
    command = [sys.executable, "-c", PROGRAM, "linear", "run", str(folder), *outputs, state]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode == 30
    data = json.loads((tmp_path / "j").read_text())
    assert (data["termination"], data["totals"]["steps_solved"]) == ("interrupted", solved)
    assert [file.name for file in sorted((tmp_path / "x").iterdir())] == [f"x_0{k}.mtx" for k in range(1, solved + 1)]
    assert (tmp_path / "page.html").read_text().endswith("</html>\n")


def record(number: int) -> StepRecord:
    return StepRecord(number, "a.mtx", 9, 9, "mic-cg", "", 12, 1e-9, 1.0, 1.0, 0.1, 0.0, 0.0, 0.0, 1.0, ())


@pytest.mark.parametrize("width", [60, 120])
def test_a_terminal_gets_a_bar_with_arm_and_iterations(
    width: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metasolve.cli.sequence_progress._REDRAW_S", 0.0)
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width, highlight=False)
    with SequenceProgress(console, open_sequence(folder), "17 arms") as progress:
        progress(record(4))
    text = stream.getvalue()
    for part in ("folder of Matrix Market files, 6 steps", "17 arms", "4/6", "steps/s", "mic-cg", "12 iterations"):
        assert part in text


def test_help_documents_forms_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["linear", "run", "--help"]) == 0
    text = capsys.readouterr().out
    assert "\n    a_0001.mtx  b_0001.mtx  x0_0001.mtx " in text
    assert "indptr (n+1,)  indices (nnz,)  data (T, nnz)" in text
    assert "11 a step was not solved; 30 interrupted after some steps" in " ".join(text.split())
