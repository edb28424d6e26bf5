"""solve: one formulation compiled, solved and compared with the gold ones; what a worker process does."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from llm_modeling.comparison import compare_models, have_same_names
from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits, Verdict
from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.errors import DataError, SizeError
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.separation import separated
from llm_modeling.evaluation.task import Gold
from llm_modeling.formulation import Formulation
from llm_modeling.limits import Limits
from llm_modeling.verification.solving import Optimum, Outcome, optimum
from metasolve import BackendError, MetasolveError, ModelDataError, ModelNotFoundError, Problem

LIMITS = Limits(rows=200_000, columns=200_000, terms=2_000_000, combinations=1_000_000, expansion=4_000_000)
"""What one reply may become; replies are small, and thousands of them are solved."""

_OUTCOMES = {
    Outcome.INFEASIBLE: Failure.INFEASIBLE,
    Outcome.UNBOUNDED: Failure.UNBOUNDED,
    Outcome.OPEN: Failure.TIME_LIMIT,
}
_SHOWN = 300
_BRIEF_S = 0.25
"""How long a comparison of models that most probably differ may take."""
_SAME, _NEAR = 1e-6, 1e-4
_UNIT = 1e-6


@dataclass(frozen=True)
class Job:
    """A formulation to solve: its own data, those of the task for what it leaves open, and where tables are.

    golds are compared with it, each for at most structure_s seconds; 0 leaves that out. Where the optimal value is
    none of the targets, they are compared briefly. What is infeasible or unbounded is not compared: models without a
    solution are alike whatever they say.
    """

    formulation: Formulation
    data: Mapping[str, Any] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    directory: Path | None = None
    golds: Sequence[Gold] = ()
    targets: Sequence[float] = ()
    time_limit_s: float = 10.0
    structure_s: float = 0.0


@dataclass(frozen=True)
class Solved:
    """What became of it: the failure before or in the solve, or the optimal value; structure if there was a gold."""

    failure: Failure | None = None
    reason: str = ""
    value: float | None = None
    structure: Sameness | None = None
    structure_reason: str = ""


def solve(job: Job) -> Solved:
    """Return what becomes of a formulation; errors of the formulation are part of the answer."""
    try:
        compiled = compile_model(job.formulation, _data(job), LIMITS)
    except SizeError as error:
        return Solved(Failure.SIZE, _short(error))
    except (DataError, ModelNotFoundError) as error:
        return Solved(Failure.DATA, _short(error))
    except ModelDataError as error:
        return Solved(Failure.COMPILE, _short(error))
    if not compiled.problem.c.size:
        return Solved(Failure.COMPILE, "the model has no variables: there is nothing to decide")
    solved = _solved(compiled, job)
    has_structure = solved.failure not in (Failure.INFEASIBLE, Failure.UNBOUNDED)
    return _compared(solved, compiled, job) if job.golds and job.structure_s and has_structure else solved


def _data(job: Job) -> Data:
    """Return the data of a reply; what it declares without values has those that came with the task."""
    if job.data is not None:
        return Data(job.data, job.directory)
    model = job.formulation
    bare = [s.name for s in model.sets if not (s.members or s.tuples or s.expression or s.table)]
    bare += [p.name for p in model.parameters if p.value is None and not (p.entries or p.expression or p.table)]
    return Data({name: job.given[name] for name in bare if name in job.given}, job.directory)


def _solved(compiled: Compiled, job: Job) -> Solved:
    try:
        found = settled(compiled.problem, job.time_limit_s, job.targets)
    except BackendError as error:
        return Solved(Failure.UNSOLVED, _short(error))
    if found.outcome is Outcome.OPTIMAL:
        return Solved(value=found.value)
    reason = f"not solved within {job.time_limit_s:g} s" if found.outcome is Outcome.OPEN else ""
    return Solved(_OUTCOMES[found.outcome], reason)


def settled(problem: Problem, time_limit_s: float, targets: Sequence[float] = ()) -> Optimum:
    """Return the optimum; where the engine only says "infeasible or unbounded", which of them it is.

    What is none of the targets is solved again without presolve, and the better outcome counts: presolve has faults.
    A problem with rational data that has a solution is unbounded if its relaxation is (Meyer, On the existence of
    optimal solutions to integer and mixed-integer programming problems, 1974).
    Raises BackendError as optimum does.
    """
    began = time.monotonic()
    found = optimum(problem, time_limit_s)
    left = began + time_limit_s - time.monotonic()
    if left <= 0.0:
        return found
    if found.outcome is Outcome.OPEN:
        feasible = optimum(replace(problem, c=np.zeros_like(problem.c)), left)
        if feasible.outcome is not Outcome.OPTIMAL:
            return feasible
        relaxed = optimum(replace(problem, integrality=np.zeros_like(problem.integrality)), left)
        return relaxed if relaxed.outcome is Outcome.UNBOUNDED else found
    if found.outcome is Outcome.UNBOUNDED or any(_is_near(found.value, y, _SAME) for y in targets):
        return found
    again = optimum(problem, left, presolve=False)
    if again.value is None or (found.value is not None and float(problem.sense) * (found.value - again.value) <= 0.0):
        return found
    return again


def _is_near(value: float | None, target: float, tolerance: float) -> bool:
    return value is not None and abs(value - target) <= tolerance * (abs(target) + 1.0)


def _compared(solved: Solved, compiled: Compiled, job: Job) -> Solved:
    """Return the answer with whether one of the golds says the same, or all of them something else."""
    found: list[tuple[Sameness, str]] = []
    near = solved.value is None or any(_is_near(solved.value, y, _NEAR) for y in job.targets)
    time_s = job.structure_s if near else min(job.structure_s, _BRIEF_S)
    for gold in job.golds:
        try:
            other = compile_model(gold.formulation, Data(gold.values, job.directory), LIMITS)
            found.append(same(other, compiled, time_s, same_value=near))
        except MetasolveError as error:
            found.append((Sameness.UNKNOWN, _short(error)))
        if found[-1][0] is Sameness.EQUIVALENT:
            break
    kinds = {kind for kind, _ in found}
    best = next(kind for kind in (Sameness.EQUIVALENT, Sameness.UNKNOWN, Sameness.DIFFERENT) if kind in kinds)
    reason = next(reason for kind, reason in found if kind is best)
    return replace(solved, structure=best, structure_reason=reason[:_SHOWN])


def same(gold: Compiled, reply: Compiled, time_s: float, *, same_value: bool = True) -> tuple[Sameness, str]:
    """Return whether a model says the same as the gold one, whatever its names are, and why.

    Where all variables have the names of the gold one, they mean the same in the same unit, unless another assignment
    of them, in the same units too, makes the models equivalent. same_value says that the optimal values agree: then
    objectives in other units do not, and a second opinion on models that differ by name is worth its time.
    """
    named = None
    if have_same_names(gold, reply):
        named = compare_models(gold, reply, match="names", limits=EffortLimits(time_s=time_s)).verdict
        if named.outcome is Sameness.EQUIVALENT or (named.outcome is Sameness.DIFFERENT and not same_value):
            return named.outcome, named.reason
        time_s = min(time_s, _BRIEF_S) if named.outcome is Sameness.DIFFERENT else time_s
    other = compare_models(gold, reply, match="structure", limits=EffortLimits(time_s=time_s)).verdict
    if other.outcome is Sameness.EQUIVALENT:
        wrong = _other_units(other, same_value=same_value, columns=named is not None)
        if not wrong:
            return other.outcome, other.reason
        other = replace(other, outcome=Sameness.UNKNOWN, reason=wrong)
    if named is None or named.outcome is Sameness.UNKNOWN:
        found = None if named is None else separated(gold, reply, time_s)
        return (other.outcome, other.reason) if found is None else (Sameness.DIFFERENT, found)
    return named.outcome, named.reason


def _other_units(verdict: Verdict, *, same_value: bool, columns: bool) -> str:
    """Return why an equivalence up to units is none here, empty if it is one.

    The definition behind it takes any shifted and scaled objective, and ranges of columns, for the same.
    """
    factor, shift = verdict.objective_factor, verdict.objective_shift
    if shift and abs(shift) > _UNIT:
        return f"equivalent only with {shift:g} added to the objective"
    if same_value and factor is not None and abs(abs(factor) - 1.0) > _UNIT:
        return f"equivalent only with {factor:g} times the objective"
    moved = [name for name, other in verdict.columns.items() if abs(other.factor - 1.0) > _UNIT or other.shift]
    return f"equivalent only with {moved[0]!r} in another unit" if columns and moved else ""


def _short(error: Exception) -> str:
    text = str(error)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
