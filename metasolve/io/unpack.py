"""Archives and compressed models from the web: checked to the last byte, and never trusted with names or sizes."""

from __future__ import annotations

import gzip
import hashlib
import stat
import zipfile
import zlib
from pathlib import Path, PureWindowsPath

from metasolve.errors import ModelDataError
from metasolve.io.collection import MODEL_EXTENSIONS, Record, instance_name
from metasolve.io.download import Progress, Report, check_space, unwritable
from metasolve.io.source import INFLATION_FLOOR_BYTES, MAX_INFLATED_BYTES, MAX_INFLATION

MAX_UNPACKED_BYTES = 64 << 30
"""All models of an archive together; the largest of the known collections is below a tenth of it."""

_CHUNK_BYTES = 1 << 20


def unpack_models(archive: Path, directory: Path, url: str, report: Report) -> dict[str, Record]:
    """Return name and record of each model of a zip archive, having put them into directory, each whole or not at all.

    Folders inside the archive are dropped, other files left out; each CRC-32 is checked. Raises ModelDataError if the
    archive is damaged, leads out of directory, or inflates beyond all measure; OutputError.
    """
    records: dict[str, Record] = {}
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _checked_members(opened, archive)
            total = sum(member.file_size for member in members.values())
            check_space(directory / archive.name, total)
            done, task = 0, f"unpacking {len(members)} instances"
            for name, member in members.items():
                records[name] = Record(_extract(opened, member, directory / name), member.file_size, url)
                done += member.file_size
                report(Progress(task, done, total))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError) as error:
        raise ModelDataError(f"the archive is damaged ({error}); fetch it again", str(archive)) from error
    return records


def text_sha256(path: Path) -> str:
    """Return the SHA-256 of a gzip file's text, having checked its CRC-32 and length.

    Raises ModelDataError if it is damaged or inflates beyond the limits of metasolve.io.source.
    """
    limit = min(MAX_INFLATED_BYTES, max(INFLATION_FLOOR_BYTES, MAX_INFLATION * path.stat().st_size))
    digest, size = hashlib.sha256(), 0
    try:
        with gzip.open(path) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                if size > limit:
                    raise ModelDataError(f"inflates to more than {limit:,} bytes, which no model does", str(path))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ModelDataError(f"the gzip stream is damaged ({error}); fetch it again", str(path)) from error
    return digest.hexdigest()


def _checked_members(opened: zipfile.ZipFile, archive: Path) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for member in opened.infolist():
        # All members count here, models or not: an archive with one such name was made to do harm.
        _check_name(member, archive)
        name = member.filename.rsplit("/", 1)[-1]
        if member.is_dir() or name.startswith(".") or not name.endswith(MODEL_EXTENSIONS):
            continue
        _check_model(member, name, archive)
        if name in members:
            raise ModelDataError(f"two members are called {name}", str(archive))
        members[name] = member
    total = sum(member.file_size for member in members.values())
    if total > MAX_UNPACKED_BYTES:
        raise ModelDataError(f"the models inflate to {total:,} bytes, more than {MAX_UNPACKED_BYTES:,}", str(archive))
    if not members:
        raise ModelDataError("the archive holds no models; check its address", str(archive))
    return members


def _check_name(member: zipfile.ZipInfo, archive: Path) -> None:
    path = PureWindowsPath(member.orig_filename)  # it knows both kinds of slashes, and drives
    outside = path.is_absolute() or path.drive or path.root or ".." in path.parts
    if outside or "\0" in member.orig_filename or stat.S_ISLNK(member.external_attr >> 16):
        raise ModelDataError(
            f"its member {member.orig_filename!r} leads out of the folder; do not use it", str(archive)
        )


def _check_model(member: zipfile.ZipInfo, name: str, archive: Path) -> None:
    try:
        instance_name(name)
    except ValueError as error:
        raise ModelDataError(str(error), str(archive)) from error
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelDataError(f"{name} is compressed in a way other than deflate; unzip it yourself", str(archive))
    if member.file_size > max(INFLATION_FLOOR_BYTES, MAX_INFLATION * member.compress_size):
        raise ModelDataError(f"{name} inflates to {member.file_size:,} bytes, which no model does", str(archive))


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> str:
    temporary = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with opened.open(member) as source, temporary.open("wb") as stream:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                stream.write(chunk)
        temporary.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest()
