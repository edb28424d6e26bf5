"""Sweeps and conjugate gradients against dense linear algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from metasolve.linear.contract import Goal
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, JacobiCg, Sor, SsorCg
from metasolve.linear.system import System

Array = npt.NDArray[np.float64]
SystemOf = Callable[..., System]
OMEGAS = (0.4, 1.0, 1.5, 1.9)
ROUNDING = 1
"""Two computations of as many iterations as there are unknowns may end one apart."""


def right_side(n: int) -> Array:
    return np.random.default_rng(n).standard_normal(n)


def ssor_matrix(a: Array, omega: float) -> Array:
    d, low = np.diag(np.diag(a)), np.tril(a, -1)
    x = d + omega * low
    return x @ np.linalg.inv(d) @ x.T / (omega * (2.0 - omega))


def reference_cg(a: Array, m: Array, b: Array, x: Array, target: float) -> tuple[Array, int]:
    """Return the solution and the iterations of textbook preconditioned conjugate gradients."""
    r = b - a @ x
    z = np.linalg.solve(m, r)
    p, rho, steps = z, r @ z, 0
    while np.linalg.norm(r) > target:
        q = a @ p
        alpha = rho / (p @ q)
        x, r, steps = x + alpha * p, r - alpha * q, steps + 1
        z = np.linalg.solve(m, r)
        rho, before = r @ z, rho
        p = z + rho / before * p
    return x, steps


@pytest.mark.parametrize("omega", OMEGAS)
def test_each_sor_sweep_is_that_of_the_dense_splitting(spd: Any, system_of: SystemOf, omega: float) -> None:
    a, system = spd.toarray(), system_of(spd)
    m = np.diag(np.diag(a)) / omega + np.tril(a, -1)
    b, x0 = right_side(system.n), right_side(system.n + 1)[:-1]
    expected = x0
    for sweeps in range(1, 8):
        expected = expected + np.linalg.solve(m, b - a @ expected)
        result = Sor(omega).solve(Sor(omega).init(system), system, b, x0, Goal(1e-15, sweeps))
        scale = np.abs(expected).max() + 1.0
        np.testing.assert_allclose(result.x, expected, rtol=1e-11, atol=1e-12 * scale)
        assert result.residual == pytest.approx(np.linalg.norm(b - a @ expected), rel=1e-8, abs=1e-12 * scale)


def test_sor_solves_an_unsymmetric_matrix(system_of: SystemOf) -> None:
    rng = np.random.default_rng(1)
    a = rng.uniform(-1.0, 1.0, (20, 20)) * (rng.random((20, 20)) < 0.3) + 8.0 * np.eye(20)
    system, b = system_of(a), right_side(20)
    result = Sor(1.1).solve(1.1, system, b, np.zeros(20), Goal(1e-10))
    np.testing.assert_allclose(result.x, np.linalg.solve(a, b), rtol=1e-9)


def test_sor_that_diverges_reports_breakdown_before_the_limit(system_of: SystemOf) -> None:
    a = np.array([[1.0, 30.0], [30.0, 1.0]])
    result = Sor(1.9).solve(1.9, system_of(a), np.ones(2), np.zeros(2), Goal(1e-8, 100_000))
    assert result.breakdown
    assert result.iterations < 1000


@pytest.mark.parametrize("omega", OMEGAS)
def test_eisenstat_takes_the_iterations_of_cg_with_the_ssor_matrix(spd: Any, system_of: SystemOf, omega: float) -> None:
    a, system, solver = spd.toarray(), system_of(spd), SsorCg(omega)
    b, x0 = right_side(system.n), np.ones(system.n)
    target = 1e-7 * float(np.linalg.norm(b))
    expected, steps = reference_cg(a, ssor_matrix(a, omega), b, x0, target)
    result = solver.solve(solver.init(system), system, b, x0, Goal(target))
    assert abs(result.iterations - steps) <= ROUNDING
    np.testing.assert_allclose(result.x, expected, rtol=1e-5, atol=1e-7)
    assert np.linalg.norm(b - a @ result.x) <= 1.01 * target


@pytest.mark.parametrize("solver", [Cg(), JacobiCg()], ids=lambda solver: solver.name)
def test_plain_cg_takes_the_iterations_of_the_textbook(spd: Any, system_of: SystemOf, solver: Any) -> None:
    a, system = spd.toarray(), system_of(spd)
    m = np.diag(np.diag(a)) if solver == JacobiCg() else np.eye(system.n)
    b, x0 = right_side(system.n), np.ones(system.n)
    target = 1e-7 * float(np.linalg.norm(b))
    expected, steps = reference_cg(a, m, b, x0, target)
    result = solver.solve(solver.init(system), system, b, x0, Goal(target))
    assert abs(result.iterations - steps) <= ROUNDING
    np.testing.assert_allclose(result.x, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("alpha", [0.0, 0.95, 1.0])
@pytest.mark.parametrize("name", ["5-point", "7-point", "9-point", "line", "permuted", "islands", "two"])
def test_incomplete_cholesky_takes_the_iterations_of_cg_with_its_matrix(
    matrix: Callable[[str], Any], system_of: SystemOf, name: str, alpha: float
) -> None:
    spd, solver = matrix(name), IncompleteCholeskyCg(alpha)
    a, system = spd.toarray(), system_of(spd)
    state = solver.init(system)
    e, low = np.diag(state.scale**-2.0), np.tril(a, -1)
    b, target = right_side(system.n), 1e-7 * float(np.linalg.norm(right_side(system.n)))
    _, steps = reference_cg(a, (e + low) @ np.linalg.inv(e) @ (e + low.T), b, np.zeros(system.n), target)
    assert solver.solve(state, system, b, np.zeros(system.n), Goal(target)).iterations == steps


@pytest.mark.parametrize("solver", [SsorCg(1.3), JacobiCg(), Cg()], ids=lambda s: s.name)
def test_cg_on_an_indefinite_matrix_ends_with_the_residual_that_it_claims(solver: Any, system_of: SystemOf) -> None:
    a = np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 0.5], [0.0, 0.5, 3.0]])
    system, b = system_of(a), np.array([1.0, -1.0, 0.3])
    result = solver.solve(solver.init(system), system, b, np.zeros(3), Goal(1e-10, 1000))
    assert result.breakdown or np.linalg.norm(b - a @ result.x) <= 1.01e-10


@pytest.mark.parametrize("solver", [Sor(1.2), SsorCg(1.2), IncompleteCholeskyCg(), JacobiCg()], ids=lambda s: s.name)
def test_vector_that_is_not_finite_stops_a_kernel_at_once(
    solver: Any, matrix: Callable[[str], Any], system_of: SystemOf
) -> None:
    system = system_of(matrix("5-point"))
    b = np.ones(system.n)
    b[3] = np.nan
    result = solver.solve(solver.init(system), system, b, np.zeros(system.n), Goal(1e-8))
    assert result.iterations <= 1
    assert result.breakdown
