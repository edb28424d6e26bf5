"""Logs: one JSON object a line on stderr; ids, states, numbers and names of errors, never a key or what was sent."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

_LOGGER = logging.getLogger("metasolve.server")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = places(record.exc_info[1])
        return json.dumps(line, default=str)


def places(error: BaseException | None) -> list[str]:
    """Return where an error came from, innermost last; without its message, which may quote what was sent."""
    if error is None:
        return []
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]


def log(event: str, *, level: str = "info", **facts: Any) -> None:
    """Write one line."""
    _LOGGER.log(_LEVELS[level], event, extra={"facts": facts})


def configure(level: str = "info") -> None:
    """Send the service's logs, and warnings and errors of the libraries below it, to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    _LOGGER.setLevel(_LEVELS[level])
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "httpx", "openai"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)
