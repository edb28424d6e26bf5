"""What can be wrong with a formulation or its data; every message names the element, the place and the next step.

metasolve.ModelDataError
+- FormulationError      the formulation cannot be read, checked or compiled
   +- ExpressionError    an expression is wrong: column, caret line, suggestion
   +- DataError          a table or value is wrong: file and line
   +- SizeError          the model or an input is larger than the limits allow
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from metasolve import ModelDataError

_WINDOW = 100
_NAMES_COMPARED = 1_000


class FormulationError(ModelDataError):
    """The formulation cannot be used; element says which part of it, such as `constraint 'demand'`."""

    def __init__(
        self,
        reason: str,
        *,
        element: str | None = None,
        suggestion: str | None = None,
        path: str | None = None,
        line: int | None = None,
    ) -> None:
        self.element = element
        self.suggestion = suggestion
        self.bare_reason = reason
        place = "" if element is None else f"{element}: "
        advice = "" if suggestion is None else f"; {suggestion}"
        super().__init__(f"{place}{reason}{advice}{self._excerpt()}", path, line)

    def _excerpt(self) -> str:
        return ""


@dataclass(frozen=True)
class Span:
    """Where a piece of an expression stands in its text: characters start to end, end not included."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the span from the start of this one to the end of the other."""
        return Span(self.start, other.end)


class ExpressionError(FormulationError):
    """An expression is wrong; column counts from 1, and the message shows the place with a caret."""

    def __init__(
        self, reason: str, text: str, span: Span, *, element: str | None = None, suggestion: str | None = None
    ) -> None:
        self.text = text
        self.span = span
        super().__init__(reason, element=element, suggestion=suggestion)

    @property
    def column(self) -> int:
        """The column of the first wrong character, counted from 1 over the whole text."""
        return self.span.start + 1

    def within(self, element: str) -> ExpressionError:
        """Return the same error, saying in which element the expression stands."""
        return ExpressionError(self.bare_reason, self.text, self.span, element=element, suggestion=self.suggestion)

    def _excerpt(self) -> str:
        start = min(self.span.start, len(self.text))
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        left = max(line_start, start - _WINDOW // 2)
        right = min(line_end, left + _WINDOW)
        shown = "".join(c if c.isprintable() else " " for c in self.text[left:right])
        carets = "^" * max(1, min(self.span.end, right) - start)
        return f" (column {self.column})\n    {shown}\n    {' ' * (start - left)}{carets}"


class DataError(FormulationError):
    """A table or a value is wrong; the message starts with `file:line:` where the place is known."""


class SizeError(FormulationError):
    """The model, or one input of it, is larger than the limits allow; the message has the counts."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return `did you mean 'x'?` for the known name that is closest to name, None if none is close."""
    candidates = [candidate for candidate, _ in zip(known, range(_NAMES_COMPARED), strict=False)]
    if len(name) > 100:
        return None
    folded = {candidate.lower(): candidate for candidate in candidates}
    if name.lower() in folded:
        return f"did you mean {folded[name.lower()]!r}?"
    close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else None


def quoted(names: Iterable[str], most: int = 8) -> str:
    """Return names in quotes, separated by commas, at most so many of them."""
    listed = list(names)
    shown = ", ".join(repr(name) for name in listed[:most])
    return f"{shown} and {len(listed) - most} more" if len(listed) > most else shown
