"""Diagnosis: why a problem has no solution, or no best one, traced back to the sentences it comes from.

    from llm_modeling.diagnosis import explain
    print(explain(compiled, metasolve.solve(compiled.problem)).to_text())

The map:

    layout      the conditions of a problem under numbers; which of them a point violates
    structure   which conditions belong together: constraints, index tuples, what auxiliary columns tie
    oracle      whether conditions can hold together: small solves by HiGHS inside SciPy, checked points
    farkas      multipliers that prove a linear conflict
    witnesses   points that show each condition of a linear conflict to be needed
    filtering   the deletion filter
    conflict    conflict_of: an irreducible infeasible subsystem, confirmed by a second engine
    relaxation  least_relaxation: which sides have to give, and by how much
    ray         unbounded_of: a direction of unlimited improvement, exact
    wording, explain, report   all of it in a planner's words: text, Markdown, JSON
"""

from llm_modeling.diagnosis.conflict import Conflict, DiagnosisLimits, Member, UndecidedError, conflict_of
from llm_modeling.diagnosis.explain import explain
from llm_modeling.diagnosis.layout import Condition, Kind
from llm_modeling.diagnosis.ray import Ray, unbounded_of
from llm_modeling.diagnosis.relaxation import Give, Relaxation, least_relaxation
from llm_modeling.diagnosis.report import Diagnosis, DiagnosisKind, Finding, FindingRole
from llm_modeling.diagnosis.structure import Structure, plain_structure, structure_of

__all__ = [
    "Condition",
    "Conflict",
    "Diagnosis",
    "DiagnosisKind",
    "DiagnosisLimits",
    "Finding",
    "FindingRole",
    "Give",
    "Kind",
    "Member",
    "Ray",
    "Relaxation",
    "Structure",
    "UndecidedError",
    "conflict_of",
    "explain",
    "least_relaxation",
    "plain_structure",
    "structure_of",
    "unbounded_of",
]
