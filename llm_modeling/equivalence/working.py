"""Working: a problem that the reductions change in place, with the index from columns to rows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from llm_modeling.equivalence.form import EQUAL, INF, Column, Form, Row, Substitution, at_most, smallest

_ROUNDING = 1e-9
_CANCELLED = 1e-12


@dataclass
class WorkingRow:
    """A row that may change; lower <= sum of terms <= upper."""

    terms: dict[int, float]
    lower: float
    upper: float
    name: str

    @property
    def is_equation(self) -> bool:
        return self.lower == self.upper

    @property
    def largest(self) -> float:
        return max(map(abs, self.terms.values()), default=0.0)

    @property
    def smallest(self) -> float:
        return smallest(self.terms)


class Working:
    """A form in pieces. Columns in keep stay, with their units, whatever the reductions find."""

    def __init__(self, form: Form, keep: frozenset[int]) -> None:
        self.rows = {i: WorkingRow(dict(r.terms), r.lower, r.upper, r.name) for i, r in enumerate(form.rows)}
        self.columns = list(form.columns)
        self.keep = keep
        self.lower = [c.lower for c in form.columns]
        self.upper = [c.upper for c in form.columns]
        self.integer = [c.integer for c in form.columns]
        self.implied = [c.implied for c in form.columns]
        self.semi = [c.semi for c in form.columns]
        self.cost = dict(form.cost)
        self.offset = form.offset
        self.live = set(range(len(form.columns)))
        self.uses: list[set[int]] = [set() for _ in form.columns]
        for i, row in self.rows.items():
            for j in row.terms:
                self.uses[j].add(i)
        self.left_out: list[Substitution] = []
        self.infeasible = form.infeasible
        self.changed = False
        self.ambiguous = form.ambiguous
        self._form = form

    def drop(self, i: int) -> None:
        """Remove a row."""
        for j in self.rows.pop(i).terms:
            self.uses[j].discard(i)
        self.changed = True

    def set_terms(self, i: int, terms: dict[int, float]) -> None:
        """Replace the terms of a row."""
        row = self.rows[i]
        for j in row.terms.keys() - terms.keys():
            self.uses[j].discard(i)
        for j in terms.keys() - row.terms.keys():
            self.uses[j].add(i)
        row.terms = terms
        self.changed = True

    def range_of(self, terms: Iterable[tuple[int, float]]) -> tuple[float, float]:
        """Return the least and the greatest value of a sum over the bounds of its columns."""
        low, high = 0.0, 0.0
        for j, a in terms:
            lower, upper = self.lower[j], self.upper[j]
            if self.semi[j]:
                lower, upper = min(0.0, lower), max(0.0, upper)
            low += a * lower if a > 0.0 else a * upper
            high += a * upper if a > 0.0 else a * lower
        return low, high

    def tighten(self, j: int, low: float, high: float, reason: str) -> None:
        """Narrow the bounds of a column to [low, high], whole numbers for integer columns."""
        if self.integer[j]:
            low = math.ceil(low - _ROUNDING * max(1.0, abs(low))) if low > -INF else low
            high = math.floor(high + _ROUNDING * max(1.0, abs(high))) if high < INF else high
        if low > self.lower[j]:
            self.lower[j], self.changed = float(low), True
        if high < self.upper[j]:
            self.upper[j], self.changed = float(high), True
        if not at_most(self.lower[j], self.upper[j]):
            self.infeasible = self.infeasible or reason
        elif self.lower[j] > self.upper[j]:
            self.lower[j] = self.upper[j] = 0.5 * (self.lower[j] + self.upper[j])

    def fix(self, j: int, value: float) -> None:
        """Put a value in the place of a column; a column to be kept gets it as both bounds."""
        value = float(round(value)) if self.integer[j] else value
        if j in self.keep or self.semi[j]:
            if self.lower[j] != value or self.upper[j] != value:
                self.lower[j] = self.upper[j] = value
                self.changed = True
            return
        self._leave_out(Substitution(j, 1.0, {}, value, value, Column(-INF, INF, False, False, "")))
        for i in list(self.uses[j]):
            row = self.rows[i]
            shift = row.terms[j] * value
            self.set_terms(i, {k: a for k, a in row.terms.items() if k != j})
            row.lower, row.upper = _minus(row.lower, shift), _minus(row.upper, shift)
        self.offset += self.cost.pop(j, 0.0) * value

    def put_expression(self, j: int, i: int, side: float) -> None:
        """Replace column j everywhere by what row i, held at side, says it is, and remove the row."""
        row = self.rows[i]
        rest = {k: a for k, a in row.terms.items() if k != j}
        self._leave_out(Substitution(j, row.terms[j], rest, side, side, Column(-INF, INF, False, False, "")))
        self.substitute(j, i, side)
        self.drop(i)

    def substitute(self, j: int, i: int, side: float) -> None:
        """Replace column j, in the cost and in all rows but i, by what row i, held at side, says it is."""
        row = self.rows[i]
        pivot = row.terms[j]
        rest = {k: a for k, a in row.terms.items() if k != j}
        for r in list(self.uses[j] - {i}):
            other = self.rows[r]
            factor = other.terms[j] / pivot
            self.set_terms(r, _subtract(other.terms, j, factor, rest))
            other.lower, other.upper = _minus(other.lower, factor * side), _minus(other.upper, factor * side)
        if j in self.cost:
            factor = self.cost[j] / pivot
            self.cost = _subtract(self.cost, j, factor, rest)
            self.offset += factor * side

    def project(self, j: int, i: int) -> None:
        """Leave out column j, which stands in row i only and costs nothing: the row gains what it can give."""
        row, pivot = self.rows[i], self.rows[i].terms[j]
        bounds = Column(self.lower[j], self.upper[j], self.integer[j], False, "")
        rest = {k: a for k, a in row.terms.items() if k != j}
        self._leave_out(Substitution(j, pivot, rest, row.lower, row.upper, bounds))
        low, high = self.range_of([(j, pivot)])
        self.set_terms(i, rest)
        row.lower = row.lower - high if row.lower > -INF and high < INF else -INF
        row.upper = row.upper - low if row.upper < INF and low > -INF else INF

    def forget(self, j: int) -> None:
        """Leave out a column that is in no row and costs nothing."""
        self._leave_out(Substitution(j, 1.0, {}, -INF, INF, Column(self.lower[j], self.upper[j], False, False, "")))

    def form(self) -> Form:
        """Return what is left as a form, columns and rows in their old order."""
        order = sorted(self.live)
        place = {j: k for k, j in enumerate(order)}
        rows = tuple(
            Row({place[j]: a for j, a in sorted(r.terms.items())}, r.lower, r.upper, r.name)
            for _, r in sorted(self.rows.items())
        )
        columns = tuple(
            Column(self.lower[j], self.upper[j], self.integer[j], self.semi[j], self.columns[j].name, self.implied[j])
            for j in order
        )
        old = self._form
        origin = tuple(old.origin[j] for j in order)
        left_out = old.left_out + tuple(_renamed(s, old.origin) for s in self.left_out)
        cost = {place[j]: c for j, c in sorted(self.cost.items()) if c != 0.0}
        return Form(
            rows, columns, cost, self.offset, old.sign, origin, left_out, self.infeasible, old.names, self.ambiguous
        )

    def _leave_out(self, substitution: Substitution) -> None:
        self.left_out.append(substitution)
        self.live.discard(substitution.column)
        self.changed = True


def _renamed(substitution: Substitution, origin: tuple[int, ...]) -> Substitution:
    terms = {origin[j]: a for j, a in substitution.terms.items()}
    s = substitution
    return Substitution(origin[s.column], s.coefficient, terms, s.lower, s.upper, s.bounds)


def _subtract(terms: dict[int, float], j: int, factor: float, rest: dict[int, float]) -> dict[int, float]:
    """Return terms without j, minus factor times rest; what cancels is gone."""
    result = {k: a for k, a in terms.items() if k != j}
    for k, a in rest.items():
        old, change = result.get(k, 0.0), factor * a
        new = old - change
        if abs(new) <= _CANCELLED * (abs(old) + abs(change)):
            result.pop(k, None)
        else:
            result[k] = new
    return result


def _minus(side: float, shift: float) -> float:
    """Return side - shift, 0 where they are the same number."""
    result = side - shift
    return 0.0 if abs(result) <= 1e-3 * EQUAL * abs(shift) else result
