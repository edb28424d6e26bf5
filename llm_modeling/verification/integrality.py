"""Variables that count things, or say yes or no, and are continuous."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from llm_modeling.formulation import VariableKind
from llm_modeling.language import tree
from llm_modeling.typed import TypedModel, TypedVariable, element_name
from llm_modeling.verification.findings import Finding, note, warning
from llm_modeling.verification.number_audit import unit_of_word
from llm_modeling.verification.problem_text import ProblemText
from llm_modeling.verification.units import Unit
from llm_modeling.verification.wording import normalized, stem, words

_DIVISIBLE = re.compile(
    r"\b(?:divisible|divided|fractions?|fractional|fractionally|continuous|average|partial(?:ly)?|parts? of an?"
    r"|rates?|need not be (?:whole|integers?)|not (?:necessarily|have to be) (?:whole|integers?)|linear relaxation)\b"
)
_SHARES = re.compile(
    r"\b(?:shares?|fractions?|proportions?|percentages?|percent|probabilit(?:y|ies)|weights?|ratio|level|degree"
    r"|utili[sz]ation)\b"
)
_SHARES_OF = re.compile(r"\b(?:what|which|how large a|the) (?:share|fraction|proportion|percentage) of\b")
_WHOLE = re.compile(r"\b(?:whole|integers?|integral|indivisible|entire|cannot be (?:split|divided))\b")
_HOW_MANY = re.compile(r"\bhow (?:many|few) ([a-z]+)(?: (?:and|or|,) ([a-z]+))?")
_NUMBER_OF = re.compile(r"\b(?:number of|how many|how few|fewest|as few|as many) ([a-z]+)")
_CHOICE = re.compile(
    r"\b(?:which|whether|choose|chosen|select(?:ed)?|pick(?:ed)?|open(?:ed)?|take|taken|who|build|built)\b"
)


def check_integrality(model: TypedModel, units: Mapping[str, Unit], text: ProblemText) -> tuple[Finding, ...]:
    """Return the continuous variables that look like integers or decisions."""
    return tuple(_suspects(model, units, text))


def _suspects(model: TypedModel, units: Mapping[str, Unit], text: ProblemText) -> Iterator[Finding]:
    said = " . ".join(normalized(s) for s in (model.formulation.notes, *model.formulation.assumptions))
    divisible = _DIVISIBLE.search(f"{text.text} . {said}") is not None
    for variable in model.variables.values():
        spec = variable.spec
        if spec.kind is not VariableKind.CONTINUOUS or implied_integer(model, spec.name):
            continue
        own = normalized(f"{spec.quote} . {spec.description}")
        if _is_unit_interval(variable) and spec.name not in units:
            named = " ".join(words(spec.name))
            if not _SHARES.search(f"{own} . {named} . {said}") and not _SHARES_OF.search(text.text):
                message = (
                    "it lies between 0 and 1 and has no unit, but is continuous: it looks like a yes-or-no decision"
                )
                yield warning("integrality_binary", element_name(spec), message, "make it binary", spec.quote)
        elif not divisible and not _DIVISIBLE.search(own):
            reason = _counts(variable, units.get(spec.name), text, own) or _counted_by_goal(model, variable, units)
            if reason:
                advice = "make it integer, or write an assumption that parts are possible"
                yield warning("integrality", element_name(spec), f"{reason}, but it is continuous", advice, spec.quote)
            elif _CHOICE.search(own):
                yield note("integrality_choice", element_name(spec), "its words speak of a choice; it is continuous")


def _counts(variable: TypedVariable, unit: Unit | None, text: ProblemText, own: str) -> str:
    """Return why a variable seems to count things, empty if nothing says so."""
    spec = variable.spec
    if unit is not None and unit.counts_only:
        return f"it counts {spec.unit!r}"
    if unit is not None and unit.physical:
        return ""
    if _WHOLE.search(own):
        return "its words speak of whole things"
    if "number of" in own:
        return "it is a number of things"
    asked = {stem(word) for match in _HOW_MANY.finditer(f"{own} . {text.text}") for word in match.groups() if word}
    asked = {word for word in asked if unit_of_word(word) is None}
    named = {stem(word) for word in words(spec.name)}
    return f"the text asks how many {min(asked & named)!r}" if asked & named else ""


def _counted_by_goal(model: TypedModel, variable: TypedVariable, units: Mapping[str, Unit]) -> str:
    """Return that the goal is a number of things, if the words say so and it is the sum of the variable."""
    name = variable.spec.name
    unit = units.get(name)
    for objective in model.objectives:
        inner = objective.expression
        while isinstance(inner, tree.Iterated) and inner.operator == "sum":
            inner = inner.body
        said = _NUMBER_OF.search(normalized(objective.spec.quote))
        word = said.group(1) if said is not None else ""
        if _is(inner, name) and said is not None and unit_of_word(word) is None and (unit is None or not unit.physical):
            return f"the objective is the number of {word!r}"
    return ""


def _is_unit_interval(variable: TypedVariable) -> bool:
    lower, upper = variable.lower, variable.upper
    return (
        isinstance(lower, tree.Number) and isinstance(upper, tree.Number) and lower.value == 0.0 and upper.value == 1.0
    )


def implied_integer(model: TypedModel, name: str) -> bool:
    """Whether an equation determines the variable by integer variables, with coefficient 1; then it is integer anyway.

    Holds for integer data, which is what counted things have.
    """
    kinds = {n: v.spec.kind for n, v in model.variables.items()}
    for constraint in model.constraints:
        node = constraint.expression
        if not isinstance(node, tree.Comparison) or set(node.operators) != {"="}:
            continue
        terms = [term for operand in node.operands for term in _terms(operand)]
        own = [term for term in terms if any(_is(n, name) for n in term.walk())]
        others = {n.name for term in terms for n in term.walk() if isinstance(n, tree.VariableRef)} - {name}
        whole = all(kinds[other] is not VariableKind.CONTINUOUS for other in others)
        if own and all(_is(term, name) for term in own) and others and whole:
            return True
    return False


def _is(node: tree.Node, name: str) -> bool:
    return isinstance(node, tree.VariableRef) and node.name == name


def _terms(node: tree.Node) -> Iterator[tree.Node]:
    if isinstance(node, tree.Sum):
        for term in node.terms:
            yield from _terms(term)
    elif isinstance(node, tree.Negative):
        yield from _terms(node.operand)
    elif isinstance(node, tree.Conditional):
        for branch in (node.yes, node.no):
            if branch is not None:
                yield from _terms(branch)
    else:
        yield node
