"""Compiled: rows and columns know where they come from, names are legal, objectives come in order, sizes are capped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from llm_modeling import (
    ColumnOrigin,
    Compiled,
    ExpressionError,
    Formulation,
    FormulationError,
    Limits,
    RowOrigin,
    SizeError,
    compile_model,
)
from llm_modeling.errors import DataError
from metasolve.io.lp_words import is_portable_name
from tests.llm_modeling.oracle import compiled, optimum, solved

SETS: list[dict[str, Any]] = [
    {"name": "I", "members": ["Köln", "St. Gallen", "e-1"]},
    {"name": "T", "expression": "-1..1", "ordered": True},
]


def traced() -> Compiled:
    return compiled(
        sets=SETS,
        variables=[
            {"name": "ship", "index": "i in I, t in T", "lower": -2, "upper": 5},
            {"name": "open", "index": "I", "kind": "binary"},
        ],
        constraints=[
            {
                "name": "most",
                "forall": "i in I, t in T: t >= 0",
                "expression": "ship[i,t] <= 3 * open[i]",
                "quote": "At most three.",
            },
            {"name": "near", "forall": "i in I", "expression": "abs(ship[i,0]) >= 1", "quote": "At least one."},
        ],
        objectives=[{"name": "cost", "sense": "minimize", "expression": "sum{i in I} open[i] + 7"}],
    )


def test_row_leads_back_to_constraint_index_and_quote() -> None:
    model = traced()
    assert model.origin_of_row(3) == RowOrigin(
        "most", ("St. Gallen", 1), "At most three.", source="ship[i,t] <= 3 * open[i]"
    )
    assert model.rows_of("most").tolist() == [0, 1, 2, 3, 4, 5]


def test_auxiliary_rows_and_columns_say_what_they_stand_for() -> None:
    model = traced()
    aux = [model.origin_of_column(j) for j in range(12, model.problem.columns)]
    assert aux[0] == ColumnOrigin(None, ("Köln",), "near", "abs", (), "abs(ship[i,0])")
    assert {origin.part for origin in aux} == {"abs", "abs_choice"}
    rows = [model.origin_of_row(int(row)) for row in model.rows_of("near")]
    assert {(origin.constraint, origin.quote) for origin in rows} == {("near", "At least one.")}
    assert {origin.part for origin in rows} == {"", "abs_choice"}


def test_every_row_and_column_has_an_origin_and_no_other_has() -> None:
    model = traced()
    origins = [model.origin_of_row(i).constraint for i in range(model.problem.rows)]
    assert origins == ["most"] * 6 + ["near"] * (model.problem.rows - 6)
    assert [model.origin_of_column(j).variable for j in range(12)] == ["ship"] * 9 + ["open"] * 3
    for wrong in (-1, model.problem.rows):
        with pytest.raises(IndexError):
            model.origin_of_row(wrong)


def test_values_come_back_by_name_and_index() -> None:
    model = traced()
    x = np.arange(model.problem.columns, dtype=np.float64)
    values = model.values(x)
    assert values["ship"]["Köln", -1] == 0.0
    assert values["ship"]["e-1", 1] == 8.0
    assert list(values["open"]) == [("Köln",), ("St. Gallen",), ("e-1",)]
    with pytest.raises(ValueError, match=r"x has shape \(3,\)"):
        model.values(np.zeros(3))


def test_names_are_readable_unique_and_legal_in_files(tmp_path: Path) -> None:
    model = traced()
    problem = model.problem
    assert problem.col_names[:3] == ("ship(Koln,_1)", "ship(Koln,0)", "ship(Koln,1)")
    assert problem.row_names[2] == "most(St._Gallen,0)"
    assert all(map(is_portable_name, (*problem.col_names, *problem.row_names)))
    for extension in ("mps", "lp"):
        metasolve.write_problem(problem, tmp_path / f"m.{extension}")
        assert metasolve.read(tmp_path / f"m.{extension}").sha256 == problem.sha256


def test_names_that_become_equal_are_told_apart() -> None:
    members = ["a-b", "a b", "a_b", "ä", "a", "()", "x" * 400, "x" * 400 + "y", "", "日本"]
    model = compiled(
        sets=[{"name": "I", "members": members}],
        variables=[{"name": name, "index": "I"} for name in ("energy", "x")] + [{"name": "st"}, {"name": "e1"}],
    )
    names = model.problem.col_names
    assert len(set(names)) == len(names) == 22
    assert all(map(is_portable_name, names))


def test_rows_that_always_hold_are_counted_and_left_out() -> None:
    model = compiled(
        sets=SETS,
        variables=[{"name": "x", "index": "T", "upper": 5}],
        constraints=[{"name": "r", "forall": "t in T", "expression": "t * x[t] <= 4"}],
    )
    assert (model.problem.rows, dict(model.trivial)) == (2, {"r": 1})


def test_row_that_never_holds_makes_the_problem_infeasible() -> None:
    model = compiled(
        variables=[{"name": "x", "upper": 5}], constraints=[{"name": "r", "expression": "0 * x >= 0.1 + 0.2"}]
    )
    assert optimum(model) is None
    assert model.origin_of_row(0).constraint == "r"


def test_rounding_does_not_make_a_constant_row_infeasible() -> None:
    model = compiled(variables=[{"name": "x"}], constraints=[{"name": "r", "expression": "0 * x + 0.1 + 0.2 <= 0.3"}])
    assert model.problem.rows == 0


def test_bounds_of_integers_are_rounded_inward_and_binaries_kept_in_range() -> None:
    model = compiled(
        variables=[
            {"name": "n", "kind": "integer", "lower": "-1.5", "upper": "7 / 2"},
            {"name": "b", "kind": "binary", "lower": "-3"},
            {"name": "f", "lower": "-inf"},
        ]
    )
    assert model.problem.col_lower.tolist() == [-1.0, 0.0, -np.inf]
    assert model.problem.col_upper.tolist() == [3.0, 1.0, np.inf]


def test_bounds_that_cross_are_named_with_their_index() -> None:
    with pytest.raises(DataError, match=r"variable 'x': the lower bound 1 and the upper bound 0 .*, for t = 1"):
        compiled(sets=SETS, variables=[{"name": "x", "index": "t in T", "lower": "t", "upper": 0}])


def test_chain_with_numbers_at_both_ends_is_one_row() -> None:
    model = compiled(
        variables=[{"name": "x", "lower": "-inf"}], constraints=[{"name": "r", "expression": "3 >= x + 1 >= -1"}]
    )
    assert (model.problem.row_lower.tolist(), model.problem.row_upper.tolist()) == ([-2.0], [2.0])


OBJECTIVES = [
    {"name": "profit", "sense": "maximize", "expression": "3 * x + 2 * y + 1", "priority": 2, "weight": 2},
    {"name": "waste", "sense": "minimize", "expression": "x", "priority": 2},
    {"name": "balance", "sense": "minimize", "expression": "abs(x - y)", "priority": 1},
]


def two_levels(tolerance: float) -> Compiled:
    return compiled(
        variables=[{"name": "x", "upper": 4}, {"name": "y", "upper": 4}],
        constraints=[{"name": "both", "expression": "x + y <= 6"}],
        objectives=[{**entry, "tolerance": tolerance} for entry in OBJECTIVES],
    )


def test_equal_priorities_are_added_up_by_weight_and_sense() -> None:
    problem = two_levels(0.0).problem
    assert problem.c[:2].tolist() == [5.0, 4.0]  # 2 (3 x + 2 y + 1) - x
    assert (problem.offset, problem.sense) == (2.0, metasolve.Sense.MAXIMIZE)


@pytest.mark.parametrize(("tolerance", "expected"), [(0.0, 2.0), (2.0, 0.0)])
def test_later_level_keeps_what_the_first_achieved(tolerance: float, expected: float) -> None:
    model = two_levels(tolerance)
    first = model.problem
    best = first.objective(solved(first).x)
    assert best == pytest.approx(5 * 4 + 4 * 2 + 2)
    second = model.problem_of_level(1, [best])
    assert second.objective(solved(second).x) == pytest.approx(expected)
    assert model.origin_of_row(second.rows - 1) == RowOrigin("profit, waste", (), "", "kept")


def test_levels_ask_for_as_many_values_as_come_before() -> None:
    with pytest.raises(ValueError, match="level 1 of 2 with 0 achieved values"):
        two_levels(0.0).problem_of_level(1, [])


def test_without_objective_any_feasible_solution_will_do() -> None:
    model = compiled(variables=[{"name": "x"}], constraints=[{"name": "r", "expression": "x >= 3"}])
    assert model.problem.c.tolist() == [0.0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"constraints": [{"name": "r", "forall": "i in N, j in N, k in N", "expression": "1 <= x[i]"}]},
            r"constraint 'r': 3,000 \(N\) x 3,000 \(N\) are 9,000,000 index combinations, more than the 5,000,000",
        ),
        (
            {"constraints": [{"name": "r", "forall": "i in N", "expression": "sum{j in N} 1 * x[j] <= 1"}]},
            r"constraint 'r': 3,000 \(N\) x 3,000 \(N\) are 9,000,000",
        ),
        (
            {"objectives": [{"name": "o", "sense": "minimize", "expression": "sum{i in N, j in N} x[j]"}]},
            r"objective 'o': 3,000 \(N\) x 3,000 \(N\) are 9,000,000",
        ),
        ({"variables": [{"name": "x", "index": "N, N"}]}, r"variable 'x': .* 9,000,000, more than the 2,000,000"),
        ({"sets": [{"name": "N", "expression": "1..10^9"}]}, "set 'N': .* 1,000,000,000, more than"),
        (
            {"constraints": [{"name": "r", "forall": "i in N", "expression": "sum{s in 1..i} x[s] <= 1"}]},
            "constraint 'r', field 'expression': the size of the range is 4,501,500",
        ),
    ],
)
def test_size_is_refused_by_its_counts_before_expansion(changes: dict[str, Any], message: str) -> None:
    sections = {"sets": [{"name": "N", "expression": "1..3000"}], "variables": [{"name": "x", "index": "N"}], **changes}
    limits = Limits(combinations=4_000_000) if "1..i" in json.dumps(changes) else Limits()
    with pytest.raises(SizeError, match=message):
        compile_model(Formulation.from_json(json.dumps(sections)), limits=limits)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(columns=5), "variable|columns to 0, more than the 5"),
        (Limits(rows=5), "constraint|rows to 0, more than the 5"),
        (Limits(terms=5), "coefficients to 0, more than the 5"),
    ],
)
def test_rows_columns_and_coefficients_are_capped(limits: Limits, message: str) -> None:
    sections = {
        "variables": [{"name": "x", "index": "i in 1..10"}],
        "constraints": [{"name": "r", "forall": "i in 1..10", "expression": "x[i] <= 1"}],
    }
    with pytest.raises(SizeError, match=message):
        compile_model(Formulation.from_json(json.dumps(sections)), limits=limits)


def test_expansion_of_the_whole_model_is_capped() -> None:
    sections = {
        "variables": [{"name": "x", "index": "i in 1..10"}],
        "constraints": [{"name": f"r{k}", "forall": "i in 1..10", "expression": "x[i] <= 1"} for k in range(5)],
    }
    with pytest.raises(SizeError, match="the model has 50 index combinations, more than the 49 allowed"):
        compile_model(Formulation.from_json(json.dumps(sections)), limits=Limits(expansion=49))


def test_limit_has_to_be_a_positive_integer() -> None:
    with pytest.raises(ValueError, match="rows is 0 instead of a positive integer"):
        Limits(rows=0)


def test_reference_outside_of_a_variables_index_is_named() -> None:
    with pytest.raises(ExpressionError, match=r"there is no x\[2\], for t = 1; narrow the index down"):
        compiled(
            sets=SETS,
            variables=[{"name": "x", "index": "T"}],
            constraints=[{"name": "r", "forall": "t in T", "expression": "x[t+1] <= 1"}],
        )


@pytest.mark.parametrize(
    ("forall", "expression", "message"),
    [
        ("", "sum{i in J} open[i] <= 1", "unknown set 'J'; did you mean 'I'|unknown set 'J'"),
        ("", "sum{i in I} opn[i] <= 1", "unknown name 'opn'; did you mean 'open'\\?"),
        ("i in I", "ship[i] <= 1", "'ship' has 2 subscripts, not 1"),
        ("i in I", "open <= 1", "'open' has 1 subscript, not 0"),
        ("i in I", "open[i,i] <= 1", "'open' has 1 subscript, not 2"),
        ("i in I", "ship[1,i] <= 1", "a subscript of 'ship' has to be a member \\(text\\) here, not a number"),
        ("i in I", "ship[i,i] <= 1", "a subscript of 'ship' has to be an integer here, not a member"),
        ("i in I", "open[Rome] <= 1", "unknown index 'Rome'; a member is written in quotes: \"Rome\""),
        ("i in I", "i <= 3", "a member \\(text\\) cannot be compared with a number"),
        ("i in I", "i < 'a'", "members \\(texts\\) are compared by = and != only"),
        ("i in I", "open[i] + i <= 3", "this is a member \\(text\\), not a number"),
        ("i in I", "ord(i) <= open[i]", "'I' is not declared as ordered; say \"ordered\": true"),
        ("i in I", "open[i]", None),
        ("I", "1 <= 2", "field 'forall': expected an index such as `i in I` instead of 'I'"),
        ("", "3", "a condition is expected here"),
        ("", "I <= 3", "'I' is a set and cannot stand here; did you mean card\\(I\\)"),
        ("t in T", "sum{t in T} ship['e-1',t] <= 1", "the index 't' is already bound around this"),
        ("t in T", "sum{I in T} 1 <= 2", "'I' is already the name of a set, parameter or variable"),
        ("(i, j) in I", "1 <= 2", "the set has tuples of 1, not 2; write a single index"),
        ("i in I: open[i] = 1", "1 <= 2", "the variable 'open' cannot stand in the condition of an index"),
        ("", "(1 <= 2) + 3 <= 4", "this is a condition, not a number"),
        ("", "(1 <= 2) = 3", "a condition cannot be compared"),
        ("", "1 != 2 != 3", "`!=` cannot stand in a chain"),
        ("t in T", "ship['e-1',t] => true", "only a binary variable can stand for a condition"),
        ("", "inf >= 3", "`inf` stands in the bounds of variables only"),
        ("", "t <= 3", "unknown name 't'; an index is bound by `forall`"),
    ],
)
def test_types_are_checked_before_anything_is_expanded(forall: str, expression: str, message: str | None) -> None:
    variables = [{"name": "ship", "index": "I, T"}, {"name": "open", "index": "I", "kind": "binary"}]
    rule = {"name": "rule", "forall": forall, "expression": expression}
    if message is None:
        compiled(sets=SETS, variables=variables, constraints=[rule])
        return
    with pytest.raises(FormulationError, match=message) as caught:
        compiled(sets=SETS, variables=variables, constraints=[rule])
    assert str(caught.value).startswith("constraint 'rule', field")
