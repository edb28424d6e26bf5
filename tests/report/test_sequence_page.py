"""The record of a sequence: totals, table, summary and page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from metasolve.report.sequence import NOTHING, SequenceEnd, SequenceResult, StepRecord, arm_lines, sequence_lines
from metasolve.report.sequence_page import render_sequence_page


def record(number: int, arm: str = "mic-cg", **changes: Any) -> StepRecord:
    values: dict[str, Any] = {
        "number": number,
        "name": f"a_{number}.mtx",
        "rows": 9,
        "nonzeros": 33,
        "arm": arm,
        "fallback": "",
        "iterations": 10,
        "relative_residual": 1e-9,
        "cost": 0.5,
        "work": 20.0,
        "time_s": 0.5,
        "setup_time_s": 0.1,
        "learning_time_s": 0.001,
        "reading_time_s": 0.02,
        "probability": 0.5,
        "context": (-1.0 / number,),
    }
    return StepRecord(**(values | changes))


def result(steps: list[StepRecord], end: SequenceEnd = "solved", **changes: Any) -> SequenceResult:
    values: dict[str, Any] = {
        "name": "heat",
        "form": "folder of Matrix Market files",
        "planned": len(steps),
        "steps": steps,
        "end": end,
        "message": "",
        "time_s": 12.0,
        "writing_time_s": 0.0,
        "cost": "time",
        "rtol": 1e-8,
        "seed": 0,
        "settings": {"policy": "ucb", "rtol": 1e-8, "context": ["row-sum"]},
        "versions": {"numpy": "2"},
        "context_names": ["row-sum"],
    }
    return SequenceResult(**(values | changes))


MIXED = [
    record(1),
    record(2, "jacobi-cg", time_s=1.5, cost=1.5, iterations=40, fallback="mic-cg", relative_residual=5e-9),
    record(3),
    record(4, "", fallback="direct", rows=12),
    record(5, "", time_s=0.0, iterations=0),
]


def test_arms_are_counted_with_their_share_of_the_time() -> None:
    uses = {use.arm: use for use in result(MIXED).arms()}
    assert {arm: (use.steps, use.fallbacks) for arm, use in uses.items()} == {
        "jacobi-cg": (1, 1),
        "mic-cg": (2, 0),
        "direct": (1, 0),
        NOTHING: (1, 0),
    }
    assert uses["jacobi-cg"].share == pytest.approx(0.5)
    assert sum(use.share for use in uses.values()) == pytest.approx(1.0)
    assert uses["mic-cg"].cost_mean == 0.5


def test_the_summary_tells_sizes_times_and_the_worst_residual() -> None:
    lines = dict(sequence_lines(result(MIXED)))
    assert lines["Status"] == "5 of 5 steps solved"
    assert lines["Systems"] == "heat: 9 to 12 rows, 33 nonzeros"
    assert lines["Time"] == "12.0s: solving 3.0s, reading 0.10s, learning 0.01s (1 ms a step)"
    assert lines["Iterations"] == "70, 14 a step"
    assert lines["Fallbacks"] == "in 1 step of 5 another solver had to finish"
    assert lines["Residual"].startswith("at worst 5.00e-09 of ||b||, computed anew")
    assert [line.split()[0] for line in arm_lines(result(MIXED))[1:4]] == ["jacobi-cg", "mic-cg", "direct"]


def test_a_run_that_ended_before_its_first_step_has_a_summary_and_a_page() -> None:
    early = result([], "interrupted", planned=7)
    assert dict(sequence_lines(early))["Status"] == "0 of 7 steps solved, interrupted"
    assert arm_lines(early) == []
    assert "0 of 7" in render_sequence_page(early)
    assert json.loads(json.dumps(early.to_json(), allow_nan=False))["totals"]["worst_relative_residual"] is None


def test_many_arms_share_a_color_and_a_line() -> None:
    steps = [record(k, f"arm-{k % 20}") for k in range(1, 101)]
    page = render_sequence_page(result(steps))
    assert "13 other arms" in page
    assert 'class="dots s6"' in page
    assert "and 4 more, used in 20 steps" in arm_lines(result(steps))[-1]


@pytest.mark.parametrize("count", [1, 2, 99, 250, 9001])
def test_pages_of_any_length_stay_small(count: int) -> None:
    page = render_sequence_page(result([record(k) for k in range(1, count + 1)]))
    assert len(page) < 250_000
    assert ("th step is shown" in page) == (count > 4000)


def test_the_page_has_iterations_over_the_context_if_that_varies() -> None:
    assert "Iterations over row-sum" in render_sequence_page(result(MIXED))
    assert "Iterations over" not in render_sequence_page(result([record(k, context=()) for k in (1, 2, 3)]))


def test_the_page_says_why_it_ended_and_what_was_warned_of() -> None:
    page = render_sequence_page(result(MIXED, "error", message="a_6.mtx: <bad>", warnings=["not symmetric"]))
    assert "5 of 5 steps solved, ended by an error" in page
    assert "a_6.mtx: &lt;bad&gt;" in page
    assert "Warning: not symmetric" in page
