"""Names of rows and columns: readable, unique, and legal in MPS and LP files."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence

from llm_modeling.grounding.columns import Column, Texts

_LEGAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.")
_LONGEST = 200
# words that LP readers take for a section or a value when they stand alone
_RESERVED = frozenset(
    {
        "bin", "binaries", "binary", "bound", "bounds", "end", "free", "gen", "gencons", "general", "generals", "inf",
        "infinity", "int", "integer", "integers", "max", "maximise", "maximize", "maximum", "min", "minimise",
        "minimize", "minimum", "nan", "pwlobj", "sc", "semi", "semis", "sos", "sos1", "sos2", "st",
    }
)  # fmt: skip


def legal_word(text: str) -> str:
    """Return text with accents dropped and every character that a name cannot have replaced by `_`."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c if c in _LEGAL else "_" for c in plain if not unicodedata.combining(c))[:_LONGEST] or "_"


class Namer:
    """Makes names such as `ship(Berlin,Rome)`; every text is made legal once."""

    def __init__(self, texts: Texts) -> None:
        self._words = [legal_word(text) for text in texts.texts]

    def names(self, stem: str, columns: Sequence[Column], count: int) -> list[str]:
        """Return one name for each row of the columns, not yet unique."""
        stem = f"_{stem}" if stem[0] in "eE" else stem  # LP readers take e5 for a part of a number
        if not columns:
            return [f"{stem}_" if stem.lower() in _RESERVED else stem] * count
        words = [self._column(column) for column in columns]
        if len(words) == 1:
            return [f"{stem}({a})" for a in words[0]]
        if len(words) == 2:
            return [f"{stem}({a},{b})" for a, b in zip(*words, strict=True)]
        return [f"{stem}({','.join(key)})" for key in zip(*words, strict=True)]

    def _column(self, column: Column) -> Iterable[str]:
        values: list[int] = column.values.tolist()
        if column.is_text:
            return [self._words[value] for value in values]
        return [str(value) if value >= 0 else f"_{-value}" for value in values]


def unique(names: list[str]) -> list[str]:
    """Return the names, each at most 200 characters, those that come again with ~2, ~3, ... at their end."""
    if max(map(len, names), default=0) > _LONGEST:
        names = [name if len(name) <= _LONGEST else _shortened(name) for name in names]
    if len(set(names)) == len(names):
        return names
    taken = set(names)
    seen: dict[str, int] = {}
    result = []
    for name in names:
        number = seen.get(name, 0) + 1
        candidate = name if number == 1 else f"{name}~{number}"
        while number > 1 and candidate in taken:
            number += 1
            candidate = f"{name}~{number}"
        seen[name] = number
        taken.add(candidate)
        result.append(candidate)
    return result


def _shortened(name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}~{digest}"
