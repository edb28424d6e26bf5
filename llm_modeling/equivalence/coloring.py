"""Color refinement of one graph (its canonical hash) or of two at once (which literals may correspond).

Sources: Weisfeiler and Leman, The reduction of a graph to canonical form, 1968; Berkholz, Bonsma, Grohe, Tight lower
and upper bounds for the complexity of canonical colour refinement, 2017. Equal colors alone decide nothing (see ORGEval
on graphs that they cannot tell apart): a correspondence is searched and then checked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from llm_modeling.equivalence.graph import FloatArray, Graph, IntArray

Colors = npt.NDArray[np.uint64]

_SAME_LOG = 1e-8
_HASH_DIGITS = 6
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND, _THIRD = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(31)


@dataclass(frozen=True, eq=False)
class Coloring:
    """Colors of literals and rows."""

    literal: Colors
    row: Colors

    @property
    def classes(self) -> int:
        return int(np.unique(self.literal).size + np.unique(self.row).size)


@dataclass(frozen=True, eq=False)
class Network:
    """Edges with labels between rows and literals, of one graph or several side by side."""

    complement: IntArray
    edge_row: IntArray
    edge_literal: IntArray
    label: Colors
    start: Coloring


def mix(*parts: Colors | np.uint64) -> Colors:
    """Return one number for each tuple of numbers, other ones for other tuples but for chance.

    Source: splitmix64, Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014.
    """
    with np.errstate(over="ignore"):
        result = np.zeros_like(np.asarray(parts[0], dtype=np.uint64))
        for part in parts:
            z = (result * _THIRD + part + _GOLDEN).astype(np.uint64)
            z = (z ^ (z >> np.uint64(30))) * _FIRST
            z = (z ^ (z >> np.uint64(27))) * _SECOND
            result = z ^ (z >> np.uint64(31))
    return result


def refine(network: Network, colors: Coloring, rounds: int | None = None) -> Coloring:
    """Return the colors after so many rounds, or when a round no longer splits a class."""
    complement, row, literal = network.complement, network.edge_row, network.edge_literal
    classes = colors.classes
    while rounds is None or rounds > 0:
        rounds = None if rounds is None else rounds - 1
        to_rows = _sums(mix(network.label, colors.literal[literal]), row, colors.row.size)
        to_literals = _sums(mix(network.label, colors.row[row]), literal, colors.literal.size)
        other = colors.literal[complement]
        colors = Coloring(mix(colors.literal, to_literals, other), mix(colors.row, to_rows))
        before, classes = classes, colors.classes
        if rounds is None and classes == before:
            break
    return colors


def _sums(values: Colors, at: IntArray, size: int) -> Colors:
    """Return the sums of values by place, modulo 2^64."""
    result = np.zeros(size, dtype=np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(result, at, values)
    return result


def side_by_side(first: Graph, second: Graph, level: IntArray | None = None) -> Network:
    """Return both graphs as one network, numbers that agree labelled alike; rows of the second come behind.

    level, one entry a row: 0 compares coefficients and side, 1 only the coefficients, 2 only which columns the row
    has, 3 leaves it out. The rows of the objectives always keep their color.
    """
    value = np.concatenate([first.edge_value, second.edge_value])
    side = np.concatenate([first.side, second.side])
    row = np.concatenate([first.edge_row, second.edge_row + first.rows])
    literal = np.concatenate([first.edge_literal, second.edge_literal + len(first.literals)])
    complement = np.concatenate([first.complement, second.complement + len(first.literals)])
    kinds: dict[tuple[float, ...], int] = {}
    kind = np.array([kinds.setdefault(k, len(kinds)) for k in (*first.kind, *second.kind)], dtype=np.uint64)
    level = np.zeros(side.size, dtype=np.int64) if level is None else level
    objective = np.zeros(side.size, dtype=np.uint64)
    objective[[first.rows - 1, side.size - 1]] = 1
    label, side_label = clusters(value), clusters(side)
    label = np.where(level[row] >= 2, np.sign(value).astype(np.int64).astype(np.uint64), label + np.uint64(2))
    side_label = np.where(level >= 1, np.uint64(0), side_label + np.uint64(1))
    present = level[row] < 3
    start = Coloring(mix(kind), mix(side_label, level.astype(np.uint64), objective))
    return Network(complement, row[present], literal[present], label[present], start)


def clusters(values: FloatArray) -> Colors:
    """Return a number for each value, the same one for values that agree to 1e-8; zero is 0."""
    result = np.zeros(values.size, dtype=np.int64)
    count = 1
    for chosen in (values > 0.0, values < 0.0):
        at = np.flatnonzero(chosen)
        if at.size:
            order = at[np.argsort(np.abs(values[at]), kind="stable")]
            gaps = np.diff(np.log(np.abs(values[order]))) > _SAME_LOG
            result[order] = count + np.concatenate([[0], np.cumsum(gaps)])
            count = int(result.max()) + 1
    return result.astype(np.uint64)


def hash_of(graph: Graph) -> str:
    """Return a hash that renaming, order and units leave as is, but for numbers at the edge of the rounding."""

    def coded(texts: list[str]) -> Colors:
        codes = {t: int.from_bytes(hashlib.sha256(t.encode()).digest()[:8]) for t in set(texts)}
        return np.array([codes[t] for t in texts], dtype=np.uint64)

    def rounded(values: FloatArray) -> Colors:
        return coded([f"{v:.{_HASH_DIGITS}e}" for v in (values + 0.0).tolist()])

    kind, side = coded([repr(k) for k in graph.kind]), rounded(graph.side)
    side[graph.rows - 1] = np.uint64(1)
    start = Coloring(mix(kind), mix(side))
    network = Network(graph.complement, graph.edge_row, graph.edge_literal, rounded(graph.edge_value), start)
    colors = refine(network, start)
    parts = (np.sort(colors.literal).tobytes(), np.sort(colors.row).tobytes())
    return hashlib.sha256(b"|".join(parts)).hexdigest()
