"""What happens on the way from words to a model: frozen events, as JSON for streams and logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, TypeAlias

import metasolve.events
from llm_modeling.client import Usage
from llm_modeling.verification import Finding


@dataclass(frozen=True, eq=False)
class FormulateEvent:
    """Something happened, time_s after the start; sample counts from 0 and is None for what concerns all of them."""

    kind: ClassVar[str] = "event"
    time_s: float
    sample: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the event as JSON data: its kind under `event`, then its fields."""
        found = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        return {"event": self.kind, **found}


@dataclass(frozen=True, eq=False)
class Retrieved(FormulateEvent):
    """These insights of the library are in the prompt."""

    kind: ClassVar[str] = "retrieved"
    insights: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Drafted(FormulateEvent):
    """The free draft is there."""

    kind: ClassVar[str] = "drafted"
    text: str
    usage: Usage


@dataclass(frozen=True, eq=False)
class Formulated(FormulateEvent):
    """A formulation is there; attempt 0 is the first, later ones are repairs."""

    kind: ClassVar[str] = "formulated"
    attempt: int
    title: str
    elements: dict[str, int]
    usage: Usage


@dataclass(frozen=True, eq=False)
class Refused(FormulateEvent):
    """A reply is no formulation, or the formulation cannot be compiled; code is the name of the error's class."""

    kind: ClassVar[str] = "refused"
    attempt: int
    code: str
    reason: str


@dataclass(frozen=True, eq=False)
class Verified(FormulateEvent):
    """The formulation was checked against itself, its data and the text, and compiled to so many rows and columns."""

    kind: ClassVar[str] = "verified"
    attempt: int
    rows: int
    columns: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class Solved(FormulateEvent):
    """The problem was solved; shared: another sample had the same problem, whose solution this is."""

    kind: ClassVar[str] = "solved"
    attempt: int
    termination: str
    objective: float | None
    shared: bool


@dataclass(frozen=True, eq=False)
class Diagnosed(FormulateEvent):
    """Why there is no plan, or no best one."""

    kind: ClassVar[str] = "diagnosed"
    attempt: int
    verdict: str
    headline: str


@dataclass(frozen=True, eq=False)
class Repairing(FormulateEvent):
    """The formulation goes back to the model with what is wrong; attempt is the one that begins."""

    kind: ClassVar[str] = "repairing"
    attempt: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Voted(FormulateEvent):
    """The samples by what they say: the members of each cluster, the largest first."""

    kind: ClassVar[str] = "voted"
    clusters: tuple[tuple[int, ...], ...]
    confidence: float


@dataclass(frozen=True, eq=False)
class Answered(FormulateEvent):
    """The answer is the formulation of this sample."""

    kind: ClassVar[str] = "answered"
    confidence: float
    objective: float | None


@dataclass(frozen=True, eq=False)
class Abstained(FormulateEvent):
    """There is no answer but a question."""

    kind: ClassVar[str] = "abstained"
    confidence: float
    question: str


@dataclass(frozen=True, eq=False)
class Warned(FormulateEvent):
    """Something that the user should know, which did not end the run."""

    kind: ClassVar[str] = "warning"
    message: str


@dataclass(frozen=True, eq=False)
class SolverNews(FormulateEvent):
    """An event of the solver, under its own name."""

    kind: ClassVar[str] = "solver"
    news: metasolve.events.Event

    def to_json(self) -> dict[str, Any]:
        """Return the solver's event as JSON data, with the sample and our time."""
        return {**metasolve.events.to_json(self.news), "time_s": self.time_s, "sample": self.sample}


FormulateSink: TypeAlias = Callable[[FormulateEvent], None]


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding of the verification as JSON data."""
    return {**asdict(finding), "severity": str(finding.severity)}


def _plain(value: Any) -> Any:
    if isinstance(value, Usage):
        return value.to_json()
    if isinstance(value, Finding):
        return finding_json(value)
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value
