"""The anatomy of small models whose parts are known."""

from __future__ import annotations

import numpy as np
import pytest

from metasolve.problem import INF, Problem
from metasolve.report.anatomy import classify_rows, dissect

# columns: three binaries, two general integers, two continuous
KINDS = [1, 1, 1, 1, 1, 0, 0]
UPPER = [1, 1, 1, 9, 9, INF, INF]


@pytest.mark.parametrize(
    ("entries", "lower", "upper", "expected"),
    [
        ([0, 0, 0, 0, 0, 0, 0], 0, 1, "empty"),
        ([1, 1, 0, 0, 0, 0, 1], -INF, INF, "free"),
        ([0, 0, 0, 2, 0, 0, 0], -INF, 5, "singleton"),
        ([0, 0, 0, 2, 0, 1, 0], 5, 5, "aggregation"),
        ([0, 0, 0, 0, 0, 2, -2], -INF, 5, "precedence"),
        ([-7, 0, 0, 0, 0, 1, 0], -INF, 0, "variable bound"),
        ([1, 1, 1, 0, 0, 0, 0], 1, 1, "set partitioning"),
        ([1, 1, 1, 0, 0, 0, 0], -INF, 1, "set packing"),
        ([1, 1, -1, 0, 0, 0, 0], -INF, 0, "set packing"),
        ([1, 1, 1, 0, 0, 0, 0], 1, INF, "set covering"),
        ([1, 1, 1, 0, 0, 0, 0], -INF, 2, "set covering"),
        ([-1, -1, -1, 0, 0, 0, 0], -INF, -1, "set covering"),
        ([2, 2, 2, 0, 0, 0, 0], 4, 4, "equation knapsack"),
        ([2, 3, 4, 0, 0, 0, 0], -INF, 5, "knapsack"),
        ([2, 3, 0, 4, 0, 0, 0], -INF, 5, "integer knapsack"),
        ([2, 3, 0, 0, 0, 1.5, 0], -INF, 5, "mixed binary"),
        ([2, 3, 0, 1, 0, 1.5, 0], -INF, 5, "general linear"),
        ([1.5, 1, 1, 0, 0, 0, 0], 1, 2, "general linear"),
    ],
)
def test_rows_fall_into_their_class(entries: list[float], lower: float, upper: float, expected: str) -> None:
    problem = Problem.from_arrays(np.zeros(7), [entries], [lower], [upper], 0.0, UPPER, KINDS)
    assert classify_rows(problem) == (expected,)


def test_cardinality_needs_more_columns_than_a_set() -> None:
    problem = Problem.from_arrays(np.zeros(4), np.ones((2, 4)), [2, -INF], [2, 2], 0.0, 1.0, 1)
    assert classify_rows(problem) == ("cardinality", "invariant knapsack")


def test_dissect_counts_kinds_ranges_and_name_blocks() -> None:
    names = ["x_1_1", "x_1_2", "x_2_1", "y1", "y2", "slack", "t3"]
    problem = Problem.from_arrays(
        [0, -5, 2, 0, 0, 0, 0], [[1, 1, 1, 0, 0, 0, 0.25]], [-INF], [8], 0.0, UPPER, [*KINDS[:6], 2], col_names=names
    )
    anatomy = dissect(problem)
    assert anatomy.column_kinds == {"binary": 3, "integer": 2, "continuous": 1, "semicontinuous": 1}
    assert (anatomy.matrix_range, anatomy.objective_range, anatomy.side_range) == ((0.25, 1.0), (2.0, 5.0), (8.0, 8.0))
    assert anatomy.name_blocks == 4
    assert anatomy.density == pytest.approx(4 / 7)


def test_an_empty_model_has_an_anatomy() -> None:
    anatomy = dissect(Problem.from_arrays([], np.zeros((0, 0)), [], []))
    assert (anatomy.rows, anatomy.density, anatomy.matrix_range, anatomy.row_classes) == (0, 0.0, None, {})
