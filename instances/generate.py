"""Seeded generators of the models in this directory; `python -m instances.generate DIRECTORY` writes them all.

All data are integers drawn with Generator.integers, permutation or choice, so that a file depends on its seed alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from instances.draft import Draft
from metasolve.io import write_problem
from metasolve.problem import Integrality, Problem

Rng = np.random.Generator


@dataclass(frozen=True)
class Recipe:
    """How one file is made: build(default_rng(seed))."""

    file: str
    build: Callable[[Rng], Problem]
    seed: int
    origin: str

    @property
    def name(self) -> str:
        """The name of the problem: the file name without its endings."""
        return self.file.split(".")[0]

    def problem(self) -> Problem:
        """Return the problem, the same on every call."""
        return self.build(np.random.default_rng(self.seed))


def set_cover(rng: Rng, elements: int = 120, sets: int = 400, per_element: int = 14) -> Problem:
    """Return a weighted set cover: every element lies in per_element random sets."""
    draft = Draft("setcover")
    pick = [draft.binary(f"x_{j}", int(rng.integers(20, 100))) for j in range(sets)]
    for i in range(elements):
        members = sorted(rng.choice(sets, per_element, replace=False).tolist())
        draft.row(f"cover_{i}", [(pick[j], 1) for j in members], lower=1)
    return draft.problem()


def set_partitioning(rng: Rng, flights: int = 36, pairings: int = 250) -> Problem:
    """Return crew pairing in small: each flight in exactly one pairing; a hidden partition keeps it feasible."""
    draft = Draft("partition")
    hidden = np.split(rng.permutation(flights), range(4, flights, 4))
    drawn = [rng.choice(flights, int(rng.integers(3, 7)), replace=False) for _ in range(pairings - len(hidden))]
    trips = [sorted(trip.tolist()) for trip in (*hidden, *drawn)]
    pick = [draft.binary(f"pairing_{j}", int(rng.integers(5, 15)) * len(trip)) for j, trip in enumerate(trips)]
    for i in range(flights):
        draft.row(f"flight_{i}", [(pick[j], 1) for j, trip in enumerate(trips) if i in trip], lower=1, upper=1)
    return draft.problem()


def facility_location(rng: Rng, sites: int = 20, customers: int = 40) -> Problem:
    """Return capacitated facility location with split deliveries: ship_i_j is the share of customer j from site i."""
    draft = Draft("facility")
    demand = rng.integers(5, 36, customers)
    capacity = rng.integers(90, 180, sites)
    site, customer = rng.integers(0, 1000, (sites, 2)), rng.integers(0, 1000, (customers, 2))
    open_ = [draft.binary(f"open_{i}", int(rng.integers(3000, 6000))) for i in range(sites)]
    distance = np.abs(site[:, None, :] - customer[None, :, :]).sum(axis=2)
    ship = [
        [draft.column(f"ship_{i}_{j}", int(distance[i, j] * demand[j] // 10), upper=1) for j in range(customers)]
        for i in range(sites)
    ]
    for j in range(customers):
        draft.row(f"demand_{j}", [(ship[i][j], 1) for i in range(sites)], lower=1, upper=1)
    for i in range(sites):
        load = [(ship[i][j], int(demand[j])) for j in range(customers)]
        draft.row(f"capacity_{i}", [*load, (open_[i], -int(capacity[i]))], upper=0)
    for i in range(sites):
        for j in range(customers):
            draft.row(f"link_{i}_{j}", [(ship[i][j], 1), (open_[i], -1)], upper=0)
    return draft.problem()


def lot_sizing(rng: Rng, items: int = 6, periods: int = 12) -> Problem:
    """Return capacitated lot sizing: make_p_t, stock at the end s_p_t, set-up y_p_t that takes time on one machine."""
    return _lots(rng, "lotsizing", items, periods, parent={})


def multilevel_small(rng: Rng) -> Problem:
    """Return lot sizing on levels, 4 items in 12 periods."""
    return _multilevel(rng, "multilevel", 4, 12)


def multilevel_large(rng: Rng) -> Problem:
    """Return lot sizing on levels, 7 items in 16 periods, which takes the solvers more than minutes."""
    return _multilevel(rng, "multilevel_large", 7, 16)


def _multilevel(rng: Rng, name: str, items: int, periods: int) -> Problem:
    """Items 2k+1 and 2k+2 are parts of item k; one machine makes all of them."""
    return _lots(rng, name, items, periods, parent={p: (p - 1) // 2 for p in range(1, items)})


def _lots(rng: Rng, name: str, items: int, periods: int, parent: dict[int, int]) -> Problem:
    draft = Draft(name)
    demand = rng.integers(20, 80, (items, periods)) * (rng.integers(0, 4, (items, periods)) > 0)
    demand[list(parent)] = 0
    total = demand.copy()
    for p in sorted(parent):
        total[p] += total[parent[p]]
    setup_time, setup_cost, holding = (
        rng.integers(8, 20, items),
        rng.integers(200, 600, items),
        rng.integers(1, 5, items),
    )
    limit = int(total.sum() * 1.15 / periods) + int(setup_time.sum() // 2)
    grid = [(p, t) for p in range(items) for t in range(1, periods + 1)]
    make = {(p, t): draft.column(f"make_{p}_t{t}") for p, t in grid}
    stock = {(p, t): draft.column(f"s_{p}_t{t}", int(holding[p])) for p, t in grid}
    setup = {(p, t): draft.binary(f"y_{p}_t{t}", int(setup_cost[p])) for p, t in grid}
    for p, t in grid:
        before = [(stock[p, t - 1], 1)] if t > 1 else []
        used = [(make[parent[p], t], -1)] if p in parent else []
        initial = int(total[p, 0]) if t == 1 else 0
        need = int(demand[p, t - 1]) - initial
        draft.row(f"balance_{p}_t{t}", [*before, (make[p, t], 1), *used, (stock[p, t], -1)], lower=need, upper=need)
    for p, t in grid:
        most = min(int(total[p, t - 1 :].sum()), limit)
        draft.row(f"setup_{p}_t{t}", [(make[p, t], 1), (setup[p, t], -most)], upper=0)
    for t in range(1, periods + 1):
        load = [(make[p, t], 1) for p in range(items)] + [(setup[p, t], int(setup_time[p])) for p in range(items)]
        draft.row(f"capacity_t{t}", load, upper=limit)
    return draft.problem()


def knapsack(rng: Rng, resources: int = 5, items: int = 60) -> Problem:
    """Return a multi-dimensional knapsack, half of each resource available, gains correlated with weights.

    After Chu and Beasley, A genetic algorithm for the multidimensional knapsack problem, 1998.
    """
    draft = Draft("knapsack", "max")
    weight = rng.integers(1, 1000, (resources, items))
    gain = weight.sum(axis=0) // resources + rng.integers(0, 500, items)
    take = [draft.binary(f"take_{j}", int(gain[j])) for j in range(items)]
    for i in range(resources):
        load = [(take[j], int(weight[i, j])) for j in range(items)]
        draft.row(f"resource_{i}", load, upper=int(weight[i].sum() // 2))
    return draft.problem()


def gisp_small(rng: Rng) -> Problem:
    """Return a generalized independent set problem of 40 nodes."""
    return _gisp(rng, "gisp40", 40, 30)


def gisp_large(rng: Rng) -> Problem:
    """Return a generalized independent set problem of 70 nodes."""
    return _gisp(rng, "gisp70", 70, 20)


def _gisp(rng: Rng, name: str, nodes: int, percent: int) -> Problem:
    """Nodes earn, edges between chosen nodes cost; three in four edges may be bought off.

    After Hochbaum and Pathria, Forest harvesting and minimum cuts, 1997.
    """
    draft = Draft(name, "max")
    edges = [pair for pair in combinations(range(nodes), 2) if rng.integers(100) < percent]
    removable = rng.integers(0, 4, len(edges)) > 0
    node = [draft.binary(f"node_{i}", 100) for i in range(nodes)]
    for (i, j), soft in zip(edges, removable, strict=True):
        terms = [(node[i], 1), (node[j], 1)]
        if soft:
            terms.append((draft.binary(f"edge_{i}_{j}", -int(rng.integers(30, 60))), -1))
        draft.row(f"pair_{i}_{j}", terms, upper=1)
    return draft.problem()


def job_shop(rng: Rng, jobs: int = 5, machines: int = 5) -> Problem:
    """Return a job shop by disjunctive big-M rows (Manne 1960): before_j_k_m decides who is first on machine m."""
    draft = Draft("jobshop")
    duration = rng.integers(5, 40, (jobs, machines))
    route = [rng.permutation(machines).tolist() for _ in range(jobs)]
    horizon = int(duration.sum())
    makespan = draft.column("makespan", 1, upper=horizon)
    start = [[draft.column(f"start_{j}_{m}", upper=horizon) for m in range(machines)] for j in range(jobs)]
    for j in range(jobs):
        for m, after in zip(route[j], route[j][1:], strict=False):
            draft.row(f"route_{j}_{m}", [(start[j][after], 1), (start[j][m], -1)], lower=int(duration[j, m]))
        last = route[j][-1]
        draft.row(f"end_{j}", [(makespan, 1), (start[j][last], -1)], lower=int(duration[j, last]))
    for m in range(machines):
        for j, k in combinations(range(jobs), 2):
            first = draft.binary(f"before_{j}_{k}_{m}")
            gap = [(start[k][m], 1), (start[j][m], -1)]
            draft.row(f"first_{j}_{k}_{m}", [*gap, (first, -horizon)], lower=int(duration[j, m]) - horizon)
            draft.row(f"second_{j}_{k}_{m}", [*gap, (first, -horizon)], upper=-int(duration[k, m]))
    return draft.problem()


def cutting(rng: Rng, widths: int = 14, patterns: int = 40) -> Problem:
    """Return cutting with given patterns: run_j counts how often pattern j is cut, a general integer."""
    draft = Draft("cutting")
    run = [draft.column(f"run_{j}", int(rng.integers(50, 120)), 0, 60, Integrality.INTEGER) for j in range(patterns)]
    yields = rng.integers(1, 9, (widths, patterns)) * (rng.integers(0, 3, (widths, patterns)) == 0)
    for i in range(widths):
        pieces = [(run[j], int(yields[i, j])) for j in range(patterns) if yields[i, j]]
        draft.row(f"width_{i}", pieces, lower=int(rng.integers(120, 400)))
    return draft.problem()


def bin_packing(rng: Rng, items: int = 18, bins: int = 9, size: int = 100) -> Problem:
    """Return bin packing by assignment: put_i_b places item i into bin b, use_b pays for the bin."""
    draft = Draft("binpacking")
    weight = rng.integers(20, 60, items)
    use = [draft.binary(f"use_{b}", 1) for b in range(bins)]
    put = [[draft.binary(f"put_{i}_{b}") for b in range(bins)] for i in range(items)]
    for i in range(items):
        draft.row(f"item_{i}", [(put[i][b], 1) for b in range(bins)], lower=1, upper=1)
    for b in range(bins):
        draft.row(f"bin_{b}", [*((put[i][b], int(weight[i])) for i in range(items)), (use[b], -size)], upper=0)
    return draft.problem()


def infeasible_split(rng: Rng, markets: int = 3, retailers: int = 16) -> Problem:
    """Return a market split without solution, whose LP relaxation has one.

    After Cornuejols and Dawande, A class of hard small 0-1 programs, 1999.
    """
    draft = Draft("infeasible")
    give = [draft.binary(f"give_{j}", 1) for j in range(retailers)]
    for i in range(markets):
        volume = rng.integers(0, 100, retailers)
        half = int(volume.sum() // 2)
        draft.row(f"market_{i}", [(give[j], int(volume[j])) for j in range(retailers)], lower=half, upper=half)
    return draft.problem()


def unbounded_plan(rng: Rng, products: int = 5) -> Problem:
    """Return a production plan in which every machine earns back more than it costs, without end."""
    draft = Draft("unbounded", "max")
    machine = [draft.column(f"machine_{p}", -50, kind=Integrality.INTEGER) for p in range(products)]
    make = [draft.column(f"make_{p}", int(rng.integers(6, 12))) for p in range(products)]
    for p in range(products):
        draft.row(f"capacity_{p}", [(make[p], 1), (machine[p], -int(rng.integers(10, 20)))], upper=0)
    draft.row("mix", [(make[0], 1), (make[1], -2)], lower=0)
    return draft.problem()


def transshipment(rng: Rng, sources: int = 12, hubs: int = 6, sinks: int = 20) -> Problem:
    """Return a transshipment plan with hub capacities, a pure linear program."""
    draft = Draft("transport")
    demand = rng.integers(10, 50, sinks)
    supply = int(demand.sum() * 5 // (4 * sources)) + 1
    into = [[draft.column(f"in_{i}_{h}", int(rng.integers(1, 50))) for h in range(hubs)] for i in range(sources)]
    out = [[draft.column(f"out_{h}_{j}", int(rng.integers(1, 50))) for j in range(sinks)] for h in range(hubs)]
    for i in range(sources):
        draft.row(f"supply_{i}", [(into[i][h], 1) for h in range(hubs)], upper=supply)
    for h in range(hubs):
        arrive = [(into[i][h], 1) for i in range(sources)]
        draft.row(f"hub_{h}", [*arrive, *((out[h][j], -1) for j in range(sinks))], lower=0, upper=0)
        draft.row(f"limit_{h}", arrive, upper=int(demand.sum() // 4))
    for j in range(sinks):
        draft.row(f"demand_{j}", [(out[h][j], 1) for h in range(hubs)], lower=int(demand[j]))
    return draft.problem()


def sourcing(rng: Rng, suppliers: int = 12, materials: int = 8) -> Problem:
    """Return sourcing with least lots: buy_s_m is 0 or within the supplier's bounds, a semicontinuous column."""
    draft = Draft("semicontinuous")
    buy = []
    for s in range(suppliers):
        least, most = int(rng.integers(25, 45)), int(rng.integers(60, 90))
        kind = Integrality.SEMICONTINUOUS
        cost = rng.integers(10, 60, materials)
        buy.append([draft.column(f"buy_{s}_{m}", int(cost[m]), least, most, kind) for m in range(materials)])
    for m in range(materials):
        need = int(rng.integers(90, 200))
        draft.row(f"need_{m}", [(buy[s][m], 1) for s in range(suppliers)], lower=need, upper=need + 4)
    for s in range(suppliers):
        draft.row(f"supplier_{s}", [(buy[s][m], 1) for m in range(materials)], upper=int(rng.integers(100, 160)))
    return draft.problem()


