"""Repairs: a wrong model of a problem, what is found wrong with it, and the right one, as training data.

Source: the mistakes are those of OptMATH's and ORDebug's error types, made by `verification.mutants`; the diagnosis is
what `verify`, a solve and `explain` say, which is what a model would be told in the loop.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from llm_modeling.compile import compile_model
from llm_modeling.diagnosis import DiagnosisLimits, explain
from llm_modeling.formulation import Formulation
from llm_modeling.synthesis.record import SYSTEM, Record, self_contained
from llm_modeling.verification import verify
from llm_modeling.verification.mutants import Mutant, mutants
from llm_modeling.verification.solving import Outcome, optimum
from metasolve import MetasolveError, SolutionStatus, SolveResult, Termination

SCHEMA = "metasolve.repair/1"
_TELLING_S = 5.0


@dataclass(frozen=True)
class Repair:
    """A wrong formulation, the mistake in it, the diagnosis in words, and the conversation that mends it."""

    id: str
    kind: str
    element: str
    change: str
    diagnosis: str
    outcome: str
    split: str
    messages: tuple[Mapping[str, str], ...]

    def to_json(self) -> str:
        """Return the repair as one line of JSON."""
        return json.dumps({"schema": SCHEMA, **vars(self)}, ensure_ascii=False, separators=(",", ":"))


def repairs_of(record: Record, most: int) -> Iterator[Repair]:
    """Yield at most so many repairs of a record, one of each kind of mistake before a second of any.

    A mistake that verification does not find and that does not change the optimal value is left out: nothing would
    tell the model that it is there.
    """
    formulation, data = record.parts()
    whole = self_contained(formulation, data.values)
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants(whole):
        by_kind.setdefault(str(mutant.kind), []).append(mutant)
    made = 0
    while made < most and any(by_kind.values()):
        for kind in list(by_kind):
            if made < most and by_kind[kind]:
                number = made
                repair = _repair(record, whole, by_kind[kind].pop(0), number)
                if repair is not None:
                    made += 1
                    yield repair


def _repair(record: Record, right: Formulation, mutant: Mutant, number: int) -> Repair | None:
    outcome, told = _told(record, mutant.formulation)
    if not told:
        return None
    request = (
        f"{record.text}\n\nThis model of it is wrong:\n\n{mutant.formulation.to_json()}\n\n"
        f"What was found:\n\n{told}\n\nAnswer with the whole model, put right."
    )
    messages = (
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": request},
        {"role": "assistant", "content": right.to_json()},
    )
    identity = f"{record.id}-repair-{number}"
    return Repair(identity, str(mutant.kind), mutant.element, mutant.change, told, outcome, record.split, messages)


def _told(record: Record, wrong: Formulation) -> tuple[str, str]:
    """Return how a solve of the wrong model ends, and what there is to say about it; empty if nothing."""
    findings = verify(wrong, None, record.text)
    said = [str(finding) for finding in (*findings.errors, *findings.warnings)]
    try:
        compiled = compile_model(wrong)
        found = optimum(compiled.problem, _TELLING_S)
    except MetasolveError as error:
        return "refused", "\n".join([*said, str(error)])
    if found.outcome in (Outcome.INFEASIBLE, Outcome.UNBOUNDED):
        is_infeasible = found.outcome is Outcome.INFEASIBLE
        ended = Termination.INFEASIBLE if is_infeasible else Termination.UNBOUNDED
        claim = SolveResult(termination=ended, solution_status=SolutionStatus.NONE)
        said.append(explain(compiled, claim, DiagnosisLimits(time_limit_s=_TELLING_S)).to_text())
    elif found.value is not None and not _close(found.value, record.optimum):
        said.append(f"its optimal value is {found.value:.10g}, that of the problem is {record.optimum:.10g}")
    return str(found.outcome), "\n".join(said)


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-6 * (abs(right) + 1.0)
