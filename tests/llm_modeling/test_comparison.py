"""Comparison of models: copies that are rewritten, mutants, names against structure, priorities, witnesses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Compiled, Data, Formulation, compare_models, compile_model
from llm_modeling.equivalence import EffortLimits, Outcome
from llm_modeling.witness import forbidden_by, plans
from tests.llm_modeling.oracle import compiled

TEXTS = Path(__file__).parents[2] / "instances" / "text"
NAMES = sorted(path.name for path in TEXTS.iterdir() if path.is_dir())
QUICK = EffortLimits(time_s=20.0)


def example(name: str, *changes: tuple[str, str]) -> Compiled:
    text = (TEXTS / name / "model.json").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return compile_model(Formulation.from_json(text), Data.from_directory(TEXTS / name))


def two_plants(first: float, second: float, **more: Any) -> Compiled:
    """Return a model of two plants that cost so much and together make 10."""
    return compiled(
        sets=[{"name": "PLANTS", "members": ["north", "south"]}],
        parameters=[{"name": "cost", "index": "PLANTS", "entries": [["north", first], ["south", second]]}],
        variables=[{"name": "make", "index": "PLANTS", "upper": 8}],
        constraints=[{"name": "enough", "expression": "sum{p in PLANTS} make[p] >= 10"}],
        objectives=[{"name": "total", "sense": "minimize", "expression": "sum{p in PLANTS} cost[p] * make[p]"}],
        **more,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_equivalent_to_itself(name: str) -> None:
    assert compare_models(example(name), example(name), limits=QUICK).outcome is Outcome.EQUIVALENT


REWRITTEN = [
    ("transport", "= need[s]", "- need[s] = 0"),
    ("production", "make[p,t] = demand[p,t] + stock[p,t]", "make[p,t] - stock[p,t] - demand[p,t] = 0"),
    ("projects", "<= budget[y]", "- budget[y] <= 0"),
    ("week", ">= need[d]", "- need[d] >= 0"),
    ("renovation", "begin[t] >= begin[s] + days[s]", "begin[s] - begin[t] <= -days[s]"),
    ("purchase", "= need", "- need = 0"),
    ("workshop", '>= begin[\\"flyers\\"] + hours[\\"flyers\\"]', '- hours[\\"flyers\\"] >= begin[\\"flyers\\"]'),
]
MUTANTS = [
    ("production", "make[p,t] <= 0", "make[p,t] <= 1", "prepare"),
    ("production", "prev(t)]", "prev(t)] - 1", "balance"),
    ("projects", ' and choose[\\"training\\"]', "", "robots_need"),
    ("week", ">= need[d]", "<= need[d]", "staff"),
    ("purchase", ">= least", ">= least - 5", "shipload"),
    ("renovation", "<= crew", "<= crew + 1", "hands"),
    ("workshop", "begin[o], hours[o])", "begin[o], hours[o] - 1)", "press"),
    ("stations", "serve[d,s] => open[s]", "open[s] => serve[d,s]", "staffed"),
]


@pytest.mark.parametrize(("name", "old", "new"), REWRITTEN)
def test_a_rewritten_example_is_equivalent(name: str, old: str, new: str) -> None:
    comparison = compare_models(example(name), example(name, (old, new)), limits=QUICK)
    assert comparison.outcome is Outcome.EQUIVALENT, comparison.verdict.reason
    assert comparison.changes == ()


@pytest.mark.parametrize(("name", "old", "new", "constraint"), MUTANTS)
def test_a_mutant_is_different_by_the_constraint_that_was_changed(
    name: str, old: str, new: str, constraint: str
) -> None:
    comparison = compare_models(example(name), example(name, (old, new)), limits=QUICK)
    assert comparison.outcome is Outcome.DIFFERENT, comparison.verdict.reason
    assert constraint in {place.name for place in comparison.places}
    assert [change.element for change in comparison.changes] == [f"constraint {constraint!r}"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("production", "(setup_cost[p] * setup", "(2 * setup_cost[p] * setup"),
        ("projects", ' + together * choose[\\"app\\"] * choose[\\"website\\"]', ""),
        ("week", "abs(begin[d] - today[d])", "begin[d]"),
        ("workshop", "max(0, begin", "max(0, 1 + begin"),
    ],
)
def test_another_objective_is_different(name: str, old: str, new: str) -> None:
    comparison = compare_models(example(name), example(name, (old, new)), limits=QUICK)
    assert comparison.outcome is Outcome.DIFFERENT, comparison.verdict.reason
    assert "objective" in comparison.changes[0].element


def test_by_name_exchanged_costs_are_different_and_by_structure_they_are_not() -> None:
    a, b = two_plants(2.0, 3.0), two_plants(3.0, 2.0)
    assert compare_models(a, b).outcome is Outcome.DIFFERENT
    by_structure = compare_models(a, b, match="structure")
    assert (by_structure.outcome, by_structure.matched_by) == (Outcome.EQUIVALENT, "structure")


def test_other_variables_cannot_be_matched_by_name() -> None:
    with pytest.raises(ValueError, match="do not have the same names"):
        compare_models(two_plants(2.0, 3.0), example("diet"), match="names")


def test_a_tolerance_of_an_earlier_priority_is_not_passed_over() -> None:
    looser = example("week", ('"priority": 2', '"priority": 2, "tolerance": 1'))
    comparison = compare_models(example("week"), looser)
    assert comparison.outcome is Outcome.UNKNOWN
    assert "may worsen people by 0 in a and 1 in b" in comparison.verdict.reason


def test_a_tolerance_in_another_unit_is_not_passed_over() -> None:
    loose = ('"priority": 2', '"priority": 2, "tolerance": 1')
    doubled = (
        '"minimize", "expression": "sum{d in DAYS} begin[d]"',
        '"minimize", "expression": "sum{d in DAYS} 2*begin[d]"',
    )
    comparison = compare_models(example("week", loose), example("week", loose, doubled), limits=QUICK)
    assert comparison.outcome is Outcome.UNKNOWN
    assert compare_models(example("week"), example("week", doubled), limits=QUICK).outcome is Outcome.EQUIVALENT


def test_priorities_in_another_order_are_not_equivalent() -> None:
    turned = example("week", ('"priority": 2', '"priority": 0'))
    assert compare_models(example("week"), turned, limits=QUICK).outcome is not Outcome.EQUIVALENT


def two_goals(names: tuple[str, str], second: str) -> Compiled:
    """Return a model of two variables that together make 1, to be least in x + 2 y first, then in `second`."""
    x, y = names
    return compiled(
        variables=[{"name": x, "upper": 3}, {"name": y, "upper": 3}],
        constraints=[{"name": "enough", "expression": f"{x} + {y} >= 1"}],
        objectives=[
            {"name": "cost", "sense": "minimize", "expression": f"{x} + 2 * {y}", "priority": 2},
            {"name": "time", "sense": "minimize", "expression": second.format(x=x, y=y), "priority": 1},
        ],
    )


def test_priorities_have_to_be_equivalent_by_the_same_map() -> None:
    a = two_goals(("x", "y"), "{x} + 3 * {y}")
    same, turned = two_goals(("u", "v"), "{x} + 3 * {y}"), two_goals(("u", "v"), "3 * {x} + {y}")
    assert compare_models(a, same, limits=QUICK).outcome is Outcome.EQUIVALENT
    assert compare_models(a, turned, limits=QUICK).outcome is Outcome.UNKNOWN


def test_a_plan_is_allowed_by_its_own_model() -> None:
    for name in ("production", "workshop"):
        model = example(name)
        found = list(plans(model))
        assert len(found) > 5
        assert [forbidden_by(model, plan) for plan in found] == [()] * len(found)


def test_a_plan_outside_of_bounds_is_forbidden_by_the_variable() -> None:
    narrow = compiled(variables=[{"name": "x", "upper": 3}])
    (origin,) = forbidden_by(narrow, {("x", ()): 5.0})
    assert (origin.constraint, origin.part) == ("x", "bounds")


def test_comparison_as_json_has_places_and_changes() -> None:
    data = compare_models(two_plants(2.0, 3.0), two_plants(2.0, 4.0)).to_json()
    assert (data["schema"], data["outcome"]) == ("metasolve.model-comparison/1", "different")
    assert [change["element"] for change in data["changes"]] == ["parameter 'cost'"]
