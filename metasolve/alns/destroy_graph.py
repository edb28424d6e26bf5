"""Neighborhoods from the constraints: rows, rows of one class, walks on the variable graph, assignments undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from metasolve.alns.destroy_contract import Sized, drawn, free_best, free_first, shaken
from metasolve.alns.progress import Progress
from metasolve.alns.structure import Structure
from metasolve.backends.contract import SubMip, fix_integers
from metasolve.matrix import BoolArray, CsrMatrix, FloatArray, IntArray
from metasolve.problem import Problem

_TIGHT = 1e-6
_MAX_ROUNDS = 32
"""Rounds of a walk, so that a long chain does not cost a round a column."""
_OVERLAP = 4
"""How often columns may repeat in a block of rows before random columns fill it up."""


@dataclass(frozen=True)
class ConstraintBlock(Sized):
    """Frees the integer columns of random rows; rows that are tight at the current point are likelier.

    tight_weight is how much likelier. Source: the constraint neighborhoods of OR-Tools CP-SAT (Perron, Didier and
    Gay, The CP-SAT-LP solver, 2023).
    """

    kind: ClassVar[str] = "constraint-block"
    tight_weight: float = 4.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.tight_weight < float("inf"):
            raise ValueError(f"tight_weight is {self.tight_weight}, which is not positive and finite")

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no row couples integer columns."""
        structure = progress.structure
        rows = structure.coupling_rows
        if rows.size == 0:
            return None
        activity = problem.a.dot(progress.current.x)[rows]
        slack = np.minimum(activity - problem.row_lower[rows], problem.row_upper[rows] - activity)
        tight = slack <= _TIGHT * np.maximum(1.0, np.abs(activity))
        keys = drawn(np.where(tight, self.tight_weight, 1.0), rng)
        count = self.count(progress)
        return free_best(problem, progress, _by_rows(structure, rows[np.argsort(-keys)], count), count, rng)


@dataclass(frozen=True)
class RowClass(Sized):
    """Frees the integer columns of a run of rows of one class: rows alike in name stem, sense, signs and length.

    Modelers write the rows of one constraint index by index, so that a run stands for neighboring entities. If the
    class is too small, a run of another one follows.
    """

    kind: ClassVar[str] = "row-class"

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if no two rows are alike."""
        classes = progress.structure.row_classes
        if not classes:
            return None
        sizes = np.array([rows.size for rows in classes], dtype=np.float64)
        order = np.argsort(-drawn(np.sqrt(sizes), rng))
        runs = [np.roll(classes[k], -int(rng.integers(classes[k].size))) for k in order]
        run, count = np.concatenate(runs), self.count(progress)
        return free_best(problem, progress, _by_rows(progress.structure, run, count), count, rng)


@dataclass(frozen=True)
class GraphWalk(Sized):
    """Frees the integer columns first reached from a random one over shared rows, breadth first.

    The seed is likelier the larger its objective coefficient. Each round follows a row with probability spread: 1 is
    a ball, less a ragged cluster. Continuous columns conduct; dense rows and columns do not.
    Source: the graph neighborhoods of Hendel, Adaptive large neighborhood search for mixed integer programming,
    2022, and of OR-Tools CP-SAT (Perron, Didier and Gay, The CP-SAT-LP solver, 2023).
    """

    kind: ClassVar[str] = "graph-walk"
    spread: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.spread <= 1.0:
            raise ValueError(f"spread is {self.spread}, which is not in (0, 1]")

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if there are no integer columns."""
        structure, count = progress.structure, self.count(progress)
        if structure.open.size == 0:
            return None
        cost = np.abs(problem.c[structure.open])
        weight = cost / max(1e-12, float(cost.mean())) + 1.0
        score = np.full(structure.open.size, -np.inf)
        walk = _Walk(structure, self.spread)
        frontier = np.zeros(0, dtype=np.int64)
        for step in range(_MAX_ROUNDS):
            if frontier.size == 0:
                unseen = np.where(walk.seen_columns[structure.open], 0.0, weight)
                frontier = structure.open[[int(np.argmax(drawn(unseen, rng)))]]
                walk.seen_columns[frontier] = True
            reached = structure.rank[frontier]
            reached = reached[reached >= 0]
            score[reached] = np.maximum(score[reached], -step)
            if np.count_nonzero(score > -np.inf) >= count:
                break
            frontier = walk.next(frontier, rng)
        return free_best(problem, progress, score, count, rng)


