"""Reformulation: a problem as every engine takes it (minimization, no semi- columns), and the way back.

A semicontinuous column x in {0} or [l, u] becomes l z <= x <= u z with a binary z that is appended behind the
columns; engines differ in what they support, so this one form serves all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metasolve.errors import UnsupportedModelError
from metasolve.matrix import CsrMatrix, FloatArray
from metasolve.problem import INF, Integrality, Problem, Sense


@dataclass(frozen=True, eq=False)
class Reformulation:
    """core is the problem in engine form; its first original.columns columns are those of original, in order."""

    original: Problem
    core: Problem

    def restrict(self, x: FloatArray) -> FloatArray:
        """Return the original columns of a point of core."""
        return x[: self.original.columns]

    def extend(self, x: FloatArray) -> FloatArray:
        """Return the point of core that belongs to an original point."""
        semi = np.flatnonzero(self.original.is_semi)
        return np.concatenate([x, (np.abs(x[semi]) > 1e-9).astype(np.float64)])

    def objective(self, cost: float) -> float:
        """Return the original objective (or bound) that belongs to one of core."""
        return float(self.original.sense) * cost

    def cost(self, objective: float) -> float:
        """Return the objective (or bound) of core that belongs to an original one."""
        return float(self.original.sense) * objective


def reformulate(problem: Problem) -> Reformulation:
    """Return problem in engine form; the problem itself where it already has it.

    Raises UnsupportedModelError if a semicontinuous column has no finite bound to switch off.
    """
    core = problem
    if problem.is_semi.any():
        core = _without_semi(core)
    if core.sense is Sense.MAXIMIZE:
        core = replace(core, c=-core.c, offset=-core.offset, sense=Sense.MINIMIZE)
    return Reformulation(problem, core)


def _without_semi(problem: Problem) -> Problem:
    semi = np.flatnonzero(problem.is_semi)
    lower, upper = problem.col_lower[semi], problem.col_upper[semi]
    loose = ~(np.isfinite(lower) & np.isfinite(upper))
    if loose.any():
        name = problem.col_names[int(semi[np.argmax(loose)])]
        raise UnsupportedModelError(f"semicontinuous column {name} needs finite bounds")
    count, columns = semi.size, problem.columns
    switches = columns + np.arange(count)
    # x - u z <= 0 and x - l z >= 0
    rows = np.concatenate([np.arange(count), np.arange(count), count + np.arange(count), count + np.arange(count)])
    cols = np.concatenate([semi, switches, semi, switches])
    values = np.concatenate([np.ones(count), -upper, np.ones(count), -lower])
    below = CsrMatrix.from_coo((2 * count, columns + count), rows, cols, values)
    wide = replace(problem.a, shape=(problem.rows, columns + count))
    kinds = problem.integrality.copy()
    kinds[kinds == Integrality.SEMICONTINUOUS] = Integrality.CONTINUOUS
    kinds[kinds == Integrality.SEMIINTEGER] = Integrality.INTEGER
    col_lower, col_upper = problem.col_lower.copy(), problem.col_upper.copy()
    col_lower[semi], col_upper[semi] = np.minimum(lower, 0.0), np.maximum(upper, 0.0)
    zeros, names = np.zeros(count), [problem.col_names[j] for j in semi]
    return Problem.from_arrays(
        np.concatenate([problem.c, zeros]),
        wide.stack(below),
        np.concatenate([problem.row_lower, np.full(count, -INF), zeros]),
        np.concatenate([problem.row_upper, zeros, np.full(count, INF)]),
        np.concatenate([col_lower, zeros]),
        np.concatenate([col_upper, np.ones(count)]),
        np.concatenate([kinds, np.full(count, Integrality.INTEGER)]),
        offset=problem.offset,
        sense=problem.sense,
        col_names=[*problem.col_names, *(f"{name}::on" for name in names)],
        row_names=[*problem.row_names, *(f"{n}::upper" for n in names), *(f"{n}::lower" for n in names)],
        name=problem.name,
    )
