"""Readers of benchmark files: every record becomes a task or is listed with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.loading import FORMATS, read_tasks
from llm_modeling.evaluation.task import ExpectedKind, Flag
from llm_modeling.formulation import Goal
from metasolve import ModelDataError, ModelNotFoundError
from tests.llm_modeling.evaluation.samples import (
    ALPHAOPT,
    MAMO,
    NL4OPT,
    OPTENGINE,
    OPTIBENCH,
    OPTMATH,
    OPTMATH_LINE,
    SINGLE,
    SIRL,
    miplib_nl,
    triples,
    write_lines,
)


@pytest.mark.parametrize("name", sorted(SINGLE))
@pytest.mark.parametrize("layout", ["lines", "array"])
def test_format_is_told_by_content_whatever_the_layout(tmp_path: Path, name: str, layout: str) -> None:
    path = tmp_path / "tasks.json"
    if layout == "lines":
        write_lines(path, SINGLE[name])
    else:
        path.write_text(json.dumps([SINGLE[name]], indent=1))
    found = read_tasks(path)
    assert found.format == name
    assert len(found.tasks) == 1
    assert read_tasks(path, name).tasks == found.tasks


@pytest.mark.parametrize(
    ("record", "identifier", "value", "group"),
    [
        (OPTMATH, "9", 4.0, ""),
        (MAMO, "1", 1250.0, "Easy"),
        (ALPHAOPT, "12", 10.0, ""),
        (OPTENGINE, "line-1", 5.0, "knapsack"),
        (SIRL, "line-1", 21.0, "Hard"),
    ],
    ids=["optmath", "mamo", "alphaopt", "optengine", "sirl"],
)
def test_labels_identifiers_and_classes_are_read(
    tmp_path: Path, record: dict[str, object], identifier: str, value: float, group: str
) -> None:
    (task,) = read_tasks(write_lines(tmp_path / "t.jsonl", record)).tasks
    assert (task.id, dict(task.expected.values), task.group) == (identifier, {"": value}, group)


def test_all_formats_of_the_issue_have_a_reader() -> None:
    assert set(FORMATS) == {*SINGLE, "miplib-nl", "triple"}


def test_no_best_solution_is_a_label(tmp_path: Path) -> None:
    (task,) = read_tasks(write_lines(tmp_path / "MAMO.json", OPTMATH_LINE)).tasks
    assert task.expected.kind is ExpectedKind.NO_BEST
    assert task.expected.written == "No Best Solution"


def test_corrected_answers_are_flagged(tmp_path: Path) -> None:
    unchanged = {**SIRL, "original_answer": "21.0"}
    first, second = read_tasks(write_lines(tmp_path / "t.jsonl", SIRL, unchanged)).tasks
    assert Flag.CHANGED_LABEL in first.flags
    assert Flag.CHANGED_LABEL not in second.flags


def test_mixed_records_with_and_without_difficulty_are_sirl(tmp_path: Path) -> None:
    plain = {"en_question": "Row a boat.", "en_answer": "3"}
    found = read_tasks(write_lines(tmp_path / "t.jsonl", plain, plain | {"en_question": "Sail."}, SIRL))
    assert (found.format, len(found.tasks)) == ("sirl", 3)


def test_optibench_takes_the_objective_by_its_words_not_its_place(tmp_path: Path) -> None:
    (task,) = read_tasks(write_lines(tmp_path / "t.jsonl", OPTIBENCH)).tasks
    assert task.objective == "The total profit"
    assert dict(task.expected.values) == {"": 84.5}
    assert task.quantities["The number of posters"] == 3.0


def test_broken_lines_are_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = [json.dumps(MAMO), '{"id": 2, "Question":', "[1]", json.dumps({**MAMO, "Question": " "}), json.dumps(MAMO)]
    path.write_text("\n".join(lines))
    found = read_tasks(path)
    assert [task.line for task in found.tasks] == [1, 5]
    assert [entry.line for entry in found.refused] == [2, 3, 4]
    assert "'Question' is empty" in found.refused[2].reason
    assert found.records == 5


def test_entries_of_an_array_have_their_own_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[\n{"en_question": "a",\n "en_answer": 1},\n\n{"en_question": 7, "en_answer": 1}\n]\n')
    found = read_tasks(path)
    assert found.tasks[0].line == 2
    assert [(entry.line, entry.reason) for entry in found.refused] == [(5, "the field 'en_question' is no text")]


def test_an_array_that_breaks_off_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[\n{"en_question": "a", "en_answer": 1},\n{"en_question": "b", "en_')
    with pytest.raises(ModelDataError, match=r"t\.json:3: .*breaks off"):
        read_tasks(path)


def test_unknown_records_are_refused_with_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(ModelDataError, match=r"t\.jsonl:1: .*none of the known formats .*'prompt'"):
        read_tasks(write_lines(tmp_path / "t.jsonl", {"prompt": "x"}))


def test_empty_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text(" \n")
    with pytest.raises(ModelDataError, match="no record"):
        read_tasks(tmp_path / "empty.json")
    with pytest.raises(ModelNotFoundError):
        read_tasks(tmp_path / "none.json")


def test_equal_identifiers_are_told_apart_and_contradictions_flagged(tmp_path: Path) -> None:
    other = {**MAMO, "Answer": "99"}
    found = read_tasks(write_lines(tmp_path / "t.jsonl", MAMO, other))
    assert [task.id for task in found.tasks] == ["1", "1#2"]
    assert all(Flag.CONFLICTING_DUPLICATE in task.flags for task in found.tasks)


@pytest.mark.parametrize(
    ("raw", "kind", "flag"),
    [
        ("infeasible", ExpectedKind.INFEASIBLE, None),
        ("impossible", ExpectedKind.INFEASIBLE, Flag.AMBIGUOUS_LABEL),
        ("Unbounded", ExpectedKind.UNBOUNDED, None),
        (None, ExpectedKind.UNKNOWN, Flag.NO_LABEL),
        ("about 5", ExpectedKind.UNKNOWN, Flag.UNREADABLE_LABEL),
        (0.49, ExpectedKind.VALUE, Flag.TINY_LABEL),
        ("0.0", ExpectedKind.VALUE, Flag.TRIVIAL_OPTIMUM),
        ("-$", ExpectedKind.UNKNOWN, Flag.UNREADABLE_LABEL),
        (True, ExpectedKind.UNKNOWN, Flag.UNREADABLE_LABEL),
        (float("inf"), ExpectedKind.UNKNOWN, Flag.UNREADABLE_LABEL),
    ],
)
def test_labels_that_are_not_plain_numbers(raw: object, kind: ExpectedKind, flag: Flag | None) -> None:
    label = label_of(raw)
    assert label.expected.kind is kind
    assert label.flags == (() if flag is None else (flag,))


@pytest.mark.parametrize(("raw", "value"), [("4,000", 4000.0), (" $12.5", 12.5), ("1e3", 1000.0), ("-7", -7.0)])
def test_numbers_as_texts(raw: str, value: float) -> None:
    assert dict(label_of(raw).expected.values) == {"": value}


def test_triples_have_gold_data_and_sense(tmp_path: Path) -> None:
    found = read_tasks(write_lines(tmp_path / "t.jsonl", *triples()))
    assert found.format == "triple"
    assert [task.id for task in found.tasks] == ["shop-1", "mix-1", "rolls", "production", "week"]
    assert found.tasks[0].sense is Goal.MAXIMIZE
    assert found.tasks[0].golds[0].values["room"] == 11


def test_triple_with_a_wrong_formulation_is_refused_by_field(tmp_path: Path) -> None:
    good, bad = triples()[:2]
    bad["formulation"] = {"variables": [{"name": "x", "kind": "whole"}]}
    found = read_tasks(write_lines(tmp_path / "t.jsonl", good, bad))
    assert found.refused[0].line == 2
    assert "'formulation'" in found.refused[0].reason
    assert "'x'" in found.refused[0].reason


class TestMiplibNl:
    def test_reads_text_parameters_and_tables_not_answers(self, tmp_path: Path) -> None:
        found = read_tasks(miplib_nl(tmp_path))
        (task,) = found.tasks
        assert (found.format, task.id, dict(task.expected.values)) == ("miplib-nl", "blend", {"": 6.0})
        assert dict(task.tables) == {"costs.csv": "item,cost\na,3\nb,5\n"}
        assert '"least": 2' in task.text
        assert "cost of each item" in task.text
        assert "executed" not in task.text

    def test_reads_all_problems_of_a_data_set_and_lists_the_refused(self, tmp_path: Path) -> None:
        miplib_nl(tmp_path, "b", optimal_value="infeasible")
        miplib_nl(tmp_path, "a", files=[{"path": "data/costs.csv", "description": ""}])
        miplib_nl(tmp_path, "c", files=[{"path": "data/none.csv"}])
        miplib_nl(tmp_path, "d", files=["data/costs.csv"])
        found = read_tasks(tmp_path)
        assert [task.id for task in found.tasks] == ["a", "b"]
        assert found.tasks[1].expected.kind is ExpectedKind.INFEASIBLE
        assert [entry.reason.split(":")[0] for entry in found.refused] == ["c", "d"]

    def test_files_outside_of_the_directory_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "secret.csv").write_text("a\n1\n")
        miplib_nl(tmp_path, "good")
        miplib_nl(tmp_path, "bad", files=[{"path": "../secret.csv"}])
        (refused,) = read_tasks(tmp_path).refused
        assert "outside" in refused.reason

    def test_links_out_of_the_directory_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "secret.csv").write_text("a\n1\n")
        miplib_nl(tmp_path, "good")
        bad = miplib_nl(tmp_path, "bad")
        (bad / "data" / "costs.csv").unlink()
        (bad / "data" / "costs.csv").symlink_to(tmp_path / "secret.csv")
        assert "outside" in read_tasks(tmp_path).refused[0].reason


def test_identifier_of_nl4opt_is_the_key_of_its_line(tmp_path: Path) -> None:
    (task,) = read_tasks(write_lines(tmp_path / "t.jsonl", NL4OPT)).tasks
    assert task.id == "17"
    assert task.expected.kind is ExpectedKind.UNKNOWN
