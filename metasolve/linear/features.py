"""Contexts: numbers known of a step before it is solved, on which the cost of each arm may depend."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metasolve.linear.compiled import FloatArray
from metasolve.linear.system import System

_LEAST = 1e-15


@dataclass(frozen=True)
class Step:
    """What is known before a step: the system, the 2-norms of b and of b - a x0, and how the last one went.

    last_iterations and last_rate, the decimal digits gained an iteration, are 0 before the first step.
    """

    system: System
    b_norm: float
    start_norm: float
    last_iterations: int = 0
    last_rate: float = 0.0


def row_sum(step: Step) -> float:
    """Return log10 of the sum of all entries over the trace.

    That is the Rayleigh quotient of the constant vector with the matrix scaled by its diagonal: for a matrix that is
    positive definite it is positive and an upper bound of the smallest eigenvalue.
    """
    facts = step.system.facts
    return _log(facts.total / facts.trace if facts.trace != 0.0 else 0.0)


def dominance(step: Step) -> float:
    """Return log10 of the largest sum of |off-diagonal| over |diagonal| of a row, the diagonal ratio."""
    return _log(step.system.facts.dominance)


def gershgorin(step: Step) -> float:
    """Return log10 of the ratio of Gershgorin's bounds on the eigenvalues, the lower at least 1e-15 of the upper."""
    low, high = step.system.facts.gershgorin_low, step.system.facts.gershgorin_high
    return -_log(low / high if high > 0.0 else 0.0)


def shift(step: Step) -> float:
    """Return the mean diagonal entry: of matrices a + c I it is c up to a constant."""
    return step.system.facts.trace / step.system.n


def ritz(step: Step) -> float:
    """Return log10 of the estimate of the smallest eigenvalue of D^-1 A, a Ritz value of a vector that is kept.

    It costs about one product with the matrix. 0 if the matrix cannot be definite.
    """
    return _log(step.system.lowest) if step.system.may_be_definite else 0.0


def guess(step: Step) -> float:
    """Return log10 of ||b - a x0|| / ||b||: how good the first guess is."""
    return _log(step.start_norm / step.b_norm)


def rate(step: Step) -> float:
    """Return the decimal digits that the last step gained an iteration."""
    return step.last_rate


def iterations(step: Step) -> float:
    """Return log10 of 1 + the iterations of the last step."""
    return math.log10(1.0 + step.last_iterations)


FEATURES: Mapping[str, Callable[[Step], float]] = {
    "row-sum": row_sum,
    "dominance": dominance,
    "gershgorin": gershgorin,
    "shift": shift,
    "ritz": ritz,
    "guess": guess,
    "rate": rate,
    "iterations": iterations,
}


def context_of(names: Sequence[str], step: Step) -> FloatArray:
    """Return the features of these names, (len(names),)."""
    return np.array([FEATURES[name](step) for name in names])


def check_features(names: Sequence[str]) -> None:
    """Raise ValueError if a name is unknown."""
    for name in names:
        if name not in FEATURES:
            raise ValueError(f"unknown feature {name!r}; known: {', '.join(FEATURES)}")


def _log(value: float) -> float:
    return math.log10(min(max(value, _LEAST), 1.0 / _LEAST))
