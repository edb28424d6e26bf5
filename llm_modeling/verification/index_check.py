"""Wrong indices: over another set than declared, bound and not used, reversed, or cancelling what they stand with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from llm_modeling.errors import Span
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.typed import TypedModel, element_name
from llm_modeling.verification.findings import Finding, warning
from llm_modeling.verification.values import Values

Home = tuple[str, int]
_MOST_MEMBERS = 100_000


def check_indices(model: TypedModel, values: Values) -> tuple[Finding, ...]:
    """Return where indices look wrong."""
    found: list[Finding] = []
    declared = _declared(model)
    for constraint in model.constraints:
        spec = constraint.spec
        place = _Place(model, values, declared, element_name(spec), spec.expression, constraint.expression, found)
        scope = {} if constraint.domain is None else place.domain({}, constraint.domain)
        place.walk(constraint.expression, scope)
        place.cancelling(constraint.expression)
        if constraint.domain is not None:
            in_domain = replace(place, text=spec.forall)
            in_domain.unused(constraint.domain, (constraint.expression,), "forall")
    for objective in model.objectives:
        place = _Place(
            model,
            values,
            declared,
            element_name(objective.spec),
            objective.spec.expression,
            objective.expression,
            found,
        )
        place.walk(objective.expression, {})
    for parameter in model.parameters.values():
        if parameter.expression is not None:
            place = _Place(
                model,
                values,
                declared,
                element_name(parameter.spec),
                parameter.spec.expression,
                parameter.expression,
                found,
            )
            scope = {} if parameter.domain is None else place.domain({}, parameter.domain)
            place.walk(parameter.expression, scope)
    return tuple(found)


def _declared(model: TypedModel) -> dict[str, tuple[Home | None, ...]]:
    """Return the set and component that each subscript of a parameter or variable is declared over."""
    domains = {name: parameter.domain for name, parameter in model.parameters.items()}
    domains |= {name: variable.domain for name, variable in model.variables.items()}
    return {name: () if domain is None else tuple(_homes(domain)) for name, domain in domains.items()}


def _homes(domain: tree.Domain) -> Iterator[Home | None]:
    for binder in domain.binders:
        named = isinstance(binder.set, tree.SetRef) and not binder.set.subscripts
        count = len(binder.names) or (1 if not named else 0)
        if named and isinstance(binder.set, tree.SetRef):
            yield from ((binder.set.name, k) for k in range(count or 1))
        else:
            yield from (None for _ in range(count))


@dataclass(frozen=True)
class _Place:
    """One expression of the model; what is found there is added to found."""

    model: TypedModel
    values: Values
    declared: Mapping[str, tuple[Home | None, ...]]
    element: str
    text: str
    node: tree.Node
    found: list[Finding]

    def warn(self, code: str, message: str, span: Span, advice: str = "") -> None:
        self.found.append(replace(warning(code, self.element, message, advice), field="expression", span=span))

    def source(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def domain(self, scope: Mapping[str, Home | None], domain: tree.Domain) -> dict[str, Home | None]:
        """Return the scope inside a domain."""
        inner = dict(scope)
        for binder in domain.binders:
            source = binder.set if isinstance(binder.set, tree.SetRef) else None
            for k, name in enumerate(binder.names):
                if name not in binder.matched:
                    inner[name] = None if source is None else (source.name, k + len(source.subscripts))
        return inner

    def walk(self, node: tree.Node, scope: Mapping[str, Home | None]) -> None:
        """Check a node and all below it, with the indices bound around it."""
        if isinstance(node, tree.Iterated):
            inner = self.domain(scope, node.domain)
            self.unused(node.domain, (node.body,), node.operator)
            self.walk(node.body, inner)
            return
        if isinstance(node, tree.NoOverlap | tree.Cumulative):
            inner = self.domain(scope, node.domain)
            for part in node.parts:
                self.walk(part, inner)
            return
        if isinstance(node, tree.ParameterRef | tree.VariableRef):
            self.subscripts(node, scope)
            self.diagonal(node, scope)
        if isinstance(node, tree.Product):
            self.reversed(node)
        for child in node.children():
            self.walk(child, scope)

    def unused(self, domain: tree.Domain, bodies: tuple[tree.Node, ...], operator: str) -> None:
        """Find indices that nothing in the body, nor a condition, a later binder or another index needs."""
        nodes = [n for body in bodies for n in body.walk()]
        nodes += [n for part in (*(b.set for b in domain.binders), domain.condition) if part for n in part.walk()]
        needed = {n.name for n in nodes if isinstance(n, tree.IndexRef)}
        needed |= {name for n in nodes if isinstance(n, tree.Binder) for name in n.matched}
        needed |= {name for binder in domain.binders for name in binder.matched}
        in_body = {n.name for body in bodies for n in body.walk() if isinstance(n, tree.IndexRef)}
        has_variables = any(body.type.degree > Degree.DATA for body in bodies)
        if operator != "forall" and has_variables and domain.names and not in_body & set(domain.names):
            needed -= set(domain.names)
        for binder in domain.binders:
            missing = [name for name in binder.names if name not in needed and name not in binder.matched]
            if operator == "count" or len(missing) < len(binder.names) or not missing:
                continue
            names = ", ".join(repr(name) for name in missing)
            if operator == "forall":
                message = f"the index {names} of `forall` is not used: the same condition is repeated"
            else:
                message = f"the index {names} of `{operator}` is not used in what follows it"
            self.warn("index_unused", message, binder.span, "use it in a subscript, or leave it out")

    def subscripts(self, node: tree.ParameterRef | tree.VariableRef, scope: Mapping[str, Home | None]) -> None:
        """Find subscripts that run over another set than the one declared in their place."""
        for place, (subscript, home) in enumerate(zip(node.subscripts, self.declared[node.name], strict=False)):
            bound = scope.get(subscript.name) if isinstance(subscript, tree.IndexRef) else None
            if bound is None or home is None or self.related(bound, home):
                continue
            assert isinstance(subscript, tree.IndexRef)
            message = (
                f"{subscript.name!r} runs over {_called(bound)}, but subscript {place + 1} of {node.name!r} is "
                f"declared over {_called(home)}"
            )
            self.warn("index_set", message, subscript.span, "exchange the subscripts, or the sets")

    def diagonal(self, node: tree.ParameterRef | tree.VariableRef, scope: Mapping[str, Home | None]) -> None:
        """Find a subscript that stands twice while another index over the same set is there to stand in its place.

        A variable may do so where it also stands with two different subscripts: serve[i,j] <= serve[j,j].
        """
        names = [s.name for s in node.subscripts if isinstance(s, tree.IndexRef)]
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is None or not any(scope[other] == scope.get(twice) for other in scope if other != twice):
            return
        siblings = [n for n in self.node.walk() if isinstance(n, tree.VariableRef) and n.name == node.name]
        if any(len({self.source(s.span) for s in n.subscripts}) == len(n.subscripts) for n in siblings):
            return
        message = f"{self.source(node.span)} has {twice!r} twice, and other indices over the same set are there"
        self.warn("index_repeated", message, node.span, "one of the two subscripts is meant to be another index")

    def related(self, bound: Home, home: Home) -> bool:
        """Whether members of one set component may well be members of another one."""
        if bound == home:
            return True
        if bound[0] == home[0]:
            return False
        names = sorted((bound[0].lower(), home[0].lower()), key=len)
        if names[1].startswith(names[0].rstrip("0123456789_s")) or self._refers(bound[0], home[0]):
            return True
        if self.values.compiled is None:
            return len(self.model.sets[bound[0]].sorts) > 1 or len(self.model.sets[home[0]].sorts) > 1
        ground = self.values.compiled.ground.sets
        first, second = ground[bound[0]].columns[bound[1]], ground[home[0]].columns[home[1]]
        if max(first.values.size, second.values.size) > _MOST_MEMBERS:
            return True
        one, other = set(first.values.tolist()), set(second.values.tolist())
        if first.is_text != second.is_text:
            return False
        both_single = len(ground[bound[0]].columns) == len(ground[home[0]].columns) == 1
        return one <= other and first.is_text if both_single else one <= other or other <= one

    def _refers(self, one: str, other: str) -> bool:
        """Whether one of two sets is defined by the other one, or both by the same."""
        sources = []
        for name in (one, other):
            node = self.model.sets[name].expression
            inside = () if node is None else node.walk()
            sources.append({name, *(n.name for n in inside if isinstance(n, tree.SetRef | tree.ParameterRef))})
        return bool(sources[0] & sources[1])

    def reversed(self, node: tree.Product) -> None:
        """Find two factors over the same pair of sets whose subscripts stand in opposite order."""
        references = [n for f in node.factors for n in f.walk() if isinstance(n, tree.ParameterRef | tree.VariableRef)]
        for first, second in pairwise(references):
            keys = [tuple(self.source(s.span) for s in reference.subscripts) for reference in (first, second)]
            same = self.declared[first.name] == self.declared[second.name] or _names_only(self.declared, first, second)
            if len(keys[0]) == 2 and keys[0] == keys[1][::-1] and keys[0][0] != keys[0][1] and same:
                message = f"{self.source(first.span)} stands with {self.source(second.span)}: one of them is reversed"
                self.warn("index_reversed", message, node.span, "write the subscripts in the same order")

    def cancelling(self, node: tree.Node) -> None:
        """Find a variable that is added and subtracted, or on both sides, under the same subscripts."""
        for inner in node.walk():
            if not isinstance(inner, tree.Comparison) or inner.type.degree is Degree.DATA:
                continue
            terms: dict[str, set[int]] = {}
            for operand, side in zip(inner.operands, (1, -1, 1), strict=False):
                for sign, text in self._terms(operand, side):
                    terms.setdefault(text, set()).add(sign)
            for text, signs in terms.items():
                if len(signs) == 2:
                    self.warn("term_cancels", f"{text} is there twice and cancels itself", inner.span)

    def _terms(self, node: tree.Node, sign: int) -> Iterator[tuple[int, str]]:
        """Yield the terms with variables of a sum with their signs, as they are written."""
        if isinstance(node, tree.Negative):
            yield from self._terms(node.operand, -sign)
        elif isinstance(node, tree.Sum):
            for term in node.terms:
                yield from self._terms(term, sign)
        elif isinstance(node, tree.Conditional):
            for branch in (node.yes, node.no):
                if branch is not None:
                    yield from self._terms(branch, sign)
        elif node.type.degree > Degree.DATA:
            yield sign, "".join(self.source(node.span).split())


def _called(home: Home) -> str:
    return repr(home[0]) if not home[1] else f"component {home[1] + 1} of {home[0]!r}"


def _names_only(
    declared: Mapping[str, tuple[Home | None, ...]],
    first: tree.ParameterRef | tree.VariableRef,
    second: tree.ParameterRef | tree.VariableRef,
) -> bool:
    return set(declared[first.name]) == set(declared[second.name])
