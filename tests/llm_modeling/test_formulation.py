"""Formulation: the JSON that comes in, the schema that goes out, and what a mistake in it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from llm_modeling import Formulation, FormulationError
from metasolve.errors import ModelNotFoundError

SMALL = {
    "schema": "metasolve.formulation/1",
    "title": "Two products",
    "sets": [{"name": "I", "members": ["a", "b"]}],
    "parameters": [{"name": "profit", "index": "I", "entries": [["a", 3], ["b", 2.5]], "unit": "EUR"}],
    "variables": [{"name": "make", "index": "I", "kind": "integer", "upper": "7"}],
    "constraints": [{"name": "oven", "expression": "sum{i in I} make[i] <= 9", "quote": "nine at most"}],
    "objectives": [{"name": "gain", "sense": "maximize", "expression": "sum{i in I} profit[i] * make[i]"}],
    "assumptions": ["The oven is empty."],
}


def subschemas(value: Any) -> list[dict[str, Any]]:
    inner = [sub for entry in (value.values() if isinstance(value, dict) else value) for sub in subschemas_of(entry)]
    return [value, *inner] if isinstance(value, dict) else inner


def subschemas_of(value: Any) -> list[dict[str, Any]]:
    return subschemas(value) if isinstance(value, dict | list) else []


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


def test_json_round_trip_keeps_everything() -> None:
    formulation = Formulation.from_json(json.dumps(SMALL))
    assert Formulation.from_json(formulation.to_json()) == formulation
    assert json.loads(formulation.to_json()) == SMALL


def test_numbers_may_stand_for_expressions() -> None:
    text = json.dumps({"variables": [{"name": "x", "lower": -1, "upper": 2.5}]})
    variable = Formulation.from_json(text).variables[0]
    assert (variable.lower, variable.upper) == ("-1", "2.5")


def test_formulation_is_frozen() -> None:
    formulation = Formulation.from_json(json.dumps(SMALL))
    with pytest.raises(ValidationError):
        formulation.title = "other"
    with pytest.raises(ValidationError):
        formulation.constraints[0].expression = "1 <= 2"


def test_schema_is_flat_and_closed() -> None:
    schema = Formulation.json_schema()
    parts = subschemas(schema)
    assert not any({"$ref", "$defs", "oneOf", "allOf", "discriminator"} & set(part) for part in parts)
    assert all(part.get("additionalProperties") is False for part in parts if part.get("type") == "object")
    assert sum("anyOf" in part for part in parts) <= 5
    assert depth(schema) <= 12
    assert set(schema["properties"]) >= {"schema", "title", "sets", "parameters", "variables", "constraints"}


def test_schema_says_what_the_reader_accepts() -> None:
    schema = Formulation.json_schema()
    for section in ("sets", "parameters", "variables", "constraints", "objectives"):
        fields = set(schema["properties"][section]["items"]["properties"])
        assert set(SMALL[section][0]) <= fields


def test_file_is_read_and_a_missing_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text("\ufeff" + json.dumps(SMALL), encoding="utf-8")
    assert Formulation.read(path).title == "Two products"
    with pytest.raises(ModelNotFoundError, match=r"other\.json: No such file"):
        Formulation.read(tmp_path / "other.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"variabels": []}, "there is no field 'variabels'; did you mean 'variables'"),
        ({"sets": [{"name": "I", "membres": []}]}, "set 'I', .*no field 'membres'; did you mean 'members'"),
        ({"constraints": [{"name": "c"}]}, "constraint 'c', .*the field 'expression' is missing"),
        ({"constraints": [{"expression": "1 <= 2"}]}, r"constraints\[0\], .*the field 'name' is missing"),
        ({"variables": [{"name": "x", "kind": "bool"}]}, "variable 'x', field 'kind': .*'continuous', 'integer'"),
        ({"variables": [{"name": "sum"}]}, "'sum' is a word of the expression language"),
        ({"variables": [{"name": "x-1"}]}, "'x-1' is no name: a letter, then letters"),
        ({"sets": [{"name": "x"}], "variables": [{"name": "x"}]}, "variable 'x': there is already a set of that name"),
        ({"sets": [{"name": "S", "members": [1], "expression": "1..2"}]}, "`members` and `expression` are both given"),
        ({"sets": [{"name": "S", "table": "a.csv"}]}, "says which `columns` of it"),
        ({"sets": [{"name": "S", "columns": ["a"], "members": [1]}]}, "`columns` belong to a table"),
        ({"parameters": [{"name": "p", "value": 1, "index": "I"}]}, "`value` stands for a single number"),
        ({"parameters": [{"name": "p", "column": "a"}]}, "`key_columns` and `column` belong to a table"),
        ({"parameters": [{"name": "p", "table": "a.csv"}]}, "has an `index` and `key_columns`"),
        ({"schema": "metasolve.formulation/2"}, "schema: .*metasolve.formulation/1"),
        ({"objectives": [{"name": "o", "sense": "minimize", "expression": "1", "weight": 0}]}, "weight is 0.0"),
    ],
)
def test_mistake_is_named_with_its_element(content: dict[str, Any], message: str) -> None:
    with pytest.raises(FormulationError, match=message):
        Formulation.from_json(json.dumps(content))


def test_broken_json_is_located_by_line() -> None:
    with pytest.raises(FormulationError, match="this is no JSON") as caught:
        Formulation.from_json('{"sets": [],\n "variables": [}')
    assert caught.value.line == 2


def test_keys_that_come_twice_are_refused() -> None:
    with pytest.raises(FormulationError, match="'title' stands twice"):
        Formulation.from_json('{"title": "a", "title": "b"}')
