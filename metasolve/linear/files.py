"""Sequences of linear systems in files, one system in memory at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse

from metasolve.errors import LinearSystemError, ModelDataError, ModelNotFoundError
from metasolve.linear.compiled import FloatArray
from metasolve.linear.matrix_files import check_vector, count_vectors, read_matrix, read_vectors
from metasolve.linear.pairing import Pair, is_matrix_market, pair_files, solution_stem, sort_files, stem_of
from metasolve.linear.stacked import LAYOUT, StackedFile

Right = Literal["files", "ones"]


@dataclass(frozen=True, eq=False)
class StoredSystem:
    """A step of a sequence: number counts from 1, solution is a name for x, name says which files it is from.

    x0 is the first guess, context what is known of the step, None where nothing was stored.
    """

    number: int
    solution: str
    name: str
    a: scipy.sparse.csr_array
    b: FloatArray
    x0: FloatArray | None = None
    context: FloatArray | None = None


class StoredSequence(Protocol):
    """Where systems come from; count says how many there are."""

    @property
    def path(self) -> Path: ...

    @property
    def form(self) -> str:
        """What it is made of, in words."""
        ...

    @property
    def is_matrix_market(self) -> bool:
        """Whether matrices are Matrix Market files, so that solutions had better be, too."""
        ...

    @property
    def count(self) -> int: ...

    @property
    def context_size(self) -> int | None:
        """How many numbers the context of each step has, None if there is none."""
        ...

    def systems(self) -> Iterator[StoredSystem]:
        """Yield the systems in order, each read when it is asked for; raises as open_sequence() does."""
        ...


def open_sequence(path: str | Path, right: Right = "files", limit: int | None = None) -> StoredSequence:
    """Return the sequence in a folder of matrices and right-hand sides, or in an .npz file; limit cuts its end.

    In a folder, matrices are Matrix Market files (.mtx, .mtx.gz, .mtx.bz2) or .npz files of scipy.sparse.save_npz;
    right-hand sides and first guesses are Matrix Market or .npy files. Names are paired by metasolve.linear.pairing:
    a_0001 and b_0001, jacobian_12 and rhs_12, name and name_b, x0_0001; one that stands alone serves all steps, and
    a file of several vectors (columns of .mtx, rows of .npy) has one for each step. An .npz file holds what
    metasolve.linear.stacked.LAYOUT says. With right "ones" every right-hand side is the vector of ones.

    Raises ModelNotFoundError, ModelDataError for a malformed file, UnsupportedModelError for complex numbers,
    LinearSystemError if there is no system, a matrix is not square, shapes differ or a number is not finite.
    """
    place = Path(path)
    if not place.exists():
        raise ModelNotFoundError(f"{path}: no such file or folder; check the path")
    if place.is_dir():
        return FolderSequence(place, right == "files", limit)
    if place.suffix.lower() == ".npz":
        return StackedSequence(place, right == "files", limit)
    raise ModelDataError(f"is neither a folder nor an .npz file with {LAYOUT}", str(path))


class FolderSequence:
    """A folder of files; a file that serves several steps is read once."""

    def __init__(self, path: Path, with_right: bool, limit: int | None) -> None:
        self.path = path
        try:
            entries = [Path(entry.path) for entry in os.scandir(path) if entry.is_file()]
        except OSError as error:
            raise ModelNotFoundError(f"{path}: cannot be read ({error.strerror}); check the path") from error
        pairs = _spread(pair_files(path, sort_files(entries), with_right))
        self._solutions = _solution_names(pairs)
        self._pairs = pairs[:limit]
        self._matrix: tuple[Path, scipy.sparse.csr_array] | None = None
        self._vectors: tuple[Path, npt.NDArray[Any]] | None = None

    @property
    def form(self) -> str:
        return "folder of Matrix Market files" if self.is_matrix_market else "folder of SciPy matrices"

    @property
    def is_matrix_market(self) -> bool:
        return is_matrix_market(self._pairs[0].matrix)

    @property
    def count(self) -> int:
        return len(self._pairs)

    @property
    def context_size(self) -> int | None:
        return None

    def systems(self) -> Iterator[StoredSystem]:
        for number, files in enumerate(self._pairs, 1):
            a = self._read_matrix(files.matrix)
            n = int(a.shape[0])
            b = np.ones(n) if files.right is None else self._read_right(files.right, files.column, n)
            x0 = None if files.guess is None else check_vector(read_vectors(files.guess)[0], files.guess, n)
            yield StoredSystem(number, self._solutions[number - 1], _name(files), a, b, x0)

    def _read_matrix(self, path: Path) -> scipy.sparse.csr_array:
        if self._matrix is None or self._matrix[0] != path:
            self._matrix = None  # the old one goes before the new one comes
            self._matrix = (path, read_matrix(path))
        return self._matrix[1]

    def _read_right(self, path: Path, column: int | None, n: int) -> FloatArray:
        if self._vectors is None or self._vectors[0] != path:
            self._vectors = (path, read_vectors(path))
        vectors = self._vectors[1]
        if column is None and len(vectors) != 1:
            raise LinearSystemError(f"{path}: holds {len(vectors):,} vectors instead of one")
        return check_vector(vectors[column or 0], path, n)


def _spread(pairs: list[Pair]) -> list[Pair]:
    """Return the steps of pairs: a file of several right-hand sides has one for each step, or is one for all."""
    rights = {step.right for step in pairs}
    right = rights.pop()
    if right is None or rights:
        return pairs
    count = count_vectors(right)
    if count == 1:
        return pairs
    if count == 0:
        raise LinearSystemError(f"{right}: holds no vector")
    if count == len(pairs):
        return [replace(step, column=k) for k, step in enumerate(pairs)]
    if len(pairs) > 1:
        raise LinearSystemError(f"{right}: holds {count:,} vectors, but there are {len(pairs):,} matrices")
    first = pairs[0]
    return [Pair(first.matrix, right, first.guess if k == 0 else None, k) for k in range(count)]


def _solution_names(pairs: list[Pair]) -> list[str]:
    """Return for each step a name for its solution, after what differs: matrices, right-hand sides or columns."""
    for sources in ([step.matrix for step in pairs], [step.right for step in pairs if step.right is not None]):
        stems = [stem_of(source) for source in sources]
        for names in ([solution_stem(stem) for stem in stems], [f"{stem}_x" for stem in stems]):
            if len({name.lower() for name in names}) == len(pairs):
                return names
    return [f"x_{number:0{len(str(len(pairs)))}d}" for number in range(1, len(pairs) + 1)]


def _name(files: Pair) -> str:
    if files.right is None:
        return files.matrix.name
    column = "" if files.column is None else f" column {files.column + 1}"
    return f"{files.matrix.name}, {files.right.name}{column}"


class StackedSequence:
    """An .npz file of stacked arrays."""

    form = "stacked .npz file"
    is_matrix_market = False

    def __init__(self, path: Path, with_right: bool, limit: int | None) -> None:
        self.path = path
        self._file = StackedFile(path, with_right)
        self.count = self._file.count if limit is None else min(limit, self._file.count)

    @property
    def context_size(self) -> int | None:
        return self._file.context_size

    def systems(self) -> Iterator[StoredSystem]:
        width = len(str(self._file.count))
        for number, row in zip(range(1, self.count + 1), self._file.rows(), strict=False):
            name = f"{self.path.name} row {number - 1}"
            yield StoredSystem(number, f"x_{number:0{width}d}", name, row.a, row.b, row.x0, row.context)
