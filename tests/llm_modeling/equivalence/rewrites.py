"""Rewrites that keep what a sheet says, by kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from metasolve import Problem
from tests.llm_modeling.equivalence.sheet import INF, Col, Line, Rng, Sheet

_milp: Any = milp  # its stubs know arrays of one kind only
FloatArray = npt.NDArray[np.float64]
Rewrite = Callable[[Sheet, Rng], None]


def rename_and_permute(sheet: Sheet, rng: Rng) -> dict[str, str]:
    """Give columns and rows new names in a new order; return new names by old ones."""
    old = list(sheet.cols)
    order = rng.permutation(len(old))
    names = {old[k]: f"v{position}" for position, k in enumerate(order.tolist())}
    sheet.cols = {names[old[k]]: sheet.cols[old[k]] for k in order.tolist()}
    lines = list(sheet.lines.values())
    sheet.lines = {f"c{p}": lines[k] for p, k in enumerate(rng.permutation(len(lines)).tolist())}
    for line in sheet.lines.values():
        terms = [(names[c], a) for c, a in line.terms.items()]
        line.terms = {terms[k][0]: terms[k][1] for k in rng.permutation(len(terms)).tolist()}
    return names


def scale_rows(sheet: Sheet, rng: Rng) -> None:
    for line in sheet.lines.values():
        _multiply(line, float(rng.choice([0.1, 0.5, 2.0, 3.0, 1.0 / 3.0, 12.0, 1000.0])) * rng.choice([1, -1]))


def scale_columns(sheet: Sheet, rng: Rng) -> None:
    for name, col in sheet.cols.items():
        if not col.integer:
            factor = float(rng.choice([0.01, 0.5, 3.0, 60.0, 1000.0]))
            col.lower, col.upper, col.cost = col.lower / factor, col.upper / factor, col.cost * factor
            for line in sheet.lines.values():
                if name in line.terms:
                    line.terms[name] *= factor


def scale_objective(sheet: Sheet, rng: Rng) -> None:
    factor = float(rng.choice([0.01, 7.0, 100.0, -1.0, -3.0]))
    sheet.maximize = sheet.maximize != (factor < 0.0)
    sheet.offset = sheet.offset * factor
    for col in sheet.cols.values():
        col.cost *= factor


def shift_columns(sheet: Sheet, rng: Rng) -> None:
    """Count some columns from another zero point, the binary ones from the other end."""
    for name, col in sheet.cols.items():
        if rng.random() < 0.5 or math.isinf(col.lower):
            continue
        if col.integer and col.upper - col.lower == 1.0:
            factor, shift = -1.0, 1.0  # old = shift + factor * new
        else:
            factor, shift = 1.0, float(rng.integers(-4, 5))
        ends = sorted(((col.lower - shift) / factor, (col.upper - shift) / factor))
        sheet.offset += col.cost * shift
        col.lower, col.upper, col.cost = ends[0] + 0.0, ends[1] + 0.0, col.cost * factor
        for line in sheet.lines.values():
            a = line.terms.get(name, 0.0)
            if a:
                line.lower, line.upper, line.terms[name] = line.lower - a * shift, line.upper - a * shift, a * factor


def split_rows(sheet: Sheet, rng: Rng) -> None:
    for name, line in list(sheet.lines.items()):
        if line.lower > -INF and line.upper < INF and rng.random() < 0.8:
            sheet.lines[f"{name}_least"] = Line(dict(line.terms), line.lower, INF, line.linking)
            line.lower = -INF


def repeat_rows(sheet: Sheet, rng: Rng) -> None:
    for name in rng.choice(list(sheet.lines), size=2).tolist():
        line = sheet.lines[name]
        again = Line(dict(line.terms), line.lower, line.upper)
        _multiply(again, float(rng.choice([2.0, -1.0, 0.5])))
        if again.upper < INF and rng.random() < 0.5:
            again.upper += 1.0
        sheet.lines[f"{name}_again{rng.integers(1_000_000)}"] = again


def bounds_as_rows(sheet: Sheet, rng: Rng) -> None:
    for name, col in sheet.cols.items():
        if col.upper < INF and rng.random() < 0.6:
            sheet.lines[f"most_{name}"] = Line({name: 2.0}, -INF, 2.0 * col.upper)
            if not col.integer or rng.random() < 0.5:
                col.upper = INF if rng.random() < 0.7 else col.upper + 3.0


def add_slacks(sheet: Sheet, rng: Rng) -> None:
    for name, line in list(sheet.lines.items()):
        if (line.lower == -INF) != (line.upper == INF) and rng.random() < 0.7:
            slack = sheet.col(f"slack_{name}", 0, INF, False, 0)
            side = line.upper if line.upper < INF else line.lower
            line.terms[slack] = 1.0 if line.upper < INF else -1.0
            line.lower = line.upper = side


def define_columns(sheet: Sheet, rng: Rng) -> None:
    """Give a name to the objective, or to what a row adds up, and use the name."""
    if rng.random() < 0.5:
        total = {n: c.cost for n, c in sheet.cols.items() if c.cost}
        for col in sheet.cols.values():
            col.cost = 0.0
        sheet.col("total", -INF, INF, False, 1)
        sheet.lines["total_is"] = Line({**total, "total": -1.0}, 0.0, 0.0)
        return
    name = str(rng.choice(list(sheet.lines)))
    line = sheet.lines[name]
    sheet.cols[f"sum_{name}"] = Col(-INF, INF, False, 0.0)
    sheet.lines[f"define_{name}"] = Line({**line.terms, f"sum_{name}": -1.0}, 0.0, 0.0)
    sheet.lines[name] = Line({f"sum_{name}": 1.0}, line.lower, line.upper, line.linking)


def add_sums_of_rows(sheet: Sheet, rng: Rng) -> None:
    """Add rows that sums of rows imply."""
    upper = [r for r in sheet.lines.values() if r.upper < INF]
    lower = [r for r in sheet.lines.values() if r.lower > -INF]
    for count in range(2):
        pool = [p for p in (upper, lower) if len(p) >= 2]
        if not pool:
            return
        rows = pool[int(rng.integers(len(pool)))]
        chosen = rng.choice(len(rows), size=2, replace=False).tolist()
        terms: dict[str, float] = {}
        side = 0.0
        for k in chosen:
            factor = float(rng.integers(1, 4))
            side += factor * (rows[k].upper if rows is upper else rows[k].lower)
            for c, a in rows[k].terms.items():
                terms[c] = terms.get(c, 0.0) + factor * a
        lows, highs = (-INF, side) if rows is upper else (side, INF)
        sheet.line(f"sum{count}_{rng.integers(1_000_000)}", terms, lows, highs)


def add_cuts(sheet: Sheet, rng: Rng) -> None:
    """Add rows that only the integer points satisfy: random ones with the best bound, rounded rows."""
    problem = sheet.problem()
    names = list(sheet.cols)
    for count in range(2):
        row = list(sheet.lines.values())[int(rng.integers(len(sheet.lines)))]
        if rng.random() < 0.5:
            terms = {c: float(math.floor(abs(a) / 2.0) * (1 if a > 0 else -1)) for c, a in row.terms.items()}
        else:
            terms = {
                str(c): float(rng.integers(1, 4)) for c in rng.choice(names, size=min(3, len(names)), replace=False)
            }
        most = greatest(problem, np.array([terms.get(c, 0.0) for c in names]))
        if most is not None and any(terms.values()):
            whole = all(sheet.cols[c].integer for c, a in terms.items() if a)
            sheet.line(f"cut{count}_{rng.integers(1_000_000)}", terms, -INF, round(most) if whole else most + 1e-3)


def change_big_m(sheet: Sheet, rng: Rng) -> None:
    """Loosen each big-M of a linking row: the coefficient of a binary that switches continuous columns."""
    for name, line in sheet.lines.items():
        binary = [c for c in line.terms if sheet.cols[c].integer]
        if not line.linking or len(binary) != 1 or len(line.terms) < 2 or line.lower > -INF or line.upper == INF:
            continue
        if (sheet.cols[binary[0]].lower, sheet.cols[binary[0]].upper) != (0.0, 1.0):
            continue
        terms = {c: a for c, a in line.terms.items() if c != binary[0]}
        without = sheet.copy()
        del without.lines[name]
        most = greatest(without.problem(), np.array([terms.get(c, 0.0) for c in sheet.cols]))
        a, more = line.terms[binary[0]], float(rng.integers(1, 40))
        if most is not None and a < 0.0 and line.upper - a >= most:
            line.terms[binary[0]] = a - more
        elif most is not None and a > 0.0 and line.upper >= most:
            line.terms[binary[0]], line.upper = a + more, line.upper + more


def best_point(problem: Problem, c: FloatArray) -> FloatArray | None:
    """Return a point of least c x over a problem, its integer columns whole, None if there is none."""
    whole_ends = np.ceil(problem.col_lower), np.floor(problem.col_upper)  # HiGHS may say infeasible without
    own_ends = problem.col_lower, problem.col_upper
    bounds = [np.where(problem.is_integer, *ends) for ends in zip(whole_ends, own_ends, strict=True)]
    if (bounds[0] > bounds[1]).any():
        return None
    point = _solved(problem, c, (bounds[0], bounds[1]), problem.integrality)
    if point is None or not problem.is_integer.any():
        return point
    whole = np.where(problem.is_integer, np.round(point), 0.0)
    ends = [np.where(problem.is_integer, whole, own) for own in bounds]  # what HiGHS tolerates is not to count
    exact = _solved(problem, c, (ends[0], ends[1]), np.zeros(problem.columns))
    return point if exact is None else exact


def _solved(
    problem: Problem, c: FloatArray, bounds: tuple[FloatArray, FloatArray], integrality: npt.ArrayLike
) -> FloatArray | None:
    dense = np.zeros((problem.rows, problem.columns))
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    result = _milp(
        c,
        integrality=integrality,
        bounds=Bounds(*bounds),
        constraints=LinearConstraint(dense, problem.row_lower, problem.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    return None if result.status != 0 else np.asarray(result.x, dtype=np.float64)


def greatest(problem: Problem, c: FloatArray) -> float | None:
    """Return the greatest c x over a problem, None if there is none."""
    point = best_point(problem, -c)
    return None if point is None else float(c @ point)


def _multiply(line: Line, factor: float) -> None:
    line.terms = {c: factor * a for c, a in line.terms.items()}
    ends = sorted((line.lower * factor, line.upper * factor))
    line.lower, line.upper = ends


PLAIN: tuple[Rewrite, ...] = (scale_rows, scale_columns)
UNITS: tuple[Rewrite, ...] = (scale_objective, shift_columns)
WORDING: tuple[Rewrite, ...] = (split_rows, repeat_rows, bounds_as_rows)
SLACKS: tuple[Rewrite, ...] = (add_slacks, define_columns)
CUTS: tuple[Rewrite, ...] = (add_sums_of_rows, add_cuts)
BIG_M: tuple[Rewrite, ...] = (change_big_m,)


def slacks_then_cuts(sheet: Sheet, rng: Rng) -> None:
    for rewrites in (SLACKS, CUTS):
        rewrites[int(rng.integers(len(rewrites)))](sheet, rng)


KINDS: dict[str, tuple[Rewrite, ...]] = {
    "renamed, permuted, scaled": PLAIN,
    "objective, zero points": UNITS,
    "rows, bounds": WORDING,
    "slacks, definitions": SLACKS,
    "cuts": CUTS,
    "slacks, then cuts": (slacks_then_cuts,),
    "big-M": BIG_M,
}


def rewritten(sheet: Sheet, kind: str, rng: Rng) -> Sheet:
    """Return an equivalent sheet: one or two rewrites of the kind, maybe rows scaled, always renamed and permuted."""
    result = sheet.copy()
    choices = KINDS[kind]
    for k in rng.permutation(len(choices))[: int(rng.integers(1, 3))].tolist():
        choices[k](result, rng)
    if rng.random() < 0.3:
        scale_rows(result, rng)
    rename_and_permute(result, rng)
    return result