@dataclass(frozen=True)
class Unassign(Sized):
    """Fixes only the integer columns that the current point uses, those off their lower bound, but for a part of them.

    For models of assignment, partitioning and covering, whose points use few of many columns: what stays at its
    bound is free, so that the released part can be covered anew by any columns; propagation removes those that the
    fixed ones exclude. The size is the share of the used columns that is released: at random, around one of them
    (columns that share rows with columns of its rows), or where the relaxation uses them least.
    Source: Shaw, Using constraint programming and local search methods to solve vehicle routing problems, 1998
    (relatedness); Pisinger and Ropke, Large neighborhood search, 2019.
    """

    kind: ClassVar[str] = "unassign"
    most_used: float = 0.3

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.most_used <= 1.0:
            raise ValueError(f"most_used is {self.most_used}, which is not in (0, 1]")

    def __call__(self, problem: Problem, progress: Progress, rng: np.random.Generator) -> SubMip | None:
        """Return the sub-MIP; None if the point uses less than three of the columns, or more than most_used of them."""
        structure, x = progress.structure, progress.current.x
        columns = structure.open
        is_used = x[columns] > structure.lower[columns] + 0.5
        used = np.flatnonzero(is_used)
        if used.size < 3 or used.size > self.most_used * columns.size:
            return None
        count = min(used.size, max(2, round(self.share(progress) * used.size)))
        mode = rng.integers(3 if progress.root is not None else 2)
        if mode == 0:
            score = np.zeros(used.size)
        elif mode == 1:
            seed = np.zeros(columns.size)
            seed[rng.choice(used)] = 1.0
            near = structure.closeness(structure.closeness(seed)) + seed
            score = shaken(near[used], rng)
        else:
            assert progress.root is not None
            score = shaken(np.maximum(x[columns[used]] - progress.root.x[columns[used]], 0.0), rng)
        kept = np.ones(used.size, dtype=np.bool_)
        kept[free_first(score, count, rng)] = False
        return fix_integers(problem, x, columns[used[kept]])


class _Walk:
    """What a walk has seen; dense rows count as seen from the start."""

    def __init__(self, structure: Structure, spread: float) -> None:
        self._a: CsrMatrix = structure.problem.a
        self._dense_columns = structure.is_dense_column
        self._spread = spread
        self.seen_rows: BoolArray = structure.is_dense_row.copy()
        self.seen_columns: BoolArray = np.zeros(structure.problem.columns, dtype=np.bool_)

    def next(self, frontier: IntArray, rng: np.random.Generator) -> IntArray:
        """Return the columns not seen before in random rows of the frontier; empty if it has no new rows.

        A frontier that does not grow is joined by the old one, whose other rows may lead further.
        """
        sources = frontier[~self._dense_columns[frontier]]
        by_column = self._a.transpose
        rows = _fresh(by_column.indices[by_column.entries_of(sources)], self.seen_rows)
        if rows.size == 0:
            return rows
        draw = rng.random(rows.size)
        rows = rows[draw <= max(self._spread, float(draw.min()))]
        self.seen_rows[rows] = True
        columns = _fresh(self._a.indices[self._a.entries_of(rows)], self.seen_columns)
        self.seen_columns[columns] = True
        return columns if columns.size > sources.size else np.concatenate([columns, sources])


def _fresh(places: IntArray, seen: BoolArray) -> IntArray:
    """Return the distinct places not seen yet, ascending."""
    mark = np.zeros(seen.size, dtype=np.bool_)
    mark[places] = True
    return np.flatnonzero(mark & ~seen)


def _by_rows(structure: Structure, rows: IntArray, count: int) -> FloatArray:
    """Return a score by which the open columns are freed row after row; columns in none of the rows come last.

    Looks only at as many rows as have _OVERLAP times count entries, so that the cost follows the neighborhood.
    """
    rows = rows[: int(np.searchsorted(np.cumsum(structure.open_count[rows]), _OVERLAP * count)) + 1]
    entries = structure.open_rows.entries_of(rows)
    columns = structure.open_rows.indices[entries]
    place = np.repeat(np.arange(rows.size), structure.open_count[rows])
    score = np.full(structure.open.size, -np.inf)
    score[columns[::-1]] = -place[::-1]  # of a column's entries, the last one written is that of its first row
    return score
