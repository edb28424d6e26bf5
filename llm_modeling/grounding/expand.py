"""Index domains to frames: joins of sets, filtered as early as the order of the conditions allows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from llm_modeling.errors import ExpressionError, SizeError
from llm_modeling.grounding.columns import BoolArray, Column, FloatArray, GroundSet, IntArray
from llm_modeling.grounding.frame import ROOT, Expansion, Frame, spread
from llm_modeling.grounding.ground import Ground
from llm_modeling.language import tree

_SMALLEST, _LARGEST = -(2**53), 2**53


@dataclass(frozen=True, eq=False)
class DomainExpander(ABC):
    """Expands the domains of one element of the model; element and text are for the messages."""

    ground: Ground
    element: str
    text: str

    @abstractmethod
    def number(self, node: tree.Node, frame: Frame) -> FloatArray:
        """Return the value of a number without variables in each row, (size,)."""

    @abstractmethod
    def truth(self, node: tree.Node, frame: Frame) -> BoolArray:
        """Return the value of a condition without variables in each row, (size,)."""

    @abstractmethod
    def member(self, node: tree.Node, frame: Frame) -> Column:
        """Return the member in each row, (size,)."""

    def refuse(
        self, node: tree.Node, reason: str, frame: Frame = ROOT, row: int = 0, suggestion: str | None = None
    ) -> NoReturn:
        """Raise ExpressionError at the node, saying for which indices."""
        where = frame.described(row, self.ground.texts)
        reason = f"{reason}, for {where}" if where else reason
        raise ExpressionError(reason, self.text, node.span, element=self.element, suggestion=suggestion)

    def check_count(self, count: float, what: str, limit: int) -> None:
        """Raise SizeError if the count is beyond the limit."""
        if count > limit:
            advice = "narrow the index down, or raise the limit"
            raise SizeError(
                f"{what} {count:,.0f}, more than the {limit:,} allowed", element=self.element, suggestion=advice
            )

    def expand(self, frame: Frame, domain: tree.Domain) -> Expansion:
        """Return the frame of all combinations of the domain for each row of an outer frame, parents ascending."""
        expansion = Expansion(frame, np.arange(frame.size, dtype=np.int64))
        pending = conjuncts(domain.condition)
        for binder in domain.binders:
            expansion, used = self._joined(expansion, binder, pending)
            pending = [condition for condition in pending if condition is not used]
            while pending and free_indices(pending[0]) <= set(expansion.frame.columns):
                holds = self.truth(pending.pop(0), expansion.frame)
                if not holds.all():
                    expansion = expansion.filter(np.flatnonzero(holds))
        return expansion

    def _joined(
        self, outer: Expansion, binder: tree.Binder, pending: Sequence[tree.Node]
    ) -> tuple[Expansion, tree.Node | None]:
        """Return the join of the outer rows with a set, and the condition that it has made use of, if any."""
        frame = outer.frame
        if isinstance(binder.set, tree.Range):
            parent, values = self._ranges(binder.set, frame)
            columns = {name: Column(values, False) for name in binder.names}
            return Expansion(frame.take(parent).bind(columns), outer.parent[parent]), None
        prefix = binder.set.subscripts if isinstance(binder.set, tree.SetRef) else ()
        ground_set = self.set(binder.set)
        names = binder.names or unnamed(len(frame.columns), ground_set.arity)
        if len(names) == 1 and not prefix:
            given, used = self._determined(names[0], frame, pending)
            if used is not None:
                return self._matched(outer, ground_set, names[0], *given), used
        places = {name: len(prefix) + k for k, name in enumerate(names)}
        known = {k: self.member(node, frame) for k, node in enumerate(prefix)}
        known |= {place: frame.columns[name] for name, place in places.items() if name in frame.columns}
        parent, rows = self._matches(ground_set, known, frame)
        inner = frame.take(parent)
        new = {
            name: ground_set.columns[place].take(rows) for name, place in places.items() if name not in frame.columns
        }
        return Expansion(inner.bind(new), outer.parent[parent]), None

    def _matches(self, ground_set: GroundSet, known: dict[int, Column], frame: Frame) -> tuple[IntArray, IntArray]:
        """Return the pairs of a frame row and a row of the set that agree in the known components."""
        limit = self.ground.limits.combinations
        if not known:
            self.check_count(frame.size * ground_set.size, "the number of index combinations is", limit)
            rows = np.tile(np.arange(ground_set.size, dtype=np.int64), frame.size)
            return np.repeat(np.arange(frame.size, dtype=np.int64), ground_set.size), rows
        places = tuple(sorted(known))
        index = ground_set.index(places)
        groups = index.groups([known[place] for place in places])
        found = np.flatnonzero(groups >= 0)
        groups = groups[found]
        self.check_count(int(index.counts[groups].sum()), "the number of index combinations is", limit)
        parent, number = spread(index.counts[groups])
        return found[parent], index.order[index.starts[groups][parent] + number]

    def _determined(
        self, name: str, frame: Frame, pending: Sequence[tree.Node]
    ) -> tuple[tuple[IntArray, Column], tree.Node | None]:
        """Return the candidates for an index that a pending condition fixes: outer rows and members.

        `(i, j) in ARCS` with j bound gives the few i without trying them all, and so does `i = prev(j)`.
        """
        bound = set(frame.columns)
        for condition in pending:
            items = plain_items(condition)
            if isinstance(condition, tree.Membership) and items.count(name) == 1 and set(items) - {name} <= bound:
                arcs = self.set(condition.set)
                known = {k: frame.columns[item] for k, item in enumerate(items) if item != name}
                parent, rows = self._matches(arcs, known, frame)
                return (parent, arcs.columns[items.index(name)].take(rows)), condition
        side = _equal_to(name, pending[0], bound) if pending else None
        if side is None:
            return (np.zeros(0, dtype=np.int64), Column(np.zeros(0, dtype=np.int64), False)), None
        return (np.arange(frame.size, dtype=np.int64), self.member(side, frame)), pending[0]

    def _matched(
        self, outer: Expansion, ground_set: GroundSet, name: str, parent: IntArray, members: Column
    ) -> Expansion:
        """Return the outer rows with the candidates that are members of the set."""
        inside = np.flatnonzero(ground_set.positions([members]) >= 0)
        parent = parent[inside]
        return Expansion(outer.frame.take(parent).bind({name: members.take(inside)}), outer.parent[parent])

    def _ranges(self, node: tree.Range, frame: Frame) -> tuple[IntArray, IntArray]:
        """Return the frame row and the value of each member of a range that may depend on the row."""
        first, last = self.integers(node.first, frame), self.integers(node.last, frame)
        step = np.ones_like(first) if node.step is None else self.integers(node.step, frame)
        if (step == 0).any():
            self.refuse(node, "the step is 0", frame, int(np.argmax(step == 0)))
        counts = np.maximum(0, (last - first) // step + 1)
        self.check_count(
            float(counts.astype(np.float64).sum()), "the size of the range is", self.ground.limits.combinations
        )
        parent, number = spread(counts)
        return parent, first[parent] + number * step[parent]

    def integers(self, node: tree.Node, frame: Frame) -> IntArray:
        """Return the values of a number that has to be an integer, (size,)."""
        values = self.number(node, frame)
        wrong = (values != np.rint(values)) | (values < _SMALLEST) | (values > _LARGEST)
        if wrong.any():
            row = int(np.argmax(wrong))
            self.refuse(node, f"{values[row]:g} is not an integer", frame, row)
        return values.astype(np.int64)

    def set(self, node: tree.Node) -> GroundSet:
        """Return a set that depends on no index; subscripts of a declared set are not applied."""
        if isinstance(node, tree.SetRef):
            return self.ground.sets[node.name]
        if node not in self.ground.unnamed_sets:
            free = free_indices(node)
            if free:
                reason = f"the set depends on the index {min(free)!r}"
                self.refuse(node, reason, suggestion="put the condition after the colon: {i in I: ...}")
            self.ground.unnamed_sets[node] = self._made(node)
        return self.ground.unnamed_sets[node]

    def _made(self, node: tree.Node) -> GroundSet:
        if isinstance(node, tree.SetBuilder):
            frame = self.expand(ROOT, node.domain).frame
            return GroundSet("", tuple(frame.columns[name] for name in node.domain.names))
        if isinstance(node, tree.Range):
            return GroundSet("", (Column(self._ranges(node, ROOT)[1], False),))
        if isinstance(node, tree.SetOperation):
            return self._operation(node)
        assert isinstance(node, tree.SetLiteral)
        for entry in node.members:
            if isinstance(entry, tree.Text):
                self.ground.texts.code(entry.value)
        members = [self.member(entry, ROOT) for entry in node.members]
        column = Column(np.concatenate([m.values for m in members]), members[0].is_text)
        result = GroundSet("", (column,))
        repeated = result.first_repeated()
        if repeated is not None:
            self.refuse(node.members[repeated], "the member stands in the set twice")
        return result

    def _operation(self, node: tree.SetOperation) -> GroundSet:
        for side in (node.left, node.right):
            if isinstance(side, tree.SetRef) and side.subscripts:
                self.refuse(side, "a set with subscripts cannot be part of a set operation")
        left, right = self.set(node.left), self.set(node.right)
        if node.operator == "cross":
            self.check_count(left.size * right.size, "the size of the set is", self.ground.limits.members)
            rows = np.repeat(np.arange(left.size, dtype=np.int64), right.size)
            others = np.tile(np.arange(right.size, dtype=np.int64), left.size)
            return GroundSet("", (*(c.take(rows) for c in left.columns), *(c.take(others) for c in right.columns)))
        if any(a.is_text != b.is_text for a, b in zip(left.columns, right.columns, strict=True)):
            self.refuse(node, f"{node.operator!r} of integers and texts")
        if node.operator == "union":
            new = np.flatnonzero(left.positions(right.columns) < 0)
            pairs = zip(left.columns, right.columns, strict=True)
            joined = (Column(np.concatenate([a.values, b.values[new]]), a.is_text) for a, b in pairs)
            return GroundSet("", tuple(joined))
        inside = right.positions(left.columns) >= 0
        rows = np.flatnonzero(inside if node.operator == "inter" else ~inside)
        return GroundSet("", tuple(column.take(rows) for column in left.columns))


def conjuncts(condition: tree.Node | None) -> list[tree.Node]:
    """Return the conditions that `and` joins, in order."""
    if condition is None:
        return []
    if isinstance(condition, tree.Logic) and condition.operator == "and":
        return [part for operand in condition.operands for part in conjuncts(operand)]
    return [condition]


def unnamed(first: int, count: int) -> tuple[str, ...]:
    """Return names for indices that have none; no text can refer to them."""
    return tuple(f"#{first + k}" for k in range(count))


def free_indices(node: tree.Node) -> set[str]:
    """Return the indices that a node uses and does not bind itself."""
    used: set[str] = set()
    bound: set[str] = set()
    for inner in node.walk():
        if isinstance(inner, tree.IndexRef):
            used.add(inner.name)
        elif isinstance(inner, tree.Binder):
            used.update(inner.matched)
            bound.update(set(inner.names) - set(inner.matched))
    return used - bound


def plain_items(condition: tree.Node) -> list[str]:
    """Return the indices of `(i, j) in ARCS`, nothing for any other condition."""
    if not isinstance(condition, tree.Membership) or condition.negated or len(condition.items) < 2:
        return []
    if isinstance(condition.set, tree.SetRef) and condition.set.subscripts:
        return []
    names = [item.name for item in condition.items if isinstance(item, tree.IndexRef)]
    return names if len(names) == len(condition.items) else []


def _equal_to(name: str, condition: tree.Node, bound: set[str]) -> tree.Node | None:
    """Return the other side of `name = ...` if it uses bound indices only and is a member by its form."""
    if not isinstance(condition, tree.Comparison) or condition.operators != ("=",):
        return None
    for side, other in (condition.operands, reversed(condition.operands)):
        is_index = isinstance(side, tree.IndexRef) and side.name == name
        if is_index and isinstance(other, tree.IndexRef | tree.Text | tree.Call) and free_indices(other) <= bound:
            return other
    return None
