"""The grammar that vLLM makes of our schema: every example can be written in it, with caps on texts not every one."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Formulation
from llm_modeling.formulating.case import SCHEMA
from tests.llm_modeling.vllm.corpus import NAMES, gold

ACCEPT = Path(__file__).parent / "accept.py"


def stops(python: str, schema: dict[str, Any], texts: Sequence[str]) -> list[str | None]:
    """Return for each text where the schema's grammar stops it, None if it does not."""
    asked = json.dumps({"schema": schema, "texts": list(texts)})
    answer = subprocess.run(
        [python, str(ACCEPT)], input=asked, capture_output=True, text=True, timeout=300, check=False
    )
    assert answer.returncode == 0, answer.stderr
    listed: list[str | None] = json.loads(answer.stdout)
    return listed


def with_longest_text(schema: Any, characters: int) -> Any:
    """Return the schema with a cap on every text that has no pattern."""
    if isinstance(schema, list):
        return [with_longest_text(entry, characters) for entry in schema]
    if not isinstance(schema, dict):
        return copy.copy(schema)
    capped = {key: with_longest_text(entry, characters) for key, entry in schema.items()}
    is_free_text = capped.get("type") == "string" and not {"pattern", "const", "enum"} & set(capped)
    return {**capped, "maxLength": characters} if is_free_text else capped


def test_every_example_can_be_written(vllm_python: str) -> None:
    assert stops(vllm_python, dict(SCHEMA), [gold(name) for name in NAMES]) == [None] * len(NAMES)


def test_what_the_schema_forbids_cannot_be_written(vllm_python: str) -> None:
    broken = [
        '{"sets":[{"name":"1st"}]}',
        '{"sense":"minimize"}',
        '{"title":7}',
        '{"title":"',
        '{"title": ""}',
        "Sure! {}",
    ]
    answers = stops(vllm_python, dict(SCHEMA), broken)
    assert [answer is None for answer in answers] == [False] * len(broken)


def test_cap_on_texts_would_forbid_quotation_marks_in_them(vllm_python: str) -> None:
    """xgrammar 0.2.8 has no escapes in a text with minLength, maxLength or pattern: issue 800 of mlc-ai/xgrammar.

    When this fails, the fault is gone and the schema for the wire may have caps.
    """
    texts = [gold("pipes"), gold("rolls")]
    assert '\\"' in texts[0]
    assert '\\"' not in texts[1]
    answers = stops(vllm_python, with_longest_text(Formulation.json_schema(), 2000), texts)
    assert [answer is None for answer in answers] == [False, True]


@pytest.mark.parametrize(("text", "can_be_written"), [('{"sets":[],"title":"late"}', False), ("{}", True)])
def test_keys_come_in_the_order_of_the_schema_and_none_is_needed(
    vllm_python: str, text: str, can_be_written: bool
) -> None:
    assert (stops(vllm_python, Formulation.json_schema(), [text]) == [None]) is can_be_written
