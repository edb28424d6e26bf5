"""Acceptance: whether a triple may be used, and if not, why; text and formulation have to mean the same.

A text is read by a modeler who does not know the formulation; what comes out has to be the same structure, not only to
have the same optimal value, on the data of the text and, where the modeler's model takes other data, on those too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from llm_modeling.compile import compile_resolved
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits, Method, Outcome, canonical_hash, compare
from llm_modeling.errors import FormulationError
from llm_modeling.families import FAMILIES, Family, Triple
from llm_modeling.families.family import Options
from llm_modeling.families.reading import UnreadableError, read
from llm_modeling.resolve import resolve
from llm_modeling.typed import TypedModel
from llm_modeling.verification.solving import Optimum, optimum
from llm_modeling.verification.solving import Outcome as Solved
from metasolve import MetasolveError, Problem, check

_TOLERANCE = 1e-6
_EFFORT = EffortLimits(time_s=5.0)


class Reason(StrEnum):
    """Why a triple was rejected."""

    UNSOLVED = "not solved to the end in time"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TRIVIAL = "nothing to decide: doing nothing is optimal"
    UNCONFIRMED = "without presolve the solver finds another optimum, or none in time"
    UNREAD = "the modeler made no model of the text"
    OTHER_STRUCTURE = "the modeler's model is not equivalent"
    OTHER_DATA = "the modeler's model is not equivalent on other data"
    UNDECIDED = "whether the modeler's model is equivalent is not decided"
    OFF_LEVEL = "too far from the level's complexity"
    DUPLICATE = "the same text was there before"


class How(StrEnum):
    """By what an accepted triple was shown to mean what its text says."""

    SAME = "the same arrays"
    ISOMORPHIC = "the same up to order, names and units"
    EQUIVALENT = "a proof of equivalence"


@dataclass(frozen=True)
class ModeledText:
    """What a modeler made of a text; of_data is the problem that it makes of other values, if it can take them."""

    compiled: Compiled
    of_data: Callable[[Mapping[str, Any]], Problem] | None = None


Modeler: TypeAlias = Callable[[str], ModeledText]
"""Makes a model of a text; raises MetasolveError or UnreadableError if it cannot."""


@dataclass(frozen=True, eq=False)
class Judgment:
    """The verdict on a triple; optimum and hash are there as far as it came."""

    how: How | None
    reason: Reason | None = None
    detail: str = ""
    optimum: float | None = None
    hash: str = ""

    @property
    def accepted(self) -> bool:
        return self.how is not None


def grammar_modeler(text: str) -> ModeledText:
    """Return the model of a text by the templates of the families; raises UnreadableError for any other text."""
    reading = read(text, FAMILIES)
    model = resolved(reading.family, reading.options)

    def of_data(values: Mapping[str, Any]) -> Problem:
        return compile_resolved(model, Data(values)).problem

    return ModeledText(compile_resolved(model, Data(reading.values)), of_data)


@cache
def resolved(family: Family, options: Options) -> TypedModel:
    """Return the resolved formulation of a family, without quotes and units."""
    return resolve(family.formulation(options))


def judge(
    triple: Triple,
    compiled: Compiled,
    modeler: Modeler = grammar_modeler,
    fingerprints: Sequence[Mapping[str, Any]] = (),
    time_limit_s: float = 10.0,
    proof_suffices: bool = False,
) -> Judgment:
    """Return whether a compiled triple has an optimum worth finding and a text that a modeler makes the same model of.

    fingerprints are other data of the same shape, on which the two have to be the same as well. The same is every
    number in its place. With proof_suffices it may be another model that is proved to be equivalent, which can hide a
    number that was misread and does not matter for these data.
    """
    found = optimum(compiled.problem, time_limit_s)
    reason = _worthless(compiled.problem, found)
    if reason is None and not found.agrees(optimum(compiled.problem, time_limit_s, presolve=False)):
        reason = Reason.UNCONFIRMED
    if reason is not None:
        return Judgment(None, reason)
    identity = canonical_hash(compiled.problem)
    try:
        modeled = modeler(triple.text)
    except (UnreadableError, FormulationError, MetasolveError) as refused:
        return Judgment(None, Reason.UNREAD, str(refused), found.value, identity)
    how, reason, detail = _same_meaning(compiled.problem, modeled.compiled.problem)
    if how is not None and how is not How.SAME and not proof_suffices:
        how, reason, detail = None, Reason.OTHER_STRUCTURE, "it is equivalent on these data, but not the same"
    if how is not None and modeled.of_data is not None:
        for values in fingerprints:
            ours = compile_resolved(compiled.model, Data(values)).problem
            if _same_meaning(ours, modeled.of_data(values))[0] is None:
                return Judgment(None, Reason.OTHER_DATA, "", found.value, identity)
    return Judgment(how, reason, detail, found.value, identity)


def _worthless(problem: Problem, found: Optimum) -> Reason | None:
    """Return why an optimum is not worth looking for; None if it is."""
    if found.outcome is not Solved.OPTIMAL or found.value is None:
        return {
            Solved.OPEN: Reason.UNSOLVED,
            Solved.INFEASIBLE: Reason.INFEASIBLE,
            Solved.UNBOUNDED: Reason.UNBOUNDED,
            Solved.OPTIMAL: Reason.UNSOLVED,
        }[found.outcome]
    rest = np.clip(0.0, problem.col_lower, problem.col_upper)
    if not check.check(problem, rest, _TOLERANCE).feasible:
        return None
    value = float(problem.c @ rest) + problem.offset
    return Reason.TRIVIAL if abs(found.value - value) <= _TOLERANCE * (abs(value) + 1.0) else None


def _same_meaning(ours: Problem, theirs: Problem) -> tuple[How | None, Reason | None, str]:
    if _same_arrays(ours, theirs):
        return How.SAME, None, ""
    verdict = compare(ours, theirs, limits=_EFFORT)
    if verdict.outcome is Outcome.EQUIVALENT:
        return How.ISOMORPHIC if verdict.method is Method.ISOMORPHISM else How.EQUIVALENT, None, ""
    different = verdict.outcome is Outcome.DIFFERENT
    return None, Reason.OTHER_STRUCTURE if different else Reason.UNDECIDED, verdict.reason


def _same_arrays(left: Problem, right: Problem) -> bool:
    pairs: list[tuple[Any, Any]] = [
        (left.c, right.c),
        (left.a.indptr, right.a.indptr),
        (left.a.indices, right.a.indices),
        (left.a.data, right.a.data),
        (left.row_lower, right.row_lower),
        (left.row_upper, right.row_upper),
        (left.col_lower, right.col_lower),
        (left.col_upper, right.col_upper),
        (left.integrality, right.integrality),
    ]
    is_same = left.sense is right.sense and left.offset == right.offset
    return is_same and all(np.array_equal(a, b) for a, b in pairs)
