"""Graph: a form as a bipartite graph of literals and one-sided rows that renaming, order and units leave as is.

A literal is the distance of a column from one of its bounds; a column with two bounds has two. Each finite side of a
row becomes `sum of positive multiples of literals <= side`, so that a row and its negative, an equation and its two
halves, a binary column and its complement look the same. Units of rows and of columns with one bound or none are
removed by scaling the logarithms to least squares, which has one solution whatever the units were.

Sources: Puget, Automatic detection of variable and value symmetries, 2005 (literals); Curtis and Reid, On the automatic
scaling of matrices for Gaussian elimination, 1972 (least squares).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
import scipy.sparse.linalg

from llm_modeling.equivalence.form import INF, Column, Form

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_NO_CONSTANT = 1e-10
_SMALL_SYSTEM = 300
_NO_EIGENVALUE = 1e-9
_PINNED = 5.0  # no other kind begins with it


@dataclass(frozen=True)
class Literal:
    """column = start + step * literal, which is at least 0 unless the column is free; free_unit: any unit does."""

    column: int
    start: float
    step: float
    free_unit: bool


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes are literals and one-sided rows; the last row is the objective. Edges carry coefficients, units removed.

    unit is the unit of each literal; side that of each row, as a coefficient; kind tells literals apart at once.
    """

    literals: tuple[Literal, ...]
    complement: IntArray
    kind: tuple[tuple[float, ...], ...]
    unit: FloatArray
    rows: int
    side: FloatArray
    edge_row: IntArray
    edge_literal: IntArray
    edge_value: FloatArray
    row_origin: tuple[int, ...]


def literals_of(column: Column, j: int, rigid: bool) -> list[Literal]:
    """Return the literals of a column; rigid, for one that is bound by name too: one literal, the column itself."""
    if rigid or column.semi or column.lower == column.upper:
        return [Literal(j, 0.0, 1.0, False)]
    if column.two_sided:
        step = 1.0 if column.integer else column.upper - column.lower
        return [Literal(j, column.lower, step, False), Literal(j, column.upper, -step, False)]
    if column.lower > -INF:
        return [Literal(j, column.lower, 1.0, not column.integer)]
    if column.upper < INF:
        return [Literal(j, column.upper, -1.0, not column.integer)]
    return [Literal(j, 0.0, 1.0, not column.integer), Literal(j, 0.0, -1.0, not column.integer)]


def graph_of(
    form: Form, rigid: bool = False, fixed_objective: bool = False, pins: Mapping[int, int] | None = None
) -> Graph:
    """Return the graph; rigid: units, signs, zero points of columns count; fixed_objective: its unit does.

    pins has a number for each column that is bound by name; such columns correspond only to those of the same number.
    """
    pins = {} if pins is None else pins
    literals: list[Literal] = []
    own: list[list[int]] = []
    for j, column in enumerate(form.columns):
        found = literals_of(column, j, rigid or j in pins)
        own.append(list(range(len(literals), len(literals) + len(found))))
        literals.extend(found)
    complement = np.arange(len(literals))
    for pair in own:
        complement[pair] = pair[::-1]
    edges: list[tuple[int, int, float]] = []
    sides: list[float] = []
    origin: list[int] = []
    for k, terms, most in _one_sided(form):
        edges.extend((len(sides), *edge) for edge in _edges(terms, own, literals))
        sides.append(_shifted(terms, most, own, literals))
        origin.append(k)
    edges.extend((len(sides), *edge) for edge in _edges(form.cost, own, literals))
    sides.append(0.0)
    row = np.array([e[0] for e in edges], dtype=np.int64)
    literal = np.array([e[1] for e in edges], dtype=np.int64)
    value = np.array([e[2] for e in edges], dtype=np.float64)
    side = np.array(sides)
    kind = tuple(
        (_PINNED, float(pins[x.column])) if x.column in pins else _kind(form.columns[x.column], x, rigid)
        for x in literals
    )
    free = np.array([x.free_unit for x in literals], dtype=bool)
    unit, scale = _units(row, literal, value, side, free, fixed_objective)
    value = value * unit[literal] * scale[row]
    return Graph(tuple(literals), complement, kind, unit, side.size, side * scale, row, literal, value, tuple(origin))


