"""ExperienceLibrary: insights in a file, looked for, credited, added and changed; every change is an event."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np

from llm_modeling.client import LanguageModel
from llm_modeling.experience.credit import DEFAULT_CREDIT, CreditSettings, Ledger, PairedTrial, ranked
from llm_modeling.experience.errors import LibraryError
from llm_modeling.experience.event_log import EventLog, NewEvent
from llm_modeling.experience.insight import Insight, Status, Verification
from llm_modeling.experience.labeling import chosen_labels
from llm_modeling.experience.retrieval import DEFAULT_RETRIEVAL, Embedder, InsightIndex, RetrievalSettings
from llm_modeling.experience.starter import starter_insights
from llm_modeling.experience.state import (
    Change,
    State,
    added,
    merged,
    revised,
    status_changed,
    trial_recorded,
    use_recorded,
)
from llm_modeling.experience.taxonomy import cluster_of

_POOL = 1.5  # candidates for each insight that is wanted
_LEAST_FIT = 0.3  # of the best candidate's relevance


class ExperienceLibrary:
    """An open library; implements Experience. May be used from several threads, and its file by several processes."""

    def __init__(
        self,
        log: EventLog,
        *,
        retrieval: RetrievalSettings = DEFAULT_RETRIEVAL,
        credit: CreditSettings = DEFAULT_CREDIT,
        embedder: Embedder | None = None,
    ) -> None:
        self._log = log
        self._state = State()
        self._lock = threading.RLock()
        self._retrieval, self._credit, self._embedder = retrieval, credit, embedder
        self._index: InsightIndex | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = True,
        starter: bool = True,
        retrieval: RetrievalSettings = DEFAULT_RETRIEVAL,
        credit: CreditSettings = DEFAULT_CREDIT,
        embedder: Embedder | None = None,
        busy_s: float = 10.0,
    ) -> ExperienceLibrary:
        """Return the library in the file at path; one without events gets the starter insights unless starter is false.

        Raises LibraryError if the file is no library, ModelNotFoundError if it is not there and create is false.
        """
        log = EventLog(path, create=create, busy_s=busy_s)
        library = cls(log, retrieval=retrieval, credit=credit, embedder=embedder)
        try:
            if starter:
                library._write(lambda state: () if state.seq else tuple(map(added, starter_insights())))
            library.refresh()
        except BaseException:
            log.close()
            raise
        return library

    def close(self) -> None:
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- looking

    def refresh(self) -> State:
        """Return the state after taking in what this or another process has appended; it is not to be changed."""
        with self._lock:
            events = self._log.after(self._state.seq)
            for event in events:
                self._state.apply(event)
            if any(event.kind not in ("use_recorded", "trial_recorded") for event in events):
                self._index = None
            return self._state

    def insights(self, *statuses: Status) -> tuple[Insight, ...]:
        """Return the insights of these statuses, of all without any, by id."""
        found = self.refresh().insights
        return tuple(found[name] for name in sorted(found) if not statuses or found[name].status in statuses)

    def insight(self, name: str) -> Insight:
        """Return the insight of that id; raises LibraryError if there is none."""
        return _known(self.refresh(), name)

    def ledger(self, name: str) -> Ledger:
        """Return the credit of an insight."""
        return self.refresh().ledgers[self.insight(name).id]

    def trials(self, name: str) -> tuple[PairedTrial, ...]:
        """Return the trials of an insight, oldest first."""
        return tuple(self.refresh().trials[self.insight(name).id])

    def history(self, name: str) -> tuple[Change, ...]:
        """Return what happened to an insight, oldest first."""
        return tuple(self.refresh().history[self.insight(name).id])

    def faults(self) -> list[str]:
        """Return what is wrong with the file; see EventLog.faults."""
        return self._log.faults()

    @property
    def path(self) -> str:
        return self._log.path

    # --- retrieval

    def retrieve(
        self, text: str, *, limit: int = 8, model: LanguageModel | None = None, seed: int = 0
    ) -> tuple[Insight, ...]:
        """Return at most limit active insights for a problem text, in the order in which to show them.

        With a model, it is asked once which topics the text belongs to; else words decide. Insights that are harmful in
        the text's cluster are left out. The same library, text and seed give the same insights.

        Raises BackendUnavailableError if bm25s is not installed, and what the model raises.
        """
        if limit < 1:
            raise ValueError(f"limit is {limit!r} instead of at least 1")
        labels = None if model is None else chosen_labels(text, model, seed=seed)
        with self._lock:
            state = self.refresh()
            index = self._active_index()
            fit = index.relevance(text, labels)
            cluster = cluster_of(text)
            names = [insight.id for insight in index.insights]
            allowed = [k for k, name in enumerate(names) if not self._is_harmful(state.ledgers[name], cluster)]
            best = max((float(fit[k]) for k in allowed), default=0.0)
            pool = [k for k in sorted(allowed, key=lambda k: (-fit[k], names[k])) if fit[k] > _LEAST_FIT * best]
            pool = pool[: max(limit, int(limit * _POOL))]
            rng = np.random.default_rng([seed, len(text)])
            order = ranked([names[k] for k in pool], fit[pool], state.ledgers, cluster, rng, self._credit)
            return tuple(state.insights[name] for name in order[:limit])

    def would_retrieve(self, texts: Sequence[str], insight: Insight, limit: int) -> list[bool]:
        """Return for each text whether this version of an insight would be among the limit most relevant ones."""
        others = [other for other in self.insights(Status.ACTIVE) if other.id != insight.id]
        index = InsightIndex([*others, insight], self._retrieval, self._embedder)
        fits = [index.relevance(text) for text in texts]
        return [bool(fit[-1] > _LEAST_FIT * fit.max() and (fit > fit[-1]).sum() < limit) for fit in fits]

    def _active_index(self) -> InsightIndex:
        if self._index is None:
            self._index = InsightIndex(self.insights(Status.ACTIVE), self._retrieval, self._embedder)
        return self._index

    def _is_harmful(self, ledger: Ledger, cluster: str) -> bool:
        return self._credit.is_harmful(ledger.of(cluster))

    # --- credit

    def record_use(self, insights: Iterable[str], task: str, text: str, solved: bool | None = None) -> None:
        """Record that insights were in the prompt of a task; solved is None where nobody knows."""
        names = list(insights)
        self._write(lambda state: [use_recorded([_known(state, n).id for n in names], task, cluster_of(text), solved)])

    def record_trial(self, trial: PairedTrial) -> bool:
        """Record a paired trial and return whether its insight was quarantined for it: the evidence says harmful."""

        def events(state: State) -> list[NewEvent]:
            insight = _known(state, trial.insight)
            happened = [trial_recorded(trial)]
            tally = state.ledgers[insight.id].total
            after = tally.after(trial) if trial.retrieved else tally
            if insight.status is Status.ACTIVE and self._credit.is_harmful(after):
                counts = f"{after.trials} trials: {after.wins} won, {after.losses} lost"
                why = f"{after.evidence:.0f} to 1 for harm after {counts}"
                happened.append(status_changed(insight.id, Status.QUARANTINED, why))
            return happened

        self._write(events)
        return self.insight(trial.insight).status is Status.QUARANTINED

    def to_ablate(
        self, insights: Collection[Insight], text: str, number: int = 1, *, seed: int = 0
    ) -> tuple[Insight, ...]:
        """Return the insights whose trials without them are worth most.

        The one that is suspected most comes first, so that it is settled soon, then the one whose uses were tried least
        often, so that none is overlooked; then Thompson sampling on doing harm.
        """
        names = sorted(insight.id for insight in insights)
        with self._lock:
            state = self.refresh()
            totals = {name: state.ledgers[name].total for name in names}
            suspects = [name for name in names if self._credit.is_suspect(totals[name])]
            first = sorted(suspects, key=lambda name: (-totals[name].evidence, name))[:1]
            first += sorted(
                (name for name in names if name not in first),
                key=lambda name: ((1 + totals[name].trials) / (1 + state.ledgers[name].uses), name),
            )[:1]
            turned = {name: _turned(state.ledgers[name]) for name in names}
            rng = np.random.default_rng([seed, 1])
            least = replace(self._credit, prior_weight=2.0)
            order = ranked(names, np.full(len(names), 0.5), turned, cluster_of(text), rng, least)
            order = [*first, *(name for name in order if name not in first)]
            return tuple(state.insights[name] for name in order[:number])

    def is_suspect(self, name: str) -> bool:
        """Return whether an insight lost more trials than it won, so far on too few of them for a verdict."""
        return self._credit.is_suspect(self.ledger(name).total)

    # --- changes

    def add(self, *insights: Insight) -> None:
        """Add insights, all or none; raises LibraryError if an id is taken, or an active one is not verified."""

        def events(state: State) -> list[NewEvent]:
            for insight in insights:
                _check_new(state, insight)
            return [added(insight) for insight in insights]

        self._write(events)

    def activate(self, name: str, verification: Verification, why: str) -> None:
        """Make a candidate active, verification being what was shown of it."""

        def events(state: State) -> list[NewEvent]:
            insight = _known(state, name)
            if insight.status is not Status.CANDIDATE:
                raise LibraryError(f"insight {name!r} is {insight.status}, not a candidate")
            if verification.method == "none":
                raise LibraryError(f"insight {name!r} is not verified, so it stays a candidate")
            return [status_changed(name, Status.ACTIVE, why, verification=verification)]

        self._write(events)

    def revise(self, insight: Insight, why: str) -> None:
        """Give an insight the condition, not_when, cues, counter_cues and labels of this version of it."""
        self._write(lambda state: [revised(insight, why)] if _known(state, insight.id) else [])

    def merge(self, insight: Insight, why: str) -> None:
        """Let an insight take the place of its parents; raises LibraryError if one of them is not active."""

        def events(state: State) -> list[NewEvent]:
            _check_new(state, insight)
            if len(insight.parents) < 2:
                raise LibraryError(f"insight {insight.id!r} is merged of {len(insight.parents)} insights")
            for parent in insight.parents:
                if _known(state, parent).status is not Status.ACTIVE:
                    raise LibraryError(f"insight {parent!r} is {_known(state, parent).status}, not active")
            return [merged(insight, why)]

        self._write(events)

    def retire(self, name: str, why: str) -> None:
        self._write(lambda state: [status_changed(_known(state, name).id, Status.RETIRED, why)])

    def release(self, name: str, why: str) -> None:
        """Make a quarantined insight active again, its credit forgotten; for the audit, which re-examines it first."""

        def events(state: State) -> list[NewEvent]:
            if _known(state, name).status is not Status.QUARANTINED:
                raise LibraryError(f"insight {name!r} is {_known(state, name).status}, not quarantined")
            return [status_changed(name, Status.ACTIVE, why, fresh=True)]

        self._write(events)

    def _write(self, events: Callable[[State], Sequence[NewEvent]]) -> None:
        """Append the events that a function finds right for the state, no other writer coming in between."""
        with self._lock:
            self._log.append_after(lambda: events(self.refresh()))
            self.refresh()


def _known(state: State, name: str) -> Insight:
    found: Mapping[str, Insight] = state.insights
    if name not in found:
        raise LibraryError(f"there is no insight {name[:80]!r} in the library")
    return found[name]


def _check_new(state: State, insight: Insight) -> None:
    if insight.id in state.insights:
        raise LibraryError(f"there is already an insight {insight.id!r} in the library")
    if insight.status is Status.ACTIVE and insight.verification.method == "none":
        raise LibraryError(f"insight {insight.id!r} is not verified, so it cannot be active")


def _turned(ledger: Ledger) -> Ledger:
    """Return the ledger with wins and losses exchanged."""
    turned = {c: replace(t, wins=t.losses, losses=t.wins) for c, t in ledger.clusters.items()}
    return Ledger(turned, ledger.uses)
