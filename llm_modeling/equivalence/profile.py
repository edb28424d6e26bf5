"""Profiles of columns: what the best and the worst value become as one column is held at an end of its range.

No renaming, order, unit or rewriting of rows changes a profile. A column whose profile the other problem has nowhere
proves the two different, whatever the correspondence; and where profiles leave few correspondences, these are all that
have to be refuted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from llm_modeling.equivalence.form import INF
from llm_modeling.equivalence.matching import ColumnMap, Correspondence

_APART = 1e-4
_STEEP = 1e-3
_CERTAIN = 1e-5
_SAME_UNIT = 1e-7


@dataclass(frozen=True)
class Gap:
    """A number that lies between low and high; 0 to infinity if nothing is known of it."""

    low: float = 0.0
    high: float = INF

    @property
    def width(self) -> float:
        return 0.0 if self.low == self.high else self.high - self.low


@dataclass(frozen=True)
class End:
    """By how much the best (worst) value at an end of a column's range falls short of the best (worst) over all."""

    best: Gap
    worst: Gap = Gap()


@dataclass(frozen=True)
class Profile:
    """A column, its range and the two ends of it; ends is empty if nothing is known of the column.

    integer: in the problem itself, so that its unit is given. varies: two points differ in the column; otherwise it may
    be fixed without our seeing it. sure: an integer column that costs and can move alone: the others do not determine
    it, and it is no slack.
    """

    column: int
    name: str
    integer: bool
    low: float = -INF
    high: float = INF
    ends: tuple[End, ...] = ()
    varies: bool = False
    sure: bool = False


@dataclass(frozen=True)
class Portrait:
    """The profiles of the columns that are not fixed, the best value, and how far the worst is from it.

    complete: all columns have a profile. Otherwise only the integer ones have, and continuous ones could stand for
    them: for binary ones at most `undetermined` many, since the others were seen to take more than two values, for
    others at most `continuous` many. points counts the points of a pure integer problem, columns all columns.
    """

    profiles: tuple[Profile, ...]
    best: float
    columns: int
    spread: Gap = Gap()
    complete: bool = False
    undetermined: int = 0
    continuous: int = 0
    points: int | None = None

    @property
    def counts(self) -> tuple[int, int]:
        """The number of all columns, and of those that are not known to be fixed."""
        return self.columns, len(self.profiles) + (0 if self.complete else self.continuous)

    @property
    def size(self) -> float:
        return max(1.0, abs(self.best))


def mismatch(first: Portrait, second: Portrait, same_values: bool) -> str:
    """Return in words what rules out every correspondence, '' if nothing does."""
    listed = first.points is not None and second.points is not None and first.counts == second.counts
    if listed and first.points != second.points:
        return f"a has {first.points} feasible points, b has {second.points}"
    found = ""
    for factor in factors(first, second, same_values):
        here = _uncovered(first, second, factor)
        there = _uncovered(second, first, None if factor is None else 1.0 / factor)
        if here is None and there is None:
            return ""
        if here is not None:
            found = found or _in_words(here, "a")
        elif there is not None:
            found = found or _in_words(there, "b")
    return found


def factors(first: Portrait, second: Portrait, same_values: bool) -> list[float | None]:
    """Return the factors between the objectives that some pair of columns allows; None stands for any."""
    if same_values:
        return [1.0]
    sizes = first.size, second.size
    spreads = first.spread, second.spread
    pairs = zip(spreads, sizes, strict=True)
    if all(_STEEP * size < s.high < INF and s.width <= _CERTAIN * size for s, size in pairs):
        return [spreads[1].high / spreads[0].high]
    gaps = [[e.best for p in portrait.profiles for e in p.ends] for portrait in (first, second)]
    certain = [g.low for g in gaps[0] if g.width <= _CERTAIN * sizes[0] and g.low < INF]
    steep = max(certain, default=0.0)
    unknown = second.undetermined > 0 or any(not p.ends for p in second.profiles)
    if steep <= _STEEP * sizes[0] or unknown or any(g.width > _CERTAIN * sizes[1] for g in gaps[1]):
        return [None]
    seen: list[float | None] = []
    for factor in (gap.high / steep for gap in gaps[1]):
        if 0.0 < factor < INF and not any(abs(factor - f) <= 1e-7 * f for f in seen if f is not None):
            seen.append(factor)
    return seen or [1.0]


