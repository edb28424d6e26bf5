"""Task: one problem of a benchmark in words, with what its file says the answer is; TaskFile is all of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from llm_modeling.formulation import Formulation, Goal
from metasolve import ModelDataError


class RecordError(ModelDataError):
    """A record cannot be read; the message says which field of it, and a TaskFile lists it under its line."""


class ExpectedKind(StrEnum):
    """What a label says; NO_BEST is "no best solution", infeasible or unbounded; UNKNOWN is no usable label."""

    VALUE = "value"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_BEST = "no best solution"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """A reason to distrust a label; the value is the name in outputs, MEANING has it in words."""

    NO_LABEL = "no-label"
    UNREADABLE_LABEL = "unreadable-label"
    AMBIGUOUS_LABEL = "ambiguous-label"
    CHANGED_LABEL = "changed-label"
    TINY_LABEL = "tiny-label"
    TRIVIAL_OPTIMUM = "trivial-optimum"
    CONFLICTING_DUPLICATE = "conflicting-duplicate"
    OBJECTIVE_UNCLEAR = "objective-unclear"
    NONLINEAR = "nonlinear"
    INTEGRALITY_OPEN = "integrality-open"
    EMPTY_TERMS = "empty-terms"
    PARTIAL_TERMS = "partial-terms"
    REPEATED_TERM = "repeated-term"
    EMPTY_OBJECTIVE = "empty-objective"
    UNUSED_NUMBER = "unused-number"
    GOLD_INFEASIBLE = "gold-infeasible"
    GOLD_UNBOUNDED = "gold-unbounded"
    GOLD_UNSOLVED = "gold-unsolved"
    GOLD_DISAGREES = "gold-disagrees"


MEANING = {
    Flag.NO_LABEL: "the record has no answer",
    Flag.UNREADABLE_LABEL: "the answer is not a number and not a known phrase",
    Flag.AMBIGUOUS_LABEL: 'the answer does not say whether "infeasible" is meant',
    Flag.CHANGED_LABEL: "the file corrects the answer of its source",
    Flag.TINY_LABEL: "below 0.5, so that rounding makes it 0",
    Flag.TRIVIAL_OPTIMUM: "the optimum is 0: doing nothing is best",
    Flag.CONFLICTING_DUPLICATE: "the same text stands in the file with another answer",
    Flag.OBJECTIVE_UNCLEAR: "no quantity of the answer names the objective beyond doubt",
    Flag.NONLINEAR: "a nonlinear problem; a linear formulation can only approximate it",
    Flag.INTEGRALITY_OPEN: "continuous and integer variables have other optima, and the annotation says neither",
    Flag.EMPTY_TERMS: "a constraint is annotated without terms",
    Flag.PARTIAL_TERMS: "a constraint is annotated with a term for one variable only",
    Flag.REPEATED_TERM: "two terms of one expression are mapped to the same variable",
    Flag.EMPTY_OBJECTIVE: "the objective is annotated without variables; read as the sum of all",
    Flag.UNUSED_NUMBER: "a number marked in the text is in no annotation",
    Flag.GOLD_INFEASIBLE: "the annotated model has no solution",
    Flag.GOLD_UNBOUNDED: "the annotated model is unbounded",
    Flag.GOLD_UNSOLVED: "the gold model could not be solved in time",
    Flag.GOLD_DISAGREES: "the gold model has another optimum than the answer says",
}


@dataclass(frozen=True)
class Expected:
    """The answer of a label; values by the reading that they belong to, "" where there is only one.

    Any of the readings counts as right. written is the label as it stands in the file.
    """

    kind: ExpectedKind
    values: Mapping[str, float] = field(default_factory=dict)
    written: str = ""

    def __post_init__(self) -> None:
        if (self.kind is ExpectedKind.VALUE) != bool(self.values):
            raise ValueError(f"an answer of kind {self.kind} with {len(self.values)} values")


NO_ANSWER = Expected(ExpectedKind.UNKNOWN)


@dataclass(frozen=True)
class Gold:
    """A formulation that the file gives as right, under one reading of the problem, with its values."""

    formulation: Formulation
    values: Mapping[str, Any] = field(default_factory=dict)
    reading: str = ""


@dataclass(frozen=True)
class Task:
    """A problem in words: tables are file names with CSV text, values are data that belong to the question.

    quantities are labels for more than the objective, by their wording; objective is the one of them that expected
    comes from. group is a class of the benchmark's own, line where the record begins.
    """

    id: str
    source: str
    text: str
    expected: Expected = NO_ANSWER
    tables: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    sense: Goal | None = None
    golds: tuple[Gold, ...] = ()
    quantities: Mapping[str, float] = field(default_factory=dict)
    objective: str = ""
    flags: tuple[Flag, ...] = ()
    group: str = ""
    line: int = 0

    @property
    def fingerprint(self) -> str:
        """A short hash of the question, by which a recorded reply is known to belong to it."""
        parts = [self.text, *(piece for name in sorted(self.tables) for piece in (name, self.tables[name]))]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Refused:
    """A record that was not loaded, where it stands, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class TaskFile:
    """All records of a file: those that became tasks, in order, and those that were refused; none is left out."""

    path: str
    format: str
    sha256: str
    tasks: tuple[Task, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def records(self) -> int:
        """How many records the file has."""
        return len(self.tasks) + len(self.refused)
