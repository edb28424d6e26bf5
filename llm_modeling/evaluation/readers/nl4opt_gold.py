"""The model that an NL4OPT record annotates, as a Formulation with variables >= 0, as written, mistakes included."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from llm_modeling.evaluation.number_words import number_in_words
from llm_modeling.evaluation.readers.contract import Content
from llm_modeling.evaluation.task import Flag, RecordError
from llm_modeling.formulation import ConstraintSpec, Formulation, Goal, ObjectiveSpec, VariableKind, VariableSpec
from llm_modeling.language.tokens import KEYWORDS

_MAXIMIZE = re.compile(r"maxim|highest|most|largest|greatest|increase|best|raise", re.IGNORECASE)
_MINIMIZE = re.compile(r"minim|lowest|least|smallest|reduce|decrease|lower|cheapest|fewest|shortest", re.IGNORECASE)
_SIGNS = {"LESS_OR_EQUAL": "<=", "GREATER_OR_EQUAL": ">=", "EQUAL": "="}
_Coefficients: TypeAlias = dict[int, float]


@dataclass(frozen=True)
class Row:
    """A constraint: the coefficients by column, the sign, the right-hand side, and the annotation's own words."""

    kind: str
    coefficients: Mapping[int, float]
    sign: str
    side: float
    words: str


@dataclass(frozen=True)
class AnnotatedModel:
    """Variables by their words, the objective and the rows in columns, and what is doubtful about the annotation."""

    names: tuple[str, ...]
    goal: Goal
    objective: Mapping[int, float]
    objective_words: str
    rows: tuple[Row, ...]
    flags: tuple[Flag, ...]

    def formulation(self, kind: VariableKind) -> Formulation:
        """Return the model with all variables of one kind and not negative."""
        columns = identifiers(self.names)
        return Formulation(
            variables=tuple(
                VariableSpec(name=column, kind=kind, description=name)
                for column, name in zip(columns, self.names, strict=True)
            ),
            constraints=tuple(
                ConstraintSpec(
                    name=f"{row.kind}_{k}",
                    expression=f"{_sum(row.coefficients, columns)} {row.sign} {row.side!r}",
                    description=row.words,
                )
                for k, row in enumerate(self.rows, start=1)
            ),
            objectives=(
                ObjectiveSpec(
                    name="goal",
                    sense=self.goal,
                    expression=_sum(self.objective, columns),
                    description=self.objective_words,
                ),
            ),
        )


def goal_of(declaration: Any) -> Goal:
    """Return the direction that an objective's free text means; raises RecordError if it means neither."""
    words = str(declaration.get("direction", "")) if isinstance(declaration, Mapping) else ""
    up, down = _MAXIMIZE.search(words) is not None, _MINIMIZE.search(words) is not None
    if up == down:
        raise RecordError(f"the direction of the objective is {words[:80]!r}, neither maximize nor minimize")
    return Goal.MAXIMIZE if up else Goal.MINIMIZE


def identifiers(words: Sequence[str]) -> tuple[str, ...]:
    """Return names for a formulation that resemble the words and differ from each other."""
    found: list[str] = []
    for place, text in enumerate(words, start=1):
        name = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:48]
        if not re.match(r"[A-Za-z]", name) or name in KEYWORDS:
            name = f"x_{name}"
        found.append(f"{name}_{place}" if name in found or not name.strip("x_") else name)
    return tuple(found)


def annotated(content: Content) -> AnnotatedModel:
    """Return the model of a record; raises RecordError naming the declaration that cannot be read."""
    names = tuple(map(str, content.get("vars") or ()))
    if not names:
        raise RecordError("the field 'vars' names no variable")
    reader = _Reader(names, content.get("order_mapping") or {})
    objective = content["obj_declaration"]
    goal = goal_of(objective)
    flags: list[Flag] = []
    coefficients = reader.objective(objective, flags)
    declarations = content["const_declarations"]
    if not isinstance(declarations, list):
        raise RecordError("the field 'const_declarations' is no list")
    rows = []
    for number, declaration in enumerate(declarations, start=1):
        try:
            rows.append(reader.row(declaration, flags))
        except RecordError as error:
            raise RecordError(f"constraint {number}: {error.reason}") from error
    words = str(objective.get("name", ""))
    return AnnotatedModel(names, goal, coefficients, words, tuple(rows), tuple(dict.fromkeys(flags)))


