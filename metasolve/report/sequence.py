"""A sequence of linear systems that was solved: the record of each step, and what folds out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from metasolve.report.wording import count, number, seconds, shorten

SCHEMA = "metasolve.sequence-result/1"
NOTHING = "(first guess did)"
"""Stands for the arm where the first guess met the tolerance."""

SequenceEnd = Literal["solved", "interrupted", "no_convergence", "error"]
_ENDINGS: Mapping[SequenceEnd, str] = {
    "solved": "solved",
    "interrupted": "interrupted",
    "no_convergence": "ended by a step that no solver solves",
    "error": "ended by an error",
}
_UNITS = {"time": "s", "work": "products", "iterations": "iterations"}
_ARM_ROWS = 16


@dataclass(frozen=True)
class StepRecord:
    """How one system was solved; number counts from 1, name says which files it came from.

    arm is "" if the bandit had no choice to make, fallback the arm that had to finish, "" if none had to.
    relative_residual is ||b - a x|| / ||b|| of the x that was returned, 0 if b is zero. time_s is the solver's.
    """

    number: int
    name: str
    rows: int
    nonzeros: int
    arm: str
    fallback: str
    iterations: int
    relative_residual: float
    cost: float
    work: float
    time_s: float
    setup_time_s: float
    learning_time_s: float
    reading_time_s: float
    probability: float
    context: tuple[float, ...]

    @property
    def solver(self) -> str:
        """The arm that was tried first, as tables and charts name it."""
        return self.arm or self.fallback or NOTHING


@dataclass(frozen=True)
class ArmUse:
    """What one arm did: share is that of the solvers' time, fallbacks counts the steps that it could not finish."""

    arm: str
    steps: int
    share: float
    time_s: float
    iterations_mean: float
    cost_mean: float
    fallbacks: int


@dataclass(frozen=True)
class SequenceResult:
    """A whole run: planned counts the steps that there are, settings and versions are for the record."""

    name: str
    form: str
    planned: int
    steps: Sequence[StepRecord]
    end: SequenceEnd
    message: str
    time_s: float
    writing_time_s: float
    cost: str
    rtol: float
    seed: int
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    warnings: Sequence[str] = ()
    context_names: Sequence[str] = ()

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        return f"{len(self.steps):,} of {count(self.planned, 'step')} solved" + (
            "" if self.end == "solved" else f", {_ENDINGS[self.end]}"
        )

    @property
    def size(self) -> str:
        """Rows and nonzeros of the matrices, in words."""
        if not self.steps:
            return "size unknown"
        rows, nonzeros = [step.rows for step in self.steps], [step.nonzeros for step in self.steps]
        return f"{_range(min(rows), max(rows))} rows, {_range(min(nonzeros), max(nonzeros))} nonzeros"

    @property
    def iterations(self) -> int:
        return sum(step.iterations for step in self.steps)

    @property
    def solving_time_s(self) -> float:
        return sum(step.time_s for step in self.steps)

    @property
    def reading_time_s(self) -> float:
        return sum(step.reading_time_s for step in self.steps)

    @property
    def learning_time_s(self) -> float:
        return sum(step.learning_time_s for step in self.steps)

    @property
    def fallbacks(self) -> int:
        """How many steps another arm than the chosen one had to finish."""
        return sum(1 for step in self.steps if step.arm and step.fallback)

    @property
    def worst_relative_residual(self) -> float | None:
        return max((step.relative_residual for step in self.steps), default=None)

    @property
    def unit(self) -> str:
        """The unit of the cost that is learned."""
        return _UNITS[self.cost]

    def arms(self) -> list[ArmUse]:
        """Return the arms that were used, the one with most time first."""
        groups: dict[str, list[StepRecord]] = {}
        for step in self.steps:
            groups.setdefault(step.solver, []).append(step)
        whole = self.solving_time_s
        uses = []
        for arm, group in groups.items():
            time_s = sum(step.time_s for step in group)
            share = time_s / whole if whole > 0.0 else 0.0
            iterations = sum(step.iterations for step in group) / len(group)
            cost = sum(step.cost for step in group) / len(group)
            failed = sum(1 for step in group if step.arm and step.fallback)
            uses.append(ArmUse(arm, len(group), share, time_s, iterations, cost, failed))
        return sorted(uses, key=lambda use: (-use.time_s, -use.steps))

    def to_json(self) -> dict[str, Any]:
        """Return all of it as data of JSON."""
        rows, nonzeros = [step.rows for step in self.steps], [step.nonzeros for step in self.steps]
        return {
            "schema": SCHEMA,
            "sequence": {
                "name": self.name,
                "form": self.form,
                "steps": self.planned,
                "rows_min": min(rows, default=None),
                "rows_max": max(rows, default=None),
                "nonzeros_min": min(nonzeros, default=None),
                "nonzeros_max": max(nonzeros, default=None),
            },
            "termination": self.end,
            "message": self.message,
            "warnings": list(self.warnings),
            "totals": {
                "steps_solved": len(self.steps),
                "time_s": self.time_s,
                "solving_time_s": self.solving_time_s,
                "reading_time_s": self.reading_time_s,
                "writing_time_s": self.writing_time_s,
                "learning_time_s": self.learning_time_s,
                "iterations": self.iterations,
                "work": sum(step.work for step in self.steps),
                "fallbacks": self.fallbacks,
                "worst_relative_residual": self.worst_relative_residual,
            },
            "arms": [asdict(use) for use in self.arms()],
            "steps": [asdict(step) for step in self.steps],
            "settings": dict(self.settings),
            "seed": self.seed,
            "versions": dict(self.versions),
        }


