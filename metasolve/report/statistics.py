"""Statistics: the fold that counts, from which table, summary, page and a result cut short are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metasolve.events import Bound, Event, Incumbent, PullEvent, Recorder, Start
from metasolve.matrix import FloatArray
from metasolve.report.wording import arm_name
from metasolve.solution import (
    ArmRecord,
    CheckReport,
    IncumbentRecord,
    SolutionStatus,
    SolveResult,
    Termination,
    relative_gap,
)

_RECENT = 0.2
"""The weight of the newest reward in an arm's recent mean."""


@dataclass
class ArmTally:
    """What one arm has done so far; recent is the exponentially weighted mean of its rewards."""

    pulls: int = 0
    improvements: int = 0
    reward: float = 0.0
    time_s: float = 0.0
    recent: float = 0.0

    def add(self, pull: PullEvent) -> None:
        self.recent = pull.reward if self.pulls == 0 else (1.0 - _RECENT) * self.recent + _RECENT * pull.reward
        self.pulls += 1
        self.improvements += pull.outcome == "best"
        self.reward += pull.reward
        self.time_s += pull.duration_s


class Statistics(Recorder):
    """A sink that folds events; its attributes are the state of the run after the last of them."""

    def __init__(self) -> None:
        super().__init__()
        self.start: Start | None = None
        self.x: FloatArray | None = None
        self.nodes = 0
        self.time_s = 0.0
        self.arms: dict[tuple[str, str], ArmTally] = {}

    def __call__(self, event: Event) -> None:
        super().__call__(event)
        self.time_s = max(self.time_s, event.time_s)
        match event:
            case Start():
                self.start = event
            case Incumbent():
                self.x = event.x
            case Bound():
                self.nodes = max(self.nodes, event.nodes)
            case PullEvent():
                self.arms.setdefault((event.destroy, event.repair), ArmTally()).add(event)

    @property
    def objective(self) -> float | None:
        return self.incumbents[-1].objective if self.incumbents else None

    @property
    def dual_bound(self) -> float | None:
        return self.bounds[-1].bound if self.bounds else None

    @property
    def gap(self) -> float | None:
        return relative_gap(self.objective, self.dual_bound)

    @property
    def best_arm(self) -> str:
        """The arm whose recent rewards are highest, empty as long as none earned any."""
        paid = {arm: tally.recent for arm, tally in self.arms.items() if tally.recent > 0.0}
        return arm_name(*max(paid, key=lambda arm: paid[arm])) if paid else ""

    def arm_records(self) -> tuple[ArmRecord, ...]:
        """Return one record an arm, the most pulled first."""
        ranked = sorted(self.arms.items(), key=lambda item: -item[1].pulls)
        return tuple(
            ArmRecord(destroy, repair, t.pulls, t.improvements, t.reward / t.pulls, t.time_s)
            for (destroy, repair), t in ranked
        )

    def cut_short(self, col_names: tuple[str, ...], check: CheckReport | None) -> SolveResult:
        """Return the result of a run that was ended before it could return one itself."""
        start = self.start
        return SolveResult(
            termination=Termination.INTERRUPTED,
            solution_status=SolutionStatus.NONE if self.x is None else SolutionStatus.FEASIBLE,
            objective=self.objective,
            dual_bound=self.dual_bound,
            x=self.x,
            time_s=self.time_s,
            nodes=self.nodes,
            incumbents=tuple(self.incumbents),
            bounds=tuple(self.bounds),
            check=check,
            arms=self.arm_records(),
            warnings=tuple(self.warnings),
            instance=None if start is None else start.instance,
            engine="" if start is None else "+".join(start.engines),
            threads=1 if start is None else start.threads,
            seed=0 if start is None else start.seed,
            version="" if start is None else start.version,
            message="ended by a second signal",
            col_names=col_names,
        )


@dataclass(frozen=True)
class Finder:
    """Who found incumbents: how many, the share of the improvement over the first one, and the last."""

    source: str
    solutions: int
    share: float
    last_time_s: float
    last_objective: float


def finders(incumbents: Sequence[IncumbentRecord]) -> tuple[Finder, ...]:
    """Return the finders of a run's incumbents, the largest share of the improvement first."""
    gains: dict[str, float] = {}
    found: dict[str, list[IncumbentRecord]] = {}
    before: float | None = None
    for record in incumbents:
        found.setdefault(record.source, []).append(record)
        gain = 0.0 if before is None else abs(before - record.objective)
        gains[record.source] = gains.get(record.source, 0.0) + gain
        before = record.objective
    total = sum(gains.values()) or 1.0
    result = [
        Finder(source, len(own), gains[source] / total, own[-1].time_s, own[-1].objective)
        for source, own in found.items()
    ]
    return tuple(sorted(result, key=lambda finder: (-finder.share, -finder.solutions)))


class ArmTimeline:
    """A sink that counts pulls by arm in bins of time, in constant memory: when time runs over, bins merge in pairs."""

    def __init__(self, bins: int = 60, width_s: float = 0.25) -> None:
        if bins < 2 or bins % 2:
            raise ValueError(f"bins is {bins}, which is not even and positive")
        if not width_s > 0.0:
            raise ValueError(f"width_s is {width_s}, which is not positive")
        self.bins = bins
        self.width_s = width_s
        self.pulls: dict[str, list[int]] = {}

    def __call__(self, event: Event) -> None:
        if not isinstance(event, PullEvent):
            return
        while event.time_s >= self.bins * self.width_s:
            self._merge()
        counts = self.pulls.setdefault(arm_name(event.destroy, event.repair), [0] * self.bins)
        counts[int(event.time_s / self.width_s)] += 1

    def _merge(self) -> None:
        self.width_s *= 2.0
        half = [0] * (self.bins // 2)
        for arm, counts in self.pulls.items():
            self.pulls[arm] = [a + b for a, b in zip(counts[::2], counts[1::2], strict=True)] + half
