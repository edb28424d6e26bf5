"""Let engines and brute force agree: `python -m tests.llm_modeling.agreement COUNT [SEED] [--out FILE.json]`.

Every example of instances/text and COUNT random formulations are compiled and solved by HiGHS, SCIP and, where all
columns are bounded integers with integer data, CP-SAT, at gap 0. Statuses and optima have to be the same. For random
ones, what the formulation says is also evaluated directly: in all points if there are few, else in a sample.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tomllib
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from llm_modeling import Compiled, Data, Formulation, compile_model
from llm_modeling.errors import FormulationError
from metasolve import Problem, SolveResult, Termination
from metasolve.backends import BACKENDS, available
from metasolve.backends.channel import OpenModel
from metasolve.backends.contract import Limits, SubMip
from metasolve.backends.worker import WorkerSession
from metasolve.reformulation import reformulate
from tests.llm_modeling.provenance import provenance
from tests.llm_modeling.random_expressions import Place
from tests.llm_modeling.random_models import EXACT, ModelWriter, RandomModel

TEXTS = Path(__file__).parents[2] / "instances" / "text"
TOLERANCE = 1e-6
POINT_SLACK = 1e-4
LIMITS = Limits(time_s=60.0, mip_gap=0.0)
PROVED = (Termination.OPTIMAL, Termination.INFEASIBLE, Termination.UNBOUNDED)
LARGEST_EXACT = 2.0**40


class OneWorker(WorkerSession):
    """A session whose process takes one problem after the other: starting one costs more than solving."""

    def load(self, problem: Problem) -> None:
        """Let all later solves be of this problem."""
        self._form = reformulate(problem)
        self._worker.send(OpenModel(self._form.core))


@dataclass
class Tally:
    """What was compared and what did not agree."""

    statuses: Counter[str] = field(default_factory=Counter)
    solves: Counter[str] = field(default_factory=Counter)
    solve_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    evaluated: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    largest_difference: float = 0.0
    disagreements: list[dict[str, Any]] = field(default_factory=list)

    def differ(self, name: str, what: str, formulation: Formulation | None = None) -> None:
        """Note a disagreement."""
        text = None if formulation is None else formulation.to_json()
        self.disagreements.append({"model": name, "what": what, "formulation": text})

    def close(self, first: float, second: float) -> bool:
        """Return whether two optima agree, and keep the largest difference."""
        difference = abs(first - second) / (abs(second) + 1.0)
        if difference <= TOLERANCE:
            self.largest_difference = max(self.largest_difference, difference)
        return difference <= TOLERANCE


class Engines:
    """The exact engines that are installed, each in one process."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._stack = ExitStack()
        self._sessions: dict[str, OneWorker] = {}
        self._nothing = Problem.from_arrays([1.0], np.zeros((0, 1)), [], [], [0.0], [1.0], [0])

    def __enter__(self) -> Self:
        for name in ("highs", "scip", "cpsat"):
            if BACKENDS[name] in available():
                self._sessions[name] = self._stack.enter_context(OneWorker(BACKENDS[name], self._nothing))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def solve(self, problem: Problem) -> dict[str, SolveResult]:
        """Return the result of each engine that proves something of such a problem."""
        results = {}
        for name, session in self._sessions.items():
            if name == "cpsat" and not is_for_cpsat(problem):
                continue
            session.load(problem)
            began = time.perf_counter()
            result = session.solve(limits=LIMITS)
            if result.termination is Termination.INFEASIBLE_OR_UNBOUNDED:
                result = _settled(session.solve(SubMip(objective=np.zeros(problem.columns)), LIMITS), result)
            results[name] = result
            self.tally.solves[name] += 1
            self.tally.solve_s[name] += time.perf_counter() - began
        return results


def _settled(without_objective: SolveResult, result: SolveResult) -> SolveResult:
    """Return a result that says infeasible or unbounded as what it is, by the solve without an objective."""
    kinds = {Termination.OPTIMAL: Termination.UNBOUNDED, Termination.INFEASIBLE: Termination.INFEASIBLE}
    return replace(result, termination=kinds.get(without_objective.termination, result.termination))


def is_for_cpsat(problem: Problem) -> bool:
    """Return whether all columns are bounded integers and all numbers integers that CP-SAT takes as they are."""
    sides = [side[np.isfinite(side)] for side in (problem.row_lower, problem.row_upper)]
    numbers = np.concatenate([problem.a.data, problem.c, problem.col_lower, problem.col_upper, *sides])
    exact = np.isfinite(numbers).all() and (numbers == np.round(numbers)).all()
    return bool(problem.is_integer.all() and exact and (np.abs(numbers) < LARGEST_EXACT).all())


def agreed(name: str, results: dict[str, SolveResult], tally: Tally) -> SolveResult | None:
    """Return the result of the first engine if all say the same, else None."""
    terminations = {engine: result.termination for engine, result in results.items()}
    reference = next(iter(results.values()))
    for engine, result in results.items():
        optimal = result.termination is Termination.OPTIMAL and reference.termination is Termination.OPTIMAL
        if optimal and not tally.close(_objective(result), _objective(reference)):
            tally.differ(name, f"{engine} {_objective(result)}, {next(iter(results))} {_objective(reference)}")
            return None
    if len(set(terminations.values())) > 1 or reference.termination not in PROVED:
        tally.differ(name, f"statuses { {engine: str(own) for engine, own in terminations.items()} }")
        return None
    tally.statuses[str(reference.termination)] += 1
    return reference


