"""The lexer: the text of an expression to tokens, each with its place; what it does not know it names."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from llm_modeling.errors import ExpressionError, Span

MAX_TEXT = 10_000
MAX_TOKENS = 4_000
MAX_NAME = 64

KEYWORDS = frozenset(
    {
        "abs", "alldifferent", "and", "by", "card", "ceil", "count", "cross", "cumulative", "diff", "div", "else",
        "exists", "exp", "false", "first", "floor", "forall", "if", "in", "inf", "inter", "last", "log", "max", "min",
        "mod", "next", "nextw", "no_overlap", "not", "or", "ord", "prev", "prevw", "prod", "pwl", "round", "sqrt",
        "sum", "then", "true", "union",
    }
)  # fmt: skip
"""Words of the language; no set, parameter, variable or index can have such a name."""


class TokenKind(Enum):
    """What a token is; a SYMBOL is its own text, a KEYWORD a word of the language."""

    NUMBER = "number"
    STRING = "text in quotes"
    NAME = "name"
    KEYWORD = "keyword"
    SYMBOL = "symbol"
    END = "end of the expression"


@dataclass(frozen=True)
class Token:
    """A token: text is canonical (`<=` also where the source has `≤`), of a string what stands between the quotes."""

    kind: TokenKind
    text: str
    span: Span

    @property
    def described(self) -> str:
        """The token as it is called in an error message."""
        return self.kind.value if self.kind is TokenKind.END else repr(self.text)


_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<symbol><=>|\.\.|<=|>=|==|!=|<>|=>|[-+*/^<>=(){}\[\],:;])"
)
_SAME_SYMBOL = {"==": "=", "<>": "!="}
_UNICODE_SYMBOLS = {
    "≤": "<=", "≥": ">=", "≠": "!=", "⇒": "=>", "⇔": "<=>", "…": "..", "−": "-", "×": "*", "·": "*", "⋅": "*",
    "÷": "/",
}  # fmt: skip
_UNICODE_WORDS = {
    "∈": "in", "∑": "sum", "∏": "prod", "∀": "forall", "∃": "exists", "∧": "and", "∨": "or", "¬": "not", "∞": "inf",
    "∪": "union", "∩": "inter",
}  # fmt: skip
_LOOK_ALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρ‐‑‒–—‘’“”′″∶‚⁄∕∗∣",
        "ABESIJKMHOPCTYXaeijopcyxsdqwABEZHIKMNOPTYXoviap-----''\"\"'\":,//*|",
        strict=True,
    )
)


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of text, the last one of kind END.

    Raises ExpressionError at the first character that belongs to no token, and for text beyond the limits.
    """
    if len(text) > MAX_TEXT:
        reason = f"the expression has {len(text):,} characters, more than the {MAX_TEXT:,} allowed"
        raise ExpressionError(reason, text[:MAX_TEXT], Span(0, 1), suggestion="split it or move numbers to a parameter")
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is not None and match.lastgroup == "blank":
            position = match.end()
            continue
        token = _special(text, position) if match is None else _plain(text, match)
        tokens.append(token)
        position = token.span.end
        if len(tokens) > MAX_TOKENS:
            raise ExpressionError(f"the expression has more than {MAX_TOKENS:,} tokens", text, token.span)
    tokens.append(Token(TokenKind.END, "", Span(len(text), len(text))))
    return tuple(tokens)


def _plain(text: str, match: re.Match[str]) -> Token:
    found, span = match.group(), Span(match.start(), match.end())
    if match.lastgroup == "symbol":
        return Token(TokenKind.SYMBOL, _SAME_SYMBOL.get(found, found), span)
    if match.lastgroup == "word":
        if len(found) > MAX_NAME:
            raise ExpressionError(f"a name has {len(found)} characters, more than {MAX_NAME}", text, span)
        return Token(TokenKind.KEYWORD if found in KEYWORDS else TokenKind.NAME, found, span)
    following = text[span.end : span.end + 1]
    if following.isalpha() or following == "_":
        raise ExpressionError(
            f"{found!r} runs into {following!r}", text, span, suggestion="write `*` between a number and a name"
        )
    if following == "." and text[span.end : span.end + 2] != "..":
        raise ExpressionError(f"{found + '.'!r} is not a number", text, span, suggestion="write 2.0 or 2")
    if len(found) > MAX_NAME or not math.isfinite(float(found)):
        raise ExpressionError("the number is too large or too long", text, span)
    return Token(TokenKind.NUMBER, found, span)


def _special(text: str, position: int) -> Token:
    """Return the token of a quoted text or of a Unicode operator."""
    character = text[position]
    span = Span(position, position + 1)
    if character in "\"'":
        end = text.find(character, position + 1)
        if end < 0 or "\n" in text[position:end]:
            raise ExpressionError(f"the text that begins with {character} has no end", text, span)
        return Token(TokenKind.STRING, text[position + 1 : end], Span(position, end + 1))
    if character in _UNICODE_SYMBOLS:
        return Token(TokenKind.SYMBOL, _UNICODE_SYMBOLS[character], span)
    if character in _UNICODE_WORDS:
        return Token(TokenKind.KEYWORD, _UNICODE_WORDS[character], span)
    raise ExpressionError(f"{_described(character)} cannot stand here", text, span, suggestion=_advice(character))


def _described(character: str) -> str:
    if character.isascii() and character.isprintable():
        return repr(character)
    name = unicodedata.name(character, "unnamed character")
    shown = f" {character!r}" if character.isprintable() else ""
    return f"the character{shown} (U+{ord(character):04X} {name})"


def _advice(character: str) -> str | None:
    if character == ".":
        return "a number begins with a digit (0.5), a range has two dots (1..5)"
    if character in "&|!~":
        return "logic is written with the words and, or, not"
    if character == "%":
        return "write 0.05 for 5 percent, and mod for a remainder"
    plain = _LOOK_ALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii() and plain.isprintable():
        return f"it only looks like {plain!r}" if plain.strip() else "it only looks like a blank"
    return "names are made of the letters a-z and A-Z, digits and underscores" if character.isalpha() else None
