"""FormulateResult: the model that the words came to, what it rests on, its solution, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_modeling.client import Usage
from llm_modeling.compiled import Compiled
from llm_modeling.diagnosis import Diagnosis
from llm_modeling.formulating.checking import Checked
from llm_modeling.formulating.events import finding_json
from llm_modeling.formulating.sample import SampleOutcome
from llm_modeling.formulation import Formulation
from llm_modeling.model_result import ModelResult
from llm_modeling.verification import Findings

SCHEMA = "metasolve.formulate-result/1"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sample with what became of it; cluster is the place of its cluster in the vote, None if it had none."""

    sample: int
    outcome: SampleOutcome
    checked: Checked | None
    repairs: int
    usage: Usage
    reason: str = ""
    cluster: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the candidate as JSON data."""
        checked = self.checked
        found = None if checked is None else checked.findings
        return {
            "sample": self.sample,
            "outcome": str(self.outcome),
            "hash": None if checked is None else checked.structure or None,
            "termination": None if checked is None or checked.termination is None else str(checked.termination),
            "objective": None if checked is None else checked.objective,
            "errors": 0 if found is None else len(found.errors),
            "warnings": 0 if found is None else len(found.warnings),
            "cluster": self.cluster,
            "repairs": self.repairs,
            "reason": self.reason,
            "usage": self.usage.to_json(),
        }


@dataclass(frozen=True, eq=False)
class FormulateResult:
    """The outcome of formulate.

    formulation is the leading one even where the answer is a question (abstained), None only if no sample came to one
    that compiles. data has the values that it took from tables, so that Data(data) completes it. confidence is the
    share of the samples that say the same. insights are the identifiers of those in the prompt, prompts the versions.
    unsolved says why there is no result though one was asked for.
    """

    formulation: Formulation | None
    compiled: Compiled | None
    data: Mapping[str, Any]
    result: ModelResult | None
    findings: Findings
    diagnosis: Diagnosis | None
    confidence: float
    candidates: tuple[Candidate, ...]
    question: str = ""
    interrupted: bool = False
    insights: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    prompts: Mapping[str, int] = field(default_factory=dict)
    time_s: float = 0.0
    unsolved: str = ""

    @property
    def abstained(self) -> bool:
        """Whether the answer is a question."""
        return bool(self.question)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the text leaves open and the model decided."""
        return () if self.formulation is None else self.formulation.assumptions

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON data of schema metasolve.formulate-result/1."""
        formulation = self.formulation
        written = None if formulation is None else formulation.model_dump(mode="json", exclude_defaults=True)
        return {
            "schema": SCHEMA,
            "formulation": None if written is None else {"schema": "metasolve.formulation/1", **written},
            "data": dict(self.data),
            "assumptions": list(self.assumptions),
            "findings": [finding_json(finding) for finding in self.findings],
            "solution": None if self.result is None else self.result.to_json(),
            "diagnosis": None if self.diagnosis is None else self.diagnosis.to_json(),
            "confidence": self.confidence,
            "abstained": self.abstained,
            "question": self.question,
            "unsolved": self.unsolved,
            "interrupted": self.interrupted,
            "candidates": [candidate.to_json() for candidate in self.candidates],
            "insights": list(self.insights),
            "usage": self.usage.to_json(),
            "model": self.model,
            "prompts": dict(self.prompts),
            "time_s": self.time_s,
        }
