"""Libraries as files: JSON lines of schema metasolve.insight/1, written whole and read as candidates."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError, LibraryError
from llm_modeling.experience.insight import Insight, Provenance, Status, Verification
from llm_modeling.json_text import parse_json
from metasolve import ModelNotFoundError

_MOST_BYTES = 256 << 20
_LINE_BYTES = 1 << 20


def to_lines(insights: Iterable[Insight]) -> str:
    """Return insights as JSON lines."""
    return "".join(json.dumps(i.to_json(), ensure_ascii=False, allow_nan=False) + "\n" for i in insights)


def read_lines(path: str | Path) -> list[Insight]:
    """Return the insights of a file of JSON lines as candidates: what others verified is verified here again.

    Raises ModelNotFoundError, or LibraryError with the line.
    """
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    if len(text) > _MOST_BYTES:
        raise LibraryError(f"{path}: it has more than the {_MOST_BYTES:,} bytes allowed")
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append(_candidate(Insight.from_json(parse_json(line, None, _LINE_BYTES)), Path(path).name))
            except (InsightError, FormulationError) as error:
                raise LibraryError(f"{path}:{number}: {error}") from error
    return found


def _candidate(insight: Insight, file: str) -> Insight:
    content = {
        **insight.to_json(),
        "status": Status.CANDIDATE,
        "verification": vars(Verification()),
        "provenance": vars(Provenance("imported", (file, *insight.provenance.sources), insight.provenance.model)),
        "parents": [],
        "version": 1,
    }
    return Insight.from_json(content)
