"""The metamorphic checks hold for right formulations; solutions and small solves are checked."""

from __future__ import annotations

import numpy as np
import pytest

import metasolve
from llm_modeling import Formulation, compile_model
from llm_modeling.verification import verify_optimum, verify_solution
from llm_modeling.verification.solving import Outcome, optimum
from tests.llm_modeling.verification.cases import cases

TUNED = {case.name: case for case in cases("tuned")}


def formulation(expression: str, sense: str = "maximize", value: float = 40.0) -> Formulation:
    content = {
        "parameters": [{"name": "limit", "value": value, "unit": "hour"}],
        "variables": [{"name": "x", "upper": "100"}],
        "constraints": [{"name": "c", "expression": expression, "quote": "at most 40 hours"}],
        "objectives": [{"name": "o", "sense": sense, "expression": "x"}],
    }
    return Formulation.model_validate(content, strict=False)


@pytest.mark.parametrize("name", sorted(set(TUNED) - {"depots", "transport"}))
def test_every_relation_holds_for_right_formulations(name: str) -> None:
    case = TUNED[name]
    assert verify_optimum(case.formulation, case.data, case.text).passed


def test_a_limit_that_worsens_the_optimum_when_it_grows_is_found() -> None:
    wrong = formulation("x + limit <= 90")
    assert verify_optimum(wrong, None, "There are at most 40 hours.").codes() == {"limit_effect"}
    assert verify_optimum(formulation("x <= limit"), None, "There are at most 40 hours.").passed


def test_infeasible_and_unbounded_are_errors() -> None:
    assert verify_optimum(formulation("x >= 200 + limit")).codes() == {"infeasible"}
    free = formulation("x >= limit").model_copy(update={"variables": ()})
    content = {**free.model_dump(), "variables": ({"name": "x"},)}
    assert verify_optimum(Formulation.model_validate(content, strict=False)).codes() == {"unbounded"}


@pytest.mark.parametrize("name", ["furniture", "lots", "tour", "alloy"])
def test_small_solves_agree_with_metasolve(name: str) -> None:
    problem = compile_model(TUNED[name].formulation).problem
    found = optimum(problem)
    assert found.outcome is Outcome.OPTIMAL
    assert found.value == pytest.approx(metasolve.solve(problem, threads=1).objective, rel=1e-6)


def test_a_solution_is_held_against_rows_bounds_integrality_and_objective() -> None:
    compiled = compile_model(TUNED["furniture"].formulation)
    best = optimum(compiled.problem)
    assert best.x is not None
    assert verify_solution(compiled, best.x, best.value).passed
    assert verify_solution(compiled, best.x, 1.0).codes() == {"solution_objective"}
    found = verify_solution(compiled, np.array([9.5, 41.0]))
    assert {"solution_row", "solution_integer"} <= found.codes()
    (dealer,) = [f for f in found if f.element == "constraint 'dealer'"]
    assert dealer.quote == "A dealer has ordered at least 10 tables a week"
