"""Single files: a matrix or vectors, of Matrix Market, scipy.sparse.save_npz or numpy.save; errors name the file."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.io
import scipy.sparse

from metasolve.errors import (
    LinearSystemError,
    MemoryLimitError,
    ModelDataError,
    ModelNotFoundError,
    UnsupportedModelError,
)
from metasolve.linear.compiled import FloatArray
from metasolve.linear.pairing import is_matrix_market

_UNREADABLE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
_DAMAGED = (OSError, ValueError, KeyError, EOFError, OverflowError, TypeError, zlib.error, zipfile.BadZipFile)


@contextmanager
def named_errors(path: Path, kind: str) -> Iterator[None]:
    """Within this context what fails while reading path raises ModelNotFoundError, ModelDataError or MemoryLimitError.

    kind is what the file was taken for.
    """
    try:
        yield
    except _UNREADABLE as error:
        raise ModelNotFoundError(
            f"{path}: cannot be read ({error.strerror or 'no such file'}); check the path"
        ) from error
    except MemoryError as error:
        raise MemoryLimitError(f"{path}: does not fit into memory ({kind}); check the sizes in its head") from error
    except _DAMAGED as error:
        line, reason = _placed(str(error) or type(error).__name__)
        raise ModelDataError(f"{reason} ({kind})", str(path), line) from error


def read_matrix(path: Path) -> scipy.sparse.csr_array:
    """Return the square matrix in a file of Matrix Market or of scipy.sparse.save_npz, float64, its entries finite.

    Raises ModelNotFoundError, ModelDataError if the file is malformed, UnsupportedModelError if it holds complex
    numbers, LinearSystemError if the matrix is not square or an entry is not finite.
    """
    if is_matrix_market(path):
        with named_errors(path, "read as a Matrix Market file"):
            _refuse_complex(path, str(scipy.io.mminfo(_checked(path))[4]))
            stored: Any = scipy.io.mmread(path)
    else:
        with named_errors(path, "read as a file of scipy.sparse.save_npz"):
            stored = scipy.sparse.load_npz(path)
        _refuse_complex(path, stored.dtype.name)
    if stored.ndim != 2 or stored.shape[0] != stored.shape[1] or stored.shape[0] == 0:
        shape = " x ".join(f"{size:,}" for size in stored.shape)
        raise LinearSystemError(f"{path}: the matrix is {shape}; it must be square and not empty")
    matrix = scipy.sparse.csr_array(stored, dtype=np.float64)
    matrix.sum_duplicates()
    if not np.isfinite(matrix.data).all():
        bad = int(np.argmin(np.isfinite(matrix.data)))
        row = int(np.searchsorted(matrix.indptr, bad, side="right"))
        raise LinearSystemError(
            f"{path}: the entry in row {row}, column {matrix.indices[bad] + 1}, counted from 1, is {matrix.data[bad]}"
        )
    return matrix


def count_vectors(path: Path) -> int:
    """Return how many vectors a file holds, by its head alone: columns of Matrix Market, rows of numpy.save.

    One row of the former or one column of the latter is a vector too. Raises as read_vectors() does.
    """
    if is_matrix_market(path):
        with named_errors(path, "read as a Matrix Market file"):
            rows, columns, *_ = scipy.io.mminfo(_checked(path))
        return 1 if rows == 1 else int(columns)
    shape = _load(path).shape
    return 1 if len(shape) == 1 or shape[1] == 1 else int(shape[0])


def read_vectors(path: Path) -> FloatArray:
    """Return the vectors in a file, (count_vectors(), size); those of numpy.save are mapped, not read.

    Raises ModelNotFoundError, ModelDataError if the file is malformed, UnsupportedModelError if it holds complex
    numbers.
    """
    if not is_matrix_market(path):
        array = _load(path)
        return array.reshape(1, -1) if array.ndim == 1 or array.shape[1] == 1 else array
    with named_errors(path, "read as a Matrix Market file"):
        _refuse_complex(path, str(scipy.io.mminfo(_checked(path))[4]))
        stored: Any = scipy.io.mmread(path)
    columns: FloatArray = stored.toarray() if hasattr(stored, "toarray") else stored
    return columns if columns.shape[0] == 1 else np.ascontiguousarray(columns.T)


def check_vector(values: npt.NDArray[Any], path: Path, n: int) -> FloatArray:
    """Return values as (n,) of float64. Raises LinearSystemError if there are more or less, or one is not finite."""
    if values.shape != (n,):
        raise LinearSystemError(f"{path}: has {values.size:,} entries, but the matrix has {n:,} rows")
    vector = np.array(values, dtype=np.float64)
    if not np.isfinite(vector).all():
        bad = int(np.argmin(np.isfinite(vector)))
        raise LinearSystemError(f"{path}: entry {bad + 1}, counted from 1, is {vector[bad]}")
    return vector


def _load(path: Path) -> npt.NDArray[Any]:
    with named_errors(path, "read as a file of numpy.save"):
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    if not isinstance(array, np.ndarray) or array.ndim not in (1, 2):
        raise ModelDataError("holds neither a vector (n,) nor one a step (steps, n)", str(path))
    if array.dtype.kind not in "buif":
        _refuse_complex(path, array.dtype.name)
        raise ModelDataError(f"holds {array.dtype} instead of numbers", str(path))
    return array


def _refuse_complex(path: Path, field: str) -> None:
    if field.startswith("complex"):
        raise UnsupportedModelError("holds complex numbers; only real ones can be solved for", str(path))


def _checked(path: Path) -> Path:
    """Return path; SciPy tells of a missing or unreadable file in words of its own, the system's are clearer."""
    with path.open("rb"):
        return path


def _placed(reason: str) -> tuple[int | None, str]:
    """Return the line that an error of SciPy's Matrix Market reader names, and the rest of it."""
    match = re.match(r"Line (\d+): (.*)", reason, re.DOTALL)
    return (None, reason) if match is None else (int(match[1]), match[2].rstrip("."))
