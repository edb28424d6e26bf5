"""Compiled sweeps and conjugate gradients on packed triangles of a square matrix A = L + D + U.

Every kernel works on one thread, changes x in place, stops when the residual's 2-norm is at most target or after
limit iterations, and returns an Outcome. The residual that decides is that of A x = b itself, never that of the
preconditioned system.

Places are cast to unsigned numbers (place): of signed ones numba would first ask whether they count from the end. In a
triangular solve the entry next to the diagonal comes last and multiplies a value still in its register, so that
one row waits for the one before it for one multiplication and addition only. A row with one other entry, as those of
five-point stencils, needs no loop. Together these make a solve two to three times as fast.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from metasolve.linear.compiled import FloatArray, IndexArray, Triangle, compiled

place = np.uint64
ONE = place(1)

CAUTION = 4.0
"""The true residual is computed once the estimate of it is within this factor of the target."""


class Outcome(NamedTuple):
    """How a kernel ended: residual is the 2-norm that it saw last, breakdown that it could not go on."""

    iterations: int
    residual: float
    breakdown: bool


@compiled
def residual_of(
    pointer: IndexArray, index: IndexArray, value: FloatArray, b: FloatArray, x: FloatArray, r: FloatArray
) -> float:
    """Put b - A x into r and return its 2-norm; A is given in CSR form."""
    total, start = 0.0, place(0)
    for i in range(b.size):
        end = place(pointer[i + 1])
        dot = 0.0
        for k in range(start, end):
            dot += value[k] * x[place(index[k])]
        rest = b[i] - dot
        r[i] = rest
        total += rest * rest
        start = end
    return math.sqrt(total)


@compiled
def lower_solve(lower: Triangle, omega: float, r: FloatArray, y: FloatArray) -> None:
    """Put the solution of (I + omega L) y = r into y."""
    pointer, index, value, near = lower
    last = 0.0
    start = place(0)
    for i in range(r.size):
        end = place(pointer[i + 1])
        if end == start + ONE:
            dot = value[start] * y[place(index[start])]
        else:
            dot = 0.0
            for k in range(start, end):
                dot += value[k] * y[place(index[k])]
        last = (r[i] - omega * dot) - (omega * near[i]) * last
        y[i] = last
        start = end


@compiled
def first_delta(lower: Triangle, diagonal: FloatArray, omega: float, r: FloatArray, delta: FloatArray) -> None:
    """Put the solution of (D / omega + L) delta = r into the first places of delta."""
    pointer, index, value, near = lower
    last = 0.0
    for i in range(r.size):
        rest = r[i]
        for k in range(place(pointer[i]), place(pointer[i + 1])):
            rest -= value[k] * delta[place(index[k])]
        weight = omega / diagonal[i]
        last = weight * rest - (weight * near[i]) * last
        delta[i] = last


@compiled
def sor(
    lower: Triangle,
    upper: Triangle,
    diagonal: FloatArray,
    omega: float,
    r: FloatArray,
    x: FloatArray,
    target: float,
    limit: int,
) -> Outcome:
    """Successive over-relaxation, sweeping rows forward, in delta form; r holds b - A x.

    One sweep is (D / omega + L) delta = r, x += delta, after which r = ((1 / omega - 1) D - U) delta. The rows of
    that residual are computed one by one in the next sweep, just before they are used, so that a sweep reads every
    entry of A once and the residual's exact norm comes with it.

    Source: Young, Iterative Solution of Large Linear Systems, 1971.
    """
    n = x.size
    low_pointer, low_index, low_value, low_near = lower
    up_pointer, up_index, up_value, up_near = upper
    delta = np.empty(n + 1)
    delta[n] = 0.0
    first_delta(lower, diagonal, omega, r, delta)
    keep = 1.0 / omega - 1.0
    residual = math.inf
    for sweep in range(1, limit + 1):
        total, last, step = 0.0, 0.0, delta[0]
        low_start, up_start = place(0), place(0)
        for i in range(n):
            d, following = diagonal[i], delta[i + 1]
            low_end, up_end = place(low_pointer[i + 1]), place(up_pointer[i + 1])
            x[i] += step
            rest = keep * d * step - up_near[i] * following
            for k in range(up_start, up_end):
                rest -= up_value[k] * delta[place(up_index[k])]
            total += rest * rest
            weight = omega / d
            for k in range(low_start, low_end):
                rest -= low_value[k] * delta[place(low_index[k])]
            last = weight * rest - (weight * low_near[i]) * last
            delta[i] = last
            step = following
            low_start, up_start = low_end, up_end
        residual = math.sqrt(total)
        if residual <= target:
            return Outcome(sweep, residual, False)
        if not math.isfinite(residual):
            return Outcome(sweep, residual, True)
    return Outcome(limit, residual, False)


@compiled
def true_residual(lower: Triangle, omega: float, scale: FloatArray, r: FloatArray) -> float:
    """Return the 2-norm of S^-1 (I + omega L) r, the residual before the symmetric scaling S and the lower solve."""
    pointer, index, value, near = lower
    total, last = 0.0, 0.0
    for i in range(r.size):
        dot = near[i] * last
        for k in range(place(pointer[i]), place(pointer[i + 1])):
            dot += value[k] * r[place(index[k])]
        last = r[i]
        rest = (last + omega * dot) / scale[i]
        total += rest * rest
    return math.sqrt(total)


@compiled
def turn_and_solve_upper(
    upper: Triangle, omega: float, beta: float, r: FloatArray, p: FloatArray, t: FloatArray
) -> None:
    """Put r + beta p into p and the solution of (I + omega U) t = p into t."""
    pointer, index, value, near = upper
    end, last = place(pointer[p.size]), 0.0
    for i in range(p.size - 1, -1, -1):
        begin = place(pointer[i])
        step = r[i] + beta * p[i]
        p[i] = step
        if end == begin + ONE:
            dot = value[begin] * t[place(index[begin])]
        else:
            dot = 0.0
            for k in range(begin, end):
                dot += value[k] * t[place(index[k])]
        last = (step - omega * dot) - (omega * near[i]) * last
        t[i] = last
        end = begin


@compiled
def solve_lower(lower: Triangle, omega: float, rest: FloatArray, p: FloatArray, t: FloatArray, y: FloatArray) -> float:
    """Put the solution of (I + omega L) y = p - rest t into y and return p'(t + y)."""
    pointer, index, value, near = lower
    curvature, begin, last = 0.0, place(0), 0.0
    for i in range(p.size):
        end = place(pointer[i + 1])
        step, top = p[i], t[i]
        if end == begin + ONE:
            dot = value[begin] * y[place(index[begin])]
        else:
            dot = 0.0
            for k in range(begin, end):
                dot += value[k] * y[place(index[k])]
        last = (step - rest[i] * top - omega * dot) - (omega * near[i]) * last
        y[i] = last
        curvature += step * (top + last)
        begin = end
    return curvature


