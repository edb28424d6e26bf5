"""Sequences in one .npz file: matrices of one pattern and vectors, stacked, read a row at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import scipy.sparse

from metasolve.errors import LinearSystemError, ModelDataError, UnsupportedModelError
from metasolve.linear.compiled import FloatArray
from metasolve.linear.matrix_files import named_errors

LAYOUT = "indptr (n+1,), indices (nnz,), data (T, nnz) or (nnz,), b (T, n) or (n,); optional context (T, k), x0 (n,)"
_KIND = "read as a file of numpy.savez"


@dataclass(frozen=True, eq=False)
class Row:
    """The values of one step; x0 and context are None where the file holds none."""

    a: scipy.sparse.csr_array
    b: FloatArray
    x0: FloatArray | None
    context: FloatArray | None


class StackedFile:
    """The head of the file, checked, and its rows one after another.

    Raises ModelNotFoundError, ModelDataError if the file is not of this layout, UnsupportedModelError if it holds
    complex numbers, LinearSystemError if shapes or the pattern do not fit.
    """

    def __init__(self, path: Path, with_right: bool = True) -> None:
        self.path = path
        with named_errors(path, _KIND), zipfile.ZipFile(path) as archive:
            heads = {name.removesuffix(".npy"): self._head(archive, name) for name in archive.namelist()}
        needed = ("indptr", "indices", "data", *(("b",) if with_right else ()))
        missing = [name for name in needed if name not in heads]
        if missing:
            single = "; one matrix alone belongs in a folder, with b" if "format" in heads else ""
            raise ModelDataError(f"has no {', '.join(missing)}; it must hold {LAYOUT}{single}", str(path))
        self.heads = {name: heads[name] for name in (*needed, "x0", "context") if name in heads}
        for name, head in self.heads.items():
            self._check_kind(name, head)
        self.indptr, self.indices = self._pattern()
        self.n = self.indptr.size - 1
        self.count = self._count()

    @property
    def context_size(self) -> int | None:
        """How many numbers the context of a step has, None if there are none."""
        head = self.heads.get("context")
        return None if head is None else (head.shape[1] if len(head.shape) == 2 else 1)

    def rows(self) -> Iterator[Row]:
        """Yield the steps; only one row of each array is in memory, unless the array is in Fortran order."""
        with named_errors(self.path, _KIND), ExitStack() as stack:
            archive = stack.enter_context(zipfile.ZipFile(self.path))
            x0 = self._whole(archive, "x0") if "x0" in self.heads else None
            streams = {
                name: stack.enter_context(archive.open(f"{name}.npy"))
                for name in ("data", "b", "context")
                if name in self.heads
            }
            readers = {name: _rows_of(stream, name == "context") for name, stream in streams.items()}
            for number in range(self.count):
                values = {name: self._checked(name, next(reader), number) for name, reader in readers.items()}
                a = scipy.sparse.csr_array((values["data"], self.indices, self.indptr), shape=(self.n, self.n))
                b = values["b"] if "b" in values else np.ones(self.n)
                yield Row(a, b, x0 if number == 0 else None, values.get("context"))

    def _head(self, archive: zipfile.ZipFile, name: str) -> Head:
        with archive.open(name) as stream:
            return _head_of(stream)

    def _whole(self, archive: zipfile.ZipFile, name: str) -> FloatArray:
        with archive.open(f"{name}.npy") as stream:
            array: npt.NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        return self._checked(name, array, None)

    def _check_kind(self, name: str, head: Head) -> None:
        if head.dtype.kind == "c":
            raise UnsupportedModelError(
                f"{name} holds complex numbers; only real ones can be solved for", str(self.path)
            )
        kinds = "ui" if name in ("indptr", "indices") else "buif"
        if head.dtype.kind not in kinds:
            wanted = "whole numbers" if kinds == "ui" else "numbers"
            raise ModelDataError(f"{name} holds {head.dtype} instead of {wanted}", str(self.path))
        dimensions = (1,) if name in ("indptr", "indices", "x0") else (1, 2)
        if len(head.shape) not in dimensions:
            raise LinearSystemError(f"{self.path}: {name} has shape {head.shape}; it must hold {LAYOUT}")

    def _pattern(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return indptr and indices, checked against each other and the shapes of the rest."""
        with named_errors(self.path, _KIND), np.load(self.path, allow_pickle=False) as file:
            indptr, indices = file["indptr"], file["indices"]
        n, entries = indptr.size - 1, indices.size
        if n < 1 or indptr[0] != 0 or indptr[-1] != entries or np.any(indptr[1:] < indptr[:-1]):
            raise LinearSystemError(f"{self.path}: indptr must rise from 0 to the length of indices, {entries:,}")
        if entries and not 0 <= int(indices.min()) <= int(indices.max()) < n:
            raise LinearSystemError(f"{self.path}: indices must lie in 0..{n - 1:,}, for indptr tells of {n:,} rows")
        for name, size in (("data", entries), ("b", n), ("x0", n)):
            head = self.heads.get(name)
            if head is not None and head.shape[-1] != size:
                raise LinearSystemError(f"{self.path}: {name} has shape {head.shape}; the pattern asks for {size:,}")
        return indptr.astype(np.int32), indices.astype(np.int32)

    def _count(self) -> int:
        counts = {name: head.shape[0] for name, head in self.heads.items() if name in ("data", "b") and head.is_stack}
        if "context" in self.heads:
            counts["context"] = self.heads["context"].shape[0]
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{name} {count:,}" for name, count in counts.items())
            raise LinearSystemError(f"{self.path}: the numbers of steps differ: {told}")
        count = next(iter(counts.values()), 1)
        if count == 0:
            raise LinearSystemError(f"{self.path}: holds no step")
        return count

    def _checked(self, name: str, values: npt.NDArray[Any], number: int | None) -> FloatArray:
        array = np.array(values, dtype=np.float64)  # a copy: bytes read from a file cannot be written to
        if not np.isfinite(array).all():
            bad = int(np.argmin(np.isfinite(array)))
            row = f"{number}, " if number is not None and len(self.heads[name].shape) == 2 else ""
            place = f"{name}[{row}{bad}]"
            if name == "data":
                line = int(np.searchsorted(self.indptr, bad, side="right")) - 1
                place += f", the entry in row {line}, column {self.indices[bad]}, counted from 0,"
            raise LinearSystemError(f"{self.path}: {place} is {array[bad]}")
        return array


