"""Sequences to learn on: matrices against textbook forms, steps against the equation that they discretize."""

import math

import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.linalg as spla

from metasolve.linear.problems import Heat, Medium, Shifts, stiffness


def second_difference(n: int) -> scipy.sparse.csr_array:
    return scipy.sparse.csr_array(2.0 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1))


def test_stiffness_of_a_constant_medium_is_the_five_point_laplacian() -> None:
    eye, line = scipy.sparse.eye_array(6), second_difference(6)
    expected = scipy.sparse.kron(eye, line) + scipy.sparse.kron(line, eye)
    assert abs(stiffness(np.ones((6, 6))) - expected).max() == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("medium", ["constant", "smooth", "blocks"])
def test_matrices_of_the_heat_equation_are_symmetric_and_positive_definite(medium: Medium) -> None:
    problem = Heat(12, 10, medium, floor=0.02)
    for step in (0, 3, 7):
        a = problem.system(step, problem.start()).a.toarray()
        assert np.array_equal(a, a.T)
        assert np.linalg.eigvalsh(a)[0] > 0.9


def test_heat_step_is_second_order_in_time() -> None:
    # Without a source the lowest mode decays by exp(-2 pi^2 kappa dt), up to the meshes' error and (dt kappa)^3.
    problem = Heat(64, 1, steady=True, dt=1e-5)
    x, y = problem.grid
    mode = (np.sin(math.pi * x) * np.sin(math.pi * y)).ravel()
    a, b, _ = problem.system(0, mode)
    source = problem.system(0, np.zeros(problem.n)).b
    after = spla.spsolve(a.tocsc(), b - source)
    decay = float(after @ mode / (mode @ mode))
    assert math.log(decay) == pytest.approx(-2.0 * math.pi**2 * 10.0 * 1e-5, rel=1e-3)


def test_all_matrices_of_a_steady_heat_sequence_are_one() -> None:
    problem = Heat(10, 5, steady=True)
    first, last = problem.system(0, problem.start()).a, problem.system(4, problem.start()).a
    assert np.array_equal(first.data, last.data)


def test_media_have_the_contrast_that_they_promise() -> None:
    smooth, blocks = Heat(128, 1, "smooth").conductivity(), Heat(128, 1, "blocks").conductivity()
    assert smooth.max() / smooth.min() == pytest.approx(math.exp(4.0), rel=0.01)
    assert set(np.unique(blocks)) == {1.0, 1000.0}


@pytest.mark.parametrize("variance", ["low", "high"])
def test_shifts_have_the_mean_and_variance_of_their_beta_law(variance: str) -> None:
    problem = Shifts("low" if variance == "low" else "high", 3000)
    shifts = np.array([context for _, _, context in problem.systems()])
    p, q = (2.0, 6.0) if variance == "low" else (0.5, 1.5)
    spread = 0.6 * math.sqrt(p * q / (p + q + 1.0)) / (p + q)
    assert shifts.mean() == pytest.approx(-0.15 + 0.6 * p / (p + q), abs=4.0 * spread / math.sqrt(3000))
    assert shifts.std() == pytest.approx(spread, rel=0.05)


def test_lowest_eigenvalue_of_a_shift_is_that_of_the_scaled_matrix() -> None:
    problem = Shifts(steps=1)
    a, _, shift = next(problem.systems())
    dense = a.toarray()
    eigenvalues = np.linalg.eigvals(dense / np.diag(dense)[:, np.newaxis])
    assert problem.lowest(shift) == pytest.approx(eigenvalues.real.min(), rel=1e-9)


def test_equal_seeds_give_equal_shifts_and_others_do_not() -> None:
    first, again, other = (next(Shifts(steps=1, seed=seed).systems()) for seed in (3, 3, 4))
    assert np.array_equal(first.b, again.b)
    assert first.context == again.context
    assert first.context != other.context


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Shifts("medium"), "'low' or 'high', got 'medium'"),  # type: ignore[arg-type]
        (lambda: Shifts(steps=0), "at least 1, got 0"),
        (lambda: Heat(cells=1), "cells is too small: 1"),
        (lambda: Heat(medium="granite"), "got 'granite'"),  # type: ignore[arg-type]
    ],
)
def test_settings_out_of_range_are_refused(make: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()  # type: ignore[operator]
