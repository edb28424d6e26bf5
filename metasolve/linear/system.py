"""System: one matrix made ready, what is known of it, and what solvers share, computed at first use."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse

from metasolve.errors import LinearSystemError
from metasolve.linear.compiled import FloatArray, IndexArray, Triangle, compiled
from metasolve.linear.kernels import place, residual_of
from metasolve.linear.pattern import Key, Pattern, PatternCache, key_of

ASYMMETRY = 1e-12
"""Mirrored entries may differ by this share of the larger or of the geometric mean of their diagonal entries."""


_PLAIN: Final = ("C", "A", "W")
"""What arrays must be for the kernels: of others, read-only ones too, numba would compile each once more."""
LEAST_NORM = 1e-130
"""Of norms between this and its inverse the squares, and products of two, can be computed."""


class Facts(NamedTuple):
    """Sums and extremes over the entries of a matrix, from one pass.

    total is the sum of all entries, trace that of the diagonal. dominance is the largest sum of |off-diagonal|
    over |diagonal| of a row; the eigenvalues of a symmetric matrix lie in [gershgorin_low, gershgorin_high].
    """

    total: float
    trace: float
    least_diagonal: float
    least_row: int
    most_diagonal: float
    dominance: float
    gershgorin_low: float
    gershgorin_high: float


class SsorParts(NamedTuple):
    """The triangles of S A S with S = D^-1/2 = scale."""

    lower: Triangle
    upper: Triangle
    scale: FloatArray


class System:
    """A square matrix in CSR form, checked: float64, rows sorted, a place for every diagonal entry, all finite.

    key is a hash of the values: two systems of one sequence with equal pattern and key are the same matrix.
    The arrays of a may be the caller's, who may change them after the step; own() makes them the system's.
    """

    def __init__(
        self, a: scipy.sparse.csr_array, pattern: Pattern, key: Key, estimator: Callable[[System], float]
    ) -> None:
        self.a = a
        self.pattern = pattern
        self.key = key
        self.n = pattern.n
        self.known_lowest: float | None = None
        self._estimator = estimator
        self._owned = False

    def own(self) -> None:
        """Copy the matrix, unless that was done."""
        if not self._owned:
            self.a, self._owned = self.a.copy(), True

    def renew(self, a: scipy.sparse.csr_array) -> None:
        """Take the arrays of the same matrix, for the caller may have changed those of before."""
        if not self._owned:
            self.a = a

    @cached_property
    def diagonal(self) -> FloatArray:
        """The diagonal, (n,)."""
        diagonal: FloatArray = self.a.data[self.pattern.diagonal]
        return diagonal

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.a.indptr, self.a.data, self.diagonal)

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether mirrored entries agree up to rounding."""
        pattern = self.pattern
        if pattern.mirror is None:
            return False
        roots = np.sqrt(np.abs(self.diagonal))
        return asymmetry_of(pattern.above, pattern.mirror, pattern.index, self.a.data, roots) <= ASYMMETRY

    @property
    def has_diagonal(self) -> bool:
        """Whether no diagonal entry is zero."""
        return bool(np.all(self.diagonal)) if self.facts.least_diagonal <= 0.0 else True

    @property
    def may_be_definite(self) -> bool:
        """Whether the matrix is symmetric with a positive diagonal, as every positive definite one is."""
        return self.facts.least_diagonal > 0.0 and self.is_symmetric

    @property
    def lowest(self) -> float:
        """An estimate of the smallest eigenvalue of D^-1 A, in (0, 1]; the matrix may be definite."""
        if self.known_lowest is None:
            self.known_lowest = self._estimator(self)
        return self.known_lowest

    @cached_property
    def lower(self) -> Triangle:
        return self.pattern.lower.take(self.a.data)

    @cached_property
    def upper(self) -> Triangle:
        return self.pattern.upper.take(self.a.data)

    @cached_property
    def ssor(self) -> SsorParts:
        """The symmetrically scaled triangles; needs a positive diagonal."""
        scale = 1.0 / np.sqrt(self.diagonal)
        lower = self.pattern.lower.take_scaled(self.a.data, scale)
        return SsorParts(lower, self.pattern.upper.take_scaled(self.a.data, scale), scale)

    def residual(self, b: FloatArray, x: FloatArray, out: FloatArray | None = None) -> float:
        """Return the 2-norm of b - A x; the vector itself goes into out, (n,), if given."""
        r = np.empty(self.n) if out is None else out
        return residual_of(self.a.indptr, self.a.indices, self.a.data, b, x, r)


