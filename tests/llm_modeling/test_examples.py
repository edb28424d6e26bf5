"""The examples in instances/text: complete, solved to the optimum of the manifest, and traced back to their text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from llm_modeling import Compiled, Data, Formulation, compile_model
from tests.llm_modeling.oracle import solved

TEXTS = Path(__file__).parent.parent.parent / "instances" / "text"
EXAMPLES: list[dict[str, Any]] = tomllib.loads((TEXTS / "manifest.toml").read_text(encoding="utf-8"))["example"]
NAMES = [example["name"] for example in EXAMPLES]


def compiled_example(name: str) -> Compiled:
    return compile_model(Formulation.read(TEXTS / name / "model.json"), Data.from_directory(TEXTS / name))


def test_every_directory_is_in_the_manifest() -> None:
    assert sorted(NAMES) == sorted(path.name for path in TEXTS.iterdir() if path.is_dir())


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_example_has_the_optimum_of_the_manifest(example: dict[str, Any]) -> None:
    problem = compiled_example(example["name"]).problem
    assert problem.objective(solved(problem).x) == pytest.approx(example["optimum"], abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_in_the_text(name: str) -> None:
    text = " ".join((TEXTS / name / "problem.txt").read_text(encoding="utf-8").split())
    formulation = Formulation.read(TEXTS / name / "model.json")
    elements = (*formulation.sets, *formulation.parameters, *formulation.variables)
    more = (*formulation.constraints, *formulation.objectives)
    assert [element.quote for element in (*elements, *more) if element.quote not in text] == []
    assert all(constraint.quote for constraint in formulation.constraints)


@pytest.mark.parametrize("name", NAMES)
def test_problem_survives_mps_and_lp_files(name: str, tmp_path: Path) -> None:
    problem = compiled_example(name).problem
    for extension in ("mps", "lp"):
        path = tmp_path / f"model.{extension}"
        metasolve.write_problem(problem, path)
        assert metasolve.read(str(path)).sha256 == problem.sha256


def test_metasolve_solves_an_example_and_the_values_come_back_by_name() -> None:
    compiled = compiled_example("transport")
    result = metasolve.solve(compiled.problem, threads=1, engine="highs")
    assert result.x is not None
    values = compiled.values(result.x)
    assert {key for key, value in values["ship"].items() if value > 0.5} == {
        ("Brno", "Riga"),
        ("Cork", "Sofia"),
        ("Cork", "Turin"),
    }
    assert values["run"] == pytest.approx({("Aachen",): 0.0, ("Brno",): 1.0, ("Cork",): 1.0})


def test_best_order_of_the_workshop_is_the_best_of_all_orders() -> None:
    jobs = {"brochure": (3, 9, 0, 2), "catalogue": (5, 7, 2, 3), "flyers": (2, 2, 0, 4)}
    jobs |= {"poster": (4, 12, 0, 1), "tickets": (1, 6, 4, 5)}
    costs = []
    for order in itertools.permutations(jobs):
        if order.index("flyers") < order.index("poster"):
            end, cost = 0, 0
            for hours, due, ready, penalty in (jobs[job] for job in order):
                end = max(end, ready) + hours
                cost += penalty * max(0, end - due)
            costs.append(cost)
    assert min(costs) == next(example["optimum"] for example in EXAMPLES if example["name"] == "workshop")


def test_transport_is_the_best_choice_of_open_plants() -> None:
    capacity, fixed = np.array([100, 80, 120]), np.array([500, 300, 450])
    compiled = compiled_example("transport")
    problem, best = compiled.problem, np.inf
    for choice in itertools.product((0.0, 1.0), repeat=3):
        lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
        lower[compiled.columns_of("run")] = upper[compiled.columns_of("run")] = choice
        outcome = solved(problem, lower, upper)
        assert (outcome.status == 0) == (float(capacity @ choice) >= 150)
        if outcome.status == 0:
            freight = problem.objective(outcome.x) - float(fixed @ choice)
            best = min(best, float(fixed @ choice) + freight)
    assert best == pytest.approx(1330.0)
