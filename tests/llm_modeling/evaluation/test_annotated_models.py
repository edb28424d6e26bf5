"""NL4OPT's annotations as formulations, and what is flagged about them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from llm_modeling.compile import compile_model
from llm_modeling.evaluation.loading import read_tasks
from llm_modeling.evaluation.number_words import number_in_words
from llm_modeling.evaluation.readers.nl4opt_gold import identifiers
from llm_modeling.evaluation.task import Flag, RecordError, Task
from llm_modeling.formulation import Goal
from llm_modeling.verification.solving import Outcome, optimum
from metasolve import ModelDataError
from tests.llm_modeling.evaluation.samples import NL4OPT, write_lines


def read(path: Path, **changes: Any) -> Task:
    record = copy.deepcopy(NL4OPT)
    record["17"].update(changes)
    return read_tasks(write_lines(path / "t.jsonl", record)).tasks[0]


def best(task: Task, reading: int) -> float | None:
    return optimum(compile_model(task.golds[reading].formulation).problem).value


def test_model_is_the_annotated_one_in_two_readings(tmp_path: Path) -> None:
    task = read(tmp_path)
    assert task.sense is Goal.MAXIMIZE
    assert [gold.reading for gold in task.golds] == ["continuous", "integer"]
    # loaves <= 10 and 3 loaves + 2 rolls <= 60: 10 loaves and 15 rolls
    assert best(task, 0) == pytest.approx(55.0)
    assert best(task, 1) == pytest.approx(55.0)


def test_integer_optimum_may_differ(tmp_path: Path) -> None:
    rows = copy.deepcopy(NL4OPT["17"]["const_declarations"])
    rows[2]["limit"] = "9.5"
    task = read(tmp_path, const_declarations=rows)
    assert best(task, 0) == pytest.approx(4 * 9.5 + (60 - 28.5) / 2)
    assert best(task, 1) == pytest.approx(4 * 9 + 16)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"type": "sum", "limit": "12", "operator": "LESS_OR_EQUAL"}, 4 * 8 + 4),
        ({"type": "xy", "x_var": "loaf", "y_var": "roll", "operator": "LESS_OR_EQUAL"}, 55),
        (
            {"type": "xby", "x_var": "rolls", "param": "twice", "y_var": "loaves", "operator": "GREATER_OR_EQUAL"},
            51.4286,
        ),
        ({"type": "lowerbound", "limit": "twenty", "var": "roll", "operator": "GREATER_OR_EQUAL"}, 4 * 20 / 3 + 20),
        ({"type": "ratio", "limit": "25%", "var": "loaf", "operator": "LESS_OR_EQUAL"}, 46.6667),
    ],
    ids=["sum", "xy", "xby", "lowerbound", "ratio"],
)
def test_each_kind_of_declaration(tmp_path: Path, row: dict[str, str], value: float) -> None:
    task = read(tmp_path, const_declarations=[*NL4OPT["17"]["const_declarations"], row])
    assert best(task, 0) == pytest.approx(value, abs=1e-4)


def test_objective_without_variables_is_the_sum_and_flagged(tmp_path: Path) -> None:
    objective = {"type": "objvar", "direction": "maximize", "name": "pieces", "vars": []}
    task = read(tmp_path, obj_declaration=objective)
    assert Flag.EMPTY_OBJECTIVE in task.flags
    assert best(task, 0) == pytest.approx(30.0)


def test_empty_terms_stay_as_annotated_and_are_flagged(tmp_path: Path) -> None:
    rows = copy.deepcopy(NL4OPT["17"]["const_declarations"])
    rows[0] = {**rows[0], "terms": {}, "operator": "GREATER_OR_EQUAL"}
    task = read(tmp_path, const_declarations=rows)
    assert Flag.EMPTY_TERMS in task.flags
    assert optimum(compile_model(task.golds[0].formulation).problem).outcome is Outcome.INFEASIBLE


def test_missing_and_repeated_terms_and_unused_numbers_are_flagged(tmp_path: Path) -> None:
    rows = copy.deepcopy(NL4OPT["17"]["const_declarations"])
    rows[0]["terms"] = {"loaf": "3"}
    assert Flag.PARTIAL_TERMS in read(tmp_path, const_declarations=rows).flags
    rows[0]["terms"] = {"loaf": "3", "loaves": "2"}
    assert Flag.REPEATED_TERM in read(tmp_path, const_declarations=rows).flags
    spans = [{"text": "500", "label": "LIMIT"}, {"text": "rolls", "label": "VAR"}]
    assert Flag.UNUSED_NUMBER in read(tmp_path, spans=spans).flags
    assert read(tmp_path).flags == ()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("limit", "some", "'some' is not one number"),
        ("operator", "EQUALS", "the operator is 'EQUALS'"),
        ("type", "cubic", "unknown type 'cubic'"),
        ("var", "buns", "'buns' is not in 'order_mapping'"),
    ],
)
def test_what_cannot_be_read_names_the_constraint(tmp_path: Path, field: str, value: str, reason: str) -> None:
    rows = copy.deepcopy(NL4OPT["17"]["const_declarations"])
    rows[1][field] = value
    with pytest.raises(ModelDataError, match=rf"t\.jsonl:1: .*constraint 2: .*{reason}"):
        read(tmp_path, const_declarations=rows)


@pytest.mark.parametrize("direction", ["decrease", "reduce", "minimum", "minimize"])
def test_directions_in_free_text(tmp_path: Path, direction: str) -> None:
    objective = {**NL4OPT["17"]["obj_declaration"], "direction": direction}
    assert read(tmp_path, obj_declaration=objective).sense is Goal.MINIMIZE


def test_direction_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDataError, match="neither maximize nor minimize"):
        read(tmp_path, obj_declaration={**NL4OPT["17"]["obj_declaration"], "direction": "plan"})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("70%", 0.7),
        ("third", 1 / 3),
        ("twice", 2.0),
        ("three times", 3.0),
        ("one hundred thousand", 100_000.0),
        ("4,000", 4000.0),
        ("8000 minutes", 8000.0),
        ("thirty percent", 0.3),
        ("two thirds", 2 / 3),
        ("-5", -5.0),
        ("7.5%", 0.075),
    ],
)
def test_numbers_in_words(text: str, value: float) -> None:
    assert number_in_words(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "many", "3 to 5"])
def test_what_is_not_one_number_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        number_in_words(text)


def test_identifiers_are_names_and_differ() -> None:
    assert identifiers(["2-piece", "A b", "a b", "A  b", "sum", "!"]) == (
        "x_2_piece",
        "A_b",
        "a_b",
        "A_b_4",
        "x_sum",
        "x__6",
    )
