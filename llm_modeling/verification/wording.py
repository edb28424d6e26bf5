"""Text in one form of writing, so that quotes can be found in it, and its sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_GROUPED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-",
                        "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"})  # fmt: skip
_END = re.compile(r"(?<=[.!?;])\s+(?=\S)|(?<=:)\s+(?=[a-z]{2,}[^,]{20,})")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|approx|max|min|no|vs|etc|resp)\.|\b[a-z]\.)$")
_WORD = re.compile(r"[a-z][a-z0-9]*")


def normalized(text: str) -> str:
    """Return text in lower case with plain quotes, hyphens and single blanks; digits grouped by blanks are joined."""
    joined = _GROUPED.sub("", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", joined).translate(_SIGNS).lower()).strip()


@dataclass(frozen=True)
class Passage:
    """Characters start to end of a normalized text."""

    start: int
    end: int

    def covers(self, other: Passage) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Passage) -> bool:
        return self.start < other.end and other.start < self.end


def located(quote: str, text: str) -> tuple[Passage, ...]:
    """Return where a quote stands in a normalized text, all places; none if it does not, or is empty."""
    wanted = normalized(quote).strip(" .,;:!?\"'")
    if not wanted:
        return ()
    pattern = re.compile(r"(?<!\w)" + re.escape(wanted) + r"(?!\w)")
    return tuple(Passage(*match.span()) for match in pattern.finditer(text))


def sentences(text: str) -> Iterator[Passage]:
    """Yield the sentences of a normalized text, also what semicolons separate."""
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text, max(0, match.start() - 8), match.start()):
            continue
        yield Passage(start, match.start())
        start = match.end()
    if start < len(text):
        yield Passage(start, len(text))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name or text in lower case; `setup_cost` and `setupCost` are two words each."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    return tuple(_WORD.findall(parted.lower()))


def stem(word: str) -> str:
    """Return a word in the singular, as far as its ending says."""
    irregular = {
        "people": "person",
        "men": "man",
        "women": "woman",
        "children": "child",
        "buses": "bus",
        "feet": "foot",
    }
    if word in irregular:
        return irregular[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
