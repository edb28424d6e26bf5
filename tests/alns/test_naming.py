"""Names are read as a stem and an index tuple, and positions with one set of values become one dimension."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from metasolve.alns.naming import IndexedName, IndexValue, dimensions, parse_name


@pytest.mark.parametrize(
    ("name", "stem", "indices"),
    [
        ("x_3_7", "x", [("", 3), ("", 7)]),
        ("y[2,5]", "y", [("", 2), ("", 5)]),
        ("x#1#4", "x", [("", 1), ("", 4)]),
        ("b12t7", "b", [("", 12), ("t", 7)]),
        ("x(N0,E,16)", "x", [("N", 0), ("E", -1), ("", 16)]),
        ("X0.5", "X", [("", 0), ("", 5)]),
        ("C0001", "C", [("", 1)]),
        ('"p_14_20"', "p", [("", 14), ("", 20)]),
        ("cut@6dc", "cut", [("6dc", -1)]),
        ("a1f_2", "a1f", [("", 2)]),
        ("y.on", "y", [("on", -1)]),
        ("makespan", "makespan", []),
        ("_", "", []),
        ("", "", []),
    ],
)
def test_name_is_stem_and_indices(name: str, stem: str, indices: list[IndexValue]) -> None:
    assert parse_name(name) == IndexedName(stem, tuple(indices))


def test_each_index_of_a_grid_is_a_dimension() -> None:
    found = dimensions([f"x_{i}_t{t}" for i, t in product(range(3), range(4))])
    assert [len(d.values) for d in found] == [3, 4]
    np.testing.assert_array_equal(found[0].code, np.repeat(np.arange(3), 4))
    np.testing.assert_array_equal(found[1].code, np.tile(np.arange(4), 3))


def test_numbers_are_ordered_by_value_not_by_spelling() -> None:
    found = dimensions([f"{stem}_t{t}" for stem in "xy" for t in (10, 9, 2)])
    assert found[0].values == (("t", 2), ("t", 9), ("t", 10))


def test_stems_with_the_same_values_share_a_dimension_across_positions() -> None:
    grid = [f"x[{i},{k}]" for i, k in product(range(2), "abcdef")]
    (machine, task) = dimensions([*grid, *(f"start[{k}]" for k in "abcdef")])
    assert (len(machine.values), len(task.values)) == (2, 6)
    np.testing.assert_array_equal(task.code[-6:], np.arange(6))
    np.testing.assert_array_equal(machine.code[-6:], np.full(6, -1))


def test_paired_running_numbers_are_a_dimension() -> None:
    (pair,) = dimensions([f"{stem}{j}" for stem in ("flow", "open") for j in range(5)])
    np.testing.assert_array_equal(pair.code, np.tile(np.arange(5), 2))


@pytest.mark.parametrize(
    "names",
    [
        [f"C{j:04d}" for j in range(50)],
        ["a", "b", "c"],
        [],
        [f"x{j}" for j in range(9)] + [f"y{j}" for j in range(9, 18)],
    ],
    ids=["running number", "words", "nothing", "disjoint numbers"],
)
def test_names_without_common_indices_have_no_dimension(names: list[str]) -> None:
    assert dimensions(names) == ()