class Equation(NamedTuple):
    """One system A x = b to solve: b and the first guess x0, (n,), in multiples of unit, and two 2-norms.

    unit is a power of two: 1, unless squares of b would over- or underflow. residual is b - A x0 and start its norm.
    """

    system: System
    b: FloatArray
    x0: FloatArray
    b_norm: float
    residual: FloatArray
    start: float
    unit: float

    def unscaled(self, x: FloatArray, target: float) -> FloatArray:
        """Return x in units of 1; raises LinearSystemError if over- or underflow then spoil it."""
        if self.unit == 1.0:
            return x
        with np.errstate(all="ignore"):
            whole = x * self.unit
            if not self.system.residual(self.b, whole / self.unit) <= target:
                raise LinearSystemError("the solution over- or underflows; rescale the system")
        return whole


def pose(system: System, b: npt.ArrayLike, x0: npt.ArrayLike | None) -> Equation:
    """Return the equation for this b and this first guess, zeros if None, which are not changed.

    Raises LinearSystemError if they are not vectors of n finite real numbers, or their residual overflows.
    """
    right = vector(b, "b", system.n)
    x = np.zeros(system.n) if x0 is None else vector(x0, "x0", system.n).copy()
    b_norm, unit = norm_of(right), 1.0
    if not LEAST_NORM < b_norm < 1.0 / LEAST_NORM:
        largest = max(float(right.max()), -float(right.min()))
        if largest == 0.0:
            return Equation(system, right, np.zeros(system.n), 0.0, right, 0.0, 1.0)
        unit = math.ldexp(1.0, math.frexp(largest)[1] - 1)
        with np.errstate(over="ignore"):
            right, x = right / unit, x / unit
        b_norm = norm_of(right)
    residual = np.empty(system.n)
    start = system.residual(right, x, residual)
    if not math.isfinite(start):
        raise LinearSystemError("the residual b - a x0 overflows; rescale the system")
    return Equation(system, right, x, b_norm, residual, start, unit)


def vector(values: npt.ArrayLike, name: str, n: int) -> FloatArray:
    """Return the values, (n,), ready for kernels, not copied if they are so already; raises LinearSystemError."""
    try:
        given = np.asarray(values)
    except ValueError as error:
        raise LinearSystemError(f"{name} is not a vector: {error}") from error
    if given.dtype.kind not in "buif":
        raise LinearSystemError(f"{name} holds {given.dtype}; it must be a vector of real numbers")
    if given.shape != (n,):
        raise LinearSystemError(f"{name} has shape {given.shape} instead of ({n},)")
    plain = np.require(given, np.float64, _PLAIN)
    if not np.isfinite(plain).all():
        bad = int(np.argmin(np.isfinite(plain)))
        raise LinearSystemError(f"{name}[{bad}] is {plain[bad]}")
    return plain


def prepare(
    a: Any, patterns: PatternCache, estimator: Callable[[System], float], known: Iterable[System] = ()
) -> System:
    """Return a, a square SciPy sparse matrix or dense array of real numbers, made ready; a itself is not changed.

    estimator gives System.lowest when it is asked for. The first of the known ones that is the same matrix is returned
    with all that it has computed.

    Raises LinearSystemError if a is not square, empty, complex, or holds a value that is not finite.
    """
    csr = _csr(a)
    if csr.shape[0] != csr.shape[1] or csr.shape[0] == 0:
        raise LinearSystemError(f"the matrix has shape {csr.shape}; it must be square and not empty")
    pattern = patterns.known(csr.indptr, csr.indices)
    if pattern is None:
        csr = _canonical(csr)
        pattern = patterns.pattern(csr.indptr, csr.indices)
    if pattern.diagonal.size != pattern.n:
        csr = _with_diagonal(csr)
        pattern = patterns.pattern(csr.indptr, csr.indices)
    key = key_of(csr.data)
    for system in known:
        if system.pattern is pattern and system.key == key:
            system.renew(csr)
            return system
    system = System(csr, pattern, key, estimator)
    if not math.isfinite(system.facts.gershgorin_high):
        bad = int(np.argmin(np.isfinite(csr.data)))
        row = int(np.searchsorted(csr.indptr, bad, side="right")) - 1
        if math.isfinite(csr.data[bad]):
            raise LinearSystemError("the entries of the matrix are so large that their sum overflows; rescale it")
        raise LinearSystemError(f"entry ({row}, {csr.indices[bad]}) of the matrix is {csr.data[bad]}")
    return system


