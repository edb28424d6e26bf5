"""Files from the web: a download goes on where it was cut, as long as the server still has the same file."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from metasolve._version import __version__
from metasolve.destination import write_atomically
from metasolve.errors import MetasolveError, ModelDataError, ModelNotFoundError, OutputError

_CHUNK_BYTES = 1 << 18
_MAX_WAIT_S = 60.0
_MISSING = (404, 410)
_BUSY = (408, 429, 500, 502, 503, 504)


class DownloadError(MetasolveError):
    """The network or the server failed; the message names the address and the next step."""


@dataclass(frozen=True)
class Patience:
    """How long to put up with a bad connection: failures in a row that bring no byte, and times."""

    attempts: int = 5
    timeout_s: float = 30.0
    wait_s: float = 1.0
    """Before the second attempt; it doubles with each failure."""

    def __post_init__(self) -> None:
        if self.attempts < 1 or not self.timeout_s > 0.0 or not self.wait_s >= 0.0:
            raise ValueError(f"attempts >= 1, timeout_s > 0 and wait_s >= 0 are needed, not {self}")


@dataclass(frozen=True)
class Progress:
    """How far a task is; total_bytes is None while it is unknown, note is something to tell the user."""

    task: str
    done_bytes: int
    total_bytes: int | None = None
    note: str = ""


Report: TypeAlias = Callable[[Progress], None]


class _Cut(Exception):
    """An attempt failed, another one may not; wait_s is what the server asked for."""

    def __init__(self, reason: str, unreachable: bool = False, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.unreachable = unreachable
        self.wait_s = wait_s


def download(url: str, part: Path, magic: bytes, report: Report, patience: Patience | None = None) -> None:
    """Fill part with the file at url, which must begin with magic, going on where an earlier call ended.

    Raises ModelNotFoundError if the server has no such file, ModelDataError if it sends something else (a web page),
    OutputError if part cannot be written, DownloadError if the network or the server fails; part stays for later.
    """
    patience = patience or Patience()
    furthest, failures, moved = _size(part), 0, False
    while True:
        try:
            _transfer(url, part, magic, report, patience.timeout_s)
            return
        except _Cut as cut:
            size = _size(part)
            failures = 0 if size > furthest else failures + 1
            moved, furthest = moved or size > furthest, max(size, furthest)
            # An address that never answered in this call is wrong or offline: the user should not wait for it.
            if failures >= patience.attempts or (cut.unreachable and not moved):
                have, _ = _resumable(url, part)
                kept = f"; {have:,} bytes are kept, the same command goes on from there" if have else ""
                raise DownloadError(f"{url}: {cut}{kept}; check the network, or try a mirror") from cut
            wait_s = max(patience.wait_s * 2**failures, cut.wait_s)
            report(Progress(_task(part), size, None, f"{cut}; trying again in {wait_s:.0f} s"))
            time.sleep(wait_s)


def settle(part: Path, target: Path) -> None:
    """Give a finished download its name.

    Raises OutputError.
    """
    try:
        part.replace(target)
        _note_of(part).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(target, error) from error


def discard(part: Path) -> None:
    """Remove a download that turned out bad, so that the next one starts from zero."""
    part.unlink(missing_ok=True)
    _note_of(part).unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Return the error for a file that cannot be written."""
    return OutputError(f"{path}: cannot be written ({error.strerror}); free some space or choose another folder")


def check_space(path: Path, needed_bytes: int) -> None:
    """Return if the disk of path, which need not exist, has room for so many bytes.

    Raises OutputError.
    """
    free_bytes = shutil.disk_usage(path.parent).free
    if needed_bytes > free_bytes:
        lack = f"{needed_bytes:,} bytes are needed, {free_bytes:,} are free"
        raise OutputError(f"{path}: the disk is too full ({lack}); free some space or choose another folder")


def _transfer(url: str, part: Path, magic: bytes, report: Report, timeout_s: float) -> None:
    have, validator = _resumable(url, part)
    try:
        response = _open(url, have, validator, timeout_s)
    except HTTPError as error:
        with error:
            if error.code != 416 or not have:
                raise _refusal(url, error) from error
            if _range_total(error.headers) == have:
                return  # an earlier call ended between the last byte and the new name
            discard(part)
            raise _Cut("the server has another file now") from error
    with response:
        if response.status == 206:
            if _range_start(response.headers) != have:
                discard(part)
                raise _Cut("the server sent another range than asked for")
            _copy(response, part, b"", have, _range_total(response.headers), report)
            return
        total = _length(response.headers)
        # Judged before the old bytes go: a log-in page of some network must not cost what has come so far.
        head = _head(response, magic, url, total)
        if have:
            why = "the file changed or the server cannot resume; starting from zero"
            report(Progress(_task(part), 0, total, why))
        _start_afresh(part, url, response.headers)
        _copy(response, part, head, 0, total, report)