@dataclass(frozen=True)
class Head:
    """What is told of an array before its values."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]

    @property
    def is_stack(self) -> bool:
        """Whether there is a row a step."""
        return len(self.shape) == 2


def _head_of(stream: IO[bytes]) -> Head:
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        return Head(*np.lib.format.read_array_header_1_0(stream))
    if version == (2, 0):
        return Head(*np.lib.format.read_array_header_2_0(stream))
    raise ValueError(f"an array is in version {version} of the format of numpy.save")


def _rows_of(stream: IO[bytes], one_each: bool) -> Iterator[npt.NDArray[Any]]:
    """Yield the rows of a stacked array; of a vector, itself again and again, or its entries if there is one_each."""
    head = _head_of(stream)
    if one_each and not head.is_stack:
        head = Head((*head.shape, 1), False, head.dtype)
    size = head.dtype.itemsize * head.shape[-1]
    if not head.is_stack:
        values = np.frombuffer(_exactly(stream, size), dtype=head.dtype)
        while True:
            yield values
    if head.fortran:
        content = _exactly(stream, size * head.shape[0])
        yield from np.frombuffer(content, dtype=head.dtype).reshape(head.shape, order="F")
        return
    for _ in range(head.shape[0]):
        yield np.frombuffer(_exactly(stream, size), dtype=head.dtype)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise EOFError("an array is shorter than its shape says")
    return content
