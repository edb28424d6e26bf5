"""Where outputs go: files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from metasolve.errors import OutputError

_PROBE = b"\0" * 4096


def check_writable(path: str | Path) -> None:
    """Return if a file can be created at path, so that a long run need not end in vain.

    Raises OutputError if its directory is missing, not writable or full, or if path is a directory.
    """
    target = _target(path)
    if _is_special(target):
        return
    temporary = _temporary(target)
    try:
        _write(temporary, _PROBE)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: str | Path, data: bytes) -> None:
    """Write data to path through a temporary file beside it: readers see the old file or the new one.

    A path that is no regular file (/dev/stdout, a pipe) is written directly. Raises OutputError.
    """
    target = _target(path)
    if _is_special(target):
        try:
            target.write_bytes(data)
        except OSError as error:
            raise _refusal(path, error) from error
        return
    temporary = _temporary(target)
    try:
        _write(temporary, data)
        os.replace(temporary, target)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _target(path: str | Path) -> Path:
    target = Path(os.path.realpath(path))  # a link stays a link, what it points to is replaced
    if target.is_dir():
        raise OutputError(f"{path}: is a directory; name a file in it")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the directory {target.parent} does not exist; create it first")
    return target


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file()


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _refusal(path: str | Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be written ({error.strerror}); choose another place")
