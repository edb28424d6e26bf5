"""Reformulation: a problem as every engine takes it (minimization, no semi- columns), and the way back.

A semicontinuous column x in {0} or [l, u] becomes l z <= x <= u z with a binary z that is appended behind the
columns; engines differ in what they support, so this one form serves all.

A free continuous column that costs and stands in one equation only, an objective written as a column, is replaced in
the objective by what the equation says it is: neighborhoods and CP-SAT need to see what the integer columns cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from metasolve.errors import UnsupportedModelError
from metasolve.matrix import CsrMatrix, FloatArray, IntArray
from metasolve.problem import INF, Integrality, Problem, Sense


@dataclass(frozen=True, eq=False)
class Reformulation:
    """core is the problem in engine form; its first original.columns columns are those of original, in order.

    defined are columns that equations of original, rows by, define; core has them fixed to 0 and lacks these equations.
    """

    original: Problem
    core: Problem
    defined: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    by: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def restrict(self, x: FloatArray) -> FloatArray:
        """Return the original point of a point of core."""
        result = x[: self.original.columns]
        if self.defined.size == 0:
            return result
        result = result.copy()
        result[self.defined] = 0.0
        rest = self.original.row_lower[self.by] - self.original.a.take_rows(self.by).dot(result)
        result[self.defined] = rest / self._coefficients
        return result

    def extend(self, x: FloatArray) -> FloatArray:
        """Return the point of core that belongs to an original point."""
        semi = np.flatnonzero(self.original.is_semi)
        result = np.concatenate([x, (np.abs(x[semi]) > 1e-9).astype(np.float64)])
        result[self.defined] = 0.0
        return result

    def objective(self, cost: float) -> float:
        """Return the original objective (or bound) that belongs to one of core."""
        return float(self.original.sense) * cost

    def cost(self, objective: float) -> float:
        """Return the objective (or bound) of core that belongs to an original one."""
        return float(self.original.sense) * objective

    @property
    def _coefficients(self) -> FloatArray:
        """The coefficient of each defined column in its equation; it has no other."""
        columns = self.original.a.transpose
        return columns.data[columns.indptr[self.defined]]


def reformulate(problem: Problem) -> Reformulation:
    """Return problem in engine form; the problem itself where it already has it.

    Raises UnsupportedModelError if a semicontinuous column has no finite bound to switch off.
    """
    core = problem
    if problem.is_semi.any():
        core = _without_semi(core)
    if core.sense is Sense.MAXIMIZE:
        core = replace(core, c=-core.c, offset=-core.offset, sense=Sense.MINIMIZE)
    defined, by = _definitions(core)
    if defined.size:
        core = _substituted(core, defined, by)
    return Reformulation(problem, core, defined, by)


def _definitions(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return the free continuous columns that cost and stand in one equation only, and these equations, each once."""
    free = ~problem.is_integer & np.isinf(problem.col_lower) & np.isinf(problem.col_upper) & (problem.c != 0.0)
    columns = problem.a.transpose
    candidates = np.flatnonzero(free & (np.diff(columns.indptr) == 1))
    rows = columns.indices[columns.indptr[candidates]]
    equations = problem.row_lower[rows] == problem.row_upper[rows]
    by, first = np.unique(rows[equations], return_index=True)
    return candidates[equations][first], by


def _substituted(problem: Problem, defined: IntArray, by: IntArray) -> Problem:
    """Return the problem with the defined columns replaced in the objective and fixed to 0, their equations empty."""
    columns = problem.a.transpose
    price = problem.c[defined] / columns.data[columns.indptr[defined]]
    equations = problem.a.take_rows(by)
    c = problem.c - np.bincount(
        equations.indices, weights=equations.data * price[equations.rows], minlength=problem.columns
    )
    c[defined] = 0.0
    kept = ~np.isin(problem.a.rows, by)
    a = CsrMatrix.from_coo(problem.a.shape, problem.a.rows[kept], problem.a.indices[kept], problem.a.data[kept])
    row_lower, row_upper = problem.row_lower.copy(), problem.row_upper.copy()
    col_lower, col_upper = problem.col_lower.copy(), problem.col_upper.copy()
    row_lower[by], row_upper[by], col_lower[defined], col_upper[defined] = -INF, INF, 0.0, 0.0
    return replace(
        problem, c=c, a=a, row_lower=row_lower, row_upper=row_upper, col_lower=col_lower, col_upper=col_upper,
        offset=problem.offset + float(price @ problem.row_lower[by]),
    )  # fmt: skip


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
