"""Parameters with other values: a formulation that carries those of its data, times a factor."""

from __future__ import annotations

from collections.abc import Container, Mapping

from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.formulation import Formulation, ParameterSpec


def scaled_parameters(compiled: Compiled, factors: Mapping[str, float]) -> Formulation:
    """Return the formulation in which the values of some parameters are inline and times a factor.

    Computed parameters are left as they are: they follow from the others.
    """
    formulation = compiled.model.formulation
    parameters = tuple(
        inline(spec, compiled, factors[spec.name]) if spec.name in factors and not spec.expression else spec
        for spec in formulation.parameters
    )
    return formulation.model_copy(update={"parameters": parameters})


def inline(spec: ParameterSpec, compiled: Compiled, factor: float = 1.0) -> ParameterSpec:
    """Return a parameter with its values inline, times factor."""
    ground = compiled.ground.parameters[spec.name]
    values = [float(f"{value:.12g}") for value in (ground.values * factor).tolist()]
    source = {"table": "", "key_columns": (), "column": "", "default": None}
    if not spec.index.strip():
        return spec.model_copy(update={**source, "value": values[0]})
    columns = [column.members(compiled.ground.texts) for column in ground.space.columns()]
    rows = tuple((*key, value) for key, value in zip(zip(*columns, strict=True), values, strict=True))
    return spec.model_copy(update={**source, "entries": rows})


def without_values(data: Data | None, names: Container[str]) -> Data | None:
    """Return the data without the values of some parameters, so that those in the formulation count."""
    if data is None:
        return None
    return Data({name: value for name, value in data.values.items() if name not in names}, data.directory)
