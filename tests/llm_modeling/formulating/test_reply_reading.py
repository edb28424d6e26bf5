"""Replies are read strictly: what the schema forbids is the server's fault, what it allows may be the model's."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import jsonschema_rs
import pytest

from llm_modeling import FormulationError
from llm_modeling.client import Message, Sampling, SchemaNotEnforcedError, ScriptedModel
from llm_modeling.evaluation.one_shot import AskSettings, OneShot
from llm_modeling.evaluation.task import Task
from llm_modeling.formulating import FormulateSettings, formulate
from llm_modeling.formulating.reading import read_reply
from llm_modeling.formulating.wire import wire_schema
from tests.llm_modeling.client.gold import NAMES, gold, problem_text

OBJECTIVE = '{"objectives": [{"name": "o", "sense": "minimize", "expression": "0"}]}'
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
    '{"parameters": [{"name": "p", "value": true}]}',
    OBJECTIVE.replace("}]", ', "priority": 1.5}]'),
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
    ('{"parameters": [{"name": "p", "value": 1e999}]}', "1e999 is too large"),
    ('{"parameters": [{"name": "p", "value": %s}]}' % ("9" * 500), "a number has 500 digits"),
    ('{"parameters": [{"name": "p", "value": %s}]}' % ("9" * 320), "should be a valid number"),
    ('{"sets": [{"name": "S", "members": [%s]}]}' % ("9" * 500), "a number has 500 digits"),
    (OBJECTIVE.replace("}]", ', "weight": %s}]' % ("9" * 321)), "should be a valid number"),
    (OBJECTIVE.replace("}]", ', "weight": -1e400}]'), "-1e400 is too large"),
    (OBJECTIVE.replace("}]", ', "priority": 1.0}]'), "should be a valid integer"),
    ('{"title": "\\ud800"}', "half of a surrogate pair"),
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


def test_schema_of_the_wire_asks_for_what_every_model_has_in_the_order_of_its_keys() -> None:
    schema = wire_schema()
    allows = jsonschema_rs.validator_for(schema).is_valid
    assert schema["required"] == ["schema", "variables", "constraints", "objectives"]
    assert [name for name in schema["properties"] if name in schema["required"]] == schema["required"]
    assert not allows({})
    assert not allows({"schema": "metasolve.formulation/1", "title": "broken off"})
    assert all(allows(json.loads(gold(name).to_json())) for name in NAMES)


def test_every_question_for_a_formulation_is_held_to_the_schema_of_the_wire() -> None:
    asked: list[object] = []

    def script(messages: Sequence[Message], schema: Mapping[str, Any] | None, _: Sampling) -> str:
        asked.append(schema)
        return gold("diet").to_json()

    settings = FormulateSettings(solve=False, draft=False, repairs=0)
    formulate(problem_text("diet"), ScriptedModel(script), settings=settings)
    task = Task("t", "test", problem_text("diet"))
    OneShot(ScriptedModel(script), AskSettings())(task, 0, threading.Event())
    assert asked == [wire_schema()] * 2
