"""Structure agrees with plain dense computations on small problems."""

from __future__ import annotations

import numpy as np
import pytest

from metasolve.alns.structure import Structure
from metasolve.problem import INF, Problem


def random_problem(seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    a = rng.integers(-3, 4, (6, 9)) * (rng.random((6, 9)) < 0.5)
    upper = np.array([1, 1, 1, 4, 7, 2, 2, INF, 1])
    return Problem.from_arrays(
        np.ones(9), a, -INF, 5.0, np.array([0, 0, 1, 0, 2, 0, 2, 0, 0]), upper, [1] * 6 + [1, 1, 0]
    )


def test_open_columns_are_the_integers_that_can_move() -> None:
    structure = Structure(random_problem(0))
    assert structure.open.tolist() == [0, 1, 3, 4, 5, 7]
    assert structure.binaries.tolist() == [0, 1]
    assert structure.generals.tolist() == [3, 4, 5, 7]


def test_fractional_bounds_are_rounded_inward() -> None:
    problem = Problem.from_arrays([1, 1, 1], np.zeros((0, 3)), [], [], [0.2, 0.5, 0.5], [1.9, 3.5, 3.5], [1, 1, 0])
    structure = Structure(problem)
    assert structure.open.tolist() == [1]
    assert structure.lower.tolist() == [1.0, 1.0, 0.5]
    assert structure.upper.tolist() == [1.0, 3.0, 3.5]


@pytest.mark.parametrize("seed", range(5))
def test_open_rows_are_the_dense_matrix_restricted(seed: int) -> None:
    problem = random_problem(seed)
    structure = Structure(problem)
    dense = np.array([problem.a.dot(unit) for unit in np.eye(9)]).T[:, structure.open]
    restricted = np.array([structure.open_rows.dot(unit) for unit in np.eye(structure.open.size)]).T
    np.testing.assert_array_equal(restricted, dense)
    np.testing.assert_array_equal(structure.open_count, np.count_nonzero(dense, axis=1))


@pytest.mark.parametrize("seed", range(5))
def test_closeness_is_the_mean_weight_of_shared_rows(seed: int) -> None:
    structure = Structure(random_problem(seed))
    pattern = np.array([structure.open_rows.dot(unit) != 0 for unit in np.eye(structure.open.size)]).T
    weight = np.random.default_rng(seed).random(structure.open.size)
    expected = pattern.T @ (pattern @ weight / np.maximum(1, pattern.sum(axis=1)))
    np.testing.assert_allclose(structure.closeness(weight), expected / expected.max())


def test_row_classes_part_equations_covers_and_knapsacks() -> None:
    covers, knapsacks = np.eye(4) + np.roll(np.eye(4), 1, axis=1), np.array([[2, 3, 5, 7], [3, 1, 4, 2]])
    a = np.vstack([covers, knapsacks, covers])
    lower, upper = [1.0] * 4 + [-INF] * 2 + [1.0] * 4, [INF] * 4 + [9.0] * 2 + [1.0] * 4
    classes = Structure(Problem.from_arrays([1] * 4, a, lower, upper, 0, 1, 1)).row_classes
    assert sorted(rows.tolist() for rows in classes) == [[0, 1, 2, 3], [4, 5], [6, 7, 8, 9]]


def test_row_classes_part_name_stems() -> None:
    a = np.ones((4, 3))
    names = ["supply_1", "demand_1", "supply_2", "demand_2"]
    classes = Structure(Problem.from_arrays([1] * 3, a, 1, INF, 0, 1, 1, row_names=names)).row_classes
    assert sorted(rows.tolist() for rows in classes) == [[0, 2], [1, 3]]


def test_long_rows_count_as_dense() -> None:
    a = np.zeros((2, 100))
    a[0], a[1, :3] = 1, 1
    structure = Structure(Problem.from_arrays(np.ones(100), a, 1, INF, 0, 1, 1))
    assert structure.is_dense_row.tolist() == [True, False]
    assert structure.coupling_rows.tolist() == [1]
