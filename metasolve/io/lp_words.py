"""The words of the LP format: section headings, names, tokens."""

from __future__ import annotations

import re
from functools import lru_cache

INFINITY_WORDS = frozenset({"inf", "infinity"})

# heading -> section; a heading stands at the start of a line
_HEADINGS = {
    r"minimi[sz]e|minimum|min": "min",
    r"maximi[sz]e|maximum|max": "max",
    r"subject\s+to|such\s+that|st\.?|s\.t\.?": "rows",
    r"bounds?": "bounds",
    r"lazy\s+constraints": "lazy constraints",
    r"user\s+cuts": "user cuts",
    r"general\s+constraints|gencons": "general constraints",
    r"generals?|gen|integers?|int": "integer",
    r"binar(?:y|ies)|bin": "binary",
    r"semi-?continuous|semis?|sc": "semi",
    r"sos[12]?": "special ordered sets",
    r"pwlobj": "a piecewise-linear objective",
    r"end": "end",
}
UNSUPPORTED = frozenset(
    {"lazy constraints", "user cuts", "general constraints", "special ordered sets", "a piecewise-linear objective"}
)
_SECTIONS = list(_HEADINGS.values())
_HEADING = re.compile(rf"\s*(?:{'|'.join(f'({words})' for words in _HEADINGS)})(?=\s|$)(?!\s*:)", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"  # number
    r"|->|[<>]=?|=[<>]?|[-+*^:\[\]/]"
    r"|[^\s\d.+\-*^<>=:\\\[\]/][^\s+\-*^<>=:\\]*"  # name; brackets may stand inside of it
    r"|\S"
)
_NAME = re.compile(r"[A-Za-z!\"#$%&(),?@_'`{}~|][A-Za-z0-9.!\"#$%&(),?@_'`{}~|]{0,254}")
_NUMBERLIKE = re.compile(r"[eE][0-9]*")
_RESERVED = frozenset({*INFINITY_WORDS, "nan", "free"})


def heading(line: str) -> tuple[str, int] | None:
    """Return the section that begins on line and where its heading ends, None if there is none."""
    match = _HEADING.match(line)
    return None if match is None else (_SECTIONS[(match.lastindex or 1) - 1], match.end())


def tokens(line: str) -> list[str]:
    """Return the tokens of a line without comment."""
    return _TOKEN.findall(line)


@lru_cache(maxsize=1 << 16)
def is_number(token: str) -> bool:
    """Return whether token is an unsigned number or a word for infinity."""
    return token[0].isdigit() or (token[0] == "." and len(token) > 1) or token.lower() in INFINITY_WORDS


@lru_cache(maxsize=1 << 16)
def is_name(token: str) -> bool:
    """Return whether token can name a row or a column."""
    return token[0] not in "+-*^<>=:[]/.\\0123456789" and token.lower() not in INFINITY_WORDS


def is_portable_name(name: str) -> bool:
    """Return whether every reader of LP files takes name for a name."""
    plain = _NAME.fullmatch(name) is not None and _NUMBERLIKE.match(name) is None
    return plain and name.lower() not in _RESERVED and heading(name) is None
