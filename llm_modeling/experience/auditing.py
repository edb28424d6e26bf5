"""The audit of a library: whether the file is whole, what is in it, and what in it cannot be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from llm_modeling.experience.credit import DEFAULT_CREDIT, CreditSettings, PairedTrial, Tally
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.fragments import is_whole
from llm_modeling.experience.insight import Insight, Status
from llm_modeling.experience.library import ExperienceLibrary
from llm_modeling.experience.merging import duplicates
from llm_modeling.experience.proving import prove_pair
from llm_modeling.experience.task import Task, Trial

SCHEMA = "metasolve.library-audit/1"


@dataclass(frozen=True)
class Suspect:
    """An insight that the audit doubts, and why."""

    insight: str
    why: str


@dataclass(frozen=True)
class Audit:
    """What an audit found; sound: the file is whole and no active insight is unverified or harmful."""

    faults: tuple[str, ...]
    statuses: Mapping[str, int]
    origins: Mapping[str, int]
    foreign: int
    proved: int
    unverified: tuple[Suspect, ...] = ()
    harmful: tuple[Suspect, ...] = ()
    duplicates: tuple[Suspect, ...] = field(default=())

    @property
    def sound(self) -> bool:
        return not (self.faults or self.unverified or self.harmful)

    def to_json(self) -> dict[str, Any]:
        """Return the audit as JSON data of schema metasolve.library-audit/1."""
        return {"schema": SCHEMA, "sound": self.sound, **asdict(self)}


def audited(library: ExperienceLibrary, *, prove: bool = True, credit: CreditSettings = DEFAULT_CREDIT) -> Audit:
    """Return the audit of a library; with prove, every pair of whole models is solved again."""
    faults = library.faults()
    insights = library.insights()
    active = [insight for insight in insights if insight.status is Status.ACTIVE]
    unverified, proved = [], 0
    for insight in active:
        why = _doubt(insight, prove)
        if why:
            unverified.append(Suspect(insight.id, why))
        elif prove and insight.verification.method == "pair":
            proved += 1
    return Audit(
        tuple(faults),
        dict(sorted(Counter(str(insight.status) for insight in insights).items())),
        dict(sorted(Counter(insight.provenance.origin for insight in insights).items())),
        sum(insight.foreign for insight in insights),
        proved,
        tuple(unverified),
        tuple(_harmful(library, active, credit)),
        tuple(Suspect(a.id, f"is like {b.id!r} by {alike:.2f}") for a, b, alike in duplicates(active)),
    )


def _doubt(insight: Insight, prove: bool) -> str:
    """Return why an active insight cannot be trusted, empty if it can."""
    method = insight.verification.method
    if method == "none":
        return "nothing was ever verified"
    if method == "trial":
        return "" if insight.verification.solved else "no source task is said to be solved with it"
    if not (is_whole(insight.wrong) and is_whole(insight.right)):
        return "it is said to be proved by a pair, and its examples are no whole models"
    if not prove:
        return ""
    try:
        proof = prove_pair(insight)
    except InsightError as error:
        return str(error)
    stated = insight.verification.optimum
    if not proof.apart:
        return "the solver does not tell its examples apart"
    if stated is not None and (proof.right.value is None or abs(proof.right.value - stated) > 1e-6 * (abs(stated) + 1)):
        return f"the best value of its right example is {proof.right.value}, not {stated}"
    return ""


def _harmful(library: ExperienceLibrary, active: Sequence[Insight], credit: CreditSettings) -> list[Suspect]:
    found = []
    for insight in active:
        for cluster, tally in sorted(library.ledger(insight.id).clusters.items()):
            if credit.is_harmful(tally):
                found.append(
                    Suspect(insight.id, f"P(uplift < 0) is {tally.harm:.2f} in {cluster}; it is left out there")
                )
    return found


def reexamined(
    library: ExperienceLibrary, name: str, tasks: Sequence[Task], trial: Trial, *, least: int = 8, seed: int = 0
) -> Tally:
    """Try a quarantined insight on tasks and release it if it does no harm there; return the counts.

    It is released if at least `least` pairs were tried, none was lost more often than won, and at least one was won.
    Raises ValueError if there are fewer tasks than least.
    """
    if len(tasks) < least:
        raise ValueError(f"{len(tasks)} tasks are too few to release an insight; at least {least} are needed")
    insight = library.insight(name)
    tally = Tally()
    for number, task in enumerate(tasks):
        outcome = [trial(task, shown, seed=seed + number) for shown in ((insight,), ())]
        tally = tally.after(PairedTrial(name, task.id, task.cluster, seed + number, outcome[0], outcome[1]))
    if tally.wins > tally.losses:
        library.release(name, f"the audit tried it on {tally.trials} tasks: {tally.wins} won, {tally.losses} lost")
    return tally
