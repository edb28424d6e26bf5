"""Cues: the words of a text that state a limit, its direction and its number, or an obligation."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from llm_modeling.formulation import Goal
from llm_modeling.verification.numerals import Numeral
from llm_modeling.verification.wording import Passage


class Direction(StrEnum):
    """How what the text speaks of compares with the limit."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True)
class Cue:
    """A word or phrase; direction is None for an obligation (must, only if) that is not a comparison by itself.

    A weak cue (capacity, needs) says which way a limit goes, but also stands where none is stated. between_variables
    compares two decisions (A only if B), not one with a number. mild is a relation (after, needs) that obliges only
    where a whole sentence has nothing else.
    """

    passage: Passage
    phrase: str
    direction: Direction | None
    strong: bool
    number: Numeral | None = None
    between_variables: bool = False
    mild: bool = False


_NOT = r"\b(?:no|not|nobody|no one|none|never|cannot|can't|mustn't|neither|nor|without)\b"
_MANY = r"(?:more|higher|greater|larger|longer|later|bigger|heavier|farther|above|over|beyond)"
_FEW = r"(?:less|fewer|lower|smaller|shorter|earlier|below|under)"
_STRONG: tuple[tuple[Direction, str], ...] = (
    (Direction.AT_MOST, _NOT + r"(?: [\w'-]+){0,6}? (?:" + _MANY + r" than|above|exceed(?:ing|s)?)\b"),
    (Direction.AT_LEAST, _NOT + r"(?: [\w'-]+){0,6}? (?:" + _FEW + r" than|below|fall(?:ing)? short of)\b"),
    (Direction.AT_MOST, r"\bat (?:the )?(?:very )?most\b(?! cost)"),
    (Direction.AT_MOST, r"\b(?:a |the |its |their )?(?:maximum|max\.?|upper limit|limit|cap) (?:of|is)\b(?= \W?\w)"),
    (Direction.AT_MOST, r"(?<!add )(?<!adds )(?<!sum )(?<!sums )(?<!make )(?<!makes )\bup to\b"),
    (Direction.AT_MOST, r"\b(?:limited|restricted|capped) (?:to|at)\b"),
    (Direction.AT_MOST, r"(?<=\d )or (?:less|fewer)\b"),
    (Direction.AT_LEAST, r"(?:(?<=\d )|\bexactly |\bequal to )or more\b"),
    (Direction.AT_LEAST, r"\bat (?:the )?(?:very )?least\b(?! cost)(?! possible)"),
    (Direction.AT_LEAST, r"\b(?:a |the |its |their )?(?:minimum|min\.?|lower limit) (?:of|is)\b(?= \W?\w)"),
    (Direction.EQUAL, r"\b(?:exactly|precisely)\b"),
    (Direction.EQUAL, r"\b(?:must|has to|have to|should) (?:be )?equal\b(?: to)?"),
)
_NUMBER = r"(?=\W?(?:\d|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b))"
_WEAK: tuple[tuple[Direction, str], ...] = (
    (Direction.AT_MOST, r"\b(?:capacity|capacities|budget|budgets|available|availability|holds?|can hold|supply)\b"),
    (Direction.AT_MOST, r"\bonly " + _NUMBER),
    (Direction.AT_MOST, r"\bthere (?:is|are) (?:only )?" + _NUMBER),
    (Direction.AT_MOST, r"\b(?:has|have|runs?|work for|works for) " + _NUMBER),
    (Direction.AT_MOST, r"\b(?:not both|cannot both|cannot all|exclude|excludes|mutually exclusive)\b"),
    (Direction.AT_MOST, r"\b(?:can|may) (?:\w+ ){1,2}" + _NUMBER),
    (Direction.AT_LEAST, r"\b(?:needs?|needed|requires?|required|requirements?|demands?|orders?|ordered)\b"),
    (Direction.AT_LEAST, r"\ball\b[\w ]{0,40}\b(?:met|filled|fulfilled|satisfied|served|covered|delivered)\b"),
)
_ONLY_IF = r"\bonly (?:be )?(?:\w+ )?(?:if|when)\b"
_OBLIGATION = re.compile(
    r"\b(?:must|have to|has to|cannot|can not|may not|only if|unless|not both|exclude each other|forbidden"
    r"|not allowed|(?:each|every) (?!day|week|month|year|hour|night|morning|evening|season|time)"
    r"|(?:can|may|is|are) only (?:be )?(?:\w+ )?if|either\b.{1,60}\bor|mutually exclusive)\b"
)
_ONLY_IF_PATTERN = re.compile(_ONLY_IF)
_RELATION = re.compile(
    r"\b(?:after|before(?! (?:the )?(?:first|start|begin|\w+ \d))|needs?|requires?|nothing|nobody|none"
    r"|neither|nor|at a time|at the same time|same|different|overlap|consecutive|adjacent)\b"
)
SEQUENCE = re.compile(r"\b(?:after|before|follows?|precedes?|until|first|earlier|later|once)\b")
_STRONG_PATTERNS = tuple((direction, re.compile(pattern)) for direction, pattern in _STRONG)
_WEAK_PATTERNS = tuple((direction, re.compile(pattern)) for direction, pattern in _WEAK)
_BETWEEN = re.compile(r"\b(?:between|from)\b")
_NUMBER_WITHIN = 36

