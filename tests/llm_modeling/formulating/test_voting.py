"""The vote: who says the same, who wins, how sure it is."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from llm_modeling import Data, Findings, Formulation, compile_model, verify
from llm_modeling.formulating import FormulateSettings
from llm_modeling.formulating.case import Solution, structure_hash
from llm_modeling.formulating.checking import Checked
from llm_modeling.formulating.voting import Ballot, Vote, vote
from metasolve import Termination
from tests.llm_modeling.client.gold import gold
from tests.llm_modeling.formulating.plans import TEXT, plan, with_constraint, without

EXACT = FormulateSettings(data_sets=0, compare_s=0.0)


def checked(formulation: Formulation, objective: float | None = None, findings: Findings | None = None) -> Checked:
    compiled = compile_model(formulation)
    solution = None if objective is None else Solution(Termination.OPTIMAL, objective, None)
    found = Findings() if findings is None else findings
    return Checked(formulation, found, compiled, structure_hash(compiled), solution)


def voted(*candidates: Checked, settings: FormulateSettings = EXACT, asked: int = 0) -> Vote:
    ballot = Ballot(dict(enumerate(candidates)), asked or len(candidates), Data(), settings, threading.Event())
    return vote(ballot)


def test_largest_cluster_wins_with_its_share() -> None:
    found = voted(checked(without("chairs")), checked(plan()), checked(plan()))
    assert found == Vote(((1, 2), (0,)), 2 / 3, False)


def test_samples_that_failed_count_against_the_confidence() -> None:
    assert voted(checked(plan()), asked=4).confidence == 0.25


def test_no_candidates_is_no_confidence() -> None:
    assert voted(asked=3) == Vote((), 0.0, False)


def test_renamed_models_are_one_cluster() -> None:
    renamed = Formulation.from_json(plan().to_json().replace("make", "built").replace("hours", "week"))
    assert voted(checked(plan()), checked(renamed)).clusters == ((0, 1),)


def test_even_clusters_are_a_tie_that_the_first_sample_wins() -> None:
    found = voted(checked(without("chairs")), checked(plan()))
    assert found.clusters == ((0,), (1,))
    assert found.tie


def test_findings_decide_between_even_clusters() -> None:
    lacking = without("work")
    found = voted(checked(lacking, findings=verify(lacking, Data(), TEXT)), checked(plan()))
    assert found.clusters[0] == (1,)
    assert not found.tie


def test_member_with_fewest_findings_leads_its_cluster() -> None:
    worse = checked(plan(), findings=verify(without("work"), Data(), TEXT))
    assert voted(worse, checked(plan())).clusters == ((1, 0),)


def redundant() -> Formulation:
    """Return the right formulation with a condition that the others imply."""
    whole = plan()
    extra = whole.constraints[0].model_copy(
        update={"name": "few", "expression": 'make["table"] + make["chair"] <= hours', "quote": ""}
    )
    return whole.model_copy(update={"constraints": (*whole.constraints, extra)})


def test_models_proved_equivalent_are_one_cluster() -> None:
    proved = replace(EXACT, compare_s=5.0)
    assert voted(checked(plan()), checked(redundant()), settings=proved).clusters == ((0, 1),)
    assert len(voted(checked(plan()), checked(without("chairs")), settings=proved).clusters) == 2


def test_models_with_equal_fingerprints_are_one_cluster() -> None:
    altered = replace(EXACT, data_sets=4)
    assert voted(checked(plan()), checked(redundant())).clusters != ((0, 1),)
    assert voted(checked(plan()), checked(redundant()), settings=altered).clusters == ((0, 1),)


def test_fingerprints_tell_models_apart_that_happen_to_have_the_same_best_value() -> None:
    # with 41 hours and at least 4 chairs, the best plan is the same as with 3: 8 tables and 4 chairs
    four = with_constraint("chairs", 'make["chair"] >= least + 1')
    settings = replace(EXACT, data_sets=8)
    assert len(voted(checked(plan(), 680.0), checked(four, 680.0), settings=settings).clusters) == 2


def test_best_value_decides_where_data_cannot_be_altered() -> None:
    one = Formulation.from_json(
        '{"variables": [{"name": "x", "kind": "integer", "upper": "5"}],'
        ' "objectives": [{"name": "o", "sense": "maximize", "expression": "x"}]}'
    )
    two = Formulation.from_json(
        '{"variables": [{"name": "x", "kind": "integer", "upper": "2"}, {"name": "y", "upper": "3"}],'
        ' "objectives": [{"name": "o", "sense": "maximize", "expression": "x + y"}]}'
    )
    altered = replace(EXACT, data_sets=2)
    assert voted(checked(one, 5.0), checked(two, 5.0), settings=altered).clusters == ((0, 1),)
    assert len(voted(checked(one, 5.0), checked(two, 4.0), settings=altered).clusters) == 2


@pytest.mark.parametrize("name", ["diet", "pipes", "transport", "rolls"])
def test_self_contained_and_equal_models_of_an_example_are_one_cluster(name: str) -> None:
    again = Formulation.from_json(gold(name).to_json())
    assert voted(checked(gold(name)), checked(again)).clusters == ((0, 1),)
