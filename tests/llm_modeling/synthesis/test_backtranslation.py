"""A language model tells and models: its text is only believed if its model says the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from llm_modeling.client import Message, ReplyError, Sampling, ScriptedModel
from llm_modeling.families import FAMILIES, Triple, generate
from llm_modeling.synthesis.acceptance import Judgment, Reason, judge
from llm_modeling.synthesis.backtranslation import TellByModel, language_modeler, without_quotes
from llm_modeling.synthesis.record import self_contained
from llm_modeling.verification.mutants import mutants

_STORY = "Pack what helps the most."


@pytest.fixture
def triple() -> Triple:
    family = FAMILIES["knapsack"]
    return generate(family, family.sizes(0.1), 3, options=())


def answering(formulation: str) -> ScriptedModel:
    def answer(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
        return formulation if schema is not None else "a draft"

    return ScriptedModel(answer)


def judged(triple: Triple, formulation: str) -> Judgment:
    modeler = language_modeler(answering(formulation))
    return judge(triple, triple.compiled(), modeler, proof_suffices=True)


def test_model_that_says_the_same_is_accepted(triple: Triple) -> None:
    gold = self_contained(without_quotes(triple.formulation), triple.values)
    renamed = gold.to_json().replace("weight", "heft").replace("take", "chosen")
    assert judged(triple, renamed).accepted


def test_every_mutant_is_rejected(triple: Triple) -> None:
    gold = self_contained(without_quotes(triple.formulation), triple.values)
    wrong = list(mutants(gold))
    assert len(wrong) >= 3
    for mutant in wrong:
        assert not judged(triple, mutant.formulation.to_json()).accepted, mutant.change


def test_reply_that_is_no_model_is_unread(triple: Triple) -> None:
    assert judged(triple, "no idea").reason is Reason.UNREAD


def test_text_is_criticized_and_told_again(triple: Triple) -> None:
    replies = ["too short", json.dumps({"complete": False, "issues": ["the capacity is missing"]}), _STORY]
    model = ScriptedModel(replies)
    told = TellByModel(model, rounds=1)(triple)
    assert told.text == _STORY
    assert all(not c.quote for c in told.formulation.constraints)
    assert told.values == triple.values


def test_text_that_is_complete_is_not_told_again(triple: Triple) -> None:
    model = ScriptedModel([_STORY, json.dumps({"complete": True, "issues": []})])
    assert TellByModel(model, rounds=3)(triple).text == _STORY


def test_criticism_that_is_not_as_asked_for_is_an_error(triple: Triple) -> None:
    with pytest.raises(ReplyError, match="criticism"):
        TellByModel(ScriptedModel([_STORY, "fine!"]), rounds=1)(triple)


def test_prompt_has_the_data_but_no_sentence_of_the_grammar(triple: Triple) -> None:
    seen: list[str] = []

    def answer(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
        seen.append(messages[0].content)
        return _STORY

    TellByModel(ScriptedModel(answer), rounds=0)(triple)
    assert str(triple.values["capacity"]) in seen[0]
    assert not any(c.quote in seen[0] for c in triple.formulation.constraints)
