"""Sequences of linear systems to learn and to measure on: shifted Laplacians, and the heat equation in the plane."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import scipy.sparse

from metasolve.linear.compiled import FloatArray

Medium = Literal["constant", "smooth", "blocks"]
Variance = Literal["low", "high"]


class LinearSystem(NamedTuple):
    """One system a x = b of a sequence and the context of its step, one number."""

    a: scipy.sparse.csr_array
    b: FloatArray
    context: float


@dataclass(frozen=True)
class Shifts:
    """Laplacian + c I on 10 x 10 points, c drawn anew each step from -0.15 + 0.6 Beta, b standard normal.

    variance "low" is Beta(2, 6), "high" Beta(1/2, 3/2). The context is c, within [-0.15, 0.45]. All matrices are
    positive definite, though those of negative c only just.

    Source: Khodak et al., Learning to Relax, arXiv 2310.02246, figure 2 and appendix.
    """

    variance: Variance = "high"
    steps: int = 5000
    seed: int = 0

    points = 10
    low, high = -0.15, 0.45

    def __post_init__(self) -> None:
        if self.variance not in get_args(Variance):
            raise ValueError(f"variance must be 'low' or 'high', got {self.variance!r}")
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, got {self.steps!r}")

    def systems(self) -> Iterator[LinearSystem]:
        """Yield the systems in order; the same ones for the same seed."""
        rng = np.random.default_rng([self.seed, 2310])
        p, q = (2.0, 6.0) if self.variance == "low" else (0.5, 1.5)
        laplacian = stiffness(np.ones((self.points, self.points)))
        eye = scipy.sparse.eye_array(self.points**2, format="csr")
        for _ in range(self.steps):
            shift = self.low + (self.high - self.low) * float(rng.beta(p, q))
            yield LinearSystem((laplacian + shift * eye).tocsr(), rng.standard_normal(self.points**2), shift)

    def lowest(self, shift: float) -> float:
        """Return the smallest eigenvalue of D^-1 A for this shift."""
        smooth = 8.0 * math.sin(0.5 * math.pi / (self.points + 1)) ** 2
        return (shift + smooth) / (shift + 4.0)


@dataclass(frozen=True)
class Heat:
    """Crank-Nicolson steps of u' = kappa(t) div(k grad u) + f on the unit square, u = 0 on its border.

    cells is the number of mesh cells along a side; there are (cells - 1)^2 unknowns. kappa(t) is floor plus
    the larger of 0.1 sin(2 pi t) and -10 sin(2 pi t), where t grows by 1 in `period` steps; the time step is dt
    all the same. f is a bump that moves. medium is k: "constant" is 1; "smooth" varies by a factor of 55;
    "blocks" is 1 or 1000 on 16 x 16 blocks, drawn from the seed. With steady=True kappa is 10 throughout, so that
    all matrices are one. The context is kappa at the beginning of the step.

    Source: constant, with 1000 steps a period: Khodak et al., arXiv 2310.02246, appendix E; others are ours.
    """

    cells: int = 100
    steps: int = 5000
    medium: Medium = "constant"
    period: int = 1000
    dt: float = 1e-3
    floor: float = 0.0
    steady: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.medium not in get_args(Medium):
            raise ValueError(f"medium must be one of {', '.join(get_args(Medium))}, got {self.medium!r}")
        for name in ("cells", "steps", "period"):
            if getattr(self, name) < (2 if name == "cells" else 1):
                raise ValueError(f"{name} is too small: {getattr(self, name)!r}")

    @property
    def n(self) -> int:
        return (self.cells - 1) ** 2

    @cached_property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """The coordinates of the inner mesh points, (cells - 1, cells - 1) each."""
        points = np.arange(1, self.cells) / self.cells
        x, y = np.meshgrid(points, points, indexing="ij")
        return x, y

    @cached_property
    def parts(self) -> tuple[scipy.sparse.csr_array, FloatArray, FloatArray]:
        """The stiffness matrix, unscaled, and the data of it and of the identity on its pattern."""
        matrix = stiffness(self.conductivity())
        identity = np.zeros(matrix.data.size)
        rows = np.repeat(np.arange(self.n), np.diff(matrix.indptr))
        identity[matrix.indices == rows] = 1.0
        return matrix, matrix.data * self.cells**2, identity

    def conductivity(self) -> FloatArray:
        """Return k at the inner mesh points, (cells - 1, cells - 1)."""
        x, y = self.grid
        if self.medium == "smooth":
            return np.exp(2.0 * np.sin(2.0 * math.pi * x) * np.cos(2.0 * math.pi * y))
        if self.medium == "blocks":
            rng = np.random.default_rng([self.seed, 2509])
            blocks = np.where(rng.random((16, 16)) < 0.5, 1.0, 1000.0)
            found: FloatArray = blocks[(16 * x).astype(int), (16 * y).astype(int)]
            return found
        return np.ones_like(x)

    def kappa(self, t: float) -> float:
        wave = math.sin(2.0 * math.pi * t)
        return 10.0 if self.steady else self.floor + max(0.1 * wave, -10.0 * wave)

    def start(self) -> FloatArray:
        """Return the temperatures before the first step, (n,)."""
        return self._bump(0.5, 0.5, 0.25)

    def system(self, step: int, u: FloatArray) -> LinearSystem:
        """Return the system of a step, from 0, whose solution follows the temperatures u, (n,)."""
        t, half = step / self.period, (step + 0.5) / self.period
        matrix, data, identity = self.parts
        weight = 0.5 * self.dt * self.kappa(half)
        a = scipy.sparse.csr_array((identity + weight * data, matrix.indices, matrix.indptr), shape=matrix.shape)
        angle = 2.0 * math.pi * (8.0 * half)
        source = 32.0 * self._bump(0.5 + 0.25 * math.cos(angle), 0.5 + 0.25 * math.sin(angle), 0.125)
        return LinearSystem(a, 2.0 * u - a @ u + self.dt * source, self.kappa(t))

    def _bump(self, x0: float, y0: float, radius: float) -> FloatArray:
        x, y = self.grid
        square = ((x - x0) ** 2 + (y - y0) ** 2) / radius**2
        inside = np.minimum(square, 1.0 - 1e-12)
        return np.where(square < 1.0, np.exp(1.0 - 1.0 / (1.0 - inside)), 0.0).ravel()


def stiffness(k: FloatArray) -> scipy.sparse.csr_array:
    """Return the five-point matrix of -div(k grad u) with u = 0 around it, mesh width 1, rows sorted by column.

    k is given at the points, (rows, columns); between two points it is the harmonic mean of theirs.
    """
    rows, columns = k.shape
    number = np.arange(rows * columns).reshape(k.shape)
    down = 2.0 * k[1:] * k[:-1] / (k[1:] + k[:-1])
    right = 2.0 * k[:, 1:] * k[:, :-1] / (k[:, 1:] + k[:, :-1])
    diagonal = np.zeros_like(k)
    diagonal[1:] += down
    diagonal[:-1] += down
    diagonal[:, 1:] += right
    diagonal[:, :-1] += right
    for edge in (np.s_[0, :], np.s_[-1, :], np.s_[:, 0], np.s_[:, -1]):
        diagonal[edge] += k[edge]
    pairs: list[tuple[Any, Any, Any]] = [
        (number, number, diagonal),
        (number[1:], number[:-1], -down),
        (number[:-1], number[1:], -down),
        (number[:, 1:], number[:, :-1], -right),
        (number[:, :-1], number[:, 1:], -right),
    ]
    i, j, v = (np.concatenate([np.ravel(pair[part]) for pair in pairs]) for part in range(3))
    matrix = scipy.sparse.csr_array((v, (i, j)), shape=(number.size, number.size))
    matrix.sort_indices()
    return matrix
