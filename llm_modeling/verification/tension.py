"""Tension: whether anything keeps the variables from the bound that the objective drives them to.

A column whose cost only ever pulls it one way, with no row that holds it back, is at its bound in every optimum
(dual fixing). One such column may be by chance of the data; a whole variable says that a constraint is missing, or
turned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.formulation import Goal, VariableKind
from llm_modeling.grounding.columns import BoolArray, FloatArray, IntArray
from llm_modeling.typed import element_name
from llm_modeling.verification.findings import Finding, note, warning

_MAX_RATIO = 1e9
_MOST_NONZEROS = 5_000
_MOST_COMPARED = 100_000
_ROUNDS = 3


def check_tension(compiled: Compiled) -> tuple[Finding, ...]:
    """Return the variables that nothing holds back, rows that say nothing or repeat each other, and wide ranges."""
    return (*_unheld(compiled), *_determined(compiled), *_trivial(compiled), *_repeated(compiled), *_ranges(compiled))


def _unheld(compiled: Compiled) -> Iterator[Finding]:
    level = compiled.levels[0]
    cost = level.c if level.goal is Goal.MINIMIZE else -level.c
    for name, variable in compiled.model.variables.items():
        columns = compiled.columns_of(name)
        paid = cost[columns]
        block = _Block.of(compiled, columns)
        element, quote = element_name(variable.spec), variable.spec.quote
        advice = "a constraint is missing, or turned the wrong way"
        for side, bound, free in (
            ("from below", compiled.columns.lower[columns], (paid >= 0).all()),
            ("from above", compiled.columns.upper[columns], (paid <= 0).all()),
        ):
            if not (columns.size and free and (paid.any() or block.rows.size) and block.can_be_at(bound)):
                continue
            shown = f"{bound.min():g}" if bound.min() == bound.max() else f"{bound.min():g} to {bound.max():g}"
            message = f"nothing holds it {side}: every optimum has it at its bound, {shown}"
            if not paid.any():
                message = f"it costs nothing and nothing holds it {side}: the constraints on it restrict nothing"
            yield warning("variable_unheld", element, message, advice, quote)


@dataclass(frozen=True, eq=False)
class _Block:
    """The columns of one variable in the rows that they stand in, and the range of what else is in these rows."""

    rows: IntArray
    lower: FloatArray
    upper: FloatArray
    own: tuple[IntArray, IntArray, FloatArray]
    least: FloatArray
    most: FloatArray
    others_least: FloatArray
    others_most: FloatArray

    @classmethod
    def of(cls, compiled: Compiled, columns: IntArray) -> _Block:
        entries, bounds = compiled.rows, compiled.columns
        is_own = np.isin(entries.columns, columns)
        rows, place = np.unique(entries.rows[is_own], return_inverse=True)
        with np.errstate(invalid="ignore"):
            ends = (
                entries.coefficients * bounds.lower[entries.columns],
                entries.coefficients * bounds.upper[entries.columns],
            )
        low, high = np.minimum(*ends), np.maximum(*ends)
        beside = ~is_own & np.isin(entries.rows, rows)
        at = np.searchsorted(rows, entries.rows[beside])

        def total(values: FloatArray, where: BoolArray, places: IntArray) -> FloatArray:
            sums: FloatArray = np.bincount(places, weights=values[where], minlength=rows.size).astype(np.float64)
            return sums

        own = (place.astype(np.int64), np.searchsorted(columns, entries.columns[is_own]), entries.coefficients[is_own])
        return cls(
            rows,
            entries.lower[rows],
            entries.upper[rows],
            own,
            total(low, is_own, place),
            total(high, is_own, place),
            total(low, beside, at),
            total(high, beside, at),
        )

    def can_be_at(self, values: FloatArray) -> bool:
        """Whether putting all columns to values never breaks a row that holds otherwise; values is (columns,)."""
        place, column, coefficients = self.own
        with np.errstate(invalid="ignore"):
            here = np.bincount(place, weights=coefficients * values[column], minlength=self.rows.size)
            below = (here <= self.least) | (here + self.others_most <= self.upper) | (self.upper == np.inf)
            above = (here >= self.most) | (here + self.others_least >= self.lower) | (self.lower == -np.inf)
        return bool((below & above).all())


def _determined(compiled: Compiled) -> Iterator[Finding]:
    """Yield the binary variables of which the rows leave no value but one, each row taken alone, bounds carried on."""
    if compiled.rows.coefficients.size > _MOST_NONZEROS:
        return
    lower, upper = compiled.columns.lower.copy(), compiled.columns.upper.copy()
    for _ in range(_ROUNDS):
        _tighten(compiled, lower, upper)
    for name, variable in compiled.model.variables.items():
        columns = compiled.columns_of(name)
        was_free = compiled.columns.lower[columns] < compiled.columns.upper[columns]
        if variable.spec.kind is VariableKind.BINARY and was_free.any() and (lower[columns] == upper[columns]).all():
            message = "the constraints leave each of its columns one value only: nothing is decided"
            yield warning("variable_determined", element_name(variable.spec), message, "a constraint is too strict")


def _tighten(compiled: Compiled, lower: FloatArray, upper: FloatArray) -> None:
    """Tighten bounds, in place, by what each row implies for each of its columns."""
    rows, integer = compiled.rows, compiled.columns.integer
    with np.errstate(invalid="ignore"):
        ends = rows.coefficients * lower[rows.columns], rows.coefficients * upper[rows.columns]
    low, high = np.minimum(*ends), np.maximum(*ends)
    count = rows.lower.size
    least, most = (np.bincount(rows.rows, weights=values, minlength=count) for values in (low, high))
    with np.errstate(invalid="ignore"):
        room = rows.upper[rows.rows] - (least[rows.rows] - low)
        need = rows.lower[rows.rows] - (most[rows.rows] - high)
    for k in range(rows.rows.size):
        j, a = int(rows.columns[k]), float(rows.coefficients[k])
        top, bottom = (room[k] / a, need[k] / a) if a > 0 else (need[k] / a, room[k] / a)
        if np.isfinite(top):
            upper[j] = min(upper[j], np.floor(top + 1e-6) if integer[j] else top + 1e-9)
        if np.isfinite(bottom):
            lower[j] = max(lower[j], np.ceil(bottom - 1e-6) if integer[j] else bottom - 1e-9)


def _trivial(compiled: Compiled) -> Iterator[Finding]:
    for constraint in compiled.model.constraints:
        spec = constraint.spec
        trivial, made = compiled.trivial.get(spec.name, 0), compiled.rows_of(spec.name).size
        if trivial and not made:
            message = f"all of its {trivial} rows hold whatever the variables are"
            yield warning("constraint_trivial", element_name(spec), message, "it restricts nothing", spec.quote)
        elif trivial:
            message = f"{trivial} of its {trivial + made} rows hold whatever the variables are"
            yield note("constraint_partly_trivial", element_name(spec), message)


def _repeated(compiled: Compiled) -> Iterator[Finding]:
    """Yield constraints of which every row is a row of an earlier constraint, and notes on rows that never bind."""
    if compiled.rows.coefficients.size > _MOST_COMPARED:
        return
    problem = compiled.problem
    earlier: dict[object, str] = {}
    for constraint in compiled.model.constraints:
        name, keys = constraint.spec.name, []
        for row in compiled.rows_of(name).tolist():
            start, end = problem.a.indptr[row], problem.a.indptr[row + 1]
            pairs = sorted(zip(problem.a.indices[start:end].tolist(), problem.a.data[start:end].tolist(), strict=True))
            keys.append((tuple(pairs), float(problem.row_lower[row]), float(problem.row_upper[row])))
        owners = {earlier.get(key) for key in keys}
        if keys and None not in owners:
            message = f"each of its {len(keys)} rows is already a row of {', '.join(sorted(map(repr, owners)))}"
            advice = "one of the two is meant to say something else"
            yield warning("constraint_repeated", element_name(constraint.spec), message, advice, constraint.spec.quote)
        if len(keys) > 1 and len(set(keys)) == 1:
            message = f"all of its {len(keys)} rows are the same"
            yield warning("constraint_repeated", element_name(constraint.spec), message, "an index is not used")
        for key in keys:
            earlier.setdefault(key, name)


def _ranges(compiled: Compiled) -> Iterator[Finding]:
    sizes = np.abs(compiled.rows.coefficients[compiled.rows.coefficients != 0])
    if sizes.size and sizes.max() > _MAX_RATIO * sizes.min():
        message = (
            f"coefficients range from {sizes.min():g} to {sizes.max():g}, a factor of {sizes.max() / sizes.min():.0e}"
        )
        yield warning("coefficient_range", "", message, "choose units so that numbers lie closer together")
