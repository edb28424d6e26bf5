"""Recorded replies: complete or absent, and what a reply's text holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.replies import RecordedReply, ReplyLog, read_replies, samples_of
from llm_modeling.evaluation.reply_text import parse_reply
from metasolve import ModelDataError
from tests.llm_modeling.evaluation.samples import MIX, SHOP, SHOP_DATA

FIRST = RecordedReply("a", "{}", 0, "m", "f" * 16, "stop", usage={"prompt_tokens": 7}, settings={"seed": 1})
SECOND = RecordedReply("a", "line\nbreak \u2028 \u00fc", 1)


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with ReplyLog(path) as log:
        log.add(FIRST)
        log.add(SECOND)
    assert read_replies(path) == (FIRST, SECOND)
    assert samples_of(read_replies(path)) == 2


@pytest.mark.parametrize("cut", range(1, len(SECOND.to_line().encode()) - 1, 7))
def test_a_cut_last_line_is_dropped_wherever_it_was_cut(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(FIRST.to_line().encode() + SECOND.to_line().encode()[:cut])
    assert read_replies(path) == (FIRST,)
    with ReplyLog(path) as log:
        assert log.replies == (FIRST,)
        log.add(SECOND)
    assert read_replies(path) == (FIRST, SECOND)


def test_a_last_line_that_only_lacks_its_break_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(FIRST.to_line().encode()[:-1])
    with ReplyLog(path) as log:
        log.add(SECOND)
    assert read_replies(path) == (FIRST, SECOND)


def test_replies_from_elsewhere_need_task_and_text_only(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"task": "3", "text": "no"}\n\n{"task": "3", "sample": 1, "text": "yes"}')
    assert [reply.key for reply in read_replies(path)] == [("3", 0), ("3", 1)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"task": "a", "text": "x"}', "sample 0 of task 'a' is already in line 1"),
        ('{"task": "b"}', "the field 'text' is missing"),
        ('{"task": 4, "text": ""}', "the field 'task' is '4'"),
        ('{"task": "b", "text": "", "temperature": 1}', "there is no field 'temperature'"),
        ('{"task": "b", "text": "", "sample": -1}', "less than 0"),
        ('{"task": "b", "text": "", "schema": "x/2"}', "the schema is 'x/2'"),
        ("[]", "a reply is an object"),
        ("{", "no JSON"),
    ],
)
def test_malformed_records_are_refused_with_their_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"task": "a", "text": ""}\n' + line + '\n{"task": "z", "text": ""}\n')
    with pytest.raises(ModelDataError, match=r"r\.jsonl:2: .*" + reason):
        read_replies(path)


def test_strict_json_is_read() -> None:
    parsed = parse_reply(json.dumps(MIX))
    assert parsed.formulation is not None
    assert parsed.formulation.variables[0].name == "oats"
    assert parsed.data is None


def test_an_envelope_brings_its_data() -> None:
    parsed = parse_reply(json.dumps({"formulation": SHOP, "data": SHOP_DATA}))
    assert parsed.failure is None
    assert parsed.data == SHOP_DATA


def test_the_last_fenced_block_of_json_counts() -> None:
    better = json.dumps(MIX)
    text = f"First {{x}} try:\n```json\n{{}}\n```\nor rather\n\n```json\n{better}\n```\nand code\n```python\nx\n```"
    parsed = parse_reply(text)
    assert parsed.formulation is not None
    assert parsed.formulation.objectives[0].name == "cost"


def test_fences_inside_of_longer_fences_do_not_end_them() -> None:
    inner = json.dumps({**MIX, "notes": "a"}, indent=1)
    assert parse_reply(f"````json\n{inner}\n````").formulation is not None
    assert parse_reply(f"```json\n{inner}").failure is Failure.PARSE


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", Failure.NO_REPLY),
        (" \n", Failure.NO_REPLY),
        ("I cannot do this.", Failure.PARSE),
        ("[1, 2]", Failure.PARSE),
        ('{"variables": [}', Failure.PARSE),
        ('{"variables": [], "variables": []}', Failure.PARSE),
        ('{"variables": [{"name": "x", "kind": "whole"}]}', Failure.SCHEMA),
        ('{"answer": 42}', Failure.SCHEMA),
        ('{"formulation": {}, "data": 4}', Failure.SCHEMA),
        ('{"formulation": 4}', Failure.SCHEMA),
        ("import os\nos.remove('x')", Failure.PARSE),
        ('{"a":' * 100_000, Failure.PARSE),
    ],
    ids=range(12),
)
def test_failures_before_anything_is_compiled(text: str, failure: Failure) -> None:
    parsed = parse_reply(text)
    assert parsed.failure is failure
    assert parsed.reason
    assert parsed.formulation is None
