"""The values that a compiled model took from elsewhere, as data that make it complete without tables."""

from __future__ import annotations

from typing import Any

from llm_modeling.compiled import Compiled


def outside_values(compiled: Compiled) -> dict[str, Any]:
    """Return the sets and parameters that the formulation does not hold itself: from tables, or given by data.

    They are lists of members or of rows, as Data takes them: Data(outside_values(compiled)) needs no table.
    """
    formulation = compiled.model.formulation
    values: dict[str, Any] = {}
    for spec in formulation.sets:
        if not (spec.members or spec.tuples or spec.expression):
            columns = [column.members(compiled.ground.texts) for column in compiled.ground.sets[spec.name].columns]
            values[spec.name] = columns[0] if len(columns) == 1 else [list(row) for row in zip(*columns, strict=True)]
    for parameter in formulation.parameters:
        if parameter.value is None and not (parameter.entries or parameter.expression):
            values[parameter.name] = parameter_value(compiled, parameter.name)
    return values


def parameter_value(compiled: Compiled, name: str) -> Any:
    """Return a parameter as Data takes it: a number, or rows of key and number."""
    ground = compiled.ground.parameters[name]
    numbers: list[float] = ground.values.tolist()
    if not ground.space.factors:
        return numbers[0]
    columns = [column.members(compiled.ground.texts) for column in ground.space.columns()]
    return [[*key, value] for key, value in zip(zip(*columns, strict=True), numbers, strict=True)]
