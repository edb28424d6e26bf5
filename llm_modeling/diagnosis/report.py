"""Diagnosis: what stands in the way of a plan, as a value that prints itself as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from llm_modeling.compiled import Key
from llm_modeling.diagnosis.conflict import Conflict
from llm_modeling.diagnosis.ray import Ray
from llm_modeling.diagnosis.relaxation import Relaxation
from llm_modeling.diagnosis.wording import listed, named
from llm_modeling.render import markdown_text
from llm_modeling.render_math import visible

SCHEMA = "metasolve.diagnosis/1"
_SHOWN = 6


class DiagnosisKind(StrEnum):
    """What was found."""

    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FEASIBLE = "feasible"
    UNDECIDED = "undecided"


class FindingRole(StrEnum):
    """What part of the model a finding is about."""

    CONSTRAINT = "constraint"
    BOUND = "bound"
    INTEGRALITY = "integrality"
    DIRECTION = "direction"


@dataclass(frozen=True)
class Finding:
    """A constraint at an index tuple, or a variable at one or more; statement has its numbers filled in.

    index_names are the names of the indices if the model has them. quote is the sentence that it comes from.
    """

    role: FindingRole
    name: str
    indices: tuple[Key, ...]
    index_names: tuple[str, ...]
    statement: str
    quote: str

    @property
    def title(self) -> str:
        """The name and where it applies: `supply (p = Brno)`."""
        places = [named(self.index_names, key) for key in self.indices if key]
        if not places:
            return self.name
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        return f"{self.name} ({'; '.join(places[:_SHOWN])}{more})"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON data."""
        return {
            "role": str(self.role),
            "name": self.name,
            "indices": [list(key) for key in self.indices],
            "index_names": list(self.index_names),
            "statement": self.statement,
            "quote": self.quote,
        }


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Why there is no plan, or none that is best: findings, how their numbers miss each other, and what would help.

    balance is empty unless the conflict is one of sums. notes say what was proved and by whom. Names and quotes are
    kept as they are in the model; to_text and to_markdown make them harmless.
    """

    kind: DiagnosisKind
    headline: str
    findings: tuple[Finding, ...] = ()
    balance: str = ""
    advice: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflict: Conflict | None = None
    ray: Ray | None = None
    relaxation: Relaxation | None = None

    @property
    def quotes(self) -> tuple[str, ...]:
        """The sentences that the findings come from, each once, in order."""
        return tuple(dict.fromkeys(finding.quote for finding in self.findings if finding.quote))

    def to_text(self) -> str:
        """Return the diagnosis as plain text, without characters that are not seen or that steer a terminal."""
        return "\n".join(self._lines(visible, "", "  - ", "      ")) + "\n"

    def to_markdown(self) -> str:
        """Return the diagnosis as Markdown; nothing in names and quotes has a meaning in Markdown or HTML."""
        return "\n".join(self._lines(markdown_text, "**", "- ", "  ")) + "\n"

    def to_json(self) -> dict[str, Any]:
        """Return the diagnosis as JSON data of schema metasolve.diagnosis/1."""
        conflict = self.conflict
        return {
            "schema": SCHEMA,
            "kind": str(self.kind),
            "headline": self.headline,
            "quotes": list(self.quotes),
            "findings": [finding.to_json() for finding in self.findings],
            "balance": self.balance,
            "advice": list(self.advice),
            "notes": list(self.notes),
            "is_minimal": None if conflict is None else conflict.is_minimal,
            "confirmed_by": None if conflict is None else conflict.confirmed_by,
        }

    def _lines(self, escape: Callable[[str], str], bold: str, item: str, inner: str) -> Iterator[str]:
        yield f"{bold}{escape(self.headline)}{bold}"
        yield ""
        yield from self._finding_lines(escape, bold, item, inner)
        if self.findings:
            yield ""
        if self.balance:
            yield from (escape(self.balance), "")
        if self.advice:
            yield f"{bold}What would help{bold}"
            yield ""
            yield from (f"{item}{escape(entry)}" for entry in self.advice)
            yield ""
        yield from (escape(note) for note in self.notes)

    def _finding_lines(self, escape: Callable[[str], str], bold: str, item: str, inner: str) -> Iterator[str]:
        for _, members in groupby(self.findings, key=lambda finding: (finding.role, finding.name)):
            group = list(members)
            for place, finding in enumerate(group[:_SHOWN]):
                said = f" “{escape(finding.quote)}”" if finding.quote and place == 0 else ""
                yield f"{item}{bold}{escape(finding.title)}{bold}:{said}"
                if finding.statement:
                    yield f"{inner}{escape(finding.statement)}"
            if len(group) > _SHOWN:
                rest = listed(tuple(listed(key) for finding in group[_SHOWN:] for key in finding.indices)[:20])
                yield f"{item}{escape(f'{group[0].name}: {len(group) - _SHOWN} more ({rest})')}"
