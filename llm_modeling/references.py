"""Names resolved to what they are: indices, parameters, variables and sets, with the right number of subscripts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol, Self

from llm_modeling.errors import ExpressionError, did_you_mean
from llm_modeling.formulation import VariableKind
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree, Sort, Type

_NUMBER = Type(Sort.NUMBER)


class Symbols(Protocol):
    """What the checker has to know of the declared names."""

    @property
    def sets(self) -> Mapping[str, tuple[Sort, ...]]:
        """The sort of each component, by the name of the set."""

    @property
    def ordered(self) -> frozenset[str]:
        """The names of the ordered sets."""

    @property
    def parameters(self) -> Mapping[str, tuple[Sort, ...]]:
        """The sort of each subscript, by the name of the parameter."""

    @property
    def variables(self) -> Mapping[str, tuple[tuple[Sort, ...], VariableKind]]:
        """The sort of each subscript and the kind, by the name of the variable."""


Scope = Mapping[str, Type]


@dataclass(frozen=True)
class ReferenceChecker(ABC):
    """Types the references, sets and domains of one text; scope holds the indices that are bound around them."""

    symbols: Symbols
    text: str
    scope: Scope = field(default_factory=dict)

    def number(self, node: tree.Node) -> tree.Node:
        """Return the typed node, which has to be a number."""
        typed = self.any(node)
        if typed.type.sort in (Sort.NUMBER, Sort.ELEMENT):
            return typed
        if typed.type.sort is Sort.TRUTH:
            self.refuse(typed, "this is a condition, not a number", "use `count{...}` or `if ... then 1 else 0`")
        return self.refuse(typed, "this is a member (text), not a number")

    def data(self, node: tree.Node, what: str) -> tree.Node:
        """Return the typed node, which has to be a number without variables."""
        typed = self.number(node)
        self.without_variables(typed, what)
        return typed

    def condition(self, node: tree.Node) -> tree.Node:
        """Return the typed node, which has to be true or false; a binary variable stands for `it is 1`."""
        typed = self.any(node)
        if typed.type.sort is Sort.TRUTH or self._is_binary(typed):
            return typed
        advice = "only a binary variable can stand for a condition" if isinstance(typed, tree.VariableRef) else None
        return self.refuse(typed, "a condition is expected here, not a number or a member", advice or "write `... = 1`")

    def data_condition(self, node: tree.Node, what: str) -> tree.Node:
        """Return the typed node, which has to be true or false without variables."""
        typed = self.condition(node)
        self.without_variables(typed, what)
        return typed

    def without_variables(self, node: tree.Node, what: str) -> None:
        """Refuse a typed node that has variables in it."""
        if node.type.degree > Degree.DATA:
            variable = next((n for n in node.walk() if isinstance(n, tree.VariableRef)), None)
            if variable is None:
                self.refuse(node, f"this is a constraint and cannot stand in {what}")
            advice = "conditions on variables are constraints: use =>, or, and" if "condition" in what else None
            self.refuse(variable, f"the variable {variable.name!r} cannot stand in {what}", advice)

    @abstractmethod
    def any(self, node: tree.Node) -> tree.Node:
        """Return the typed node, of whatever sort."""

    def refuse(self, node: tree.Node, reason: str, suggestion: str | None = None) -> NoReturn:
        """Raise ExpressionError at the node."""
        raise ExpressionError(reason, self.text, node.span, suggestion=suggestion)

    def _is_binary(self, node: tree.Node) -> bool:
        return isinstance(node, tree.VariableRef) and self.symbols.variables[node.name][1] is VariableKind.BINARY

    def name(self, node: tree.Name) -> tree.Node:
        """Resolve a name without subscripts."""
        bound = self.scope.get(node.name)
        if bound is not None:
            return tree.IndexRef(node.span, node.name, type=bound)
        return self.reference(node, node.name, ())

    def subscript(self, node: tree.Subscript) -> tree.Node:
        """Resolve a name with subscripts."""
        if node.name in self.scope:
            self.refuse(node, f"{node.name!r} is an index and takes no subscripts")
        return self.reference(node, node.name, node.subscripts)

    def reference(self, node: tree.Node, name: str, subscripts: tuple[tree.Node, ...]) -> tree.Node:
        """Resolve a parameter or variable and check its subscripts."""
        if name in self.symbols.sets:
            self.refuse(node, f"{name!r} is a set and cannot stand here", f"did you mean card({name})?")
        if name in self.symbols.parameters:
            sorts = self.symbols.parameters[name]
            typed = self.subscripts(node, name, subscripts, sorts)
            return tree.ParameterRef(node.span, name, typed, type=_NUMBER)
        if name in self.symbols.variables:
            sorts, _ = self.symbols.variables[name]
            typed = self.subscripts(node, name, subscripts, sorts)
            return tree.VariableRef(node.span, name, typed, type=Type(Sort.NUMBER, Degree.LINEAR))
        known = [*self.scope, *self.symbols.parameters, *self.symbols.variables]
        advice = did_you_mean(name, known)
        if advice is None and len(name) == 1:
            bound = f"; bound here: {', '.join(self.scope)}" if self.scope else ""
            advice = f"an index is bound by `forall` or by the braces directly before its use{bound}"
        return self.refuse(node, f"unknown name {name!r}", advice)

    def subscripts(
        self, node: tree.Node, name: str, subscripts: tuple[tree.Node, ...], sorts: tuple[Sort, ...]
    ) -> tuple[tree.Node, ...]:
        """Return the typed subscripts, which have to fit the sorts in number and kind."""
        if len(subscripts) != len(sorts):
            count = "no subscripts" if not sorts else f"{len(sorts)} subscript{'s' if len(sorts) > 1 else ''}"
            self.refuse(node, f"{name!r} has {count}, not {len(subscripts)}")
        return tuple(
            self.element(s, sort, f"a subscript of {name!r}") for s, sort in zip(subscripts, sorts, strict=True)
        )

    def element(self, node: tree.Node, sort: Sort, what: str) -> tree.Node:
        """Return the typed node, which has to be a member of the given sort."""
        if isinstance(node, tree.Name) and node.name not in self.scope and node.name not in self.symbols.parameters:
            known = [*self.scope, *self.symbols.parameters]
            advice = did_you_mean(node.name, known) or f'a member is written in quotes: "{node.name}"'
            self.refuse(node, f"unknown index {node.name!r}", advice)
        typed = self.any(node)
        if typed.type.sort is Sort.TRUTH:
            self.refuse(typed, f"{what} is a member, not a condition")
        self.without_variables(typed, what)
        if Sort.ELEMENT not in (sort, typed.type.sort) and typed.type.sort is not sort:
            expected = "a member (text)" if sort is Sort.TEXT else "an integer"
            self.refuse(typed, f"{what} has to be {expected} here, not {typed.type.sort.value}")
        return typed

    def set(self, node: tree.Node) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Return the typed set and the sort of each of its components."""
        return _SET_RULES[type(node)](self, node)

    def set_reference(self, node: tree.SetRef) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Resolve a set; subscripts fix its first components."""
        sorts = self.symbols.sets.get(node.name)
        if sorts is None:
            known = self.symbols.sets
            kind = "parameter" if node.name in self.symbols.parameters else "variable"
            if node.name in self.symbols.parameters or node.name in self.symbols.variables:
                self.refuse(node, f"{node.name!r} is a {kind}, not a set", f"did you mean 1..{node.name}?")
            self.refuse(node, f"unknown set {node.name!r}", did_you_mean(node.name, known))
        if node.subscripts and len(node.subscripts) >= len(sorts):
            self.refuse(node, f"{node.name!r} has tuples of {len(sorts)}; subscripts fix fewer of them")
        pairs = zip(node.subscripts, sorts, strict=False)
        typed = tuple(self.element(s, sort, f"a subscript of {node.name!r}") for s, sort in pairs)
        return replace(node, subscripts=typed), sorts[len(typed) :]

    def range(self, node: tree.Range) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Type first..last by step."""
        ends = [self.data(end, "the end of a range") for end in (node.first, node.last)]
        step = None if node.step is None else self.data(node.step, "the step of a range")
        return replace(node, first=ends[0], last=ends[1], step=step), (Sort.NUMBER,)

    def set_literal(self, node: tree.SetLiteral) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Type {a, b, c}."""
        members = tuple(self.any(member) for member in node.members)
        for member in members:
            self.without_variables(member, "a set")
            if member.type.sort is Sort.TRUTH or member.type.sort is not members[0].type.sort:
                self.refuse(member, "the members of a set are all integers or all texts")
        return replace(node, members=members), (members[0].type.sort,)

    def set_builder(self, node: tree.SetBuilder) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Type {i in I, j in J: condition}."""
        domain, inner = self.domain(node.domain)
        return replace(node, domain=domain), tuple(inner.scope[name].sort for name in domain.names)

    def set_operation(self, node: tree.SetOperation) -> tuple[tree.Node, tuple[Sort, ...]]:
        """Type union, inter, diff and cross."""
        left, left_sorts = self.set(node.left)
        right, right_sorts = self.set(node.right)
        typed = replace(node, left=left, right=right)
        if node.operator == "cross":
            return typed, (*left_sorts, *right_sorts)
        if len(left_sorts) != len(right_sorts):
            self.refuse(node, f"{node.operator!r} of tuples of {len(left_sorts)} and of {len(right_sorts)}")
        sorts = tuple(b if a is Sort.ELEMENT else a for a, b in zip(left_sorts, right_sorts, strict=True))
        if any(Sort.ELEMENT is not b is not a for a, b in zip(sorts, right_sorts, strict=True)):
            self.refuse(node, f"{node.operator!r} of integers and texts")
        return typed, sorts

    def domain(self, node: tree.Domain) -> tuple[tree.Domain, Self]:
        """Return the typed domain and the checker of what stands in its scope."""
        scope = dict(self.scope)
        binders = []
        for binder in node.binders:
            typed_set, sorts = replace(self, scope=scope).set(binder.set)
            self._check_binder(binder, sorts, scope)
            home = typed_set.name if isinstance(typed_set, tree.SetRef) and not typed_set.subscripts else None
            home = home if len(sorts) == 1 else None
            matched = tuple(name for name in binder.names if name in scope)
            scope |= {n: Type(s, home=home) for n, s in zip(binder.names, sorts, strict=False) if n not in scope}
            binders.append(replace(binder, set=typed_set, matched=matched))
        inner = replace(self, scope=scope)
        condition = (
            None if node.condition is None else inner.data_condition(node.condition, "the condition of an index")
        )
        return replace(node, binders=tuple(binders), condition=condition), inner

    def _check_binder(self, binder: tree.Binder, sorts: tuple[Sort, ...], scope: Scope) -> None:
        if binder.names and len(binder.names) != len(sorts):
            pattern = f"({', '.join('ijklmnpq'[: len(sorts)])})" if 1 < len(sorts) <= 8 else "a single index"
            reason = f"the set has tuples of {len(sorts)}, not {len(binder.names)}"
            self.refuse(binder, reason, f"write {pattern} in ...")
        for place, name in enumerate(binder.names):
            if name in binder.names[:place]:
                self.refuse(binder, f"the index {name!r} stands twice in one tuple")
            if name in scope and len(binder.names) == 1:
                self.refuse(binder, f"the index {name!r} is already bound around this", "choose another name")
            if name in self.symbols.parameters or name in self.symbols.variables or name in self.symbols.sets:
                self.refuse(binder, f"{name!r} is already the name of a set, parameter or variable")


_SET_RULES: dict[type[tree.Node], Callable[[Any, Any], tuple[tree.Node, tuple[Sort, ...]]]] = {
    tree.SetRef: ReferenceChecker.set_reference,
    tree.Range: ReferenceChecker.range,
    tree.SetLiteral: ReferenceChecker.set_literal,
    tree.SetBuilder: ReferenceChecker.set_builder,
    tree.SetOperation: ReferenceChecker.set_operation,
}
