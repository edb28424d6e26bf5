"""Evolution: a condition changes only if it is right more often on tasks that it was not made from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from llm_modeling.client import ScriptedModel
from llm_modeling.experience import ExperienceLibrary, Insight, InsightError, PairedTrial, Provenance, Status, Task
from llm_modeling.experience.evolution import Evidence, by_statistics, evidence_of, refined
from llm_modeling.experience.merging import duplicates, merge_duplicates
from llm_modeling.experience.rewording import ByModel
from tests.llm_modeling.experience.examples import insight, pair

MISSED = [f"A winery with {k} vats presses grapes for the cellar." for k in range(12)]
HARMED = [f"A silo with a ceiling stores grain for ship {k}." for k in range(12)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[ExperienceLibrary]:
    with ExperienceLibrary.open(tmp_path / "library.db") as opened:
        yield opened


def with_trials(library: ExperienceLibrary, wins: Sequence[str], losses: Sequence[str]) -> Insight:
    """Add an insight that is missed on some texts and does harm on others; its credit stays that of a good one."""
    library.add(insight())
    for text in (*wins, *losses):
        won = text in wins
        cluster = "domain/other" if won else f"domain/{text[-4:]}"
        trial = PairedTrial("caps-are-upper", text, cluster, 0, won, not won, not won, text)
        library.record_trial(replace(trial, retrieved=True) if won else trial)
    return library.insight("caps-are-upper")


def test_halves_of_the_evidence_have_no_task_in_common() -> None:
    trials = [pair("x", k % 3 > 0, k % 3 == 0, task=f"t{k // 2}", text=f"text {k // 2}") for k in range(60)]
    first, second = evidence_of(trials)
    sets = [{*half.helped, *half.missed, *half.harmed} for half in (first, second)]
    assert all(len(texts) > 5 for texts in sets)
    assert not sets[0] & sets[1]


def test_words_of_missed_texts_become_cues_and_those_of_harm_counter_cues() -> None:
    versions = by_statistics(insight(), Evidence(missed=tuple(MISSED), harmed=tuple(HARMED)))
    wider, narrower, both = versions
    assert {"winery", "grapes"} & {word for cue in wider.cues for word in cue.split()}
    assert {"silo", "grain"} & {word for cue in narrower.counter_cues for word in cue.split()}
    assert both.cues == wider.cues
    assert both.counter_cues == narrower.counter_cues


def test_a_condition_is_refined_if_held_out_tasks_say_so(library: ExperienceLibrary) -> None:
    target = with_trials(library, MISSED, HARMED)
    found = refined(library, target, by_statistics)
    assert found is not None
    assert found.after >= 0.9 > found.before
    library.revise(found.insight, "refined")
    again = refined(library, library.insight(target.id), by_statistics)
    assert again is None


def test_a_version_that_is_right_on_its_own_half_only_is_not_taken(library: ExperienceLibrary) -> None:
    target = with_trials(library, MISSED, HARMED)

    def by_heart(old: Insight, evidence: Evidence) -> list[Insight]:
        numbers = tuple(text[14:21].strip() for text in evidence.wanted)
        return [replace(old, cues=(*old.cues, *(f"with {number} vats" for number in numbers if number.isdigit())))]

    assert refined(library, target, by_heart) is None


def test_little_evidence_changes_nothing(library: ExperienceLibrary) -> None:
    target = with_trials(library, MISSED[:2], HARMED[:1])
    assert refined(library, target, by_statistics) is None


def test_a_model_may_word_versions_but_not_copy(library: ExperienceLibrary) -> None:
    version = {"condition": "Applies to wine.", "not_when": "Not grain.", "cues": ["winery"], "counter_cues": ["silo"]}
    model = ScriptedModel([json.dumps({"versions": [version]})])
    made = ByModel(model)(insight(), Evidence(missed=tuple(MISSED)))
    assert (made[0].condition, made[0].cues, made[0].counter_cues) == ("Applies to wine.", ("winery",), ("silo",))
    assert f"| {MISSED[0]}" in model.requests[0][0].content
    copied = {**version, "condition": "A winery with many vats " + " ".join(["presses"] * 12)}
    source = Evidence(missed=("x " + " ".join(["presses"] * 12),))
    with pytest.raises(InsightError, match="copies 12"):
        ByModel(ScriptedModel([json.dumps({"versions": [copied]})]))(insight(), source)
    with pytest.raises(InsightError, match="cannot be used"):
        ByModel(ScriptedModel(["[]"]))(insight(), source)


class TestMerging:
    def pair(self, library: ExperienceLibrary) -> None:
        library.add(
            insight("first", provenance=Provenance("learned", ("t1",))),
            insight("second", provenance=Provenance("learned", ("t2",)), cues=("barn",)),
            insight("other", taxonomy=("domain/energy/storage",)),
        )

    def test_duplicates_share_label_effect_and_words(self) -> None:
        others = [
            insight("b"),
            insight("c", right='{"variables": [{"name": "x"}]}'),
            insight("d", condition="Rain. " * 9),
        ]
        found = [(a.id, b.id) for a, b, _ in duplicates([insight("a"), *others], 0.9)]
        assert found == [("a", "b")]

    def test_two_become_one_that_solves_what_both_came_from(self, library: ExperienceLibrary) -> None:
        self.pair(library)
        library.record_trial(pair("second", True, False))
        tasks = {name: Task(name, "text", 1.0) for name in ("t1", "t2")}
        [whole] = merge_duplicates(library, tasks, lambda task, insights, *, seed=0: bool(insights))
        assert whole.parents == ("second", "first")
        assert whole.provenance.sources == ("t1", "t2")
        assert set(whole.cues) == {"barn", "silo*", "ceiling"}
        assert library.insight("first").status is Status.RETIRED
        assert library.insight("other").status is Status.ACTIVE

    def test_nothing_is_merged_that_fails_a_source_or_lacks_one(self, library: ExperienceLibrary) -> None:
        self.pair(library)
        tasks = {name: Task(name, "text", 1.0) for name in ("t1", "t2")}
        assert merge_duplicates(library, tasks, lambda task, insights, *, seed=0: task.id == "t1") == []
        assert merge_duplicates(library, {"t1": tasks["t1"]}, lambda task, insights, *, seed=0: True) == []
        assert library.insight("first").status is Status.ACTIVE
