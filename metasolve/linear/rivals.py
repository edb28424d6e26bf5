"""The rivals of a benchmark: what one would call without metasolve, and each of our solvers on its own."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyamg
import scipy.fft
import scipy.sparse
import scipy.sparse.linalg as spla

from metasolve.bandit import Uniform
from metasolve.linear.compiled import FloatArray
from metasolve.linear.contract import Goal, LinearSolver
from metasolve.linear.libraries import Direct
from metasolve.linear.pattern import PatternCache
from metasolve.linear.problems import Heat
from metasolve.linear.sequence import SequenceSolver
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import prepare

Solve = Callable[[scipy.sparse.csr_array, FloatArray, FloatArray, float], FloatArray]


@dataclass(frozen=True)
class Rival:
    """A way to solve a x = b from x0 until ||b - a x|| <= target; all that it prepares is part of the call.

    ours tells a single arm of metasolve from a rival outside of it; structured, one that needs more than the matrix;
    once, that its first call prepares what all later ones use.
    """

    name: str
    solve: Solve
    ours: bool = False
    structured: bool = False
    once: bool = False


def outside_rivals(problem: Heat) -> tuple[Rival, ...]:
    """Return SciPy's and pyamg's solvers, and a fast sine transform where the medium is constant."""
    rivals = (
        Rival("scipy cg" if problem.medium == "constant" else "scipy cg, Jacobi", _scipy_cg(problem)),
        Rival("pyamg ruge-stuben cg, rebuilt", _pyamg(pyamg.ruge_stuben_solver)),
        Rival("pyamg smoothed aggregation cg, rebuilt", _pyamg(pyamg.smoothed_aggregation_solver)),
        Rival("scipy splu, each step", _splu),
        Rival("scipy cg, splu of the first matrix", _StaleFactor(problem).solve),
    )
    if problem.medium != "constant":
        return rivals
    return (*rivals, Rival("fast sine transform", _sine_transform(problem), structured=True))


def single_arm(solver: LinearSolver) -> Rival:
    """Return one of our solvers as a rival: everything is prepared anew for each matrix but its pattern."""
    patterns, modes = PatternCache(), LowestMode()

    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        system = prepare(a, patterns, modes.estimate)
        return solver.solve(solver.init(system), system, b, x0, Goal(target)).x

    return Rival(solver.name, solve, ours=True)


def kept_factor() -> Rival:
    """Return a direct solver that keeps its factor for as long as the matrix stays the same."""
    kept: dict[str, Any] = {}

    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        if "data" not in kept or not np.array_equal(kept["data"], a.data):
            kept.update(data=a.data.copy(), lu=_factor(a))
        x: FloatArray = kept["lu"].solve(b)
        return x

    return Rival("direct, factor kept", solve, ours=True, once=True)


def checked_factor(rtol: float) -> Rival:
    """Return the same with the checks of every step of SequenceSolver, but nothing to choose among."""
    solver = SequenceSolver([Direct()], Uniform(), rtol=rtol, backstop=Direct(), context=())

    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        return solver.solve(a, b, x0=x0)[0]

    return Rival("direct, factor kept, checked", solve, ours=True, once=True)


def _scipy_cg(problem: Heat) -> Solve:
    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        m = None if problem.medium == "constant" else scipy.sparse.diags_array(1.0 / a.diagonal()).tocsr()
        x, _ = spla.cg(a, b, x0=x0, rtol=0.0, atol=target, maxiter=100_000, M=m)
        return x

    return solve


def _pyamg(make: Callable[..., Any]) -> Solve:
    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            hierarchy = make(scipy.sparse.csr_matrix(a))
        m = hierarchy.aspreconditioner(cycle="V")
        x, _ = spla.cg(a, b, x0=x0, rtol=0.0, atol=target, maxiter=1000, M=m)
        return x

    return solve


def _factor(a: scipy.sparse.csr_array) -> Any:
    options = {"SymmetricMode": True}
    return spla.splu(scipy.sparse.csc_array(a), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)


def _splu(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
    x: FloatArray = _factor(a).solve(b)
    return x


class _StaleFactor:
    """Conjugate gradients preconditioned by the factor of the sequence's first matrix, made before the clock runs."""

    def __init__(self, problem: Heat) -> None:
        self._lu = _factor(problem.system(0, problem.start()).a)

    def solve(self, a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        m = spla.LinearOperator(a.shape, matvec=self._lu.solve, dtype=np.float64)
        x, _ = spla.cg(a, b, x0=x0, rtol=0.0, atol=target, maxiter=100_000, M=m)
        return x


def _sine_transform(problem: Heat) -> Solve:
    m = problem.cells - 1
    wave = 4.0 * np.sin(0.5 * math.pi * np.arange(1, m + 1) / problem.cells) ** 2
    eigenvalues = wave[:, np.newaxis] + wave[np.newaxis, :]

    def solve(a: scipy.sparse.csr_array, b: FloatArray, x0: FloatArray, target: float) -> FloatArray:
        weight = -float(a.data[1])  # the entry beside the first diagonal entry
        modes = scipy.fft.dstn(b.reshape(m, m), type=1) / (1.0 + weight * eigenvalues)
        x: FloatArray = scipy.fft.idstn(modes, type=1).ravel()
        return x

    return solve
