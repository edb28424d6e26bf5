"""The solvers of the benchmark by name: how each is started, and how many cores it uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DRIVERS = Path(__file__).with_name("drivers")
PEERS_PYTHON = Path(__file__).with_name(".peers") / "bin" / "python"
"""The interpreter of the peers' environment; METASOLVE_BENCH_PYTHON names another one."""
SUBJECT, SEARCH = "metasolve", "alns"


@dataclass(frozen=True)
class Solver:
    """A command line: driver and variant. one_core says that the solver never uses more than one.

    parts name two solvers that run side by side, one core each, with no word between them; the better of both counts.
    """

    name: str
    driver: str
    variant: str = ""
    one_core: bool = False
    parts: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        return self.driver in ("drive_metasolve", "drive_alns")


_PEERS = (
    Solver("highs", "drive_highs"),
    Solver("highs-one", "drive_highs", one_core=True),
    Solver("scip", "drive_scip", one_core=True),
    Solver("scip-concurrent", "drive_scip", "concurrent"),
    Solver("cpsat", "drive_cpsat"),
    Solver("cpsat-lns", "drive_cpsat", "lns", one_core=True),
    Solver("balans", "drive_balans", one_core=True),
    Solver("parbalans", "drive_balans", "parallel"),
    Solver("localmip", "drive_localmip", one_core=True),
    Solver("pair", "", parts=("highs-one", "cpsat-lns")),
)


def solver_by_name(name: str) -> Solver:
    """Return the solver of that name; "metasolve-VARIANT" is metasolve with a part switched off or replaced.

    "alns" and "alns-VARIANT" are its neighborhood search alone, on one core.

    Raises ValueError for an unknown name.
    """
    for solver in _PEERS:
        if solver.name == name:
            return solver
    if name == SUBJECT or name.startswith(f"{SUBJECT}-"):
        return Solver(name, "drive_metasolve", name.removeprefix(SUBJECT).removeprefix("-"))
    if name == SEARCH or name.startswith(f"{SEARCH}-"):
        return Solver(name, "drive_alns", name.removeprefix(SEARCH).removeprefix("-"), one_core=True)
    known = ", ".join(solver.name for solver in _PEERS)
    raise ValueError(f"unknown solver {name!r}; known: {known}, {SUBJECT}, {SEARCH}, or either -VARIANT")
