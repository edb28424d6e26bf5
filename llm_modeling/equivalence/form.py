"""Form: a problem as the comparison sees it: minimization, sparse rows as dictionaries, and the way back to points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import gmpy2
import numpy as np
import numpy.typing as npt

from metasolve import Problem

INF = math.inf
EQUAL = 1e-9
"""Numbers that agree to this relative accuracy are the same number."""
CANCELLED = 1e-13
"""What is left of larger terms, smaller than this share of them, is rounding."""
LARGEST = 1e20
"""Numbers that are larger, or smaller than its inverse, are not calculated with."""
FEASIBLE = 1e-7
"""A point may miss a row by this much, relative to the largest of 1, the side and the row's terms."""
VIOLATED = 1e-5
"""A point that misses a row by this much, measured likewise, is outside beyond doubt."""


@dataclass(frozen=True)
class Row:
    """lower <= sum of terms <= upper, by column; name is that of the row of the problem that it comes from."""

    terms: Mapping[int, float]
    lower: float
    upper: float
    name: str


@dataclass(frozen=True)
class Column:
    """One column: bounds, kind, the name in the problem.

    implied: integer only because an equation leaves it whole numbers, and therefore in no unit of its own.
    """

    lower: float
    upper: float
    integer: bool
    semi: bool
    name: str
    implied: bool = False

    @property
    def two_sided(self) -> bool:
        return self.lower > -INF and self.upper < INF and not self.semi


@dataclass(frozen=True)
class Substitution:
    """How a column that was left out gets its value: from lower <= coefficient * x + sum of terms <= upper and bounds.

    Columns are those of the problem. An equation leaves one value, an inequality the one that is nearest to 0.
    """

    column: int
    coefficient: float
    terms: Mapping[int, float]
    lower: float
    upper: float
    bounds: Column

    def value(self, x: Sequence[float]) -> float:
        """Return the value of the column at x, in which the columns of terms have theirs."""
        rest = math.fsum(a * x[j] for j, a in self.terms.items())
        ends = sorted(((self.lower - rest) / self.coefficient, (self.upper - rest) / self.coefficient))
        low, high = max(ends[0], self.bounds.lower), min(ends[1], self.bounds.upper)
        if self.bounds.integer:
            low, high = math.ceil(low - 1e-6), math.floor(high + 1e-6)
        return float(min(max(0.0, low), max(low, high)))


@dataclass(frozen=True)
class Form:
    """minimize cost x + offset over rows and columns; infeasible names what leaves no solution, or is empty.

    origin has the column of the problem for each column here; left_out restores the others, last one first. sign is
    -1 where the problem maximizes. names are those of all columns of the problem. ambiguous: another column could have
    been left out in the place of one that was.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cost: Mapping[int, float]
    offset: float
    sign: float
    origin: tuple[int, ...]
    left_out: tuple[Substitution, ...]
    infeasible: str
    names: tuple[str, ...]
    ambiguous: bool = False

    def restore(self, x: Sequence[float]) -> list[float]:
        """Return the point of the problem that belongs to the point x of this form."""
        point = [0.0] * len(self.names)
        for j, value in zip(self.origin, x, strict=True):
            point[j] = float(value)
        for substitution in reversed(self.left_out):
            point[substitution.column] = substitution.value(point)
        return point

    def value(self, x: Sequence[float]) -> float:
        """Return the cost at x, offset included; to be minimized."""
        return math.fsum(c * x[j] for j, c in self.cost.items()) + self.offset

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each column by its name."""
        return {column.name: j for j, column in enumerate(self.columns)}

    @cached_property
    def has_semi(self) -> bool:
        return any(column.semi for column in self.columns)


def close(p: float, q: float, size: float = 0.0, terms: float = 0.0) -> bool:
    """Return whether p and q are the same number; infinities equal themselves.

    size is what counts as not small; terms is how large the terms were from whose sums p and q come.
    """
    if math.isinf(p) or math.isinf(q):
        return p == q
    return abs(p - q) <= EQUAL * max(abs(p), abs(q), size) + CANCELLED * terms


def at_most(p: float, q: float, size: float = 1.0) -> bool:
    """Return whether p <= q but for the accuracy of numbers of the given size."""
    return p <= q or p - q <= EQUAL * max(min(abs(p), abs(q)), size)


