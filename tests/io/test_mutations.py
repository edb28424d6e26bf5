"""Damaged files end with an error of the tree, whatever the damage."""

from __future__ import annotations

import contextlib
import random

import numpy as np
import pytest

from metasolve.errors import ModelDataError
from metasolve.io import read_problem, read_solution
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

MPS = b"""NAME t
OBJSENSE
    MAX
ROWS
 N obj
 L R1
 E R2
COLUMNS
 M 'MARKER' 'INTORG'
 x obj 1 R1 1
 M 'MARKER' 'INTEND'
 y R1 -2.5 R2 1
RHS
 RHS R1 5 obj 1
RANGES
 RNG R1 2
BOUNDS
 UP BND x 4
 FR BND y
ENDATA
"""
LP = b"""Minimize
 obj: 2 x - y + 3
Subject To
 c1: 1 <= x + y <= 5
 c2: x >= - 2
Bounds
 -inf <= y <= 4
General
 x
End
"""
SOLUTIONS = (b"# Columns 2\nx 1\ny 2\n", b"=obj= 3\nx 1\ny 2\n", b'{"values": {"x": 1, "y": 2}}')
FRAGMENTS = (
    b"nan", b"inf", b"-1e30", b"\n", b" ", b"ENDATA\n", b"RHS\n", b"x", b"R1", b"'MARKER'", b"[", b"<=", b":", b"free",
    b"End\n", b"\x00", b"\xff", b"*", b"\\", b"-", b"{", b'"', b"null", b"# Columns 9\n", b"RANGES\n", b".", b"1e",
)  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(result) + 1)
        result[start : start + rng.choice((0, 0, 1, 3, 20))] = rng.choice(FRAGMENTS)
    return bytes(result)


@pytest.mark.parametrize("model", [MPS, LP])
def test_a_damaged_model_is_read_or_refused(model: bytes) -> None:
    rng = random.Random(0)
    assert read_problem(model).columns == 2
    read: list[Problem] = []
    for _ in range(400):
        with contextlib.suppress(ModelDataError):
            read.append(read_problem(damaged(model, rng)))
    assert 0 < len(read) < 400
    assert all(np.isfinite(problem.a.data).all() and np.isfinite(problem.c).all() for problem in read)


@pytest.mark.parametrize("solution", SOLUTIONS)
def test_a_damaged_solution_is_read_or_refused(solution: bytes) -> None:
    rng = random.Random(0)
    problem = Problem.from_arrays([1.0, 1.0], [[1.0, 1.0]], 0.0, 9.0, col_names=["x", "y"])
    read: list[FloatArray] = []
    for _ in range(400):
        with contextlib.suppress(ModelDataError):
            read.append(read_solution(damaged(solution, rng), problem))
    assert 0 < len(read) < 400
    assert all(x.shape == (2,) and np.isfinite(x).all() for x in read)