@compiled
def advance(alpha: float, t: FloatArray, y: FloatArray, z: FloatArray, r: FloatArray) -> float:
    """Add alpha t to z, subtract alpha (t + y) from r, and return r'r."""
    rho = 0.0
    for i in range(r.size):
        top = t[i]
        z[i] += alpha * top
        left = r[i] - alpha * (top + y[i])
        r[i] = left
        rho += left * left
    return rho


@compiled
def eisenstat_cg(
    lower: Triangle,
    upper: Triangle,
    omega: float,
    rest: FloatArray,
    scale: FloatArray,
    r: FloatArray,
    x: FloatArray,
    target: float,
    limit: int,
) -> Outcome:
    """Conjugate gradients on a symmetric A with M = (E + L) E^-1 (E + L'), at the cost of one L and one L' solve.

    E is a positive diagonal and S = E^-1/2 = scale: lower holds omega^-1 S L S, upper its transpose, and rest is
    2 I - S D S. For SSOR, E = D / omega; then lower does not depend on omega up to the factor, and rest = 2 - omega.
    r holds b - A x and is overwritten. With t = (I + L')^-1 p, the product with the preconditioned matrix is
    t + (I + L)^-1 (p - rest t).

    Source: Eisenstat, Efficient implementation of a class of preconditioned conjugate gradient methods, 1981.
    """
    n = x.size
    p, t, y, z = np.zeros(n), np.empty(n), scale * r, np.zeros(n)
    residual = math.sqrt(float(np.sum(r * r)))
    lower_solve(lower, omega, y, r)
    rho = float(np.sum(r * r))
    ratio = residual / math.sqrt(rho) if rho > 0.0 else 1.0
    beta, done, breakdown = 0.0, 0, False
    while done < limit and residual > target:
        turn_and_solve_upper(upper, omega, beta, r, p, t)
        curvature = solve_lower(lower, omega, rest, p, t, y)
        if not curvature > 0.0:
            breakdown = True
            break
        before, rho = rho, advance(rho / curvature, t, y, z, r)
        beta = rho / before
        done += 1
        residual = ratio * math.sqrt(rho)
        if not residual > CAUTION * target:
            residual = true_residual(lower, omega, scale, r)
            ratio = residual / math.sqrt(rho) if rho > 0.0 else 1.0
    x += scale * z
    return Outcome(done, residual, breakdown or not math.isfinite(residual))


@compiled
def jacobi_cg(
    pointer: IndexArray,
    index: IndexArray,
    value: FloatArray,
    inverse: FloatArray,
    r: FloatArray,
    x: FloatArray,
    target: float,
    limit: int,
) -> Outcome:
    """Conjugate gradients on a symmetric A in CSR form with the diagonal preconditioner whose inverse is given.

    inverse of ones is plain CG. r holds b - A x and is overwritten.

    Source: Hestenes and Stiefel, Methods of conjugate gradients for solving linear systems, 1952.
    """
    n = x.size
    p, q = np.empty(n), np.empty(n)
    rho, total = 0.0, 0.0
    for i in range(n):
        p[i] = inverse[i] * r[i]
        rho += r[i] * p[i]
        total += r[i] * r[i]
    residual = math.sqrt(total)
    done = 0
    while done < limit and residual > target:
        curvature = 0.0
        for i in range(n):
            dot = 0.0
            for k in range(place(pointer[i]), place(pointer[i + 1])):
                dot += value[k] * p[place(index[k])]
            q[i] = dot
            curvature += dot * p[i]
        if not curvature > 0.0:
            return Outcome(done, residual, True)
        alpha = rho / curvature
        before, rho, total = rho, 0.0, 0.0
        for i in range(n):
            x[i] += alpha * p[i]
            left = r[i] - alpha * q[i]
            r[i] = left
            total += left * left
            rho += left * left * inverse[i]
        beta = rho / before
        for i in range(n):
            p[i] = inverse[i] * r[i] + beta * p[i]
        residual = math.sqrt(total)
        done += 1
    return Outcome(done, residual, not math.isfinite(residual))
