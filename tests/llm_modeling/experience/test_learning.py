"""Learning: what differs is found without a model, the model words it, and only what is shown to help is admitted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Data, Formulation
from llm_modeling.client import ScriptedModel
from llm_modeling.experience import Attempt, ExperienceLibrary, Insight, InsightError, Status, Task, starter_insights
from llm_modeling.experience.admission import AdmissionSettings, examined
from llm_modeling.experience.failure import Failure, explored, failure_of
from llm_modeling.experience.lesson import lesson_schema, worded_lesson
from llm_modeling.experience.task import read_tasks
from llm_modeling.experience.taxonomy import LABELS
from llm_modeling.experience.training import Training, TrainingSettings
from metasolve import ModelDataError
from tests.llm_modeling.experience.examples import insight

STARTER = {insight.id: insight for insight in starter_insights()}
LESSON = {
    "name": "Link Cost!",
    "taxonomy": ["formulation/logic/linking"],
    "condition": "Applies when a cost is paid once.",
    "not_when": "Does not apply to unit costs.",
    "situation": "A cost is paid once.",
    "practice": "Link it.",
    "mistake": "No link.",
    "why": "It is free then.",
    "cues": ["paid once", " * "],
}


def task_of(name: str, gold: bool = True) -> Task:
    example = STARTER[name]
    formulation = Formulation.from_json(example.right)
    return Task(name, example.problem, example.verification.optimum, formulation if gold else None)


def wrong_attempt(name: str) -> Attempt:
    return Attempt(Formulation.from_json(STARTER[name].wrong), 0.0, False)


def failed(name: str = "fixed-charge-link") -> Failure:
    task = task_of(name)
    assert task.gold is not None
    failure = failure_of(task, wrong_attempt(name), task.gold, Data())
    assert failure is not None
    return failure


class TestFailure:
    def test_names_what_differs_without_the_data(self) -> None:
        failure = failed()
        assert json.loads(failure.wrong) == {}
        assert [entry["name"] for entry in json.loads(failure.right)["constraints"]] == ["link"]
        assert any("constraint 'link': only in b" in finding for finding in failure.findings)

    def test_an_equivalent_attempt_is_none(self) -> None:
        task = task_of("whole-things")
        assert task.gold is not None
        assert failure_of(task, Attempt(task.gold, 0.0, False), task.gold, Data()) is None

    def test_one_that_does_not_compile_says_why(self) -> None:
        task = task_of("whole-things")
        assert task.gold is not None
        broken = task.gold.model_copy(update={"sets": (), "variables": ()})
        failure = failure_of(task, Attempt(broken, None, False), task.gold, Data())
        assert failure is not None
        assert "does not compile" in failure.findings[0]

    def test_exploration_takes_only_the_right_value_that_passes_verification(self) -> None:
        task = task_of("whole-things", gold=False)
        assert task.optimum is not None
        gold = task_of("whole-things").gold
        tries = [
            Attempt(gold, task.optimum + 1.0, False),
            Attempt(gold, task.optimum, True, passed=False),
            Attempt(gold, task.optimum, True),
        ]
        seeds: list[int] = []

        def attempt(task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt:
            seeds.append(seed)
            return tries[len(seeds) - 1]

        assert explored(task, attempt, 5, seed=10) is tries[2]
        assert seeds == [11, 12, 13]
        seeds.clear()
        assert explored(task, attempt, 2, seed=10) is None


class TestLesson:
    def test_is_worded_by_the_model_and_exampled_by_us(self) -> None:
        model = ScriptedModel([json.dumps(LESSON)])
        made = worded_lesson(failed(), model)
        assert made.id.startswith("link-cost-")
        assert made.status is Status.CANDIDATE
        assert made.explanation == (
            "Situation: A cost is paid once. Practice: Link it. Mistake: No link. Why: It is free then."
        )
        assert made.cues == ("paid once",)
        assert made.provenance.sources == ("fixed-charge-link",)
        assert made.right == failed().right
        request = model.requests[0][0].content
        assert "| A workshop can make 80 chairs" in request

    def test_schema_limits_the_labels(self) -> None:
        schema = lesson_schema()
        assert schema["properties"]["taxonomy"]["items"]["enum"] == sorted(LABELS)
        assert schema["additionalProperties"] is False

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"taxonomy": ["my/own"]}, "no label of the taxonomy"),
            ({"why": 3}, "cannot be used"),
            ({"extra": "x"}, "cannot be used"),
            ({"condition": ""}, "condition is empty"),
        ],
    )
    def test_a_reply_that_breaks_the_schema_is_refused(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(InsightError, match=message):
            worded_lesson(failed(), ScriptedModel([json.dumps({**LESSON, **changes})]))

    @pytest.mark.parametrize("field", ["condition", "not_when", "practice", "why"])
    def test_twelve_words_of_the_source_are_a_copy_and_eleven_are_not(self, field: str) -> None:
        words = task_of("fixed-charge-link").text.split()
        for number, refused in ((12, True), (11, False)):
            reply = json.dumps({**LESSON, field: "As in: " + " ".join(words[3 : 3 + number]).upper()})
            if refused:
                with pytest.raises(InsightError, match="copies 12 or more words"):
                    worded_lesson(failed(), ScriptedModel([reply]))
            else:
                assert worded_lesson(failed(), ScriptedModel([reply])).id


def named(*names: str) -> list[Task]:
    return [Task(name, f"text of {name}", 1.0) for name in names]


def solving(without: str, with_it: str) -> Any:
    """Return a trial that solves the tasks named in one string without insights, and of the other one with any."""
    return lambda task, insights, *, seed=0: task.id in (with_it if insights else without).split()


class TestAdmission:
    SOURCE, OTHERS, KEPT = named("s"), named("s", "o", "p"), named("r", "q", "s")

    def verdict(self, without: str, with_it: str) -> str:
        admission = examined(insight(), self.SOURCE, self.OTHERS, self.KEPT, solving(without, with_it))
        return admission.refused

    def test_what_helps_and_breaks_nothing_is_admitted(self) -> None:
        admission = examined(insight(), self.SOURCE, self.OTHERS, self.KEPT, solving("r", "s o r"))
        assert admission.accepted
        assert (admission.verification.solved, admission.verification.helped) == (("s",), ("o",))
        assert admission.verification.unbroken == 1

    def test_what_does_not_solve_its_source_is_refused(self) -> None:
        assert "source task 's' is not solved" in self.verdict("r", "o r")

    def test_what_helps_nobody_else_is_refused(self) -> None:
        assert "helps 0 of the other tasks" in self.verdict("r o", "s o r")

    def test_what_breaks_a_task_is_refused(self) -> None:
        assert "task 'q' is solved without it" in self.verdict("r q", "s o p r")

    def test_it_is_tried_among_the_insights_that_are_there(self) -> None:
        shown: list[list[str]] = []

        def trial(task: Task, insights: tuple[Insight, ...], *, seed: int = 0) -> bool:
            shown.append([i.id for i in insights])
            return "caps-are-upper" in shown[-1]

        settings = AdmissionSettings(others=1, helped=1)
        examined(
            insight(), self.SOURCE, named("o"), [], trial, context=lambda task: (insight("old"),), settings=settings
        )
        assert shown == [["caps-are-upper", "old"], ["old"], ["caps-are-upper", "old"]]


class TestTraining:
    @pytest.fixture
    def library(self, tmp_path: Path) -> Iterator[ExperienceLibrary]:
        with ExperienceLibrary.open(tmp_path / "library.db", starter=False) as opened:
            yield opened

    def run(self, library: ExperienceLibrary, solves: Any, word: Any) -> list[str]:
        tasks = [Task(name, f"A silo with a ceiling, {name}.", None, task_of("whole-things").gold) for name in "abcd"]

        def attempt(task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt:
            wrong = Formulation.from_json(STARTER["whole-things"].wrong)
            return Attempt(wrong, None, solves(task, insights))

        steps = list(Training(library, attempt, word, TrainingSettings(limit=4)).run(tasks))
        return [step.outcome for step in steps]

    def test_a_good_lesson_is_learned_once_and_used_after_that(self, library: ExperienceLibrary) -> None:
        def word(failure: Failure) -> Insight:
            return insight("good", status=Status.CANDIDATE)

        outcomes = self.run(library, lambda task, insights: any(i.id == "good" for i in insights), word)
        assert outcomes == ["learned", "solved", "solved", "solved"]
        assert library.insight("good").verification.method == "trial"
        assert library.ledger("good").uses == 3
        assert library.ledger("good").total.wins == 3

    def test_a_useless_lesson_is_refused_and_kept_as_retired(self, library: ExperienceLibrary) -> None:
        numbers = iter(range(9))

        def word(failure: Failure) -> Insight:
            return insight(f"useless-{next(numbers)}", status=Status.CANDIDATE)

        assert self.run(library, lambda task, insights: False, word) == ["refused"] * 4
        assert {found.status for found in library.insights()} == {Status.RETIRED}
        assert "source task 'a' is not solved" in library.history("useless-0")[-1].why

    def test_a_lesson_that_cannot_be_worded_is_a_refusal(self, library: ExperienceLibrary) -> None:
        def word(failure: Failure) -> Insight:
            raise InsightError("it copies")

        assert self.run(library, lambda task, insights: False, word) == ["refused"] * 4
        assert library.insights() == ()

    def test_candidates_become_active_by_helping_twice(self, library: ExperienceLibrary) -> None:
        library.add(insight("good", status=Status.CANDIDATE), insight("idle", status=Status.CANDIDATE))

        def attempt(task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt:
            return Attempt(None, None, any(i.id == "good" for i in insights))

        training = Training(library, attempt, lambda failure: insight())
        verdicts = {candidate.id: admission.accepted for candidate, admission in training.candidates(named("a", "b"))}
        assert verdicts == {"good": True, "idle": False}
        assert [found.id for found in library.insights(Status.ACTIVE)] == ["good"]


class TestTasks:
    def test_triples_are_read(self, tmp_path: Path) -> None:
        gold = json.loads(STARTER["whole-things"].right)
        record = {"schema": "metasolve.triple/1", "id": "t", "text": "Vans.", "formulation": gold, "optimum": 111}
        (tmp_path / "tasks.jsonl").write_text(json.dumps(record) + "\n\n")
        [task] = read_tasks(tmp_path / "tasks.jsonl")
        assert task.gold == task_of("whole-things").gold
        assert task.is_right(111.00001)
        assert not task.is_right(111.1)

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("{", r"tasks.jsonl:1: this is no JSON"),
            ("{}", "no record of schema"),
            ('{"schema": "metasolve.triple/1", "id": "t"}', "'text' is missing"),
            ('{"schema": "metasolve.triple/1", "id": "t", "text": "x"}', "neither a best value nor"),
            ('{"schema": "metasolve.triple/1", "id": "t", "text": "x", "optimum": "1"}', "instead of a number"),
            ("", "it holds no task"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_line(self, tmp_path: Path, line: str, message: str) -> None:
        (tmp_path / "tasks.jsonl").write_text(line)
        with pytest.raises(ModelDataError, match=message):
            read_tasks(tmp_path / "tasks.jsonl")
