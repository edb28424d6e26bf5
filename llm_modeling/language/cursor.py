"""The place of the parser in the tokens: looking ahead, going on, refusing, counting how deep it is."""

from __future__ import annotations

from typing import NoReturn

from llm_modeling.errors import ExpressionError, Span
from llm_modeling.language.tokens import Token, TokenKind, tokenize

MAX_DEPTH = 60


class Cursor:
    """Tokens of one text and the index of the next one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokenize(text)
        self._position = 0
        self._depth = 0
        self._closing: dict[int, int] | None = None

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._position]

    def ahead(self, count: int) -> Token:
        """The token that comes so many after the next one; the last one is END."""
        return self._tokens[min(self._position + count, len(self._tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Return whether the next token is one of these symbols or keywords."""
        return self._is(self.next, texts)

    def at_ahead(self, count: int, *texts: str) -> bool:
        """Return whether the token so many after the next one is one of these symbols or keywords."""
        return self._is(self.ahead(count), texts)

    def advance(self) -> Token:
        """Return the next token and go past it."""
        token = self.next
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return token

    def accept(self, *texts: str) -> Token | None:
        """Return the next token and go past it if it is one of these symbols or keywords, else None."""
        return self.advance() if self.at(*texts) else None

    def expect(self, text: str, after: str) -> Token:
        """Return the next token, which has to be this symbol or keyword."""
        if not self.at(text):
            self.refuse(f"expected {text!r} {after} instead of {self.next.described}")
        return self.advance()

    def expect_name(self, what: str) -> Token:
        """Return the next token, which has to be a name."""
        if self.next.kind is TokenKind.KEYWORD:
            self.refuse(f"{self.next.text!r} is a word of the language and cannot be {what}")
        if self.next.kind is not TokenKind.NAME:
            self.refuse(f"expected {what} instead of {self.next.described}")
        return self.advance()

    def after_parenthesis(self) -> Token | None:
        """Return the token after the bracket that closes the one that comes next, None if nothing closes it."""
        if self._closing is None:
            self._closing = _matching_brackets(self._tokens)
        place = self._closing.get(self._position)
        return None if place is None else self._tokens[place + 1]

    def refuse(self, reason: str, suggestion: str | None = None, span: Span | None = None) -> NoReturn:
        """Raise ExpressionError at the next token or the given span."""
        raise ExpressionError(reason, self.text, self.next.span if span is None else span, suggestion=suggestion)

    def deeper(self) -> None:
        """Count one more level of nesting; refuse beyond MAX_DEPTH, long before Python's own limit."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.refuse(f"the expression is nested more than {MAX_DEPTH} levels deep")

    def shallower(self, levels: int = 1) -> None:
        """Count so many levels of nesting less."""
        self._depth -= levels

    @staticmethod
    def _is(token: Token, texts: tuple[str, ...]) -> bool:
        return token.kind in (TokenKind.SYMBOL, TokenKind.KEYWORD) and token.text in texts


def _matching_brackets(tokens: tuple[Token, ...]) -> dict[int, int]:
    """Return, for the place of each bracket that opens, the place of the one that closes it."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is not TokenKind.SYMBOL:
            continue
        if token.text in ("(", "[", "{"):
            waiting.append(place)
        elif token.text in (")", "]", "}") and waiting:
            pairs[waiting.pop()] = place
    return pairs
