"""Words of texts: stems for retrieval, runs of words that were copied, how alike two texts are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.;:!?()\n]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "es", "ed", "er", "ly", "s", "e", "y")
_SHORTEST_STEM = 3
_STOPWORDS = """
a an the of to in on for and as is are be was were it its this that these those with by from has have had
does do not apply applies when which who whom what there their they them his her he she we you your our us
one if then such also can may will would should must how so but than
"""
STOPWORDS = frozenset(_STOPWORDS.split())


def stem(word: str) -> str:
    """Return a word without its ending, crudely: enough to join plurals, tenses and derived nouns."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def terms(text: str) -> list[str]:
    """Return the stems of a text's words without stopwords, and all pairs of neighboring words, stopwords included."""
    stems: list[str] = []
    for sentence in _SENTENCE.split(text.lower()):
        words = _WORD.findall(sentence)
        stems += [stem(word) for word in words if word not in STOPWORDS and len(word) > 1]
        stems += [f"{stem(a)} {stem(b)}" for a, b in pairwise(words)]
    return stems


def content_terms(text: str) -> set[str]:
    """Return the stems of a text's words without stopwords."""
    return {stem(word) for word in _WORD.findall(text.lower()) if word not in STOPWORDS and len(word) > 2}


def likeness(a: str, b: str) -> float:
    """Return how many of the stems of both texts are in each of them, from 0 to 1 (Jaccard)."""
    here, there = content_terms(a), content_terms(b)
    union = here | there
    return len(here & there) / len(union) if union else 1.0


def copied_run(text: str, source: str, most: int = 11) -> str:
    """Return a run of more than `most` consecutive words that text has in common with source, empty if none.

    Case, punctuation, and how letters are composed do not count.
    """
    length = most + 1
    there = set(_runs(_plain(source), length))
    for run in _runs(_plain(text), length):
        if run in there:
            return " ".join(run)
    return ""


def _plain(text: str) -> list[str]:
    return _WORD_OR_NUMBER.findall(unicodedata.normalize("NFKC", text).casefold())


def _runs(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])


@lru_cache(maxsize=8192)
def cue_pattern(cue: str) -> re.Pattern[str]:
    """Return the pattern of a cue: words in this order; `*` is the rest of a word, `_` up to four words between."""
    pattern, gap = "", ""
    for word in cue.split():
        if word == "_":
            gap = r"(?:\W+\w+){0,4}?"
            continue
        if pattern:
            pattern += gap + (r"\W+" if word[:1].isalnum() else r"\W*")
        pattern, gap = pattern + re.escape(word).replace(r"\*", r"\w*"), ""
    start, end = (r"(?<!\w)" if cue[:1].isalnum() else ""), (r"(?!\w)" if cue[-1:].isalnum() else "")
    return re.compile(start + pattern + end, re.IGNORECASE)


def word_runs(text: str, length: int) -> set[str]:
    """Return the runs of so many words within the sentences of a text, in lower case."""
    runs = set()
    for sentence in _SENTENCE.split(text.lower()):
        words = _WORD.findall(sentence)
        runs |= {" ".join(run) for run in _runs(words, length)}
    return runs
