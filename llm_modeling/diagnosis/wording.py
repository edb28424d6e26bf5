"""Wording: rows, bounds and index tuples in words that a planner knows, with the numbers filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from llm_modeling.compiled import Compiled, Key
from llm_modeling.diagnosis.layout import Condition, Kind
from llm_modeling.language.tree import Comparison, Degree
from llm_modeling.typed import TypedConstraint

_TERMS_SHOWN = 6
_ROWS_COMPARED = 5_000


@dataclass(frozen=True)
class Side:
    """The number that a condition sets, and whether that is the least or the most."""

    value: float
    is_lower: bool


@dataclass(frozen=True, eq=False)
class Wording:
    """Says what rows and columns of a compiled formulation mean; nothing is escaped yet."""

    compiled: Compiled

    @cached_property
    def _constraints(self) -> dict[str, TypedConstraint]:
        return {typed.spec.name: typed for typed in self.compiled.model.constraints}

    def column(self, column: int) -> str:
        """Return `ship[Brno, Riga]`, or the piece of the expression that an auxiliary column stands for."""
        origin = self.compiled.origin_of_column(column)
        if origin.variable is None:
            key = listed((*origin.index, *origin.inner))
            return f"({origin.source})" + (f" at {key}" if key else "")
        return f"{origin.variable}[{listed(origin.index)}]" if origin.index else origin.variable

    def place(self, constraint: str, key: Key) -> str:
        """Return `p = Brno, t = 3`, the indices of a constraint."""
        typed = self._constraints.get(constraint)
        names = () if typed is None or typed.domain is None else typed.domain.names
        return named(names, key)

    def index_names(self, constraint: str) -> tuple[str, ...]:
        """Return the names of a constraint's indices."""
        typed = self._constraints.get(constraint)
        return () if typed is None or typed.domain is None else typed.domain.names

    def constraint(self, row: int) -> str:
        """Return `supply (p = Brno)`."""
        origin = self.compiled.origin_of_row(row)
        place = self.place(origin.constraint, origin.index)
        return f"{origin.constraint} ({place})" if place else origin.constraint

    def row(self, row: int, *, lower: bool, upper: bool) -> str:
        """Return what a row asks for, in its own sense of lower and upper: terms and the sides that are meant."""
        kinds = ([Kind.ROW_LOWER] if lower else []) + ([Kind.ROW_UPPER] if upper else [])
        sides = [self.side(Condition(kind, row)) for kind in kinds]
        terms, is_equation = self._terms(row), self.is_equation(row)
        if is_equation and len(sides) == 2:
            return f"{terms} = {number(sides[0].value)}"
        asked = " and ".join(f"{'>=' if side.is_lower else '<='} {number(side.value)}" for side in sides)
        return f"{terms} {asked}" + (" (it is to be equal)" if is_equation else "")

    def expression(self, rows: list[int]) -> str:
        """Return the expression of the condition that some rows come from, with the inner indices that they are about.

        The indices are left out if the rows are about all of them.
        """
        first = self.compiled.origin_of_row(rows[0])
        typed = self._constraints.get(first.constraint)
        if typed is None:
            return "what its value is"  # an objective's, if a problem is infeasible only with what defines it
        text = " ".join(typed.spec.expression.split())
        all_rows = self.compiled.rows_of(first.constraint)
        meant = self._inner(rows, first.index)
        if all_rows.size <= _ROWS_COMPARED and self._inner(all_rows.tolist(), first.index) == meant:
            return text
        shown = "; ".join(listed(key) for key in meant[:_TERMS_SHOWN])
        more = f" and {len(meant) - _TERMS_SHOWN} more" if len(meant) > _TERMS_SHOWN else ""
        return f"{text}, for {shown}{more}" if shown else text

    def _inner(self, rows: list[int], index: Key) -> list[Key]:
        origins = [self.compiled.origin_of_row(row) for row in rows]
        return list(dict.fromkeys(origin.inner for origin in origins if origin.inner and origin.index == index))

    def is_equation(self, row: int) -> bool:
        """Whether both sides of a row are the same number."""
        return bool(self.compiled.problem.row_lower[row] == self.compiled.problem.row_upper[row])

    def _terms(self, row: int) -> str:
        a = self.compiled.problem.a
        entries = range(int(a.indptr[row]), int(a.indptr[row + 1]))
        sign_of_row = self._orientation(row)
        text = ""
        for entry in entries[:_TERMS_SHOWN]:
            coefficient, name = sign_of_row * float(a.data[entry]), self.column(int(a.indices[entry]))
            factor = "" if abs(coefficient) == 1.0 else f"{number(abs(coefficient))} "
            sign = (" - " if text else "-") if coefficient < 0.0 else (" + " if text else "")
            text += f"{sign}{factor}{name}"
        if len(entries) > _TERMS_SHOWN:
            text += f" + ... ({len(entries) - _TERMS_SHOWN} more)"
        return text or "0"

    def _orientation(self, row: int) -> float:
        """Return -1 if the row is the negative of what was written: `>=` is compiled as `<=` of the negatives."""
        typed = self._constraints.get(self.compiled.origin_of_row(row).constraint)
        sign = 1.0
        if typed is not None and isinstance(typed.expression, Comparison):
            operators = typed.expression.operators
            sign = -1.0 if len(operators) == 1 and operators[0] in (">=", ">") else 1.0
        a = self.compiled.problem.a
        coefficients = a.data[int(a.indptr[row]) : int(a.indptr[row + 1])]
        return -sign if coefficients.size and (sign * coefficients < 0.0).all() else sign

    def unit(self, condition: Condition) -> str:
        """Return the unit of a condition's side, empty if it is not plain: that of its variables if all count once."""
        columns = np.array([condition.number])
        if condition.is_row:
            a = self.compiled.problem.a
            entries = slice(int(a.indptr[condition.number]), int(a.indptr[condition.number + 1]))
            if (np.abs(a.data[entries]) != 1.0).any():
                return ""
            columns = a.indices[entries]
        specs = {self.compiled.origin_of_column(j).variable for j in columns.tolist()}
        units = {"" if name is None else self.compiled.model.variables[name].spec.unit for name in specs}
        return units.pop() if len(units) == 1 else ""

    def side(self, condition: Condition) -> Side:
        """Return the number that a condition sets, and whether it is the least or the most, as a planner reads it."""
        p = self.compiled.problem
        arrays = (p.row_lower, p.row_upper, p.col_lower, p.col_upper)
        value = float(arrays[condition.kind][condition.number])
        if condition.is_row and self._orientation(condition.number) < 0.0:
            return Side(-value + 0.0, not condition.is_lower)
        return Side(value, condition.is_lower)

    def subject(self, condition: Condition) -> str:
        """Return what a condition is called in a sentence: `supply (p = Brno)`, `the upper bound of make[lamp, 3]`."""
        if condition.is_row:
            return self.constraint(condition.number)
        name = self.column(condition.number)
        words = {Kind.COLUMN_LOWER: "the lower bound of", Kind.COLUMN_UPPER: "the upper bound of"}
        return f"{words.get(condition.kind, 'the whole values of')} {name}"

    def relief(self, condition: Condition, amount: float) -> str:
        """Return the advice to let a side give by an amount: `raise the limit of supply (p = Brno) from 120 to 140`."""
        subject, side, unit = self.subject(condition), self.side(condition), self.unit(condition)
        unit = f" {unit}" if unit else ""
        if side.value == 0.0 and condition.is_row:
            verb = "fall short" if side.is_lower else "be exceeded"
            return f"let {subject} {verb} by {number(amount)}{unit}"
        target = side.value - amount if side.is_lower else side.value + amount
        verb = "lower" if side.is_lower else "raise"
        if not condition.is_row:
            return f"{verb} {subject} from {number(side.value)} to {number(target)}{unit}"
        is_equation = self.is_equation(condition.number)
        noun = "right-hand side" if is_equation else "minimum" if side.is_lower else "limit"
        return f"{verb} the {noun} of {subject} from {number(side.value)} to {number(target)}{unit}"


def is_linear(typed: TypedConstraint) -> bool:
    """Whether the constraint is a comparison of linear expressions, which its rows show as they are."""
    return isinstance(typed.expression, Comparison) and typed.expression.type.degree is Degree.LINEAR


def number(value: float) -> str:
    """Return a number as planners write it."""
    return f"{value + 0.0:.9g}"


def listed(key: Key) -> str:
    """Return `Brno, 3`."""
    return ", ".join(str(part) for part in key)


def named(names: tuple[str, ...], key: Key) -> str:
    """Return `p = Brno, t = 3`, without the names if they do not fit."""
    if len(names) != len(key):
        return listed(key)
    return ", ".join(f"{name} = {part}" for name, part in zip(names, key, strict=True))


def joined(parts: list[str], word: str = "and") -> str:
    """Return `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else ""
