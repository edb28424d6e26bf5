"""Load the compiled kernels before the clock runs: compiling is no cost of the solver that happens to be first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy.sparse

from metasolve.linear.contract import Goal, LinearSolver, SetupError
from metasolve.linear.pattern import PatternCache
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import prepare

_warm: set[type[LinearSolver]] = set()


def warm_up(solvers: Iterable[LinearSolver]) -> None:
    """Solve a tiny system by one solver of each kind, once in a process."""
    for solver in solvers:
        if type(solver) in _warm:
            continue
        _warm.add(type(solver))
        n = 12
        a = scipy.sparse.diags_array([-1.0, 3.0, -1.0], offsets=(-1, 0, 1), shape=(n, n))
        system = prepare(a, PatternCache(), LowestMode().estimate)
        if system.lowest > 0.0 and solver.suits(system):
            try:
                solver.solve(solver.init(system), system, np.ones(n), np.zeros(n), Goal(1e-6, 100))
            except SetupError:
                continue
