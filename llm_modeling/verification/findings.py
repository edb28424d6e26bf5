"""Findings: what verification has to say of a formulation, each with its place, its numbers and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from llm_modeling.errors import Span


class Severity(StrEnum):
    """How sure a finding is: errors are wrong, warnings most likely wrong, notes worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One finding.

    code names the rule; element is what messages call it (`constraint 'demand'`), empty for the whole formulation;
    span lies in the element's field; quote is the piece of the problem text that it is about.
    """

    severity: Severity
    code: str
    element: str
    message: str
    suggestion: str = ""
    field: str = ""
    span: Span | None = None
    quote: str = ""

    def __str__(self) -> str:
        place = f"{self.element}: " if self.element else ""
        quote = f' ("{_shortened(self.quote)}")' if self.quote else ""
        advice = f"; {self.suggestion}" if self.suggestion else ""
        return f"{self.severity} [{self.code}] {place}{self.message}{quote}{advice}"


@dataclass(frozen=True)
class Findings:
    """All findings of a verification, errors first, otherwise in the order of the rules."""

    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Return the findings without repetitions, errors first."""
        order = list(Severity)
        return cls(tuple(sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.severity))))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings)) or "nothing found"

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.NOTE)

    @property
    def passed(self) -> bool:
        """Whether there is neither an error nor a warning."""
        return not self.errors and not self.warnings

    def codes(self) -> frozenset[str]:
        """Return the rules that errors and warnings come from."""
        return frozenset(f.code for f in (*self.errors, *self.warnings))


def error(code: str, element: str, message: str, suggestion: str = "", quote: str = "") -> Finding:
    return Finding(Severity.ERROR, code, element, message, suggestion, quote=quote)


def warning(code: str, element: str, message: str, suggestion: str = "", quote: str = "") -> Finding:
    return Finding(Severity.WARNING, code, element, message, suggestion, quote=quote)


def note(code: str, element: str, message: str, suggestion: str = "", quote: str = "") -> Finding:
    return Finding(Severity.NOTE, code, element, message, suggestion, quote=quote)


def _shortened(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
