"""From what a driver told to what is believed: every solution is checked and its objective recomputed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.record import Trajectory
from metasolve.check import check
from metasolve.matrix import FloatArray
from metasolve.problem import Problem
from metasolve.solution import ArmRecord

_BESIDE = (".x", ".json", ".log", ".events")
BOUND_STEP_S = 0.25
"""Bounds of one run that follow each other faster are thinned out, the last one kept."""
TOLERANCE = 1e-4
"""What MIPLIB's own checker allows; looser than the 1e-6 at which metasolve checks itself, in favor of the peers."""


@dataclass(eq=False)
class Told:
    """What came of one run: checked improving incumbents, bounds, and the rest of the driver's words."""

    incumbents: Trajectory = ()
    bounds: Trajectory = ()
    termination: str = ""
    rejected: int = 0
    worst_violation: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    arms: tuple[ArmRecord, ...] = ()


def read_told(path: Path, problem: Problem) -> Told:
    """Return what the streams of a driver hold: path, and those of its child processes (path with a suffix)."""
    told = Told()
    proposals: list[tuple[float, FloatArray]] = []
    bounds: list[tuple[float, float]] = []
    index = {name: j for j, name in enumerate(problem.col_names)}
    for stream in sorted(p for p in path.parent.glob(f"{path.name}*") if p.suffix not in _BESIDE):
        _read_stream(stream, index, told, proposals, bounds)
    told.bounds = _thinned(_improving("min" if problem.sense < 0 else "max", sorted(bounds)))
    _believe(problem, sorted(proposals, key=lambda pair: pair[0]), told)
    return told


def merged(sense: str, parts: Sequence[Told]) -> Told:
    """Return the better of several runs at every moment."""
    whole = Told(
        termination="optimal" if any(part.termination == "optimal" for part in parts) else parts[0].termination,
        rejected=sum(part.rejected for part in parts),
        worst_violation=max(part.worst_violation for part in parts),
        versions={name: version for part in parts for name, version in part.versions.items()},
    )
    whole.incumbents = _improving(sense, sorted(pair for part in parts for pair in part.incumbents))
    opposite = "min" if sense == "max" else "max"
    whole.bounds = _improving(opposite, sorted(pair for part in parts for pair in part.bounds))
    return whole


def _read_stream(
    path: Path,
    index: dict[str, int],
    told: Told,
    proposals: list[tuple[float, FloatArray]],
    bounds: list[tuple[float, float]],
) -> None:
    vectors = np.fromfile(path.with_name(path.name + ".x"), dtype=np.float64)
    order = np.arange(len(index))
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            data: dict[str, Any] = json.loads(line)
        except ValueError:
            continue  # the driver was killed as it wrote it
        kind, moment = data["kind"], float(data["t"])
        if kind == "names":
            order = np.array([index[name] for name in data["names"] if name in index], dtype=np.int64)
            width = len(data["names"])
            kept = np.array([name in index for name in data["names"]])
        elif kind == "found":
            given = vectors[data["index"] * width : (data["index"] + 1) * width]
            if given.size == width:
                x = np.zeros(len(index))
                x[order] = given[kept]
                proposals.append((moment, x))
        elif kind == "bound":
            bounds.append((moment, float(data["bound"])))
        elif kind == "versions":
            told.versions |= data["versions"]
        elif kind == "arms":
            told.arms = tuple(ArmRecord(**arm) for arm in data["arms"])
        elif kind == "end":
            told.termination = data["termination"]


def _believe(problem: Problem, proposals: list[tuple[float, FloatArray]], told: Told) -> None:
    accepted: list[tuple[float, float]] = []
    for moment, x in proposals:
        verdict = check(problem, x, TOLERANCE)
        report = verdict.report
        worst = max(report.max_row_violation, report.max_bound_violation, report.max_integrality_violation)
        if verdict.feasible:
            told.worst_violation = max(told.worst_violation, worst)
            accepted.append((moment, verdict.objective))
        else:
            told.rejected += 1
    told.incumbents = _improving("max" if problem.sense < 0 else "min", accepted)


def _improving(sense: str, pairs: list[tuple[float, float]]) -> Trajectory:
    sign = -1.0 if sense == "max" else 1.0
    kept: list[tuple[float, float]] = []
    for moment, value in pairs:
        if not kept or sign * value < sign * kept[-1][1]:
            kept.append((moment, value))
    return tuple(kept)


def _thinned(pairs: Trajectory) -> Trajectory:
    """Return the pairs with, of those that follow within BOUND_STEP_S, only the last."""
    last = {int(moment / BOUND_STEP_S): (moment, value) for moment, value in pairs}
    return tuple(last.values())
