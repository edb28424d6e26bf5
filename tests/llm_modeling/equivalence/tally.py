"""The tally of a trial: outcomes and times by kind of pair, what was wrong, and the record that is kept of it."""

from __future__ import annotations

import dataclasses
import datetime
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.machine import load, this_machine
from llm_modeling.equivalence import Outcome, Verdict

SCHEMA = "metasolve.equivalence-trial/1"
_ROOT = Path(__file__).parents[3]
_CHECKER = "llm_modeling/equivalence"


@dataclass
class Kind:
    """What came out for the pairs of one kind; same: they say the same, as the oracle has it or by construction."""

    same: bool
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        """Return counts and times as JSON data."""
        times = np.array(self.seconds)
        return {
            "pairs": self.outcomes.total(),
            "say_the_same": self.same,
            **{str(outcome): self.outcomes[outcome] for outcome in Outcome},
            "median_s": round(float(np.median(times)), 4),
            "p95_s": round(float(np.quantile(times, 0.95)), 3),
            "max_s": round(float(times.max()), 2),
        }


@dataclass
class Tally:
    """Outcomes by kind of pair, and what was wrong, in words."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, same: bool, verdict: Verdict, seconds: float) -> None:
        """Count a pair."""
        entry = self.kinds.setdefault(kind, Kind(same))
        entry.outcomes[verdict.outcome] += 1
        entry.seconds.append(seconds)

    def recall(self, kinds: tuple[str, ...]) -> float:
        """Return the share of the pairs of these kinds that were called equivalent, in percent."""
        found = [self.kinds[kind].outcomes for kind in kinds if kind in self.kinds]
        total = sum(outcomes.total() for outcomes in found)
        return round(100.0 * sum(o[Outcome.EQUIVALENT] for o in found) / total, 2) if total else 0.0

    def summary(self) -> dict[str, object]:
        """Return the totals as JSON data."""
        times = np.array([s for kind in self.kinds.values() for s in kind.seconds])
        told = Counter[Outcome]()
        for kind in self.kinds.values():
            if not kind.same:
                told += kind.outcomes
        return {
            "pairs": times.size,
            "false_equivalent": sum(text.startswith("false equivalent") for text in self.wrong),
            "false_different": sum(text.startswith("false different") for text in self.wrong),
            "pairs_that_differ": told.total(),
            "told_different_percent": round(100.0 * told[Outcome.DIFFERENT] / max(1, told.total()), 2),
            "unknown": sum(kind.outcomes[Outcome.UNKNOWN] for kind in self.kinds.values()),
            "median_s": round(float(np.median(times)), 4),
            "p95_s": round(float(np.quantile(times, 0.95)), 3),
            "max_s": round(float(times.max()), 2),
        }


def record_of(
    tally: Tally, recalls: dict[str, tuple[str, ...]], settings: dict[str, int], began: float, ended: float
) -> dict[str, object]:
    """Return a trial as JSON data of schema metasolve.equivalence-trial/1, with commit, machine and date."""
    return {
        "schema": SCHEMA,
        "date": datetime.datetime.fromtimestamp(began, datetime.UTC).isoformat(timespec="seconds"),
        "commit": _git("log", "-1", "--format=%h", "--", _CHECKER) or "unknown",
        "changed_since_commit": bool(_git("status", "--porcelain", "--", _CHECKER)),
        "machine": dataclasses.asdict(this_machine()),
        "load": round(load(), 2),
        **settings,
        "took_s": round(ended - began, 1),
        "summary": tally.summary(),
        "recall_percent": {name: tally.recall(kinds) for name, kinds in recalls.items()},
        "kinds": {name: kind.row() for name, kind in sorted(tally.kinds.items())},
        "wrong": tally.wrong,
    }


def _git(*words: str) -> str:
    ended = subprocess.run(["git", "-C", str(_ROOT), *words], capture_output=True, text=True, check=False)
    return ended.stdout.strip()
