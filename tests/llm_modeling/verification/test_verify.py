"""verify finds each kind of mistake where it is, and nothing in right formulations."""

from __future__ import annotations

from typing import Any

import pytest

from llm_modeling import Data, Formulation
from llm_modeling.formulation import Goal, VariableKind
from llm_modeling.verification import Findings, Severity, verify
from tests.llm_modeling.verification.cases import Case, cases
from tests.llm_modeling.verification.variants import variants

TUNED = {case.name: case for case in cases("tuned")}


def changed(case: Case, section: str, name: str, **fields: Any) -> Findings:
    """Return what is found once fields of one element are changed."""
    entries = [
        entry.model_copy(update=fields) if entry.name == name else entry for entry in getattr(case.formulation, section)
    ]
    formulation = case.formulation.model_copy(update={section: tuple(entries)})
    return verify(formulation, case.data, case.text)


def without(case: Case, section: str, name: str) -> Findings:
    entries = tuple(entry for entry in getattr(case.formulation, section) if entry.name != name)
    return verify(case.formulation.model_copy(update={section: entries}), case.data, case.text)


@pytest.mark.parametrize("part", ["tuned", "second", "held_out"])
def test_right_formulations_have_neither_errors_nor_warnings(part: str) -> None:
    said = {case.name: str(verify(case.formulation, case.data, case.text)) for case in cases(part)}
    alarms = {name: found for name, found in said.items() if "warning [" in found or "error [" in found}
    assert alarms == {}


@pytest.mark.parametrize("name", ["furniture", "feed", "lots", "bonds"])
def test_variants_of_right_formulations_have_none_either(name: str) -> None:
    alarms = {
        what: str(f) for what, v in variants(TUNED[name]) if not (f := verify(v.formulation, v.data, v.text)).passed
    }
    assert alarms == {}


def test_a_dropped_limit_is_named_with_its_sentence() -> None:
    found = without(TUNED["furniture"], "constraints", "dealer")
    (limit,) = [finding for finding in found if finding.code == "limit_unmodeled"]
    assert "'at least' 10" in limit.message
    assert "a dealer has ordered at least 10 tables" in limit.quote


def test_a_turned_comparison_is_found_by_the_words_it_quotes() -> None:
    found = changed(TUNED["furniture"], "constraints", "market", expression="make['chair'] >= 40")
    assert "sense" in found.codes()


def test_a_turned_objective_is_found_by_the_words_it_quotes() -> None:
    assert "goal_sense" in changed(TUNED["feed"], "objectives", "total_cost", sense=Goal.MAXIMIZE).codes()


def test_a_value_that_is_not_in_the_text_is_found() -> None:
    found = changed(TUNED["lots"], "parameters", "capacity", value=1200.0)
    assert {"number_ungrounded", "number_unused"} <= found.codes()


def test_a_value_in_another_unit_that_says_so_is_grounded() -> None:
    found = changed(TUNED["feed"], "parameters", "least_protein", value=70_000_000.0, unit="mg")
    assert found.codes() == {"unit_slip"}


def test_a_waived_number_may_be_unused() -> None:
    case = next(case for case in cases("second") if case.name == "rolls" and case.data is None)
    assert verify(case.formulation, None, case.text).passed
    bare = case.formulation.model_copy(update={"waived": ()})
    assert verify(bare, None, case.text).codes() == {"number_unused"}


def test_a_link_that_is_missing_is_found_without_any_text() -> None:
    case = TUNED["lots"]
    rest = tuple(spec for spec in case.formulation.constraints if spec.name != "oven")
    formulation = case.formulation.model_copy(update={"constraints": rest})
    assert "variable_unlinked" in verify(formulation).codes()


def test_integrality_that_counted_things_need_is_asked_for() -> None:
    assert changed(TUNED["nurses"], "variables", "start", kind=VariableKind.CONTINUOUS).codes() == {"integrality"}


def test_a_continuous_decision_between_0_and_1_is_found() -> None:
    found = changed(TUNED["stations"], "variables", "build", kind=VariableKind.CONTINUOUS, upper="1")
    assert found.codes() == {"integrality_binary"}


def test_an_index_over_another_set_is_found_though_its_numbers_fit() -> None:
    expression = "sum{p in P} make[t,p] <= capacity"
    assert "index_set" in changed(TUNED["dairy"], "constraints", "making", expression=expression).codes()


def test_an_index_that_nothing_uses_is_found() -> None:
    expression = "sum{p in P} make[p,1] <= capacity"
    assert "index_unused" in changed(TUNED["dairy"], "constraints", "making", expression=expression).codes()


def test_members_that_a_constraint_leaves_out_are_named() -> None:
    found = without(TUNED["lots"], "constraints", "first_week")
    (finding,) = [finding for finding in found if finding.code == "entry_unused"]
    assert "values for 1 are used nowhere" in finding.message


def test_a_quote_that_is_not_in_the_text_is_found() -> None:
    found = changed(TUNED["lots"], "constraints", "oven", quote="At most 120 kg are baked")
    assert "quote_missing" in found.codes()


def test_what_the_compiler_refuses_is_a_finding() -> None:
    found = changed(TUNED["lots"], "constraints", "oven", expression="bake[w] <= capacty")
    (finding,) = found.errors
    assert (finding.element, finding.field, finding.code) == ("constraint 'oven'", "expression", "refused")
    assert "did you mean 'capacity'" in finding.suggestion


def test_missing_data_are_a_note_and_wrong_data_an_error() -> None:
    diet = TUNED["diet"]
    assert verify(diet.formulation, None, diet.text).errors == ()
    assert verify(diet.formulation, Data({"price": {"oats": "x"}}), diet.text).errors != ()


def test_no_text_however_odd_makes_it_fail() -> None:
    formulation: Formulation = TUNED["lots"].formulation
    for text in ("", "\x00\ud7ff 1,,2 %% 1/0 -- between and", "9" * 400, "at least " * 500, "(" * 2000):
        verify(formulation, None, text)
    assert "text_too_long" in {f.code for f in verify(formulation, None, "at most 5. " * 10_000)}


def test_model_without_variables_is_an_error() -> None:
    findings = verify(Formulation.from_json('{"title": "Nothing"}'))
    assert [(f.severity, f.code) for f in findings.errors] == [(Severity.ERROR, "nothing_to_decide")]
