"""Hostile JSON, names, numbers and expressions: refused by a clear error in little time, or taken for what they are."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest

from llm_modeling import Formulation, compile_model
from tests.llm_modeling.refusals import refusal

JSON_TRICKS: list[tuple[str | bytes, str]] = [
    ('{"sets": [], "sets": []}', "stands twice"),
    ('{"sets": [{"name": "I", "members": [1], "members": [2]}]}', "stands twice"),
    ('{"parameters": [{"name": "p", "value": 1, "v\\u0061lue": 2}]}', "stands twice"),
    ('{"title": "a"} {"title": "b"}', "Extra data"),
    ('{"title": "a"}garbage', "Extra data"),
    ('{"title": "a"}\x00', "Extra data"),
    ('\ufeff\ufeff{"title": "a"}', "no JSON"),
    ('{"title": "a",}', "no JSON"),
    ("{'title': 'a'}", "no JSON"),
    ('{title: "a"}', "no JSON"),
    ('/* c */ {"title": "a"}', "no JSON"),
    ('{"title": "a" // c\n}', "no JSON"),
    ('{"title": "a\nb"}', "no JSON"),
    ('{"title": "\\x41"}', "no JSON"),
    ('{"title": "\\u12"}', "no JSON"),
    ('{"title": undefined}', "no JSON"),
    ('{"title": Infinity}', "Infinity is not a number"),
    ('{"title": -Infinity}', "-Infinity is not a number"),
    ('{"parameters": [{"name": "p", "value": 1e400}]}', "too large"),
    ('{"parameters": [{"name": "p", "value": -1e400}]}', "too large"),
    ('{"parameters": [{"name": "p", "value": 1E+999999999}]}', "too large"),
    ('{"parameters": [{"name": "p", "value": 0x1F}]}', "no JSON"),
    ('{"parameters": [{"name": "p", "value": 01}]}', "no JSON"),
    ('{"parameters": [{"name": "p", "value": +1}]}', "no JSON"),
    ('{"parameters": [{"name": "p", "value": .5}]}', "no JSON"),
    ('{"parameters": [{"name": "p", "value": 1_000}]}', "no JSON"),
    ('{"parameters": [{"name": "p", "value": ' + "1" * 401 + "}]}", "401 digits"),
    ('{"parameters": [{"name": "p", "value": -' + "9" * 4_000_00 + "}]}", "digits"),
    ('{"parameters": [{"name": "p", "value": ' + "9" * 399 + "}]}", "value"),
    ('{"parameters": [{"name": "p", "value": [1]}]}', "value"),
    ('{"parameters": [{"name": "p", "value": {"a": 1}}]}', "value"),
    ('{"parameters": [{"name": "p", "index": "i in 1..2", "entries": [[1, null]]}]}', "entries"),
    ('{"parameters": [{"name": "p", "index": "i in 1..2", "entries": [[1, "=1+1"]]}]}', "'=1\\+1' is not a number"),
    ('{"parameters": [{"name": "p", "index": "i in 1..2", "entries": [[1e300, 1]]}]}', "entry 1"),
    ('{"sets": [{"name": "I", "members": [-0.0]}]}', "members"),
    ('{"sets": [{"name": "I", "members": [1e3]}]}', "members"),
    ('{"sets": [{"name": "I", "members": [9007199254740993e0]}]}', "members"),
    ('{"sets": [{"name": "I", "members": [' + "9" * 30 + "]}]}", "member"),
    ('{"sets": [{"name": "I", "members": [[1]]}]}', "members"),
    ('{"sets": [{"name": "I", "members": {"a": 1}}]}', "members"),
    ('{"sets": [{"name": ["I"], "members": [1]}]}', "name"),
    ('{"sets": [{"name": 1, "members": [1]}]}', "name"),
    ('{"sets": [null]}', "sets"),
    ('{"sets": ["I"]}', "sets"),
    ('{"sets": "I"}', "sets"),
    ('{"schema": "metasolve.formulation/2"}', "schema"),
    ('{"schema": {"$ref": "http://example.org"}}', "schema"),
    ('{"title": "' + "\\ud800" + '"}', "surrogate"),
    ('{"title": "' + "\\udc00\\ud800" + '"}', "surrogate"),
    ('{"sets": [{"name": "I", "members": ["\\ud83d"]}]}', "surrogate"),
    ('{"\\udfff": 1}', "surrogate"),
    ('{"title": "\ud800"}', "surrogate"),
    (
        '{"variables": [{"name": "x"}], "constraints": [{"name": "c", "expression": "x <= 1", "quote": "\\uDBFF"}]}',
        "surrog",
    ),
    (b'{"title": "\xed\xa0\x80"}', "UTF-8"),
    (b'{"title": "\xc0\xaf"}', "UTF-8"),
    (b'{"title": "\xf5\x80\x80\x80"}', "UTF-8"),
    ('{"title": "a"}'.encode("utf-16"), "UTF-8"),
    ('{"title": "a"}'.encode("utf-32"), "UTF-8"),
    (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "UTF-8"),
    (b"PK\x03\x04" + bytes(200), "no JSON"),
    (b"\x80\x04\x95", "UTF-8"),
    (b"", "no JSON"),
    (b"\x00" * 1000, "no JSON"),
    ("[" * 25 + "]" * 25, "nested"),
    ('{"a":' * 25 + "1" + "}" * 25, "nested"),
    ('{"title": "' + "[" * 100 + '", "a": ' + "[" * 30 + "]" * 30 + "}", "nested"),
    ('"' + "\\" * 1_000_001 + '"', "no JSON"),
    ("[" + "[]," * 50_000 + "[]]", "object"),
    ('{"a": "' + "\\u0061" * 150_000 + '"}', "no field 'a'"),
    ("{" + ",".join(f'"k{n}": 1' for n in range(3_000)) + "}", "no field"),
    ('{"' + "k" * 100_000 + '": 1}', "no field"),
    ('{"sets": [{"name": "I", "' + "k" * 100_000 + '": 1}]}', "no field"),
    ('{"title": 1e-400, "notes": 1}', "title"),
]


@pytest.mark.parametrize(("document", "message"), JSON_TRICKS, ids=lambda value: repr(value)[:50])
def test_json_trick_is_refused(document: str | bytes, message: str) -> None:
    said = refusal(document)
    assert re.search(message, said), said


HARMLESS_JSON: list[tuple[str, Any]] = [
    ("-0", 0.0),
    ("-0.0", 0.0),
    ("1e-400", 0.0),
    ("4.9e-324", 4.9e-324),
    ("1.7976931348623157e308", 1.7976931348623157e308),
    ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
    ("1" + "0" * 300, 1e300),
    ("1.0", 1.0),
    ("1E2", 100.0),
]


@pytest.mark.parametrize(("number", "value"), HARMLESS_JSON, ids=[number[:20] for number, _ in HARMLESS_JSON])
def test_odd_number_is_taken_exactly(number: str, value: float) -> None:
    compiled = compile_model(Formulation.from_json(f'{{"parameters": [{{"name": "p", "value": {number}}}]}}'))
    assert compiled.ground.parameters["p"].values.tolist() == [value]


def declared(name: str, other: str = "plain") -> str:
    variables = [{"name": name}, {"name": other}]
    return json.dumps({"variables": variables, "constraints": [{"name": "c", "expression": f"{other} <= 1"}]})


LOOKALIKES = [
    "рlain",  # Cyrillic er
    "plаin",  # Cyrillic a
    "ΡLAIN",  # Greek Rho
    "ｐｌａｉｎ",
    "𝐩𝐥𝐚𝐢𝐧",
    "𝚙𝚕𝚊𝚒𝚗",
    "plaın",  # dotless i
    "pl\u00e0in",
    "pla\u0300in",
    "pl\u200bain",
    "pl\u200cain",
    "pl\u200dain",
    "pl\u2060ain",
    "pl\u00adain",
    "\u202eplain",
    "plain\u202c",
    "\u2066plain\u2069",
    "plain\ufe0f",
    "plain\u0000",
    "plain\u180e",
    "plain\u3164",
    "plain\u034f",
    "plain\U000e0041",
    "ﬂower",
    "x²",
    "x₂",
    "x１",
    "Ⅷ",
    "№5",
    "ﷺ",
    "x\u2215y",
    "x\uff0fy",
    "x\u2024csv",
    "a\u0085b",
    "a\u00a0b",
    "a\tb",
    "x'",
    "x#2",
    "x(1)",
    "x[1]",
    "x,y",
    "x=1",
    "__x__",
    "_x",
    "@x",
    "+x",
    "-x",
    "=x",
    "%x",
    "x%s",
    "True;x",
    "constructor()",
    "mod",
    "inf",
    "alldifferent",
]


@pytest.mark.parametrize("name", LOOKALIKES, ids=[name.encode("unicode_escape").decode() for name in LOOKALIKES])
def test_name_that_is_no_plain_word_is_refused(name: str) -> None:
    refusal(declared(name))


SAFE_WORDS = ["__class__", "constructor", "None", "True", "nan", "prototype", "x" * 64, "eval", "ENDATA", "free", "st"]


@pytest.mark.parametrize("name", SAFE_WORDS, ids=[word[:20] for word in SAFE_WORDS])
def test_word_that_means_something_elsewhere_is_a_name_or_refused(name: str) -> None:
    if not name[0].isalpha():
        refusal(declared(name))
        return
    compiled = compile_model(Formulation.from_json(declared(name)))
    assert compiled.values(compiled.problem.col_lower)[name] == {(): 0.0}


MEMBERS = ["Köln", "Ko\u0308ln", "K\u200böln", "Κöln", "köln", "Köln ", "ＫÖLN"]


def test_members_that_only_look_alike_stay_different() -> None:
    assert len({unicodedata.normalize("NFKC", member) for member in MEMBERS}) < len(MEMBERS)
    sets = [{"name": "I", "members": MEMBERS}]
    rules = [{"name": f"r{k}", "expression": f"x['{member}'] = {k}"} for k, member in enumerate(MEMBERS)]
    content = {"sets": sets, "variables": [{"name": "x", "index": "I"}], "constraints": rules}
    compiled = compile_model(Formulation.from_json(json.dumps(content)))
    assert compiled.problem.row_lower.tolist() == list(range(len(MEMBERS)))
    assert compiled.problem.a.indices.tolist() == list(range(len(MEMBERS)))
    assert len(set(compiled.problem.col_names)) == len(MEMBERS)


EXPRESSIONS = [
    "x <= 1\u2028and y <= 1",
    "x ＜= 1",
    "x ≺ 1",
    "x ⩾ 1",
    "x <= ½",
    "x <= ٣",
    "x <= 二",
    "x <= 1\u20dd",
    "x <= 1;",
    "x <= \u22121\u22121\u2212",
    "x <= 1e400",
    "x <= 1e-400e",
    "x <= 1.2.3",
    "x <= 1..2",
    "x <= ..",
    "x <= 1.",
    "x <= 00x1",
    "x <== 1",
    "x =< 1",
    "x === 1",
    "x ! = 1",
    "x & 1 <= 1",
    "x | 1 <= 1",
    "x ~ 1",
    "x ? 1 : 2",
    "x -> 1",
    "x ** 2 <= 1",
    "x <= y <=> 1 <= 2 <=> 2 <= 3",
    "sum{} x <= 1",
    "sum{x in 1..2, x in 1..2} 1 <= y",
    "sum{k in {}} 1 <= x",
    "sum{k in 1..2: x >= 1} 1 <= y",
    "sum{k in 1..10^15 by 10^15} k <= x and y[1] <= 1",
    "forall{" + ", ".join(f"k{n} in 1..10" for n in range(8)) + "} x <= k1",
    "2^2^2^2^2^2 <= x",
    "10^300 * 10^300 <= x",
    "x * 10^300 * 10^300 <= 1",
    "exp(710) <= x",
    "log(-1) <= x",
    "sqrt(0 - 1) <= x",
    "0 / 0 <= x",
    "0 mod 0 <= x",
    "1 div 0 <= x",
    "round(10^400) <= x",
    "max() <= x",
    "min{k in 1..0} x <= 1",
    "pwl(x; 0; 0) <= 1",
    "pwl(x; ; ) <= 1",
    "pwl(x; 1, 0; 0, 1) <= 1",
    "cumulative{k in 1..3} (x, 1, 1)",
    "no_overlap{k in 1..3} (x)",
    "alldifferent{k in 1..100000, k2 in 1..1000} y",
    "if 1 <= 2 then x <= 1 else",
    "if x then 1 <= 2",
    "x if 1 <= 2",
    "not",
    "and x",
    "()",
    "((x <= 1)",
    "x <= 1)",
    "[x] <= 1",
    "'x' <= 1",
    "\"x' <= 1",
    "x in x",
    "10^308 * x + 10^308 * x <= 1",
    "x + 10^308 <= -10^308",
    "b * (10^200 * x) * 10^200 <= 1",
    "abs(10^308 * n - 2 * 10^308 * z) <= 1",
    "max(10^308 * n, 10^308 * z) * 10 >= 1",
    "b => 10^308 * n <= 5",
    "alldifferent{k in 1..2} (n + k * 10^18)",
    "cumulative{k in 1..2} (n + 10^17, 1, 1) <= 1",
    "x <= card(1..10^18)",
    "x <= 'a' + 'b'",
    "x <= true",
    "x <= inf - inf",
    "inf <= x",
    "x = 1 = inf",
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=[text[:40] for text in EXPRESSIONS])
def test_expression_trick_is_refused_with_a_place_in_it(expression: str) -> None:
    variables = [{"name": "x"}, {"name": "y"}, {"name": "z", "upper": "5"}, {"name": "b", "kind": "binary"}]
    variables.append({"name": "n", "kind": "integer", "upper": "9"})
    content = {"variables": variables, "constraints": [{"name": "c", "expression": expression}]}
    said = refusal(json.dumps(content))
    assert "constraint 'c'" in said


@pytest.mark.parametrize(
    ("expression", "weight"),
    [("10^300 * x * 10^300", 1.0), ("10^300 * x", 1e300), ("x + 10^300", 1e300), ("10^308 * n + 10^308 * n", 1.0)],
)
def test_objective_that_overflows_is_refused_by_name(expression: str, weight: float) -> None:
    variables = [{"name": "x", "upper": "5"}, {"name": "n", "kind": "integer", "upper": "9"}]
    goal = {"name": "goal", "sense": "minimize", "expression": expression, "weight": weight}
    said = refusal(json.dumps({"variables": variables, "objectives": [goal]}))
    assert "objective 'goal': the numbers in it are too large" in said
