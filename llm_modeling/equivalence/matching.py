"""Correspondences of columns, found by coloring, individualization and backtracking; what they claim is checked later.

A correspondence is a guess until `containment` has confirmed it.

Sources: McKay and Piperno, Practical graph isomorphism II, 2014 (individualization and refinement); for formulations,
ORGEval (isomorphism) and EquivaMap (a map of variables, then a check).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from llm_modeling.equivalence.coloring import Coloring, Colors, Network, mix, refine, side_by_side
from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import Form
from llm_modeling.equivalence.graph import Graph, IntArray

_ROUNDS_OF_DOUBT = 12


@dataclass(frozen=True)
class ColumnMap:
    """Column j of one form is column `column` of the other one: x_other = factor * x + shift."""

    column: int
    factor: float
    shift: float


Correspondence = tuple[ColumnMap, ...]


def by_name(a: Form, b: Form, names: Mapping[str, str]) -> Correspondence | None:
    """Return the correspondence that names give, values unchanged; None if it is not one-to-one on all columns."""
    if len(a.columns) != len(b.columns):
        return None
    places = [b.index.get(names.get(column.name, "")) for column in a.columns]
    found = [place for place in places if place is not None]
    if len(set(found)) != len(places):
        return None
    return tuple(ColumnMap(place, 1.0, 0.0) for place in found)


def isomorphisms(first: Graph, second: Graph, effort: Effort) -> Iterator[Correspondence]:
    """Yield correspondences under which the graphs look the same."""
    if (len(first.literals), first.rows, first.edge_row.size) != (
        len(second.literals),
        second.rows,
        second.edge_row.size,
    ):
        return
    network = side_by_side(first, second)
    yield from _search(network, network.start, first, second, effort)


def near_isomorphisms(first: Graph, second: Graph, effort: Effort) -> Iterator[Correspondence]:
    """Yield correspondences under which the graphs look the same but for rows that one of them lacks or has otherwise.

    Rows whose color only one graph has lose, step by step, their side, their coefficients, and at last all say.
    """
    if len(first.literals) != len(second.literals):
        return
    level = np.zeros(first.rows + second.rows, dtype=np.int64)
    for _ in range(_ROUNDS_OF_DOUBT):
        if not effort.may_refine():
            return
        network = side_by_side(first, second, level)
        doubtful = _unbalanced_rows(network, first, level)
        if doubtful.size == 0:
            yield from _search(network, network.start, first, second, effort, level)
            doubtful = np.flatnonzero((level > 0) & (level < 3))
            if doubtful.size == 0:
                return
        level[doubtful] += 1


def _unbalanced_rows(network: Network, first: Graph, level: IntArray) -> IntArray:
    """Return the rows whose class, in the first round with unequal classes, is larger in one graph; level < 3 only."""
    colors, split, seen = network.start, len(first.literals), 0
    while True:
        rows = _unequal(colors.row, first.rows, level < 3)
        if rows.size:
            return rows
        literals = _unequal(colors.literal, split, np.ones(colors.literal.size, dtype=bool))
        if literals.size:
            touching = np.isin(network.edge_literal, literals) & (level[network.edge_row] < 3)
            return np.unique(network.edge_row[touching])
        if colors.classes == seen:
            return rows
        seen = colors.classes
        colors = refine(network, colors, 1)


def _unequal(colors: Colors, split: int, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> IntArray:
    """Return the chosen places of colors that do not occur as often before split as behind it."""
    here = np.flatnonzero(chosen)
    values, inverse = np.unique(colors[here], return_inverse=True)
    balance = np.bincount(inverse, weights=np.where(here < split, 1.0, -1.0), minlength=values.size)
    result: IntArray = here[balance[inverse] != 0.0]
    return result


def _search(
    network: Network,
    colors: Coloring,
    first: Graph,
    second: Graph,
    effort: Effort,
    level: IntArray | None = None,
) -> Iterator[Correspondence]:
    if not effort.may_refine():
        return
    colors = refine(network, colors)
    split = len(first.literals)
    chosen = np.ones(first.rows + second.rows, dtype=bool) if level is None else level < 3
    everywhere = np.ones(colors.literal.size, dtype=bool)
    if _unequal(colors.literal, split, everywhere).size or _unequal(colors.row, first.rows, chosen).size:
        return
    values, counts = np.unique(colors.literal[:split], return_counts=True)
    if counts.max(initial=1) == 1:
        yield _read(colors, first, second)
        return
    smallest = values[np.argmin(np.where(counts > 1, counts, split + 1))]
    members = np.flatnonzero(colors.literal == smallest)
    here = int(members[0])
    for there in members[members >= split].tolist():
        marked = colors.literal.copy()
        marked[[here, there]] = mix(marked[[here, there]], np.uint64(1))
        yield from _search(network, Coloring(marked, colors.row), first, second, effort, level)


def _read(colors: Coloring, first: Graph, second: Graph) -> Correspondence:
    """Return the correspondence of colors that are all different within each graph."""
    split = len(first.literals)
    order = np.argsort(colors.literal[:split])
    partner = np.empty(split, dtype=np.int64)
    partner[order] = np.argsort(colors.literal[split:])
    maps: dict[int, ColumnMap] = {}
    for k, literal in enumerate(first.literals):
        if literal.column in maps:
            continue
        other = second.literals[int(partner[k])]
        factor = other.step * second.unit[partner[k]] / (first.unit[k] * literal.step)
        maps[literal.column] = ColumnMap(other.column, float(factor), other.start - float(factor) * literal.start)
    return tuple(maps[j] for j in sorted(maps))
