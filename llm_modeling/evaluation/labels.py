"""What a label says: a number, a number as text, a phrase such as "No Best Solution", or nothing that can be used."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from llm_modeling.evaluation.task import NO_ANSWER, Expected, ExpectedKind, Flag

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?")
_CURRENCY = re.compile(r"^[$€£]\s*|\s*[$€£]$")
_PHRASES = {
    "infeasible": ExpectedKind.INFEASIBLE,
    "no feasible solution": ExpectedKind.INFEASIBLE,
    "unbounded": ExpectedKind.UNBOUNDED,
    "no best solution": ExpectedKind.NO_BEST,
    "no solution": ExpectedKind.NO_BEST,
    "no optimal solution": ExpectedKind.NO_BEST,
    "infeasible or unbounded": ExpectedKind.NO_BEST,
    "impossible": ExpectedKind.INFEASIBLE,
}
_AMBIGUOUS = {"impossible", "no solution", "no best solution", "no optimal solution"}
_NOTHING = {"", "none", "null", "nan", "n/a", "na", "unknown"}
TINY = 0.5


@dataclass(frozen=True)
class Label:
    """An expected answer and what is doubtful about it."""

    expected: Expected
    flags: tuple[Flag, ...] = ()


def number_of(raw: Any) -> float | None:
    """Return the finite number that a label is, as number or text such as "4,000" or "$12.5", None if it is none."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        value = float(raw) if abs(raw) < 10**300 else math.inf
    elif isinstance(raw, str):
        text = _CURRENCY.sub("", raw.strip())
        if len(text) > 100 or not any(c.isdigit() for c in text) or not _NUMBER.fullmatch(text):
            return None
        value = float(text.replace(",", ""))
    else:
        return None
    return value if math.isfinite(value) else None


def label_of(raw: Any) -> Label:
    """Return what the label of a record says, with flags where it is missing, unreadable, ambiguous or tiny."""
    value = number_of(raw)
    written = "" if raw is None else str(raw)[:200]
    if value is not None:
        flags = (Flag.TRIVIAL_OPTIMUM,) if value == 0.0 else (Flag.TINY_LABEL,) if abs(value) < TINY else ()
        return Label(Expected(ExpectedKind.VALUE, {"": value}, written), flags)
    phrase = " ".join(written.lower().replace("_", " ").strip(" .").split())
    if raw is None or phrase in _NOTHING:
        return Label(NO_ANSWER, (Flag.NO_LABEL,))
    kind = _PHRASES.get(phrase)
    if kind is None:
        return Label(Expected(ExpectedKind.UNKNOWN, {}, written), (Flag.UNREADABLE_LABEL,))
    return Label(Expected(kind, {}, written), (Flag.AMBIGUOUS_LABEL,) if phrase in _AMBIGUOUS else ())
