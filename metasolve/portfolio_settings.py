"""PortfolioSettings: how a run is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metasolve.alns.search import SearchSettings
from metasolve.alns.task import Arm
from metasolve.backends.worker import EngineBackend
from metasolve.problem import INF


@dataclass(frozen=True)
class PortfolioSettings:
    """How a run is laid out. provers are exact engines, best guess first, fallbacks those that replace one that fails.

    arms are empty to switch ALNS off, None for those that suit the problem. deadline and started are times of
    time.monotonic().

    race_s is how long two exact engines race for a core, starved_s how long without any incumbent before the starters
    get it. race_margin is by which part of the objective a bound must lead for its engine to win the race against the
    first choice; above large_nonzeros the loser ends instead of being kept halted in memory. From lasting_pair cores on
    two stay with exact engines. Up to few_integers a neighborhood is about the whole problem, and tree search has half
    of the search's core, in turns of turn_s. confirm gives a second engine time to prove what one proved.
    """

    provers: tuple[EngineBackend, ...]
    fallbacks: tuple[EngineBackend, ...]
    engines: Mapping[str, EngineBackend]
    arms: tuple[Arm, ...] | None
    search: SearchSettings
    threads: int
    started: float
    deadline: float = INF
    mip_gap: float = 1e-4
    seed: int = 0
    memory_bytes: int | None = None
    race_s: float = 6.0
    turn_s: float = 5.0
    starved_s: float = 1.5
    race_margin: float = 0.002
    few_integers: int = 50
    large_nonzeros: int = 250_000
    lasting_pair: int = 4
    confirm: bool = True
