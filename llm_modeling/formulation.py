"""Formulation: an optimization model as data, symbolic and indexed; expressions are strings (LANGUAGE.md).

A frozen pydantic model of JSON schema metasolve.formulation/1. The schema is flat, without references and with few
unions, so that a model server can hold a language model to it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from llm_modeling.json_text import inlined, json_text
from llm_modeling.language.tokens import KEYWORDS
from llm_modeling.reading import model_from_file, model_from_json

SCHEMA = "metasolve.formulation/1"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,126}\.(csv|json)")


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is no name: a letter, then letters a-z, digits and underscores, at most 64")
    if name in KEYWORDS:
        raise ValueError(f"{name!r} is a word of the expression language; choose another name")
    return name


def _checked_file(name: str) -> str:
    if name and not _FILE.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is not the plain name of a .csv or .json file in the data directory")
    return name


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not finite")
    return value


def _number_as_text(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return repr(value) if is_number else value


def _whole_as_float(value: Any) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and abs(value) < 10**300 else value


Identifier: TypeAlias = Annotated[
    str, AfterValidator(_checked_name), Field(json_schema_extra={"pattern": "^" + _NAME.pattern + "$"})
]
FileName: TypeAlias = Annotated[str, AfterValidator(_checked_file)]
Expression: TypeAlias = Annotated[str, BeforeValidator(_number_as_text)]
Finite: TypeAlias = Annotated[float, BeforeValidator(_whole_as_float), AfterValidator(_finite)]
Member: TypeAlias = int | str
Cell: TypeAlias = int | Annotated[float, AfterValidator(_finite)] | str


class VariableKind(StrEnum):
    """What values a variable takes."""

    CONTINUOUS = "continuous"
    INTEGER = "integer"
    BINARY = "binary"


class Goal(StrEnum):
    """The direction of an objective."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


class _Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    word: ClassVar[str] = "element"

    description: str = ""
    quote: str = Field(default="", description="The sentence of the problem text that this comes from, word for word.")


class SetSpec(_Element):
    """A set: members, tuples, an expression, or columns of a table; none of them if the data give it."""

    word: ClassVar[str] = "set"

    name: Identifier
    members: tuple[Member, ...] = Field(default=(), description='All integers or all texts: ["Berlin", "Rome"].')
    tuples: tuple[tuple[Member, ...], ...] = Field(default=(), description='Of equal length: [["Berlin", "Rome"]].')
    expression: Expression = Field(default="", description="1..T or {i in I, j in J: distance[i,j] <= R} or I union J")
    table: FileName = Field(default="", description="A CSV or JSON file; its distinct rows in columns are the members.")
    columns: tuple[str, ...] = Field(default=(), description="Columns of table; two or more make a set of tuples.")
    ordered: bool = Field(default=False, description="Whether the order means something: needed by next, prev, ord.")

    @model_validator(mode="after")
    def _one_source(self) -> SetSpec:
        _at_most_one_source(self, ("members", "tuples", "expression", "table"))
        if self.table and not self.columns:
            raise ValueError("a set from a table says which `columns` of it")
        if (self.members or self.tuples or self.expression) and self.columns:
            raise ValueError("`columns` belong to a table")
        return self


class ParameterSpec(_Element):
    """Numbers: one value, entries, an expression, or a column of a table; none of them if the data give them."""

    word: ClassVar[str] = "parameter"

    name: Identifier
    index: str = Field(default="", description="Empty for a single number; I, J or i in I, j in J: i != j")
    value: Finite | None = Field(default=None, description="The number, if it is a single one.")
    entries: tuple[tuple[Cell, ...], ...] = Field(default=(), description='Rows of key and value: [["Berlin", 5]].')
    expression: Expression = Field(default="", description="Computed from other parameters: distance[i,j] / speed")
    table: FileName = Field(default="", description="A CSV or JSON file that holds the values.")
    key_columns: tuple[str, ...] = Field(
        default=(),
        description="Columns of table that hold the key; one fewer than the index: the header holds the last one.",
    )
    column: str = Field(default="", description="The column of table that holds the value.")
    default: Finite | None = Field(default=None, description="The value where entries or table have none.")
    unit: str = Field(default="", description="km, EUR / kg, hour; empty for a pure number.")

    @model_validator(mode="after")
    def _one_source(self) -> ParameterSpec:
        _at_most_one_source(self, ("entries", "expression", "table"))
        if self.value is not None and (self.entries or self.expression or self.table or self.index):
            raise ValueError("`value` stands for a single number, without index, entries, expression or table")
        if (self.key_columns or self.column) and not self.table:
            raise ValueError("`key_columns` and `column` belong to a table")
        if self.table and not (self.key_columns and self.index):
            raise ValueError("a parameter from a table has an `index` and `key_columns`")
        return self


