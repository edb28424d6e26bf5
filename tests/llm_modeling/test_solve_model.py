"""solve_model and its result: priorities, what is left when it ends early, values, binding constraints, units."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

import metasolve
from llm_modeling import Compiled, solve_model
from llm_modeling.model_result import index_names
from metasolve import Problem, SolutionStatus, SolveResult, Termination
from tests.llm_modeling.oracle import compiled, solved


def shop(**more: Any) -> Compiled:
    """Return a model in which the cheapest plan is not the one with the least waste."""
    sections: dict[str, Any] = {
        "sets": [{"name": "GOODS", "members": ["a", "b"]}],
        "parameters": [
            {"name": "price", "index": "GOODS", "entries": [["a", 1], ["b", 1]], "unit": "EUR / kg"},
            {"name": "waste", "index": "GOODS", "entries": [["a", 3], ["b", 1]], "unit": "kg / kg"},
        ],
        "variables": [{"name": "buy", "index": "g in GOODS", "kind": "integer", "upper": 8, "unit": "kg"}],
        "constraints": [
            {"name": "enough", "expression": "sum{g in GOODS} buy[g] >= 10", "quote": "Ten are needed."},
            {"name": "even", "expression": 'buy["a"] - buy["b"] = 0'},
        ],
        "objectives": [
            {"name": "cost", "sense": "minimize", "expression": "sum{g in GOODS} price[g] * buy[g]", "priority": 2},
            {"name": "dirt", "sense": "maximize", "expression": "-sum{g in GOODS} waste[g] * buy[g]", "priority": 1},
        ],
    }
    return compiled(**(sections | more))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of each call of metasolve.solve, which SciPy answers."""
    seen: list[dict[str, Any]] = []

    def solve(problem: Problem, **settings: Any) -> SolveResult:
        seen.append({**settings, "problem": problem})
        outcome = solved(problem)
        if outcome.x is None:
            return SolveResult(Termination.INFEASIBLE)
        value = problem.objective(outcome.x)
        return SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, value, value, np.asarray(outcome.x))

    monkeypatch.setattr(metasolve, "solve", solve)
    return seen


def test_a_later_priority_starts_from_the_solution_before_it(calls: list[dict[str, Any]]) -> None:
    result = solve_model(shop(), time_limit_s=50.0, seed=3)
    assert [entry.value for entry in result.objectives] == [10.0, -20.0]
    assert calls[0]["warm_start"] is None
    assert calls[1]["warm_start"].tolist() == [5.0, 5.0]
    assert calls[1]["time_limit_s"] < 50.0
    assert calls[1]["problem"].rows == calls[0]["problem"].rows + 1


def test_objectives_of_equal_priority_are_added_up_and_told_apart(calls: list[dict[str, Any]]) -> None:
    both = [
        {"name": "cost", "sense": "minimize", "expression": "sum{g in GOODS} price[g] * buy[g]", "weight": 2},
        {"name": "gain", "sense": "maximize", "expression": 'buy["a"]', "weight": 1},
    ]
    result = solve_model(shop(objectives=both))
    assert result.objective == 2 * 10.0 - 5.0
    assert [(entry.name, entry.value) for entry in result.objectives] == [("cost", 10.0), ("gain", 5.0)]


def test_a_model_without_objective_has_a_solution(calls: list[dict[str, Any]]) -> None:
    result = solve_model(shop(objectives=[]))
    assert (result.objectives, result.objective, result.solution_status) == ((), 0.0, SolutionStatus.OPTIMAL)


def test_an_infeasible_model_has_no_values(calls: list[dict[str, Any]]) -> None:
    result = solve_model(shop(constraints=[{"name": "much", "expression": 'buy["a"] >= 9'}]))
    assert (result.termination, result.x, result.objective) == (Termination.INFEASIBLE, None, None)
    assert len(result.steps) == 1
    with pytest.raises(ValueError, match="no solution"):
        result.values  # noqa: B018


def test_a_stop_between_priorities_keeps_the_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    def solve(problem: Problem, **settings: Any) -> SolveResult:
        found = SolveResult(Termination.INTERRUPTED, SolutionStatus.NONE)
        if settings["warm_start"] is not None:
            return found
        return SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, 10.0, 10.0, np.array([5.0, 5.0]))

    monkeypatch.setattr(metasolve, "solve", solve)
    result = solve_model(shop(), stop=threading.Event())
    assert (result.termination, result.solution_status) == (Termination.INTERRUPTED, SolutionStatus.FEASIBLE)
    assert result.values["buy"]["a",] == 5.0


def test_a_later_priority_without_solution_is_an_error_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def solve(problem: Problem, **settings: Any) -> SolveResult:
        if settings["warm_start"] is not None:
            return SolveResult(Termination.INFEASIBLE)
        return SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, 10.0, 10.0, np.array([5.0, 5.0]))

    monkeypatch.setattr(metasolve, "solve", solve)
    result = solve_model(shop())
    assert result.termination is Termination.ERROR
    assert "the priority before has one" in result.message
    assert result.x is not None


def test_only_inequalities_with_something_in_them_bind(calls: list[dict[str, Any]]) -> None:
    (binding,) = solve_model(shop()).bindings
    assert (binding.constraint, binding.indices, binding.of, binding.quote) == ("enough", ((),), 1, "Ten are needed.")


def test_what_an_engine_leaves_of_a_fraction_is_rounded_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def solve(problem: Problem, **settings: Any) -> SolveResult:
        x = np.array([5.0000003, -1e-9])
        return SolveResult(Termination.OPTIMAL, SolutionStatus.OPTIMAL, 10.0, 10.0, x)

    monkeypatch.setattr(metasolve, "solve", solve)
    values = solve_model(shop()).values["buy"]
    assert [str(value) for value in values.values()] == ["5.0", "0.0"]


def test_units_of_objectives_are_multiplied_out(calls: list[dict[str, Any]]) -> None:
    assert [entry.unit for entry in solve_model(shop()).objectives] == ["EUR", "kg"]


def test_csv_has_a_column_for_each_index(calls: list[dict[str, Any]]) -> None:
    assert solve_model(shop()).to_csv() == {"buy": "GOODS,buy\na,5\nb,5\n"}


@pytest.mark.parametrize(
    ("index", "names"),
    [
        ("", []),
        ("i in I, j in J", ["I", "J"]),
        ("I, J", ["I", "J"]),
        ("i in I, k in I", ["i", "k"]),
        ("I, I", ["I", "I_2"]),
        ("(i, j) in ARCS", ["from", "to"]),
        ("ARCS", ["from", "to"]),
        ("(i, j) in NEAR", ["i", "j"]),
        ("NEAR", ["NEAR_1", "NEAR_2"]),
        ("i in I, (i, j) in ARCS", ["I", "to"]),
        ("t in 1..3", ["t"]),
        ("1..3", ["index"]),
        ("{i in I, j in J}", ["i", "j"]),
        ("x_ in I", ["I"]),
    ],
)
def test_index_columns_are_named_for_what_they_are(index: str, names: list[str]) -> None:
    sets: list[dict[str, Any]] = [
        {"name": "I", "members": ["a", "b"]},
        {"name": "J", "members": ["a", "c"]},
        {"name": "ARCS", "columns": ["from", "to"]},
        {"name": "NEAR", "tuples": [["a", "c"]]},
    ]
    model = compiled({"ARCS": [["a", "c"]]}, sets=sets, variables=[{"name": "x", "index": index}])
    assert index_names(model, "x") == names
