"""The deletion filter: an irreducible infeasible subsystem from a larger one, groups before their members.

Sources: Chinneck, Dravnieks, Locating minimal infeasible constraint sets in linear programs, 1991; Guieu, Chinneck,
Analyzing infeasible mixed-integer and integer linear programs, 1999; halving as in Junker, QuickXplain, 2004.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from llm_modeling.diagnosis.layout import Layout
from llm_modeling.diagnosis.oracle import Oracle, Verdict
from llm_modeling.diagnosis.structure import Branch, Leaf, Node
from llm_modeling.grounding.columns import BoolArray, FloatArray


class DeletionFilter:
    """Drops what an infeasible set does not need; the state is the set that is left, infeasible at all times.

    A point that satisfies all other conditions of the set is a witness that a leaf is needed.
    """

    def __init__(self, layout: Layout, oracle: Oracle, nodes: Sequence[Node], background: BoolArray) -> None:
        self._oracle = oracle
        self._layout = layout
        self._nodes = list(nodes)
        self.active = background.copy()
        self._leaf_of: dict[int, Leaf] = {}
        for leaf in leaves(nodes):
            self.active[list(leaf.positions)] = True
            self._leaf_of |= dict.fromkeys(leaf.positions, leaf)
        self.witnesses: dict[Leaf, FloatArray] = {}
        self._undecided: set[Leaf] = set()

    def run(self, *, halving: bool = True) -> None:
        """Reduce the set; with halving = False it is taken for nearly irreducible, and leaves are tried one by one."""
        if halving:
            self._reduce(self._nodes, needed=True)
        else:
            for leaf in leaves(self._nodes):
                self._reduce([leaf], needed=False)
        for leaf in self.members:  # those that were needed as a part of a larger one have no witness yet
            if leaf not in self.witnesses and leaf not in self._undecided:
                self._drop([leaf])

    @property
    def members(self) -> list[Leaf]:
        """The leaves that are left, in the order of the tree."""
        return [leaf for leaf in leaves(self._nodes) if self.active[leaf.positions[0]]]

    def _reduce(self, nodes: Sequence[Node], needed: bool) -> bool:
        """Reduce some nodes; needed says that not all of them can go. Return whether all are gone."""
        nodes = list(nodes)
        if not needed and self._drop(nodes):
            return True
        if len(nodes) == 1:
            if isinstance(nodes[0], Branch):
                self._reduce(nodes[0].children, needed=True)
            return False
        middle = len(nodes) // 2
        first_gone = self._reduce(nodes[:middle], needed=False)
        self._reduce(nodes[middle:], needed=first_gone)
        return False

    def _drop(self, nodes: Sequence[Node]) -> bool:
        """Drop the nodes if the rest is infeasible without them; return whether they are gone."""
        dropped = leaves(nodes)
        if len(dropped) == 1 and dropped[0] in self.witnesses:
            return False
        trial = self.active.copy()
        for leaf in dropped:
            trial[list(leaf.positions)] = False
        answer = self._oracle.ask(trial)
        if answer.verdict is Verdict.INFEASIBLE:
            self.active = trial
            return True
        if answer.verdict is Verdict.UNKNOWN and len(dropped) == 1:
            self._undecided.add(dropped[0])
        if answer.x is not None:
            self.offer(answer.x)
        return False

    def offer(self, x: FloatArray) -> None:
        """Keep the point as a witness if a single leaf of the set is violated by it."""
        violated = np.flatnonzero(self._layout.violated(x) & self.active).tolist()
        guilty = {self._leaf_of.get(position) for position in violated}
        if len(guilty) == 1:
            leaf = guilty.pop()
            if leaf is not None:
                self.witnesses[leaf] = x


def leaves(nodes: Sequence[Node]) -> list[Leaf]:
    """Return the leaves below some nodes, in order."""
    result: list[Leaf] = []
    for node in nodes:
        result += [node] if isinstance(node, Leaf) else leaves(node.children)
    return result
