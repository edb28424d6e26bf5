"""anatomy_of(): what a compiled model is made of, element by element, as it is shown and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.formulation import ParameterSpec, SetSpec
from llm_modeling.grounding.columns import FloatArray


@dataclass(frozen=True)
class SetFacts:
    """A set: how many members of how many components, and where they come from."""

    name: str
    size: int
    arity: int
    ordered: bool
    source: str


@dataclass(frozen=True)
class ParameterFacts:
    """A parameter: how many values, the least and the greatest (None if there is none), and where they come from."""

    name: str
    index: str
    size: int
    least: float | None
    greatest: float | None
    unit: str
    source: str


@dataclass(frozen=True)
class VariableFacts:
    """A variable: how many columns, and the widest of their bounds, None where there is none."""

    name: str
    index: str
    kind: str
    columns: int
    lower: float | None
    upper: float | None
    unit: str


@dataclass(frozen=True)
class ConstraintFacts:
    """A constraint or objective: its rows, those that only linearize it, its auxiliary columns, and rows left out.

    trivial counts the rows that hold whatever the variables are.
    """

    name: str
    forall: str
    expression: str
    rows: int
    auxiliary_rows: int
    auxiliary_columns: int
    trivial: int
    quote: str


@dataclass(frozen=True)
class ObjectiveFacts:
    """An objective and what it takes to linearize it."""

    name: str
    sense: str
    expression: str
    priority: int
    weight: float
    auxiliary_rows: int
    auxiliary_columns: int
    quote: str


@dataclass(frozen=True)
class Anatomy:
    """All elements, and the size of the compiled problem; auxiliary columns are those of no variable."""

    title: str
    rows: int
    columns: int
    nonzeros: int
    binaries: int
    integers: int
    auxiliary_columns: int
    sets: tuple[SetFacts, ...]
    parameters: tuple[ParameterFacts, ...]
    variables: tuple[VariableFacts, ...]
    constraints: tuple[ConstraintFacts, ...]
    objectives: tuple[ObjectiveFacts, ...]
    assumptions: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as data of JSON."""
        return asdict(self)


def anatomy_of(compiled: Compiled) -> Anatomy:
    """Return what a compiled model is made of."""
    formulation, problem = compiled.model.formulation, compiled.problem
    binaries = int(problem.is_binary.sum())
    own = sum(entry.space.size for entry in compiled.variables.values())
    return Anatomy(
        title=formulation.title,
        rows=problem.rows,
        columns=problem.columns,
        nonzeros=problem.nonzeros,
        binaries=binaries,
        integers=int(problem.is_integer.sum()) - binaries,
        auxiliary_columns=problem.columns - own,
        sets=tuple(_set(compiled, spec) for spec in formulation.sets),
        parameters=tuple(_parameter(compiled, spec) for spec in formulation.parameters),
        variables=tuple(_variable(compiled, name) for name in compiled.variables),
        constraints=tuple(_constraint(compiled, k) for k in range(len(formulation.constraints))),
        objectives=tuple(_objective(compiled, k) for k in range(len(formulation.objectives))),
        assumptions=formulation.assumptions,
    )


def _set(compiled: Compiled, spec: SetSpec) -> SetFacts:
    ground = compiled.ground.sets[spec.name]
    source = spec.expression or (f"{spec.table}: {', '.join(spec.columns)}" if spec.table else "")
    source = source or ("members" if spec.members or spec.tuples else "data")
    return SetFacts(spec.name, ground.size, ground.arity, spec.ordered, source)


def _parameter(compiled: Compiled, spec: ParameterSpec) -> ParameterFacts:
    values = compiled.ground.parameters[spec.name].values
    source = spec.expression or spec.table or ("model" if spec.value is not None or spec.entries else "data")
    least, greatest = (float(values.min()), float(values.max())) if values.size else (None, None)
    return ParameterFacts(spec.name, spec.index, int(values.size), least, greatest, spec.unit, source)


def _variable(compiled: Compiled, name: str) -> VariableFacts:
    spec = compiled.model.variables[name].spec
    columns = compiled.columns_of(name)
    lower = _finite(compiled.columns.lower[columns], least=True)
    upper = _finite(compiled.columns.upper[columns], least=False)
    return VariableFacts(name, spec.index, str(spec.kind), int(columns.size), lower, upper, spec.unit)


def _finite(values: FloatArray, *, least: bool) -> float | None:
    if not values.size:
        return None
    value = float(values.min() if least else values.max())
    return value if np.isfinite(value) else None


def _constraint(compiled: Compiled, number: int) -> ConstraintFacts:
    spec = compiled.model.formulation.constraints[number]
    own = sum(block.count for block in compiled.row_blocks if block.owner == spec.name and not block.part)
    auxiliary_rows, auxiliary_columns = _auxiliary(compiled, spec.name)
    trivial = compiled.trivial.get(spec.name, 0)
    return ConstraintFacts(
        spec.name, spec.forall, spec.expression, own, auxiliary_rows, auxiliary_columns, trivial, spec.quote
    )


def _objective(compiled: Compiled, number: int) -> ObjectiveFacts:
    spec = compiled.model.formulation.objectives[number]
    rows, columns = _auxiliary(compiled, spec.name)
    return ObjectiveFacts(
        spec.name, str(spec.sense), spec.expression, spec.priority, spec.weight, rows, columns, spec.quote
    )


def _auxiliary(compiled: Compiled, owner: str) -> tuple[int, int]:
    """Return the numbers of rows and of columns that linearize a constraint or objective."""
    rows = sum(block.count for block in compiled.row_blocks if block.owner == owner and block.part)
    columns = sum(block.count for block in compiled.column_blocks if block.owner == owner and block.part)
    return rows, columns
