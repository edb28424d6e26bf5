"""The anatomy of a model: kinds of columns and rows, ranges of coefficients, blocks of names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from metasolve.matrix import BoolArray, FloatArray
from metasolve.problem import Integrality, Problem

Range: TypeAlias = tuple[float, float] | None
"""The smallest and the largest absolute value that is finite and not zero; None if there is none."""

_KINDS = {
    Integrality.CONTINUOUS: "continuous",
    Integrality.SEMICONTINUOUS: "semicontinuous",
    Integrality.SEMIINTEGER: "semi-integer",
}


@dataclass(frozen=True)
class Anatomy:
    """What a model is made of; classes with no member are left out.

    row_classes are those of classify_rows. name_blocks counts the distinct
    names of columns once their numbers are blanked out (x_3_7 and x_4_1 are one block).
    """

    rows: int
    columns: int
    nonzeros: int
    density: float
    column_kinds: dict[str, int]
    row_classes: dict[str, int]
    matrix_range: Range
    objective_range: Range
    side_range: Range
    bound_range: Range
    name_blocks: int


def dissect(problem: Problem) -> Anatomy:
    """Return the anatomy of problem."""
    cells = problem.rows * problem.columns
    return Anatomy(
        rows=problem.rows,
        columns=problem.columns,
        nonzeros=problem.nonzeros,
        density=problem.nonzeros / cells if cells else 0.0,
        column_kinds=_column_kinds(problem),
        row_classes=_count(classify_rows(problem)),
        matrix_range=_range(problem.a.data),
        objective_range=_range(problem.c),
        side_range=_range(np.concatenate([problem.row_lower, problem.row_upper])),
        bound_range=_range(np.concatenate([problem.col_lower, problem.col_upper])),
        name_blocks=len({re.sub(r"\d+", "#", name) for name in problem.col_names}),
    )


def classify_rows(problem: Problem) -> tuple[str, ...]:
    """Return the class of each row: the first that fits, in the order of MIPLIB, whose bin packing is knapsack here.

    Rows of binaries with entries of 1 and -1 are read after complementing the columns with entry -1.
    Source: the constraint types of MIPLIB 2017, https://miplib.zib.de/statistics.html.
    """
    a, lower, upper = problem.a, problem.row_lower, problem.row_upper
    entries = np.diff(a.indptr)

    def tally(member: BoolArray) -> FloatArray:
        return a.row_sums(member.astype(np.float64))

    binaries = tally(problem.is_binary[a.indices])
    integers = tally(problem.is_integer[a.indices])
    negative = tally(a.data == -1.0)
    equal, one_sided = lower == upper, np.isinf(lower) != np.isinf(upper)
    binary = binaries == entries
    unit = binary & (tally(np.abs(a.data) == 1.0) == entries)
    integral = tally(a.data == np.round(a.data)) == entries
    alike = binary | ((binaries == 0) & ((integers == 0) | (integers == entries)))
    low, high = lower + negative, upper + negative  # sides once the columns with entry -1 are complemented
    at_most, at_least = one_sided & np.isinf(lower), one_sided & np.isinf(upper)
    classes = {
        "empty": entries == 0,
        "free": np.isinf(lower) & np.isinf(upper),
        "singleton": entries == 1,
        "aggregation": equal & (entries == 2),
        "precedence": one_sided & (entries == 2) & alike & (a.row_sums(a.data) == 0.0),
        "variable bound": one_sided & (entries == 2) & (binaries > 0),
        "set partitioning": unit & equal & ((low == 1.0) | (low == entries - 1.0)),
        "set packing": unit & ((at_most & (high == 1.0)) | (at_least & (low == entries - 1.0))),
        "set covering": unit & ((at_least & (low == 1.0)) | (at_most & (high == entries - 1.0))),
        "cardinality": unit & equal,
        "invariant knapsack": unit & one_sided,
        "equation knapsack": binary & equal & integral,
        "knapsack": binary & one_sided & integral,
        "integer knapsack": (integers == entries) & one_sided & integral,
        "mixed binary": (integers == binaries) & (binaries > 0) & (binaries < entries) & (equal | one_sided),
    }
    return tuple(np.select(list(classes.values()), list(classes), default="general linear").tolist())


def _column_kinds(problem: Problem) -> dict[str, int]:
    names = np.array([_KINDS.get(Integrality(kind), "integer") for kind in problem.integrality], dtype=object)
    names[problem.is_binary] = "binary"
    return _count(names.tolist())


def _count(names: Sequence[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())


def _range(values: FloatArray) -> Range:
    sizes = np.abs(values[np.isfinite(values) & (values != 0.0)])
    return (float(sizes.min()), float(sizes.max())) if sizes.size else None