def smallest(terms: Mapping[int, float]) -> float:
    """Return the smallest coefficient, without sign; 1 without any: less of a row than EQUAL times this is nothing."""
    return min(map(abs, terms.values()), default=1.0)


def excess(row: Row, x: Sequence[float]) -> float:
    """Return by how much x misses a row, relative to the largest of 1, the side and the terms; in rational numbers."""
    terms = [gmpy2.mpq(a) * gmpy2.mpq(float(x[j])) for j, a in row.terms.items()]
    activity = sum(terms, gmpy2.mpq(0))
    size = max([1.0, *(abs(float(t)) for t in terms)])
    below = above = 0.0
    if row.lower > -INF:
        below = float(gmpy2.mpq(row.lower) - activity) / max(size, abs(row.lower))
    if row.upper < INF:
        above = float(activity - gmpy2.mpq(row.upper)) / max(size, abs(row.upper))
    return max(below, above, 0.0)


def miss(column: Column, x: float) -> float:
    """Return by how much x misses the bounds (relatively) or the integers (absolutely) of a column."""
    if column.semi and x == 0.0:
        return 0.0
    outside = excess(Row({0: 1.0}, column.lower, column.upper, ""), [x])
    return max(outside, abs(x - round(x)) if column.integer else 0.0)


def worst(form: Form, x: Sequence[float]) -> tuple[float, str]:
    """Return the greatest miss of x over all rows and columns of the form, and its place in words."""
    found, place = 0.0, ""
    for row in form.rows:
        if (size := excess(row, x)) > found:
            found, place = size, f"row '{row.name}'"
    for column, value in zip(form.columns, x, strict=True):
        if (size := miss(column, value)) > found:
            whole = column.integer and abs(value - round(value)) >= size
            found, place = size, f"{'integrality' if whole else 'bounds'} of column '{column.name}'"
    return found, place


def extreme(problem: Problem) -> str:
    """Return the first place of a number that is too large or too small to calculate with, '' if there is none."""
    at = problem.a.rows, problem.a.indices
    vectors = (
        ("cost of column", problem.col_names, problem.c),
        ("lower bound of column", problem.col_names, problem.col_lower),
        ("upper bound of column", problem.col_names, problem.col_upper),
        ("lower side of row", problem.row_names, problem.row_lower),
        ("upper side of row", problem.row_names, problem.row_upper),
    )
    for what, names, values in vectors:
        wrong = np.flatnonzero(_is_extreme(values))
        if wrong.size:
            return f"{what} '{names[int(wrong[0])]}' is {values[wrong[0]]:g}"
    wrong = np.flatnonzero(_is_extreme(problem.a.data))
    if wrong.size:
        row, column = (int(places[wrong[0]]) for places in at)
        value = problem.a.data[wrong[0]]
        return f"coefficient of '{problem.col_names[column]}' in row '{problem.row_names[row]}' is {value:g}"
    return ""


def _is_extreme(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    size = np.abs(values)
    result: npt.NDArray[np.bool_] = np.isfinite(values) & (size != 0.0) & ((size > LARGEST) | (size < 1.0 / LARGEST))
    return result


def plain_form(problem: Problem) -> Form:
    """Return the problem itself as a form, nothing left out."""
    a, sign = problem.a, float(problem.sense)
    starts, indices, data = a.indptr.tolist(), a.indices.tolist(), a.data.tolist()
    lower, upper = problem.row_lower.tolist(), problem.row_upper.tolist()
    rows = tuple(
        Row(dict(zip(indices[p:q], data[p:q], strict=True)), lower[i], upper[i], problem.row_names[i])
        for i, (p, q) in enumerate(pairwise(starts))
    )
    kinds = zip(problem.is_integer.tolist(), problem.is_semi.tolist(), strict=True)
    bounds = zip(problem.col_lower.tolist(), problem.col_upper.tolist(), strict=True)
    columns = tuple(
        Column(low, high, integer, semi, name)
        for (low, high), (integer, semi), name in zip(bounds, kinds, problem.col_names, strict=True)
    )
    cost = {int(j): sign * float(problem.c[j]) for j in np.flatnonzero(problem.c)}
    everything = tuple(range(problem.columns))
    return Form(rows, columns, cost, sign * problem.offset, sign, everything, (), "", problem.col_names)
