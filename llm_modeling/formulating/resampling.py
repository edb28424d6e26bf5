"""Fingerprints: the best values of a model on several sets of altered data, the same ones for every model.

Models of one text name and group their numbers in different ways, so that data cannot be exchanged between them. What
they share are the numbers themselves: every number is altered by a factor that depends on its digits only, so that 0.3,
30 and 300 in two models stay in proportion. Computed parameters follow from the others.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.formulating.values import parameter_value
from llm_modeling.verification.solving import Optimum, Outcome, optimum
from metasolve import BackendError, MetasolveError, Problem

Fingerprint: TypeAlias = tuple[Optimum | None, ...]

_SMALL = 12.0
_CONVERSIONS = (24.0, 60.0, 365.0, 1440.0, 3600.0)
_SOLVE_S = 1.0
_FEASIBLE_SHARE = 0.08
_WIDE = 0.5


@dataclass(frozen=True)
class Alteration:
    """One way to alter all numbers: by up to a spread, as exponent of e; whole keeps small whole numbers."""

    seed: int
    spread: float
    whole: bool

    def altered(self, value: float) -> float:
        """Return the altered number; zero, powers of ten and factors between units of time stay."""
        size = abs(value)
        if not size or not math.isfinite(size) or size in _CONVERSIONS:
            return value
        digits = f"{size:.11e}".split("e", 1)[0]
        if float(digits) == 1.0 or (self.whole and size <= _SMALL and size == round(size)):
            return value
        word = hashlib.sha256(f"{self.seed}:{digits}".encode()).digest()
        unit = int.from_bytes(word[:8], "big") / 2.0**64
        return float(f"{value * math.exp(self.spread * (2.0 * unit - 1.0)):.12g}")


def alterations(count: int, seed: int) -> tuple[Alteration, ...]:
    """Return so many ways to alter numbers, by little and by much, with and without small whole numbers."""
    spreads = (_FEASIBLE_SHARE, _WIDE)
    return tuple(Alteration(seed + k, spreads[(k // 2) % 2], whole=k % 2 == 0) for k in range(count))


def fingerprint(
    compiled: Compiled, data: Data, ways: Sequence[Alteration], stop: threading.Event | None = None
) -> Fingerprint:
    """Return the best values on altered data, None where there is none or nothing was altered."""
    found: list[Optimum | None] = []
    for way in ways:
        problem = None if stop is not None and stop.is_set() else _altered_problem(compiled, data, way)
        try:
            best = None if problem is None else optimum(problem, _SOLVE_S)
        except BackendError:
            best = None
        found.append(None if best is None or best.outcome is Outcome.OPEN else best)
    return tuple(found)


def agree(a: Fingerprint, b: Fingerprint) -> bool | None:
    """Return whether two fingerprints are equal; None if no altered data show both at their best values."""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if not all(_alike(x, y) for x, y in pairs):
        return False
    return True if any(x.value is not None for x, _ in pairs) else None


def _alike(x: Optimum, y: Optimum) -> bool:
    """Whether best values are equal, in size if one model minimizes a loss and the other maximizes its negative."""
    return x.agrees(y) or (y.value is not None and x.agrees(replace(y, value=-y.value)))


def _altered_problem(compiled: Compiled, data: Data, way: Alteration) -> Problem | None:
    values = dict(data.values)
    changed = False
    for name, altered in _altered_values(compiled, way):
        values[name] = altered
        changed = True
    if not changed:
        return None
    try:
        return compile_model(compiled.model.formulation, Data(values, data.directory)).problem
    except MetasolveError:
        return None  # a size or a count was altered, or bounds cross: these data are not for this model


def _altered_values(compiled: Compiled, way: Alteration) -> Iterator[tuple[str, Any]]:
    for name, parameter in compiled.model.parameters.items():
        if parameter.expression is not None:
            continue
        value = parameter_value(compiled, name)
        if isinstance(value, list):
            altered: Any = [[*row[:-1], way.altered(row[-1])] for row in value]
        else:
            altered = way.altered(value)
        if altered != value:
            yield name, altered
