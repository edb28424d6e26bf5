"""Where the solutions of a sequence go: a folder with a file a step, or one .npz file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol

import numpy as np
import scipy.io

from metasolve.destination import check_writable, write_atomically
from metasolve.errors import LinearSystemError, OutputError
from metasolve.linear.compiled import FloatArray


class SolutionSink(Protocol):
    """Takes the solutions in order."""

    def add(self, name: str, x: FloatArray) -> None:
        """Take the solution of the next step. Raises OutputError, or LinearSystemError if it does not fit the rest."""
        ...

    def close(self) -> None:
        """Write what is not yet written. Raises OutputError."""
        ...


class SolutionFolder:
    """A folder with one file a step, each written as soon as it comes, whole or not at all.

    The files are Matrix Market arrays with all digits, or .npy files. The folder is made if its parent is there.
    Raises OutputError.
    """

    def __init__(self, path: Path, matrix_market: bool) -> None:
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path}: cannot be created ({error.strerror}); choose another place") from error
        self._path = path
        self._suffix = ".mtx" if matrix_market else ".npy"
        check_writable(path / f"x{self._suffix}")

    def add(self, name: str, x: FloatArray) -> None:
        stream = io.BytesIO()
        if self._suffix == ".mtx":
            scipy.io.mmwrite(stream, x.reshape(-1, 1), symmetry="general")
        else:
            np.save(stream, x, allow_pickle=False)
        write_atomically(self._path / (name + self._suffix), stream.getvalue())

    def close(self) -> None:
        pass


class SolutionArchive:
    """An .npz file with x, (steps, n), held in memory until it is closed. Raises OutputError."""

    def __init__(self, path: Path) -> None:
        check_writable(path)
        self._path = path
        self._rows: list[FloatArray] = []

    def add(self, name: str, x: FloatArray) -> None:
        if self._rows and self._rows[0].size != x.size:
            raise LinearSystemError(
                f"{self._path}: solutions of {self._rows[0].size:,} and of {x.size:,} entries do not fit into one "
                "array; write them to a folder"
            )
        self._rows.append(x)

    def close(self) -> None:
        if self._rows:
            stream = io.BytesIO()
            np.savez(stream, allow_pickle=False, x=np.stack(self._rows))
            write_atomically(self._path, stream.getvalue())
