from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bench import run
from bench.launch import Launched, wait
from bench.record import load

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _peers_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METASOLVE_BENCH_PYTHON", sys.executable)


def bench(*arguments: str) -> int:
    return run.main(["smoke", "--only", "lotsizing", "--time-limit", "6", "--threads", "2", *arguments])


def test_engines_and_metasolve_reach_the_known_optimum_and_a_second_call_runs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results.jsonl"
    arguments = ("--solvers", "highs,scip,metasolve", "--out", str(out))
    assert bench(*arguments) == 0
    runs = load([out])
    optimum = dict.fromkeys(["highs", "scip", "metasolve"], 13645.0)
    assert {r.solver: r.objective for r in runs} == pytest.approx(optimum)
    assert all(r.termination == "optimal" and r.rejected == 0 and not r.error for r in runs)
    assert all(r.incumbents and r.incumbents[-1][0] <= 6.5 for r in runs)
    assert all(r.calibration_s > 0.0 and r.peak_bytes > 0 and r.cpu_s > 0.0 for r in runs)
    assert bench(*arguments) == 0
    assert len(load([out])) == len(runs)
    assert "0 runs to do" in capsys.readouterr().err


def test_pair_runs_both_halves_side_by_side_and_leaves_their_runs_too(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    assert bench("--solvers", "pair", "--out", str(out)) == 0
    runs = {r.solver: r for r in load([out])}
    assert set(runs) == {"highs-one", "cpsat-lns", "pair"}
    assert runs["highs-one"].beside == "cpsat-lns"
    assert runs["pair"].objective == min(r.objective for r in runs.values() if r.objective is not None)


def test_ablations_switch_off_what_they_say(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    variants = ("policy-uniform", "arm-rins+scip", "without-rins", "no-alns", "engine-scip")
    solvers = ",".join(f"metasolve-{variant}" for variant in variants)
    assert bench("--solvers", solvers, "--out", str(out)) == 0
    runs = {r.solver.removeprefix("metasolve-"): r for r in load([out])}
    arms = {variant: {arm.destroy for arm in r.arms} for variant, r in runs.items()}
    assert all(r.objective == pytest.approx(13645.0) and not r.error for r in runs.values())
    assert arms["arm-rins+scip"] <= {"rins"}
    assert "rins" not in arms["without-rins"]
    assert arms["no-alns"] == set()


def test_neighborhood_search_alone_runs_in_lanes_of_one_core(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    assert bench("--solvers", "alns,alns-policy-uniform", "--lanes", "--out", str(out)) == 0
    first, second = load([out])
    assert (first.beside, second.beside) == (second.solver, first.solver)
    assert first.objective is not None
    assert second.objective is not None
    assert {arm.repair for arm in (*first.arms, *second.arms)} == {"scip"}


def test_variant_that_does_not_suit_the_model_is_a_failed_run(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    assert bench("--solvers", "metasolve-arm-nothing+scip", "--check", "--out", str(out)) == 70
    (only,) = load([out])
    assert "no arm or operator that suits this model" in only.error


def test_driver_that_fails_is_recorded_with_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METASOLVE_BENCH_PYTHON", sys.executable)
    monkeypatch.setattr(run, "_command", lambda *_: [sys.executable, "-c", "raise SystemExit('out of order')"])
    out = tmp_path / "results.jsonl"
    assert bench("--solvers", "highs", "--out", str(out)) == 0
    (only,) = load([out])
    assert (only.termination, only.error, only.objective) == ("error", "exit 1: out of order", None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nosuite"], 65),
        (["smoke", "--only", "nomodel"], 65),
        (["smoke", "--solvers", "cplex"], 64),
        (["hard", "--only", "leo1", "--solvers", "highs", "--instances", "nowhere"], 66),
    ],
)
def test_mistake_ends_with_one_line_and_its_code(
    arguments: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([*arguments, "--out", str(tmp_path / "results.jsonl")]) == code
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1


def launch(tmp_path: Path, program: str, limit_s: float) -> Launched:
    command = [sys.executable, "-c", program]
    return Launched(command, frozenset(os.sched_getaffinity(0)), limit_s, tmp_path / "log", {})


def is_gone(pid: int) -> bool:
    """Whether a process is over; nobody may have asked for its exit code yet."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_process_that_overruns_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.launch.GRACE_S", 0.2)
    program = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    one = launch(tmp_path, program, 1.0)
    wait([one])
    assert one.ended is not None
    assert one.ended.killed
    assert one.ended.wall_s < 10.0
    assert is_gone(int((tmp_path / "child").read_text()))


def test_cpu_time_and_memory_of_children_count(tmp_path: Path) -> None:
    burn = "import time; x = bytearray(200 << 20)\nwhile time.process_time() < 1.5: pass"
    one = launch(tmp_path, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])", 30.0)
    wait([one])
    assert one.ended is not None
    assert one.ended.cpu_s >= 1.5
    assert one.ended.peak_bytes > 150 << 20


def test_memory_of_all_that_run_side_by_side_is_watched(tmp_path: Path) -> None:
    hold = "import time; x = bytearray({} << 20); time.sleep({})"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    long, short = (
        launch(tmp_path / "one", hold.format(50, 5), 30.0),
        launch(tmp_path / "two", hold.format(300, 3), 30.0),
    )
    wait([long, short])
    assert long.ended is not None
    assert short.ended is not None
    assert short.ended.peak_bytes > 250 << 20
    assert short.ended.wall_s < 4.5


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_leaves_no_process(tmp_path: Path, kind: signal.Signals) -> None:
    out = tmp_path / "results.jsonl"
    command = [sys.executable, "-m", "bench", "run", "smoke", "--only", "setcover", "--solvers", "cpsat,scip"]
    process = subprocess.Popen(
        [*command, "--time-limit", "30", "--out", str(out)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as a shell starts a background job
    )
    tree = psutil.Process(process.pid)
    while not any("drive_" in " ".join(child.cmdline()) for child in tree.children(recursive=True)):
        time.sleep(0.05)
    children = tree.children(recursive=True)
    process.send_signal(kind)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"the same command resumes" in errors
    _, left = psutil.wait_procs(children, timeout=5)  # those that were killed may still be on their way out
    assert [child for child in left if child.status() != psutil.STATUS_ZOMBIE] == []
