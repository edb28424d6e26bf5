"""Numbers as a text writes them, in digits or in words, and back."""

from __future__ import annotations

import math
from decimal import Decimal

from llm_modeling.families.names import listed

_SMALL = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")


def in_words(number: int) -> str:
    """Return a number from 0 to 99 in words; raises ValueError for others."""
    if not 0 <= number <= 99:
        raise ValueError(f"{number} is not from 0 to 99")
    if number < 20:
        return _SMALL[number]
    ten = _TENS[number // 10 - 2]
    return f"{ten}-{_SMALL[number % 10]}" if number % 10 else ten


_VALUES = {in_words(number): number for number in range(100)}
PATTERN = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|" + "|".join(sorted(_VALUES, key=len, reverse=True))
"""What in_digits and in_words write, as a regular expression without groups; longer words come first."""


def in_digits(value: float, *, separated: bool = False) -> str:
    """Return a finite number exactly, in plain digits, with commas between thousands if separated."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not finite")
    exact = Decimal(repr(float(value)))
    if exact == exact.to_integral_value():
        exact = exact.to_integral_value()
    return f"{exact:,f}" if separated else f"{exact:f}"


def read_number(written: str) -> float:
    """Return the value of a number written by in_digits or in_words; raises ValueError if it is none."""
    word = _VALUES.get(written.lower())
    return float(word) if word is not None else float(written.replace(",", ""))


def as_percent(value: float) -> float:
    """Return a share as a percentage, without what binary fractions add: 0.07 becomes 7."""
    return float(Decimal(repr(float(value))) * 100)


def from_percent(value: float) -> float:
    """Return a percentage as a share, the inverse of as_percent."""
    return float(Decimal(repr(float(value))) / 100)
