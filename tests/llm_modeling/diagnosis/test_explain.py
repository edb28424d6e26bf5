"""explain and least_relaxation: the sentences in conflict, the numbers, what helps, and nothing that escapes."""

from __future__ import annotations

import json

import numpy as np
import pytest

import metasolve
from llm_modeling import Compiled
from llm_modeling.diagnosis import (
    Diagnosis,
    DiagnosisKind,
    DiagnosisLimits,
    explain,
    least_relaxation,
    structure_of,
)
from metasolve import Problem, SolveResult, Termination
from tests.llm_modeling.diagnosis.planted import KINDS, case
from tests.llm_modeling.diagnosis.unlimited import ray_case
from tests.llm_modeling.oracle import compiled, solved

ALONE = DiagnosisLimits(engine=None)
INFEASIBLE = SolveResult(Termination.INFEASIBLE)


def butter(extra: str = "") -> Compiled:
    """Return a model in which 140 t are needed and 120 t are there."""
    sets = [{"name": "P", "members": ["Brno"]}, {"name": "S", "members": ["Riga" + extra, "Rome"]}]
    parameters = [
        {"name": "capacity", "index": "P", "entries": [["Brno", 120]]},
        {"name": "need", "index": "S", "entries": [["Riga" + extra, 90], ["Rome", 50]]},
    ]
    constraints = [
        {"name": "supply", "forall": "p in P", "expression": "sum{s in S} ship[p,s] <= capacity[p]"},
        {"name": "meet", "forall": "s in S", "expression": "sum{p in P} ship[p,s] >= need[s]"},
    ]
    constraints[0]["quote"], constraints[1]["quote"] = f"Brno makes 120 t.{extra}", "Every shop gets what it needs."
    variables = [{"name": "ship", "index": "P, S", "unit": "t"}]
    return compiled(sets=sets, parameters=parameters, variables=variables, constraints=constraints)


def test_text_has_the_sentences_the_numbers_and_the_reliefs() -> None:
    text = explain(butter(), INFEASIBLE, ALONE).to_text()
    assert "supply (p = Brno): “Brno makes 120 t.”" in text
    assert "ship[Brno, Riga] + ship[Brno, Rome] <= 120" in text
    assert "at most 120 is allowed (supply (p = Brno) 120)" in text
    assert "at least 140 is asked for (meet (s = Riga) 90 + meet (s = Rome) 50): 20 too much" in text
    assert "raise the limit of supply (p = Brno) from 120 to 140 t" in text
    assert "lower the minimum of meet (s = Rome) from 50 to 30 t" in text


def test_quotes_are_those_in_conflict() -> None:
    quotes = explain(butter(), INFEASIBLE, ALONE).quotes
    assert quotes == ("Brno makes 120 t.", "Every shop gets what it needs.")


def test_json_is_json_and_has_index_tuples() -> None:
    content = json.loads(json.dumps(explain(butter(), INFEASIBLE, ALONE).to_json()))
    assert content["schema"] == "metasolve.diagnosis/1"
    assert {(f["name"], *map(tuple, f["indices"])) for f in content["findings"]} == {
        ("supply", ("Brno",)),
        ("meet", ("Riga",)),
        ("meet", ("Rome",)),
    }


HOSTILE = "<script>alert(1)</script> [a](javascript:x) **b** `c` $d$ \\e\x1b[31m\u202e\n# f"


def test_markdown_of_hostile_names_and_quotes_is_plain_text() -> None:
    markdown = explain(butter(HOSTILE), INFEASIBLE, ALONE).to_markdown()
    for live in ("<script", "[a]", "**b**", "`c`", " $d$", "\x1b", "\u202e", "\n# f"):
        assert live not in markdown, live


def test_text_of_hostile_names_has_no_control_characters() -> None:
    text = explain(butter(HOSTILE), INFEASIBLE, ALONE).to_text()
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "\n# f" not in text


def test_logic_in_conflict_shows_its_expression_and_can_be_given_up() -> None:
    diagnosis = explain(case("windows", 1).infeasible, INFEASIBLE, ALONE)
    assert "no_overlap{j in J} (begin[j], hours[j])" in diagnosis.to_text()
    assert any("give up machine" in advice for advice in diagnosis.advice)


