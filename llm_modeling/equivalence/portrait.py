"""Portraits of forms: by listing all points where they are few, otherwise by optimization, certified."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from llm_modeling.equivalence.form import EQUAL, FEASIBLE, INF, VIOLATED, Form
from llm_modeling.equivalence.graph import FloatArray
from llm_modeling.equivalence.optimum import Existence, Optimum, certified, propose
from llm_modeling.equivalence.profile import End, Gap, Portrait, Profile
from llm_modeling.equivalence.proof import Region

_MOST_POINTS = 300_000
_WIDE = 1e-4
_BETWEEN = 0.01
_UNBOUNDED = End(Gap(INF, INF), Gap(INF, INF))


def listed_portrait(form: Form) -> Portrait | None:
    """Return the portrait of a pure integer form from all its points; None if they are too many, none, or in doubt."""
    columns = form.columns
    if not columns or not all(c.integer and c.two_sided for c in columns):
        return None
    widths = [int(c.upper - c.lower) + 1 for c in columns]
    if math.prod(widths) > _MOST_POINTS:
        return None
    grid = np.indices(widths).reshape(len(widths), -1) + np.array([c.lower for c in columns])[:, None]
    inside = np.ones(grid.shape[1], dtype=bool)
    for row in form.rows:
        activity = sum(a * grid[j] for j, a in row.terms.items())
        size = max(
            1.0, *(abs(a) for a in row.terms.values()), *(abs(s) for s in (row.lower, row.upper) if abs(s) < INF)
        )
        miss = np.maximum(row.lower - activity, activity - row.upper)
        if ((miss > FEASIBLE * size) & (miss < VIOLATED * size)).any():
            return None
        inside &= miss <= FEASIBLE * size
    points = grid[:, inside]
    if points.shape[1] == 0:
        return None
    return _from_points(form, points)


def _from_points(form: Form, points: FloatArray) -> Portrait:
    values = np.full(points.shape[1], 0.0)
    for j, c in form.cost.items():
        values += c * points[j]
    best, worst = float(values.min()), float(values.max())
    profiles = []
    for j, column in enumerate(form.columns):
        low, high = float(points[j].min()), float(points[j].max())
        if low == high:
            continue
        ends = []
        for value in (low, high):
            at = values[points[j] == value]
            near, far = float(at.min()) - best, worst - float(at.max())
            ends.append(End(Gap(near, near), Gap(far, far)))
        profiles.append(Profile(j, column.name, not column.implied, low, high, tuple(ends), True))
    spread = Gap(worst - best, worst - best)
    return Portrait(tuple(profiles), best, len(form.columns), spread, True, points=int(points.shape[1]))


def portrait(region: Region, complete: bool) -> Portrait | None:
    """Return the portrait of a form, None if its best value is not known for certain.

    complete: of all columns, with the worst values; otherwise of integer columns only, if there are any.
    """
    listed = listed_portrait(region.form)
    if listed is not None:
        return listed
    form = region.form
    best = certified(region, form.cost)
    if best.existence is not Existence.ATTAINED or best.point is None:
        return None
    worst = certified(region, _negative(form.cost)) if complete else None
    profiles: list[Profile] = []
    undetermined = continuous = 0
    for j, column in enumerate(form.columns):
        if not complete and not column.integer:
            continuous += 1
            undetermined += not _takes_many_values(region, j, best.point)
        else:
            profiles += _profile(region, j, best, worst)
    spread = Gap() if worst is None else Gap(*_between(-worst.value, -worst.bound, best))
    return Portrait(tuple(profiles), best.value, len(form.columns), spread, complete, undetermined, continuous)


def with_sure_columns(found: Portrait, region: Region) -> Portrait:
    """Return the portrait with those columns marked as sure that are, as far as two points show it."""
    cost = region.form.cost
    marked = [
        replace(p, sure=p.integer and p.column in cost and _moves_alone(region, p.column)) for p in found.profiles
    ]
    return replace(found, profiles=tuple(marked))


def _moves_alone(region: Region, j: int) -> bool:
    """Return whether a point is found that stays one if column j alone grows by 1."""
    form = region.form
    steps = [row.terms.get(j, 0.0) for row in form.rows]
    rows = tuple(
        replace(row, lower=row.lower + max(0.0, -a), upper=row.upper - max(0.0, a))
        for row, a in zip(form.rows, steps, strict=True)
    )
    columns = list(form.columns)
    columns[j] = replace(columns[j], upper=columns[j].upper - 1.0)
    if any(row.lower > row.upper for row in rows) or columns[j].lower > columns[j].upper:
        return False
    return propose(Region(replace(form, rows=rows, columns=tuple(columns)), region.effort), {}) is not None


def _between(low: float, high: float, best: Optimum) -> tuple[float, float]:
    """Return the range of how far a value, known to lie between low and high, is from the best one."""
    return max(0.0, low - best.value), max(0.0, high - best.bound)


def held(region: Region, j: int, value: float) -> Region:
    """Return the region with column j at a value."""
    columns = list(region.form.columns)
    columns[j] = replace(columns[j], lower=value, upper=value)
    return Region(replace(region.form, columns=tuple(columns)), region.effort, region.points)


def _profile(region: Region, j: int, best: Optimum, worst: Optimum | None) -> list[Profile]:
    """Return the profile of a column, none if the column is fixed."""
    column = region.form.columns[j]
    unknown = Profile(j, column.name, column.integer and not column.implied)
    binary = column.integer and column.two_sided and column.upper - column.lower == 1.0
    if binary:
        places = [column.lower, column.upper]
    else:
        places = []
        for sign in (1.0, -1.0):
            far = certified(region, {j: sign})
            if far.existence is Existence.UNBOUNDED:
                places.append(-sign * INF)
            elif far.existence is Existence.ATTAINED:
                places.append(_snapped(sign * far.value, column.lower, column.upper))
            else:
                return [unknown]
    if places[1] - places[0] <= EQUAL * max(1.0, abs(places[0])):
        return []
    ends = [_end(region, j, place, best, worst) for place in places]
    if binary and None in ends:
        return []
    known = tuple(end or End(Gap()) for end in ends)
    varies = not binary or all(any(x[j] == place for x in region.points) for place in places)
    return [replace(unknown, low=places[0], high=places[1], ends=known, varies=varies)]


def _snapped(value: float, *bounds: float) -> float:
    near = [b for b in bounds if abs(b) < INF and abs(value - b) <= FEASIBLE * max(1.0, abs(b))]
    return near[0] if near else value


def _end(region: Region, j: int, place: float, best: Optimum, worst: Optimum | None) -> End | None:
    """Return what holding column j at place costs; None if no point has it there exactly."""
    if abs(place) == INF:
        return _UNBOUNDED
    face, cost = held(region, j, place), region.form.cost
    if best.point is not None and best.point[j] == place:
        near = Gap(0.0, max(0.0, best.value - best.bound))
    else:
        least = certified(face, cost)
        if least.existence is Existence.INFEASIBLE:
            return None
        near = Gap(*_between(least.bound, least.value, best)) if least.existence is Existence.ATTAINED else Gap()
    if worst is None or worst.existence is not Existence.ATTAINED:
        return End(near)
    if worst.point is not None and worst.point[j] == place:
        return End(near, Gap(0.0, max(0.0, worst.value - worst.bound)))
    most = certified(face, _negative(cost))
    return End(near, Gap(*_between(most.bound, most.value, worst)) if most.existence is Existence.ATTAINED else Gap())


def _takes_many_values(region: Region, j: int, point: Sequence[float]) -> bool:
    """Return whether a continuous column is seen to take three values beyond doubt, as no binary column does."""
    values = [point[j], *(float(x[j]) for x in region.points)]
    for sign in (1.0, -1.0):
        other = None if _are_many(values) else propose(region, {j: sign})
        values += [] if other is None else [other[j]]
    if not _are_many(values) and _is_wide(values):
        middle = propose(held(region, j, 0.5 * (min(values) + max(values))), {})
        values += [] if middle is None else [middle[j]]
    return _are_many(values)


def _is_wide(values: Sequence[float]) -> bool:
    """Return whether the range of values is more than what points may be off."""
    return max(values) - min(values) > _WIDE * max(1.0, *map(abs, values))


def _are_many(values: Sequence[float]) -> bool:
    """Return whether the range of values is wide, and one of them lies well between its ends."""
    low, high = min(values), max(values)
    return _is_wide(values) and any(min(v - low, high - v) > _BETWEEN * (high - low) for v in values)


def _negative(terms: Mapping[int, float]) -> dict[int, float]:
    return {j: -a for j, a in terms.items()}