def sequence_lines(result: SequenceResult) -> list[tuple[str, str]]:
    """Return the summary as (label, text) pairs."""
    steps = len(result.steps)
    lines = [("Status", result.ending)]
    lines.append(("Systems", f"{result.name}: {result.size}"))
    lines.append(("Time", times(result)))
    if steps:
        lines.append(("Iterations", f"{result.iterations:,}, {number(result.iterations / steps, 3)} a step"))
        fallbacks = f"in {count(result.fallbacks, 'step')} of {steps:,} another solver had to finish"
        lines.append(("Fallbacks", fallbacks if result.fallbacks else "none"))
        worst = result.worst_relative_residual or 0.0
        lines.append(("Residual", f"at worst {worst:.2e} of ||b||, computed anew; tolerance {result.rtol:g}"))
    lines += [("Warning", warning) for warning in dict.fromkeys(result.warnings)]
    return lines


def times(result: SequenceResult) -> str:
    """Return where the time went, in words; what is not named is starting up, checking and showing."""
    parts = [f"solving {seconds(result.solving_time_s)}", f"reading {seconds(result.reading_time_s)}"]
    if result.writing_time_s >= 0.005:
        parts.append(f"writing {seconds(result.writing_time_s)}")
    if result.steps:
        each = 1e3 * result.learning_time_s / len(result.steps)
        parts.append(f"learning {seconds(result.learning_time_s)} ({each:.2g} ms a step)")
    return f"{seconds(result.time_s)}: {', '.join(parts)}"


def arm_lines(result: SequenceResult) -> list[str]:
    """Return the table of arms, its header first; empty if no step was solved."""
    uses = result.arms()
    if not uses:
        return []
    cost = f"cost, {result.unit}"
    lines = [f"{'arm':<30} {'steps':>7} {'time':>8} {'share':>6} {'iterations':>11} {cost:>16} {'fallbacks':>10}"]
    for use in uses[:_ARM_ROWS]:
        name = f"{shorten(use.arm, 30):<30} {use.steps:>7,} {seconds(use.time_s):>8} {use.share:>6.1%}"
        lines.append(f"{name} {use.iterations_mean:>11.4g} {use.cost_mean:>16.4g} {use.fallbacks:>10,}")
    if len(uses) > _ARM_ROWS:
        rest = uses[_ARM_ROWS:]
        share = sum(use.share for use in rest)
        lines.append(f"and {len(rest)} more, used in {sum(use.steps for use in rest):,} steps, {share:.1%} of the time")
    return lines


def _range(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
