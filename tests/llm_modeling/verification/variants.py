"""Right formulations written otherwise: reordered, renamed, turned, moved, paraphrased, with longer quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from llm_modeling import Formulation, resolve
from llm_modeling.errors import Span
from llm_modeling.language import tree
from llm_modeling.verification.wording import located, normalized, sentences
from tests.llm_modeling.verification.cases import Case

_PHRASES = (
    {"at least": "no less than", "At least": "No less than", "at most": "no more than", "At most": "No more than"},
    {"at least": "not fewer than", "At least": "Not fewer than", "no more than": "at most", "No more than": "At most"},
    {
        "at least": "a minimum of",
        "At least": "A minimum of",
        "at most": "a maximum of",
        "At most": "A maximum of",
        "exactly": "precisely",
        "up to": "at most",
        "must not exceed": "may not be more than",
    },
)
_WORDS = {"10": "ten", "20": "twenty", "40": "forty", "50": "fifty", "5": "five", "9": "nine", "12": "twelve",
          "60": "sixty", "120": "one hundred and twenty", "1000": "one thousand", "150": "a hundred and fifty",
          "20%": "20 percent"}  # fmt: skip
_SPELLED = {"kg": "kilogram", "hour": "h", "t": "tonne", "minute": "min", "EUR": "euro", "USD": "dollar", "g": "gram"}
_SIGN = re.compile(r"<=|>=|=")
_TURNED = {"<=": ">=", ">=": "<=", "=": "="}


def variants(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield the case as it is and its variants, by name."""
    yield "as it is", case
    for name, make in _MAKERS.items():
        changed = make(case)
        if changed is not None:
            yield name, changed
    for number, phrases in enumerate(_PHRASES, start=1):
        yield f"paraphrased {number}", _reworded(case, partial(_phrased, phrases))


