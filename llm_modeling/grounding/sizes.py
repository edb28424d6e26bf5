"""Sizes counted from set cardinalities, before anything is expanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from llm_modeling.errors import SizeError
from llm_modeling.grounding.columns import GroundSet
from llm_modeling.grounding.evaluate import Evaluator
from llm_modeling.grounding.expand import conjuncts, free_indices, plain_items
from llm_modeling.grounding.ground import Ground
from llm_modeling.language import tree
from llm_modeling.typed import element_name


def check_sizes(ground: Ground) -> None:
    """Raise SizeError, with the counts, for the first constraint or objective that is too large to expand."""
    totals: list[float] = []
    for constraint in ground.model.constraints:
        element = element_name(constraint.spec)
        outer = _Count()
        if constraint.domain is not None:
            evaluator = Evaluator(ground, element, constraint.spec.forall)
            outer = _Counter(evaluator, element, totals).domain(constraint.domain, outer)
        evaluator = Evaluator(ground, element, constraint.spec.expression)
        _Counter(evaluator, element, totals).node(constraint.expression, outer)
    for objective in ground.model.objectives:
        element = element_name(objective.spec)
        evaluator = Evaluator(ground, element, objective.spec.expression)
        _Counter(evaluator, element, totals).node(objective.expression, _Count())
    if sum(totals) > ground.limits.expansion:
        reason = (
            f"the model has {sum(totals):,.0f} index combinations, more than the {ground.limits.expansion:,} allowed"
        )
        raise SizeError(reason, suggestion="narrow the indices down, or raise the limit")


@dataclass(frozen=True)
class _Count:
    """An upper bound on a number of combinations, the cardinality behind each index, and how the number comes."""

    total: float = 1.0
    cards: Mapping[str, float] = field(default_factory=dict)
    factors: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Counter:
    """Counts for the expressions of one element; sets are counted as the expansion will join them.

    Each count of a whole domain is added to totals.
    """

    evaluator: Evaluator
    element: str
    totals: list[float]

    def check(self, count: _Count) -> _Count:
        """Return the count; raise SizeError if it is beyond the limit."""
        limit = self.evaluator.ground.limits.combinations
        if count.total > limit:
            shown = " x ".join(count.factors)
            reason = f"{shown} are {count.total:,.0f} index combinations, more than the {limit:,} allowed"
            advice = "narrow the index down with a set of tuples, as in (i, j) in ARCS, or raise the limit"
            raise SizeError(reason, element=self.element, suggestion=advice)
        return count

    def node(self, node: tree.Node, outer: _Count) -> None:
        """Check all expansions inside of a node that is evaluated for so many combinations."""
        if isinstance(node, tree.Iterated | tree.NoOverlap | tree.Cumulative | tree.Listed) and node.domain is not None:
            inner = self.domain(node.domain, outer)
            for child in node.children():
                if child is not node.domain:
                    self.node(child, outer if isinstance(node, tree.Cumulative) and child is node.capacity else inner)
            return
        for child in node.children():
            self.node(child, outer)

    def domain(self, domain: tree.Domain, outer: _Count) -> _Count:
        """Return the count within a domain."""
        count = outer
        pending = conjuncts(domain.condition)
        for binder in domain.binders:
            count = self.check(self._joined(count, binder, pending))
        for condition in pending:
            self.node(condition, count)
        self.totals.append(count.total)
        return count

    def _joined(self, outer: _Count, binder: tree.Binder, pending: list[tree.Node]) -> _Count:
        if isinstance(binder.set, tree.Range) and free_indices(binder.set):
            return outer  # how long it is depends on the row; the expansion itself counts it before it begins
        prefix = binder.set.subscripts if isinstance(binder.set, tree.SetRef) else ()
        ground_set = self.evaluator.set(binder.set)
        known = {k: _name(node) for k, node in enumerate(prefix)}
        known |= {len(prefix) + k: name for k, name in enumerate(binder.names) if name in binder.matched}
        size = float(ground_set.size)
        if len(binder.names) == 1 and not prefix:
            ground_set, known = self._narrower(binder.names[0], ground_set, outer, pending)
        total = outer.total * ground_set.size
        if known:
            group = ground_set.index(tuple(sorted(known))).largest_group
            others = outer.total
            for name in set(known.values()):
                others /= max(1.0, outer.cards.get(name, 1.0))
            total = min(outer.total * group, max(others, 1.0) * ground_set.size)
        label = binder.set.name if isinstance(binder.set, tree.SetRef) else "a set"
        cards = {**outer.cards, **dict.fromkeys(binder.names, size)}
        return _Count(total, cards, (*outer.factors, f"{total / max(outer.total, 1.0):,.0f} ({label})"))

    def _narrower(
        self, name: str, own: GroundSet, outer: _Count, pending: list[tree.Node]
    ) -> tuple[GroundSet, dict[int, str]]:
        """Return the set of tuples that a condition `(i, j) in ARCS` finds an index by, or the index's own set."""
        for condition in pending:
            items = plain_items(condition)
            if items.count(name) == 1 and isinstance(condition, tree.Membership):
                known = {k: item for k, item in enumerate(items) if item != name}
                if all(item in outer.cards for item in known.values()):
                    return self.evaluator.set(condition.set), known
        return own, {}


def _name(node: tree.Node) -> str:
    return node.name if isinstance(node, tree.IndexRef) else ""
