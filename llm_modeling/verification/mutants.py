"""Mutants: wrong formulations made from a right one, each by one of the mistakes that models really have.

They supply the trial of the verifier and data for repair. Expressions are edited where their nodes stand, so a mutant
is what somebody would have written. Mutants that the compiler refuses are left out: nobody would solve them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.errors import Span
from llm_modeling.formulation import ConstraintSpec, Formulation, Goal, ParameterSpec, VariableKind
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.typed import TypedConstraint, TypedModel, TypedObjective
from llm_modeling.verification.integrality import implied_integer
from llm_modeling.verification.number_audit import parameters_used
from llm_modeling.verification.rescaling import inline, without_values
from llm_modeling.verification.unit_check import declared_units
from metasolve import MetasolveError


class MutantKind(StrEnum):
    """The mistake that was made."""

    DROPPED_CONSTRAINT = "dropped constraint"
    FLIPPED_SENSE = "flipped sense"
    WRONG_INDEX = "wrong index"
    UNIT_SLIP = "unit slip"
    RELAXED_INTEGRALITY = "relaxed integrality"
    MISSING_LINK = "missing link"


@dataclass(frozen=True)
class Mutant:
    """A wrong formulation, what was done to it in words, the element that it was done to, and its data."""

    kind: MutantKind
    element: str
    change: str
    formulation: Formulation
    data: Data | None = None


_FLIPS = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "≤": ">=", "≥": "<="}
_SIGN = re.compile(r"<=|>=|≤|≥|(?<![=<>])[<>](?![=>])")
# The other unit that is taken for one, and by how much the number grows.
_SLIPS = {
    "kg": ("g", 1000.0),
    "g": ("mg", 1000.0),
    "t": ("kg", 1000.0),
    "hour": ("minute", 60.0),
    "minute": ("second", 60.0),
    "day": ("hour", 24.0),
    "week": ("day", 7.0),
    "km": ("m", 1000.0),
    "m": ("cm", 100.0),
    "MW": ("kW", 1000.0),
    "kW": ("W", 1000.0),
    "megawatt": ("kilowatt", 1000.0),
    "l": ("ml", 1000.0),
    "EUR": ("", 1000.0),
    "USD": ("", 1000.0),
    "percent": ("", 0.01),
}


def mutants(formulation: Formulation, data: Data | None = None, refused: bool = False) -> Iterator[Mutant]:
    """Yield every mutant that compiles, in a fixed order, or every one that does not if refused.

    The formulation itself has to compile. Left out are those that are surely not wrong: integrality that an equation
    of integers implies, and changes after which the compiled problem is the same.
    """
    compiled = compile_model(formulation, data)
    model = compiled.model
    seen = {formulation}
    for made in _all(model, compiled):
        slipped = (made.element,) if made.kind is MutantKind.UNIT_SLIP else ()
        mutant = replace(made, data=without_values(data, slipped))
        if mutant.formulation in seen:
            continue
        seen.add(mutant.formulation)
        try:
            changed = compile_model(mutant.formulation, mutant.data)
        except MetasolveError:
            if refused:
                yield mutant
            continue
        if refused:
            continue
        if mutant.kind is MutantKind.UNIT_SLIP or not _same(compiled, changed):
            yield mutant


def _all(model: TypedModel, compiled: Compiled) -> Iterator[Mutant]:
    yield from _dropped(model)
    yield from _flipped(model)
    yield from _wrong_indices(model)
    yield from _unit_slips(model, compiled)
    yield from _relaxed(model)
    yield from _missing_links(model)


def _same(left: Compiled, right: Compiled) -> bool:
    pairs = [
        (left.columns.lower, right.columns.lower),
        (left.columns.upper, right.columns.upper),
        (left.columns.integer, right.columns.integer),
        (left.rows.lower, right.rows.lower),
        (left.rows.upper, right.rows.upper),
        (left.rows.rows, right.rows.rows),
        (left.rows.columns, right.rows.columns),
        (left.rows.coefficients, right.rows.coefficients),
        (left.levels[0].c, right.levels[0].c),
    ]
    return left.levels[0].goal is right.levels[0].goal and all(np.array_equal(a, b) for a, b in pairs)


def _replaced(formulation: Formulation, section: str, name: str, **changes: Any) -> Formulation:
    """Return the formulation with fields of one of its elements changed."""
    entries = [
        entry.model_copy(update=changes) if entry.name == name else entry for entry in getattr(formulation, section)
    ]
    return formulation.model_copy(update={section: tuple(entries)})


def _edited(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def _dropped(model: TypedModel) -> Iterator[Mutant]:
    formulation = model.formulation
    for spec in formulation.constraints:
        rest = tuple(other for other in formulation.constraints if other is not spec)
        changed = formulation.model_copy(update={"constraints": rest})
        yield Mutant(MutantKind.DROPPED_CONSTRAINT, spec.name, f"constraint {spec.name!r} left out", changed)
    for variable in formulation.variables:
        for field, none in (("lower", "0"), ("upper", "inf")):
            is_given = getattr(variable, field).strip() not in (none, "-inf", "0", "0.0")
            if is_given and variable.kind is not VariableKind.BINARY:
                changed = _replaced(formulation, "variables", variable.name, **{field: none})
                change = f"{field} bound of {variable.name!r} left out"
                yield Mutant(MutantKind.DROPPED_CONSTRAINT, variable.name, change, changed)


def _flipped(model: TypedModel) -> Iterator[Mutant]:
    formulation = model.formulation
    for constraint in model.constraints:
        spec = constraint.spec
        for node in constraint.expression.walk():
            if not isinstance(node, tree.Comparison) or node.type.degree is Degree.DATA:
                continue
            for left, right in zip(node.operands, node.operands[1:], strict=False):
                gap = Span(left.span.end, right.span.start)
                signs = list(_SIGN.finditer(spec.expression[gap.start : gap.end]))
                if len(signs) == 1:
                    place = Span(gap.start + signs[0].start(), gap.start + signs[0].end())
                    text = _edited(spec.expression, place, _FLIPS[signs[0].group()])
                    changed = _replaced(formulation, "constraints", spec.name, expression=text)
                    yield Mutant(MutantKind.FLIPPED_SENSE, spec.name, f"{spec.name!r} reads {text}", changed)
    for objective in formulation.objectives:
        other = Goal.MAXIMIZE if objective.sense is Goal.MINIMIZE else Goal.MINIMIZE
        changed = _replaced(formulation, "objectives", objective.name, sense=other)
        yield Mutant(MutantKind.FLIPPED_SENSE, objective.name, f"{objective.name!r} is to {other}", changed)


def _wrong_indices(model: TypedModel) -> Iterator[Mutant]:
    for section, elements in (("constraints", model.constraints), ("objectives", model.objectives)):
        for element in elements:
            spec = element.spec
            for span, new in _index_edits(element):
                text = _edited(spec.expression, span, new)
                changed = _replaced(model.formulation, section, spec.name, expression=text)
                yield Mutant(MutantKind.WRONG_INDEX, spec.name, f"{spec.name!r} reads {text}", changed)


def _index_edits(element: TypedConstraint | TypedObjective) -> Iterator[tuple[Span, str]]:
    """Yield edits: another index in scope as a subscript, two subscripts exchanged, a step in time left out."""
    text = element.spec.expression
    outer = element.domain.names if isinstance(element, TypedConstraint) and element.domain is not None else ()
    for node, scope in _with_scope(element.expression, outer):
        if not isinstance(node, tree.ParameterRef | tree.VariableRef):
            continue
        for subscript in node.subscripts:
            if isinstance(subscript, tree.IndexRef):
                yield from ((subscript.span, name) for name in scope if name != subscript.name)
            stepped = next((n for n in subscript.walk() if isinstance(n, tree.IndexRef)), None)
            if stepped is not None and stepped is not subscript:
                yield subscript.span, stepped.name
        for first, second in zip(node.subscripts, node.subscripts[1:], strict=False):
            between = text[first.span.end : second.span.start]
            one, other = (text[s.span.start : s.span.end] for s in (first, second))
            yield first.span.to(second.span), f"{other}{between}{one}"


def _with_scope(node: tree.Node, scope: tuple[str, ...]) -> Iterator[tuple[tree.Node, tuple[str, ...]]]:
    yield node, scope
    own = getattr(node, "domain", None)
    inner = (*scope, *own.names) if isinstance(own, tree.Domain) else scope
    for child in node.children():
        if not isinstance(child, tree.Domain):
            yield from _with_scope(child, inner)


def _unit_slips(model: TypedModel, compiled: Compiled) -> Iterator[Mutant]:
    """Yield numbers in another unit than the rest, with and without saying so, and conversions left out."""
    used = parameters_used(model)
    limiting = {n.name for c in model.constraints for n in c.expression.walk() if isinstance(n, tree.ParameterRef)}
    for name, parameter in model.parameters.items():
        spec = parameter.spec
        first = re.split(r"[\s/*]", spec.unit.strip())[0]
        first = "hour" if first in ("h", "hours") else first
        values = compiled.ground.parameters[name].values
        if name not in used or first not in _SLIPS or parameter.expression is not None or not values.any():
            continue
        other, factor = _SLIPS[first]
        changed = _with_parameter(model.formulation, inline(spec, compiled, factor))
        change = f"the values of {name!r} are {factor:g} times as large, its unit is still {spec.unit}"
        yield Mutant(MutantKind.UNIT_SLIP, name, change, changed)
        if other and name in limiting:
            unit = other + spec.unit.strip()[len(re.split(r"[\s/*]", spec.unit.strip())[0]) :]
            converted = inline(spec, compiled, factor).model_copy(update={"unit": unit})
            changed = _with_parameter(model.formulation, converted)
            yield Mutant(MutantKind.UNIT_SLIP, name, f"{name!r} is given in {unit}", changed)
    yield from _lost_conversions(model)


def _lost_conversions(model: TypedModel) -> Iterator[Mutant]:
    units, _ = declared_units(model.formulation)
    for constraint in model.constraints:
        spec = constraint.spec
        for node in constraint.expression.walk():
            if not isinstance(node, tree.Product):
                continue
            measured = any(isinstance(f, tree.ParameterRef) and f.name in units for f in node.factors)
            for factor in node.factors:
                if measured and isinstance(factor, tree.Number) and factor.value in (24.0, 60.0, 100.0, 1000.0):
                    text = _edited(spec.expression, factor.span, "1")
                    changed = _replaced(model.formulation, "constraints", spec.name, expression=text)
                    yield Mutant(MutantKind.UNIT_SLIP, spec.name, f"{spec.name!r} reads {text}", changed)


def _with_parameter(formulation: Formulation, spec: ParameterSpec) -> Formulation:
    parameters = tuple(spec if other.name == spec.name else other for other in formulation.parameters)
    return formulation.model_copy(update={"parameters": parameters})


def _relaxed(model: TypedModel) -> Iterator[Mutant]:
    for name, variable in model.variables.items():
        spec = variable.spec
        if spec.kind is VariableKind.CONTINUOUS or implied_integer(model, name):
            continue
        changes: dict[str, Any] = {"kind": VariableKind.CONTINUOUS}
        if spec.kind is VariableKind.BINARY and spec.upper.strip() == "inf":
            changes["upper"] = "1"
        changed = _replaced(model.formulation, "variables", name, **changes)
        yield Mutant(MutantKind.RELAXED_INTEGRALITY, name, f"{name!r} is continuous instead of {spec.kind}", changed)


def _missing_links(model: TypedModel) -> Iterator[Mutant]:
    """Yield constraints that lose the binary variable by which they depend on a decision."""
    for constraint in model.constraints:
        spec: ConstraintSpec = constraint.spec
        references = [n for n in constraint.expression.walk() if isinstance(n, tree.VariableRef)]
        for node in references:
            others = [other for other in references if other.name != node.name]
            is_binary = model.variables[node.name].spec.kind is VariableKind.BINARY
            if is_binary and any(len(other.subscripts) >= len(node.subscripts) for other in others):
                text = _edited(spec.expression, node.span, "1")
                changed = _replaced(model.formulation, "constraints", spec.name, expression=text)
                yield Mutant(MutantKind.MISSING_LINK, spec.name, f"{spec.name!r} reads {text}", changed)
