"""Compiled weighted local search for feasibility: columns jump to where a violated row of theirs is met.

Sources: Luteberget and Sartor, Feasibility Jump: an LP-free Lagrangian MIP heuristic, 2023 (jumps, row weights);
Lin et al., Local-MIP, 2025 (tight moves, tabu). Departure from Feasibility Jump: scores are computed when a
violated row is sampled rather than kept for all columns, which spares the updates where columns are many.
Importing this module imports numba.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from metasolve.backends.propagate import TOLERANCE, Arrays, choose, compiled
from metasolve.matrix import BoolArray, FloatArray, IntArray

SAMPLED_ROWS = 3
SAMPLED_ENTRIES = 25
NOISE = 0.1


class Walk(NamedTuple):
    """The state of a walk; best is the point with the fewest violated rows so far.

    violated lists the violated rows in its first tally[0] places, and place holds each row's position there, or -1.
    tally[1] is the number of violated rows at best, tally[2] the steps taken. The first tally[3] places of changed
    hold the columns in which x and best may differ, which stale marks.
    """

    x: FloatArray
    activity: FloatArray
    weight: FloatArray
    scale: FloatArray
    violated: IntArray
    place: IntArray
    best: FloatArray
    changed: IntArray
    stale: BoolArray
    moved_at: IntArray
    moved_up: BoolArray
    tally: IntArray

    @classmethod
    def at(cls, arrays: Arrays, x: FloatArray) -> Walk:
        """Return a walk that stands on x, (columns,), clipped into its bounds."""
        rows, columns = arrays.row_lower.size, x.size
        start = np.clip(x, arrays.col_lower, arrays.col_upper)
        walk = cls(
            x=start,
            activity=np.zeros(rows),
            weight=np.ones(rows),
            scale=np.ones(rows),
            violated=np.zeros(rows, dtype=np.int64),
            place=np.full(rows, -1, dtype=np.int64),
            best=start.copy(),
            changed=np.zeros(columns, dtype=np.int64),
            stale=np.zeros(columns, dtype=np.bool_),
            moved_at=np.full(columns, -1000, dtype=np.int64),
            moved_up=np.zeros(columns, dtype=np.bool_),
            tally=np.zeros(4, dtype=np.int64),
        )
        refresh(arrays, walk)
        walk.tally[1] = walk.tally[0]
        return walk


@compiled
def excess(m: Arrays, i: int, activity: float) -> float:
    """Return by how much row i is missed at an activity: positive above, negative below, 0 within tolerance."""
    lower, upper = m.row_lower[i], m.row_upper[i]
    if activity > upper + 0.5 * TOLERANCE * max(1.0, abs(upper)):
        return float(activity - upper)
    if activity < lower - 0.5 * TOLERANCE * max(1.0, abs(lower)):
        return float(activity - lower)
    return 0.0


@compiled
def penalty(w: Walk, i: int, missed: float) -> float:
    """Return the unweighted penalty of a row missed by that much: 0, or 1 to 2."""
    if missed == 0.0:
        return 0.0
    size = abs(missed) * w.scale[i]
    return float(1.0 + size / (1.0 + size))


@compiled
def enlist(w: Walk, i: int, is_violated: bool) -> None:
    """Put row i into the list of violated rows, or out of it."""
    if is_violated and w.place[i] < 0:
        w.place[i] = w.tally[0]
        w.violated[w.tally[0]] = i
        w.tally[0] += 1
    elif not is_violated and w.place[i] >= 0:
        w.tally[0] -= 1
        last = w.violated[w.tally[0]]
        w.violated[w.place[i]] = last
        w.place[last] = w.place[i]
        w.place[i] = -1


@compiled
def refresh(m: Arrays, w: Walk) -> None:
    """Compute activities, scales and the list of violated rows afresh, which sheds round-off."""
    for i in range(w.activity.size):
        w.activity[i] = 0.0
        largest = 0.0
        for k in range(m.row_start[i], m.row_start[i + 1]):
            w.activity[i] += m.row_value[k] * w.x[m.row_column[k]]
            largest = max(largest, abs(m.row_value[k]))
        w.scale[i] = 1.0 / largest if largest > 0.0 else 1.0
        enlist(w, i, excess(m, i, w.activity[i]) != 0.0)


@compiled
def score(m: Arrays, w: Walk, j: int, change: float) -> float:
    """Return by how much the weighted penalty falls if column j changes by that much."""
    gain = 0.0
    for k in range(m.column_start[j], m.column_start[j + 1]):
        i = m.column_row[k]
        before = excess(m, i, w.activity[i])
        after = excess(m, i, w.activity[i] + m.column_value[k] * change)
        if before != after:
            gain += w.weight[i] * (penalty(w, i, before) - penalty(w, i, after))
    return gain


@compiled
def move(m: Arrays, w: Walk, j: int, change: float) -> None:
    """Change column j, and remember the point if it is the best so far."""
    w.x[j] += change
    w.moved_at[j], w.moved_up[j] = w.tally[2], change > 0.0
    for k in range(m.column_start[j], m.column_start[j + 1]):
        i = m.column_row[k]
        w.activity[i] += m.column_value[k] * change
        enlist(w, i, excess(m, i, w.activity[i]) != 0.0)
    if not w.stale[j]:
        w.stale[j] = True
        w.changed[w.tally[3]] = j
        w.tally[3] += 1
    if w.tally[0] < w.tally[1]:
        for k in range(w.tally[3]):
            w.best[w.changed[k]] = w.x[w.changed[k]]
            w.stale[w.changed[k]] = False
        w.tally[1], w.tally[3] = w.tally[0], 0


@compiled
def tight_change(m: Arrays, w: Walk, k: int, missed: float) -> float:
    """Return the change of entry k's column that meets its row, which is missed by that much, as far as bounds let."""
    j = m.row_column[k]
    change = -missed / m.row_value[k]
    if m.integer[j]:
        change = np.ceil(change - 1e-9) if change > 0.0 else np.floor(change + 1e-9)
    return float(choose(m.col_lower[j], m.col_upper[j], w.x[j] + change) - w.x[j])


