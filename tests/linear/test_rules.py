"""Rules for omega against dense spectra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from metasolve.linear.rules import MOST, Axelsson, Young

Grid = Callable[..., Any]


def smallest(a: Any) -> float:
    d = np.diag(a) ** -0.5
    return float(np.linalg.eigvalsh(d[:, None] * a * d)[0])


@pytest.mark.parametrize("sizes", [(30,), (9, 8), (4, 5, 4)])
def test_young_gives_the_least_spectral_radius_of_sor(grid_of: Grid, sizes: tuple[int, ...]) -> None:
    a = grid_of(*sizes).toarray()

    def radius(omega: float) -> float:
        m = np.diag(np.diag(a)) / omega + np.tril(a, -1)
        return float(np.abs(np.linalg.eigvals(np.eye(len(a)) - np.linalg.solve(m, a))).max())

    best = Young().omega(smallest(a))
    assert radius(best) < min(radius(omega) for omega in (best - 0.02, best - 0.005, best + 0.02))
    assert radius(best) == pytest.approx(best - 1.0, abs=0.01)


@pytest.mark.parametrize("nu", [0.0, -0.1, -0.25])
def test_axelsson_gives_the_least_bound(nu: float) -> None:
    mu = 40.0

    def bound(omega: Any) -> Any:
        return (1.0 + mu * (2.0 - omega) ** 2 / (4.0 * omega) + omega * nu) / (2.0 - omega)

    omegas = np.linspace(0.5, 1.99, 20_000)
    assert Axelsson(nu).omega(1.0 / mu) == pytest.approx(omegas[np.argmin(bound(omegas))], abs=1e-3)


@pytest.mark.parametrize("rule", [Axelsson(), Axelsson(-0.25), Young()], ids=lambda rule: rule.name)
@pytest.mark.parametrize("lowest", [1.0, 0.3, 1e-4, 1e-12, 5e-324])
def test_rules_stay_within_what_sor_can_take(rule: Any, lowest: float) -> None:
    assert 0.0 < rule.omega(lowest) <= MOST


@pytest.mark.parametrize("nu", [0.1, -0.3, float("nan")])
def test_nu_out_of_range_is_refused_with_its_value(nu: float) -> None:
    with pytest.raises(ValueError, match=f"nu must lie in .-0.25, 0., got {nu}"):
        Axelsson(nu)