@dataclass(frozen=True)
class _Reader:
    names: tuple[str, ...]
    columns: Mapping[str, Any]

    def objective(self, declaration: Content, flags: list[Flag]) -> _Coefficients:
        kind = declaration.get("type")
        if kind == "objective":
            return self.terms(declaration.get("terms"), flags)
        if kind != "objvar":
            raise RecordError(f"the objective is of the unknown type {str(kind)[:40]!r}")
        summed = declaration.get("vars")
        if not summed:
            flags.append(Flag.EMPTY_OBJECTIVE)
            return dict.fromkeys(range(len(self.names)), 1.0)
        return {self.column(name): 1.0 for name in summed}

    def row(self, declaration: Any, flags: list[Flag]) -> Row:
        if not isinstance(declaration, Mapping):
            raise RecordError("it is no object")
        kind = str(declaration.get("type"))
        if kind not in _READINGS:
            raise RecordError(f"it is of the unknown type {kind[:40]!r}")
        sign = _SIGNS.get(str(declaration.get("operator")))
        if sign is None:
            raise RecordError(f"the operator is {str(declaration.get('operator'))[:40]!r}")
        coefficients, side = _READINGS[kind](self, declaration, flags)
        return Row(kind, coefficients, sign, side, str(declaration.get("direction", "")))

    def terms(self, terms: Any, flags: list[Flag]) -> _Coefficients:
        """Return the coefficients; of two on one variable the last counts."""
        if not isinstance(terms, Mapping):
            raise RecordError("the terms are no object")
        found: _Coefficients = {}
        for name, factor in terms.items():
            column = self.column(name)
            if column in found:
                flags.append(Flag.REPEATED_TERM)
            found[column] = number_in_words(str(factor))
        if not found:
            flags.append(Flag.EMPTY_TERMS)
        return found

    def linear(self, declaration: Content, flags: list[Flag]) -> tuple[_Coefficients, float]:
        terms = self.terms(declaration.get("terms"), flags)
        given = declaration.get("terms")
        if isinstance(given, Mapping) and len(given) == 1 and len(self.names) > 1:
            flags.append(Flag.PARTIAL_TERMS)
        return terms, self.number(declaration, "limit")

    def bound(self, declaration: Content, flags: list[Flag]) -> tuple[_Coefficients, float]:
        return {self.column(declaration.get("var")): 1.0}, self.number(declaration, "limit")

    def total(self, declaration: Content, flags: list[Flag]) -> tuple[_Coefficients, float]:
        return dict.fromkeys(range(len(self.names)), 1.0), self.number(declaration, "limit")

    def ratio(self, declaration: Content, flags: list[Flag]) -> tuple[_Coefficients, float]:
        """Return x - share * total against 0."""
        share, own = self.number(declaration, "limit"), self.column(declaration.get("var"))
        return {k: round((1.0 if k == own else 0.0) - share, 12) for k in range(len(self.names))}, 0.0

    def multiple(self, declaration: Content, flags: list[Flag]) -> tuple[_Coefficients, float]:
        """Return x - factor * y against 0; without a factor x - y."""
        factor = self.number(declaration, "param") if declaration.get("type") == "xby" else 1.0
        x, y = self.column(declaration.get("x_var")), self.column(declaration.get("y_var"))
        if x == y:
            raise RecordError("both sides are the same variable")
        return {x: 1.0, y: -factor}, 0.0

    def number(self, declaration: Content, field: str) -> float:
        return number_in_words(str(declaration.get(field, "")))

    def column(self, name: Any) -> int:
        place = self.columns.get(str(name))
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(self.names):
            raise RecordError(f"{str(name)[:80]!r} is not in 'order_mapping'")
        return place


_READINGS: Mapping[str, Callable[[_Reader, Content, list[Flag]], tuple[_Coefficients, float]]] = {
    "linear": _Reader.linear,
    "lowerbound": _Reader.bound,
    "upperbound": _Reader.bound,
    "sum": _Reader.total,
    "ratio": _Reader.ratio,
    "xby": _Reader.multiple,
    "xy": _Reader.multiple,
}


def _sum(coefficients: Mapping[int, float], columns: Sequence[str]) -> str:
    """Return the expression; one without terms is written as 0 times the first variable."""
    if not coefficients:
        return f"0 * {columns[0]}"
    parts = [f"{factor!r} * {columns[k]}" for k, factor in sorted(coefficients.items())]
    return " + ".join(parts).replace("+ -", "- ")
