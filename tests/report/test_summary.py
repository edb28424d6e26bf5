"""The end report names what came out, and who found it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from metasolve.report.summary import arm_lines, finder_lines, print_summary, summary_lines
from metasolve.report.wording import ending, number, percent, seconds
from metasolve.solution import ArmRecord, SolveResult, Termination


def test_summary_tells_status_objective_bound_gap_and_violations(result: SolveResult) -> None:
    told = dict(summary_lines(result))
    assert told["Status"] == "time limit reached, feasible solution"
    assert (told["Objective"], told["Dual bound"], told["Gap"]) == ("50", "40", "20.0%")
    assert told["Violation"] == "rows 1e-09, bounds 0, integrality 2e-07"
    assert told["Warning"] == "SCIP worker <died>"


def test_repeated_warnings_are_told_once(result: SolveResult) -> None:
    lines = summary_lines(replace(result, warnings=("a", "b", "a")))
    assert [text for label, text in lines if label == "Warning"] == ["a (2 times)", "b"]


def test_tables_rank_finders_by_gain_and_arms_by_pulls(result: SolveResult) -> None:
    assert [line.split()[0] for line in finder_lines(result)[1:]] == ["rins+scip", "<dins>+highs", "HiGHS"]
    assert [line.split()[:3] for line in arm_lines(result)[1:]] == [["rins", "scip", "2"], ["<dins>", "highs", "1"]]


def test_a_long_arm_table_is_cut() -> None:
    arms = tuple(ArmRecord(f"d{k}", "scip", k, 0, 0.0, 0.0) for k in range(40))
    lines = arm_lines(SolveResult(Termination.OPTIMAL, arms=arms))
    assert (len(lines), lines[-1]) == (14, "and 27 more, pulled less")


def test_an_empty_result_prints(result: SolveResult) -> None:
    console = Console(file=io.StringIO())
    print_summary(SolveResult(Termination.INFEASIBLE), console)
    assert isinstance(console.file, io.StringIO)
    assert "infeasible: no solution exists" in console.file.getvalue()


@pytest.mark.parametrize("termination", Termination)
def test_every_termination_has_words(termination: Termination) -> None:
    assert ending(SolveResult(termination))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (number(None), "-"),
        (number(-0.0), "0"),
        (number(1234567.0), "1234567"),
        (number(1 / 3, 4), "0.3333"),
        (number(float("-inf")), "-inf"),
        (percent(0.0), "0%"),
        (percent(1e-9), "<0.001%"),
        (percent(0.0612), "6.12%"),
        (percent(3.0), "300.0%"),
        (seconds(0.421), "0.42s"),
        (seconds(125.4), "2m05s"),
        (seconds(3 * 3600 + 7 * 60), "3h07m"),
    ],
)
def test_numbers_read_well(said: str, expected: str) -> None:
    assert said == expected
