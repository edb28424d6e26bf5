"""Replies are read strictly: what the schema forbids is the server's fault, what it allows may be the model's."""

from __future__ import annotations

import pytest

from llm_modeling import FormulationError
from llm_modeling.client import SchemaNotEnforcedError
from llm_modeling.formulating.reading import read_reply
from tests.llm_modeling.client.gold import NAMES, gold

FORBIDDEN = [
    "",
    "Here is the model.",
    "[]",
    "null",
    '"text"',
    "{} {}",
    '{"title": "x"',
    '{"title": 5}',
    '{"unknown": 1}',
    '{"schema": "other/1"}',
    '{"variables": [{"kind": "integer"}]}',
    '{"variables": [{"name": "x", "kind": "whole"}]}',
    '{"parameters": [{"name": "p", "value": "5"}]}',
    '{"parameters": [{"name": "p", "value": Infinity}]}',
    '{"sets": {"name": "S"}}',
    '{"sets": [{"name": "S", "ordered": "yes"}]}',
    '{"title": "a", "title": "b"}',
    '```json\n{"title": "a"}\n```',
    '<think>hm</think>{"title": "a"}',
    '{"title": "a"} // done',
]
WRONG = [
    ('{"sets": [{"name": "S"}, {"name": "S"}]}', "there is already a set"),
    ('{"sets": [{"name": "sum", "members": [1]}]}', "is a word of the expression language"),
    ('{"sets": [{"name": "S", "members": [1], "expression": "1..3"}]}', "both given"),
    ('{"objectives": [{"name": "o", "sense": "minimize", "expression": "0", "weight": -1}]}', "weight is -1"),
    ('{"sets": [{"name": "S", "table": "/etc/passwd", "columns": ["a"]}]}', "not the plain name"),
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_the_schema_forbids_is_not_read(text: str) -> None:
    with pytest.raises(SchemaNotEnforcedError, match="breaks the schema"):
        read_reply(text)


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_the_schema_allows_is_the_models_mistake(text: str, words: str) -> None:
    with pytest.raises(FormulationError, match=words):
        read_reply(text)


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_read(name: str) -> None:
    assert read_reply(gold(name).to_json()) == gold(name)
