"""Draft: a problem under construction, column by column and row by row, as models are written on paper."""

from __future__ import annotations

from collections.abc import Iterable

from metasolve.matrix import CsrMatrix
from metasolve.problem import INF, Integrality, Problem


class Draft:
    """Collects named columns and rows; problem() hands them over."""

    def __init__(self, name: str, sense: str = "min") -> None:
        self._name = name
        self._sense = sense
        self._columns: dict[str, tuple[float, float, float, Integrality]] = {}
        self._rows: dict[str, tuple[float, float]] = {}
        self._entries: list[tuple[int, int, float]] = []

    def column(
        self,
        name: str,
        cost: float = 0.0,
        lower: float = 0.0,
        upper: float = INF,
        kind: Integrality = Integrality.CONTINUOUS,
    ) -> int:
        """Return the index of a new column."""
        self._columns[name] = (cost, lower, upper, kind)
        return len(self._columns) - 1

    def binary(self, name: str, cost: float = 0.0) -> int:
        """Return the index of a new 0-1 column."""
        return self.column(name, cost, 0.0, 1.0, Integrality.INTEGER)

    def row(self, name: str, terms: Iterable[tuple[int, float]], lower: float = -INF, upper: float = INF) -> None:
        """Add lower <= sum of coefficient x column <= upper; terms are pairs of column index and coefficient."""
        i = len(self._rows)
        self._rows[name] = (lower, upper)
        self._entries.extend((i, j, float(value)) for j, value in terms)

    def problem(self) -> Problem:
        """Return the finished problem."""
        cost, lower, upper, kinds = zip(*self._columns.values(), strict=True)
        row_lower, row_upper = zip(*self._rows.values(), strict=True)
        rows, columns, values = zip(*self._entries, strict=True)
        return Problem.from_arrays(
            cost,
            CsrMatrix.from_coo((len(self._rows), len(self._columns)), rows, columns, values),
            row_lower,
            row_upper,
            lower,
            upper,
            kinds,
            sense=self._sense,
            col_names=list(self._columns),
            row_names=list(self._rows),
            name=self._name,
        )
