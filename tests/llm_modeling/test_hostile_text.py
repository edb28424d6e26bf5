"""Hostile texts: problem texts that are hard to read, and commands and markup in what is rendered."""

from __future__ import annotations

import json

import pytest

from llm_modeling import Data, Formulation, render_latex, render_markdown, verify
from tests.llm_modeling.refusals import MAX_CPU_S, cpu_of

TEXTS = [
    "1," * 9_000,
    "1" * 19_000,
    "1/" * 9_000,
    "one and " * 2_000,
    "hundred-" * 2_000,
    "half a dozen " * 1_400,
    '"' * 19_000,
    "“”" * 9_000,
    "(" * 19_000,
    "a. " * 6_000,
    "e.g. " * 3_800,
    "not " * 4_700,
    "no a b c d e " * 1_400,
    "either " * 2_700,
    "all the " * 2_300,
    "as few " * 2_700,
    "only if " * 2_300,
    "5% " * 6_000,
    "a\u0301" * 9_000,
    "\u202e" * 19_000,
    "\ufdfa" * 1_000,
    "\x00" * 19_000,
    " " * 19_000,
    "\n" * 19_000,
    "x" * 1_000_000,
    "1 " * 500_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=[text[:8].encode("unicode_escape").decode() for text in TEXTS])
def test_text_that_is_hard_to_read_is_read_in_time(text: str) -> None:
    rule = {"name": "r", "expression": "x <= 5", "quote": "at most 5"}
    content = {"variables": [{"name": "x"}], "constraints": [rule]}
    formulation = Formulation.from_json(json.dumps(content))
    verify(formulation, Data(), "at most 5")  # the units are loaded
    assert cpu_of(lambda: str(verify(formulation, Data(), text))) < 5 * MAX_CPU_S


RENDERED = [
    "\\input{/etc/passwd}",
    "\\include{x}",
    "\\write18{id}",
    "\\immediate\\write18{id}",
    "\\openout1=x",
    "\\catcode`\\_=12",
    "\\def\\x{\\x}\\x",
    "\\loop\\iftrue\\repeat",
    "^^5cinput{x}",
    "\\csname input\\endcsname x",
    "$\\input{x}$",
    "$$",
    "\\]\\input{x}\\[",
    "\\)\\input{x}\\(",
    "%\n\\input{x}",
    "}}\\input{x}{{",
    "\\usepackage{shellesc}",
    "\\special{x}",
    "<script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<!--",
    "]]>",
    "javascript:alert(1)",
    "[a]: http://example.org",
    "[a][b]",
    "![](http://example.org/x.png)",
    "<http://example.org>",
    "a@example.org",
    "```\nx\n```",
    "~~~",
    "    code",
    "---",
    "===",
    "| a | b |\n|---|---|",
    "> quote",
    "1. item",
    "- [ ] task",
    ":smile:",
    "@user #1",
    "&#60;script&#62;",
    "\u202e\u2066",
    "\x1b]0;title\x07",
]


@pytest.mark.parametrize("text", RENDERED, ids=[text[:20].encode("unicode_escape").decode() for text in RENDERED])
def test_text_stays_text_in_latex_and_markdown(text: str) -> None:
    content = {
        "title": text,
        "notes": text,
        "sets": [{"name": "I", "members": [text, "b"], "description": text}],
        "parameters": [
            {"name": "c", "index": "I", "table": "c.csv", "key_columns": [text], "column": text, "unit": text}
        ],
        "variables": [{"name": "x", "index": "I", "unit": text}],
        "constraints": [
            {"name": "r", "forall": "i in I", "expression": "x[i] <= 1 and i != " + quoted(text), "quote": text}
        ],
        "assumptions": [text],
    }
    formulation = Formulation.from_json(json.dumps(content))
    latex, markdown = render_latex(formulation), render_markdown(formulation)
    plain = latex.replace("\\textbackslash{}", "")
    for command in ("input", "include", "write", "immediate", "openout", "catcode", "def", "csname", "special", "loop"):
        assert f"\\{command}" not in plain
    assert "^^" not in plain
    assert plain.count("$") % 2 == 0
    assert plain.count("{") - plain.count("\\{") == plain.count("}") - plain.count("\\}")
    assert all("%" not in line.replace("\\%", "") for line in latex.splitlines())
    assert "<" not in markdown
    assert "](" not in markdown.replace("\\]", "")
    assert "\n```" not in markdown
    assert not {"\u202e", "\u2066", "\x1b", "\x07", "\x00"} & set(latex + markdown)
    assert "javascript:" not in markdown.replace("\\:", "")


def quoted(text: str) -> str:
    """Return a text of the language, or another one where it cannot be written."""
    return f"'{text}'" if "'" not in text and "\n" not in text else "'b'"
