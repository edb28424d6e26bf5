"""Random directed networks: places on a map, links between neighbors, a way through all of them."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence

from llm_modeling.families.family import Rng

Link = tuple[int, int]


def network(rng: Rng, nodes: int, links: int) -> list[Link]:
    """Return so many links between nodes, sorted; each node but the last has one to the next, so all can be reached.

    Every node has a link that leads away and one that leads there.
    """
    found = {(k, k + 1) for k in range(nodes - 1)} | {(1, 0), (nodes - 1, nodes - 2)}
    spots = sorted(rng.uniform(size=(nodes, 2)).tolist())
    pairs = [(math.dist(spots[i], spots[j]), i, j) for i in range(nodes) for j in range(i + 1, nodes)]
    for _, i, j in sorted(pairs):
        if len(found) >= links:
            break
        if (i, j) != (0, nodes - 1):  # no way is that short
            found.add((i, j) if rng.random() < 0.75 else (j, i))
    return sorted(found)


def cheapest_way(lengths: Mapping[Link, float], start: int, goal: int) -> list[Link]:
    """Return the links of a shortest way by Dijkstra's algorithm; raises ValueError if there is none."""
    best: dict[int, float] = {}
    queue: list[tuple[float, int, tuple[Link, ...]]] = [(0.0, start, ())]
    while queue:
        length, node, way = heapq.heappop(queue)
        if node == goal:
            return list(way)
        if node in best:
            continue
        best[node] = length
        for (i, j), step in lengths.items():
            if i == node and j not in best:
                heapq.heappush(queue, (length + step, j, (*way, (i, j))))
    raise ValueError(f"no way leads from {start} to {goal}")


def named(links: Sequence[Link], names: Sequence[str]) -> list[list[str]]:
    """Return the links as pairs of names."""
    return [[names[i], names[j]] for i, j in links]
