"""API keys: who may ask, and how much. Keys are kept as hashes and compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metasolve import InputError

ENVIRONMENT = "METASOLVE_API_KEYS"
ANYONE = "local"
_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
_LEAST_CHARACTERS = 16


class KeyFileError(InputError):
    """The API keys cannot be read; the message names the line, never the key."""


@dataclass(frozen=True)
class ApiKeys:
    """SHA-256 of each key, by the name of its owner; empty if the service is open."""

    digests: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lines: Iterable[str], source: str) -> ApiKeys:
        """Return the keys of lines `name:key`; empty lines and those that begin with # are left out.

        Raises KeyFileError.
        """
        digests: dict[str, bytes] = {}
        for number, line in enumerate(lines, start=1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            name, _, key = text.partition(":")
            if not _NAME.fullmatch(name) or not key.strip():
                raise KeyFileError(f"{source}:{number}: expected `name:key`")
            if len(key.strip()) < _LEAST_CHARACTERS:
                raise KeyFileError(f"{source}:{number}: the key of {name} has less than {_LEAST_CHARACTERS} characters")
            if name in digests:
                raise KeyFileError(f"{source}:{number}: {name} has a key already")
            digests[name] = _digest(key.strip())
        return cls(digests)

    @classmethod
    def load(cls, path: Path | None, environment: Mapping[str, str]) -> ApiKeys:
        """Return the keys of a file, or those of METASOLVE_API_KEYS, separated by commas; raises KeyFileError."""
        if path is None:
            return cls.of(environment.get(ENVIRONMENT, "").split(","), ENVIRONMENT)
        try:
            keys = cls.of(path.read_text(encoding="utf-8").splitlines(), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFileError(f"{path}: {getattr(error, 'strerror', None) or 'the text is not UTF-8'}") from error
        if not keys.digests:
            raise KeyFileError(f"{path}: there is no key in it; write one a line, as `name:key`")
        return keys

    def owner(self, key: str) -> str | None:
        """Return the name of a key's owner, None if it is no key; takes as long whichever it is."""
        digest, found = _digest(key), None
        for name, known in self.digests.items():
            if hmac.compare_digest(digest, known):
                found = name
        return found


class RateLimit:
    """Requests a minute of each owner, by a bucket that fills steadily and holds a sixth of a minute's."""

    def __init__(self, per_minute: int) -> None:
        self._rate = per_minute / 60.0
        self._most = max(10.0, per_minute / 6.0)
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait_s(self, owner: str) -> float:
        """Return 0 and count the request, or in how many seconds it may be made."""
        now = time.monotonic()
        filled, when = self._buckets.get(owner, (self._most, now))
        filled = min(self._most, filled + (now - when) * self._rate)
        allowed = filled >= 1.0
        self._buckets[owner] = (filled - 1.0 if allowed else filled, now)
        return 0.0 if allowed else (1.0 - filled) / self._rate


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
