"""Effort: what is left of the limits of one comparison."""

from __future__ import annotations

import time

from llm_modeling.equivalence.verdict import EffortLimits


class Effort:
    """Counts down linear programs, refinements and time; the questions below take one unit each if they say yes."""

    def __init__(self, limits: EffortLimits) -> None:
        self.limits = limits
        self.linear_programs = limits.linear_programs
        self.refinements = limits.refinements
        self._end = time.monotonic() + limits.time_s

    @property
    def left_s(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def may_solve(self) -> bool:
        """Return whether one more linear program may be solved, and count it."""
        self.linear_programs -= 1
        return self.linear_programs >= 0 and self.left_s > 0.0

    def may_refine(self) -> bool:
        """Return whether colors may be refined once more, and count it."""
        self.refinements -= 1
        return self.refinements >= 0 and self.left_s > 0.0
