"""LowestMode: an estimate of the smallest eigenvalue of D^-1 A that follows a sequence of matrices."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from metasolve.linear.compiled import FloatArray
from metasolve.linear.kernels import eisenstat_cg
from metasolve.linear.rules import Axelsson
from metasolve.linear.system import System


class ModeState(NamedTuple):
    """What LowestMode knows: the vector, the quotient when it was renewed, the systems since then, and its patience."""

    vector: FloatArray | None
    renewed_at: float
    age: int
    wait: int


class LowestMode:
    """Follows the smallest eigenvalue of D^-1 A, for symmetric A, through a sequence of matrices.

    It keeps a vector near the lowest eigenvector. The Rayleigh quotient of a new matrix with it costs one product
    and errs by the square of the vector's error; steps of inverse iteration, solved roughly, renew the vector at
    the first matrix, when the quotient has drifted by a factor, and now and then. Where matrices jump rather than
    drift, the next renewal waits, each time twice as long: the vector would be as far from the next matrix again.
    """

    FIRST_STEPS = 3
    PERIOD = 64
    DRIFT = 2.0
    RTOL = 0.05
    LIMIT = 200

    def __init__(self) -> None:
        self.vector: FloatArray | None = None
        self.renewed_at = 0.0
        self.age = 0
        self.wait = 1

    def state(self) -> ModeState:
        """Return all that it knows; arrays are never changed in place."""
        return ModeState(self.vector, self.renewed_at, self.age, self.wait)

    def restore(self, state: ModeState) -> None:
        """Go back to what state() returned."""
        self.vector, self.renewed_at, self.age, self.wait = state

    def estimate(self, system: System) -> float:
        """Return the estimate for a system with a positive diagonal, in (0, 1]; 1 if the matrix is not definite."""
        steps = 0
        if self.vector is None or self.vector.size != system.n:
            # Not constant: that may be orthogonal to a lowest mode which alternates in sign.
            self.vector, steps = np.random.default_rng(0).uniform(0.5, 1.0, system.n), self.FIRST_STEPS
        quotient = _quotient(system, self.vector)
        drifted = not 1.0 / self.DRIFT < quotient / self.renewed_at < self.DRIFT if steps == 0 else False
        if drifted and self.age >= self.wait:
            if self.age < 2 * self.wait:
                self.wait = min(2 * self.wait, self.PERIOD)
            steps = 1
        elif steps == 0 and self.age >= self.PERIOD:
            self.wait = max(self.wait // 2, 1)
            steps = 1
        for _ in range(steps):
            self.vector = _inverse_step(system, self.vector, quotient)
            quotient = _quotient(system, self.vector)
        if steps:
            self.renewed_at, self.age = max(quotient, np.finfo(np.float64).tiny), 0
        self.age += 1
        return min(quotient, 1.0) if quotient > 0.0 else 1.0


def _quotient(system: System, v: FloatArray) -> float:
    """Return v'Av / v'Dv."""
    product = np.empty(system.n)
    system.residual(np.zeros(system.n), v, product)
    return -float(v @ product) / float(v @ (system.diagonal * v))


def _inverse_step(system: System, v: FloatArray, quotient: float) -> FloatArray:
    """Return about A^-1 D v, scaled to a largest entry of 1, starting from v / quotient."""
    parts = system.ssor
    omega = Axelsson().omega(min(max(quotient, 1e-12), 1.0))
    b = system.diagonal * v
    x = v / quotient if quotient > 0.0 else np.zeros(system.n)
    r = np.empty(system.n)
    system.residual(b, x, r)
    size = system.facts.trace / system.n  # divided out: squares of very large or small entries would overflow
    r /= size
    target = LowestMode.RTOL * float(np.linalg.norm(r))
    rest = np.full(system.n, 2.0 - omega)
    scale = math.sqrt(omega) * math.sqrt(size) * parts.scale
    eisenstat_cg(parts.lower, parts.upper, omega, rest, scale, r, x, target, LowestMode.LIMIT)
    largest = float(np.abs(x).max())
    return x / largest if 0.0 < largest < math.inf else v