def check_levels(name: str, compiled: Compiled, engines: Engines, tally: Tally) -> list[SolveResult] | None:
    """Return the results of all priorities that the engines agree on, None after a disagreement."""
    achieved: list[float] = []
    steps: list[SolveResult] = []
    for number, level in enumerate(compiled.levels):
        problem = compiled.problem_of_level(number, achieved)
        result = agreed(f"{name} level {number}", engines.solve(problem), tally)
        if result is None:
            return None
        steps.append(result)
        if result.x is None or result.termination is not Termination.OPTIMAL:
            break
        achieved.append(level.value(result.x))
    return steps


def check_against_meaning(
    name: str, model: RandomModel, compiled: Compiled, steps: list[SolveResult], tally: Tally
) -> None:
    """Compare what the engines say with what the formulation says, in points and at their solutions."""
    points, everything = model.points(random.Random(name))
    place = Place(points, slack=EXACT)
    left = model.holds(place)
    tally.evaluated["every point" if everything else "a sample of points"] += 1
    for number, result in enumerate(steps):
        if result.termination is Termination.INFEASIBLE and left.any():
            tally.differ(name, f"level {number}: infeasible, but a point is feasible", model.formulation)
        if result.termination is Termination.UNBOUNDED and everything:
            tally.differ(name, f"level {number}: unbounded, but all columns have bounds", model.formulation)
        if result.termination is not Termination.OPTIMAL:
            return
        level, value = model.levels[number], _objective(result)
        costs = level.sign * np.broadcast_to(level.value(place), left.shape)
        best = float(costs[left].min()) if left.any() else float("inf")
        better = best < level.sign * value - TOLERANCE * (1.0 + abs(value))
        worse = everything and best > level.sign * value + TOLERANCE * (1.0 + abs(value))
        if better or worse:
            tally.differ(name, f"level {number}: optimum {value}, by evaluation {level.sign * best}", model.formulation)
        _check_solution(name, model, compiled, result, number, tally)
        left = left & (costs <= level.sign * value + level.tolerance + EXACT)


def _check_solution(
    name: str, model: RandomModel, compiled: Compiled, result: SolveResult, number: int, tally: Tally
) -> None:
    assert result.x is not None
    found = compiled.values(result.x)
    values = {(c.name, key): np.array([found[c.name][key]]) for c, key in model.keys}
    whole = {c.name for c in model.world.columns if c.whole}
    values = {key: np.rint(value) if key[0] in whole else value for key, value in values.items()}
    place = Place(values, slack=POINT_SLACK)
    for rule in model.rules:
        if not np.all(rule.holds(place)):
            tally.differ(name, f"level {number}: {rule.name} does not hold at the solution", model.formulation)
    meant = float(np.asarray(model.levels[number].value(place)).reshape(-1)[0])
    if abs(meant - _objective(result)) > POINT_SLACK * (1.0 + abs(meant)):
        what = f"level {number}: the objective is {_objective(result)}, by evaluation {meant}"
        tally.differ(name, what, model.formulation)


def random_models(count: int, seed: int, tally: Tally) -> list[tuple[str, RandomModel, Compiled]]:
    """Return random formulations that compile; those that are refused are counted, by what is said."""
    result: list[tuple[str, RandomModel, Compiled]] = []
    drawn = 0
    while len(result) < count:
        name = f"random {seed}-{drawn}"
        drawn += 1
        model = ModelWriter(name).draw()
        try:
            result.append((name, model, compile_model(model.formulation, model.data)))
        except FormulationError as error:
            tally.refused[
                "pwl beyond its breakpoints" if "breakpoints" in error.bare_reason else error.bare_reason
            ] += 1
    return result


def check_random(count: int, seed: int, engines: Engines, tally: Tally, progress: bool = False) -> None:
    """Compare the engines, and what the formulation says, on so many random formulations."""
    for number, (name, model, compiled) in enumerate(random_models(count, seed, tally), 1):
        steps = check_levels(name, compiled, engines, tally)
        if steps is not None:
            check_against_meaning(name, model, compiled, steps, tally)
        if progress and number % 25 == 0:
            sys.stderr.write(f"{number} of {count}, {len(tally.disagreements)} disagreements\n")


def check_examples(engines: Engines, tally: Tally) -> None:
    """Compare the engines and the optima of the manifest on the examples."""
    for example in tomllib.loads((TEXTS / "manifest.toml").read_text(encoding="utf-8"))["example"]:
        folder = TEXTS / example["name"]
        compiled = compile_model(Formulation.read(folder / "model.json"), Data.from_directory(folder))
        steps = check_levels(example["name"], compiled, engines, tally)
        optima = [example["optimum"], *example.get("later", [])]
        for step, optimum in zip(steps or [], optima, strict=True):
            if not tally.close(_objective(step), optimum):
                tally.differ(example["name"], f"{_objective(step)} instead of {optimum}")


def _objective(result: SolveResult) -> float:
    return float("nan") if result.objective is None else result.objective


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=500)
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--out", type=Path, help="write the outcome here")
    wanted = parser.parse_args()
    began = time.perf_counter()
    examples, drawn = Tally(), Tally()
    with Engines(examples) as engines:
        check_examples(engines, examples)
        engines.tally = drawn
        check_random(wanted.count, wanted.seed, engines, drawn, progress=True)
    content = provenance() | {"count": wanted.count, "seed": wanted.seed, "gap": 0.0, "tolerance": TOLERANCE}
    content |= {"time_s": time.perf_counter() - began, "examples": vars(examples), "random": vars(drawn)}
    text = json.dumps(content, indent=2) + "\n"
    if wanted.out is not None:
        wanted.out.write_text(text)
    print(text)
    sys.exit(1 if examples.disagreements or drawn.disagreements else 0)


if __name__ == "__main__":
    main()