_MINIMIZE = re.compile(
    r"\b(?:minimi[sz]\w*|minimal|cheap(?:est|ly)|lowest|fewest|smallest|shortest|(?<!at )(?<!at the )least"
    r"|at the least|how few|reduc\w+|as (?:little|few|low|cheap|cheaply|short|small|quickly|early) (?:[\w ]+ )?as)\b"
)
_MAXIMIZE = re.compile(
    r"\b(?:maximi[sz]\w*|maximal|highest|largest|greatest|biggest|(?<!at )(?<!at the )most|as (?:much|many|high|large"
    r"|great|far) (?:[\w ]+ )?as possible)\b"
)
_EXPENSES = re.compile(r"\b(?:costs?|expenses?|penalt(?:y|ies)|waste|distance|makespan|lateness|emissions?)\b")
_GAINS = re.compile(r"\b(?:profits?|revenues?|returns?|gains?|benefits?|earnings?|income)\b")


def cues(text: str, numbers: tuple[Numeral, ...]) -> tuple[Cue, ...]:
    """Return the cues of a normalized text in order; what a stronger pattern has taken is not counted again."""
    found = list(_between(text, numbers))
    taken = _marks(text, found)
    for patterns, strong in ((_STRONG_PATTERNS, True), (_WEAK_PATTERNS, False)):
        for direction, pattern in patterns:
            for match in pattern.finditer(text):
                passage = Passage(*match.span())
                if not any(taken[passage.start : passage.end]):
                    taken[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
                    found.append(Cue(passage, match.group(), direction, strong, _number_after(text, passage, numbers)))
    for match in _ONLY_IF_PATTERN.finditer(text):
        found.append(Cue(Passage(*match.span()), match.group(), Direction.AT_MOST, False, between_variables=True))
    strong_places = _marks(text, [cue for cue in found if cue.strong])
    for match in _OBLIGATION.finditer(text):
        passage = Passage(*match.span())
        if not any(strong_places[passage.start : passage.end]):
            found.append(Cue(passage, match.group(), None, False))
    for match in _RELATION.finditer(text):
        found.append(Cue(Passage(*match.span()), match.group(), None, False, mild=True))
    return tuple(sorted(found, key=lambda cue: cue.passage.start))


def _marks(text: str, found: list[Cue]) -> bytearray:
    """Return a 1 for each character of a cue: looking that up stays cheap in a text full of cues."""
    marks = bytearray(len(text))
    for cue in found:
        marks[cue.passage.start : cue.passage.end] = b"\1" * (cue.passage.end - cue.passage.start)
    return marks


def _between(text: str, numbers: tuple[Numeral, ...]) -> list[Cue]:
    """Return both limits of `between 10 and 20`."""
    found = []
    for match in _BETWEEN.finditer(text):
        first = bisect_left(numbers, match.end(), key=lambda number: number.passage.start)
        following = [n for n in numbers[first : first + 2] if n.passage.start - match.end() <= 40]
        if len(following) < 2 or following[0].passage.start - match.end() > 3:
            continue
        gap = text[following[0].passage.end : following[1].passage.start]
        if not re.search(r"\band\b" if match.group() == "between" else r"\bto\b(?! \w+ly)", gap):
            continue
        if match.group() == "from" or re.search(r"[.;,]", gap):
            continue
        low, high = sorted(following, key=lambda n: n.value)
        found.append(
            Cue(Passage(match.start(), following[0].passage.end), match.group(), Direction.AT_LEAST, True, low)
        )
        found.append(
            Cue(
                Passage(following[0].passage.end, following[1].passage.end),
                match.group(),
                Direction.AT_MOST,
                True,
                high,
            )
        )
    return found


def _number_after(text: str, passage: Passage, numbers: tuple[Numeral, ...]) -> Numeral | None:
    """Return the number that a limit speaks of: the next one in its sentence, or the one right before `or more`."""
    following = bisect_left(numbers, passage.end, key=lambda number: number.passage.start)
    if text[passage.start : passage.end].startswith("or "):
        before = [n for n in numbers[max(0, following - 2) : following] if n.passage.end <= passage.start]
        return before[-1] if before else None
    for number in numbers[following:]:
        gap = number.passage.start - passage.end
        if gap > _NUMBER_WITHIN:
            return None
        if not number.naming:
            between = text[passage.end : number.passage.start]
            return None if re.search(r"[.;:?!]|, |\b(?:and|or|but)\b", between) else number
    return None


def wanted_goal(text: str) -> Goal | None:
    """Return whether a normalized text asks for the least or the most, None if it says neither or both."""
    least, most = _MINIMIZE.search(text) is not None, _MAXIMIZE.search(text) is not None
    if least == most:
        least, most = (False, False) if least else (_EXPENSES.search(text) is not None, _GAINS.search(text) is not None)
    if least == most:
        return None
    return Goal.MINIMIZE if least else Goal.MAXIMIZE


def asks(text: str) -> bool:
    """Whether a normalized sentence names a goal by a verb or a superlative."""
    return _MINIMIZE.search(text) is not None or _MAXIMIZE.search(text) is not None
