"""explain: a result without a solution, or without an end, in words that a planner understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from llm_modeling.compiled import Compiled, Key
from llm_modeling.diagnosis.conflict import (
    DEFAULT_DIAGNOSIS_LIMITS,
    Conflict,
    DiagnosisLimits,
    Member,
    UndecidedError,
    conflict_of,
)
from llm_modeling.diagnosis.layout import Condition, Kind, Layout
from llm_modeling.diagnosis.oracle import Clock, Oracle, Verdict
from llm_modeling.diagnosis.ray import Ray, unbounded_of
from llm_modeling.diagnosis.relaxation import Relaxation, least_relaxation, single_reliefs
from llm_modeling.diagnosis.report import Diagnosis, DiagnosisKind, Finding, FindingRole
from llm_modeling.diagnosis.structure import Structure, structure_of
from llm_modeling.diagnosis.wording import Wording, is_linear, joined, number
from metasolve import SolveResult, Termination

_CONTRIBUTIONS_SHOWN = 8
_ADVICE_SHOWN = 6


def explain(compiled: Compiled, result: SolveResult, limits: DiagnosisLimits = DEFAULT_DIAGNOSIS_LIMITS) -> Diagnosis:
    """Return why the problem of a compiled formulation has no plan, or no best one.

    What result claims is looked into rather than believed: the kind of the diagnosis may differ from it. Raises
    ValueError if the result has a solution and is not unbounded.
    """
    unbounded = (Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
    if result.x is not None and result.termination not in unbounded:
        raise ValueError(f"the result has a solution (termination {result.termination}); there is nothing to explain")
    structure = structure_of(compiled)
    try:
        conflict = conflict_of(compiled.problem, structure, limits)
    except UndecidedError as error:
        return Diagnosis(DiagnosisKind.UNDECIDED, f"It is not known whether there is a plan: {error}")
    if conflict is not None:
        return _of_conflict(compiled, structure, conflict, limits)
    ray = unbounded_of(compiled.problem, limits)
    if ray is not None:
        return _of_ray(compiled, ray)
    claim = f"The engine ended with {result.termination}, but a checked plan keeps all conditions."
    return Diagnosis(DiagnosisKind.FEASIBLE, claim)


def _of_conflict(compiled: Compiled, structure: Structure, conflict: Conflict, limits: DiagnosisLimits) -> Diagnosis:
    words = Wording(compiled)
    limits = replace(limits, time_limit_s=max(1.0, (limits.time_limit_s - conflict.time_s) / 3.0))
    findings = _constraint_findings(words, conflict) + _column_findings(words, conflict)
    relaxation = least_relaxation(compiled.problem, structure, limits)
    return Diagnosis(
        DiagnosisKind.INFEASIBLE,
        "No plan keeps all of these conditions.",
        tuple(findings),
        _balance(words, conflict),
        tuple(_advice(compiled, structure, conflict, relaxation, limits)),
        tuple(_notes(conflict)),
        conflict=conflict,
        relaxation=relaxation,
    )


def _constraint_findings(words: Wording, conflict: Conflict) -> list[Finding]:
    """Return a finding for each linear row, and one for each other constraint at an index tuple."""
    compiled = words.compiled
    findings: list[Finding] = []
    logic: dict[tuple[str, Key], list[int]] = {}
    for row, group in groupby(_row_conditions(conflict), key=lambda condition: condition.number):
        conditions = list(group)
        origin = compiled.origin_of_row(row)
        place = (origin.constraint, origin.index)
        if _is_linear_row(compiled, row):
            lower, upper = any(c.is_lower for c in conditions), any(not c.is_lower for c in conditions)
            findings.append(_constraint_finding(words, row, words.row(row, lower=lower, upper=upper)))
        elif place in logic:
            logic[place].append(row)
        else:
            logic[place] = [row]
            findings.append(_constraint_finding(words, row, ""))
    for k, finding in enumerate(findings):
        rows = logic.get((finding.name, finding.indices[0]))
        if rows is not None:
            findings[k] = replace(finding, statement=words.expression(rows))
    return findings


def _constraint_finding(words: Wording, row: int, statement: str) -> Finding:
    origin = words.compiled.origin_of_row(row)
    names = words.index_names(origin.constraint)
    return Finding(FindingRole.CONSTRAINT, origin.constraint, (origin.index,), names, statement, origin.quote)


def _row_conditions(conflict: Conflict) -> list[Condition]:
    conditions = [c for member in conflict.members for c in member.conditions if c.is_row]
    return sorted(conditions, key=lambda condition: (condition.number, condition.kind))


def _column_findings(words: Wording, conflict: Conflict) -> list[Finding]:
    """Return the bounds and integralities of the conflict, those of one variable that say the same together."""
    grouped: dict[tuple[str, str], list[int]] = {}
    roles: dict[str, FindingRole] = {}
    for member in conflict.members:
        if member.conditions[0].is_row:
            continue
        column = member.conditions[0].number
        name = words.compiled.origin_of_column(column).variable or ""
        statement = f"{name} {_asked_of_column(words, member)}"
        whole = any(condition.kind is Kind.INTEGRALITY for condition in member.conditions)
        roles[statement] = FindingRole.INTEGRALITY if whole else FindingRole.BOUND
        grouped.setdefault((name, statement), []).append(column)
    findings = []
    for (name, statement), columns in grouped.items():
        typed = words.compiled.model.variables[name]
        names = () if typed.domain is None else typed.domain.names
        keys = tuple(words.compiled.origin_of_column(column).index for column in columns)
        findings.append(Finding(roles[statement], name, keys, names, statement, typed.spec.quote))
    return findings


def _asked_of_column(words: Wording, member: Member) -> str:
    if len(member.conditions) > 1:
        return "is 0 or 1"
    condition = member.conditions[0]
    if condition.kind is Kind.INTEGRALITY:
        return "has whole values"
    return f"{'>=' if condition.is_lower else '<='} {number(words.side(condition).value)}"


def _balance(words: Wording, conflict: Conflict) -> str:
    """Return how the sums of a linear conflict miss each other, empty if it is not one of sums."""
    at_most: list[tuple[str, float]] = []
    at_least: list[tuple[str, float]] = []
    for member in conflict.members:
        if not member.multipliers:
            return ""
        for condition, multiplier in zip(member.conditions, member.multipliers, strict=True):
            side = words.side(condition)
            share = side.value * multiplier
            if share:
                factor = "" if multiplier == 1.0 else f"{number(multiplier)} x "
                entry = (f"{words.subject(condition)} {factor}{number(side.value)}", share)
                (at_least if side.is_lower else at_most).append(entry)
    most, least = sum(share for _, share in at_most), sum(share for _, share in at_least)
    allowed = f"at most {number(most)} is allowed{_contributions(at_most)}"
    asked = f"at least {number(least)} is asked for{_contributions(at_least)}"
    return f"Added up, {allowed}, but {asked}: {number(least - most)} too much."


def _contributions(entries: Sequence[tuple[str, float]]) -> str:
    if not entries:
        return ""
    shown = [text for text, _ in entries[:_CONTRIBUTIONS_SHOWN]]
    if len(entries) > _CONTRIBUTIONS_SHOWN:
        shown.append(f"{len(entries) - _CONTRIBUTIONS_SHOWN} more")
    return f" ({' + '.join(shown)})"


def _advice(
    compiled: Compiled,
    structure: Structure,
    conflict: Conflict,
    relaxation: Relaxation | None,
    limits: DiagnosisLimits,
) -> list[str]:
    """Return what makes the whole problem feasible: single members that give, then the cheapest combination."""
    words = Wording(compiled)
    reliefs = single_reliefs(compiled.problem, structure, conflict, limits)
    advice = [words.relief(give.condition, give.amount) for give in reliefs][:_ADVICE_SHOWN]
    if relaxation is not None and len(relaxation.gives) > 1:
        several = [words.relief(give.condition, give.amount) for give in relaxation.gives]
        if len(several) <= _CONTRIBUTIONS_SHOWN:
            advice.append(f"all of these: {joined(several)}")
    advice += _dispensable(compiled, structure, conflict, limits)
    if not advice:
        advice.append("give up one of the conditions above; other conflicts may remain")
    return [entry if k == 0 else f"or {entry}" for k, entry in enumerate(advice)]


def _dispensable(compiled: Compiled, structure: Structure, conflict: Conflict, limits: DiagnosisLimits) -> list[str]:
    """Return the advice to give up what cannot give a little: logic, and whole values."""
    words, layout = Wording(compiled), Layout(compiled.problem)
    oracle = Oracle(layout, Clock(limits.time_limit_s, limits.solve_time_limit_s))
    advice = []
    named: dict[str, list[Condition]] = {}
    for member in conflict.members:
        first = member.conditions[0]
        if any(condition.kind is Kind.INTEGRALITY for condition in member.conditions):
            variable = compiled.origin_of_column(first.number).variable or ""
            columns = compiled.columns_of(variable).tolist()
            named[f"let {variable} take fractions"] = [Condition(Kind.INTEGRALITY, column) for column in columns]
        elif first.is_row and not _is_linear_row(compiled, first.number):
            named.setdefault(f"give up {words.constraint(first.number)}", []).extend(member.conditions)
    for text, conditions in list(named.items())[:_ADVICE_SHOWN]:
        rest = layout.present.copy()
        rest[[layout.position(condition) for condition in conditions]] = False
        if oracle.ask(rest).verdict is Verdict.FEASIBLE:
            advice.append(text)
    return advice


def _is_linear_row(compiled: Compiled, row: int) -> bool:
    owner = compiled.origin_of_row(row).constraint
    return any(is_linear(typed) for typed in compiled.model.constraints if typed.spec.name == owner)


def _notes(conflict: Conflict) -> list[str]:
    notes = []
    if conflict.is_minimal:
        notes.append("Without any single one of these conditions, the others can be kept.")
    else:
        notes.append("It is not proved that all of these conditions are needed for the conflict.")
    engine = {"scip": "SCIP", "highs": "HiGHS", "cpsat": "CP-SAT"}.get(conflict.confirmed_by, conflict.confirmed_by)
    if engine == "divisibility":
        notes.append("Confirmed by arithmetic: whole numbers cannot add up to this.")
    else:
        notes.append(f"Confirmed by {engine}." if engine else "No second engine has confirmed this.")
    return notes


def _of_ray(compiled: Compiled, ray: Ray) -> Diagnosis:
    words = Wording(compiled)
    findings, moves = [], []
    for column, step in zip(ray.columns, ray.steps, strict=True):
        origin = compiled.origin_of_column(column)
        verb = "rises" if step > 0 else "falls"
        statement = f"{words.column(column)} {verb} by {abs(step)}"
        if origin.variable is None:
            continue
        typed = compiled.model.variables[origin.variable]
        names = () if typed.domain is None else typed.domain.names
        quote = typed.spec.quote
        findings.append(Finding(FindingRole.DIRECTION, origin.variable, (origin.index,), names, statement, quote))
        moves.append((origin.variable, step, column))
    goal = joined(list(compiled.levels[0].names)) or "the objective"
    change = "rises" if ray.rate > 0 else "falls"
    balance = f"Each time, {goal} {change} by {number(abs(float(ray.rate)))}, and no constraint or bound ends it."
    largest = list(
        dict.fromkeys(f"{words.column(column)} from {'above' if step > 0 else 'below'}" for _, step, column in moves)
    )[:_ADVICE_SHOWN]
    advice = (f"bound {joined(largest, 'or')}; a capacity, a demand or a budget may be missing",) if largest else ()
    notes = ("The direction was checked in exact arithmetic, and a checked plan exists.",)
    return Diagnosis(
        DiagnosisKind.UNBOUNDED,
        "The plan can be improved without end by repeating these changes.",
        tuple(findings),
        balance,
        advice,
        notes,
        ray=ray,
    )
