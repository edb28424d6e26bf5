"""verify: everything that can be found wrong with a formulation before it is solved."""

from __future__ import annotations

from llm_modeling.compile import compile_model
from llm_modeling.data import Data
from llm_modeling.errors import ExpressionError, FormulationError, SizeError
from llm_modeling.formulation import Formulation
from llm_modeling.limits import DEFAULT_LIMITS, Limits
from llm_modeling.resolve import resolve
from llm_modeling.typed import TypedModel
from llm_modeling.verification.entries import check_entries
from llm_modeling.verification.findings import Finding, Findings, Severity, note
from llm_modeling.verification.index_check import check_indices
from llm_modeling.verification.integrality import check_integrality
from llm_modeling.verification.number_audit import check_numbers
from llm_modeling.verification.problem_text import ProblemText
from llm_modeling.verification.structure import check_structure
from llm_modeling.verification.tension import check_tension
from llm_modeling.verification.text_check import check_text
from llm_modeling.verification.unit_check import check_units, declared_units
from llm_modeling.verification.values import Values
from metasolve import MetasolveError

_LONGEST_TEXT = 20_000


def verify(
    formulation: Formulation, data: Data | None = None, text: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Findings:
    """Return what is wrong, or may be, with a formulation, its data and its problem text; nothing is solved.

    Without data, they are those in the formulation; where they do not suffice, a note says so and what needs them is
    left out. Without text, so is what compares the model with it. Nothing that is wrong with the formulation or the
    data raises: it is a finding.
    """
    try:
        model = resolve(formulation)
    except FormulationError as refused:
        return Findings((_refusal(refused),))
    findings: list[Finding] = []
    values = Values(model)
    try:
        values = Values(model, compile_model(formulation, data, limits))
    except (FormulationError, MetasolveError) as refused:
        findings.append(_refusal(refused, needs_data=data is None))
    findings += check_units(model, (text or "")[:_LONGEST_TEXT])
    findings += check_structure(model)
    findings += check_indices(model, values)
    if values.compiled is not None:
        findings += check_tension(values.compiled)
        findings += check_entries(values.compiled, data)
    findings += _against_text(model, values, text)
    return Findings.of(findings)


def _against_text(model: TypedModel, values: Values, text: str | None) -> list[Finding]:
    units, _ = declared_units(model.formulation, (text or "")[:_LONGEST_TEXT])
    problem_text = ProblemText.of((text or "")[:_LONGEST_TEXT])
    findings = list(check_integrality(model, units, problem_text))
    if text is not None and len(text) > _LONGEST_TEXT:
        message = f"the text has {len(text):,} characters; what compares it with the model is left out"
        findings.append(note("text_too_long", "", message, f"at most {_LONGEST_TEXT:,} are read"))
    elif text is not None and text.strip():
        findings += check_numbers(model, values, problem_text, units)
        findings += check_text(model, values, problem_text)
    return findings


def _refusal(refused: MetasolveError, needs_data: bool = False) -> Finding:
    """Return the finding that the formulation, or its data, cannot be used."""
    code, severity = "refused", Severity.ERROR
    if not isinstance(refused, FormulationError):
        code = "data_missing" if needs_data else "data"
        severity = Severity.NOTE if needs_data else Severity.ERROR
        return Finding(severity, code, "", str(refused))
    if isinstance(refused, SizeError):
        code = "size"
    span = refused.span if isinstance(refused, ExpressionError) else None
    message = refused.bare_reason
    element, _, field = (refused.element or "").partition(", field ")
    return Finding(severity, code, element, message, refused.suggestion or "", field.strip("'"), span)
