"""Parts that are declared and not used, families of variables that never meet, constraints without variables."""

from __future__ import annotations

from collections.abc import Iterator

from llm_modeling.formulation import VariableKind
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.typed import TypedModel, element_name
from llm_modeling.verification.findings import Finding, error, note, warning
from llm_modeling.verification.number_audit import parameters_used


def check_structure(model: TypedModel) -> tuple[Finding, ...]:
    """Return what is not used, constrained or linked; a model without variables decides nothing."""
    if not model.variables:
        return (error("nothing_to_decide", "", "there are no variables", "say what is decided, as variables"),)
    found = [*_unused(model), *_variables(model), *_without_variables(model)]
    return tuple(found or _unlinked(model))


def variables_in(node: tree.Node) -> frozenset[str]:
    """Return the names of the variables in an expression."""
    return frozenset(inner.name for inner in node.walk() if isinstance(inner, tree.VariableRef))


def _unused(model: TypedModel) -> Iterator[Finding]:
    used = parameters_used(model)
    for name, parameter in model.parameters.items():
        if name not in used:
            spec = parameter.spec
            message = "no constraint, objective or bound uses it"
            yield warning("parameter_unused", element_name(spec), message, "use it or leave it out", spec.quote)
    sets = {n.name for root in _all_roots(model) for n in root.walk() if isinstance(n, tree.SetRef)}
    for name, typed in model.sets.items():
        if name not in sets:
            yield note("set_unused", element_name(typed.spec), "nothing is indexed by it")


def _all_roots(model: TypedModel) -> Iterator[tree.Node]:
    roots: list[tree.Node | None] = [s.expression for s in model.sets.values()]
    for parameter in model.parameters.values():
        roots += [parameter.domain, parameter.expression]
    for constraint in model.constraints:
        roots += [constraint.domain, constraint.expression]
    roots += [objective.expression for objective in model.objectives]
    roots += [variable.domain for variable in model.variables.values()]
    roots += [bound for v in model.variables.values() for bound in (v.lower, v.upper)]
    return (root for root in roots if root is not None)


def _variables(model: TypedModel) -> Iterator[Finding]:
    constrained = frozenset[str]().union(*(variables_in(c.expression) for c in model.constraints))
    valued = frozenset[str]().union(*(variables_in(o.expression) for o in model.objectives))
    for name, variable in model.variables.items():
        element = element_name(variable.spec)
        if name not in constrained and name not in valued:
            message = "it is in no constraint and no objective"
            yield warning("variable_unused", element, message, "use it or leave it out", variable.spec.quote)
        elif name not in constrained and len(model.variables) > 1:
            message = "it is in the objective and in no constraint: nothing links it to the other variables"
            yield warning("variable_unlinked", element, message, "add the constraint that links it")


def _without_variables(model: TypedModel) -> Iterator[Finding]:
    for constraint in model.constraints:
        if constraint.expression.type.degree is Degree.DATA:
            message = "there is no variable in it"
            yield warning("constraint_of_data", element_name(constraint.spec), message, "it restricts nothing")


def _unlinked(model: TypedModel) -> Iterator[Finding]:
    """Yield the groups of variables that share no constraint with the rest, all but the largest group."""
    group = {name: name for name in model.variables}

    def leader(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for constraint in model.constraints:
        names = sorted(variables_in(constraint.expression))
        for other in names[1:]:
            group[leader(other)] = leader(names[0])
    groups: dict[str, list[str]] = {}
    for name in model.variables:
        groups.setdefault(leader(name), []).append(name)
    for members in sorted(groups.values(), key=len, reverse=True)[1:]:
        shown = ", ".join(repr(name) for name in members)
        binary = any(model.variables[name].spec.kind is VariableKind.BINARY for name in members)
        advice = "a constraint such as `amount <= capacity * open` is missing" if binary else "add what links them"
        element = element_name(model.variables[members[0]].spec)
        yield warning("variable_unlinked", element, f"no constraint has {shown} together with other variables", advice)
