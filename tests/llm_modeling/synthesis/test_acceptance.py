"""A triple is accepted only if its text alone leads to the same problem."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from llm_modeling import Formulation
from llm_modeling.families import FAMILIES, Triple, generate
from llm_modeling.synthesis.acceptance import How, Judgment, ModeledText, Reason, grammar_modeler, judge
from llm_modeling.verification.solving import optimum


@pytest.fixture
def triple() -> Triple:
    family = FAMILIES["knapsack"]
    return generate(family, family.sizes(0.1), 3, options=family.options)


def judged(triple: Triple) -> Judgment:
    return judge(triple, triple.compiled())


def changed(triple: Triple, **values: Any) -> Triple:
    return replace(triple, values={**triple.values, **values})


def test_triple_of_a_family_is_accepted_with_its_optimum(triple: Triple) -> None:
    judgment = judged(triple)
    assert judgment.how is How.SAME
    assert judgment.optimum is not None
    assert judgment.optimum > 0.0
    assert len(judgment.hash) == 64


def test_every_number_of_the_text_counts(triple: Triple) -> None:
    for number in re.finditer(r"\b\d+\b", triple.text):
        if any(waiver.number == number[0] for waiver in triple.formulation.waived):
            continue
        other = triple.text[: number.start()] + str(int(number[0]) + 1) + triple.text[number.end() :]
        judgment = judged(replace(triple, text=other))
        assert not judgment.accepted, f"{number[0]} at {number.start()} may be anything: {triple.text}"


def test_sentence_that_is_left_out_is_missed(triple: Triple) -> None:
    quotes = {c.quote for c in triple.formulation.constraints}
    for quote in quotes:
        assert not judged(replace(triple, text=triple.text.replace(quote, ""))).accepted


def test_text_of_no_family_is_unread(triple: Triple) -> None:
    judgment = judged(replace(triple, text="A farmer has 100 acres. What should he grow?"))
    assert judgment.reason is Reason.UNREAD
    assert "no family opens" in judgment.detail


def test_infeasible_and_trivial_problems_are_rejected(triple: Triple) -> None:
    assert judged(changed(triple, capacity=0)).reason is Reason.TRIVIAL
    assert judged(changed(triple, most=-1)).reason is Reason.INFEASIBLE


def test_optimum_that_presolve_spoils_is_not_believed() -> None:
    """HiGHS calls 966,794 optimal here; SCIP and HiGHS without presolve find a plan for 963,794."""
    family = FAMILIES["aggregate_planning"]
    triple = generate(family, family.sizes(0.4), 4)
    values = {optimum(triple.compiled().problem, presolve=presolve).value for presolve in (False, True)}
    judgment = judged(triple)
    assert judgment.accepted is (len(values) == 1)
    assert judgment.accepted or judgment.reason is Reason.UNCONFIRMED


def test_same_optimum_is_not_enough(triple: Triple) -> None:
    """A modeler that leaves out a constraint which does not bind gets the same value and is still found out."""
    loose = changed(triple, most=len(triple.values["ITEMS"]) - 1)
    without = replace(loose, formulation=_without(loose, "not_too_many"))
    values = [judged_value(one) for one in (loose, without)]
    assert values[0] == values[1]
    judgment = judge(loose, loose.compiled(), lambda _: ModeledText(without.compiled()))
    assert judgment.reason is Reason.OTHER_STRUCTURE


def test_other_order_is_accepted_only_where_a_proof_suffices(triple: Triple) -> None:
    other = changed(triple, ITEMS=triple.values["ITEMS"][::-1]).compiled()
    assert judge(triple, triple.compiled(), lambda _: ModeledText(other), proof_suffices=True).how is How.ISOMORPHIC
    assert judge(triple, triple.compiled(), lambda _: ModeledText(other)).reason is Reason.OTHER_STRUCTURE


def test_number_that_the_model_has_instead_of_the_data_is_found_by_other_data(triple: Triple) -> None:
    modeled = grammar_modeler(triple.text)
    stuck = ModeledText(modeled.compiled, lambda _: modeled.compiled.problem)
    other = generate(FAMILIES["knapsack"], triple.sizes, 4, triple.framing, triple.options).values
    assert judge(triple, triple.compiled(), fingerprints=[other]).accepted
    assert judge(triple, triple.compiled(), lambda _: stuck, [other]).reason is Reason.OTHER_DATA


def _without(triple: Triple, name: str) -> Formulation:
    constraints = tuple(c for c in triple.formulation.constraints if c.name != name)
    return triple.formulation.model_copy(update={"constraints": constraints})


def judged_value(triple: Triple) -> float | None:
    return judge(triple, triple.compiled(), lambda _: ModeledText(triple.compiled())).optimum
