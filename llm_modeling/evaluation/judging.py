"""judge: whether an answer is the expected one, strictly, closely, and as the published evaluations have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.solving import Solved
from llm_modeling.evaluation.task import Expected, ExpectedKind


class Criterion(StrEnum):
    """STRICT is the criterion of OptMATH's paper, CLOSE the same with 1e-4, LEGACY what its published code does."""

    STRICT = "strict"
    CLOSE = "close"
    LEGACY = "legacy"


WORDING = {
    Criterion.STRICT: "|p - y| <= 1e-6 (|y| + 1)",
    Criterion.CLOSE: "|p - y| <= 1e-4 (|y| + 1)",
    Criterion.LEGACY: "both rounded, then within 5 %",
}
_TOLERANCES = {Criterion.STRICT: 1e-6, Criterion.CLOSE: 1e-4}
_LEGACY = 0.05
_WRONG = dict.fromkeys(Criterion, False)
_RIGHT = dict.fromkeys(Criterion, True)
_ENDINGS = {
    ExpectedKind.INFEASIBLE: {Failure.INFEASIBLE},
    ExpectedKind.UNBOUNDED: {Failure.UNBOUNDED},
    ExpectedKind.NO_BEST: {Failure.INFEASIBLE, Failure.UNBOUNDED},
}


@dataclass(frozen=True)
class Judged:
    """Whether the answer is right by each criterion, None where the label is of no use; failure is the first one.

    failure is None for a strictly right answer, unless its structure is proved wrong. note says more about a wrong
    value, reading which of several expected values it was.
    """

    right: Mapping[Criterion, bool] | None
    failure: Failure | None
    note: str = ""
    reading: str = ""


def agrees(criterion: Criterion, answer: float, label: float) -> bool:
    """Return whether two values are the same by a criterion."""
    if criterion is Criterion.LEGACY:
        rounded = round(label)
        return abs(round(answer) - rounded) <= _LEGACY * abs(rounded)
    return abs(answer - label) <= _TOLERANCES[criterion] * (abs(label) + 1.0)


def judge(expected: Expected, solved: Solved) -> Judged:
    """Return the verdict on what became of a reply."""
    if expected.kind is ExpectedKind.UNKNOWN:
        return Judged(None, solved.failure or _of_structure(solved))
    if solved.value is None:
        if solved.failure in _ENDINGS.get(expected.kind, ()):
            return Judged(_RIGHT, _of_structure(solved))
        return Judged(_WRONG, solved.failure)
    if expected.kind is not ExpectedKind.VALUE:
        return Judged(_WRONG, Failure.WRONG_VALUE, f"has an optimum, expected is {expected.kind}")
    value = solved.value
    right = {c: any(agrees(c, value, label) for label in expected.values.values()) for c in Criterion}
    if right[Criterion.STRICT]:
        reading = next(r for r, label in expected.values.items() if agrees(Criterion.STRICT, value, label))
        return Judged(right, _of_structure(solved), reading=reading)
    flipped = value != 0.0 and any(agrees(Criterion.STRICT, -value, label) for label in expected.values.values())
    return Judged(right, Failure.WRONG_VALUE, "the opposite sign" if flipped else "")


def _of_structure(solved: Solved) -> Failure | None:
    return Failure.WRONG_STRUCTURE if solved.structure is Sameness.DIFFERENT else None
