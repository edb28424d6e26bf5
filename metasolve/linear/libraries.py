"""The solvers of well-kept libraries: algebraic multigrid of pyamg, the direct factorization of SciPy (SuperLU)."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
import scipy.sparse
import scipy.sparse.csgraph
import scipy.sparse.linalg as spla

from metasolve.linear.compiled import FloatArray
from metasolve.linear.contract import Goal, LinearResult, SetupError, start_of
from metasolve.linear.pattern import Pattern
from metasolve.linear.system import System

# Work in products of the matrix with a vector, measured by `metasolve linear bench`; they vary by a factor of two.
AMG_SETUP, AMG_CYCLE = 250.0, 32.0
FACTOR_FLOPS, SOLVE_FLOPS = 1.25, 2.0
"""Cost of a floating-point operation of SuperLU, as a share of that of a matrix-vector product's."""
REFINEMENTS = 3
RESTART = 20


class Factor(NamedTuple):
    """A factorization by SuperLU; entries counts those of both factors, flops estimates what it took."""

    lu: Any
    system: System
    entries: int
    flops: float
    nonzeros: int


@dataclass(frozen=True)
class Direct:
    """SciPy's splu; the factor of an earlier matrix preconditions CG, or GMRES where the new one is not symmetric.

    A positive definite matrix is ordered by minimum degree on its own graph and pivots on the diagonal, which keeps
    the factor sparse; if a pivot is not positive, and on others, columns are ordered and rows exchanged.
    """

    name: ClassVar[str] = "direct"
    keeps: ClassVar[bool] = True

    def suits(self, system: System) -> bool:
        return True

    def init(self, system: System) -> Factor:
        return factorize(system)

    def setup_work(self, state: Factor) -> float:
        return FACTOR_FLOPS * state.flops / (2.0 * state.nonzeros)

    def iteration_work(self, state: Factor) -> float:
        return 2.0 + SOLVE_FLOPS * state.entries / state.nonzeros

    def solve(self, state: Factor, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        if state.system is not system:
            return preconditioned(state.lu.solve, system, b, x0, goal)
        x, (r, residual) = x0, start_of(goal, system, b, x0)
        for steps in range(min(goal.limit, REFINEMENTS)):
            if residual <= goal.target:
                return LinearResult(x.copy() if x is x0 else x, steps, residual, computed=True)
            with np.errstate(all="ignore"):
                corrected = x + state.lu.solve(r)
            reached = system.residual(b, corrected, r)
            if not reached < residual:
                return LinearResult(x, steps + 1, residual, breakdown=True, computed=True)
            x, residual = corrected, reached
        return LinearResult(x, min(goal.limit, REFINEMENTS), residual, computed=True)


@dataclass(frozen=True)
class Multigrid:
    """Conjugate gradients preconditioned by a V-cycle of pyamg, on a hierarchy of this matrix or of an earlier one."""

    method: Literal["ruge-stuben", "smoothed-aggregation"] = "ruge-stuben"

    keeps: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.method not in ("ruge-stuben", "smoothed-aggregation"):
            raise ValueError(f"method must be 'ruge-stuben' or 'smoothed-aggregation', got {self.method!r}")

    @property
    def name(self) -> str:
        return self.method

    def suits(self, system: System) -> bool:
        return system.may_be_definite and has_pyamg()

    def init(self, system: System) -> Any:
        if not has_pyamg():
            raise SetupError("pyamg is not installed; pip install 'metasolve[amg]'")
        pyamg = importlib.import_module("pyamg")
        make = pyamg.ruge_stuben_solver if self.method == "ruge-stuben" else pyamg.smoothed_aggregation_solver
        # Smoothed aggregation estimates spectral radii from numpy's global generator: a fixed seed repeats runs.
        before = np.random.get_state()  # noqa: NPY002
        np.random.seed(0)  # noqa: NPY002
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # A copy, for the hierarchy keeps it, and the caller may change the arrays.
                return make(scipy.sparse.csr_matrix(system.a, copy=True))
        except (ValueError, ArithmeticError, MemoryError, np.linalg.LinAlgError) as error:
            raise SetupError(f"{self.name}: {error}") from error
        finally:
            np.random.set_state(before)  # noqa: NPY002

    def setup_work(self, state: Any) -> float:
        return AMG_SETUP

    def iteration_work(self, state: Any) -> float:
        return AMG_CYCLE

    def solve(self, state: Any, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
        cycle = state.aspreconditioner(cycle="V")
        return preconditioned(cycle.matvec, system, b, x0, goal)


@cache
def has_pyamg() -> bool:
    """Return whether pyamg is installed; it is not imported."""
    return importlib.util.find_spec("pyamg") is not None


def factorize(system: System) -> Factor:
    """Return the factor of the system's matrix; raises SetupError if it is singular or memory runs out."""
    a = scipy.sparse.csc_array(system.a)
    symmetric: dict[str, Any] = {
        "permc_spec": "MMD_AT_PLUS_A",
        "diag_pivot_thresh": 0.0,
        "options": {"SymmetricMode": True},
    }
    failure: Exception | None = None
    ways: list[dict[str, Any]] = [symmetric, {}] if system.may_be_definite else [{}]
    for way in ways:
        try:
            lu = spla.splu(a, **way)
        except (RuntimeError, MemoryError) as error:
            failure = error
            continue
        upper = lu.U
        if way is symmetric and not upper.diagonal().min() > 0.0:
            continue  # not definite: pivots on the diagonal may be tiny beside the rest
        below = np.diff(lu.L.indptr).astype(np.float64)
        return Factor(lu, system, int(below.sum() + upper.nnz), 2.0 * float(below @ below), int(system.a.nnz))
    raise SetupError(f"direct: {failure}") from failure


def factor_work(system: System) -> float:
    """Return a rough estimate of the work of a factorization, before it is made: within a factor of 5 on meshes."""
    flops = system.n * float(bandwidth(system.pattern)) ** 2 / 10.0
    return FACTOR_FLOPS * flops / (2.0 * system.a.nnz)


@lru_cache(maxsize=8)
def bandwidth(pattern: Pattern) -> int:
    """Return the largest distance of an entry from the diagonal after reordering by reverse Cuthill-McKee."""
    ones = np.ones(pattern.index.size, dtype=np.int8)
    graph = scipy.sparse.csr_array((ones, pattern.index, pattern.pointer), shape=(pattern.n, pattern.n))
    order = scipy.sparse.csgraph.reverse_cuthill_mckee(graph, symmetric_mode=pattern.mirror is not None)
    place = np.empty(pattern.n, dtype=np.int64)
    place[order] = np.arange(pattern.n)
    rows = np.repeat(place, np.diff(pattern.pointer))
    return int(np.abs(rows - place[pattern.index]).max())


def preconditioned(apply: Any, system: System, b: FloatArray, x0: FloatArray, goal: Goal) -> LinearResult:
    """Run SciPy's cg, or gmres if the matrix is not symmetric, with apply as preconditioner."""
    n, a = system.n, system.a
    steps = 0

    def count(reached: Any) -> None:
        nonlocal steps
        steps += 1
        if not np.isfinite(reached).all():
            raise FloatingPointError

    m = spla.LinearOperator((n, n), matvec=apply, dtype=np.float64)
    common: dict[str, Any] = {"x0": x0, "rtol": 0.0, "atol": goal.target, "M": m, "callback": count}
    try:
        with np.errstate(all="ignore"):
            if system.is_symmetric:
                x, _ = spla.cg(a, b, maxiter=goal.limit, **common)
            else:
                restart = min(RESTART, goal.limit)
                cycles = goal.limit // restart
                x, _ = spla.gmres(a, b, restart=restart, maxiter=cycles, callback_type="pr_norm", **common)
    except FloatingPointError:
        x = x0.copy()  # SciPy would go on to the limit
        return LinearResult(x, steps, system.residual(b, x), True)
    residual = system.residual(b, x)
    return LinearResult(x, steps, residual, not np.isfinite(residual), computed=True)
