"""Every number of the text is used in the model or waived; every number of the model stands in the text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from llm_modeling.formulation import ParameterSpec
from llm_modeling.language import tree
from llm_modeling.typed import TypedModel, element_name
from llm_modeling.verification.findings import Finding, note, warning
from llm_modeling.verification.numerals import Numeral, numerals
from llm_modeling.verification.problem_text import ProblemText
from llm_modeling.verification.units import Unit, UnknownUnitError, parse_unit
from llm_modeling.verification.values import Values
from llm_modeling.verification.wording import normalized

CONVERSIONS = (7.0, 12.0, 24.0, 60.0, 100.0, 1000.0, 1440.0, 3600.0, 1e6)
_SHORT_UNITS = {"g": "g", "t": "t", "m": "m", "h": "h", "l": "l", "kg": "kg", "mg": "mg", "km": "km", "cm": "cm",
                "mm": "mm", "ha": "ha", "kw": "kW", "mw": "MW", "gw": "GW", "wh": "Wh", "kwh": "kWh", "mwh": "MWh",
                "gwh": "GWh", "mj": "MJ", "min": "minute", "sec": "second", "hr": "hour", "hrs": "hour", "lb": "lb",
                "$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "ft": "foot"}  # fmt: skip
_SHARE_OF_TABLE = 0.5
_MOST_NAMED = 6


@dataclass(frozen=True)
class ModelNumber:
    """A number of the model with the unit that it is in, None if there is none."""

    value: float
    unit: Unit | None = None


def stands_for(numeral: Numeral, number: ModelNumber) -> bool:
    """Whether a number of the text is, units considered, the number of the model."""
    value = abs(number.value)
    own = unit_of_word(numeral.unit)
    if numeral.percent and number.unit is not None and not number.unit.dimension:
        return any(_close(reading / 100.0, value * number.unit.scale) for reading in numeral.plain_readings())
    if own is not None and number.unit is not None and own.physical == number.unit.physical:
        wanted = value * number.unit.scale / own.scale
        return any(_close(reading, wanted) for reading in numeral.readings())
    if any(_close(reading, value) for reading in numeral.readings()):
        return True
    if own is not None and number.unit is None:
        return any(_close(numeral.value * k, value) or _close(numeral.value, value * k) for k in CONVERSIONS)
    return False


def _close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


@lru_cache(maxsize=1024)
def unit_of_word(word: str) -> Unit | None:
    """Return the physical unit or currency that a word after a number names, None if it names none."""
    if len(word) <= 3 and word not in _SHORT_UNITS and word not in ("eur", "usd", "gbp", "chf", "day", "ton"):
        return None
    try:
        unit = parse_unit(_SHORT_UNITS.get(word, word))
    except UnknownUnitError:
        return None
    return unit if unit.physical else None


def check_numbers(
    model: TypedModel, values: Values, text: ProblemText, units: Mapping[str, Unit]
) -> tuple[Finding, ...]:
    """Return the numbers of the text that nothing uses and the numbers of the model that are not in the text."""
    return (*_unused(model, values, text, units), *_ungrounded(model, values, text, units))


def used_numbers(model: TypedModel, values: Values, units: Mapping[str, Unit]) -> tuple[ModelNumber, ...]:
    """Return the numbers that the model computes with: values of parameters that are used, and literals."""
    roots = _roots(model)
    found = [ModelNumber(v) for root in roots for v in (*values.literals(root), *values.index_literals(root))]
    for name in parameters_used(model):
        found += [ModelNumber(value, units.get(name)) for value in values.of_parameter(name)]
    return tuple(dict.fromkeys(found))


def _roots(model: TypedModel) -> list[tree.Node]:
    """Return every expression and index of the model."""
    roots: list[tree.Node | None] = []
    for typed_set in model.sets.values():
        roots.append(typed_set.expression)
    for parameter in model.parameters.values():
        roots += [parameter.domain, parameter.expression]
    for variable in model.variables.values():
        roots += [variable.domain, variable.lower, variable.upper]
    for constraint in model.constraints:
        roots += [constraint.domain, constraint.expression]
    roots += [objective.expression for objective in model.objectives]
    return [root for root in roots if root is not None]


def parameters_used(model: TypedModel) -> frozenset[str]:
    """Return the parameters that a constraint, objective, bound or index uses, at least through another parameter."""
    roots: list[tree.Node | None] = [s.expression for s in model.sets.values()]
    for variable in model.variables.values():
        roots += [variable.domain, variable.lower, variable.upper]
    for constraint in model.constraints:
        roots += [constraint.domain, constraint.expression]
    roots += [objective.expression for objective in model.objectives]
    pending = [root for root in roots if root is not None]
    found: set[str] = set()
    while pending:
        for node in pending.pop().walk():
            if isinstance(node, tree.ParameterRef) and node.name not in found:
                found.add(node.name)
                typed = model.parameters[node.name]
                pending += [root for root in (typed.domain, typed.expression) if root is not None]
    return frozenset(found)


def _unused(model: TypedModel, values: Values, text: ProblemText, units: Mapping[str, Unit]) -> Iterator[Finding]:
    used = used_numbers(model, values, units)
    excused = _excused(model)
    sizes = values.set_sizes | {float(len(model.variables))}
    limits = {cue.number.passage for cue in text.cues if cue.strong and cue.number is not None}
    in_names = {word for member in (*values.text_members, *model.variables) for word in _digits_in(member)}
    for number in text.numerals:
        if number.naming or number.value == 0.0 or (number.counting_word and number.value == 1.0):
            continue
        if number.value in excused or number.written in in_names or number.value in values.integer_members:
            continue
        if number.value in sizes and number.passage not in limits:
            continue
        if not any(stands_for(number, candidate) for candidate in used):
            shown = text.words_of(text.sentence_of(number.passage))
            advice = "use it, or waive it with the reason"
            yield warning("number_unused", "", f"the model does not use {number.written!r}", advice, shown)


def _digits_in(member: str) -> Iterator[str]:
    return (number.written for number in numerals(normalized(member.replace("_", " "))))


def _excused(model: TypedModel) -> frozenset[float]:
    """Return the numbers that are waived or spoken of in an assumption."""
    said = [waiver.number for waiver in model.formulation.waived] + list(model.formulation.assumptions)
    return frozenset(value for text in said for n in numerals(normalized(text)) for value in n.readings())


def _ungrounded(model: TypedModel, values: Values, text: ProblemText, units: Mapping[str, Unit]) -> Iterator[Finding]:
    grounds = [*text.numerals]
    for said in (*model.formulation.assumptions, *(waiver.number for waiver in model.formulation.waived)):
        grounds += numerals(normalized(said))
    for parameter in model.parameters.values():
        spec = parameter.spec
        if parameter.expression is not None:
            continue
        own = [*grounds, *numerals(normalized(spec.description))]
        unit = units.get(spec.name)
        distinct = sorted(value for value in values.of_parameter(spec.name) if value not in (0.0, 1.0))
        missing = [v for v in distinct if not any(stands_for(n, ModelNumber(v, unit)) for n in own)]
        if missing:
            yield _missing_values(spec, distinct, missing)
    for element, node in _expressions(model):
        literals = {value for value in values.literals(node) if value not in (0.0, 1.0, *CONVERSIONS)}
        for value in sorted(literals):
            folded_from = fold_parts(node, value)
            if not folded_from and not any(stands_for(n, ModelNumber(value)) for n in grounds):
                yield warning("number_ungrounded", element, f"the number {value:g} is not in the text", _ADVICE)


_ADVICE = "take it from the text, or explain it in an assumption"


def fold_parts(node: tree.Node, value: float) -> bool:
    """Whether the number is only a part, or the result, of a fraction of numbers such as 1/4."""
    places = [n for n in node.walk() if isinstance(n, tree.Number) and n.value == value]
    fractions = [n for n in node.walk() if isinstance(n, tree.Arithmetic) and n.operator == "/"]
    inside = [p for f in fractions for p in f.walk() if isinstance(f.right, tree.Number)]
    return not places or all(place in inside for place in places)


def _missing_values(spec: ParameterSpec, distinct: list[float], missing: list[float]) -> Finding:
    shown = ", ".join(f"{value:g}" for value in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    unit = f" {spec.unit}" if spec.unit else ""
    message = f"of its {len(distinct)} values, {shown}{more}{unit} are not in the text"
    message = f"its value {shown}{unit} is not in the text" if len(distinct) == 1 else message
    is_inline = spec.value is not None or bool(spec.entries)
    if not is_inline and len(missing) > _SHARE_OF_TABLE * len(distinct):
        return note("number_in_data_only", element_name(spec), message)
    return warning("number_ungrounded", element_name(spec), message, _ADVICE, spec.quote)


def _expressions(model: TypedModel) -> Iterator[tuple[str, tree.Node]]:
    for parameter in model.parameters.values():
        if parameter.expression is not None:
            yield element_name(parameter.spec), parameter.expression
    for variable in model.variables.values():
        for bound in (variable.lower, variable.upper):
            if not (isinstance(bound, tree.Number) and bound.value == math.inf) and not isinstance(
                bound, tree.Negative
            ):
                yield element_name(variable.spec), bound
    for constraint in model.constraints:
        yield element_name(constraint.spec), constraint.expression
    for objective in model.objectives:
        yield element_name(objective.spec), objective.expression
