"""The worked example runs at a small size, and what it solves is right."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np

HEAT = Path(__file__).parents[1] / "examples" / "heat.py"


def test_heat_runs_and_draws(tmp_path: Path) -> None:
    picture = tmp_path / "heat.png"
    command = [sys.executable, str(HEAT), "--size", "20", "--steps", "24", "--compare", "--plot", str(picture)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    assert sum(int(line.split()[0]) for line in out.splitlines() if " steps by " in line) == 24
    assert "s  SequenceSolver, learning included" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_heat_agrees_with_dense_steps() -> None:
    heat = runpy.run_path(str(HEAT))
    wall = heat["Wall"](12, 16)
    history = heat["simulate"](wall, 4)
    u = np.zeros(144)
    for step in range(16):
        a, b = wall.system(step, u)
        u = np.linalg.solve(a.toarray(), b)
    np.testing.assert_allclose(history.snapshots[15].ravel(), u, rtol=1e-5)
    assert u.min() > 0.0


def test_the_stencil_of_a_uniform_wall_is_the_five_point_laplacian() -> None:
    a = runpy.run_path(str(HEAT))["five_points"](np.ones((4, 4))).toarray()
    line = 2 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)
    np.testing.assert_array_equal(a, np.kron(line, np.eye(4)) + np.kron(np.eye(4), line))
