"""Charts of a section as SVG: performance profiles, and the primal gap of all solvers over time on one instance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from statistics import fmean

from bench.compare import TIE_ABSOLUTE, Contest
from bench.metrics import Measure, at, primal_gaps
from bench.record import Trajectory
from metasolve.report.chart import HEIGHT, WIDTH, Line, Points, Scale, step_chart, time_scale, value_scale

STYLES = ("s0", "s1", "s2", "s3", "s4", "s5", "s6")
_LEAST_GAP = 1e-4
"""Gaps below are drawn here, the foot of the logarithmic axis."""
_FIRST_S = 0.1
_LARGEST_FACTOR = 100.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 10, 44


@dataclass(frozen=True)
class Profile:
    """A performance profile: its SVG, and on how many instances it stands."""

    svg: str
    instances: int


def line_styles(contest: Contest) -> dict[str, str]:
    """Return the style class of each solver, the subject's first; solvers beyond the palette share the last."""
    solvers = (contest.subject, *contest.peers)
    return {name: STYLES[k] if k < len(STYLES) else "rest" for k, name in enumerate(solvers)}


def integral_profile(contest: Contest) -> Profile | None:
    """Return the share of instances on which the primal integral is within a factor of the best solver's.

    Only instances that every solver has count. Integrals below 1e-4, which tie, count as 1e-4.
    """
    tables = {name: contest.values(name, Measure.PRIMAL_INTEGRAL) for name in line_styles(contest)}
    floored = {
        name: {instance: max(value, TIE_ABSOLUTE) for instance, value in values.items()}
        for name, values in tables.items()
        if values
    }
    return _profile("primal integral within a factor of the best", floored, line_styles(contest))


def proof_profile(contest: Contest) -> Profile | None:
    """Return the share of instances proved within a factor of the fastest proof, after Dolan and Moré (2002).

    Only instances that every solver has and at least one has proved count. Times are means over seeds; an instance is
    proved by a solver that proves it with every seed.
    """
    tables: dict[str, dict[str, float]] = {}
    for name in line_styles(contest):
        times: dict[str, list[float]] = {}
        for item in contest.of(name):
            times.setdefault(item.run.instance, []).append(math.inf if item.proof_s is None else item.proof_s)
        if times:
            tables[name] = {instance: max(fmean(values), 1e-3) for instance, values in times.items()}
    return _profile("time to proof within a factor of the fastest", tables, line_styles(contest))


def convergence_chart(contest: Contest, instance: str) -> str:
    """Return the SVG of the primal gap over time on one instance, the mean over seeds, a line for each solver."""
    scores = [item for item in contest.scores if item.run.instance == instance]
    end_s = scores[0].run.time_limit_s
    lines = []
    for name, style in line_styles(contest).items():
        gaps = [primal_gaps(item.run, item.reference) for item in scores if item.run.solver == name]
        if gaps:
            lines.append(Line(name, style, [(t, max(gap, _LEAST_GAP)) for t, gap in mean_steps(gaps)]))
    # the subject comes last, so that no other line hides it
    time = replace(time_scale(end_s, logarithmic=True), low=min(_FIRST_S, end_s / 10.0))
    gap = replace(value_scale(_LEAST_GAP, 1.0, logarithmic=True), low=0.8 * _LEAST_GAP, high=1.0)
    return step_chart(f"primal gap over time on {instance}", lines[::-1], time, gap, percent=True)


def mean_steps(steps: Sequence[Trajectory]) -> Trajectory:
    """Return the mean of step functions, each of which starts at time 0."""
    times = sorted({t for trajectory in steps for t, _ in trajectory})
    return tuple((t, fmean(at(trajectory, t) for trajectory in steps)) for t in times)


def counted_instances(tables: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the instances that all solvers have and at least one does not fail on; an infinite value is a failure."""
    shared = set.intersection(*(set(values) for values in tables.values())) if tables else set()
    return sorted(name for name in shared if any(values[name] < math.inf for values in tables.values()))


def profile_points(tables: Mapping[str, Mapping[str, float]]) -> dict[str, Points]:
    """Return for each solver the steps (factor, share of the counted instances on which it is within that factor)."""
    counted = counted_instances(tables)
    best = {name: min(values[name] for values in tables.values()) for name in counted}
    points: dict[str, Points] = {}
    for solver, values in tables.items():
        factors = sorted(values[name] / best[name] for name in counted)
        steps = [(factor, (k + 1) / len(counted)) for k, factor in enumerate(factors) if factor < math.inf]
        points[solver] = [(1.0, 0.0), *steps]
    return points


def _profile(title: str, tables: Mapping[str, Mapping[str, float]], styles: Mapping[str, str]) -> Profile | None:
    instances = len(counted_instances(tables))
    if len(tables) < 2 or not instances:
        return None
    curves = profile_points(tables)
    largest = max(factor for points in curves.values() for factor, _ in points)
    factor = Scale(1.0, min(max(2.0, 1.05 * largest), _LARGEST_FACTOR), _LEFT, WIDTH - _RIGHT, logarithmic=True)
    share = Scale(0.0, 1.0, HEIGHT - _BOTTOM, _TOP)
    parts = _frame(title, factor, share)
    for name, points in reversed(curves.items()):
        path = _path([point for point in points if point[0] <= factor.high], factor, share)
        parts.append(f'<path class="line {styles[name]}" d="{path}"><title>{escape(name)}</title></path>')
    return Profile("\n".join([*parts, "</svg>"]), instances)


def _frame(title: str, factor: Scale, share: Scale) -> list[str]:
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">']
    for value in share.ticks():
        y = share.at(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{100 * value:.0f}%</text>')
    for value in factor.ticks():
        x = factor.at(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{value:g}</text>')
    middle = (_LEFT + right) / 2
    return [*parts, f'<text x="{middle:.0f}" y="{HEIGHT - 6}" text-anchor="middle">factor of the best</text>']


def _path(points: Points, factor: Scale, share: Scale) -> str:
    steps = "".join(f"H{factor.at(x):.1f}V{share.at(y):.1f}" for x, y in points)
    return f"M{factor.at(1.0):.1f} {share.at(0.0):.1f}{steps}H{factor.at(factor.high):.1f}"