class VariableSpec(_Element):
    """A decision: one column for each combination of its index."""

    word: ClassVar[str] = "variable"

    name: Identifier
    index: str = Field(default="", description="Empty for a single variable; I, J or (i, j) in ARCS")
    kind: VariableKind = Field(default=VariableKind.CONTINUOUS, strict=False)
    lower: Expression = Field(
        default="0", description="A number or an expression of parameters; -inf if there is none."
    )
    upper: Expression = Field(
        default="inf", description="A number or an expression of parameters; inf if there is none."
    )
    unit: str = ""


class ConstraintSpec(_Element):
    """A condition that holds for each combination of forall."""

    word: ClassVar[str] = "constraint"

    name: Identifier
    forall: str = Field(default="", description="i in I, j in J: i != j; empty for a single condition.")
    expression: Expression = Field(description="sum{j in J} ship[i,j] <= supply[i]")


class ObjectiveSpec(_Element):
    """What to optimize; of several, higher priority comes first, equal priority is added up by weight."""

    word: ClassVar[str] = "objective"

    name: Identifier
    sense: Goal = Field(strict=False)
    expression: Expression
    weight: Finite = 1.0
    priority: int = 0
    tolerance: Finite = Field(default=0.0, description="By how much later priorities may worsen it, absolute.")

    @model_validator(mode="after")
    def _weighs_something(self) -> ObjectiveSpec:
        if self.weight <= 0.0:
            raise ValueError(f"weight is {self.weight} instead of a positive number; `sense` says the direction")
        if self.tolerance < 0.0:
            raise ValueError(f"tolerance is {self.tolerance}")
        if abs(self.priority) > 1_000_000:
            raise ValueError(f"priority is {self.priority}")
        return self


class Waiver(BaseModel):
    """A number of the problem text that the model rightly does not use."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    number: Expression
    reason: str


class Formulation(BaseModel):
    """An optimization model: sets, parameters, variables, constraints, objectives and what was assumed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    schema_version: Literal["metasolve.formulation/1"] = Field(default="metasolve.formulation/1", alias="schema")
    title: str = ""
    notes: str = ""
    sets: tuple[SetSpec, ...] = ()
    parameters: tuple[ParameterSpec, ...] = ()
    variables: tuple[VariableSpec, ...] = ()
    constraints: tuple[ConstraintSpec, ...] = ()
    objectives: tuple[ObjectiveSpec, ...] = Field(default=(), description="None: any feasible solution will do.")
    assumptions: tuple[str, ...] = Field(default=(), description="What the text leaves open and the model decides.")
    waived: tuple[Waiver, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Formulation:
        _no_duplicates([*self.sets, *self.parameters, *self.variables])
        _no_duplicates([*self.constraints, *self.objectives])
        return self

    @classmethod
    def from_json(cls, text: str | bytes) -> Formulation:
        """Return the formulation of a JSON text.

        Raises FormulationError naming the element and field that is wrong, or SizeError.
        """
        return model_from_json(cls, text)

    @classmethod
    def read(cls, path: str | Path) -> Formulation:
        """Return the formulation of a JSON file.

        Raises ModelNotFoundError if it cannot be opened, FormulationError as from_json.
        """
        return model_from_file(cls, path)

    def to_json(self) -> str:
        """Return the JSON text, without fields that have their default."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        return json_text({"schema": SCHEMA, **content})

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) with every reference written out."""
        return inlined(cls.model_json_schema(by_alias=True))


def _at_most_one_source(element: BaseModel, sources: tuple[str, ...]) -> None:
    given = [source for source in sources if getattr(element, source)]
    if len(given) > 1:
        raise ValueError(f"`{given[0]}` and `{given[1]}` are both given; keep one")


def _no_duplicates(elements: Iterable[SetSpec | ParameterSpec | VariableSpec | ConstraintSpec | ObjectiveSpec]) -> None:
    seen: dict[str, str] = {}
    for element in elements:
        if element.name in seen:
            raise ValueError(f"{element.word} {element.name!r}: there is already a {seen[element.name]} of that name")
        seen[element.name] = element.word
