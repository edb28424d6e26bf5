"""Rules for the relaxation parameter omega: formulas in the smallest eigenvalue of D^-1 A."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

MOST = 1.999
"""No rule goes beyond this omega."""


class OmegaRule(Protocol):
    """A formula for omega in (0, 2) from the smallest eigenvalue of D^-1 A, which lies in (0, 1]."""

    @property
    def name(self) -> str: ...

    def omega(self, lowest: float) -> float: ...


@dataclass(frozen=True)
class Axelsson:
    """The omega that minimizes Axelsson's bound on the condition of SSOR: 2 / (1 + sqrt(2 (1 + 2 nu) / mu)).

    mu is the largest eigenvalue of D A^-1 and nu, in [-1/4, 0], that of (L D^-1 L' - D/4) A^-1.
    nu = -1/4 is a typical value of smooth problems on regular grids, 0 the safe one.

    Source: Axelsson, Iterative Solution Methods, 1994; Khodak et al., arXiv 2310.02246, section 2.5.
    """

    nu: float = 0.0

    def __post_init__(self) -> None:
        if not -0.25 <= self.nu <= 0.0:
            raise ValueError(f"nu must lie in [-0.25, 0], got {self.nu!r}")

    @property
    def name(self) -> str:
        return "axelsson" if self.nu == 0.0 else f"axelsson({self.nu:g})"

    def omega(self, lowest: float) -> float:
        return min(2.0 / (1.0 + math.sqrt(2.0 * (1.0 + 2.0 * self.nu) * lowest)), MOST)


@dataclass(frozen=True)
class Young:
    """The best omega of SOR on consistently ordered matrices: 2 / (1 + sqrt(1 - beta^2)), beta = rho(I - D^-1 A).

    beta is taken as 1 minus the smallest eigenvalue of D^-1 A, the two ends of its spectrum being symmetric there.

    Source: Young, Iterative methods for solving partial difference equations of elliptic type, 1954.
    """

    @property
    def name(self) -> str:
        return "young"

    def omega(self, lowest: float) -> float:
        beta = 1.0 - min(lowest, 1.0)
        return min(2.0 / (1.0 + math.sqrt(1.0 - beta * beta)), MOST)
