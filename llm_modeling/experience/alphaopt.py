"""Reading the library file of AlphaOPT (arXiv 2510.18428): its insights become candidates that nobody has verified.

Its examples are programs for another solver's interface or plain words: they are kept as text, never executed, and the
insights are marked as foreign. Its verification, by an absolute tolerance of 0.1, and its usage counts, which are all
0, are not taken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError, LibraryError
from llm_modeling.experience.insight import Insight, Provenance, Status
from llm_modeling.json_text import parse_json
from metasolve import ModelNotFoundError

_MOST_BYTES = 64 << 20
_NOT_WHEN = "does NOT apply"
_RIGHT = ("# Correct", "# Right")


def read_alphaopt(path: str | Path) -> list[Insight]:
    """Return the insights of a file as foreign candidates; raises ModelNotFoundError or LibraryError."""
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    try:
        content = parse_json(text, None, _MOST_BYTES)
    except FormulationError as error:
        raise LibraryError(f"{path}: {error}") from error
    if not isinstance(content, list) or not content:
        raise LibraryError(f"{path}: a library of AlphaOPT is a JSON array of insights")
    found = []
    for number, entry in enumerate(content, 1):
        try:
            found.append(_insight(entry, Path(path).name))
        except (InsightError, KeyError, TypeError) as error:
            raise LibraryError(f"{path}: entry {number} is no insight of AlphaOPT: {error}") from error
    return found


def _insight(entry: Mapping[str, Any], file: str) -> Insight:
    condition, not_when = _split_condition(str(entry["condition"]))
    wrong, right = _split_example(str(entry["example"]))
    tasks = entry.get("task_id", [])
    sources = [str(task) for task in (tasks if isinstance(tasks, list) else [tasks])]
    return Insight(
        id=f"alphaopt-{int(entry['insight_id'])}",
        taxonomy=_labels(entry["taxonomy"]),
        condition=condition,
        not_when=not_when,
        explanation=str(entry["explanation"]),
        wrong=wrong,
        right=right,
        status=Status.CANDIDATE,
        foreign=True,
        provenance=Provenance("imported", (file, *sources)),
    )


def _labels(taxonomy: Any) -> tuple[str, ...]:
    """Return `table/area/topic` for each leaf of {table: {area: [topics]}}."""
    if not isinstance(taxonomy, Mapping):
        raise InsightError("its taxonomy is no object")
    labels = []
    for table, areas in taxonomy.items():
        for area, topics in areas.items():
            labels += ["/".join(_plain(part) for part in (table, area, topic)) for topic in topics]
    return tuple(dict.fromkeys(labels))


def _plain(part: str) -> str:
    return " ".join(str(part).replace("/", " or ").split())[:80]


def _split_condition(text: str) -> tuple[str, str]:
    """Return the lines that say when it applies, and those that say when not."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    against = [line for line in lines if _NOT_WHEN in line]
    return "\n".join(line for line in lines if line not in against) or text, "\n".join(against)


def _split_example(text: str) -> tuple[str, str]:
    """Return the wrong and the right part of an example; the whole is the right part if it has no mark."""
    for mark in _RIGHT:
        wrong, found, right = text.partition(mark)
        if found:
            return wrong.strip(), (mark + right).strip()
    return "", text.strip()