def _one_sided(form: Form) -> Iterator[tuple[int, dict[int, float], float]]:
    for k, row in enumerate(form.rows):
        if row.upper < INF:
            yield k, dict(row.terms), row.upper
        if row.lower > -INF:
            yield k, {j: -a for j, a in row.terms.items()}, -row.lower


def _literal_for(a: float, choices: list[int], literals: list[Literal]) -> int:
    """Return the literal that takes a positive coefficient where the column has two, otherwise the only one."""
    return choices[0] if len(choices) == 1 or a * literals[choices[0]].step > 0.0 else choices[1]


def _edges(terms: Mapping[int, float], own: list[list[int]], literals: list[Literal]) -> Iterator[tuple[int, float]]:
    for j, a in terms.items():
        k = _literal_for(a, own[j], literals)
        yield k, a * literals[k].step


def _shifted(terms: dict[int, float], side: float, own: list[list[int]], literals: list[Literal]) -> float:
    parts = [a * literals[_literal_for(a, own[j], literals)].start for j, a in terms.items()]
    result = side - math.fsum(parts)
    size = max([abs(side), *map(abs, parts)], default=0.0)
    return 0.0 if abs(result) <= _NO_CONSTANT * size else result


def _kind(column: Column, literal: Literal, rigid: bool) -> tuple[float, ...]:
    if rigid or column.semi or column.lower == column.upper:
        return (3.0 + column.integer, float(column.semi), column.lower, column.upper)
    width = column.upper - column.lower if column.two_sided and column.integer else 0.0
    bounds = float(column.lower > -INF) + float(column.upper < INF)
    return (float(column.integer), bounds, width, float(literal.free_unit))


def _units(
    row: IntArray, literal: IntArray, value: FloatArray, side: FloatArray, free: npt.NDArray[np.bool_], fixed: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the units of literals and the scales of rows that bring all |coefficients| and |sides| nearest to 1."""
    # Sides tie what units leave open, but must not move rows that have none: those are compared without sides, too.
    given = np.flatnonzero((side != 0.0) & (np.bincount(row, weights=free[literal], minlength=side.size) > 0.0))
    free_at = np.cumsum(free) - 1
    rows, unknowns = side.size, side.size + int(free.sum())
    equations = value.size + given.size
    log = np.concatenate([np.log(np.abs(value)), np.log(np.abs(side[given]))])
    at = np.arange(value.size)
    moving = free[literal]
    i = np.concatenate([at, value.size + np.arange(given.size), at[moving]])
    j = np.concatenate([row, given, rows + free_at[literal[moving]]])
    keep = j != rows - 1 if fixed else np.ones(j.size, dtype=bool)
    system = scipy.sparse.csr_array((np.ones(int(keep.sum())), (i[keep], j[keep])), shape=(equations, unknowns))
    solution = np.zeros(unknowns)
    if equations:
        if not free.any():
            count = np.maximum(np.bincount(j, minlength=unknowns), 1)
            solution = -np.bincount(j, weights=log[i], minlength=unknowns) / count
            solution[rows - 1] *= not fixed
        elif unknowns <= _SMALL_SYSTEM:
            solution = _least_squares(system, -log)
        else:
            solution = scipy.sparse.linalg.lsqr(system, -log, atol=1e-14, btol=1e-14, iter_lim=10 * unknowns)[0]
    unit = np.ones(free.size)
    unit[free] = np.exp(solution[rows:])
    return unit, np.exp(solution[:rows])


def _least_squares(system: Any, wanted: FloatArray) -> FloatArray:
    """Return the shortest of the solutions that come nearest, by normal equations: an incidence matrix allows it."""
    values, vectors = np.linalg.eigh((system.T @ system).toarray())
    held = values > _NO_EIGENVALUE * values[-1]
    basis = vectors[:, held]
    return np.asarray(basis @ ((basis.T @ (system.T @ wanted)) / values[held]), dtype=np.float64)
