"""How numbers stand in files: what counts as infinite, and the shortest text that reads back exactly."""

from __future__ import annotations

import math

from metasolve.matrix import FloatArray

INFINITE = 1e20  # HiGHS (infinite_bound, infinite_cost) and SCIP (numerics/infinity) draw the line here


def numeral(value: float) -> str:
    """Return the shortest text that reads back as value; infinite values become 1e+30, as every solver reads it."""
    if math.isinf(value):
        return "1e+30" if value > 0.0 else "-1e+30"
    return repr(value).removesuffix(".0")


def numerals(values: FloatArray) -> list[str]:
    """Return the text of each value."""
    return list(map(numeral, values.tolist()))
