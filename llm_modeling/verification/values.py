"""The numbers of a model: its literals, folded where they are fractions, and the values of its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.language import tree
from llm_modeling.typed import TypedModel

MOST_VALUES = 2_000


@dataclass(frozen=True, eq=False)
class Values:
    """The numbers of a typed model, and of its data if it is compiled."""

    model: TypedModel
    compiled: Compiled | None = None

    def of_parameter(self, name: str) -> frozenset[float]:
        """Return the distinct values of a parameter, empty if they are not known or too many."""
        if self.compiled is not None:
            values = self.compiled.ground.parameters[name].values
            return frozenset(np.unique(values).tolist()) if values.size <= MOST_VALUES else frozenset()
        spec = self.model.parameters[name].spec
        if spec.value is not None:
            return frozenset({spec.value})
        return frozenset(float(row[-1]) for row in spec.entries if isinstance(row[-1], int | float))

    def literals(self, node: tree.Node) -> Iterator[float]:
        """Yield the numbers of an expression, outside of subscripts and sets; `1/4` also as 0.25."""
        if isinstance(node, tree.Number):
            yield node.value
            return
        if isinstance(node, tree.Domain | tree.ParameterRef | tree.VariableRef | tree.SetRef | tree.Range):
            return
        folded = fold(node)
        if folded is not None:
            yield folded
        for child in node.children():
            yield from self.literals(child)

    def index_literals(self, node: tree.Node) -> Iterator[float]:
        """Yield every number of an expression, also those in subscripts, ranges and conditions."""
        return (inner.value for inner in node.walk() if isinstance(inner, tree.Number))

    @cached_property
    def set_sizes(self) -> frozenset[float]:
        """How many members the sets have."""
        if self.compiled is not None:
            return frozenset(float(ground.size) for ground in self.compiled.ground.sets.values())
        return frozenset(float(len(s.spec.members or s.spec.tuples)) for s in self.model.sets.values())

    @cached_property
    def integer_members(self) -> frozenset[float]:
        """The members of sets of integers."""
        if self.compiled is None:
            return frozenset(float(m) for s in self.model.sets.values() for m in s.spec.members if isinstance(m, int))
        columns = [c for ground in self.compiled.ground.sets.values() for c in ground.columns if not c.is_text]
        return frozenset(float(v) for column in columns for v in np.unique(column.values[:MOST_VALUES]).tolist())

    @cached_property
    def text_members(self) -> tuple[str, ...]:
        """The members of sets of texts."""
        if self.compiled is not None:
            return tuple(self.compiled.ground.texts.texts[:MOST_VALUES])
        return tuple(m for s in self.model.sets.values() for m in s.spec.members if isinstance(m, str))


def fold(node: tree.Node) -> float | None:
    """Return the value of an expression of literals alone, None if there is anything else in it."""
    if isinstance(node, tree.Number):
        return node.value
    if isinstance(node, tree.Negative):
        inner = fold(node.operand)
        return None if inner is None else -inner
    if isinstance(node, tree.Sum | tree.Product):
        parts = [fold(part) for part in (node.terms if isinstance(node, tree.Sum) else node.factors)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return sum(known) if isinstance(node, tree.Sum) else float(np.prod(known))
    if isinstance(node, tree.Arithmetic) and node.operator == "/":
        left, right = fold(node.left), fold(node.right)
        return None if left is None or not right else left / right
    return None