def _reordered(case: Case) -> Case:
    rng = np.random.default_rng(7)
    sections = ("sets", "parameters", "variables", "constraints")

    def shuffled(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(entries[k] for k in rng.permutation(len(entries)))

    changes = {section: shuffled(getattr(case.formulation, section)) for section in sections}
    return replace(case, formulation=case.formulation.model_copy(update=changes))


def _sentences_reordered(case: Case) -> Case | None:
    """Return the case with its sentences in another order, None if a quote runs over several."""
    parts = re.split(r"(?<=[.?])\s+(?=[A-Z])", case.text)
    order = np.random.default_rng(11).permutation(len(parts))
    text = " ".join(parts[k] for k in order)
    quotes = [e.quote for section in _SECTIONS for e in getattr(case.formulation, section) if e.quote]
    return replace(case, text=text) if all(located(q, normalized(text)) for q in quotes) else None


_SECTIONS = ("sets", "parameters", "variables", "constraints", "objectives")


def _with_quotes(formulation: Formulation, change: Callable[[str], str]) -> Formulation:
    update = {
        section: tuple(e.model_copy(update={"quote": change(e.quote)}) for e in getattr(formulation, section))
        for section in _SECTIONS
    }
    return formulation.model_copy(update=update)


def _reworded(case: Case, change: Callable[[str], str]) -> Case:
    return replace(case, text=change(case.text), formulation=_with_quotes(case.formulation, change))


def _phrased(phrases: dict[str, str], text: str) -> str:
    pattern = re.compile(r"\b(" + "|".join(phrases) + r")\b")
    return pattern.sub(lambda match: phrases[match.group()], text)


def _numbers_as_words(case: Case) -> Case:
    def change(text: str) -> str:
        return re.sub(r"(?<![\w.,$%-])(\d+)(?![\w.,%/]|, | and \d)(?= [a-z])", _worded, text)

    return _reworded(case, change)


def _worded(match: re.Match[str]) -> str:
    return _WORDS.get(match.group(), match.group())


def _numbers_rewritten(case: Case) -> Case:
    def change(text: str) -> str:
        return re.sub(r"(\d),(\d{3})", r"\1\2", text).replace("%", " percent")

    return _reworded(case, change)


def _sentence_quotes(case: Case) -> Case:
    """Return the case with every quote grown to the sentences that it stands in."""
    flat = normalized(case.text)

    def change(quote: str) -> str:
        places = located(quote, flat)
        if not places:
            return quote
        touched = [s for s in sentences(flat) if s.meets(places[0])]
        return flat[touched[0].start : touched[-1].end]

    return replace(case, formulation=_with_quotes(case.formulation, change))


def _spelled_units(case: Case) -> Case:
    def spelled(unit: str) -> str:
        return re.sub(r"[A-Za-z]+", lambda match: _SPELLED.get(match.group(), match.group()), unit)

    update = {
        section: tuple(e.model_copy(update={"unit": spelled(e.unit)}) for e in getattr(case.formulation, section))
        for section in ("parameters", "variables")
    }
    return replace(case, formulation=case.formulation.model_copy(update=update))


def _rewritten(case: Case, rewrite: Callable[[str, Span], str]) -> Case:
    """Return the case with every constraint rewritten that is one comparison of two sides."""
    constraints = []
    for typed in resolve(case.formulation).constraints:
        node, spec = typed.expression, typed.spec
        if isinstance(node, tree.Comparison) and len(node.operands) == 2:
            gap = Span(node.operands[0].span.end, node.operands[1].span.start)
            signs = list(_SIGN.finditer(spec.expression[gap.start : gap.end]))
            if len(signs) == 1:
                sign = Span(gap.start + signs[0].start(), gap.start + signs[0].end())
                spec = spec.model_copy(update={"expression": rewrite(spec.expression, sign)})
        constraints.append(spec)
    return replace(case, formulation=case.formulation.model_copy(update={"constraints": tuple(constraints)}))


def _turned(case: Case) -> Case:
    def rewrite(text: str, sign: Span) -> str:
        left, operator, right = text[: sign.start].strip(), text[sign.start : sign.end], text[sign.end :].strip()
        return f"{right} {_TURNED[operator]} {left}"

    return _rewritten(case, rewrite)


def _moved(case: Case) -> Case:
    def rewrite(text: str, sign: Span) -> str:
        left, operator, right = text[: sign.start].strip(), text[sign.start : sign.end], text[sign.end :].strip()
        return f"({right}) - ({left}) {_TURNED[operator]} 0"

    return _rewritten(case, rewrite)


def _renamed(case: Case) -> Case | None:
    """Return the case with all sets, parameters and variables named by letters and numbers; None if data name them."""
    formulation = case.formulation
    if case.data is not None and case.data.values:
        return None
    names: dict[str, str] = {}
    for section, letter in (("sets", "S"), ("parameters", "p"), ("variables", "x")):
        names |= {e.name: f"{letter}{k}" for k, e in enumerate(getattr(formulation, section), start=1)}

    def change(text: str) -> str:
        pieces = re.split(r"('[^']*'|\"[^\"]*\")", text)
        pattern = re.compile(r"\b(" + "|".join(names) + r")\b")
        pieces[::2] = [pattern.sub(lambda match: names[match.group()], piece) for piece in pieces[::2]]
        return "".join(pieces)

    update = {}
    for section in _SECTIONS:
        entries = []
        for e in getattr(formulation, section):
            fields = {f: change(getattr(e, f)) for f in ("index", "forall", "expression", "lower", "upper")
                      if hasattr(e, f)}  # fmt: skip
            entries.append(e.model_copy(update={**fields, "name": names.get(e.name, e.name)}))
        update[section] = tuple(entries)
    return replace(case, formulation=formulation.model_copy(update=update))


_MAKERS: dict[str, Callable[[Case], Case | None]] = {
    "elements reordered": _reordered,
    "sentences reordered": _sentences_reordered,
    "renamed": _renamed,
    "sides exchanged": _turned,
    "terms moved": _moved,
    "units spelled out": _spelled_units,
    "numbers as words": _numbers_as_words,
    "numbers rewritten": _numbers_rewritten,
    "whole sentences quoted": _sentence_quotes,
}
