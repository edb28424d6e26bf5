"""The estimate of the smallest eigenvalue of D^-1 A along sequences, and what it costs to keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.sparse

from metasolve.linear import spectrum
from metasolve.linear.pattern import PatternCache
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import System, prepare

Grid = Callable[..., Any]
SystemOf = Callable[..., System]


def smallest(a: Any) -> float:
    dense = a.toarray()
    return float(scipy.linalg.eigh(dense, np.diag(np.diag(dense)), eigvals_only=True)[0])


def varied(a: Any, spread: float, rng: np.random.Generator) -> Any:
    """Return a graph Laplacian on the pattern of a, conductivities spread over a factor 10 ** spread, grounded."""
    upper = scipy.sparse.triu(a, 1)
    upper.data = -(10.0 ** rng.uniform(0.0, spread, upper.data.size))
    off = upper + upper.T
    return scipy.sparse.csr_array(off + scipy.sparse.diags_array(-off.sum(axis=0) + rng.uniform(0.01, 0.03)))


@pytest.fixture
def renewals(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the size of the system with every step of inverse iteration."""
    steps: list[int] = []
    step = spectrum._inverse_step

    def counted(system: System, *arguments: Any) -> Any:
        steps.append(system.n)
        return step(system, *arguments)

    monkeypatch.setattr(spectrum, "_inverse_step", counted)
    return steps


@pytest.mark.parametrize("sizes", [(60,), (20, 15), (7, 6, 8), (1,), (2,)])
def test_first_estimate_is_within_a_tenth_on_grids(grid_of: Grid, system_of: SystemOf, sizes: tuple[int, ...]) -> None:
    a = grid_of(*sizes)
    assert LowestMode().estimate(system_of(a)) == pytest.approx(smallest(a), rel=0.1)


@pytest.mark.parametrize("spread", [1.0, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_first_estimate_is_within_a_tenth_with_varying_conductivities(
    grid_of: Grid, system_of: SystemOf, spread: float, seed: int
) -> None:
    a = varied(grid_of(14, 16), spread, np.random.default_rng(seed))
    assert LowestMode().estimate(system_of(a)) == pytest.approx(smallest(a), rel=0.1)


def test_lowest_mode_that_alternates_in_sign_is_found(grid_of: Grid, system_of: SystemOf) -> None:
    a = abs(grid_of(12, 12))
    assert LowestMode().estimate(system_of(a)) == pytest.approx(smallest(a), rel=0.1)


def test_estimate_follows_a_sequence_that_drifts(grid_of: Grid, system_of: SystemOf, renewals: list[int]) -> None:
    rng, mode = np.random.default_rng(1), LowestMode()
    first, last = (varied(grid_of(12, 12), 1.5, rng) for _ in range(2))
    for share in np.linspace(0.0, 1.0, 300):
        a = scipy.sparse.csr_array((1.0 - share) * first + share * last)
        assert mode.estimate(system_of(a)) == pytest.approx(smallest(a), rel=0.15)
    assert len(renewals) <= 3 + 300 // 20


def test_shift_is_followed_without_renewal_while_the_mode_stays(
    grid_of: Grid, system_of: SystemOf, renewals: list[int]
) -> None:
    mode, a = LowestMode(), grid_of(12, 12)
    for shift in np.linspace(0.0, 0.05, 40):
        moved = scipy.sparse.csr_array(a + shift * scipy.sparse.eye_array(144))
        assert mode.estimate(system_of(moved)) == pytest.approx(smallest(moved), rel=0.05)
    assert len(renewals) <= 3 + 1


def island(a: Any, rng: np.random.Generator) -> Any:
    """Return a weakly coupled grid whose lowest mode lives on a few rows at random, at a height at random."""
    n = a.shape[0]
    excess = np.ones(n)
    start = int(rng.integers(n - 30))
    excess[start : start + 30] = 10.0 ** rng.uniform(-5.0, -2.0)
    coupling = 0.001 * (a - 4.0 * scipy.sparse.eye_array(n))
    return scipy.sparse.csr_array(coupling + scipy.sparse.diags_array(excess + 0.004))


def shifted(a: Any, rng: np.random.Generator) -> Any:
    return scipy.sparse.csr_array(a + 10.0 ** rng.uniform(-3.0, 1.0) * scipy.sparse.eye_array(a.shape[0]))


@pytest.mark.parametrize("jump", [island, shifted, lambda a, rng: varied(a, 3.0, rng)], ids=["mode", "shift", "all"])
def test_upkeep_is_bounded_when_the_matrix_jumps_at_every_step(
    grid_of: Grid, system_of: SystemOf, renewals: list[int], jump: Callable[..., Any]
) -> None:
    rng, mode = np.random.default_rng(2), LowestMode()
    for _ in range(400):
        mode.estimate(system_of(jump(grid_of(12, 12), rng)))
    assert len(renewals) <= 3 + 400 // 8


def test_estimate_recovers_when_the_jumps_have_ended(grid_of: Grid, system_of: SystemOf) -> None:
    rng, mode = np.random.default_rng(3), LowestMode()
    for _ in range(100):
        mode.estimate(system_of(island(grid_of(12, 12), rng)))
    for _ in range(2 * LowestMode.PERIOD):
        estimate = mode.estimate(system_of(grid_of(12, 12)))
    assert estimate == pytest.approx(smallest(grid_of(12, 12)), rel=0.1)


def test_matrix_of_another_size_starts_anew(grid_of: Grid, system_of: SystemOf) -> None:
    mode = LowestMode()
    mode.estimate(system_of(grid_of(5, 5)))
    assert mode.estimate(system_of(grid_of(9, 8))) == pytest.approx(smallest(grid_of(9, 8)), rel=0.1)


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e150, 1e300])
def test_estimate_does_not_depend_on_the_scale(grid_of: Grid, system_of: SystemOf, scale: float) -> None:
    a = grid_of(8, 8)
    assert LowestMode().estimate(system_of(scale * a)) == pytest.approx(smallest(a), rel=0.1)


def test_indefinite_matrix_gives_a_number_that_rules_can_take(system_of: SystemOf) -> None:
    mode = LowestMode()
    for _ in range(5):
        assert 0.0 < mode.estimate(system_of(np.array([[1.0, 3.0], [3.0, 1.0]]))) <= 1.0


def test_system_asks_for_its_estimate_once(grid_of: Grid) -> None:
    asked: list[System] = []

    def estimate(system: System) -> float:
        asked.append(system)
        return 0.5

    system = prepare(grid_of(3, 3), PatternCache(), estimate)
    assert (system.lowest, system.lowest) == (0.5, 0.5)
    assert asked == [system]


def test_state_that_is_restored_continues_identically(grid_of: Grid, system_of: SystemOf) -> None:
    rng, mode = np.random.default_rng(4), LowestMode()
    for _ in range(20):
        mode.estimate(system_of(island(grid_of(12, 12), rng)))
    other = LowestMode()
    other.restore(mode.state())
    for _ in range(100):
        system = system_of(island(grid_of(12, 12), rng))
        assert mode.estimate(system) == other.estimate(system)
