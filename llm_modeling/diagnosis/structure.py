"""Structure: which conditions belong together, so that a filter drops what a planner thinks of as one thing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from llm_modeling.compiled import Compiled
from llm_modeling.diagnosis.layout import Kind, Layout
from llm_modeling.grounding.columns import BoolArray, IntArray
from llm_modeling.language.tree import Comparison, Degree
from metasolve import Problem


@dataclass(frozen=True)
class Leaf:
    """Conditions that are dropped or kept together, by their numbers in the layout."""

    positions: tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """What is dropped as one before it is looked into."""

    children: tuple[Branch | Leaf, ...]


Node: TypeAlias = Branch | Leaf


@dataclass(frozen=True, eq=False)
class Structure:
    """Row r belongs to constraint group[r], its index tuple index[r], and within that to block[r].

    Rows of a block mean something only together: joint says that they define auxiliary columns, whose bounds and
    integrality are then part of their meaning. variable is the variable of a column, -1 for an auxiliary one. Rows
    of goals only define the objective. elastic marks the rows whose side can give in its own unit, and
    elastic_columns the columns whose bounds can.
    """

    group: IntArray
    index: IntArray
    block: IntArray
    joint: BoolArray
    variable: IntArray
    goal: BoolArray
    elastic: BoolArray
    elastic_columns: BoolArray

    @property
    def auxiliary(self) -> BoolArray:
        """The columns that are no variable of the model; (columns,)."""
        result: BoolArray = self.variable < 0
        return result

    def background(self, layout: Layout) -> BoolArray:
        """Return the conditions that are never dropped: what auxiliary columns are; (size,)."""
        nothing = np.zeros(2 * layout.problem.rows, dtype=np.bool_)
        return np.concatenate([nothing, np.tile(self.auxiliary, 3)]) & layout.present

    def tree(self, layout: Layout, active: BoolArray, *, whole_binaries: bool = False) -> tuple[Node, ...]:
        """Return the active conditions in the order in which they are to be dropped.

        whole_binaries makes one condition of what a binary is, 0 or 1: without its bounds alone it would be an
        integer that is searched without end.
        Constraints with auxiliary columns come first: their big-Ms imply bounds, so that a bound that matters
        would otherwise hide behind them. Then other constraints, integrality, and bounds.
        """
        positions = np.flatnonzero(active & ~self.background(layout))
        p = layout.problem
        binary = p.is_binary & (p.col_lower == 0.0) & (p.col_upper == 1.0) & whole_binaries
        keys: list[tuple[tuple[int, ...], int]] = []
        for position in positions.tolist():
            condition = layout.condition(position)
            if condition.is_row:
                row = condition.number
                path = (int(not self.joint[row]), int(self.group[row]), int(self.index[row]), int(self.block[row]))
                keys.append(((*path, 0 if self.joint[row] else int(condition.kind)), position))
            else:
                column = condition.number
                kind = Kind.INTEGRALITY if binary[column] else condition.kind
                rank = 2 if kind is Kind.INTEGRALITY else 3
                keys.append(((rank, int(self.variable[column]), int(kind), column, 0), position))
        keys.sort()
        return tuple(_nested(keys, 0))


def _nested(keys: list[tuple[tuple[int, ...], int]], level: int) -> list[Node]:
    """Return the nodes of one level; a node with a single child is that child."""
    if not keys:
        return []
    if level == len(keys[0][0]):
        return [Leaf(tuple(position for _, position in keys))]
    nodes: list[Node] = []
    for _, members in groupby(keys, key=lambda entry: entry[0][level]):
        children = _nested(list(members), level + 1)
        nodes.append(children[0] if len(children) == 1 else Branch(tuple(children)))
    return nodes


def plain_structure(problem: Problem) -> Structure:
    """Return the structure of a problem of which nothing more is known: every row and column stands alone."""
    rows, columns = np.arange(problem.rows), np.arange(problem.columns)
    no_rows = np.zeros(problem.rows, dtype=np.bool_)
    return Structure(rows, rows, rows, no_rows, columns, no_rows, ~no_rows, _with_own_bounds(problem))


def structure_of(compiled: Compiled) -> Structure:
    """Return the structure of a compiled formulation: constraints, index tuples, and what auxiliaries tie together."""
    problem = compiled.problem
    variable = np.full(problem.columns, -1, dtype=np.int64)
    for number, name in enumerate(compiled.variables):
        variable[compiled.columns_of(name)] = number
    group, index = _groups(compiled)
    block = _blocks(problem, variable < 0)
    joint = (np.bincount(block, minlength=problem.rows) > 1)[block] if problem.rows else np.zeros(0, dtype=np.bool_)
    uses = problem.a.row_sums((variable[problem.a.indices] < 0).astype(np.float64)) > 0.0
    joint |= uses
    goals = {level_name for level in compiled.levels for level_name in level.names}
    owners = list(dict.fromkeys(entry.owner for entry in compiled.row_blocks))
    linear = {
        typed.spec.name
        for typed in compiled.model.constraints
        if isinstance(typed.expression, Comparison) and typed.expression.type.degree is Degree.LINEAR
    }
    goal = np.isin(group, [number for number, owner in enumerate(owners) if owner in goals])
    elastic = np.isin(group, [number for number, owner in enumerate(owners) if owner in linear]) & ~joint
    own = _with_own_bounds(problem) & (variable >= 0)
    return Structure(group, index, block, joint, variable, goal, elastic, own)


def _with_own_bounds(problem: Problem) -> BoolArray:
    """Return the columns whose bounds are numbers of the model, as those of binary columns are not."""
    result: BoolArray = ~problem.is_binary
    return result


def _groups(compiled: Compiled) -> tuple[IntArray, IntArray]:
    """Return the constraint of each row, and its constraint and index tuple, under numbers."""
    rows = compiled.problem.rows
    group, index = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    blocks = sorted(compiled.row_blocks, key=lambda entry: entry.start)
    numbers = {owner: k for k, owner in enumerate(dict.fromkeys(entry.owner for entry in blocks))}
    start = 0
    for owner, number in numbers.items():
        own = [entry for entry in blocks if entry.owner == owner]
        places = np.concatenate([np.arange(entry.start, entry.start + entry.count) for entry in own])
        group[places] = number
        if own[0].key:
            keys = np.stack([np.concatenate([entry.key[k].values for entry in own]) for k in range(len(own[0].key))])
            _, first, inverse = np.unique(keys, axis=1, return_index=True, return_inverse=True)
            rank = np.empty(first.size, dtype=np.int64)
            rank[np.argsort(first, kind="stable")] = np.arange(first.size)
            index[places] = start + rank[inverse.reshape(-1)]
            start += int(first.size)
        else:
            index[places] = start
            start += 1
    return group, index


def _blocks(problem: Problem, auxiliary: BoolArray) -> IntArray:
    """Return for each row a number that it shares with the rows that auxiliary columns tie it to."""
    links = np.flatnonzero(auxiliary[problem.a.indices])
    size = problem.rows + problem.columns
    ends = problem.rows + problem.a.indices[links]
    graph = coo_array((np.ones(links.size), (problem.a.rows[links], ends)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    _, block = np.unique(labels[: problem.rows], return_inverse=True)
    return block.reshape(-1).astype(np.int64)
