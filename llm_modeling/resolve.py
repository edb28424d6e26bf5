"""Formulation to TypedModel: every text parsed, names resolved, types checked, definitions put into order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from llm_modeling.check import Checker
from llm_modeling.errors import ExpressionError, FormulationError, SizeError
from llm_modeling.formulation import (
    ConstraintSpec,
    Formulation,
    Member,
    ObjectiveSpec,
    ParameterSpec,
    SetSpec,
    VariableKind,
    VariableSpec,
)
from llm_modeling.language import parse_domain, parse_expression, parse_set, tree
from llm_modeling.language.tree import Sort, Type
from llm_modeling.limits import DEFAULT_LIMITS
from llm_modeling.typed import (
    TypedConstraint,
    TypedModel,
    TypedObjective,
    TypedParameter,
    TypedSet,
    TypedVariable,
    element_name,
)


def resolve(formulation: Formulation) -> TypedModel:
    """Return the typed model of a formulation; no data are needed.

    Raises FormulationError, or ExpressionError with the column, naming the element.
    """
    characters = sum(map(len, _texts(formulation)))
    if characters > DEFAULT_LIMITS.expression_characters:
        allowed = f"more than the {DEFAULT_LIMITS.expression_characters:,} allowed"
        raise SizeError(f"the expressions have {characters:,} characters, {allowed}", suggestion="use indices")
    return _Resolver(formulation).run()


def _texts(formulation: Formulation) -> Iterator[str]:
    """Yield every text of the formulation that is parsed."""
    yield from (spec.expression for spec in formulation.sets)
    yield from (text for spec in formulation.parameters for text in (spec.index, spec.expression))
    yield from (text for spec in formulation.variables for text in (spec.index, spec.lower, spec.upper))
    yield from (text for spec in formulation.constraints for text in (spec.forall, spec.expression))
    yield from (spec.expression for spec in formulation.objectives)


@dataclass(frozen=True)
class _Symbols:
    """The declared names with the sorts of their components, as far as the texts say."""

    ordered: frozenset[str]
    sets: dict[str, tuple[Sort, ...]] = field(default_factory=dict)
    parameters: dict[str, tuple[Sort, ...]] = field(default_factory=dict)
    variables: dict[str, tuple[tuple[Sort, ...], VariableKind]] = field(default_factory=dict)


@contextmanager
def _at(spec: SetSpec | ParameterSpec | VariableSpec | ConstraintSpec | ObjectiveSpec, name: str) -> Iterator[None]:
    """Let an ExpressionError say in which field of which element it arose."""
    try:
        yield
    except ExpressionError as error:
        raise error.within(f"{element_name(spec)}, field {name!r}") from None


class _Resolver:
    """Declares all names first, from the shape of what they are indexed by, then checks every text."""

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation
        self.symbols = _Symbols(frozenset(s.name for s in formulation.sets if s.ordered))
        self.specs = {spec.name: spec for spec in formulation.sets}
        self.pending: list[str] = []

    def run(self) -> TypedModel:
        formulation, symbols = self.formulation, self.symbols
        for spec in formulation.sets:
            self._declare_set(spec)
        for parameter in formulation.parameters:
            symbols.parameters[parameter.name] = self._index_sorts(parameter)
        for variable in formulation.variables:
            symbols.variables[variable.name] = (self._index_sorts(variable), variable.kind)
        sets = {spec.name: self._set(spec) for spec in formulation.sets}
        parameters = {spec.name: self._parameter(spec) for spec in formulation.parameters}
        return TypedModel(
            formulation,
            sets,
            parameters,
            {spec.name: self._variable(spec) for spec in formulation.variables},
            tuple(self._constraint(spec) for spec in formulation.constraints),
            tuple(self._objective(spec) for spec in formulation.objectives),
            _definition_order(sets, parameters),
        )

    def _declare_set(self, spec: SetSpec) -> tuple[Sort, ...]:
        """Enter and return the sorts of a set, after those of the sets that it is made of."""
        if spec.name in self.symbols.sets:
            return self.symbols.sets[spec.name]
        if spec.name in self.pending:
            raise _circular([*self.pending[self.pending.index(spec.name) :], spec.name])
        self.pending.append(spec.name)
        self.symbols.sets[spec.name] = sorts = self._set_sorts(spec)
        self.pending.pop()
        return sorts

    def _set_sorts(self, spec: SetSpec) -> tuple[Sort, ...]:
        if spec.members:
            return (_sort_of(spec.members, spec),)
        if spec.tuples:
            lengths = sorted({len(entry) for entry in spec.tuples})
            if len(lengths) > 1 or 0 in lengths:
                raise FormulationError(f"there are tuples of lengths {lengths}", element=element_name(spec))
            return tuple(_sort_of(column, spec) for column in zip(*spec.tuples, strict=True))
        if spec.expression:
            with _at(spec, "expression"):
                return self._sorts_of_node(parse_set(spec.expression))
        return (Sort.ELEMENT,) * max(1, len(spec.columns))

    def _sorts_of_node(self, node: tree.Node) -> tuple[Sort, ...]:
        """Return the sorts of a set as far as its shape says; what is wrong in it is found by the check."""
        if isinstance(node, tree.SetRef):
            spec = self.specs.get(node.name)
            return (Sort.ELEMENT,) if spec is None else self._declare_set(spec)[len(node.subscripts) :]
        if isinstance(node, tree.SetLiteral):
            return (Sort.TEXT if isinstance(node.members[0], tree.Text) else Sort.NUMBER,)
        if isinstance(node, tree.SetOperation):
            left, right = self._sorts_of_node(node.left), self._sorts_of_node(node.right)
            return (*left, *right) if node.operator == "cross" else left
        if isinstance(node, tree.SetBuilder):
            return self._sorts_of_domain(node.domain)
        return (Sort.NUMBER,)

    def _sorts_of_domain(self, domain: tree.Domain) -> tuple[Sort, ...]:
        """Return the sort of each index, counting an index that stands in two tuples once."""
        sorts: list[Sort] = []
        seen: set[str] = set()
        for binder in domain.binders:
            own = self._sorts_of_node(binder.set)
            sorts += [s for s, name in zip(own, binder.names or own, strict=False) if name not in seen]
            seen.update(binder.names)
        return tuple(sorts)

    def _index_sorts(self, spec: ParameterSpec | VariableSpec) -> tuple[Sort, ...]:
        if not spec.index.strip():
            return ()
        with _at(spec, "index"):
            return self._sorts_of_domain(parse_domain(spec.index, unnamed=True))

    def _domain(self, text: str, *, unnamed: bool) -> tuple[tree.Domain | None, Mapping[str, Type]]:
        """Return the typed domain of a text and the indices that it binds."""
        if not text.strip():
            return None, {}
        domain, inner = Checker(self.symbols, text).domain(parse_domain(text, unnamed=unnamed))
        return domain, inner.scope

    def _set(self, spec: SetSpec) -> TypedSet:
        node = None
        if spec.expression:
            with _at(spec, "expression"):
                node, _ = Checker(self.symbols, spec.expression).set(parse_set(spec.expression))
        return TypedSet(spec, self.symbols.sets[spec.name], node)

    def _parameter(self, spec: ParameterSpec) -> TypedParameter:
        with _at(spec, "index"):
            domain, scope = self._domain(spec.index, unnamed=True)
        node = None
        if spec.expression:
            with _at(spec, "expression"):
                checker = Checker(self.symbols, spec.expression, scope)
                node = checker.data(parse_expression(spec.expression), "the expression of a parameter")
        return TypedParameter(spec, domain, self.symbols.parameters[spec.name], node)

    def _variable(self, spec: VariableSpec) -> TypedVariable:
        with _at(spec, "index"):
            domain, scope = self._domain(spec.index, unnamed=True)
        with _at(spec, "lower"):
            lower = self._bound(spec.lower, scope)
        with _at(spec, "upper"):
            upper = self._bound(spec.upper, scope)
        return TypedVariable(spec, domain, self.symbols.variables[spec.name][0], lower, upper)

    def _bound(self, text: str, scope: Mapping[str, Type]) -> tree.Node:
        node = parse_expression(text)
        inner = node.operand if isinstance(node, tree.Negative) else node
        if isinstance(inner, tree.Number) and inner.text == "inf":
            return node
        return Checker(self.symbols, text, scope).data(node, "a bound")

    def _constraint(self, spec: ConstraintSpec) -> TypedConstraint:
        with _at(spec, "forall"):
            domain, scope = self._domain(spec.forall, unnamed=False)
        with _at(spec, "expression"):
            checker = Checker(self.symbols, spec.expression, scope)
            return TypedConstraint(spec, domain, checker.condition(parse_expression(spec.expression)))

    def _objective(self, spec: ObjectiveSpec) -> TypedObjective:
        with _at(spec, "expression"):
            checker = Checker(self.symbols, spec.expression)
            return TypedObjective(spec, checker.number(parse_expression(spec.expression)))


def _sort_of(members: tuple[Member, ...], spec: SetSpec) -> Sort:
    texts = sum(isinstance(member, str) for member in members)
    if texts not in (0, len(members)):
        odd = next(member for member in members if isinstance(member, str) != isinstance(members[0], str))
        reason = f"members are all integers or all texts; {members[0]!r} and {odd!r} are both there"
        raise FormulationError(reason, element=element_name(spec))
    return Sort.TEXT if texts else Sort.NUMBER


def _circular(chain: list[str]) -> FormulationError:
    return FormulationError(f"{chain[0]!r} is defined by itself: {' -> '.join(chain)}")


def _definition_order(sets: Mapping[str, TypedSet], parameters: Mapping[str, TypedParameter]) -> tuple[str, ...]:
    """Return the names of all sets and parameters, each after those that its definition needs."""
    needs: dict[str, list[str]] = {name: _needed(entry.expression) for name, entry in sets.items()}
    needs |= {name: [*_needed(entry.domain), *_needed(entry.expression)] for name, entry in parameters.items()}
    done: dict[str, None] = {}
    for root in needs:
        path: list[str] = []
        pending = [(root, False)]
        while pending:
            name, finished = pending.pop()
            if finished:
                path.pop()
                done[name] = None
            elif name in path:
                raise _circular([*path[path.index(name) :], name])
            elif name not in done:
                path.append(name)
                pending.append((name, True))
                pending.extend((other, False) for other in reversed(needs[name]))
    return tuple(done)


def _needed(node: tree.Node | None) -> list[str]:
    nodes = () if node is None else node.walk()
    return [n.name for n in nodes if isinstance(n, tree.SetRef | tree.ParameterRef)]
