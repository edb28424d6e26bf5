"""Witnesses of a linear conflict: for each condition a point that satisfies all the others, from one factorization."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, vstack

from llm_modeling.diagnosis.layout import Layout
from llm_modeling.grounding.columns import FloatArray

MOST_CONDITIONS = 1_500
"""Beyond that the factorization, of cubic cost, takes longer than the solves that it saves."""
_RANK = 1e-10


def linear_witnesses(layout: Layout, multipliers: FloatArray) -> Iterator[FloatArray]:
    """Yield, for each condition with a multiplier, the point at which all others hold with equality.

    With k conditions of an irreducible conflict, any k - 1 of the forms are independent, so that such points exist,
    and multipliers y say how far the last one is missed: by the contradiction divided by its own. The points are not
    checked here. Yields nothing for more than MOST_CONDITIONS conditions.
    Source: Gleeson, Ryan, Identifying minimally infeasible subsystems of inequalities, 1990, theorem 1.
    """
    p = layout.problem
    used = np.flatnonzero(multipliers > 0.0)
    if not 0 < used.size <= MOST_CONDITIONS:
        return
    unit = eye_array(p.columns, format="csr")
    forms = csr_array(vstack([layout.matrix, layout.matrix, unit, unit]))[used]
    norms = np.sqrt(forms.multiply(forms).sum(axis=1))
    norms = np.where(norms > 0.0, norms, 1.0)
    signs = np.repeat(np.array([-1.0, 1.0, -1.0, 1.0]), [p.rows, p.rows, p.columns, p.columns])[used]
    sides, weights = layout.sides[used] / norms, signs * multipliers[used] * norms
    missed = -float(weights @ sides) / weights
    forms = csr_array(diags_array(1.0 / norms) @ forms)
    values, vectors = np.linalg.eigh((forms @ forms.T).toarray())
    kept = values > _RANK * max(1.0, float(values[-1]))
    basis, spread = vectors[:, kept], values[kept]
    for k in range(used.size):
        target = sides.copy()
        target[k] += missed[k]
        yield forms.T @ (basis @ ((basis.T @ target) / spread))
