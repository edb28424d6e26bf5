"""One formulation checked: parsed, verified, compiled, solved, diagnosed; and what is to be put right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.diagnosis import Diagnosis, DiagnosisKind, DiagnosisLimits, explain
from llm_modeling.formulating.case import Case, Solution, Solves, structure_hash
from llm_modeling.formulating.events import Diagnosed, Refused, Solved, Verified
from llm_modeling.formulating.tables import missing_table
from llm_modeling.formulation import Formulation
from llm_modeling.model_result import ModelResult
from llm_modeling.verification import Findings, verify
from llm_modeling.verification.findings import error
from metasolve import MetasolveError, Termination

_EXPLAINED = (Termination.INFEASIBLE, Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
_DECIDED = {DiagnosisKind.INFEASIBLE: Termination.INFEASIBLE, DiagnosisKind.UNBOUNDED: Termination.UNBOUNDED}
_DIAGNOSIS_S = 10.0
_FINDINGS_TOLD = 12


@dataclass(frozen=True, eq=False)
class Checked:
    """A formulation with all that was found out about it; what could not be found out is None.

    compiled is None if the formulation cannot be compiled: findings say why. structure is its structure_hash.
    """

    formulation: Formulation
    findings: Findings
    compiled: Compiled | None = None
    structure: str = ""
    solution: Solution | None = None
    diagnosis: Diagnosis | None = None
    problem: str = ""

    @property
    def result(self) -> ModelResult | None:
        return None if self.solution is None else self.solution.result

    @property
    def termination(self) -> Termination | None:
        return None if self.solution is None else self.solution.termination

    @property
    def objective(self) -> float | None:
        return None if self.solution is None else self.solution.objective

    @property
    def faults(self) -> tuple[str, ...]:
        """What is to be put right, in words: errors, warnings, and conditions that contradict each other."""
        told = [str(finding) for finding in (*self.findings.errors, *self.findings.warnings)][:_FINDINGS_TOLD]
        if self.diagnosis is not None and self.diagnosis.kind in _DECIDED:
            told.append(f"The problem was solved: {self.termination}.\n{self.diagnosis.to_text()}")
        return tuple(told)

    @property
    def rank(self) -> tuple[bool, int, bool, int, bool]:
        """Less is better: can be compiled, errors, has a plan, warnings, was solved itself."""
        no_plan = self.termination in _EXPLAINED
        found = self.findings
        return (self.compiled is None, len(found.errors), no_plan, len(found.warnings), self.result is None)


def check(case: Case, solves: Solves, formulation: Formulation, sample: int, attempt: int) -> Checked:
    """Return the checked formulation; every step is told to the case, and ends early when that is halted."""
    missing = missing_table(formulation, case.tables)
    if missing is not None:
        case.tell(Refused(case.time_s, sample, attempt, "DataError", missing))
        return Checked(formulation, Findings((error("data", "", missing),)))
    if not formulation.variables:
        reason = "the model has no variables: there is nothing to decide"
        case.tell(Refused(case.time_s, sample, attempt, "FormulationError", reason))
        return Checked(formulation, Findings((error("variables", "", reason),)))
    findings = verify(formulation, case.data, case.text)
    if not formulation.variables:
        case.tell(Refused(case.time_s, sample, attempt, "FormulationError", "there are no variables"))
        return Checked(formulation, findings)
    try:
        compiled = compile_model(formulation, case.data)
    except MetasolveError as refused:
        case.tell(Refused(case.time_s, sample, attempt, type(refused).__name__, str(refused)))
        return Checked(formulation, findings)
    rows, columns = (int(size) for size in compiled.problem.a.shape)
    case.tell(Verified(case.time_s, sample, attempt, rows, columns, tuple(findings)))
    checked = Checked(formulation, findings, compiled, structure_hash(compiled))
    return _solved(case, solves, checked, sample, attempt) if case.settings.solve else checked


def with_plan(case: Case, solves: Solves, checked: Checked, sample: int) -> Checked:
    """Return what was checked with its own plan, where so far only the value of an equivalent problem is known."""
    solution, compiled = checked.solution, checked.compiled
    if solution is None or compiled is None or solution.result is not None or case.halt.is_set():
        return checked
    try:
        return replace(checked, solution=solves.solve(compiled, checked.structure, sample, plan=True))
    except MetasolveError as failed:
        return replace(checked, problem=str(failed))


def _solved(case: Case, solves: Solves, checked: Checked, sample: int, attempt: int) -> Checked:
    compiled = checked.compiled
    if compiled is None or case.halt.is_set():
        return checked
    try:
        solution = solves.solve(compiled, checked.structure, sample)
    except MetasolveError as failed:
        case.tell(Refused(case.time_s, sample, attempt, type(failed).__name__, str(failed)))
        return replace(checked, problem=str(failed))
    case.tell(
        Solved(case.time_s, sample, attempt, str(solution.termination), solution.objective, shared=solution.shared)
    )
    checked = replace(checked, solution=solution)
    result = solution.result
    if result is None or result.termination not in _EXPLAINED or len(result.steps) > 1 or case.halt.is_set():
        return checked
    limits = DiagnosisLimits(time_limit_s=min(_DIAGNOSIS_S, case.settings.time_limit_s))
    try:
        diagnosis = explain(compiled, result.steps[0], limits)
    except MetasolveError as failed:
        return replace(checked, problem=f"the reason was not found out: {failed}")
    case.tell(Diagnosed(case.time_s, sample, attempt, str(diagnosis.kind), diagnosis.headline))
    decided = replace(result, termination=_DECIDED.get(diagnosis.kind, result.termination))
    solution = replace(solution, termination=decided.termination, result=decided)
    return replace(checked, solution=solution, diagnosis=diagnosis)