def _uncovered(first: Portrait, second: Portrait, factor: float | None) -> Profile | None:
    """Return a column of first that is left over when as many as possible have a counterpart.

    Where one problem has more columns than the other, some may be determined without our seeing it: only sure ones
    need a counterpart then. Columns that may be fixed never need one.
    """
    needy = [p for p in first.profiles if p.varies and (p.sure or first.counts == second.counts)]
    count, known = len(needy), len(second.profiles)
    if count == 0:
        return None
    table = np.zeros((count, known + second.continuous + 1), dtype=np.int8)
    size = _size(first, second, factor)
    for i, p in enumerate(needy):
        table[i, :known] = [bool(orientations(p, q, factor, size)) for q in second.profiles]
        table[i, known : known + (second.undetermined if p.high - p.low == 1.0 else second.continuous)] = 1
    partner = maximum_bipartite_matching(scipy.sparse.csr_matrix(table), perm_type="column")
    lonely = np.flatnonzero(partner < 0).tolist()
    alone = [i for i in lonely if not table[i].any()]
    return needy[(alone or lonely)[0]] if lonely else None


def _size(first: Portrait, second: Portrait, factor: float | None) -> float:
    return 1.0 if factor is None else max(factor * first.size, second.size)


def orientations(p: Profile, q: Profile, factor: float | None, size: float) -> list[bool]:
    """Return in which directions q may stand for p: False for the same, True for the opposite."""
    if not p.ends or not q.ends:
        return [False, True]
    if p.integer and q.integer and p.high - p.low != q.high - q.low:
        return []
    if np.isinf(p.high - p.low) != np.isinf(q.high - q.low):
        return []
    return [
        reverse
        for reverse, ends in ((False, q.ends), (True, q.ends[::-1]))
        if all(
            _meet(s.best, t.best, factor, size) and _meet(s.worst, t.worst, factor, size)
            for s, t in zip(p.ends, ends, strict=True)
        )
    ]


def _meet(s: Gap, t: Gap, factor: float | None, size: float) -> bool:
    if s.low == INF or t.low == INF:
        return s.high == t.high
    if factor is None:
        return True
    slack = _APART * max(size, factor * s.low, t.low)
    return factor * s.low <= t.high + slack and t.low <= factor * s.high + slack


def correspondences(
    first: Portrait, second: Portrait, columns: int, same_values: bool, most: int
) -> list[Correspondence] | None:
    """Return all correspondences that the profiles allow, None if there may be more than `most` or units are open."""
    lists = first.profiles, second.profiles
    if not (first.complete and second.complete and len(lists[0]) == len(lists[1]) == columns):
        return None
    if any(not p.varies or not p.ends or np.isinf(p.high - p.low) for profiles in lists for p in profiles):
        return None
    found: list[Correspondence] = []
    for factor in factors(first, second, same_values):
        size = _size(first, second, factor)
        choices = [
            [(k, reverse) for k, q in enumerate(lists[1]) for reverse in orientations(p, q, factor, size)]
            for p in lists[0]
        ]
        order = [i for _, i in sorted((len(choice), i) for i, choice in enumerate(choices))]
        steps = [4 * columns * most]
        for pairs in _matchings(choices, order, {}, steps):
            maps = {lists[0][i].column: _map(lists[0][i], lists[1][k], reverse) for i, (k, reverse) in pairs.items()}
            found.append(tuple(maps[j] for j in sorted(maps)))
            if len(found) > most:
                return None
        if steps[0] <= 0:
            return None
    return found


def _matchings(
    choices: Sequence[Sequence[tuple[int, bool]]],
    order: Sequence[int],
    chosen: dict[int, tuple[int, bool]],
    steps: list[int],
) -> Iterator[dict[int, tuple[int, bool]]]:
    """Yield all ways to choose a different partner for each, as long as there are steps."""
    steps[0] -= 1
    if steps[0] <= 0:
        return
    if len(chosen) == len(order):
        yield chosen
        return
    i = order[len(chosen)]
    taken = {k for k, _ in chosen.values()}
    for k, reverse in choices[i]:
        if k not in taken:
            yield from _matchings(choices, order, {**chosen, i: (k, reverse)}, steps)


def _map(p: Profile, q: Profile, reverse: bool) -> ColumnMap:
    factor = 1.0 if p.integer and q.integer else (q.high - q.low) / (p.high - p.low)
    factor = 1.0 if abs(factor - 1.0) <= _SAME_UNIT else factor
    if reverse:
        return ColumnMap(q.column, -factor, q.high + factor * p.low)
    shift = q.low - factor * p.low
    return ColumnMap(q.column, factor, 0.0 if abs(shift) <= _SAME_UNIT * max(1.0, abs(q.low)) else shift)


def _in_words(profile: Profile, which: str) -> str:
    parts = [f"{e.best.high:.6g}" if e.best.high < INF else "an unknown amount" for e in profile.ends]
    change = f"with column '{profile.name}' of {which} at the ends of its range the best value worsens by"
    return f"{change} {' and '.join(parts)}; no set of columns of the other fits this one and the rest"