def test_integrality_in_conflict_is_said() -> None:
    diagnosis = explain(case("parity", 1).infeasible, INFEASIBLE, ALONE)
    assert "boxes has whole values" in diagnosis.to_text()
    assert any("let boxes take fractions" in advice for advice in diagnosis.advice)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained(kind: str) -> None:
    diagnosis = explain(case(kind, 200).infeasible, INFEASIBLE, ALONE)
    assert diagnosis.kind is DiagnosisKind.INFEASIBLE
    assert diagnosis.findings
    assert diagnosis.advice
    assert "**" in diagnosis.to_markdown()


def test_ray_is_told_with_variables_and_rate() -> None:
    planted = ray_case("free trade", 1)
    diagnosis = explain(planted.compiled, SolveResult(Termination.UNBOUNDED), ALONE)
    assert diagnosis.kind is DiagnosisKind.UNBOUNDED
    assert "profit rises by" in diagnosis.to_text()
    assert "sold[" in diagnosis.to_text()


def test_wrong_claim_of_infeasibility_is_not_repeated() -> None:
    diagnosis = explain(case("transport", 1).base, INFEASIBLE, ALONE)
    assert diagnosis.kind is DiagnosisKind.FEASIBLE


def test_result_with_a_solution_is_refused() -> None:
    model = case("transport", 1).base
    with pytest.raises(ValueError, match="nothing to explain"):
        explain(model, SolveResult(Termination.OPTIMAL, x=np.zeros(model.problem.columns)))


def test_result_of_a_solve_is_explained_and_confirmed() -> None:
    model = butter()
    diagnosis = explain(model, metasolve.solve(model.problem, threads=1, engine="highs"))
    assert isinstance(diagnosis, Diagnosis)
    assert "Confirmed by SCIP." in diagnosis.to_text()


def test_relaxation_is_the_least_relative_change() -> None:
    model = butter()
    relaxation = least_relaxation(model.problem, structure_of(model))
    assert relaxation is not None
    assert relaxation.is_least
    assert [(give.condition.number, give.amount) for give in relaxation.gives] == [(0, 20.0)]


def test_two_conflicts_need_two_reliefs_together() -> None:
    rules = [
        {"name": "much", "expression": "x >= 8"},
        {"name": "little", "expression": "x <= 6"},
        {"name": "long", "expression": "y >= 30"},
        {"name": "short", "expression": "y <= 20"},
    ]
    diagnosis = explain(compiled(variables=[{"name": "x"}, {"name": "y"}], constraints=rules), INFEASIBLE, ALONE)
    wanted = "all of these: lower the minimum of much from 8 to 6 and lower the minimum of long from 30 to 20"
    assert diagnosis.advice == (wanted,)


def test_feasible_problem_needs_no_relaxation() -> None:
    relaxation = least_relaxation(case("transport", 1).base.problem)
    assert relaxation is not None
    assert relaxation.gives == ()


@pytest.mark.parametrize("kind", ["transport", "inventory", "budget", "blend", "fixed charge", "text: diet"])
def test_problem_is_feasible_once_the_sides_have_given(kind: str) -> None:
    model = case(kind, 5).infeasible
    relaxation = least_relaxation(model.problem, structure_of(model))
    assert relaxation is not None
    assert relaxation.gives
    p = model.problem
    sides = (p.row_lower.copy(), p.row_upper.copy(), p.col_lower.copy(), p.col_upper.copy())
    for give in relaxation.gives:
        sides[give.condition.kind][give.condition.number] += (-1 if give.condition.is_lower else 1) * give.amount
    relaxed = Problem.from_arrays(p.c * 0.0, p.a, *sides, integrality=p.integrality)
    assert solved(p).status == 2
    assert solved(relaxed).status == 0


def test_binaries_in_conflict_are_said_to_be_0_or_1() -> None:
    diagnosis = explain(case("packing", 1).infeasible, INFEASIBLE, ALONE)
    assert "put is 0 or 1" in diagnosis.to_text()
    assert any("let put take fractions" in advice for advice in diagnosis.advice)


def test_logic_is_told_once_with_the_intervals_that_are_in_conflict() -> None:
    rules = [
        {"name": "machine", "expression": "no_overlap{j in J} (start[j], 3)"},
        {"name": "early", "forall": "j in J: j <= 3", "expression": "start[j] <= 5"},
    ]
    variables = [{"name": "start", "index": "J", "upper": 50}]
    model = compiled(sets=[{"name": "J", "expression": "1..5"}], variables=variables, constraints=rules)
    findings = [f for f in explain(model, INFEASIBLE, ALONE).findings if f.name == "machine"]
    assert [f.statement for f in findings] == ["no_overlap{j in J} (start[j], 3), for 1, 2; 1, 3; 2, 3"]
