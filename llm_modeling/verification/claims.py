"""Claims: every comparison that a model makes of variables, with its direction, its numbers and where it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from llm_modeling.errors import Span
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.typed import TypedModel, element_name
from llm_modeling.verification.cues import Direction
from llm_modeling.verification.values import Values
from llm_modeling.verification.wording import stem, words

_DIRECTIONS = {"<=": Direction.AT_MOST, "<": Direction.AT_MOST, ">=": Direction.AT_LEAST, ">": Direction.AT_LEAST,
               "=": Direction.EQUAL, "==": Direction.EQUAL}  # fmt: skip
_OPPOSITE = {Direction.AT_MOST: Direction.AT_LEAST, Direction.AT_LEAST: Direction.AT_MOST}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the names, members and values in it."""

    variables: frozenset[str]
    parameters: frozenset[str]
    words: frozenset[str]
    values: frozenset[float]


@dataclass(frozen=True)
class Claim:
    """left direction right. direction is None where it cannot be told: under `not`, in an implication, ...

    element names the constraint or variable; quote is its own.
    """

    element: str
    quote: str
    left: Side
    right: Side
    direction: Direction | None
    indexed: bool = False
    field: str = "expression"
    span: Span | None = None

    @property
    def values(self) -> frozenset[float]:
        return self.left.values | self.right.values

    @property
    def parameters(self) -> frozenset[str]:
        return self.left.parameters | self.right.parameters

    def turned(self) -> Claim:
        """Return the same claim with its sides exchanged."""
        direction = None if self.direction is None else _OPPOSITE.get(self.direction, self.direction)
        return Claim(self.element, self.quote, self.right, self.left, direction, self.indexed, self.field, self.span)


def claims(model: TypedModel, values: Values) -> tuple[Claim, ...]:
    """Return the claims of all constraints, then of all bounds that are given."""
    found: list[Claim] = []
    sides = _Sides(model, values)
    for constraint in model.constraints:
        spec = constraint.spec
        for left, right, operator, span in comparisons(constraint.expression):
            direction = _DIRECTIONS.get(operator)
            name = element_name(spec)
            indexed = constraint.domain is not None
            lesser, greater = sides.parted(left, right)
            found.append(Claim(name, spec.quote, lesser, greater, direction, indexed, span=span))
    for variable in model.variables.values():
        own = variable.spec
        subject = Side(frozenset({own.name}), frozenset(), frozenset(map(stem, words(own.name))), frozenset())
        for field, node, direction in (
            ("lower", variable.lower, Direction.AT_LEAST),
            ("upper", variable.upper, Direction.AT_MOST),
        ):
            limits = sides.of(node)
            if math.inf not in limits.values and (limits.parameters or limits.values - {0.0}):
                indexed = variable.domain is not None
                found.append(Claim(element_name(own), own.quote, subject, limits, direction, indexed, field, node.span))
    return tuple(found)


def comparisons(node: tree.Node, certain: bool = True) -> Iterator[tuple[tree.Node, tree.Node, str, Span]]:
    """Yield left, right and operator of comparisons with variables; the operator is empty where its sense may turn."""
    if isinstance(node, tree.Comparison):
        if node.type.degree > Degree.DATA:
            for left, right, operator in zip(node.operands, node.operands[1:], node.operators, strict=False):
                yield left, right, operator if certain else "", node.span
    elif isinstance(node, tree.Logic) and node.operator == "=>":
        yield from comparisons(node.operands[0], False)
        yield from comparisons(node.operands[1], certain)
    elif isinstance(node, tree.Logic):
        for operand in node.operands:
            yield from comparisons(operand, certain and node.operator != "<=>")
    elif isinstance(node, tree.Not):
        yield from comparisons(node.operand, False)
    elif isinstance(node, tree.Iterated):
        yield from comparisons(node.body, certain and node.operator != "count")
    elif isinstance(node, tree.Conditional):
        for branch in (node.yes, node.no):
            if branch is not None:
                yield from comparisons(branch, certain)
    elif isinstance(node, tree.Cumulative):
        yield node, node.capacity, "<=", node.span
    elif isinstance(node, tree.Node) and not isinstance(node, tree.Domain):
        for child in node.children():
            yield from comparisons(child, certain)


def _signed(node: tree.Node, is_positive: bool = True) -> Iterator[tuple[bool, tree.Node]]:
    """Yield the terms of a sum with their signs."""
    if isinstance(node, tree.Negative):
        yield from _signed(node.operand, not is_positive)
    elif isinstance(node, tree.Sum):
        for term in node.terms:
            yield from _signed(term, is_positive)
    else:
        yield is_positive, node


@dataclass(frozen=True)
class _Sides:
    model: TypedModel
    values: Values

    def parted(self, left: tree.Node, right: tree.Node) -> tuple[Side, Side]:
        """Return the sides once every term is moved to where it has a positive sign."""
        parts: tuple[list[tree.Node], list[tree.Node]] = ([], [])
        for node, side in ((left, 0), (right, 1)):
            for is_positive, term in _signed(node):
                parts[side if is_positive else 1 - side].append(term)
        return self.of(*parts[0]), self.of(*parts[1])

    def of(self, *nodes: tree.Node) -> Side:
        variables: set[str] = set()
        parameters: set[str] = set()
        said: set[str] = set()
        for inner in (inner for node in nodes for inner in node.walk()):
            if isinstance(inner, tree.VariableRef):
                variables.add(inner.name)
            elif isinstance(inner, tree.ParameterRef):
                parameters.add(inner.name)
            elif isinstance(inner, tree.Text):
                said |= {stem(word) for word in words(inner.value)}
            if isinstance(inner, tree.VariableRef | tree.ParameterRef):
                said |= {stem(word) for word in words(inner.name)}
        numbers = {value for node in nodes for value in self.values.literals(node)}
        for name in self._with_definitions(parameters):
            numbers |= self.values.of_parameter(name)
        return Side(frozenset(variables), frozenset(parameters), frozenset(said), frozenset(numbers))

    def _with_definitions(self, names: set[str]) -> set[str]:
        """Return the parameters and those that their definitions use."""
        pending, found = list(names), set(names)
        while pending:
            node = self.model.parameters[pending.pop()].expression
            for inner in () if node is None else node.walk():
                if isinstance(inner, tree.ParameterRef) and inner.name not in found:
                    found.add(inner.name)
                    pending.append(inner.name)
        return found
