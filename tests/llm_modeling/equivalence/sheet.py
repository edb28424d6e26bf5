"""Sheet: a small model by names, easy to rewrite and to spoil; families of random sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import SupportsFloat

import numpy as np

from metasolve import Problem

INF = float("inf")


@dataclass
class Col:
    lower: float
    upper: float
    integer: bool
    cost: float


@dataclass
class Line:
    terms: dict[str, float]
    lower: float
    upper: float
    linking: bool = False


@dataclass
class Sheet:
    """minimize or maximize over named columns and rows."""

    family: str
    maximize: bool = False
    offset: float = 0.0
    cols: dict[str, Col] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def col(self, name: str, lower: float, upper: float, integer: bool, cost: SupportsFloat) -> str:
        self.cols[name] = Col(lower, upper, integer, float(cost))
        return name

    def line(self, name: str, terms: Mapping[str, float], lower: float, upper: float, linking: bool = False) -> None:
        kept = {c: float(a) for c, a in terms.items() if a != 0.0}
        self.lines[name] = Line(kept, float(lower), float(upper), linking)

    def copy(self) -> Sheet:
        cols = {n: Col(c.lower, c.upper, c.integer, c.cost) for n, c in self.cols.items()}
        lines = {n: Line(dict(r.terms), r.lower, r.upper, r.linking) for n, r in self.lines.items()}
        return Sheet(self.family, self.maximize, self.offset, cols, lines)

    def problem(self) -> Problem:
        place = {name: j for j, name in enumerate(self.cols)}
        a = np.zeros((len(self.lines), len(self.cols)))
        for i, line in enumerate(self.lines.values()):
            for name, value in line.terms.items():
                a[i, place[name]] = value
        return Problem.from_arrays(
            [c.cost for c in self.cols.values()],
            a,
            [r.lower for r in self.lines.values()],
            [r.upper for r in self.lines.values()],
            [c.lower for c in self.cols.values()],
            [c.upper for c in self.cols.values()],
            [int(c.integer) for c in self.cols.values()],
            offset=self.offset,
            sense="max" if self.maximize else "min",
            col_names=list(self.cols),
            row_names=list(self.lines),
            name=self.family,
        )


Rng = np.random.Generator
Family = Callable[[Rng, int], Sheet]


def knapsack(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("knapsack", maximize=True)
    items = [sheet.col(f"take{i}", 0, 1, True, rng.integers(3, 40)) for i in range(3 * size)]
    for k in range(1 + size // 2):
        weights = rng.integers(2, 20, len(items))
        sheet.line(f"weight{k}", dict(zip(items, weights.tolist(), strict=True)), -INF, int(weights.sum() * 0.45))
    sheet.line("pair", {items[0]: 1, items[1]: 1}, -INF, 1, True)
    return sheet


def assignment(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("assignment")
    n = size + 1
    for i in range(n):
        for j in range(n):
            sheet.col(f"x{i}_{j}", 0, 1, True, rng.integers(1, 50))
    for i in range(n):
        sheet.line(f"agent{i}", {f"x{i}_{j}": 1 for j in range(n)}, 1, 1)
        sheet.line(f"task{i}", {f"x{j}_{i}": 1 for j in range(n)}, 1, 1)
    hours = {f"x{i}_{j}": int(rng.integers(1, 9)) for i in range(n) for j in range(n)}
    sheet.line("hours", hours, -INF, 5 * n, True)
    return sheet


def facility(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("facility")
    sites, clients = size, size + 1
    demand = rng.integers(3, 15, clients)
    for i in range(sites):
        sheet.col(f"open{i}", 0, 1, True, rng.integers(20, 90))
        for j in range(clients):
            sheet.col(f"ship{i}_{j}", 0, INF, False, round(float(rng.uniform(1, 9)), 2))
    exact = bool(rng.random() < 0.5)
    for j in range(clients):
        most = int(demand[j]) if exact else INF
        sheet.line(f"demand{j}", {f"ship{i}_{j}": 1 for i in range(sites)}, int(demand[j]), most)
    for i in range(sites):
        capacity = int(demand.sum() * rng.uniform(0.5, 1.5)) + 2
        terms = {f"ship{i}_{j}": 1.0 for j in range(clients)}
        sheet.line(f"capacity{i}", {**terms, f"open{i}": -capacity}, -INF, 0, True)
    return sheet


def lot_sizing(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("lot_sizing")
    periods = size + 1
    demand = rng.integers(5, 25, periods)
    for t in range(periods):
        sheet.col(f"make{t}", 0, INF, False, round(float(rng.uniform(1, 4)), 1))
        sheet.col(f"setup{t}", 0, 1, True, rng.integers(15, 60))
        sheet.col(f"stock{t}", 0, INF if t < periods - 1 else 0, False, round(float(rng.uniform(0.2, 2)), 1))
    for t in range(periods):
        before = {f"stock{t - 1}": 1.0} if t else {}
        sheet.line(f"balance{t}", {**before, f"make{t}": 1, f"stock{t}": -1}, int(demand[t]), int(demand[t]))
        most = int(demand[t:].sum()) + int(rng.integers(0, 4)) * 5
        sheet.line(f"setup_link{t}", {f"make{t}": 1, f"setup{t}": -most}, -INF, 0, True)
    return sheet


def set_cover(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("set_cover")
    sets = [sheet.col(f"use{j}", 0, 1, True, rng.integers(1, 12)) for j in range(3 * size)]
    for i in range(2 * size):
        chosen = rng.choice(len(sets), size=int(rng.integers(2, 5)), replace=False)
        sheet.line(f"cover{i}", {sets[j]: 1 for j in chosen}, 1, INF)
    sheet.line("budget", {s: int(rng.integers(1, 5)) for s in sets}, -INF, 5 * size, True)
    return sheet


def blending(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("blending")
    inputs = [f"buy{i}" for i in range(2 * size)]
    for name in inputs:
        sheet.col(name, 0, int(rng.integers(20, 60)), False, round(float(rng.uniform(1, 8)), 2))
    sheet.line("amount", dict.fromkeys(inputs, 1.0), 100, 100)
    for k in range(size):
        share = rng.uniform(0.05, 0.6, len(inputs)).round(3)
        low, high = float(np.quantile(share, 0.3)) * 100, float(np.quantile(share, 0.85)) * 100
        terms = dict(zip(inputs, share.tolist(), strict=True))
        sheet.line(f"quality{k}", terms, round(low, 1), round(high, 1) if k % 2 else INF, k == 0)
    return sheet


def scheduling(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("scheduling")
    jobs = min(size + 1, 5)
    length = rng.integers(2, 9, jobs)
    horizon = int(length.sum()) + 6
    for i in range(jobs):
        release = int(rng.integers(0, 6))
        sheet.col(f"start{i}", release, horizon, False, rng.integers(1, 6))
    for i in range(jobs):
        for j in range(i + 1, jobs):
            sheet.col(f"first{i}_{j}", 0, 1, True, 0)
            big = horizon + int(rng.integers(10, 30))
            order = f"first{i}_{j}"
            sheet.line(f"after{i}_{j}", {f"start{i}": 1, f"start{j}": -1, order: big}, -INF, big - int(length[i]), True)
            sheet.line(f"before{i}_{j}", {f"start{j}": 1, f"start{i}": -1, order: -big}, -INF, -int(length[j]), True)
    return sheet


def network(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("network")
    nodes = size + 2
    arcs = [(i, i + 1) for i in range(nodes - 1)]
    while len(arcs) < 2 * nodes:
        i, j = (int(v) for v in rng.choice(nodes, 2, replace=False))
        if (i, j) not in arcs:
            arcs.append((i, j))
    for i, j in arcs:
        capacity = 20 if j == i + 1 else int(rng.integers(4, 15))
        sheet.col(f"flow{i}_{j}", 0, capacity, False, int(rng.integers(1, 20)))
        if rng.random() < 0.5:
            sheet.col(f"build{i}_{j}", 0, 1, True, int(rng.integers(5, 40)))
            sheet.line(f"built{i}_{j}", {f"flow{i}_{j}": 1, f"build{i}_{j}": -capacity}, -INF, 0, True)
    for k in range(nodes):
        out = {f"flow{i}_{j}": 1.0 for i, j in arcs if i == k}
        into = {f"flow{i}_{j}": -1.0 for i, j in arcs if j == k}
        net = 10 if k == 0 else -10 if k == nodes - 1 else 0
        sheet.line(f"node{k}", {**out, **into}, net, net)
    return sheet


def planning(rng: Rng, size: int) -> Sheet:
    sheet = Sheet("planning", maximize=True)
    goods = [sheet.col(f"make{i}", 0, int(rng.integers(3, 8)), True, rng.integers(4, 30)) for i in range(size + 1)]
    for k in range(size):
        uses = rng.integers(0, 7, len(goods))
        uses[k % len(goods)] += 1
        room = int(uses.sum() * 2) + 3
        sheet.line(f"hours{k}", dict(zip(goods, uses.tolist(), strict=True)), -INF, room)
    sheet.line("least", dict.fromkeys(goods, 1.0), 2, INF, True)
    return sheet


def tiny(rng: Rng, size: int) -> Sheet:
    """Return a problem of few points that can be written out, with what careless models have: see below."""
    sheet = Sheet("tiny", maximize=bool(rng.random() < 0.5))
    names = []
    for j in range(int(rng.integers(2, 5))):
        lower = float(rng.integers(-1, 2))
        upper = lower + float(rng.integers(0, 4))  # may be fixed, or in no row, or cost nothing
        fraction = 0.4 if rng.random() < 0.15 else 0.0
        names.append(sheet.col(f"x{j}", lower - fraction, upper + fraction, True, rng.integers(-2, 4)))
    sheet.cols[names[0]].cost = 3.0
    for i in range(int(rng.integers(1, min(size, 3) + 2))):
        terms = dict(
            zip(names, (rng.integers(-3, 4, len(names)) * (rng.random(len(names)) < 0.7)).tolist(), strict=True)
        )
        if not any(terms.values()):
            terms = {names[0]: 1}
        scale = float(rng.choice([1.0, 0.5, 2.0]))
        side = scale * float(rng.integers(-2, 6))
        lower = float(rng.choice([-INF, -INF, side, side - 2.0 * scale]))
        sheet.line(f"row{i}", {c: scale * a for c, a in terms.items()}, lower, side, bool(rng.random() < 0.3))
    return sheet


FAMILIES: tuple[Family, ...] = (
    knapsack,
    assignment,
    facility,
    lot_sizing,
    set_cover,
    blending,
    scheduling,
    network,
    planning,
)
