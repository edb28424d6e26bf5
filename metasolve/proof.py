"""Proof: who proved which dual bound, whom a checked solution refutes, and who closes the gap.

Exact engines err: HiGHS 1.15.1 proves a wrong optimum of tests/wrong_optimum.mps, unless presolve or restarts are off
(compare issues 2171 and 3094 of ERGO-Code/HiGHS). A bound above the cost of a checked solution is such an error, and
none of its engine's bounds counts any more. Where the first engine erred, a second one that is to prove the same finds
the solution that shows it.
"""

from __future__ import annotations

import math

from metasolve.problem import INF
from metasolve.solution import relative_gap

GAP_NOISE = 1e-9
"""The gap up to which incumbent and bound are the same; engines compute them to about that."""
_NOISE, _COARSE = 1e-5, 1e-4
"""By which part of the cost a bound may lie above it by tolerances alone: the gap that was asked for, within these."""


def patience_s(took_s: float) -> float:
    """Return how long a second engine has to prove what one proved in that time: as long, within 1 to 3 s."""
    return min(3.0, max(1.0, took_s))


class Proof:
    """The dual bounds of a minimization by their engines; those of refuted engines count no longer."""

    def __init__(self, mip_gap: float) -> None:
        self._gap = max(mip_gap, GAP_NOISE)
        self._noise = min(max(mip_gap, _NOISE), _COARSE)
        self._bounds: dict[str, float] = {}
        self._refuted: set[str] = set()

    @property
    def bound(self) -> float:
        """The best bound that counts, -inf if there is none."""
        return max((bound for engine, bound in self._bounds.items() if engine not in self._refuted), default=-INF)

    def take(self, engine: str, bound: float) -> None:
        """Note a bound."""
        self._bounds[engine] = max(bound, self._bounds.get(engine, -INF))

    def refute(self, cost: float) -> list[tuple[str, float]]:
        """Refute the engines whose bounds a solution of that cost shows to be wrong; returns them with their bounds."""
        if not math.isfinite(cost):
            return []
        most = cost + self._noise * max(1.0, abs(cost))
        wrong = [(e, bound) for e, bound in self._bounds.items() if bound > most and e not in self._refuted]
        self._refuted.update(engine for engine, _ in wrong)
        return wrong

    def closed_by(self, cost: float) -> tuple[str, ...]:
        """Return the engines whose own bound is as close to the cost as was asked for."""
        counted = [engine for engine in self._bounds if engine not in self._refuted]
        return tuple(engine for engine in counted if self._meets(cost, self._bounds[engine]))

    def _meets(self, cost: float, bound: float) -> bool:
        gap = relative_gap(cost, min(bound, cost)) if math.isfinite(cost) else None
        return gap is not None and gap <= self._gap
