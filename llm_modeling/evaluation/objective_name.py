"""Which of several quantities in words is the objective: by the words it has itself, and by those of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llm_modeling.verification.wording import words

_WORDS = re.compile(r"[a-z]+")
_NAMING = ("total", "maximum", "minimum", "profit", "cost", "revenue", "max", "min", "objective", "optimal")
_ASKED = re.compile(
    r"\b(?:maxim|minim)i[sz]\w*(?P<goal>[^.?!;]{0,120})"
    r"|\b(?:reduce|decrease|increase)(?P<change>[^.?!;]{0,120})"
    r"|(?<!at )\b(?:maxim(?:um|al)|minim(?:um|al)|largest|smallest|least|greatest|highest|lowest|longest|shortest"
    r"|cheapest|best)"
    r"(?P<best>[^.?!;]{0,60})",
    re.IGNORECASE,
)
_STOP = frozenset(
    words(
        "a an and are as at be by can each for from given he how if in is it its made many more most much must need "
        "needed number of on or our per product same she should so such that the their them they this to total used "
        "using was we what when which while will with you your amount all value"
    )
)


@dataclass(frozen=True)
class Choice:
    """The quantity that names the objective; sure if it stands out: by its own words, or alone by those asked for."""

    name: str
    sure: bool


def names_objective(name: str) -> bool:
    """Return whether a quantity's words are those of an objective: total, maximum, profit, cost, revenue, ..."""
    lowered = name.lower()
    return any(word in lowered for word in _NAMING)


def choose(question: str, names: Sequence[str]) -> Choice:
    """Return the quantity that the question asks to make best; of equal ones the last.

    Raises ValueError if there are no names.
    """
    if not names:
        raise ValueError("there is no quantity to choose from")
    if len(names) == 1:
        return Choice(names[0], sure=True)
    asked = _asked(question)
    scores = [_score(name, asked) for name in names]
    best = max(scores)
    places = [place for place, score in enumerate(scores) if score == best]
    return Choice(names[places[-1]], sure=len(places) == 1 and best > 0.0)


def _asked(question: str) -> set[str]:
    """Return the words of what is to be made largest or smallest."""
    found: set[str] = set()
    for match in _ASKED.finditer(question):
        found |= _content(match.group("goal") or match.group("change") or match.group("best") or "")
    return found


def _score(name: str, asked: set[str]) -> float:
    lowered, words = name.lower(), _content(name)
    own = 1.0 if names_objective(name) else 0.0
    extreme = 1.0 if any(word in lowered for word in ("maxim", "minim", "objective", "optimal value")) else 0.0
    shared = len(words & asked) / len(words) if words else 0.0
    return 2.0 * own + extreme + 1.5 * shared


def _content(text: str) -> set[str]:
    return {_stem(word) for word in _WORDS.findall(text.lower()) if word not in _STOP and len(word) > 2}


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ed|ing)$", "", word) if len(word) > 4 else word
