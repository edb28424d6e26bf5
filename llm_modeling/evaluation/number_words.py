"""Numbers as annotators copy them from a text: "70%", "third", "three times", "4,000", "8000 minutes"."""

from __future__ import annotations

import re

from llm_modeling.evaluation.task import RecordError
from llm_modeling.verification.numerals import numerals

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_TIMES = {"once": 1.0, "twice": 2.0, "double": 2.0, "thrice": 3.0, "triple": 3.0}
_PART = re.compile(r"(?:(?P<count>\w+)[ -])?(?P<part>" + "|".join(_PARTS) + r")s?")


def number_in_words(text: str) -> float:
    """Return the number that a text is, a share for a percentage; raises RecordError if it is not exactly one."""
    written = " ".join(text.lower().split())
    if written in _TIMES:
        return _TIMES[written]
    part = _PART.fullmatch(written)
    if part is not None:
        count = part.group("count")
        return (1.0 if count in (None, "a", "an") else number_in_words(count)) / _PARTS[part.group("part")]
    negative = written.startswith("-")
    found = numerals(written.removeprefix("-"))
    if len(found) != 1:
        raise RecordError(f"{text[:80]!r} is not one number")
    value = -found[0].value if negative else found[0].value
    return value / 100.0 if found[0].percent else value