def _open(url: str, have: int, validator: str, timeout_s: float) -> HTTPResponse:
    # A model is compressed already; asked for anything else, a server may pack it once more.
    headers = {"User-Agent": f"metasolve/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    try:
        response: HTTPResponse = urlopen(Request(url, headers=headers), timeout=timeout_s)
    except HTTPError:
        raise
    except (URLError, HTTPException, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            why = f"the server's certificate is not trusted ({reason.verify_message})"
            raise DownloadError(f"{url}: {why}; check the clock and the system's certificates") from error
        raise _Cut(f"cannot be reached ({_words(reason)})", unreachable=True) from error
    return response


def _refusal(url: str, error: HTTPError) -> Exception:
    said = f"{error.code} {error.reason}".strip()
    if error.code in _MISSING:
        return ModelNotFoundError(f"{url}: no such file on the server ({said}); check the name, case counts")
    if error.code in _BUSY:
        asked = error.headers.get("Retry-After", "")
        return _Cut(f"the server failed ({said})", wait_s=min(float(asked), _MAX_WAIT_S) if asked.isdecimal() else 0.0)
    return DownloadError(f"{url}: the server refused ({said}); try later, or a mirror")


def _head(response: HTTPResponse, magic: bytes, url: str, total: int | None) -> bytes:
    head = _read(response.read, len(magic))
    if head == magic:
        return head
    if total is not None and len(head) < min(len(magic), total):
        raise _Cut("the connection was cut")
    kind = response.headers.get_content_type()
    what = "a web page" if kind == "text/html" else f"something else ({kind})" if head else "nothing"
    raise ModelDataError(f"the server sent {what}, not the file; open the address in a browser or try a mirror", url)


def _copy(response: HTTPResponse, part: Path, head: bytes, start: int, total: int | None, report: Report) -> None:
    size = start
    if total is not None:
        check_space(part, total - start)
    try:
        stream = part.open("ab" if start else "wb", buffering=0)  # a full disk shows in write, not in close
    except OSError as error:
        raise unwritable(part, error) from error
    with stream:
        chunk = head or _read(response.read1, _CHUNK_BYTES)
        while chunk:
            rest = memoryview(chunk)
            try:
                while rest:
                    rest = rest[stream.write(rest) :]
            except OSError as error:
                raise unwritable(part, error) from error
            size += len(chunk)
            report(Progress(_task(part), size, total))
            chunk = _read(response.read1, _CHUNK_BYTES) if total is None or size < total else b""
    if total is not None and size < total:
        raise _Cut(f"the connection was cut after {size:,} of {total:,} bytes")
    if total is None:
        report(Progress(_task(part), size, size))


def _read(read: Callable[[int], bytes], limit: int) -> bytes:
    try:
        return read(limit)
    except (HTTPException, OSError) as error:
        raise _Cut(f"the connection was cut ({_words(error)})") from error


def _words(reason: Any) -> str:
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _task(part: Path) -> str:
    return f"fetching {part.name.removesuffix('.part')}"


def _note_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _resumable(url: str, part: Path) -> tuple[int, str]:
    """Return how many bytes are here, and what the server called the file that they are of; 0 if that is unknown."""
    try:
        note = json.loads(_note_of(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0, ""
    if not isinstance(note, dict) or note.get("url") != url or not isinstance(note.get("validator"), str):
        return 0, ""
    return _size(part), note["validator"]


def _start_afresh(part: Path, url: str, headers: Message) -> None:
    discard(part)
    tag = headers.get("ETag", "")
    # A weak tag may stay the same while bytes change, and If-Range does not take it.
    validator = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")
    if validator:
        write_atomically(_note_of(part), json.dumps({"url": url, "validator": validator}).encode())


def _length(headers: Message) -> int | None:
    length = headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _range_start(headers: Message) -> int | None:
    match = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def _range_total(headers: Message) -> int | None:
    match = re.search(r"/(\d+)$", headers.get("Content-Range", ""))
    return int(match[1]) if match else None
