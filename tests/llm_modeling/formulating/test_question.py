"""The question back to the user: what two formulations disagree on, in the words of the text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llm_modeling import Findings, Formulation, compile_model
from llm_modeling.client import ReplyError, ScriptedModel
from llm_modeling.formulating import FormulateSettings, formulate
from llm_modeling.formulating.case import structure_hash
from llm_modeling.formulating.checking import Checked
from llm_modeling.formulating.question import question_between, question_of_doubt, question_of_refusals
from llm_modeling.verification.findings import error
from tests.llm_modeling.formulating.plans import TEXT, plan, with_constraint, without


def checked(formulation: Formulation, findings: Findings | None = None) -> Checked:
    compiled = compile_model(formulation)
    return Checked(formulation, findings or Findings(), compiled, structure_hash(compiled))


def changed(section: str, name: str, **fields: Any) -> Formulation:
    content = json.loads(plan().to_json())
    for entry in content[section]:
        entry.update(fields if entry["name"] == name else {})
    return Formulation.from_json(json.dumps(content))


CASES = [
    (without("chairs"), "Does this condition hold: chairs", "“At least 3 chairs are needed”"),
    (with_constraint("chairs", 'make["chair"] <= least'), "What is meant by chairs", "<= least"),
    (changed("objectives", "money", sense="minimize"), "as small or as large as possible", "make the most money"),
    (changed("variables", "make", kind="continuous"), "whole number, or are fractions possible", "make"),
    (changed("parameters", "hours", value=36.0), "Which values does hours have", "36.0"),
    (changed("variables", "make", upper="9"), "Which holds for make (upper)", "9"),
]


@pytest.mark.parametrize(("other", "words", "detail"), CASES, ids=[words for _, words, _ in CASES])
def test_question_names_what_differs(other: Formulation, words: str, detail: str) -> None:
    question = question_between(checked(plan()), checked(other))
    assert words in question
    assert detail in question
    assert question.endswith("?")
    assert question == question_between(checked(plan()), checked(other))


def test_models_without_a_common_name_differ_by_the_sentence_that_one_leaves_out() -> None:
    text = without("chairs").to_json().replace("make[", "x[").replace('"make"', '"x"')
    question = question_between(checked(plan()), checked(Formulation.from_json(text)))
    assert question == "How does this sentence limit the plan, or does it not: “At least 3 chairs are needed”?"


def test_question_of_a_doubt_quotes_the_finding() -> None:
    finding = error("unused", "", "3 is not used", quote="At least 3 chairs")
    question = question_of_doubt(checked(without("chairs"), Findings((finding,))))
    assert "3 is not used (“At least 3 chairs”)" in question


def test_question_of_refusals_says_why() -> None:
    assert "there is no set 'X'" in question_of_refusals(["there is no set 'X'"])
    assert question_of_refusals([]).endswith("?")


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        ("Do you need at least 3 chairs?", True),
        ("First? Second?", False),
        ("No question.", False),
        ("x" * 500 + "?", False),
        ("", False),
    ],
)
def test_model_may_word_the_question_in_one_sentence(said: str, is_taken: bool) -> None:
    texts = {0: plan().to_json(), 1: without("chairs").to_json()}

    def answer(messages: Any, schema: Any, sampling: Any) -> str:
        if schema is not None:
            return texts[sampling.seed]
        return said if "do not agree" in messages[-1].content else "A draft."

    settings = FormulateSettings(samples=2, repairs=0, solve=False, data_sets=0, ask_model=True, agreement=0.9)
    question = formulate(TEXT, ScriptedModel(answer), settings=settings).question
    assert (question == said) is is_taken
    assert question.endswith("?")


def test_our_question_stands_if_the_model_fails_to_word_it() -> None:
    texts = {0: plan().to_json(), 1: without("chairs").to_json()}

    def answer(messages: Any, schema: Any, sampling: Any) -> str:
        if schema is None and "do not agree" in messages[-1].content:
            raise ReplyError("no")
        return texts[sampling.seed] if schema is not None else "A draft."

    settings = FormulateSettings(samples=2, repairs=0, solve=False, data_sets=0, ask_model=True, agreement=0.9)
    question = formulate(TEXT, ScriptedModel(answer), settings=settings).question
    assert "Does this condition hold: chairs" in question


def test_question_where_few_samples_came_to_a_model() -> None:
    texts = [plan().to_json(), with_constraint("work", "1 +").to_json()]

    def answer(messages: Any, schema: Any, sampling: Any) -> str:
        return texts[min(sampling.seed, 1)] if schema is not None else "A draft."

    found = formulate(TEXT, ScriptedModel(answer), settings=FormulateSettings(samples=3, repairs=0, solve=False))
    assert found.formulation == plan()
    assert found.question.startswith("Only 1 of 3 readings of the text became a model. Another one failed: ")
