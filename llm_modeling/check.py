"""Types of expressions: numbers against members and conditions, and what is data, linear or nonlinear.

Everything here happens before any data are read or anything is expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from llm_modeling.language import tree
from llm_modeling.language.tree import Degree, Sort, Type
from llm_modeling.references import ReferenceChecker

_DATA_FUNCTIONS = ("floor", "ceil", "round", "sqrt", "exp", "log")
_STEPS = ("next", "prev", "nextw", "prevw")


def _degree(*nodes: tree.Node, through: Degree | None = None) -> Degree:
    """Return the highest degree of the nodes, at least `through` if any of them has variables."""
    highest = max((node.type.degree for node in nodes), default=Degree.DATA)
    return highest if through is None or highest is Degree.DATA else max(highest, through)


def _number(*nodes: tree.Node, through: Degree | None = None) -> Type:
    return Type(Sort.NUMBER, _degree(*nodes, through=through))


def _truth(*nodes: tree.Node) -> Type:
    return Type(Sort.TRUTH, _degree(*nodes))


@dataclass(frozen=True)
class Checker(ReferenceChecker):
    """Types whole expressions: a rule for each kind of node."""

    def any(self, node: tree.Node) -> tree.Node:
        """Return the typed node, of whatever sort."""
        return _RULES[type(node)](self, node)

    def literal(self, node: Any) -> tree.Node:
        if isinstance(node, tree.Number) and node.value == float("inf"):
            self.refuse(node, "`inf` stands in the bounds of variables only")
        sort = {tree.Number: Sort.NUMBER, tree.Text: Sort.TEXT, tree.Truth: Sort.TRUTH}[type(node)]
        typed: tree.Node = replace(node, type=Type(sort))
        return typed

    def negative(self, node: tree.Negative) -> tree.Node:
        operand = self.number(node.operand)
        return replace(node, operand=operand, type=_number(operand))

    def sum(self, node: tree.Sum) -> tree.Node:
        terms = tuple(self.number(term) for term in node.terms)
        return replace(node, terms=terms, type=_number(*terms))

    def product(self, node: tree.Product) -> tree.Node:
        factors = tuple(self.number(factor) for factor in node.factors)
        variable = sum(factor.type.degree > Degree.DATA for factor in factors)
        through = Degree.NONLINEAR if variable > 1 else None
        return replace(node, factors=factors, type=_number(*factors, through=through))

    def arithmetic(self, node: tree.Arithmetic) -> tree.Node:
        left = self.number(node.left)
        right = self.number(node.right)
        if node.operator == "/":
            self.without_variables(right, "a denominator")
        elif node.operator == "^":
            self.without_variables(right, "an exponent")
            if left.type.degree > Degree.DATA and not (isinstance(right, tree.Number) and right.value in (1.0, 2.0)):
                self.refuse(node, "a power of variables cannot be linearized", "approximate it with pwl(...)")
        else:
            self.without_variables(left, f"`{node.operator}`")
            self.without_variables(right, f"`{node.operator}`")
        through = Degree.NONLINEAR if node.operator == "^" else None
        return replace(node, left=left, right=right, type=_number(left, right, through=through))

    def comparison(self, node: tree.Comparison) -> tree.Node:
        operands = tuple(self.any(operand) for operand in node.operands)
        for operand in operands:
            if operand.type.sort is Sort.TRUTH:
                self.refuse(operand, "a condition cannot be compared", "use <=> for `is the same as`, and to join")
        sorts = {operand.type.sort for operand in operands} - {Sort.ELEMENT}
        if len(sorts) > 1:
            self.refuse(node, "a member (text) cannot be compared with a number")
        if Sort.TEXT in sorts and set(node.operators) - {"=", "!="}:
            self.refuse(node, "members (texts) are compared by = and != only", "compare their places: ord(i) < ord(j)")
        if "!=" in node.operators and len(operands) > 2:
            self.refuse(node, "`!=` cannot stand in a chain of comparisons", "join two comparisons by `and`")
        return replace(node, operands=operands, type=_truth(*operands))

    def membership(self, node: tree.Membership) -> tree.Node:
        typed_set, sorts = self.set(node.set)
        if len(sorts) != len(node.items):
            self.refuse(node, f"the set has tuples of {len(sorts)}, not {len(node.items)}")
        items = tuple(self.element(i, s, "the left side of `in`") for i, s in zip(node.items, sorts, strict=True))
        return replace(node, items=items, set=typed_set, type=Type(Sort.TRUTH))

    def negation(self, node: tree.Not) -> tree.Node:
        operand = self.condition(node.operand)
        return replace(node, operand=operand, type=_truth(operand))

    def logic(self, node: tree.Logic) -> tree.Node:
        operands = tuple(self.condition(operand) for operand in node.operands)
        return replace(node, operands=operands, type=_truth(*operands))

    def conditional(self, node: tree.Conditional) -> tree.Node:
        condition = self.data_condition(node.condition, "the condition of `if`")
        yes = self.any(node.yes)
        no = None if node.no is None else self.any(node.no)
        sorts = {yes.type.sort, Sort.NUMBER if no is None else no.type.sort} - {Sort.ELEMENT}
        if len(sorts) > 1 or (no is None and yes.type.sort is Sort.TRUTH):
            self.refuse(node, "`then` and `else` are not both numbers, both conditions or both members")
        sort = sorts.pop() if sorts else Sort.ELEMENT
        branches = (yes,) if no is None else (yes, no)
        return replace(node, condition=condition, yes=yes, no=no, type=Type(sort, _degree(*branches)))

    def call(self, node: tree.Call) -> tree.Node:
        if node.function in ("first", "last", "card"):
            return self._of_a_set(node)
        if node.function == "ord" or node.function in _STEPS:
            return self._of_an_index(node)
        arguments = tuple(self.number(argument) for argument in node.arguments)
        if node.function in _DATA_FUNCTIONS:
            self.without_variables(arguments[0], f"`{node.function}`")
        return replace(node, arguments=arguments, type=_number(*arguments, through=Degree.NONLINEAR))

    def _of_a_set(self, node: tree.Call) -> tree.Node:
        typed_set, sorts = self.set(node.arguments[0])
        if node.function == "card":
            return replace(node, arguments=(typed_set,), type=Type(Sort.NUMBER))
        if len(sorts) != 1:
            self.refuse(node, f"`{node.function}` of a set of tuples")
        home = typed_set.name if isinstance(typed_set, tree.SetRef) else None
        self._check_order(node, home)
        return replace(node, arguments=(typed_set,), type=Type(sorts[0], home=home))

    def _of_an_index(self, node: tree.Call) -> tree.Node:
        index = self.any(node.arguments[0])
        if index.type.home is None:
            advice = "bind it alone, as in `t in T`, T being the name of a set"
            self.refuse(index, f"`{node.function}` needs an index that runs over an ordered set", advice)
        self._check_order(node, index.type.home)
        rest = tuple(self.data(step, f"`{node.function}`") for step in node.arguments[1:])
        result = Type(Sort.NUMBER) if node.function == "ord" else index.type
        return replace(node, arguments=(index, *rest), type=result)

    def _check_order(self, node: tree.Call, home: str | None) -> None:
        if home is not None and home not in self.symbols.ordered:
            reason = f"`{node.function}` needs an ordered set, and {home!r} is not declared as ordered"
            self.refuse(node, reason, 'say "ordered": true in the set')

    def iterated(self, node: tree.Iterated) -> tree.Node:
        domain, inner = self.domain(node.domain)
        if node.operator in ("forall", "exists", "count"):
            body = inner.condition(node.body)
            degree = _degree(body, through=Degree.NONLINEAR if node.operator == "count" else None)
            if node.operator == "count" or degree is Degree.DATA:
                sort = Sort.NUMBER if node.operator == "count" else Sort.TRUTH
                return replace(node, domain=domain, body=body, type=Type(sort, degree))
            return replace(node, domain=domain, body=body, type=_truth(body))
        body = inner.number(node.body)
        if node.operator == "alldifferent":
            return replace(node, domain=domain, body=body, type=Type(Sort.TRUTH, Degree.NONLINEAR))
        if node.operator == "prod":
            inner.without_variables(body, "`prod`")
        through = None if node.operator == "sum" else Degree.NONLINEAR
        return replace(node, domain=domain, body=body, type=_number(body, through=through))

    def piecewise(self, node: tree.PiecewiseLinear) -> tree.Node:
        argument = self.number(node.argument)
        if argument.type.degree is Degree.DATA:
            self.refuse(argument, "`pwl` is a function of variables, and there is none here", "write `if ... then ...`")
        breakpoints = tuple(self._listed(entry, "the breakpoints of `pwl`") for entry in node.breakpoints)
        values = tuple(self._listed(entry, "the values of `pwl`") for entry in node.values)
        return replace(
            node,
            argument=argument,
            breakpoints=breakpoints,
            values=values,
            type=_number(argument, through=Degree.NONLINEAR),
        )

    def _listed(self, node: tree.Listed, what: str) -> tree.Listed:
        if node.domain is None:
            return replace(node, body=self.data(node.body, what), type=Type(Sort.NUMBER))
        domain, inner = self.domain(node.domain)
        return replace(node, domain=domain, body=inner.data(node.body, what), type=Type(Sort.NUMBER))

    def no_overlap(self, node: tree.NoOverlap) -> tree.Node:
        domain, inner = self.domain(node.domain)
        parts = [inner.number(part) for part in node.parts[:2]]
        parts += [inner.condition(part) for part in node.parts[2:]]
        return replace(node, domain=domain, parts=tuple(parts), type=Type(Sort.TRUTH, Degree.NONLINEAR))

    def cumulative(self, node: tree.Cumulative) -> tree.Node:
        domain, inner = self.domain(node.domain)
        start = inner.number(node.parts[0])
        duration = inner.data(node.parts[1], "the duration of `cumulative`")
        usage = inner.data(node.parts[2], "the usage of `cumulative`")
        capacity = self.number(node.capacity)
        parts = (start, duration, usage)
        return replace(node, domain=domain, parts=parts, capacity=capacity, type=Type(Sort.TRUTH, Degree.NONLINEAR))


_RULES: dict[type[tree.Node], Callable[[Checker, Any], tree.Node]] = {
    tree.Number: Checker.literal,
    tree.Text: Checker.literal,
    tree.Truth: Checker.literal,
    tree.Name: Checker.name,
    tree.Subscript: Checker.subscript,
    tree.Negative: Checker.negative,
    tree.Sum: Checker.sum,
    tree.Product: Checker.product,
    tree.Arithmetic: Checker.arithmetic,
    tree.Comparison: Checker.comparison,
    tree.Membership: Checker.membership,
    tree.Not: Checker.negation,
    tree.Logic: Checker.logic,
    tree.Conditional: Checker.conditional,
    tree.Call: Checker.call,
    tree.Iterated: Checker.iterated,
    tree.PiecewiseLinear: Checker.piecewise,
    tree.NoOverlap: Checker.no_overlap,
    tree.Cumulative: Checker.cumulative,
}