def tight_assignment(rng: Rng, tasks: int = 40, teams: int = 8, skills: int = 2, slack: int = 4) -> Problem:
    """Return an assignment without objective that nearly fills each team in every skill: solutions are hard to find.

    A hidden assignment keeps it feasible; do_k_g gives task k to team g.
    """
    draft = Draft("tight")
    load = rng.integers(10, 60, (skills, tasks))
    hidden = rng.permutation(tasks) % teams
    do = [[draft.binary(f"do_{k}_{g}") for g in range(teams)] for k in range(tasks)]
    for k in range(tasks):
        draft.row(f"task_{k}", [(do[k][g], 1) for g in range(teams)], lower=1, upper=1)
    for g in range(teams):
        for q in range(skills):
            used = [(do[k][g], int(load[q, k])) for k in range(tasks)]
            draft.row(f"team_{g}_{q}", used, upper=int(load[q, hidden == g].sum()) + slack)
    return draft.problem()


RECIPES = (
    Recipe("setcover.mps.gz", set_cover, 1, "weighted set cover"),
    Recipe("partition.mps", set_partitioning, 2, "set partitioning (crew pairing)"),
    Recipe("facility.mps.gz", facility_location, 3, "capacitated facility location"),
    Recipe("lotsizing.mps", lot_sizing, 4, "capacitated lot sizing with set-up times"),
    Recipe("multilevel.mps", multilevel_small, 5, "multi-level capacitated lot sizing"),
    Recipe("multilevel_large.mps.gz", multilevel_large, 5, "multi-level capacitated lot sizing"),
    Recipe("knapsack.mps", knapsack, 6, "multi-dimensional knapsack"),
    Recipe("gisp40.mps", gisp_small, 7, "generalized independent set"),
    Recipe("gisp70.mps.gz", gisp_large, 8, "generalized independent set"),
    Recipe("jobshop.mps", job_shop, 9, "job shop, disjunctive big-M rows"),
    Recipe("cutting.mps", cutting, 10, "cutting stock with given patterns, general integers"),
    Recipe("binpacking.mps", bin_packing, 11, "bin packing by assignment"),
    Recipe("infeasible.mps", infeasible_split, 12, "market split without solution"),
    Recipe("unbounded.mps", unbounded_plan, 13, "production plan that earns without end"),
    Recipe("transport.lp", transshipment, 14, "transshipment, pure linear program"),
    Recipe("semicontinuous.mps", sourcing, 15, "sourcing with semicontinuous lots"),
    Recipe("tight.mps.gz", tight_assignment, 16, "assignment with scarce capacity, solutions hard to find"),
)


def write_all(directory: Path) -> None:
    """Write every model of RECIPES into the directory, which is made if it is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES:
        write_problem(recipe.problem(), directory / recipe.file)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
