"""The words of verdicts: reasons that a person reads, and points by the names of columns."""

from __future__ import annotations

from collections.abc import Sequence

from llm_modeling.equivalence.containment import Scale
from llm_modeling.equivalence.form import Form
from llm_modeling.equivalence.matching import Correspondence
from llm_modeling.equivalence.verdict import Counterpart, Method, Outcome, Verdict, Witness

_PLACES = 5


def unknown(reason: str, method: Method = Method.NONE) -> Verdict:
    """Return UNKNOWN with a reason."""
    return Verdict(Outcome.UNKNOWN, method, reason)


def equivalent(
    a: Form, b: Form, correspondence: Correspondence, scale: Scale, method: Method, proved: Sequence[str]
) -> Verdict:
    """Return EQUIVALENT; proved has the places that only a proof could show to agree."""
    names = named(a, b, correspondence)
    sign = a.sign * b.sign
    factor, shift = sign * scale.factor, b.sign * scale.shift
    parts = [f"{len(names)} columns correspond"]
    if len(names) < max(len(a.names), len(b.names)):
        parts.append(f"{len(a.names) - len(names)} of a and {len(b.names) - len(names)} of b follow from them")
    if proved:
        parts.append(f"each problem implies what only the other says ({listed(list(dict.fromkeys(proved)))})")
    if factor != 1.0 or shift != 0.0:
        parts.append(f"objective of b = {factor:g} * objective of a" + (f" {shift:+g}" if shift else ""))
    return Verdict(Outcome.EQUIVALENT, method, "; ".join(parts), names, factor, shift)


def named(a: Form, b: Form, correspondence: Correspondence) -> dict[str, Counterpart]:
    """Return the columns of b by the names of those of a that they stand for."""
    return {
        a.columns[j].name: Counterpart(b.columns[m.column].name, m.factor, m.shift)
        for j, m in enumerate(correspondence)
    }


def listed(places: Sequence[str]) -> str:
    """Return places separated by commas, the first few of them."""
    shown = ", ".join(places[:_PLACES])
    return shown if len(places) <= _PLACES else f"{shown} and {len(places) - _PLACES} more"


def witness(form: Form, which: str, point: Sequence[float], says: str) -> Witness:
    """Return a point of a form as one of the whole problem, by column names."""
    return Witness(which, dict(zip(form.names, form.restore(point), strict=True)), says)