@compiled
def best_change(m: Arrays, w: Walk, i: int, rng: np.random.Generator) -> tuple[int, float, float]:
    """Return the best (column, change, score) among some entries of violated row i; column -1 if none may move.

    An integer column may also go one step only, or stop one short of the row's side: that helps where coefficients
    do not divide the side.
    """
    start, size = m.row_start[i], m.row_start[i + 1] - m.row_start[i]
    missed = excess(m, i, w.activity[i])
    chosen, chosen_change, highest = -1, 0.0, -np.inf
    offset, tried = int(rng.random() * size), 0
    for step in range(size):
        k = start + (offset + step) % size
        j = m.row_column[k]
        change = tight_change(m, w, k, missed)
        recent = w.tally[2] - w.moved_at[j] < 3 + int(rng.random() * 10.0)
        if change == 0.0 or (recent and w.moved_up[j] != (change > 0.0)):
            continue
        unit = 1.0 if change > 0.0 else -1.0
        for candidate in (change, change - unit, unit):
            value = score(m, w, j, candidate)
            if value > highest:
                chosen, chosen_change, highest = j, candidate, value
            if not m.integer[j] or abs(change) <= 1.0:
                break
        tried += 1
        if tried == SAMPLED_ENTRIES:
            break
    return chosen, chosen_change, highest


@compiled
def walk_on(m: Arrays, w: Walk, steps: int, rng: np.random.Generator) -> None:
    """Take up to that many steps, and stop at a point that violates no row."""
    refresh(m, w)
    last = w.tally[2] + steps
    while w.tally[0] > 0 and w.tally[2] < last:
        w.tally[2] += 1
        chosen, change, highest = -1, 0.0, -np.inf
        for _ in range(min(SAMPLED_ROWS, w.tally[0])):
            i = w.violated[int(rng.random() * w.tally[0])]
            column, by, value = best_change(m, w, i, rng)
            if column >= 0 and value > highest:
                chosen, change, highest = column, by, value
            if highest <= 0.0:
                w.weight[i] += 1.0
        if chosen >= 0 and (highest > 0.0 or rng.random() < NOISE):
            move(m, w, chosen, change)
