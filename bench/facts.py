"""Under which conditions the runs of a section took place: what the head of the report states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import median

from bench.compare import Contest
from bench.record import Machine, Run
from bench.selection import Section, commit_name, started
from metasolve.report.wording import UNKNOWN, count

Facts = list[tuple[str, str]]

_GIBIBYTE = 2.0**30


def section_title(section: Section) -> str:
    """Return the name of the section: suite, time limit, threads."""
    return f"{section.suite}: {section.time_limit_s:g} s, {count(section.threads, 'thread')}"


def section_facts(section: Section, contest: Contest) -> Facts:
    """Return labels and texts: what was run, at which commits, when, on which machines, under which load."""
    runs = section.runs
    return [
        (f"Commit of {contest.subject}", _commits(run for run in runs if run.solver == contest.subject)),
        ("Commits of the other runs", _commits(run for run in runs if run.solver != contest.subject)),
        ("Date", _dates(runs)),
        ("Instances", _instances(contest)),
        ("Runs", f"{len(runs)}, with {count(len({run.seed for run in runs}), 'seed')}"),
        ("Relative gap at which solvers stop", ", ".join(f"{gap:g}" for gap in sorted({run.mip_gap for run in runs}))),
        *_machines(runs),
        ("Load before the runs", _range([round(run.load_before, 2) for run in runs], "")),
        ("Ran beside another run", f"{sum(bool(run.beside) for run in runs)} of {len(runs)}"),
        ("Versions", _versions(runs)),
    ]


def _commits(runs: Iterable[Run]) -> str:
    return ", ".join(dict.fromkeys(commit_name(run) for run in runs)) or UNKNOWN


def _dates(runs: Sequence[Run]) -> str:
    ends = [datetime.fromtimestamp(choice(map(started, runs)), UTC) for choice in (min, max)]
    return " to ".join(dict.fromkeys(f"{moment:%Y-%m-%d %H:%M} UTC" for moment in ends))


def _instances(contest: Contest) -> str:
    held_out = len(contest.held_out().instances)
    own = len({item.run.instance for item in contest.scores if item.reference.found_here})
    unknown = f"; {own} without a best known value" if own else ""
    return f"{len(contest.instances)}, of which {held_out} held out from tuning{unknown}"


def _machines(runs: Sequence[Run]) -> Facts:
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.machine.id, []).append(run)
    facts = []
    for name, group in groups.items():
        times = [run.calibration_s for run in group]
        speed = f"calibration {_range(times, ' s')}, median {median(times):.3g} s"
        facts.append((f"Machine {name}", f"{_described(group[-1].machine)}; {speed}; {count(len(group), 'run')}"))
    return facts


def _described(machine: Machine) -> str:
    memory = f"{machine.memory_bytes / _GIBIBYTE:.1f} GiB"
    return f"{machine.cpu}, {count(machine.cores, 'core')}, {memory}, Python {machine.python}"


def _range(values: Sequence[float], unit: str) -> str:
    return " to ".join(dict.fromkeys(f"{value:.3g}{unit}" for value in (min(values), max(values))))


def _versions(runs: Sequence[Run]) -> str:
    found: dict[str, dict[str, None]] = {}
    for run in runs:
        for name, version in run.versions.items():
            found.setdefault(name, {})[version] = None
    return ", ".join(f"{name} {' and '.join(versions)}" for name, versions in sorted(found.items())) or UNKNOWN
