"""Replies as JSON lines: what a modeler said about a task, so that a score can be computed again without it.

A record is in the file completely or not at all: it is written in one piece, forced to disk, and a last line that was
cut is dropped before the next one is written. Only `task` and `text` are needed in files from elsewhere.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from llm_modeling.errors import FormulationError
from llm_modeling.evaluation.records import read_bytes
from llm_modeling.json_text import parse_json
from metasolve import ModelDataError, OutputError

SCHEMA = "metasolve.reply/1"
_RECORD_BYTES = 64_000_000
_FIELDS = {
    "task": str,
    "sample": int,
    "text": str,
    "model": str,
    "fingerprint": str,
    "finish_reason": str,
    "error": str,
    "time_s": (int, float),
    "usage": dict,
    "settings": dict,
}


@dataclass(frozen=True)
class RecordedReply:
    """The reply of a model to a task, one of several samples; error says why there is no text.

    fingerprint is that of the task it was asked, empty if that was not recorded.
    """

    task: str
    text: str
    sample: int = 0
    model: str = ""
    fingerprint: str = ""
    finish_reason: str = ""
    error: str = ""
    time_s: float = 0.0
    usage: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """What may stand only once in a file."""
        return self.task, self.sample

    def to_line(self) -> str:
        """Return the record as one line of JSON, with its line break."""
        content = {name: getattr(self, name) for name in _FIELDS}
        return json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, allow_nan=False) + "\n"


def read_replies(path: str | Path) -> tuple[RecordedReply, ...]:
    """Return the replies of a file in their order; a cut last line is left out.

    Raises ModelNotFoundError; ModelDataError with the line of a record that is malformed or there twice.
    """
    content, cut = _complete(read_bytes(path))
    found: dict[tuple[str, int], int] = {}
    replies = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        reply = _reply(line, str(path), number)
        if reply.key in found:
            reason = f"sample {reply.sample} of task {reply.task!r} is already in line {found[reply.key]}"
            raise ModelDataError(reason, str(path), number)
        found[reply.key] = number
        replies.append(reply)
    if not replies and not cut:
        raise ModelDataError("there is no reply in it", str(path))
    return tuple(replies)


def _complete(content: bytes) -> tuple[bytes, bytes]:
    """Return the content up to its last complete record, and what was cut."""
    end = content.rfind(b"\n") + 1
    tail = content[end:]
    if not tail.strip():
        return content[:end], b""
    try:
        json.loads(tail)
    except ValueError:
        return content[:end], tail
    return content, b""


def _reply(line: bytes, path: str, number: int) -> RecordedReply:
    try:
        content = parse_json(line, None, _RECORD_BYTES)
    except FormulationError as error:
        raise ModelDataError(error.bare_reason, path, number) from error
    if not isinstance(content, dict):
        raise ModelDataError("a reply is an object with task and text", path, number)
    schema = content.pop("schema", SCHEMA)
    if schema != SCHEMA:
        raise ModelDataError(f"the schema is {str(schema)[:60]!r} instead of {SCHEMA}", path, number)
    for name in ("task", "text"):
        if name not in content:
            raise ModelDataError(f"the field {name!r} is missing", path, number)
    for name, value in content.items():
        wanted: Any = _FIELDS.get(name)
        if wanted is None:
            raise ModelDataError(f"there is no field {name[:60]!r}; there are {', '.join(_FIELDS)}", path, number)
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ModelDataError(f"the field {name!r} is {str(value)[:60]!r}", path, number)
    if content.get("sample", 0) < 0:
        raise ModelDataError(f"the sample is {content['sample']}, less than 0", path, number)
    return RecordedReply(**content)


class ReplyLog:
    """A file of replies that is added to, from several threads; a context that closes it.

    Raises OutputError if it cannot be written, read_replies' errors if what is there is malformed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        try:
            exists = self.path.exists() and self.path.stat().st_size > 0
            self.replies: tuple[RecordedReply, ...] = read_replies(self.path) if exists else ()
            self._stream = self.path.open("ab")
            if exists:
                self._mend()
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror or error}") from error

    def _mend(self) -> None:
        """Drop a cut last line, end a complete one that lacks its line break."""
        content, cut = _complete(read_bytes(self.path))
        if cut:
            self._stream.truncate(len(content))
        elif not content.endswith(b"\n"):
            self._stream.write(b"\n")
            self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, reply: RecordedReply) -> None:
        """Write a reply so that it is on the disk when this returns; raises OutputError."""
        try:
            with self._lock:
                self._stream.write(reply.to_line().encode())
                self._stream.flush()
                os.fsync(self._stream.fileno())
        except OSError as error:
            raise OutputError(f"{self.path}: {error.strerror or error}") from error


def samples_of(replies: Iterable[RecordedReply]) -> int:
    """Return how many samples a task has: one more than the highest number of any, at least 1."""
    return max((reply.sample for reply in replies), default=0) + 1
