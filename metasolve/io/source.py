"""Where inputs come from: a path, stdin, bytes or a stream, plain or compressed, as bytes with a name for messages."""

from __future__ import annotations

import bz2
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from metasolve.errors import ModelDataError, ModelNotFoundError

Source: TypeAlias = str | Path | bytes | BinaryIO

MAX_INFLATED_BYTES = 4 << 30
MAX_INFLATION = 250  # models compress 5 to 50 times, a bomb 1000 times and more
INFLATION_FLOOR_BYTES = 64 << 20  # below this size no ratio is suspicious

_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Content:
    """The decompressed bytes of an input, its name for messages, and its extension without .gz or .bz2."""

    name: str
    data: bytes
    extension: str


def load(source: Source) -> Content:
    """Return what source holds, decompressed; "-" is stdin, compression shows in the first bytes.

    Raises ModelNotFoundError if it cannot be opened, ModelDataError if it does not decompress or inflates
    beyond MAX_INFLATED_BYTES or MAX_INFLATION.
    """
    if isinstance(source, bytes):
        return Content("<bytes>", _inflate(source, "<bytes>"), "")
    if not isinstance(source, str | Path):
        name = str(getattr(source, "name", "<stream>"))
        return Content(name, _inflate(source.read(), name), "")
    if str(source) == "-":
        return Content("<stdin>", _inflate(sys.stdin.buffer.read(), "<stdin>"), "")
    path = Path(source)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror}; check the path and its permissions") from error
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    packed = bool(suffixes) and suffixes[-1] in (".gz", ".bz2")
    if packed and not raw.startswith((_GZIP, _BZIP2)):
        raise ModelDataError(f"is not compressed as its extension {suffixes[-1]} says", str(path))
    plain = suffixes[:-1] if packed else suffixes
    return Content(str(path), _inflate(raw, str(path)), plain[-1] if plain else "")


def _inflate(raw: bytes, name: str) -> bytes:
    if raw.startswith((_GZIP, _BZIP2)):
        limit = min(MAX_INFLATED_BYTES, max(INFLATION_FLOOR_BYTES, MAX_INFLATION * len(raw)))
        raw = _decompress(raw, limit, name)
    return raw.removeprefix(_UTF8_MARK)


def _decompress(raw: bytes, limit: int, name: str) -> bytes:
    kind = "gzip" if raw.startswith(_GZIP) else "bzip2"
    parts: list[bytes] = []
    size = 0
    while raw.startswith((_GZIP, _BZIP2)):  # files may hold several streams, one after the other
        stream = zlib.decompressobj(31) if kind == "gzip" else bz2.BZ2Decompressor()
        try:
            part = stream.decompress(raw, limit - size + 1)
        except (zlib.error, OSError) as error:
            raise ModelDataError(f"the {kind} stream is corrupt ({error}); fetch the file again", name) from error
        size += len(part)
        if size > limit:
            raise ModelDataError(f"inflates to more than {limit} bytes; decompress it first if that is meant", name)
        if not stream.eof:
            raise ModelDataError(f"the {kind} stream is truncated; fetch the file again", name)
        parts.append(part)
        raw = stream.unused_data.lstrip(b"\0")
    if raw:
        raise ModelDataError(f"{len(raw)} bytes follow the {kind} stream; fetch the file again", name)
    return parts[0] if len(parts) == 1 else b"".join(parts)
