"""Farkas multipliers: weights under which the conditions of an infeasible linear system add up to a contradiction."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from llm_modeling.diagnosis.layout import INF, Kind, Layout
from llm_modeling.diagnosis.oracle import least_vertex
from llm_modeling.grounding.columns import BoolArray, FloatArray

_ZERO = 1e-9
_JOINT_WEIGHT = 10.0


def farkas_multipliers(layout: Layout, active: BoolArray, avoided: BoolArray, limit_s: float) -> FloatArray | None:
    """Return a multiplier >= 0 for each condition, (size,), 0 where none is needed; None if there are none.

    Upper sides times their multipliers add up to less than lower sides times theirs, by 1, while the linear forms on
    the left cancel. A vertex of these multipliers is an irreducible infeasible subsystem, and the least sum of them
    is looked for, in which avoided rows, (rows,), weigh more.
    Source: Gleeson, Ryan, Identifying minimally infeasible subsystems of inequalities, 1990.
    """
    p = layout.problem
    used = np.flatnonzero(active[: layout.starts[Kind.INTEGRALITY]])
    if not used.size:
        return None
    size = np.zeros(p.rows)
    np.maximum.at(size, p.a.rows, np.abs(p.a.data))
    scale = np.where(size > 0.0, size, 1.0)
    rows = csr_array(diags_array(1.0 / scale) @ layout.matrix) if p.rows else layout.matrix
    unit = eye_array(p.columns, format="csr")
    conditions = csr_array(vstack([rows, -rows, unit, -unit]))[used]
    norms = np.concatenate([scale, scale, np.ones(2 * p.columns)])
    signs = np.repeat(np.array([1.0, -1.0, 1.0, -1.0]), [p.rows, p.rows, p.columns, p.columns])
    sides = (signs * np.where(active[: signs.size], layout.sides[: signs.size], 0.0) / norms)[used]
    equations = csr_array(hstack([conditions, sides.reshape(-1, 1)])).T
    target = np.zeros(p.columns + 1)
    target[-1] = 1.0
    weights = np.concatenate([np.where(np.tile(avoided, 2), _JOINT_WEIGHT, 1.0), np.ones(2 * p.columns)])[used]
    free = np.full(used.size, INF)
    nothing = csr_array((0, used.size))
    values = least_vertex(weights, csr_array(equations), target, nothing, free, limit_s)
    if values is None:
        return None
    values = np.where(values > _ZERO * values.max(initial=0.0), values, 0.0)
    result = np.zeros(layout.size)
    result[used] = values / norms[used]
    return result
