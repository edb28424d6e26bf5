"""What a core does while there is no incumbent: engines on the whole problem, in turns of growing length.

No one starter finds points on most models, so diversity pays more than any one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from metasolve.alns.task import Role, Task
from metasolve.backends.contract import Emphasis, Feature, Limits, RootInfo, SubMip
from metasolve.backends.worker import EngineBackend

START_HEURISTICS = EngineBackend(
    "start", "start heuristics", "numba", frozenset({Feature.CONTINUOUS}), "metasolve.alns.start_engine"
)
TURNS: Sequence[tuple[str, Emphasis, float]] = (
    ("start", Emphasis.FEASIBILITY, 3.0),
    ("scip", Emphasis.FEASIBILITY, 8.0),
    ("localmip", Emphasis.LNS, 2.0),
    ("cpsat", Emphasis.FEASIBILITY, 5.0),
)
GROWTH = 1.5
START_NODES = (100, 1000, 100000)


class StartPlan:
    """Deals out start tasks until there is an incumbent; dealt counts them."""

    def __init__(self, engines: Sequence[str], seed: int) -> None:
        self._turns = [turn for turn in TURNS if turn[0] in engines]
        self._seed, self.dealt = seed, 0

    def drop(self, engine: str) -> None:
        """Deal an engine no more turns."""
        self._turns = [turn for turn in self._turns if turn[0] != engine]

    def next(self, horizon_s: float, root: RootInfo | None = None) -> Task | None:
        """Return the next start task; None if there is no starter. Turns are shorter if less than 30 s are left.

        root, where known, guides the start heuristics.
        """
        if not self._turns:
            return None
        engine, emphasis, length_s = self._turns[self.dealt % len(self._turns)]
        cycle = self.cycle
        self.dealt += 1
        length_s *= GROWTH**cycle * min(1.0, horizon_s / 30.0)
        return Task(
            Role.START, engine, SubMip(), Limits(), emphasis, seed=self._seed + cycle, slice_s=length_s,
            hint=root.x if root is not None and engine == START_HEURISTICS.name else None, source=f"start+{engine}",
        )  # fmt: skip

    @property
    def cycle(self) -> int:
        """How often each starter had its turn."""
        return self.dealt // len(self._turns) if self._turns else 0

    @property
    def cycle_s(self) -> float:
        """The length of the current round of turns."""
        return float(sum(turn[2] for turn in self._turns)) * GROWTH**self.cycle


class WorkStartPlan(StartPlan):
    """Start tasks without wall time: SCIP, with node limits that grow; three of them, then it gives up."""

    def __init__(self, engines: Sequence[str], seed: int) -> None:
        super().__init__([engine for engine in engines if engine == "scip"], seed)

    def next(self, horizon_s: float, root: RootInfo | None = None) -> Task | None:
        """Return the next start task; None after the last."""
        if not self._turns or self.dealt >= len(START_NODES):
            return None
        limits = Limits(nodes=START_NODES[self.dealt], solutions=1)
        self.dealt += 1
        return Task(
            Role.START,
            "scip",
            SubMip(),
            limits,
            Emphasis.FEASIBILITY,
            seed=self._seed + self.dealt,
            source="start+scip",
        )
