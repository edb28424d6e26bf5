"""The unit of an objective, in the words of the model: what its parameters and variables measure, multiplied out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from llm_modeling.formulation import VariableKind
from llm_modeling.language import tree
from llm_modeling.typed import TypedModel
from llm_modeling.verification.units import PURE, Unit, UnknownUnitError, parse_unit


def objective_units(model: TypedModel) -> dict[str, str]:
    """Return the units of the objectives by name, as they are written in the model; those not known are left out.

    With costs in EUR / t and amounts in t, it is EUR; a unit that stands nowhere in the model is left out too.
    """
    formulation = model.formulation
    declared = {parameter.name: _parsed(parameter.unit) for parameter in formulation.parameters}
    declared |= {variable.name: _parsed(variable.unit) for variable in formulation.variables}
    binaries = {spec.name for spec in formulation.variables if spec.kind is VariableKind.BINARY and not spec.unit}
    units = {name: PURE if name in binaries else unit for name, unit in declared.items()}
    found = {}
    for typed in model.objectives:
        unit = _unit(typed.expression, units)
        text = None if unit is None or not unit.dimension else _text_of(unit, _written(model))
        if text is not None:
            found[typed.spec.name] = text
    return found


def _unit(node: tree.Node, units: Mapping[str, Unit | None]) -> Unit | None:
    """Return the unit of an expression, None where a part has none, or parts that are added have different ones."""
    if isinstance(node, tree.ParameterRef | tree.VariableRef):
        return units.get(node.name)
    if isinstance(node, tree.Number):
        return PURE
    if isinstance(node, tree.Negative):
        return _unit(node.operand, units)
    if isinstance(node, tree.Product):
        return _multiplied(_unit(factor, units) for factor in node.factors)
    if isinstance(node, tree.Sum):
        return _alike(node.terms, units)
    if isinstance(node, tree.Iterated):
        return _unit(node.body, units) if node.operator in ("sum", "min", "max") else None
    if isinstance(node, tree.Call):
        return _alike(node.arguments, units) if node.function in ("min", "max", "abs") else None
    if isinstance(node, tree.PiecewiseLinear):
        return _alike(tuple(entry.body for entry in node.values), units)
    return None


def _multiplied(factors: Iterable[Unit | None]) -> Unit | None:
    product = PURE
    for factor in factors:
        if factor is None:
            return None
        product = product * factor
    return product


def _alike(parts: tuple[tree.Node, ...], units: Mapping[str, Unit | None]) -> Unit | None:
    found = [_unit(part, units) for part in parts if not (isinstance(part, tree.Number) and part.value == 0.0)]
    return found[0] if found and all(_same(found[0], other) for other in found) else None


def _same(a: Unit | None, b: Unit | None) -> bool:
    return a is not None and b is not None and (a.dimension, a.scale) == (b.dimension, b.scale)


def _text_of(unit: Unit, texts: Iterable[str]) -> str | None:
    return next((text for text in texts if _same(unit, _parsed(text))), None)


def _written(model: TypedModel) -> Iterator[str]:
    """Yield the units of the model, then the words that they are made of."""
    texts = [variable.unit for variable in model.formulation.variables if variable.unit]
    texts += [parameter.unit for parameter in model.formulation.parameters if parameter.unit]
    yield from texts
    for text in texts:
        yield from re.findall(r"[^\W\d_]+", text)


def _parsed(text: str) -> Unit | None:
    try:
        return parse_unit(text) if text.strip() else None
    except UnknownUnitError:
        return None
