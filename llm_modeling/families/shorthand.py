"""Short ways to write the elements of a formulation: parameter("cost[I, J]"), binary("open[I]"), rule(name, text)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from llm_modeling.formulation import (
    ConstraintSpec,
    Formulation,
    Goal,
    ObjectiveSpec,
    ParameterSpec,
    SetSpec,
    VariableKind,
    VariableSpec,
)

_INDEXED = re.compile(r"(?P<name>\w+)(?:\[(?P<index>.*)\])?")


def members(name: str, *, ordered: bool = False) -> SetSpec:
    """Return a set whose members the data give."""
    return SetSpec(name=name, ordered=ordered)


def pairs(name: str, *columns: str) -> SetSpec:
    """Return a set of tuples that the data give; columns name the components."""
    return SetSpec(name=name, columns=columns)


def derived(name: str, expression: str, *, ordered: bool = False) -> SetSpec:
    """Return a set that an expression makes: 1..horizon."""
    return SetSpec(name=name, expression=expression, ordered=ordered)


def parameter(indexed: str, **fields: Any) -> ParameterSpec:
    """Return a parameter: parameter("cost[I, J]")."""
    return ParameterSpec(**_split(indexed), **fields)


def continuous(indexed: str, upper: str = "inf", lower: str = "0") -> VariableSpec:
    """Return continuous variables."""
    return VariableSpec(**_split(indexed), upper=upper, lower=lower)


def integer(indexed: str, upper: str = "inf", lower: str = "0") -> VariableSpec:
    """Return integer variables."""
    return VariableSpec(**_split(indexed), kind=VariableKind.INTEGER, upper=upper, lower=lower)


def binary(indexed: str) -> VariableSpec:
    """Return binary variables."""
    return VariableSpec(**_split(indexed), kind=VariableKind.BINARY)


def rule(name: str, expression: str, forall: str = "") -> ConstraintSpec:
    """Return a constraint."""
    return ConstraintSpec(name=name, expression=expression, forall=forall)


def minimize(name: str, expression: str) -> ObjectiveSpec:
    """Return an objective to minimize."""
    return ObjectiveSpec(name=name, sense=Goal.MINIMIZE, expression=expression)


def maximize(name: str, expression: str) -> ObjectiveSpec:
    """Return an objective to maximize."""
    return ObjectiveSpec(name=name, sense=Goal.MAXIMIZE, expression=expression)


def model(
    sets: Iterable[SetSpec | None],
    parameters: Iterable[ParameterSpec | None],
    variables: Iterable[VariableSpec | None],
    constraints: Iterable[ConstraintSpec | None],
    objectives: Iterable[ObjectiveSpec],
) -> Formulation:
    """Return the formulation of these elements; None stands for one that an option leaves out."""
    return Formulation(
        sets=tuple(element for element in sets if element is not None),
        parameters=tuple(element for element in parameters if element is not None),
        variables=tuple(element for element in variables if element is not None),
        constraints=tuple(element for element in constraints if element is not None),
        objectives=tuple(objectives),
    )


def _split(indexed: str) -> dict[str, Any]:
    match = _INDEXED.fullmatch(indexed)
    if match is None:
        raise ValueError(f"{indexed!r} is not a name with an index in brackets")
    return {"name": match["name"], "index": match["index"] or ""}
