from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bench.record import Run, append
from bench.report import main, write_report
from metasolve.errors import InputError
from metasolve.solution import ArmRecord

MakeRun = Callable[..., Run]
VOID = {"meta", "br", "input", "link", "img"}


class Nesting(HTMLParser):
    """The element names of a page; every end tag has to close the last open element."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def report_of(runs: tuple[Run, ...], folder: Path) -> tuple[str, str]:
    paths = write_report(runs, folder)
    return paths.markdown.read_text(), paths.html.read_text()


def markdown_row(markdown: str, title: str, *starts: str) -> list[str]:
    """Return the cells of the row that starts so, in the table below title."""
    table = markdown.partition(f"### {title}\n")[2].partition("\n#")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
    return next(row for row in rows if row[: len(starts)] == list(starts))


def test_must_reach_and_comparison_are_those_by_hand(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    markdown, html = report_of(two_instances, tmp_path)
    row = markdown_row(markdown, "Must reach", "primal integral / that of the pair")
    assert row[1:5] == ["pair", "1", "≤ 0.75", "0.500"]
    assert row[6] == "yes"
    row = markdown_row(markdown, "Comparison", "final primal gap", "highs")
    assert row[2:6] == ["2", "20.0%", "25.0%", "0.800"]
    assert row[8] == "1 / 0 / 1"
    assert "0.800" in html


def test_best_of_an_instance_stands_out(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    markdown, _ = report_of(two_instances, tmp_path)
    row = markdown_row(markdown, "Final primal gap by instance", "b")
    assert row == ["b", "yes", "100", "30.0%", "40.0%", "**10.0%**", "-"]


def test_loss_is_listed_with_the_peer(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    markdown, _ = report_of(two_instances, tmp_path)
    row = markdown_row(markdown, "Lost by primal integral, worst first", "b")
    assert row == ["b", "highs", "30.0%", "10.0%", "20.0%"]


def test_bad_loss_stands_out_and_a_small_one_does_not(make_run: MakeRun, tmp_path: Path) -> None:
    values = {"a": (101.5, 100.0), "b": (100.5, 100.0)}
    runs = tuple(
        make_run(instance=name, solver=solver, incumbents=((0.0, value),))
        for name, pair in values.items()
        for solver, value in zip(("metasolve", "scip"), pair, strict=True)
    )
    markdown, _ = report_of(runs, tmp_path)
    title = "Lost by final primal gap, worst first"
    assert [markdown_row(markdown, title, name)[4] for name in values] == ["**1.50%**", "0.500%"]


def test_time_to_proof_is_the_mean_over_seeds_or_how_many_proved(make_run: MakeRun, tmp_path: Path) -> None:
    proved = {"termination": "optimal", "incumbents": ((1.0, 100.0),)}
    runs = [make_run(seed=seed, wall_s=wall_s, **proved) for seed, wall_s in enumerate((10.0, 20.0))]
    runs += [make_run(solver="scip", **proved), make_run(solver="scip", seed=1), make_run(solver="highs")]
    markdown, _ = report_of(tuple(runs), tmp_path)
    assert markdown_row(markdown, "Time to proof by instance", "p0033")[1:] == ["15.0s", "1 of 2", "-"]


def test_best_mean_is_marked_among_solvers_with_all_instances(
    make_run: MakeRun, two_instances: tuple[Run, ...], tmp_path: Path
) -> None:
    easy = make_run(solver="balans", instance="a", time_limit_s=100.0, incumbents=((0.0, 100.0),))
    markdown, _ = report_of((*two_instances, easy), tmp_path)
    row = markdown_row(markdown, "Summary", "final primal gap, mean")
    assert row[1:] == ["**20.0%**", "30.0%", "25.0%", "0%", "20.0%"]


def test_held_out_instances_are_compared_on_their_own(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    markdown, _ = report_of(two_instances, tmp_path)
    row = markdown_row(markdown, "Comparison on held-out instances only", "final primal gap", "virtual best")
    assert row[2:6] == ["1", "30.0%", "10.0%", "3.000"]


def test_wrong_answer_is_loud(make_run: MakeRun, tmp_path: Path) -> None:
    wrong = make_run(termination="optimal", incumbents=((1.0, 120.0),), solver="scip")
    markdown, html = report_of((make_run(), wrong), tmp_path)
    row = markdown_row(markdown, "WRONG ANSWERS", "scip", "p0033", "0")
    assert row[3] == "says that 120 is optimal, but 100 is known"
    assert '<section class="alarm">' in html


def test_reference_of_these_runs_is_marked(make_run: MakeRun, tmp_path: Path) -> None:
    markdown, _ = report_of((make_run(best_known=None, incumbents=((1.0, 120.0),)),), tmp_path)
    assert markdown_row(markdown, "Final primal gap by instance", "p0033")[2] == r"120\*"
    assert "1 without a best known value" in markdown


def test_ablation_is_a_ratio_to_the_subject(make_run: MakeRun, two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    variant = make_run(
        solver="metasolve-uniform", instance="a", time_limit_s=100.0, incumbents=((0.0, 120.0),), commit="older"
    )
    markdown, _ = report_of((*two_instances, variant), tmp_path)
    row = markdown_row(markdown, "Ablations", "metasolve-uniform", "final primal gap")
    assert row[2:6] == ["1", "20.0%", "10.0%", "2.000"]


def test_arms_are_summed_over_runs(make_run: MakeRun, tmp_path: Path) -> None:
    arms = [(ArmRecord("rins", "scip", 3, 1, 0.2, 1.0),), (ArmRecord("rins", "scip", 1, 1, 0.6, 3.0),)]
    runs = tuple(make_run(seed=seed, arms=own) for seed, own in enumerate(arms))
    markdown, _ = report_of(runs, tmp_path)
    assert markdown_row(markdown, "Arms", "rins+scip") == ["rins+scip", "4", "2", "0.300", "4.0s", "1.0s"]


def test_runs_left_out_are_named(make_run: MakeRun, tmp_path: Path) -> None:
    slow = make_run(solver="scip", seed=3, calibration_s=2.0)
    slow = replace(slow, machine=replace(slow.machine, id="host-2"))
    markdown, html = report_of((make_run(), slow), tmp_path)
    table = markdown.partition("### Runs left out")[2]
    assert "its machine host-2 has a calibration time of 2 s, not 0.8 s | scip | p0033/3 | 1" in table
    assert "host-2" in html


def test_each_time_limit_has_a_section(make_run: MakeRun, tmp_path: Path) -> None:
    markdown, _ = report_of((make_run(), make_run(time_limit_s=300.0)), tmp_path)
    assert re.findall(r"^## (hard.*)$", markdown, re.MULTILINE) == ["hard: 60 s, 2 threads", "hard: 300 s, 2 threads"]


def test_section_without_the_subject_is_still_reported(make_run: MakeRun, tmp_path: Path) -> None:
    markdown, _ = report_of((make_run(), make_run(solver="scip", time_limit_s=300.0)), tmp_path)
    assert "hard: 300 s" in markdown


def test_page_is_well_formed_and_loads_nothing(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    _, html = report_of(two_instances, tmp_path)
    nesting = Nesting()
    nesting.feed(html)
    assert nesting.open == []
    assert nesting.seen.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=|\bhref=", html)
    assert "prefers-color-scheme: dark" in html


def test_names_are_escaped(make_run: MakeRun, tmp_path: Path) -> None:
    runs = tuple(make_run(instance="<b>&|x*", solver=name, error="<i>") for name in ("metasolve", "scip"))
    markdown, html = report_of(runs, tmp_path)
    assert "<b>" not in html
    assert "<i>" not in html
    assert r"\<b\>&\|x\*" in markdown


def test_unknown_subject_or_peer_is_refused(make_run: MakeRun, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run of gurobi; the results hold metasolve"):
        write_report([make_run()], tmp_path, subject="gurobi")
    with pytest.raises(InputError, match="no run of scip"):
        write_report([make_run()], tmp_path, peers=["scip"])


def test_command_prints_the_gist_and_writes_beside_the_results(
    two_instances: tuple[Run, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "runs.jsonl"
    for run in two_instances:
        append(results, run)
    assert main([str(results)]) == 0
    out = capsys.readouterr().out
    assert "Must reach" in out
    assert "Summary" in out
    assert out.splitlines()[-2:] == [str(tmp_path / "runs" / f"report.{end}") for end in ("md", "html")]
    assert (tmp_path / "runs" / "report.html").exists()


def test_command_chooses_peers_and_folder(two_instances: tuple[Run, ...], tmp_path: Path) -> None:
    results = tmp_path / "runs.jsonl"
    for run in two_instances:
        append(results, run)
    assert main([str(results), "--peers", "pair,scip", "--out", str(tmp_path / "out")]) == 0
    assert "the best of pair, scip" in (tmp_path / "out" / "report.md").read_text()


@pytest.mark.parametrize(
    ("content", "more", "code", "message"),
    [
        (None, [], 66, "cannot be read"),
        ("nonsense\n", [], 65, "runs.jsonl:1: "),
        ("", [], 65, "no run of metasolve"),
        ("", ["--subject", "gurobi"], 65, "no run of gurobi"),
    ],
)
def test_mistake_ends_with_one_line_and_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, more: list[str], code: int, message: str
) -> None:
    results = tmp_path / "runs.jsonl"
    if content is not None:
        results.write_text(content)
    assert main([str(results), *more]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_unknown_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--nonsense"])
    assert ended.value.code == 64
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_cut_off_line_is_a_warning_of_the_command(
    make_run: MakeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "runs.jsonl"
    append(results, make_run())
    with results.open("a") as stream:
        stream.write('{"schema":')
    assert main([str(results)]) == 0
    assert "runs.jsonl:2: skipped a line that was cut off" in capsys.readouterr().err
