"""Numbers in a text: digits, words, fractions, percentages, multiples; and which only name or date something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from llm_modeling.verification.wording import Passage, words

_UNITS = {
    word: value
    for value, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
_TENS = {w: 10 * k for k, w in enumerate(words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)}
_POWERS = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6, "bn": 1e9, "mn": 1e6}
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
          "tenth": 10, "tenths": 10}  # fmt: skip
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "thrice": 3.0, "triple": 3.0, "tripled": 3.0}
_MONTHS = words("january february march april may june july august september october november december")

_SMALL = "|".join([*_UNITS, *_TENS])
_AND = "|".join(f"(?<={power}) and " for power in ("hundred", "thousand", "million", "billion"))
_TOKEN = re.compile(
    r"(?P<date>\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:" + "|".join(_MONTHS) + r") \d{1,2}"
    r"(?:st|nd|rd|th)?(?:,? \d{4})?\b|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:" + "|".join(_MONTHS) + r")(?: \d{4})?\b)"
    r"|(?P<clock>\b\d{1,2}:\d{2}\b)"
    r"|(?P<ordinal>\b\d+(?:st|nd|rd|th)\b)"
    r"|(?P<fraction>(?<![\w.])\d+ ?/ ?\d+(?![\w/]))"
    r"|(?P<digits>(?<![\w.,])(?<!\w-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?|\.\d+)"
    r"(?: ?(?P<power>hundred|thousand|million|billion)\b|(?P<short>k|m|bn|mn)\b(?!/))?)"
    r"|(?P<part>\b(?:(?:a|one|two|three|four) )?(?:" + "|".join(_PARTS) + r")\b(?= of\b| as\b))"
    r"|(?P<dozen>\b(?:half a |a |(?:" + _SMALL + r") )?dozens?\b)"
    r"|(?P<word>\b(?:(?:a )?(?:hundred|thousand|million|billion)|" + _SMALL + r")"
    r"(?:(?:-| |"
    + "|".join(f"(?<={power}) and " for power in ("hundred", "thousand", "million", "billion"))
    + r")(?:"
    + _SMALL
    + r"|hundred|thousand|million|billion)\b)*\b)"
    r"|(?P<times>\b(?:" + "|".join(_TIMES) + r")\b)"
)
_PERCENT = re.compile(r" ?(?:%|percent\b|per cent\b|pct\b)")
_LIST_PERCENT = re.compile(r"(?:,| and| or| to)? ?[\d.]+ ?(?:%|percent\b|per cent\b)")
_LIST = re.compile(r",? ?(?:and |or |to )?")
_POWER_AT_END = re.compile(r"(hundred|thousand|million|billion|k|m|bn|mn)$")
_FOLLOWING_WORD = re.compile(r" ?([a-z\u20ac$%]+(?:/[a-z]+)?)")
_YEAR_BEFORE = re.compile(r"\b(?:in|of|year|since|until|by|from|" + "|".join(_MONTHS) + r") $")


@dataclass(frozen=True)
class Numeral:
    """A number of the text: its value, as written, whether per cent, and the word that follows it.

    naming says that it is a date, time of day, ordinal or year, which a model need not use.
    """

    value: float
    passage: Passage
    written: str
    percent: bool = False
    unit: str = ""
    naming: bool = False
    counting_word: bool = False
    multiple: float = 1.0

    def plain_readings(self) -> tuple[float, ...]:
        """Return the number, in a list that ends in `million` also that many millions."""
        return (self.value,) if self.multiple == 1.0 else (self.value, self.value * self.multiple)

    def readings(self) -> tuple[float, ...]:
        """Return the values that a model may rightly write for it."""
        found = list(self.plain_readings())
        if self.percent:
            found += [self.value / 100.0, 1.0 - self.value / 100.0, 100.0 - self.value, 1.0 + self.value / 100.0]
        return tuple(found)


def numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numbers of a normalized text, in order; in a list, what follows the last one holds for all."""
    found = list(_numerals(text))
    for place in range(len(found) - 2, -1, -1):
        number, following = found[place], found[place + 1]
        gap = text[number.passage.end : following.passage.start]
        if _LIST.fullmatch(gap) and not number.naming and not following.naming and not number.counting_word:
            power = _POWER_AT_END.search(following.written)
            multiple = _POWERS[power.group(1)] if power else following.multiple
            has_own = _POWER_AT_END.search(number.written) is not None
            percent = number.percent or following.percent
            multiple = 1.0 if has_own else multiple
            found[place] = replace(number, unit=following.unit, percent=percent, multiple=multiple)
    return tuple(found)


def _numerals(text: str) -> Iterator[Numeral]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup if match.lastgroup not in ("power", "short") else "digits"
        passage, written = Passage(*match.span()), match.group()
        if kind in ("date", "clock", "ordinal"):
            yield Numeral(float(re.findall(r"\d+", written)[0]), passage, written, naming=True)
            continue
        value = _value(kind or "", match)
        if value is None:
            continue
        after = text[match.end() : match.end() + 40]
        percent = _PERCENT.match(after) is not None or (kind == "digits" and _LIST_PERCENT.match(after) is not None)
        following = _FOLLOWING_WORD.match(after)
        is_year = kind == "digits" and 1900 <= value <= 2100 and "," not in written and value == int(value)
        naming = is_year and _YEAR_BEFORE.search(text, max(0, match.start() - 12), match.start()) is not None
        unit = "" if following is None or percent else following.group(1)
        if match.start() and text[match.start() - 1] in "$\u20ac\u00a3":
            unit = text[match.start() - 1]
        yield Numeral(value, passage, written, percent, unit, naming, kind in ("word", "dozen"))


def _value(kind: str, match: re.Match[str]) -> float | None:
    written = match.group()
    if kind == "digits":
        return _digits(match)
    if kind == "fraction":
        above, below = (float(part) for part in written.split("/"))
        return above / below if below else None
    if kind == "part":
        pieces = written.split()
        count = {"two": 2.0, "three": 3.0, "four": 4.0}.get(pieces[0], 1.0)
        return None if written in ("third", "thirds", "fifth", "tenth") else count / _PARTS[pieces[-1]]
    if kind == "times":
        return _TIMES[written]
    if kind == "dozen":
        first = written.split()[0]
        return 6.0 if first == "half" else 12.0 * _UNITS.get(first, _TENS.get(first, 1))
    return _words(written)


def _digits(match: re.Match[str]) -> float:
    power = match.group("power") or match.group("short")
    number = match.group("digits").removesuffix(power or "").strip()
    if re.fullmatch(r"\d+,\d{1,2}", number):
        number = number.replace(",", ".")
    return float(number.replace(",", "")) * (_POWERS[power] if power else 1.0)


def _words(written: str) -> float:
    """Return the value of number words: three hundred and twenty, twenty-five, a hundred."""
    total = current = 0.0
    for piece in re.split(r"[- ]", written):
        if piece in _UNITS:
            current += _UNITS[piece]
        elif piece in _TENS:
            current += _TENS[piece]
        elif piece == "hundred":
            current = max(current, 1.0) * 100.0
        elif piece in _POWERS:
            total += max(current, 1.0) * _POWERS[piece]
            current = 0.0
    return total + current
