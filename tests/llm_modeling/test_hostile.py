"""Hostile inputs: each is refused by a clear error, quickly and in little memory; nothing of it is executed."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest

from llm_modeling import Data, Formulation, compile_model, render_latex, render_markdown
from llm_modeling.errors import FormulationError
from tests.llm_modeling.refusals import refusal

MAX_BYTES = 200_000_000


def model(expression: str = "x <= 1", **changes: Any) -> str:
    content: dict[str, Any] = {
        "sets": [{"name": "I", "members": ["a", "b"]}, {"name": "T", "expression": "1..3", "ordered": True}],
        "parameters": [{"name": "c", "index": "I", "entries": [["a", 1], ["b", 2]]}, {"name": "N", "value": 3}],
        "variables": [{"name": "x"}, {"name": "y", "index": "I, T", "kind": "binary"}],
        "constraints": [{"name": "rule", "expression": expression}],
    }
    return json.dumps({**content, **changes})


def named(name: str) -> str:
    return model(variables=[{"name": name}], constraints=[])


def with_set(**fields: Any) -> str:
    return model("1 <= 2", sets=[{"name": "I", "members": ["a", "b"]}, {"name": "S", **fields}, {"name": "T"}])


EXPRESSIONS = [
    # code
    "__import__('os').system('id')",
    "x.__class__",
    "(lambda: x)() <= 1",
    "exec('import os')",
    'eval("1") <= x',
    "os.system(1) <= x",
    "open('/etc/passwd') <= x",
    "x <= `id`",
    "x <= $(id)",
    "x <= ${N}",
    "x <= {N}",
    "x <= {{7*7}}",
    "x <= %s",
    "x <= %n%n%n",
    "x <= #{7*7}",
    "x; import os",
    "x := 3",
    "x <= 1 -- comment",
    "x <= 1 # comment",
    "x <= 1 /* comment */",
    "x <= 1 // comment",
    "[x for x in I]",
    "x[__builtins__] <= 1",
    "y['a'; DROP TABLE y] <= 1",
    "c['a'].real <= x",
    "x <= 0x10",
    "x <= 1_000",
    "x <= 1e",
    "x <= 1e+",
    "x <= \\u0041",
    "x <= @N",
    "x <= N!",
    "x <= N'",
    'x <= "',
    # depth and length
    "(" * 5000 + "x" + ")" * 5000 + " <= 1",
    "-" * 5000 + "x <= 1",
    "not " * 2000 + "x <= 1",
    "x" + " ^ 2" * 500 + " <= 1",
    "x" + " / 2" * 500 + " <= 1",
    "x <= " + "if 1 < 2 then " * 200 + "1",
    "sum{i in I} " * 200 + "1 <= x",
    "y[" * 300 + "'a'" + "]" * 300,
    "abs(" * 300 + "x" + ")" * 300 + " <= 1",
    "x in " + "(" * 300 + "I" + ")" * 300,
    "x in " + "{i in " * 300,
    "x in " + "(" * 50 + "1 + " * 1900 + "x",
    "sum{(" + "a, " * 1900 + "b) in I} 1 <= x",
    "x <= " + "'a' + " * 1300 + "1",
    "x <= " + "sum{i in I} c[i] + " * 400 + "q",
    "1 <= 2" + " => 1 <= 2" * 500,
    "{" * 3000,
    "[" * 3000,
    "x <= " + "1" * 5000,
    "x <= " + "9" * 63 + "e99",
    "a" * 5000 + " <= 1",
    "x <= 1 + " * 3000 + "1",
    "x" * 20_000,
    "'" + "a" * 20_000 + "'",
    " " * 20_000,
    "\n" * 5000 + "x <=",
    # size
    "sum{i in 1..1000000000} 1 <= x",
    "sum{i in 1..10^18} 1 <= x",
    "sum{i in 1..10^308} 1 <= x",
    "sum{i in -10^15..10^15} 1 <= x",
    "sum{i in 1..100000, j in 1..100000} 1 <= x",
    "forall{i in 1..3000, j in 1..3000, k in 1..3000} x <= i",
    "exists{i in 1..10^9} x <= i",
    "x in 1..10^300",
    "card(1..10^12) <= x",
    "card((1..10^5) cross (1..10^5)) <= x",
    "card({i in 1..10^5, j in 1..10^5}) <= x",
    "max{i in 1..10^10} i <= x",
    "prod{i in 1..3000} 1000 <= x",
    "10 ^ 10 ^ 10 <= x",
    "exp(1000) <= x",
    "1 / (N - 3) <= x",
    "log(0) <= x",
    "sqrt(-1) <= x",
    "0 ^ -1 <= x",
    "5 mod (N - 3) <= x",
    "sum{i in 1..5 by 0} 1 <= x",
    "sum{i in 1..2.5} 1 <= x",
    # unicode
    "х <= 1",
    "x <= １",
    "x\u200b <= 1",
    "x\u202e <= 1",
    "x \u2028 <= 1",
    "x <= ¹",
    "x <= Ⅷ",
    "x <= 1\u0000",
    "\ufeffx <= 1",
    "x <= \U0001f600",
    "ｘ <= 1",
    "x ⩽ 1",
    "x <= ∞",
    "x <= \ud800",
    # types
    "y['a', 'b'] <= 1",
    "y['zzz', 1] <= 1",
    "y['a', 1.5] <= 1",
    "y['a', 10^20] <= 1",
    "y[x, 1] <= 1",
    "y['a'] <= 1",
    "I <= 1",
    "x <= 'a'",
    "x",
    "x and x",
    "sum{I in I} 1 <= x",
    "sum{x in I} 1 <= x",
    "sum{i in i} 1 <= x",
    "sum{i in I, i in I} 1 <= x",
    "sum{(i, i) in I} 1 <= x",
    "sum{t in T} prev(t) <= x",
    "sum{i in I} ord(i) <= x",
    "sum{t in T} next(t, 10^9) <= x",
    "x * x <= 1",
    "x <= inf",
]

DOCUMENTS = [
    "",
    "null",
    "[]",
    '"text"',
    "{",
    '{"sets": [}',
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"sets": ' + "[" * 30 + "]" * 30 + "}",
    '{"title": NaN}',
    '{"parameters": [{"name": "p", "value": NaN}]}',
    '{"parameters": [{"name": "p", "value": -Infinity}]}',
    '{"parameters": [{"name": "p", "value": 1e400}]}',
    '{"parameters": [{"name": "p", "value": ' + "9" * 5000 + "}]}",
    '{"parameters": [{"name": "p", "value": true}]}',
    '{"parameters": [{"name": "p", "value": "3"}]}',
    '{"parameters": [{"name": "p", "value": 1, "value": 2}]}',
    '{"__proto__": {}}',
    '{"__class__": "os.system"}',
    '{"sets": {"$ref": "#"}}',
    '{"sets": [{"name": "I", "members": [1, "a"]}], "constraints": [{"name": "c", "expression": "1 <= 2"}]}',
    '{"sets": [{"name": "I", "members": [null]}]}',
    '{"sets": [{"name": "I", "members": ["a", "a"]}]}',
    '{"sets": [{"name": "I", "members": [' + "1" * 300 + "]}]}",
    '{"sets": [{"name": "I", "tuples": [["a"], ["a", "b"]]}]}',
    '{"sets": [{"name": "I", "tuples": [[]]}]}',
    '{"sets": [' + ",".join(f'{{"name": "S{k}", "members": [1]}}' for k in range(3000)) + "]}",
    '{"title": "\\ud800"',
    '{"title": "' + "x" * 5_000_000 + '"}',
    "\xff\xfe{}",
    named("x y"),
    named(""),
    named("1x"),
    named("x" * 65),
    named("sum"),
    named("х"),
    named("x;import os"),
    named("__import__('os')"),
    named("../x"),
    named("x\n"),
    named("{x}"),
    named("$x$"),
    named("<script>alert(1)</script>"),
    named("x\u202e"),
    named("=1+1"),
    with_set(table="../secret.csv", columns=["a"]),
    with_set(table="/etc/passwd", columns=["a"]),
    with_set(table="a/b.csv", columns=["a"]),
    with_set(table="..\\secret.csv", columns=["a"]),
    with_set(table="~/.ssh/id_rsa", columns=["a"]),
    with_set(table="file:///etc/passwd", columns=["a"]),
    with_set(table="http://example.org/a.csv", columns=["a"]),
    with_set(table="a.csv\u0000.png", columns=["a"]),
    with_set(table=".hidden.csv", columns=["a"]),
    with_set(table="-rf.csv", columns=["a"]),
    with_set(table="con.txt", columns=["a"]),
    with_set(table="nowhere.csv", columns=["a"]),
    with_set(expression="1..10^9"),
    with_set(expression="S union {1}"),
    with_set(expression="{s in S: 1 <= 2}"),
    model(parameters=[{"name": "c", "index": "I", "expression": "c[i]"}]),
    model(parameters=[{"name": "c", "expression": "N"}, {"name": "N", "expression": "c"}]),
    model(parameters=[{"name": "N", "expression": "card(S)"}], sets=[{"name": "S", "expression": "1..N"}]),
    model(variables=[{"name": "x", "upper": "__import__('os')"}]),
    model(variables=[{"name": "x", "lower": "2", "upper": "1"}]),
    model(variables=[{"name": "x", "lower": "inf"}]),
    model(variables=[{"name": "x", "index": "i in 1..3000, j in 1..3000"}]),
    model(variables=[{"name": "x", "kind": "semicontinuous"}]),
    model(objectives=[{"name": "o", "sense": "min", "expression": "x"}]),
    model(objectives=[{"name": "o", "sense": "minimize", "expression": "x", "weight": -1}]),
    model(constraints=[{"name": "r", "forall": "i in 1..10^9", "expression": "x <= 1"}]),
    model(constraints=[{"name": "r", "forall": "i in 1..2000, j in 1..2000, k in I", "expression": "x <= 1"}]),
    model(constraints=[{"name": f"r{k}", "expression": "x + " * 1900 + "x <= 1"} for k in range(100)]),
    model(unknown=1),
]


@pytest.mark.parametrize("document", [*map(model, EXPRESSIONS), *DOCUMENTS])
def test_is_refused_quickly_by_a_clear_error(document: str) -> None:
    assert refusal(document, Data())


@pytest.mark.parametrize("document", [model(EXPRESSIONS[34]), model("card({i in 1..10^5, j in 1..10^5}) <= x")])
def test_refusal_takes_little_memory(document: str) -> None:
    tracemalloc.start()
    with pytest.raises(FormulationError):
        compile_model(Formulation.from_json(document), Data())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MAX_BYTES


INJECTIONS = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "$$ \\input{/etc/passwd} $$",
    "\\write18{id}",
    "\\end{itemize}\\immediate\\write18{id}",
    "}\\catcode`\\%=12{",
    "a % b",
    "`code`",
    "| table | row |",
    "\n\n# heading\n\n- item",
    "&lt;b&gt; <b>",
    "text\u202egnirts",
    "www.example.org *bold* _x_ ~y~ #1 ^2",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_brings_no_markup_into_what_is_rendered(text: str) -> None:
    content = {
        "title": text,
        "notes": text,
        "sets": [{"name": "I", "members": [text, "b"], "description": text, "quote": text}],
        "parameters": [{"name": "c", "index": "i in I", "default": 1, "unit": text, "description": text}],
        "variables": [{"name": "x", "index": "I", "unit": text, "description": text}],
        "constraints": [{"name": "r", "forall": "i in I", "expression": "x[i] <= 1", "quote": text}],
        "objectives": [{"name": "o", "sense": "minimize", "expression": "sum{i in I} x[i]", "quote": text}],
        "assumptions": [text],
    }
    formulation = Formulation.from_json(json.dumps(content))
    compile_model(formulation)
    latex, markdown = render_latex(formulation), render_markdown(formulation)
    for command in ("\\input", "\\write", "\\immediate", "\\catcode", "\\end{itemize}\\"):
        assert command not in latex.replace("\\textbackslash{}", "")
    assert latex.count("\\begin{itemize}") == latex.count("\\end{itemize}") == 4
    assert "<" not in markdown
    assert "](" not in markdown.replace("\\]", "")
    assert "\u202e" not in markdown + latex
    assert "\n# heading" not in markdown
    assert [line for line in latex.splitlines() if "%" in line.replace("\\%", "")] == []
