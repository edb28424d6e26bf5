"""Records of a benchmark file, each with its line: a JSON array, one JSON value a line, or a single object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_modeling.errors import FormulationError
from llm_modeling.evaluation.task import Refused
from llm_modeling.json_text import parse_json
from metasolve import ModelDataError, ModelNotFoundError

MOST_BYTES = 512_000_000
_RECORD_BYTES = 64_000_000
_SHOWN = 120


@dataclass(frozen=True)
class Record:
    """A JSON object of the file, and the line on which it begins."""

    line: int
    content: dict[str, Any]


@dataclass(frozen=True)
class RecordFile:
    """The records of a file in order, and what in it is none."""

    path: str
    sha256: str
    records: tuple[Record, ...]
    refused: tuple[Refused, ...]


def read_bytes(path: str | Path) -> bytes:
    """Return the content of a file; raises ModelNotFoundError, or ModelDataError if it is too large."""
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    if len(content) > MOST_BYTES:
        raise ModelDataError(f"it has more than the {MOST_BYTES:,} bytes allowed", str(path))
    return content


def read_records(path: str | Path) -> RecordFile:
    """Return the records of a file, whatever its name says about the layout.

    A line that is no JSON object is refused and listed. Raises ModelNotFoundError; ModelDataError with the line if
    the file is an array that breaks off, is not UTF-8 or holds nothing.
    """
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ModelDataError("the text is not UTF-8", str(path), line) from error
    found: list[Record] = []
    refused: list[Refused] = []
    for line, piece in _pieces(text, str(path)):
        try:
            value = parse_json(piece, None, _RECORD_BYTES)
        except FormulationError as error:
            refused.append(Refused(line, error.bare_reason))
            continue
        if isinstance(value, dict):
            found.append(Record(line, value))
        else:
            refused.append(Refused(line, f"{piece[:_SHOWN]} is no JSON object"))
    if not found and not refused:
        raise ModelDataError("there is no record in it", str(path))
    return RecordFile(str(path), hashlib.sha256(content).hexdigest(), tuple(found), tuple(refused))


def _pieces(text: str, path: str) -> Iterator[tuple[int, str]]:
    """Yield the text of each record with its line."""
    start = _next(text, 0)
    if text[start : start + 1] == "[":
        yield from _array(text, start, path)
        return
    if text[start : start + 1] == "{":
        end = _end(text, start)
        if end is not None and _next(text, end) == len(text):
            yield text.count("\n", 0, start) + 1, text[start:end]
            return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _array(text: str, start: int, path: str) -> Iterator[tuple[int, str]]:
    place, line, counted = _next(text, start + 1), 1, 0
    while text[place : place + 1] != "]":
        line, counted = line + text.count("\n", counted, place), place
        end = _end(text, place)
        if end is None:
            raise ModelDataError("the array breaks off here, or an entry of it is no JSON", path, line)
        yield line, text[place:end]
        place = _next(text, end)
        if text[place : place + 1] == ",":
            place = _next(text, place + 1)
        elif text[place : place + 1] != "]":
            line += text.count("\n", counted, place)
            raise ModelDataError("a comma or the end of the array is missing", path, line)
    rest = _next(text, place + 1)
    if rest != len(text):
        raise ModelDataError("there is more after the array", path, text.count("\n", 0, rest) + 1)


def _next(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _end(text: str, place: int) -> int | None:
    """Return where the JSON value that begins at place ends, None if none does."""
    try:
        return json.JSONDecoder().raw_decode(text, place)[1]
    except (ValueError, RecursionError):
        return None
