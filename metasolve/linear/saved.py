"""State as one .npz file: JSON text, and the arrays that would be long in it."""

from __future__ import annotations

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from metasolve.destination import write_atomically
from metasolve.errors import LinearSystemError, ModelNotFoundError

_TEXT = "state"
# One wrong byte makes zipfile see another compression, an encrypted file, a size beyond all memory.
_DAMAGES = (
    *(OSError, ValueError, KeyError, TypeError, EOFError, AttributeError, NotImplementedError, RuntimeError),
    *(MemoryError, OverflowError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)


class Saved(NamedTuple):
    """JSON data and arrays by name."""

    data: dict[str, Any]
    arrays: Mapping[str, npt.NDArray[Any]]


def write(path: str | Path, saved: Saved) -> None:
    """Write to path through a temporary file beside it. Raises OutputError."""
    stream = io.BytesIO()
    text = np.frombuffer(json.dumps(saved.data).encode(), dtype=np.uint8)
    np.savez_compressed(stream, allow_pickle=False, **{_TEXT: text}, **dict(saved.arrays))
    write_atomically(path, stream.getvalue())


def read(path: str | Path) -> Saved:
    """Return what write() wrote. Raises ModelNotFoundError, LinearSystemError if the file is not of that kind."""
    try:
        # From memory: of a damaged archive numpy 2.4 leaves the file open.
        with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        data = json.loads(arrays.pop(_TEXT).tobytes().decode())
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise ModelNotFoundError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except _DAMAGES as error:
        raise LinearSystemError(f"{path}: is not a saved SequenceSolver ({error})") from error
    return Saved(data, arrays)
