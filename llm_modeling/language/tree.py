"""The typed tree of an expression: frozen nodes, each with its span in the source and, once checked, its type.

The parser makes Name and Subscript nodes; `llm_modeling.check` replaces them by IndexRef, ParameterRef, VariableRef
and SetRef and fills in every `type`. Nodes compare by identity, so that they can be keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum, IntEnum

from llm_modeling.errors import Span


class Degree(IntEnum):
    """How variables enter: not at all, linearly, or through something that has to be linearized."""

    DATA = 0
    LINEAR = 1
    NONLINEAR = 2


class Sort(Enum):
    """What a value is: a number, true or false, or a member of a set whose members are texts.

    ELEMENT is a member of a set of which only the data will say whether its members are numbers or texts.
    """

    NUMBER = "a number"
    TRUTH = "true or false"
    TEXT = "a member (text)"
    ELEMENT = "a member"


@dataclass(frozen=True)
class Type:
    """The type of a node; home is the set that an index runs over, for next, prev and ord."""

    sort: Sort
    degree: Degree = Degree.DATA
    home: str | None = None


UNCHECKED = Type(Sort.ELEMENT, Degree.NONLINEAR)


@dataclass(frozen=True, eq=False)
class Node:
    """A piece of an expression."""

    span: Span = field(repr=False)
    type: Type = field(default=UNCHECKED, kw_only=True, repr=False)

    def children(self) -> Iterator[Node]:
        """Yield the nodes directly below this one, in the order of the source."""
        for entry in fields(self):
            yield from _nodes(getattr(self, entry.name))

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in the order of the source."""
        pending: list[Node] = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(list(node.children())))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _nodes(entry)


@dataclass(frozen=True, eq=False)
class Number(Node):
    """A number as written; text keeps its digits. `inf` is a Number too and allowed in bounds only."""

    value: float
    text: str


@dataclass(frozen=True, eq=False)
class Text(Node):
    """A member in quotes."""

    value: str


@dataclass(frozen=True, eq=False)
class Truth(Node):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, eq=False)
class Name(Node):
    """A name not yet resolved."""

    name: str


@dataclass(frozen=True, eq=False)
class Subscript(Node):
    """name[...], not yet resolved."""

    name: str
    subscripts: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class IndexRef(Node):
    """An index bound by a forall or by the braces around it."""

    name: str


@dataclass(frozen=True, eq=False)
class ParameterRef(Node):
    """A parameter with its subscripts, none if it is a scalar."""

    name: str
    subscripts: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class VariableRef(Node):
    """A variable with its subscripts, none if it is a scalar."""

    name: str
    subscripts: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class SetRef(Node):
    """A declared set; subscripts fix the first components of a set of tuples."""

    name: str
    subscripts: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class Range(Node):
    """first..last, optionally `by step`."""

    first: Node
    last: Node
    step: Node | None


@dataclass(frozen=True, eq=False)
class SetLiteral(Node):
    """{1, 2, 3} or {"a", "b"}."""

    members: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class SetBuilder(Node):
    """{i in I, j in J: condition}: the tuples (i, j)."""

    domain: Domain


@dataclass(frozen=True, eq=False)
class SetOperation(Node):
    """left union, inter, diff or cross right."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Negative(Node):
    """-operand."""

    operand: Node


@dataclass(frozen=True, eq=False)
class Sum(Node):
    """Two or more terms added up; subtraction is a Negative term."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Product(Node):
    """Two or more factors."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Arithmetic(Node):
    """left / right, left ^ right, left mod right, left div right."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Comparison(Node):
    """operands[0] operators[0] operands[1] ...: a chain such as a <= x <= b."""

    operands: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Membership(Node):
    """(items) in set, or not in."""

    items: tuple[Node, ...]
    set: Node
    negated: bool


@dataclass(frozen=True, eq=False)
class Not(Node):
    """not operand."""

    operand: Node


@dataclass(frozen=True, eq=False)
class Logic(Node):
    """operands joined by `and`, `or` (two or more), `=>` or `<=>` (two)."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Conditional(Node):
    """if condition then yes else no; the condition is data. Without else, no is the number 0."""

    condition: Node
    yes: Node
    no: Node | None


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function of its arguments: abs, min, max, floor, ord, next, card, ..."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Binder(Node):
    """names in set; no names in the index of a parameter or variable that names none.

    matched are those of the names that are bound around the binder: they are compared, not bound.
    """

    names: tuple[str, ...]
    set: Node
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Domain(Node):
    """binders: condition."""

    binders: tuple[Binder, ...]
    condition: Node | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the binders bind, in order."""
        return tuple(name for binder in self.binders for name in binder.names if name not in binder.matched)


@dataclass(frozen=True, eq=False)
class Iterated(Node):
    """operator{domain} body: sum, prod, min, max, forall, exists, count, alldifferent."""

    operator: str
    domain: Domain
    body: Node


@dataclass(frozen=True, eq=False)
class Listed(Node):
    """One entry of a list of pwl: values, or as many as the domain has combinations."""

    domain: Domain | None
    body: Node


@dataclass(frozen=True, eq=False)
class PiecewiseLinear(Node):
    """pwl(argument; breakpoints; values): linear between breakpoints, undefined outside of them."""

    argument: Node
    breakpoints: tuple[Listed, ...]
    values: tuple[Listed, ...]


@dataclass(frozen=True, eq=False)
class NoOverlap(Node):
    """no_overlap{domain} (start, duration[, presence]): present intervals do not overlap."""

    domain: Domain
    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Cumulative(Node):
    """cumulative{domain} (start, duration, usage) <= capacity: running intervals never use more than capacity."""

    domain: Domain
    parts: tuple[Node, ...]
    capacity: Node
