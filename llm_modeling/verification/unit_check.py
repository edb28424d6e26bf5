"""Dimensional analysis over the typed tree: sums, comparisons, bounds, parameter definitions and objectives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from itertools import pairwise

from llm_modeling.errors import did_you_mean
from llm_modeling.formulation import Formulation, ParameterSpec, VariableKind, VariableSpec
from llm_modeling.language import tree
from llm_modeling.typed import TypedConstraint, TypedModel, TypedObjective, element_name
from llm_modeling.verification.findings import Finding, note, warning
from llm_modeling.verification.units import PURE, Unit, UnknownUnitError, parse_unit
from llm_modeling.verification.wording import stem, words

_CONVERTING = (60.0, 3600.0, 1000.0, 1e6)
_KNOWN_WORDS = (
    *words("hour minute second day week month year kg gram tonne km meter kilometer liter percent piece"),
    *("EUR", "USD", "kWh", "MW"),
)
_SAME = 1e-9


@dataclass(frozen=True)
class Measure:
    """What is known of the unit of an expression.

    unit is None if a part without unit makes it unknown. literal is the product of the numbers in it: such a number
    may convert a unit, or hide one; NaN if several terms have different ones.
    """

    unit: Unit | None
    literal: float = 1.0

    @property
    def loose(self) -> bool:
        return self.unit is None or self.literal != 1.0


_UNKNOWN = Measure(None)
_TRUTH = Measure(PURE)


@dataclass
class _Place:
    """Where the analysis is, and what it has found there."""

    element: str
    field: str
    text: str
    quote: str
    findings: list[Finding] = dataclass_field(default_factory=list)


def declared_units(formulation: Formulation, text: str = "") -> tuple[dict[str, Unit], list[Finding]]:
    """Return the units of parameters and variables by name, and warnings for words that are no units.

    A word that is no unit but stands in the problem text or among the members counts things.
    """
    counted = {stem(word) for word in words(text)}
    counted |= {stem(w) for spec in formulation.sets for member in spec.members for w in words(str(member))}
    units: dict[str, Unit] = {}
    findings: list[Finding] = []
    specs: list[ParameterSpec | VariableSpec] = [*formulation.parameters, *formulation.variables]
    for spec in specs:
        if not spec.unit.strip():
            continue
        try:
            units[spec.name] = parse_unit(spec.unit, counted)
        except UnknownUnitError as unknown:
            advice = did_you_mean(unknown.word, _KNOWN_WORDS) or "write kg, hour, EUR / piece, ..."
            message = f"the unit {spec.unit[:60]!r} has {unknown.word[:40]!r}, which is no known unit"
            findings.append(warning("unit_unknown", element_name(spec), message, advice))
    return units, findings


def check_units(model: TypedModel, text: str = "") -> tuple[Finding, ...]:
    """Return where units do not fit each other, naming the factor where one measure stands in two units."""
    units, findings = declared_units(model.formulation, text)
    binaries = {n: PURE for n, v in model.variables.items() if v.spec.kind is VariableKind.BINARY and n not in units}
    analysis = _Analysis({**binaries, **units})
    for parameter in model.parameters.values():
        if parameter.expression is not None:
            spec = parameter.spec
            place = _Place(element_name(spec), "expression", spec.expression, spec.quote)
            own = Measure(units.get(spec.name))
            analysis.match(place, parameter.expression, own, analysis.measure(parameter.expression, place), "its unit")
            findings += place.findings
    for variable in model.variables.values():
        for name, bound in (("lower", variable.lower), ("upper", variable.upper)):
            place = _Place(element_name(variable.spec), name, getattr(variable.spec, name), variable.spec.quote)
            own = Measure(units.get(variable.spec.name))
            analysis.match(place, bound, own, analysis.measure(bound, place), f"its {name} bound")
            findings += place.findings
    stated: list[TypedConstraint | TypedObjective] = [*model.constraints, *model.objectives]
    for element in stated:
        place = _Place(element_name(element.spec), "expression", element.spec.expression, element.spec.quote)
        analysis.measure(element.expression, place)
        findings += place.findings
    return tuple(findings)


@dataclass(frozen=True)
class _Analysis:
    """The rules, one for each kind of node."""

    units: Mapping[str, Unit]

    def measure(self, node: tree.Node, place: _Place) -> Measure:
        """Return the measure of a node; mismatches inside go to the place."""
        if isinstance(node, tree.Number):
            return _UNKNOWN if node.value in (0.0, math.inf) else Measure(None, node.value)
        if isinstance(node, tree.ParameterRef | tree.VariableRef):
            return Measure(self.units.get(node.name))
        if isinstance(node, tree.Negative):
            return self.measure(node.operand, place)
        if isinstance(node, tree.Sum):
            return self.alike(node, node.terms, place, "terms of a sum")
        if isinstance(node, tree.Product):
            return self.product(node, place)
        if isinstance(node, tree.Arithmetic):
            return self.arithmetic(node, place)
        if isinstance(node, tree.Comparison):
            self.alike(node, node.operands, place, "the two sides of a comparison")
            return _TRUTH
        if isinstance(node, tree.Conditional):
            branches = (node.yes,) if node.no is None else (node.yes, node.no)
            return self.alike(node, branches, place, "`then` and `else`")
        if isinstance(node, tree.Call):
            return self.call(node, place)
        if isinstance(node, tree.Iterated):
            inner = self.measure(node.body, place)
            return inner if node.operator in ("sum", "min", "max") else _UNKNOWN
        if isinstance(node, tree.NoOverlap):
            self.alike(node, node.parts[:2], place, "start and duration")
            return _TRUTH
        if isinstance(node, tree.Cumulative):
            self.alike(node, node.parts[:2], place, "start and duration")
            self.alike(node, (node.parts[2], node.capacity), place, "usage and capacity")
            return _TRUTH
        for child in node.children():
            self.measure(child, place)
        return _UNKNOWN

    def call(self, node: tree.Call, place: _Place) -> Measure:
        if node.function in ("min", "max", "abs", "floor", "ceil", "round"):
            return self.alike(node, node.arguments, place, f"arguments of `{node.function}`")
        return _UNKNOWN

    def product(self, node: tree.Product, place: _Place) -> Measure:
        """Return the product; numbers are collected apart, a factor of unknown unit makes it unknown."""
        unit: Unit | None = PURE
        literal = 1.0
        for factor in node.factors:
            inner = self.measure(factor, place)
            literal *= inner.literal
            if isinstance(_bare(factor), tree.Number):
                continue
            unit = None if unit is None or inner.unit is None else unit * inner.unit
        return Measure(unit, literal)

    def arithmetic(self, node: tree.Arithmetic, place: _Place) -> Measure:
        left, right = self.measure(node.left, place), self.measure(node.right, place)
        if node.operator in ("mod", "div"):
            return left
        if node.operator == "^":
            whole = isinstance(node.right, tree.Number) and node.right.value in (1.0, 2.0, 3.0)
            if left.unit is None or not whole or not isinstance(node.right, tree.Number):
                return _UNKNOWN
            return Measure(left.unit ** int(node.right.value), left.literal)
        literal = left.literal / right.literal if right.literal else math.nan
        if isinstance(_bare(node.right), tree.Number):
            return replace(left, literal=literal)
        if left.unit is None and not isinstance(_bare(node.left), tree.Number):
            return _UNKNOWN
        return Measure(None if right.unit is None else (left.unit or PURE) / right.unit, literal)

    def alike(self, node: tree.Node, parts: tuple[tree.Node, ...], place: _Place, what: str) -> Measure:
        """Compare the parts, which have to measure the same, and return their measure."""
        measures = [self.measure(part, place) for part in parts]
        known = [measure for measure in measures if measure.unit is not None]
        for earlier, later in pairwise(known):
            self.match(place, node, earlier, later, what)
        if not known:
            literals = {measure.literal for measure in measures}
            return Measure(None, literals.pop() if len(literals) == 1 else math.nan)
        strict = [measure for measure in known if not measure.loose]
        if strict and len(known) == len(measures):
            return strict[0]
        return Measure(known[0].unit, known[0].literal if len(measures) == 1 else math.nan)

    def match(self, place: _Place, node: tree.Node, left: Measure, right: Measure, what: str) -> None:
        """Note in the place that two measures do not fit."""
        if left.unit is None or right.unit is None:
            return
        finding = _mismatch(left, right, what)
        if finding is not None:
            placed = replace(finding, element=place.element, field=place.field, span=node.span, quote=place.quote)
            place.findings.append(placed)


def _bare(node: tree.Node) -> tree.Node:
    return _bare(node.operand) if isinstance(node, tree.Negative) else node


def _mismatch(left: Measure, right: Measure, what: str) -> Finding | None:
    assert left.unit is not None
    assert right.unit is not None
    named = f"{what} are in {str(left.unit) or 'pure numbers'} and {str(right.unit) or 'pure numbers'}"
    if left.unit.physical != right.unit.physical:
        if left.loose or right.loose:
            return None
        return warning("unit_dimension", "", f"{named}, which do not measure the same")
    ratio = left.unit.scale / right.unit.scale
    if abs(ratio - 1.0) > _SAME or left.loose or right.loose:
        return _slip(left, right, ratio, named)
    if left.unit.dimension != right.unit.dimension and not (left.loose or right.loose):
        return note("unit_count", "", f"{named}, which count different things")
    return None


def _slip(left: Measure, right: Measure, ratio: float, named: str) -> Finding | None:
    """Return the finding that a factor is missing, or is the wrong way round; None if a number may convert."""
    if math.isnan(left.literal) or math.isnan(right.literal):
        return None
    converted = ratio * right.literal / left.literal
    if abs(converted - 1.0) <= _SAME:
        return None
    assert left.unit is not None
    amount = f"{max(ratio, 1 / ratio):g}"
    if not (left.loose or right.loose):
        return warning("unit_slip", "", f"{named}: a factor of {amount} is missing", "convert one of the two")
    reverse = ratio * left.literal / right.literal
    if abs(reverse - 1.0) <= _SAME:
        return warning("unit_slip", "", f"{named}: the conversion by {amount} is the wrong way round")
    factor = right.literal if left.literal == 1.0 else left.literal if right.literal == 1.0 else math.nan
    if left.unit.physical and (factor in _CONVERTING or 1.0 / factor in _CONVERTING):
        return warning("unit_slip", "", f"{named}, which a conversion by {factor:g} does not make alike")
    return None
