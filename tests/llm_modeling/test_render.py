"""LaTeX and Markdown: the math says what the expression says. That text stays text is tested with hostile inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Formulation, render_latex, render_markdown

TEXTS = Path(__file__).parent.parent.parent / "instances" / "text"
BASE: dict[str, Any] = {
    "sets": [{"name": "I", "members": ["a_1", "b"]}, {"name": "T", "expression": "1..N", "ordered": True}],
    "parameters": [{"name": "N", "value": 4}, {"name": "unit_cost", "index": "i in I", "default": 1, "unit": "EUR"}],
    "variables": [{"name": "x", "index": "i in I, t in T", "upper": "unit_cost[i]"}, {"name": "y", "kind": "binary"}],
}


def math_of(expression: str, forall: str = "") -> str:
    """Return the display math of a constraint in LaTeX."""
    rule = {"name": "rule", "expression": expression, "forall": forall}
    latex = render_latex(Formulation.from_json(json.dumps({**BASE, "constraints": [rule]})))
    return latex.split("\\[\n  ")[1].split("\n\\]")[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x['b',1] + 2 * y <= 3", r"\mathbf{x}_{\text{b}, 1} + 2 \, \mathbf{y} \le 3"),
        ("-(y + 1) >= 2 - (y - 1)", r"-\left( \mathbf{y} + 1 \right) \ge 2 - \left( \mathbf{y} - 1 \right)"),
        ("(y + 1) * 2 != 3", r"\left( \mathbf{y} + 1 \right) \cdot 2 \ne 3"),
        ("y / (N + 1) = 2 ^ -N", r"\frac{\mathbf{y}}{N + 1} = 2^{-N}"),
        ("(N - 1) ^ 2 <= 1e-6", r"\left( N - 1 \right)^{2} \le 1 \cdot 10^{-6}"),
        (
            "sum{t in T: t > 1} x['a_1',t] <= 1",
            r"\sum_{t \in T :\ t > 1} \mathbf{x}_{\text{a\_1}, t} \le 1",
        ),
        ("sum{t in 1..N} (t + 1) <= y", r"\sum_{t \in \{1, \dots, N\}} \left( t + 1 \right) \le \mathbf{y}"),
        ("y => not (1 < 2 or y)", r"\mathbf{y} \Rightarrow \lnot \left( 1 < 2 \lor \mathbf{y} \right)"),
        ("abs(y) + max(y, 1) <= 2", r"\left| \mathbf{y} \right| + \max\left( \mathbf{y},\ 1 \right) \le 2"),
        ("card(I) in {1, 2}", r"\left| I \right| \in \{1, 2\}"),
        (
            "(if N > 1 then y else 2) <= 1",
            r"\begin{cases} \mathbf{y} & \text{if } N > 1 \\ 2 & \text{otherwise} \end{cases} \le 1",
        ),
        (
            "no_overlap{t in T} (x['b',t], 2)",
            r"\operatorname*{no\_overlap}_{t \in T} \left( \mathbf{x}_{\text{b}, t},\ 2 \right)",
        ),
    ],
)
def test_math_says_what_the_expression_says(expression: str, expected: str) -> None:
    assert math_of(expression) == expected


def test_forall_follows_the_constraint() -> None:
    assert math_of("x[i,t] <= 1", "i in I, t in T: t != first(T)") == (
        r"\mathbf{x}_{i, t} \le 1 \qquad \forall\, i \in I,\ t \in T :\ t \ne \operatorname{first}\left( T \right)"
    )


def test_markdown_has_every_part_of_the_model() -> None:
    markdown = render_markdown(Formulation.read(TEXTS / "production" / "model.json"))
    headings = [line for line in markdown.splitlines() if line.startswith("#")]
    assert headings == [
        "# Lamps and stools",
        "## Sets",
        "## Parameters",
        "## Variables",
        "## Objective",
        "## Constraints",
        "## Assumptions",
    ]
    assert "> If lamps are made at all in a month, then at least 30 of them." in markdown
    assert markdown.count("$$") == 10
    assert "\n\n\n" not in markdown


def test_markdown_math_has_no_sign_that_html_would_read() -> None:
    rule = {"name": "rule", "expression": "1 < N or N > 3"}
    markdown = render_markdown(Formulation.from_json(json.dumps({**BASE, "constraints": [rule]})))
    assert r"1 \lt N \lor N \gt 3" in markdown
    assert "<" not in markdown


def test_several_objectives_stand_in_the_order_of_their_priority() -> None:
    objectives = [
        {"name": "low", "sense": "minimize", "expression": "y"},
        {"name": "high", "sense": "maximize", "expression": "y", "priority": 3, "weight": 2.5},
    ]
    markdown = render_markdown(Formulation.from_json(json.dumps({**BASE, "objectives": objectives})))
    assert markdown.index("**high (priority 3, weight 2.5)**") < markdown.index("**low (priority 0, weight 1)**")


def test_long_sets_are_cut_short() -> None:
    members = [f"m{k}" for k in range(100)]
    markdown = render_markdown(Formulation.from_json(json.dumps({"sets": [{"name": "I", "members": members}]})))
    assert r"\text{m11}, \dots" in markdown
    assert "m12" not in markdown