def _csr(a: Any) -> scipy.sparse.csr_array:
    if not scipy.sparse.issparse(a):
        try:
            a = np.asarray(a)
        except ValueError as error:
            raise LinearSystemError(f"the argument is not a matrix: {error}") from error
    if a.ndim != 2:
        raise LinearSystemError(f"the matrix has {a.ndim} dimension{'' if a.ndim == 1 else 's'} instead of 2")
    if a.dtype.kind not in "buif":
        raise LinearSystemError(f"the matrix holds {a.dtype}; only real numbers can be solved for")
    csr = scipy.sparse.csr_array(a, dtype=np.float64)
    if csr.nnz > np.iinfo(np.int32).max:
        raise LinearSystemError(f"the matrix has {csr.nnz:,} entries; at most {np.iinfo(np.int32).max:,} can be held")
    places = [np.require(array, np.int32, _PLAIN) for array in (csr.indices, csr.indptr)]
    data = np.require(csr.data, np.float64, _PLAIN)
    if data is csr.data and places[0] is csr.indices and places[1] is csr.indptr:
        return csr
    return scipy.sparse.csr_array((data, *places), shape=csr.shape)


def _canonical(csr: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """Return the matrix with its rows sorted by column and each place once."""
    if csr.has_canonical_format:
        return csr
    csr = csr.copy()  # what is sorted in place may be the caller's
    csr.sum_duplicates()
    return csr


def _with_diagonal(csr: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """Return the same matrix with a stored zero where a diagonal entry is missing."""
    coo = csr.tocoo()
    n = csr.shape[0]
    every = np.arange(n)
    rows, columns = np.concatenate((coo.row, every)), np.concatenate((coo.col, every))
    values = np.concatenate((coo.data, np.zeros(n)))
    return scipy.sparse.csr_array((values, (rows, columns)), shape=csr.shape)


@compiled
def norm_of(v: FloatArray) -> float:
    """Return the 2-norm of v: infinity or 0 where squares over- or underflow, and no warning."""
    total = 0.0
    for i in range(v.size):
        total += v[i] * v[i]
    return math.sqrt(total)


@compiled
def facts_of(pointer: IndexArray, data: FloatArray, diagonal: FloatArray) -> Facts:
    """Return the Facts of a matrix in CSR form; gershgorin_high is not finite if any entry is not."""
    total, trace, dominance, low, high = 0.0, 0.0, 0.0, np.inf, -np.inf
    least, most, least_row = np.inf, -np.inf, 0
    spread = 0.0
    for i in range(diagonal.size):
        d = diagonal[i]
        row, size = 0.0, 0.0
        for k in range(pointer[i], pointer[i + 1]):
            row += data[k]
            size += abs(data[k])
        rest = size - abs(d)
        total += row
        trace += d
        spread += size
        if d < least:
            least, least_row = d, i
        most = max(most, d)
        dominance = max(dominance, rest / abs(d) if d != 0.0 else np.inf)
        low, high = min(low, d - rest), max(high, d + rest)
    # The sum of the sizes is not finite exactly if an entry is not, while a maximum passes nan over.
    return Facts(total, trace, least, least_row, most, dominance, low, high if spread < np.inf else np.inf)


@compiled
def asymmetry_of(
    above: IndexArray, mirror: IndexArray, index: IndexArray, data: FloatArray, roots: FloatArray
) -> float:
    """Return the largest difference between an entry above the diagonal and its mirrored one, as a share.

    Of the larger one, or of the product of the roots of their diagonal entries: a few large rows must not hide that
    the others are unsymmetric, nor may an entry that cancels to rounding seem so.
    """
    worst = 0.0
    for k in range(above.size):
        here, there = place(above[k]), place(mirror[k])
        one, other = data[here], data[there]
        if one != other:  # mostly they are the very same number
            size = max(abs(one), abs(other), roots[index[here]] * roots[index[there]])
            worst = max(worst, abs(one - other) / size)
    return worst
