"""The HTML page: well-formed, self-contained, escaped, and complete."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from metasolve.events import Event
from metasolve.report.chart import Line, Scale, Stack, stacked_chart, step_chart, time_scale, value_scale
from metasolve.report.html import render_page
from metasolve.report.statistics import ArmTimeline
from metasolve.solution import BoundRecord, IncumbentRecord, SolveResult, Termination

EMPTY_TAGS = {"meta", "input"}


class Outline(HTMLParser):
    """Collects tags and text, and fails at an end tag that does not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(result: SolveResult, events: tuple[Event, ...]) -> str:
    timeline = ArmTimeline()
    for event in events:
        timeline(event)
    return render_page(result, timeline)


def test_page_is_well_formed_and_escapes_names(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    assert not {"b", "dins", "died"} & outline.tags
    for name in ("<b>&", "<dins>+highs", "SCIP worker <died>"):
        assert name in outline.text


def test_page_loads_nothing(page: str) -> None:
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", page)


def test_page_holds_the_numbers_of_the_result(page: str) -> None:
    text = Outline(page).text
    for word in ("Time limit reached", "20.0%", "Convergence", "Use of the arms", "rins+scip", "2e-07", "80.0%"):
        assert word in text


def test_charts_are_xml(page: str) -> None:
    charts = re.findall(r"<svg viewBox.*?</svg></svg>", page, re.DOTALL)
    assert len(charts) == 6
    for chart in charts:
        ElementTree.fromstring(chart)


def test_a_result_without_anything_renders() -> None:
    assert Outline(render_page(SolveResult(Termination.INFEASIBLE))).open == []


def test_extreme_values_render(result: SolveResult) -> None:
    incumbents = tuple(IncumbentRecord(t, v, "scip") for t, v in ((0.0, 1e30), (0.0, 5.0), (1e-9, 5.0)))
    extreme = replace(result, incumbents=incumbents, bounds=(BoundRecord(0.0, float("-inf")),), time_s=0.0)
    page = render_page(extreme)
    assert Outline(page).open == []
    assert "nan" not in page


def test_thousands_of_incumbents_stay_a_small_page(result: SolveResult) -> None:
    many = tuple(IncumbentRecord(k / 100, 1e6 - k, "scip") for k in range(50_000))
    assert len(render_page(replace(result, incumbents=many))) < 600_000


def test_steps_hold_their_value_until_the_next_point_and_the_end() -> None:
    time, value = time_scale(10.0, False), value_scale(0.0, 100.0)
    chart = step_chart("t", [Line("l", "primal", [(0.0, 100.0), (5.0, 0.0)])], time, value)
    path = re.search(r'd="(.*?)"', chart)
    assert path is not None
    middle, end = time.at(5.0), time.at(10.0)
    assert path[1] == f"M{time.at(0.0):.1f} {value.at(100.0):.1f}H{middle:.1f}V{value.at(0.0):.1f}H{end:.1f}"


def test_bars_of_a_bin_fill_it() -> None:
    stacks = [Stack("a", "s0", [3, 0]), Stack("b", "s1", [1, 0])]
    chart = stacked_chart("t", stacks, 5.0, time_scale(10.0, False))
    heights = [float(h) for h in re.findall(r'<rect[^>]*height="([\d.]+)"', chart)]
    whole = float(re.findall(r'<svg x="\d+" y="\d+" width="\d+" height="(\d+)"', chart)[0])
    assert heights == pytest.approx([0.75 * whole, 0.25 * whole], abs=0.1)


@pytest.mark.parametrize(
    ("scale", "ticks"),
    [
        (Scale(0.0, 60.0, 0.0, 1.0), [0.0, 20.0, 40.0, 60.0]),
        (Scale(-1.0, 1.0, 0.0, 1.0), [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (Scale(0.09, 1.1, 0.0, 1.0, True), [0.1, 0.2, 0.5, 1.0]),
        (Scale(0.01, 1e6, 0.0, 1.0, True), [0.01, 1.0, 100.0, 1e4, 1e6]),
    ],
)
def test_ticks_are_round(scale: Scale, ticks: list[float]) -> None:
    assert scale.ticks() == pytest.approx(ticks)
