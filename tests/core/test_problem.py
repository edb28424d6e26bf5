from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from metasolve.problem import INF, Integrality, Problem, Sense

NAN = float("nan")


def small(**changes: Any) -> Problem:
    arguments: dict[str, Any] = {
        "c": [1.0, 2.0],
        "a": [[1.0, 1.0], [0.0, 3.0]],
        "row_lower": [0.0, -INF],
        "row_upper": [4.0, 9.0],
        "col_upper": [1.0, 7.0],
        "integrality": [1, 1],
    }
    return Problem.from_arrays(**(arguments | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"c": [1.0, NAN]}, r"c\[1\] is nan"),
        ({"c": [INF, 1.0]}, r"c\[0\] is inf"),
        ({"c": [1.0]}, r"c has shape \(1,\) instead of \(2,\)"),
        ({"a": [[1.0, INF], [0.0, 3.0]]}, r"a\[0, 1\] is inf"),
        ({"a": [[1.0, 1.0], [NAN, 3.0]]}, r"a\[1, 0\] is nan"),
        ({"a": [1.0, 1.0]}, "1 dimensions instead of 2"),
        ({"row_lower": [0.0, NAN]}, r"row_lower\[1\] is nan"),
        ({"row_lower": [INF, 0.0]}, r"row_lower\[0\] is inf"),
        ({"row_upper": [4.0, -INF]}, r"row_upper\[1\] is -inf"),
        ({"row_upper": [4.0, 9.0, 1.0]}, r"row_upper has shape \(3,\) instead of \(2,\)"),
        ({"col_lower": [0.0, INF]}, r"col_lower\[1\] is inf"),
        ({"col_upper": [-INF, 7.0]}, r"col_upper\[0\] is -inf"),
        ({"integrality": [1, 4]}, r"integrality\[1\] is 4.0 instead of 0, 1, 2 or 3"),
        ({"integrality": [0.5, 1]}, r"integrality\[0\] is 0.5"),
        ({"offset": NAN}, r"offset\[0\] is nan"),
        ({"sense": "best"}, "sense is 'best' instead of 'min' or 'max'"),
        ({"col_names": ["x"]}, "col_names has 1 entries instead of 2"),
        ({"col_names": ["x", "x"]}, "col_names has 'x' twice"),
        ({"row_names": ["r", "r"]}, "row_names has 'r' twice"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small(**changes)


def test_scalars_stand_for_constant_arrays() -> None:
    problem = Problem.from_arrays(1.0, np.eye(2), 0.0, 1.0, -2.0, 5.0, 1)
    assert problem.c.tolist() == [1.0, 1.0]
    assert (problem.row_upper.tolist(), problem.col_lower.tolist()) == ([1.0, 1.0], [-2.0, -2.0])
    assert problem.integers.tolist() == [0, 1]


def test_missing_names_are_numbered() -> None:
    problem = small()
    assert (problem.col_names, problem.row_names) == (("x0", "x1"), ("r0", "r1"))
    assert problem.col_index == {"x0": 0, "x1": 1}


def test_arrays_of_the_caller_are_copied() -> None:
    cost = np.array([1.0, 2.0])
    problem = small(c=cost)
    cost[0] = 99.0
    assert problem.c[0] == 1.0


def test_a_problem_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        small().offset = 3.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("sense", "expected"),
    [("min", 1), ("MAXIMIZE", -1), ("max", -1), ("minimize", 1), (Sense.MAXIMIZE, -1), (1, 1)],
)
def test_sense_is_read_from_words_and_codes(sense: Any, expected: int) -> None:
    assert small(sense=sense).sense == expected


def test_kinds_of_columns_are_told_apart() -> None:
    problem = Problem.from_arrays(
        np.zeros(6), np.zeros((0, 6)), [], [], [0, 0, 1, 0, 2, 1], [1, 1, 1, 2, 5, 5], [0, 1, 1, 1, 2, 3]
    )
    assert problem.is_integer.tolist() == [False, True, True, True, False, True]
    assert problem.is_binary.tolist() == [False, True, True, False, False, False]
    assert problem.is_semi.tolist() == [False, False, False, False, True, True]
    assert Integrality(problem.integrality[5]) is Integrality.SEMIINTEGER


def test_objective_is_in_the_own_sense_with_the_offset() -> None:
    assert small(sense="max", offset=0.5).objective(np.array([1.0, 2.0])) == 5.5


def test_fingerprint_ignores_names_and_sees_every_number() -> None:
    fingerprint = small().sha256
    assert small(col_names=["a", "b"], row_names=["u", "v"], name="other").sha256 == fingerprint
    changes: list[dict[str, Any]] = [
        {"c": [1.0, 3.0]},
        {"a": [[1.0, 1.0], [3.0, 0.0]]},
        {"row_lower": [0.0, 0.0]},
        {"row_upper": [4.0, 8.0]},
        {"col_lower": [0.0, 1.0]},
        {"col_upper": [1.0, 6.0]},
        {"integrality": [1, 0]},
        {"offset": 1.0},
        {"sense": "max"},
    ]
    assert len({fingerprint, *(small(**change).sha256 for change in changes)}) == len(changes) + 1


def test_pickle_keeps_a_problem() -> None:
    problem = small(col_names=["a", "b"], name="two")
    again = pickle.loads(pickle.dumps(problem))
    assert (again.sha256, again.col_names, again.name) == (problem.sha256, problem.col_names, "two")


def test_importing_the_problem_loads_no_scipy() -> None:
    code = "import sys, metasolve.problem, metasolve.check, metasolve.events; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
