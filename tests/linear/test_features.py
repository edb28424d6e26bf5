"""Features of a step against dense matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from metasolve.linear.features import FEATURES, Step, check_features, context_of
from metasolve.linear.system import System

Matrix = Callable[[str], Any]
SystemOf = Callable[..., System]


def value(name: str, system: System, **known: Any) -> float:
    return float(context_of([name], Step(system, **{"b_norm": 2.0, "start_norm": 1.0, **known}))[0])


def test_features_are_those_of_the_dense_matrix(spd: Any, system_of: SystemOf) -> None:
    system, a = system_of(spd), spd.toarray()
    d = np.diag(a)
    rest = np.abs(a).sum(axis=1) - d
    assert value("row-sum", system) == pytest.approx(np.log10(max(a.sum() / np.trace(a), 1e-15)))
    assert value("dominance", system) == pytest.approx(np.log10(max((rest / d).max(), 1e-15)))
    assert value("shift", system) == pytest.approx(d.mean())
    low, high = (d - rest).min(), (d + rest).max()
    assert value("gershgorin", system) == pytest.approx(-np.log10(max(low / high, 1e-15)))
    lowest = np.linalg.eigvalsh(a / np.sqrt(np.outer(d, d)))[0]
    assert value("ritz", system) == pytest.approx(np.log10(lowest), abs=0.1)


def test_features_of_the_step_are_those_of_the_last_one(matrix: Matrix, system_of: SystemOf) -> None:
    system = system_of(matrix("5-point"))
    assert value("guess", system, start_norm=0.02) == pytest.approx(-2.0)
    assert value("rate", system, last_rate=0.25) == 0.25
    assert value("iterations", system, last_iterations=99) == pytest.approx(2.0)


ODD: dict[str, Any] = {
    "zero": np.zeros((2, 2)),
    "skew": np.array([[0.0, 1.0], [-1.0, 0.0]]),
    "negative": -np.eye(3),
    "trace zero": np.diag([1.0, -1.0]),
    "indefinite": np.array([[1.0, 3.0], [3.0, 1.0]]),
    "huge": 1e300 * np.eye(3),
    "tiny": 5e-324 * np.eye(3),
}


@pytest.mark.parametrize("case", ODD)
def test_every_feature_is_finite_on_odd_matrices(system_of: SystemOf, case: str) -> None:
    step = Step(system_of(ODD[case]), b_norm=1e-300, start_norm=1e300)
    assert np.isfinite(context_of(list(FEATURES), step)).all()


def test_unknown_feature_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"unknown feature 'size'; known: row-sum, .*ritz"):
        check_features(["ritz", "size"])
