"""The examples in instances/text: complete, solved to the optimum of the manifest, and traced back to their text."""

from __future__ import annotations

import csv
import itertools
import json
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import metasolve
from llm_modeling import Compiled, Data, Formulation, compile_model, solve_model, verify
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


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
@pytest.mark.parametrize("engine", ["highs", "scip"])
def test_two_engines_prove_all_optima_of_the_manifest(engine: str, example: dict[str, Any]) -> None:
    result = solve_model(compiled_example(example["name"]), engine=engine, threads=1)
    assert result.termination is metasolve.Termination.OPTIMAL
    optima = [step.objective for step in result.steps]
    assert optima == pytest.approx([example["optimum"], *example.get("later", [])], abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_verification_finds_nothing_wrong(name: str) -> None:
    text = (TEXTS / name / "problem.txt").read_text(encoding="utf-8")
    findings = verify(Formulation.read(TEXTS / name / "model.json"), Data.from_directory(TEXTS / name), text)
    assert findings.passed, str(findings)


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


def rows_of(name: str, table: str) -> list[dict[str, str]]:
    with (TEXTS / name / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def optimum_of(name: str) -> float:
    return float(next(example["optimum"] for example in EXAMPLES if example["name"] == name))


def test_juice_is_the_cheapest_blend_where_orange_earns_most() -> None:
    price = {"orange": 1.60, "apple": 0.90, "carrot": 1.00}
    sunrise, orchard = {"orange": 0.5, "apple": 0.4}, {"orange": 0.1, "apple": 0.74}
    margins = []
    for drink, sugar, sells_for in ((sunrise, 95.0, 2.40), (orchard, 100.0, 1.90)):
        drink["carrot"] = 1.0 - drink["orange"] - drink["apple"]
        assert 90 * drink["orange"] + 110 * drink["apple"] + 60 * drink["carrot"] == pytest.approx(sugar)
        margins.append(sells_for - sum(share * price[juice] for juice, share in drink.items()))
    assert margins[1] / 0.1 > margins[0] / 0.5
    left = (2300 - 0.1 * 5000) / 0.5
    assert margins[0] * left + margins[1] * 5000 == pytest.approx(optimum_of("juice"))


def test_stations_are_the_best_of_all_pairs() -> None:
    calls = {row["district"]: int(row["calls"]) for row in rows_of("stations", "calls.csv")}
    minutes = {row.pop("district"): row for row in rows_of("stations", "minutes.csv")}
    totals = []
    for pair in itertools.combinations(["Mill", "North", "Quay", "Ring"], 2):
        nearest = {district: min(int(minutes[district][site]) for site in pair) for district in calls}
        if max(nearest.values()) <= 12:
            totals.append(sum(calls[district] * nearest[district] for district in calls))
    assert sorted(totals) == [optimum_of("stations"), 552]


def spread(total: int, days: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to spread a total over days."""
    if days == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in spread(total - first, days - 1))


def test_week_has_the_fewest_people_and_then_the_fewest_changes() -> None:
    data = json.loads((TEXTS / "week" / "data.json").read_text(encoding="utf-8"))
    need, today = list(data["need"].values()), list(data["today"].values())
    assert sum(need) > 5 * 7
    tried = list(spread(8, 7))
    plans = [b for b in tried if all(sum(b[(d - k) % 7] for k in range(5)) >= need[d] for d in range(7))]
    changes = sorted(sum(abs(now - then) for now, then in zip(plan, today, strict=True)) for plan in plans)
    assert (len(tried), changes) == (3003, [2, 4, 6])


def test_projects_are_the_best_of_all_choices() -> None:
    costs = {r["project"]: (int(r["this_year"]), int(r["next_year"])) for r in rows_of("projects", "costs.csv")}
    worth = {row["project"]: int(row["worth"]) for row in rows_of("projects", "worth.csv")}
    best = 0
    for bits in itertools.product((False, True), repeat=8):
        has = dict(zip(costs, bits, strict=True))
        spent = [sum(costs[project][year] for project in costs if has[project]) for year in (0, 1)]
        allowed = spent[0] <= 120 and spent[1] <= 90 and has["app"] + has["website"] + has["brand"] <= 2
        allowed = allowed and (not has["robots"] or (has["warehouse"] and has["training"]))
        if allowed and (not has["export"] or has["website"] or has["brand"]):
            extra = 15 if has["app"] and has["website"] else 0
            best = max(best, extra + sum(worth[project] for project in worth if has[project]))
    assert best == optimum_of("projects")


def test_pipes_carry_what_the_smallest_cut_lets_through() -> None:
    pipes = {(row["from"], row["to"]): int(row["capacity"]) for row in rows_of("pipes", "pipes.csv")}
    places = ["Weir", "Mill", "Hill", "Lake", "Park"]
    cuts = []
    for bits in itertools.product((False, True), repeat=6):
        # the lake in two places: water in and water out, the pump between them
        side = dict(zip([*places, "pump"], bits, strict=True)) | {"Spring": True, "Town": False}
        capacity = {("pump" if i == "Lake" else i, j): value for (i, j), value in pipes.items()} | {
            ("Lake", "pump"): 10
        }
        cuts.append(sum(value for (i, j), value in capacity.items() if side[i] and not side[j]))
    assert min(cuts) == optimum_of("pipes")


def test_rolls_cannot_be_fewer() -> None:
    patterns = [(a, b, c) for a in range(3) for b in range(4) for c in range(5) if 80 * a + 65 * b + 50 * c <= 220]
    assert max(5 * a + 4 * b + 3 * c for a, b, c in patterns) == 13
    assert math.ceil((5 * 42 + 4 * 30 + 3 * 36) / 13) == optimum_of("rolls")
    cut = {(0, 1, 3): 7, (1, 2, 0): 12, (2, 0, 1): 15}
    assert set(cut) <= set(patterns)
    pieces = [sum(times * pattern[k] for pattern, times in cut.items()) for k in range(3)]
    assert pieces == [42, 31, 36]
    assert sum(cut.values()) == optimum_of("rolls")


def test_purchase_is_the_best_of_all_whole_tonnes() -> None:
    def bill(tonnes: int, *steps: tuple[int, int]) -> float:
        starts = [0, *(end for end, _ in steps)]
        return sum(price * max(0, min(tonnes, end) - start) for start, (end, price) in zip(starts, steps, strict=False))

    bills = []
    for mill, farm in itertools.product(range(61), range(41)):
        port = 90 - mill - farm
        if port == 0 or 25 <= port <= 60:
            flour = bill(mill, (10, 400), (30, 350), (60, 300)) + bill(farm, (20, 330), (40, 380))
            bills.append(flour + 345 * port)
    assert min(bills) == optimum_of("purchase")


def test_renovation_is_the_best_of_all_orders() -> None:
    tasks = {row["task"]: (int(row["days"]), int(row["workers"])) for row in rows_of("renovation", "tasks.csv")}
    before: dict[str, list[str]] = {task: [] for task in tasks}
    for row in rows_of("renovation", "order.csv"):
        before[row["then"]].append(row["first"])

    def shortest(ends: dict[str, int], busy: list[int]) -> int:
        if len(ends) == len(tasks):
            return max(ends.values())
        found = []
        for task in tasks:
            if task not in ends and all(first in ends for first in before[task]):
                days, workers = tasks[task]
                begin = max((ends[first] for first in before[task]), default=0)
                while any(busy[day] + workers > 4 for day in range(begin, begin + days)):
                    begin += 1
                then = [b + workers * (begin <= day < begin + days) for day, b in enumerate(busy)]
                found.append(shortest(ends | {task: begin + days}, then))
        return min(found)

    assert shortest({}, [0] * 40) == optimum_of("renovation")
