"""Verification of formulations: against themselves, their data, their problem text, and by solving variations.

    findings = verify(formulation, data, text)
    print(findings)                      # errors, warnings, notes, each with place, quote and suggestion
    findings.passed

The map: `verify` runs all rules before solving; `verify_optimum` solves, and runs the metamorphic ones;
`verify_solution` checks a point; `mutants` makes wrong formulations of a right one. A rule is in unit_check (units),
structure, index_check, tension (data), integrality, number_audit (numbers of text and model) or text_check (quotes,
goals, limits); wording, numerals, cues and problem_text read the text, claims and values the model.
"""

from llm_modeling.verification.findings import Finding, Findings, Severity
from llm_modeling.verification.optimum import verify_optimum
from llm_modeling.verification.solution import verify_solution
from llm_modeling.verification.verify import verify

__all__ = ["Finding", "Findings", "Severity", "verify", "verify_optimum", "verify_solution"]
