"""The question back to the user: what the two largest clusters disagree on, in words of the text where it has any."""

from __future__ import annotations

import re
from collections.abc import Callable

from llm_modeling.client import LanguageModel, LanguageModelError, Sampling, Usage
from llm_modeling.comparison import Change, compare_models
from llm_modeling.equivalence import EffortLimits
from llm_modeling.formulating.case import Case
from llm_modeling.formulating.checking import Checked
from llm_modeling.formulating.conversation import questioning
from llm_modeling.formulation import ConstraintSpec, Formulation, ObjectiveSpec, ParameterSpec, SetSpec
from llm_modeling.render_math import visible
from metasolve.report.wording import number

_SHOWN = 160
_LONGEST = 400
_ELEMENT = re.compile(r"(\w+) '([^']+)'")
_WHOLE = ("integer", "binary")


def question_between(a: Checked, b: Checked, compare_s: float = 1.0) -> str:
    """Return the question that decides between two formulations; the same two have the same one.

    They are compared for at most compare_s.
    """
    if a.compiled is None or b.compiled is None:
        raise ValueError("both formulations have to compile")
    changes = compare_models(a.compiled, b.compiled, limits=EffortLimits(time_s=compare_s)).changes
    same_words = _share_names(a.formulation, b.formulation)
    if same_words:
        for asked in _ASKED:
            for change in changes:
                question = asked(change, a.formulation, b.formulation)
                if question:
                    return question
    return _of_sentences(a.formulation, b.formulation) or _of_values(a, b)


def question_of_refusals(reasons: list[str]) -> str:
    """Return the question for a problem that no sample could make into a model."""
    because = f" The last attempt failed: {_short(reasons[-1], 2 * _SHOWN)}." if reasons else ""
    return f"No reading of the text became a model that can be solved.{because} Can you say it in other words?"


def question_of_few(count: int, asked: int, reasons: list[str]) -> str:
    """Return the question for readings of which so few became a model that they cannot confirm each other."""
    because = f" Another one failed: {_short(reasons[-1], 2 * _SHOWN)}." if reasons else ""
    return f"Only {count} of {asked} readings of the text became a model.{because} Does that model say what you mean?"


def question_of_doubt(checked: Checked) -> str:
    """Return the question for a formulation that says nothing that others contradict, but has errors itself."""
    finding = checked.findings.errors[0]
    quote = f" (“{_short(finding.quote)}”)" if finding.quote else ""
    return f"The model may be wrong: {_short(finding.message, 2 * _SHOWN)}{quote}. What is meant in the text?"


def worded(case: Case, question: str) -> tuple[str, Usage]:
    """Return the question in the words of the language model, the given one if that does not come to one sentence."""
    try:
        model: LanguageModel = case.model
        reply = model.reply(
            questioning(case.text, question), sampling=Sampling(max_tokens=200, seed=case.settings.seed), stop=case.halt
        )
    except LanguageModelError as error:
        return question, error.usage
    said = " ".join(visible(reply.text).split())
    fits = said.endswith("?") and said.count("?") == 1 and len(said) <= _LONGEST
    return (said if fits else question), reply.usage


def _share_names(a: Formulation, b: Formulation) -> bool:
    """Whether at least half of the variables of each have a namesake in the other, so that changes mean something."""
    here, there = ({spec.name for spec in f.variables} for f in (a, b))
    return 2 * len(here & there) >= max(len(here), len(there))


def _sense(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "objective")
    if not name or "sense" not in change.what.split(", "):
        return ""
    return f"Is {name} to be as small or as large as possible{_said(name, a, b)}?"


def _kind(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "variable")
    kinds = [next((str(spec.kind) for spec in f.variables if spec.name == name), "") for f in (a, b)]
    if not name or (kinds[0] in _WHOLE) == (kinds[1] in _WHOLE) or "kind" not in change.what.split(", "):
        return ""
    return f"Does {name} have to be a whole number, or are fractions possible?"


def _missing(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "constraint")
    if not name or not change.what.startswith("only in"):
        return ""
    return f"Does this condition hold: {name}, {_short(change.in_a or change.in_b)}{_said(name, a, b)}?"


def _condition(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "constraint") or _name(change, "objective")
    if not name or change.what.startswith("only in"):
        return ""
    return f"What is meant by {name}{_said(name, a, b)}: {_short(change.in_a)}, or {_short(change.in_b)}?"


def _bound(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "variable")
    if not name or change.what.startswith("only in"):
        return ""
    here, there = _short(change.in_a), _short(change.in_b)
    return f"Which holds for {name} ({change.what}): {here}, or {there}?"


def _number(change: Change, a: Formulation, b: Formulation) -> str:
    name = _name(change, "parameter") or _name(change, "set")
    if not name or change.what.startswith("only in"):
        return ""
    both = change.in_a and change.in_b
    readings = f": {_short(change.in_a)}, or {_short(change.in_b)}" if both else ""
    return f"Which values does {name} have{_said(name, a, b)}{readings}?"


_ASKED: tuple[Callable[[Change, Formulation, Formulation], str], ...] = (
    # what changes a plan most is asked first
    _sense,
    _missing,
    _condition,
    _kind,
    _bound,
    _number,
)


def _name(change: Change, word: str) -> str:
    match = _ELEMENT.fullmatch(change.element)
    return match[2].replace("_", " ") if match is not None and match[1] == word else ""


def _said(name: str, a: Formulation, b: Formulation) -> str:
    """Return the sentence that either formulation quotes for an element."""
    for formulation in (a, b):
        specs: list[ConstraintSpec | ObjectiveSpec | ParameterSpec | SetSpec] = []
        specs += [*formulation.constraints, *formulation.objectives, *formulation.parameters, *formulation.sets]
        for spec in specs:
            if spec.name.replace("_", " ") == name and spec.quote:
                return f" (“{_short(spec.quote)}”)"
    return ""


def _of_sentences(a: Formulation, b: Formulation) -> str:
    """Return the question about a sentence that only one of two formulations makes a condition of."""
    here, there = _quotes(a), _quotes(b)
    for quotes, others in ((here, there), (there, here)):
        for quote in quotes:
            if not any(quote in other or other in quote for other in others):
                return f"How does this sentence limit the plan, or does it not: “{_short(quote)}”?"
    return ""


def _quotes(formulation: Formulation) -> list[str]:
    specs: list[ConstraintSpec | ObjectiveSpec] = [*formulation.constraints, *formulation.objectives]
    return list(dict.fromkeys(" ".join(spec.quote.split()) for spec in specs if spec.quote))


def _of_values(a: Checked, b: Checked) -> str:
    if a.objective is not None and b.objective is not None and a.objective != b.objective:
        values = f"{number(a.objective)}, or {number(b.objective)}"
        return f"The text can be read in two ways, with these best values: {values}. Which of them do you expect?"
    return "The text can be read in several ways. Can you say in other words what limits the plan, and what is wanted?"


def _short(text: str, most: int = _SHOWN) -> str:
    plain = " ".join(visible(text).split()).rstrip(".")
    return plain if len(plain) <= most else f"{plain[: most - 3]}..."
