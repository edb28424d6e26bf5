"""Failures: what a wrong formulation has otherwise than a right one, found without a language model."""

from __future__ import annotations

from dataclasses import dataclass

from llm_modeling.comparison import compare_models
from llm_modeling.compile import compile_model
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits, Outcome
from llm_modeling.errors import FormulationError
from llm_modeling.experience.fragments import difference
from llm_modeling.experience.task import Attempt, Attempter, Task
from llm_modeling.formulation import Formulation
from metasolve import MetasolveError

_EFFORT = EffortLimits(time_s=5.0)
_MOST_PLACES = 6
# Data are left out: they are the task's own, and a lesson describes what to do with any.
_SHOWN = ("variables", "constraints", "objectives")
_MOST_ELEMENTS = 6


@dataclass(frozen=True, eq=False)
class Failure:
    """A task that was formulated wrong, with a right formulation of it and what the two have otherwise.

    wrong and right are fragments; findings are sentences that say what differs. by is where the right one comes from.
    """

    task: Task
    wrong: str
    right: str
    findings: tuple[str, ...]
    by: str


def failure_of(task: Task, attempt: Attempt, right: Formulation, values: Data, by: str = "gold") -> Failure | None:
    """Return how an attempt differs from a right formulation, None if the two are equivalent after all."""
    gold = compile_model(right, values)
    if attempt.formulation is None:
        return Failure(task, "", "", ("there was no formulation that could be read",), by)
    wrong, fixed = difference(attempt.formulation, right, _SHOWN, _MOST_ELEMENTS)
    try:
        compiled = compile_model(attempt.formulation, Data({**values.values, **attempt.values}))
    except (FormulationError, MetasolveError) as error:
        return Failure(task, wrong, fixed, (f"the formulation does not compile: {error}",), by)
    comparison = compare_models(compiled, gold, limits=_EFFORT)
    if comparison.outcome is Outcome.EQUIVALENT:
        return None
    findings = [f"a is the wrong formulation, b the right one: {comparison.verdict.reason}"]
    findings += [
        f"{change.element}: {change.what}"
        + (f"; a has {change.in_a}" * bool(change.in_a))
        + (f"; b has {change.in_b}" * bool(change.in_b))
        for change in comparison.changes[:_MOST_PLACES]
    ]
    return Failure(task, wrong, fixed, tuple(findings), by)


def explored(task: Task, attempt: Attempter, tries: int, seed: int) -> Attempt | None:
    """Return an attempt whose value is the known best one and which verification passes, None after so many tries.

    The best value is never shown to the model, so that it cannot be made to come out.
    """
    for k in range(tries):
        made = attempt(task, (), seed=seed + 1 + k)
        if made.formulation is not None and made.passed and task.is_right(made.value):
            return made
    return None
