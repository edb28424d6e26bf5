"""Every shipped insight is proved by its pair: two small models that the solver tells apart, the right one's best value
being what is stated."""

from __future__ import annotations

import json

import pytest

from llm_modeling import Formulation, verify
from llm_modeling.equivalence import Outcome as Equivalence
from llm_modeling.experience import Insight, Status, starter_insights
from llm_modeling.experience.proving import compared, prove_pair
from llm_modeling.experience.taxonomy import LABELS
from llm_modeling.verification.solving import Outcome

INSIGHTS = starter_insights()
IDS = [insight.id for insight in INSIGHTS]
# The comparison does not decide these: variables over other pairs, priorities against weights, products of binaries.
UNDECIDED = {"priorities-in-order", "pairs-counted-once", "nothing-to-itself", "roads-go-both-ways"}


def test_there_are_at_least_forty_and_all_are_active() -> None:
    assert len(INSIGHTS) >= 40
    assert {insight.status for insight in INSIGHTS} == {Status.ACTIVE}
    assert {insight.verification.method for insight in INSIGHTS} == {"pair"}


@pytest.mark.parametrize("insight", INSIGHTS, ids=IDS)
def test_the_solver_tells_the_examples_apart(insight: Insight) -> None:
    proof = prove_pair(insight)
    assert proof.right.outcome is Outcome.OPTIMAL
    assert proof.right.value == pytest.approx(insight.verification.optimum, abs=1e-6)
    assert proof.apart


@pytest.mark.parametrize("insight", [i for i in INSIGHTS if i.id not in UNDECIDED], ids=lambda insight: str(insight.id))
def test_the_comparison_finds_the_examples_different(insight: Insight) -> None:
    assert compared(insight) is Equivalence.DIFFERENT


@pytest.mark.parametrize("insight", INSIGHTS, ids=IDS)
def test_an_insight_says_when_what_and_why(insight: Insight) -> None:
    assert insight.condition.startswith("Applies when ") or insight.condition.startswith("Applies to ")
    assert insight.not_when.startswith("Does not apply ")
    places = [insight.explanation.find(part) for part in ("Situation: ", " Practice: ", " Mistake: ", " Why: ")]
    assert places == sorted(places)
    assert places[0] == 0
    assert set(insight.taxonomy) <= set(LABELS)
    assert len(insight.cues) >= 4


@pytest.mark.parametrize("insight", INSIGHTS, ids=IDS)
def test_every_number_of_the_right_example_is_in_its_problem_or_derived(insight: Insight) -> None:
    findings = verify(Formulation.from_json(insight.right))
    assert not [finding for finding in findings.errors if finding.code != "data"]


def test_insights_and_their_examples_are_all_different() -> None:
    assert len({insight.right for insight in INSIGHTS}) == len(INSIGHTS)
    assert all(json.loads(insight.wrong) != json.loads(insight.right) for insight in INSIGHTS)
