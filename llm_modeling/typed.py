"""TypedModel: a formulation whose expressions are parsed, resolved and typed; independent of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llm_modeling.formulation import ConstraintSpec, Formulation, ObjectiveSpec, ParameterSpec, SetSpec, VariableSpec
from llm_modeling.language.tree import Domain, Node, Sort


@dataclass(frozen=True)
class TypedSet:
    """A set: the sort of each component of its tuples, and the expression that defines it, if one does."""

    spec: SetSpec
    sorts: tuple[Sort, ...]
    expression: Node | None

    @property
    def arity(self) -> int:
        return len(self.sorts)


@dataclass(frozen=True)
class TypedParameter:
    """A parameter: its index, None for a single number, and the expression that defines it, if one does."""

    spec: ParameterSpec
    domain: Domain | None
    sorts: tuple[Sort, ...]
    expression: Node | None


@dataclass(frozen=True)
class TypedVariable:
    """A variable with its index and bounds."""

    spec: VariableSpec
    domain: Domain | None
    sorts: tuple[Sort, ...]
    lower: Node
    upper: Node


@dataclass(frozen=True)
class TypedConstraint:
    """A constraint with its forall, None if it is a single one."""

    spec: ConstraintSpec
    domain: Domain | None
    expression: Node


@dataclass(frozen=True)
class TypedObjective:
    """An objective."""

    spec: ObjectiveSpec
    expression: Node


@dataclass(frozen=True)
class TypedModel:
    """All elements by name; definition_order lists sets and parameters so that each comes after what it needs."""

    formulation: Formulation
    sets: Mapping[str, TypedSet]
    parameters: Mapping[str, TypedParameter]
    variables: Mapping[str, TypedVariable]
    constraints: tuple[TypedConstraint, ...]
    objectives: tuple[TypedObjective, ...]
    definition_order: tuple[str, ...]


def element_name(spec: SetSpec | ParameterSpec | VariableSpec | ConstraintSpec | ObjectiveSpec) -> str:
    """Return how an element is called in messages: `constraint 'demand'`."""
    return f"{spec.word} {spec.name!r}"
