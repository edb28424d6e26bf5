"""Which runs enter a table together: one suite, time limit and thread count, machines of one speed, one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from bench.record import Run

SAME_SPEED = 0.10
"""Machines whose median calibration times differ by more than this share are not compared."""


@dataclass(frozen=True)
class LeftOut:
    """Runs that a section does not use, and why."""

    reason: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Section:
    """The runs that are compared with each other, at most one for each solver, instance and seed."""

    suite: str
    time_limit_s: float
    threads: int
    runs: tuple[Run, ...]
    left_out: tuple[LeftOut, ...]


def sections(runs: Iterable[Run], subject: str) -> tuple[Section, ...]:
    """Return a section for each suite, time limit and thread count, in the order of their first runs."""
    groups: dict[tuple[str, float, int], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.suite, run.time_limit_s, run.threads), []).append(run)
    return tuple(_section(key, group, subject) for key, group in groups.items())


def commit_name(run: Run) -> str:
    """Return the commit of the run, marked if the working tree had changes that are not in it."""
    return f"{run.commit}+changes" if run.dirty else run.commit


def started(run: Run) -> float:
    """Return when the run started, in seconds since 1970; a time without a zone is UTC."""
    moment = datetime.fromisoformat(run.started)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _section(key: tuple[str, float, int], runs: Sequence[Run], subject: str) -> Section:
    left_out: list[LeftOut] = []
    for rule in (_same_file, _newest_commit, _same_speed, _last_line):
        runs, dropped = rule(runs, subject)
        left_out += dropped
    return Section(*key, tuple(runs), tuple(left_out))


Choice = tuple[list[Run], list[LeftOut]]


def _same_file(runs: Sequence[Run], subject: str) -> Choice:
    """Keep of each instance the runs on the file that its last run has read."""
    current = {run.instance: run.sha256 for run in runs}
    return _split(runs, lambda run: "" if run.sha256 == current[run.instance] else "another version of the instance")


def _newest_commit(runs: Sequence[Run], subject: str) -> Choice:
    own = [run for run in runs if run.solver == subject]
    if not own:
        return list(runs), []
    newest = commit_name(max(own, key=started))
    return _split(
        runs,
        lambda run: (
            f"commit {commit_name(run)} of {subject} is not the newest, {newest}"
            if run.solver == subject and commit_name(run) != newest
            else ""
        ),
    )


def _same_speed(runs: Sequence[Run], subject: str) -> Choice:
    machines: dict[str, list[Run]] = {}
    for run in runs:
        machines.setdefault(run.machine.id, []).append(run)
    speeds = {name: median(run.calibration_s for run in group) for name, group in machines.items()}

    def rank(name: str) -> tuple[int, float]:
        own = [run for run in machines[name] if run.solver == subject] or machines[name]
        has_subject = any(run.solver == subject for run in own)
        return len(own) if has_subject else 0, max(started(run) for run in own)

    chosen = speeds[max(machines, key=rank)]

    def reason(run: Run) -> str:
        own = speeds[run.machine.id]
        if max(own, chosen) <= (1.0 + SAME_SPEED) * min(own, chosen):
            return ""
        return f"its machine {run.machine.id} has a calibration time of {own:.3g} s, not {chosen:.3g} s"

    return _split(runs, reason)


def _last_line(runs: Sequence[Run], subject: str) -> Choice:
    last = {(run.solver, run.instance, run.seed): k for k, run in enumerate(runs)}
    kept = [runs[k] for k in sorted(last.values())]
    repeated = tuple(run for k, run in enumerate(runs) if k not in set(last.values()))
    return kept, [LeftOut("repeated by a later line", repeated)] if repeated else []


def _split(runs: Sequence[Run], reason: Callable[[Run], str]) -> Choice:
    """Return the runs without a reason against them, and the others by their reasons."""
    kept: list[Run] = []
    dropped: dict[str, list[Run]] = {}
    for run in runs:
        why = reason(run)
        if why:
            dropped.setdefault(why, []).append(run)
        else:
            kept.append(run)
    return kept, [LeftOut(why, tuple(group)) for why, group in dropped.items()]
