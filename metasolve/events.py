"""The one stream of events that a run emits; tables, files, reports and metrics are folds over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TextIO, TypeAlias

from metasolve.matrix import FloatArray
from metasolve.solution import BoundRecord, IncumbentRecord, InstanceInfo, SolveResult, finite


@dataclass(frozen=True, eq=False)
class Start:
    """The run begins; limits and settings are those in force."""

    kind: ClassVar[str] = "start"
    time_s: float
    instance: InstanceInfo
    engines: tuple[str, ...]
    threads: int
    seed: int
    time_limit_s: float | None
    mip_gap: float
    version: str


@dataclass(frozen=True, eq=False)
class Incumbent:
    """A better solution, already checked; x is (columns,) in the user's columns."""

    kind: ClassVar[str] = "incumbent"
    time_s: float
    objective: float
    source: str
    x: FloatArray = field(repr=False)


@dataclass(frozen=True, eq=False)
class Bound:
    """A better dual bound, or news of the tree that proves it (nodes grow at an equal bound).

    It is worse than the last one only where a checked solution refuted that one; -inf if none is left.
    """

    kind: ClassVar[str] = "bound"
    time_s: float
    bound: float
    source: str
    nodes: int


@dataclass(frozen=True, eq=False)
class PullEvent:
    """One pull of an arm came back.

    outcome is one of best, better, accepted, rejected, none, infeasible, failed; free counts the integer
    columns left free; gain is by how much the incumbent's objective improved (>= 0).
    """

    kind: ClassVar[str] = "pull"
    time_s: float
    destroy: str
    repair: str
    outcome: str
    reward: float
    probability: float
    duration_s: float
    free: int
    gain: float


@dataclass(frozen=True, eq=False)
class Warned:
    """Something the user should know, which did not end the run."""

    kind: ClassVar[str] = "warning"
    time_s: float
    message: str
    source: str


@dataclass(frozen=True, eq=False)
class End:
    """The run is over; result is what the caller gets."""

    kind: ClassVar[str] = "end"
    time_s: float
    result: SolveResult


Event: TypeAlias = Start | Incumbent | Bound | PullEvent | Warned | End
Sink: TypeAlias = Callable[[Event], None]


def to_json(event: Event) -> dict[str, Any]:
    """Return the event as flat JSON data; solution vectors are left out, infinite values are None."""
    data: dict[str, Any] = {"event": event.kind}
    for item in fields(event):
        value = getattr(event, item.name)
        if isinstance(value, SolveResult):
            data[item.name] = value.to_json()
        elif isinstance(value, InstanceInfo):
            data[item.name] = dict(vars(value))
        elif isinstance(value, float):
            data[item.name] = finite(value)
        elif item.name != "x":
            data[item.name] = list(value) if isinstance(value, tuple) else value
    return data


class Recorder:
    """A sink that keeps what a result tells of the run: incumbents, bounds and warnings."""

    def __init__(self) -> None:
        self.incumbents: list[IncumbentRecord] = []
        self.bounds: list[BoundRecord] = []
        self.warnings: list[str] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, Incumbent):
            self.incumbents.append(IncumbentRecord(event.time_s, event.objective, event.source))
        elif isinstance(event, Bound) and (not self.bounds or self.bounds[-1].bound != event.bound):
            self.bounds.append(BoundRecord(event.time_s, event.bound))
        elif isinstance(event, Warned):
            self.warnings.append(event.message)


def jsonl_sink(stream: TextIO) -> Sink:
    """Return a sink that writes each event as one JSON line and flushes it, so that a tail sees it at once."""

    def write(event: Event) -> None:
        stream.write(json.dumps(to_json(event), allow_nan=False) + "\n")
        stream.flush()

    return write


def fan_out(*sinks: Sink | None) -> Sink:
    """Return a sink that hands each event to all given sinks, in order."""
    present = [sink for sink in sinks if sink is not None]

    def send(event: Event) -> None:
        for sink in present:
            sink(event)

    return send
