from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bench.record import Run
from bench.selection import Section, sections

MakeRun = Callable[..., Run]


def only_section(runs: list[Run]) -> Section:
    (section,) = sections(runs, "metasolve")
    return section


def test_limits_threads_and_suites_are_never_mixed(make_run: MakeRun) -> None:
    runs = [make_run(), make_run(time_limit_s=300.0), make_run(threads=4), make_run(suite="easy"), make_run(seed=1)]
    assert [len(section.runs) for section in sections(runs, "metasolve")] == [2, 1, 1, 1]


def test_last_line_of_a_repeated_run_wins(make_run: MakeRun) -> None:
    runs = [make_run(solver="scip", wall_s=wall_s) for wall_s in (1.0, 2.0, 3.0)]
    section = only_section([runs[0], make_run(), *runs[1:]])
    assert [run.wall_s for run in section.runs if run.solver == "scip"] == [3.0]
    assert section.left_out[0].runs == (runs[0], runs[1])


def test_only_the_newest_commit_of_the_subject_is_used(make_run: MakeRun) -> None:
    new = make_run(commit="new", started="2026-11-21T14:00:00Z")
    old = make_run(commit="old", instance="other", started="2026-11-21T14:30:00+01:00")
    peer = make_run(solver="scip", commit="old")
    section = only_section([new, old, peer])
    assert section.runs == (new, peer)
    assert "commit old of metasolve is not the newest, new" in section.left_out[0].reason


def test_run_with_changes_is_not_of_the_same_commit(make_run: MakeRun) -> None:
    clean = make_run(started="2026-11-21T14:00:00Z")
    changed = make_run(dirty=True, instance="other", started="2026-11-21T13:00:00Z")
    assert only_section([clean, changed]).runs == (clean,)


def on_machine(run: Run, name: str, calibration_s: float) -> Run:
    return replace(run, machine=replace(run.machine, id=name), calibration_s=calibration_s)


def test_machine_of_another_speed_is_left_out(make_run: MakeRun) -> None:
    own = [on_machine(make_run(instance=name), "fast", 0.80) for name in ("a", "b")]
    near = on_machine(make_run(solver="scip"), "near", 0.87)
    slow = on_machine(make_run(solver="highs"), "slow", 0.89)
    section = only_section([*own, near, slow])
    assert section.runs == (*own, near)
    assert section.left_out[0].runs == (slow,)
    assert "slow" in section.left_out[0].reason


def test_speed_of_a_machine_is_the_median_of_its_calibrations(make_run: MakeRun) -> None:
    own = on_machine(make_run(), "one", 0.8)
    other = [on_machine(make_run(solver="scip", seed=seed), "two", t) for seed, t in enumerate((0.8, 0.8, 1.6))]
    assert only_section([own, *other]).left_out == ()


def test_machine_with_most_runs_of_the_subject_is_used(make_run: MakeRun) -> None:
    few = [on_machine(make_run(), "few", 1.0), *(on_machine(make_run(solver=s), "few", 1.0) for s in ("a", "b"))]
    most = [on_machine(make_run(instance=name), "most", 2.0) for name in ("x", "y")]
    assert only_section([*few, *most]).runs == tuple(most)


def test_latest_machine_is_used_on_a_tie(make_run: MakeRun) -> None:
    late = on_machine(make_run(started="2026-11-22T13:00:00Z"), "late", 1.0)
    early = on_machine(make_run(), "early", 2.0)
    assert only_section([late, early]).runs == (late,)


def test_runs_on_another_version_of_an_instance_are_left_out(make_run: MakeRun) -> None:
    old = make_run(solver="scip", sha256="cd" * 32)
    section = only_section([old, make_run()])
    assert section.left_out[0].runs == (old,)
