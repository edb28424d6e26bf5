"""State: what the events of a library add up to, insight by insight, with lineage and credit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from llm_modeling.experience.credit import Ledger, PairedTrial
from llm_modeling.experience.errors import LibraryError
from llm_modeling.experience.event_log import LoggedEvent, NewEvent
from llm_modeling.experience.insight import Insight, Status, Verification

REVISABLE = ("condition", "not_when", "cues", "counter_cues", "taxonomy")


class Kind(StrEnum):
    """What can happen."""

    ADDED = "insight_added"
    REVISED = "insight_revised"
    STATUS = "status_changed"
    USE = "use_recorded"
    TRIAL = "trial_recorded"
    MERGED = "insights_merged"


def added(insight: Insight) -> NewEvent:
    return NewEvent(Kind.ADDED, insight.id, insight.to_json())


def revised(insight: Insight, why: str) -> NewEvent:
    """Return the event that an insight's condition, not_when, cues or labels are now these."""
    return NewEvent(
        Kind.REVISED, insight.id, {"why": why, "fields": {name: getattr(insight, name) for name in REVISABLE}}
    )


def status_changed(
    insight: str, status: Status, why: str, *, fresh: bool = False, verification: Verification | None = None
) -> NewEvent:
    """Return the event of another status, with a new record of verification if there is one.

    fresh: what was counted for and against the insight counts no longer.
    """
    record = None if verification is None else asdict(verification)
    return NewEvent(Kind.STATUS, insight, {"status": status, "why": why, "fresh": fresh, "verification": record})


def use_recorded(insights: Iterable[str], task: str, cluster: str, solved: bool | None) -> NewEvent:
    return NewEvent(Kind.USE, "", {"insights": list(insights), "task": task, "cluster": cluster, "solved": solved})


def trial_recorded(trial: PairedTrial) -> NewEvent:
    return NewEvent(Kind.TRIAL, trial.insight, asdict(trial))


def merged(into: Insight, why: str) -> NewEvent:
    """Return the event that an insight takes the place of its parents, which are retired."""
    return NewEvent(Kind.MERGED, into.id, {"insight": into.to_json(), "why": why})


@dataclass(frozen=True)
class Change:
    """One step of an insight's history."""

    seq: int
    time: str
    what: str
    why: str = ""


@dataclass
class State:
    """The fold of all events up to seq.

    children: by the id of an insight, those that were made of it.
    """

    seq: int = 0
    insights: dict[str, Insight] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    trials: dict[str, list[PairedTrial]] = field(default_factory=dict)
    history: dict[str, list[Change]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)

    def apply(self, event: LoggedEvent) -> None:
        """Take in the next event; raises LibraryError if it does not fit to those before."""
        try:
            _APPLY[Kind(event.kind)](self, event)
        except (KeyError, TypeError, ValueError) as error:
            raise LibraryError(f"event {event.seq} ({event.kind}) cannot be read: {error!r}") from error
        self.seq = event.seq

    def _note(self, event: LoggedEvent, insight: str, what: str) -> None:
        self.history[insight].append(Change(event.seq, event.time, what, str(event.body.get("why", ""))))

    def _add(self, event: LoggedEvent, content: Any) -> Insight:
        insight = Insight.from_json(content)
        if insight.id in self.insights:
            raise LibraryError(f"event {event.seq}: there is already an insight {insight.id!r}")
        self.insights[insight.id] = insight
        self.ledgers[insight.id] = Ledger()
        self.trials[insight.id] = []
        self.history[insight.id] = []
        for parent in insight.parents:
            self.children.setdefault(parent, []).append(insight.id)
        return insight

    def _added(self, event: LoggedEvent) -> None:
        insight = self._add(event, event.body)
        self._note(event, insight.id, f"added as {insight.status}")

    def _revised(self, event: LoggedEvent) -> None:
        before = self.insights[event.insight]
        changes: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in event.body["fields"].items()}
        if not changes.keys() <= set(REVISABLE):
            raise LibraryError(f"event {event.seq}: {sorted(changes)} cannot all be revised")
        self.insights[event.insight] = replace(before, version=before.version + 1, **changes)
        self._note(event, event.insight, "revised " + ", ".join(n for n in changes if getattr(before, n) != changes[n]))

    def _status_changed(self, event: LoggedEvent) -> None:
        status = Status(event.body["status"])
        insight = self.insights[event.insight].with_status(status)
        record = event.body.get("verification")
        if record is not None:
            insight = Insight.from_json({**insight.to_json(), "verification": record})
        self.insights[event.insight] = insight
        if event.body["fresh"]:
            self.ledgers[event.insight] = Ledger(uses=self.ledgers[event.insight].uses)
        self._note(event, event.insight, str(status))

    def _used(self, event: LoggedEvent) -> None:
        for insight in event.body["insights"]:
            self.ledgers[insight].uses += 1

    def _tried(self, event: LoggedEvent) -> None:
        trial = PairedTrial(**event.body)
        self.trials[event.insight].append(trial)
        if trial.retrieved:
            self.ledgers[event.insight].add(trial)

    def _merged(self, event: LoggedEvent) -> None:
        insight = self._add(event, event.body["insight"])
        self._note(event, insight.id, "merged from " + ", ".join(insight.parents))
        for parent in insight.parents:
            self.insights[parent] = self.insights[parent].with_status(Status.RETIRED)
            self._note(event, parent, f"merged into {insight.id}")


_APPLY = {
    Kind.ADDED: State._added,
    Kind.REVISED: State._revised,
    Kind.STATUS: State._status_changed,
    Kind.USE: State._used,
    Kind.TRIAL: State._tried,
    Kind.MERGED: State._merged,
}
