"""From replies to scores: gold replies are right, each mutant is found, each failure is called by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits
from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.evaluation.evaluation import Evaluation
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.gold_replies import gold_replies
from llm_modeling.evaluation.golds import solved
from llm_modeling.evaluation.judging import Criterion
from llm_modeling.evaluation.loading import read_tasks
from llm_modeling.evaluation.mutated_replies import mutated_replies
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.reply_text import parse_reply
from llm_modeling.evaluation.report import evaluation_markdown, evaluation_page
from llm_modeling.evaluation.scoring import ReplyScore, ScoreSettings, score
from llm_modeling.evaluation.separation import separated
from llm_modeling.evaluation.solving import Job, Solved, same
from llm_modeling.evaluation.task import Flag, Task, TaskFile
from llm_modeling.evaluation.workers import WorkerPool
from llm_modeling.formulation import Formulation
from metasolve import ModelDataError
from tests.llm_modeling.evaluation.samples import (
    MIX,
    MIX_OPTIMUM,
    OPTMATH_LINE,
    SHOP,
    SHOP_DATA,
    miplib_nl,
    triple,
    triples,
    write_lines,
)
from tests.llm_modeling.oracle import solved as by_oracle

Pool = WorkerPool[Job, Solved]
SETTINGS = ScoreSettings(10.0, 2.0)


@pytest.fixture
def file(tmp_path: Path) -> TaskFile:
    return read_tasks(write_lines(tmp_path / "triples.jsonl", *triples()))


def scored(tasks: tuple[Task, ...], pool: Pool, *texts: str) -> list[ReplyScore]:
    """Return the scores of texts as replies to the first tasks."""
    replies = [RecordedReply(task.id, text) for task, text in zip(tasks, texts, strict=False)]
    return score(tasks[: len(texts)], replies, 1, SETTINGS, pool)


def test_gold_replies_score_all(file: TaskFile, pool: Pool) -> None:
    labeled = solved(file, pool).file
    scores = score(labeled.tasks, gold_replies(labeled.tasks), 1, SETTINGS, pool)
    found = Evaluation(labeled, file.records, 1, scores, SETTINGS)
    assert found.overall.failures == {}
    assert found.overall.passed[Criterion.STRICT][1].value == 1.0
    assert found.overall.structure[Sameness.EQUIVALENT] == len(file.tasks)
    assert all(Flag.GOLD_DISAGREES not in task.flags for task in labeled.tasks)


def test_each_mutant_is_found_or_proved_to_be_none(file: TaskFile, pool: Pool) -> None:
    tasks = file.tasks[:3]
    replies = list(mutated_replies(tasks))
    samples = max(reply.sample for reply in replies) + 1
    scores = {(e.task, e.sample): e for e in score(tasks, replies, samples, ScoreSettings(60.0, 20.0), pool)}
    assert len(replies) >= 15
    by_id = {task.id: task for task in tasks}
    for reply in replies:
        entry, task = scores[reply.key], by_id[reply.task]
        if entry.failure is None:
            assert entry.structure is Sameness.EQUIVALENT, reply.settings
        parsed = parse_reply(reply.text)
        assert parsed.formulation is not None
        outcome = by_oracle(compile_model(parsed.formulation, Data(parsed.data or {})).problem)
        problem = compile_model(parsed.formulation, Data(parsed.data or {})).problem
        value = None if outcome.x is None else problem.objective(outcome.x)
        label = task.expected.values[""]
        if value is None or abs(value - label) > 1e-6 * (abs(label) + 1.0):
            assert entry.failure in (Failure.WRONG_VALUE, Failure.INFEASIBLE, Failure.UNBOUNDED), reply.settings


def test_mutants_are_drawn_by_seed(file: TaskFile) -> None:
    def drawn(seed: int) -> list[str]:
        return [reply.text for reply in mutated_replies(file.tasks, 2, seed)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert len(drawn(1)) == 2 * len(file.tasks)


def test_each_failure_is_named(file: TaskFile, pool: Pool) -> None:
    mix = next(task for task in file.tasks if task.id == "mix-1")

    def failure(**changes: object) -> Failure | None:
        return scored((mix,), pool, json.dumps({**MIX, **changes}))[0].failure

    wrong_name = [{"name": "energy", "expression": "4 * oats + 6 * nut >= 24"}]
    needless = {"name": "I", "table": "none.csv", "columns": ["a"]}
    too_many = {"name": "n", "index": "i in 1..99999999"}
    conflict = [*MIX["constraints"], {"name": "little", "expression": "oats + nuts <= 1"}]
    maximized = [{**MIX["objectives"][0], "sense": "maximize"}]
    other = [{"name": "cost", "sense": "minimize", "expression": "oats + nuts"}]
    free = [MIX["constraints"][0]]
    assert failure() is None
    assert failure(constraints=wrong_name) is Failure.COMPILE
    assert failure(sets=[needless]) is Failure.DATA
    assert failure(variables=[*MIX["variables"], too_many]) is Failure.SIZE
    assert failure(constraints=conflict) is Failure.INFEASIBLE
    assert failure(objectives=maximized) is Failure.UNBOUNDED
    assert failure(objectives=other) is Failure.WRONG_VALUE
    assert failure(constraints=free) is Failure.WRONG_STRUCTURE
    assert failure(variables=[], constraints=[], objectives=[]) is Failure.COMPILE
    assert scored((mix,), pool, "no idea")[0].failure is Failure.PARSE
    assert score((mix,), [], 1, SETTINGS, pool)[0].failure is Failure.NO_REPLY


def test_integer_programs_without_bound_are_unbounded(file: TaskFile, pool: Pool) -> None:
    mix = next(task for task in file.tasks if task.id == "mix-1")
    content = {
        "variables": [{"name": "x", "kind": "integer"}, {"name": "y", "kind": "integer"}],
        "constraints": [{"name": "c", "expression": "x - y <= 1.5"}],
        "objectives": [{"name": "o", "sense": "maximize", "expression": "x + y"}],
    }
    assert scored((mix,), pool, json.dumps(content))[0].failure is Failure.UNBOUNDED


def test_names_and_units_of_rows_do_not_matter(file: TaskFile, pool: Pool) -> None:
    mix = next(task for task in file.tasks if task.id == "mix-1")
    other = {
        "variables": [{"name": "b"}, {"name": "a"}],
        "constraints": [
            {"name": "r1", "expression": "2 * b <= a"},
            {"name": "r2", "expression": "-2 * a - 3 * b <= -12"},
        ],
        "objectives": [{"name": "z", "sense": "minimize", "expression": "5 * b + 2 * a"}],
    }
    (entry,) = scored((mix,), pool, json.dumps(other))
    assert (entry.failure, entry.structure) == (None, Sameness.EQUIVALENT)


def test_replies_have_the_data_of_the_task_for_what_they_leave_open(file: TaskFile, pool: Pool) -> None:
    (entry,) = scored(file.tasks, pool, json.dumps(SHOP))
    assert entry.failure is None
    own = {**SHOP_DATA, "room": 3}
    (entry,) = scored(file.tasks, pool, json.dumps({"formulation": SHOP, "data": own}))
    assert (entry.failure, entry.value) == (Failure.WRONG_VALUE, 5.0)


def test_replies_read_the_tables_of_the_task(tmp_path: Path, pool: Pool) -> None:
    file = read_tasks(miplib_nl(tmp_path, optimal_value=3))
    reply = {
        "sets": [{"name": "I", "table": "costs.csv", "columns": ["item"]}],
        "parameters": [{"name": "c", "index": "I", "table": "costs.csv", "key_columns": ["item"], "column": "cost"}],
        "variables": [{"name": "x", "index": "I", "kind": "binary"}],
        "constraints": [{"name": "one", "expression": "sum{i in I} x[i] >= 1"}],
        "objectives": [{"name": "o", "sense": "minimize", "expression": "sum{i in I} c[i] * x[i]"}],
    }
    (entry,) = scored(file.tasks, pool, json.dumps(reply))
    assert (entry.failure, entry.value) == (None, 3.0)


def test_infeasible_labels_are_met_by_infeasible_replies(tmp_path: Path, pool: Pool) -> None:
    file = read_tasks(write_lines(tmp_path / "t.jsonl", OPTMATH_LINE))
    content = {
        "variables": [{"name": "boats", "kind": "integer"}],
        "constraints": [{"name": "a", "expression": "boats >= 3"}, {"name": "b", "expression": "boats <= 2"}],
        "objectives": [{"name": "o", "sense": "minimize", "expression": "boats"}],
    }
    (entry,) = scored(file.tasks, pool, json.dumps(content))
    assert entry.failure is None
    assert entry.right == dict.fromkeys(Criterion, True)


def test_labels_that_the_gold_model_contradicts_are_flagged(tmp_path: Path, pool: Pool) -> None:
    file = read_tasks(write_lines(tmp_path / "t.jsonl", triple("mix-1", MIX, {}, MIX_OPTIMUM + 1, "Mix.")))
    assert Flag.GOLD_DISAGREES in solved(file, pool).file.tasks[0].flags


def test_same_names_in_other_places_are_seen_as_a_renaming() -> None:
    swapped = json.loads(json.dumps(MIX).replace("oats", "tmp").replace("nuts", "oats").replace("tmp", "nuts"))
    gold, reply = (compile_model(Formulation.from_json(json.dumps(content))) for content in (MIX, swapped))
    assert same(gold, reply, 5.0)[0] is Sameness.EQUIVALENT


def test_a_shorter_range_is_no_other_unit() -> None:
    # without the row, b scales onto a and its objective with it: equivalent up to units, but not the same problem
    content = {
        "variables": [{"name": "x"}, {"name": "y"}],
        "constraints": [
            {"name": "link", "expression": "y >= 2 * x"},
            {"name": "most", "expression": "y <= 35"},
            {"name": "least", "expression": "y >= 6"},
        ],
        "objectives": [{"name": "o", "sense": "maximize", "expression": "5 * x + 3.5 * y"}],
    }
    less = {**content, "constraints": content["constraints"][:2]}
    gold, reply = (compile_model(Formulation.from_json(json.dumps(c))) for c in (content, less))
    assert same(gold, reply, EffortLimits().time_s)[0] is Sameness.DIFFERENT


def test_scores_are_the_same_on_every_run_and_complete(file: TaskFile, pool: Pool) -> None:
    replies = [*gold_replies(file.tasks)[:2], RecordedReply("rolls", "?")]
    found = [
        Evaluation(file, 5, 2, score(file.tasks, list(order), 2, SETTINGS, pool), SETTINGS).to_json()
        for order in (replies, reversed(replies))
    ]
    assert found[0] == found[1]
    keys = [(entry["task"], entry["sample"]) for entry in found[0]["replies"]]
    assert keys == [(task.id, sample) for task in file.tasks for sample in range(2)]
    assert found[0]["overall"]["failures"] == {"no reply": 7, "parse": 1}
    assert found[0]["overall"]["verdicts"]["strict"]["pass@1"]["value"] == pytest.approx(0.2)
    assert found[0]["overall"]["verdicts"]["strict"]["pass@2"]["value"] == pytest.approx(0.4)


def test_replies_to_other_tasks_or_texts_are_refused(file: TaskFile, pool: Pool) -> None:
    with pytest.raises(ModelDataError, match="1 task that the file does not have: 'x'"):
        score(file.tasks, [RecordedReply("x", "")], 1, SETTINGS, pool)
    with pytest.raises(ModelDataError, match="another text of that task"):
        score(file.tasks, [RecordedReply("rolls", "", fingerprint="0" * 16)], 1, SETTINGS, pool)


def test_reports_escape_what_others_wrote(tmp_path: Path, pool: Pool) -> None:
    record = triple("a|<script>alert(1)</script>", MIX, {}, MIX_OPTIMUM, "Mix.")
    file = read_tasks(write_lines(tmp_path / "t.jsonl", record))
    found = Evaluation(file, 1, 1, score(file.tasks, [], 1, SETTINGS, pool), SETTINGS)
    page, text = evaluation_page(found), evaluation_markdown(found)
    assert "<script" not in page
    assert "<script" not in text
    assert "a\\|&lt;script>" in text
    assert "http" not in page.replace("http-equiv", "")


def test_models_are_separated_by_rows_and_bounds_where_regions_are_unbounded() -> None:
    def compiled(**changes: object) -> Compiled:
        return compile_model(Formulation.from_json(json.dumps({**MIX, **changes})))

    free = [MIX["constraints"][0]]
    bounded = [{"name": "oats", "upper": "50"}, {"name": "nuts"}]
    shuffled = [{"name": "nuts"}, {"name": "oats"}]
    assert "row 'fat' of a" in str(separated(compiled(), compiled(constraints=free), 20.0))
    assert "row 'fat' of b" in str(separated(compiled(constraints=free), compiled(variables=shuffled), 20.0))
    assert "bounds of column 'oats' of b" in str(separated(compiled(), compiled(variables=bounded), 20.0))
    assert separated(compiled(), compiled(variables=shuffled), 20.0) is None
