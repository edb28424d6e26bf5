"""Instances into the user's folder: fetched, checked, recorded; what is there and as recorded is not fetched again."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from metasolve.errors import InputError, ModelDataError, OutputError
from metasolve.io.collection import (
    Collection,
    Index,
    Record,
    State,
    file_sha256,
    instance_name,
    known_instances,
    make_directory,
    read_index,
    state_of,
    write_index,
)
from metasolve.io.download import Patience, Report, discard, download, settle, unwritable
from metasolve.io.unpack import text_sha256, unpack_models

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"


@dataclass(frozen=True)
class Source:
    """Where a collection is fetched from: its own address, or a mirror's, and what SHA-256 the download must have.

    The mirror's address is that of the archive or, for single instances, of the folder that holds NAME.mps.gz.
    """

    collection: Collection
    mirror: str | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        if self.sha256 is not None and not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise ValueError(f"sha256 is 64 hexadecimal digits, not {self.sha256!r}")
        if self.mirror is not None:
            parts = urlsplit(self.mirror)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"an address begins with http:// or https:// and a host, not {self.mirror!r}")

    def url(self, name: str = "") -> str:
        """Return the address of the archive or of one instance."""
        if self.mirror is None:
            return self.collection.url.replace("{name}", name)
        return self.mirror if self.collection.is_archive else f"{self.mirror.rstrip('/')}/{name}.mps.gz"


@dataclass(frozen=True)
class Fetched:
    """What there is now at path, a file or a folder; is_new is false if it was there before."""

    path: Path
    is_new: bool


def fetch_archive(source: Source, folder: Path, report: Report, patience: Patience | None = None) -> Fetched:
    """Return the subfolder of a collection with all its instances; the archive itself is not kept.

    Raises ModelNotFoundError, ModelDataError, OutputError, DownloadError.
    """
    directory = folder / source.collection.name
    with _locked(directory):
        index = read_index(directory)
        if _is_complete(directory, index, source.sha256):
            return Fetched(directory, False)
        archive = directory / f"{source.collection.name}.zip"
        if not archive.exists():  # else an earlier call ended while it was unpacked
            _download(source.url(), archive, _ZIP, source.sha256, report, patience)
        sha256 = file_sha256(archive)
        try:
            _check_pin(archive, sha256, source.sha256)
            records = unpack_models(archive, directory, source.url(), report)
        except ModelDataError:
            archive.unlink()
            raise
        write_index(directory, Index(records, Record(sha256, archive.stat().st_size, source.url())))
        archive.unlink()
    return Fetched(directory, True)


def fetch_instance(
    source: Source, name: str, folder: Path, report: Report, patience: Patience | None = None
) -> Fetched:
    """Return the file of one instance, its gzip CRC-32 checked, and its text where the package knows that.

    Raises ModelNotFoundError, ModelDataError, OutputError, DownloadError, and ValueError if it is no name.
    """
    name = instance_name(name)
    directory = folder / source.collection.name
    target, url = directory / f"{name}.mps.gz", source.url(name)
    with _locked(directory):
        index = read_index(directory)
        wanted = source.sha256 is None or (target.exists() and file_sha256(target) == source.sha256)
        if wanted and state_of(target, index.files.get(target.name)) is State.VERIFIED:
            return Fetched(target, False)
        _download(url, target, _GZIP, source.sha256, report, patience)
        record = Record(file_sha256(target), target.stat().st_size, url)
        write_index(directory, index.with_file(target.name, record))
    return Fetched(target, True)


def _download(url: str, target: Path, magic: bytes, pin: str | None, report: Report, patience: Patience | None) -> None:
    part = target.with_name(f"{target.name}.part")
    download(url, part, magic, report, patience)
    try:
        _check_pin(part, file_sha256(part), pin)
        if magic == _GZIP:
            _check_text(part, target.name.removesuffix(".mps.gz"), pin)
    except InputError:
        discard(part)
        raise
    settle(part, target)


def _check_pin(path: Path, sha256: str, pin: str | None) -> None:
    if pin is not None and sha256 != pin:
        step = "check the pinned value and the address"
        raise ModelDataError(f"its SHA-256 is {sha256}, not {pin} as pinned; it was removed, {step}", str(path))


def _check_text(path: Path, name: str, pin: str | None) -> None:
    sha256, facts = text_sha256(path), known_instances().get(name)
    # The text counts, not the file, which a mirror may have compressed anew; and a pin is the user's word over ours.
    if facts is not None and pin is None and sha256 != facts.text_sha256:
        told = f"the SHA-256 of its text is {sha256}, not {facts.text_sha256} as published"
        step = "try another address or, if it was revised, pin the file's SHA-256"
        raise ModelDataError(f"{told}; it was removed, {step}", str(path))


def _is_complete(directory: Path, index: Index, pin: str | None) -> bool:
    if index.archive is None or pin not in (None, index.archive.sha256):
        return False
    return all(state_of(directory / file, record) is State.VERIFIED for file, record in index.files.items())


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Hold a directory, made if missing, against other fetches: two writers would spoil a download and lose records."""
    make_directory(directory)
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError as error:
        raise unwritable(directory, error) from error
    try:
        _lock(descriptor, directory)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, directory: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if isinstance(error, BlockingIOError):
            raise OutputError(f"{directory}: another metasolve is fetching into it; wait for it to end") from error
        # Some network file systems know no locks; one fetch at a time works there all the same.
