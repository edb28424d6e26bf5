"""A formulation in math: LaTeX for each of its elements, beside the sentence that the element comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm_modeling.formulation import Goal, SetSpec, VariableKind
from llm_modeling.language import tree
from llm_modeling.render_math import MathWriter, latex_text
from llm_modeling.typed import TypedConstraint, TypedModel, TypedObjective, TypedParameter, TypedSet, TypedVariable

_MEMBERS_SHOWN = 12
_MATH = MathWriter(r"\lt", r"\gt")  # bare < and > would be tags where the LaTeX is put into HTML


def math_of(model: TypedModel, rows: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return the math of a model as data of JSON; rows has the rows that each constraint made, if they are known."""
    return {
        "sets": [_set(typed) for typed in model.sets.values()],
        "parameters": [_parameter(typed) for typed in model.parameters.values()],
        "variables": [_variable(typed) for typed in model.variables.values()],
        "objectives": [_objective(typed) for typed in sorted(model.objectives, key=lambda t: -t.spec.priority)],
        "constraints": [
            _constraint(typed, None if rows is None else rows[typed.spec.name]) for typed in model.constraints
        ],
    }


def _set(typed: TypedSet) -> dict[str, Any]:
    spec = typed.spec
    latex = _MATH.name(spec.name)
    if typed.expression is not None:
        latex += f" = {_MATH.write(typed.expression)}"
    elif spec.members or spec.tuples:
        latex += rf" = \{{{_members(spec)}\}}"
    return {"name": spec.name, "latex": latex, "ordered": spec.ordered, "source": spec.table, **_words(spec)}


def _members(spec: SetSpec) -> str:
    entries = spec.tuples or tuple((member,) for member in spec.members)
    shown = []
    for entry in entries[:_MEMBERS_SHOWN]:
        parts = [rf"\text{{{latex_text(part)}}}" if isinstance(part, str) else str(part) for part in entry]
        shown.append(parts[0] if len(parts) == 1 else f"({', '.join(parts)})")
    return ", ".join([*shown, r"\dots"] if len(entries) > _MEMBERS_SHOWN else shown)


def _parameter(typed: TypedParameter) -> dict[str, Any]:
    spec = typed.spec
    latex = _indexed(spec.name, typed.domain, bold=False)
    if typed.expression is not None:
        latex += f" = {_MATH.write(typed.expression)}"
    elif spec.value is not None:
        latex += f" = {spec.value:.15g}"
    latex += _over(typed.domain)
    return {"name": spec.name, "latex": latex, "unit": spec.unit, "source": spec.table, **_words(spec)}


def _variable(typed: TypedVariable) -> dict[str, Any]:
    spec = typed.spec
    latex = _indexed(spec.name, typed.domain, bold=True)
    lower, upper = _MATH.write(typed.lower), _MATH.write(typed.upper)
    if spec.kind is VariableKind.BINARY:
        latex += r" \in \{0, 1\}"
    else:
        latex = latex if lower == r"-\infty" else rf"{lower} \le {latex}"
        latex = latex if upper == r"\infty" else rf"{latex} \le {upper}"
        latex += r" \in \mathbb{Z}" if spec.kind is VariableKind.INTEGER else ""
    return {
        "name": spec.name,
        "latex": latex + _over(typed.domain),
        "kind": str(spec.kind),
        "unit": spec.unit,
        **_words(spec),
    }


def _objective(typed: TypedObjective) -> dict[str, Any]:
    spec = typed.spec
    operator = r"\min" if spec.sense is Goal.MINIMIZE else r"\max"
    return {
        "name": spec.name,
        "latex": rf"{operator} \quad {_MATH.write(typed.expression)}",
        "sense": str(spec.sense),
        "priority": spec.priority,
        "weight": spec.weight,
        "expression": spec.expression,
        **_words(spec),
    }


def _constraint(typed: TypedConstraint, rows: int | None) -> dict[str, Any]:
    spec = typed.spec
    latex = _MATH.write(typed.expression)
    if typed.domain is not None:
        latex += rf" \qquad \forall\, {_MATH.domain(typed.domain)}"
    return {
        "name": spec.name,
        "latex": latex,
        "rows": rows,
        "forall": spec.forall,
        "expression": spec.expression,
        **_words(spec),
    }


def _words(spec: Any) -> dict[str, Any]:
    return {"description": spec.description, "quote": spec.quote}


def _indexed(name: str, domain: tree.Domain | None, *, bold: bool) -> str:
    names = domain.names if domain is not None else ()
    latex = _MATH.name(name, bold=bold)
    return f"{latex}_{{{', '.join(_MATH.name(n) for n in names)}}}" if names else latex


def _over(domain: tree.Domain | None) -> str:
    return "" if domain is None else rf" \quad \forall\, {_MATH.domain(domain)}"
