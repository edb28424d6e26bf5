"""Compiled incomplete factorizations that change the diagonal alone."""

from __future__ import annotations

from metasolve.linear.compiled import FloatArray, Triangle, compiled

LEAST_PIVOT = 1e-3
"""A pivot below this share of the matrix's own diagonal counts as a breakdown."""


@compiled
def modified_diagonal(upper: Triangle, diagonal: FloatArray, alpha: float, pivots: FloatArray) -> bool:
    """Put the pivots E of M = (E + L) E^-1 (E + L') into pivots, (n,); return whether all are safely positive.

    upper is the strict upper triangle of a symmetric matrix. alpha in [0, 1] is the share of the dropped fill that
    is moved to the diagonal: 0 is the incomplete Cholesky factorization IC(0), 1 the modified one, MIC(0), which
    keeps row sums. That holds on patterns without triangles, such as stencils of 5 points in the plane and 7 in
    space; on others fill within the pattern is dropped too, as in the DIC of OpenFOAM.

    Source: Gustafsson, A class of first order factorization methods, 1978.
    """
    for i in range(diagonal.size):
        pivots[i] = diagonal[i]
    for i in range(diagonal.size):
        pivot = pivots[i]
        if not pivot > LEAST_PIVOT * diagonal[i]:
            return False
        start, end = upper.pointer[i], upper.pointer[i + 1]
        near = upper.near[i]
        total = near
        for k in range(start, end):
            total += upper.value[k]
        if near != 0.0:
            pivots[i + 1] -= near / pivot * (near + alpha * (total - near))
        for k in range(start, end):
            entry = upper.value[k]
            pivots[upper.index[k]] -= entry / pivot * (entry + alpha * (total - entry))
    return True
