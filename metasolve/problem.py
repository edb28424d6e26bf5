"""Problem: a mixed-integer linear program in arrays, frozen and checked once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from metasolve.matrix import BoolArray, CsrMatrix, FloatArray, IntArray

INF = float("inf")


class Sense(IntEnum):
    """The direction of optimization; its value times the objective is to be minimized."""

    MINIMIZE = 1
    MAXIMIZE = -1


class Integrality(IntEnum):
    """The kind of a column, coded as in HiGHS and SciPy. Semi- columns may also be zero below their lower bound."""

    CONTINUOUS = 0
    INTEGER = 1
    SEMICONTINUOUS = 2
    SEMIINTEGER = 3


@dataclass(frozen=True, eq=False)
class Problem:
    """minimize or maximize c x + offset subject to row_lower <= a x <= row_upper, col_lower <= x <= col_upper.

    c and the column arrays are (columns,), the row arrays (rows,), a is (rows, columns); integrality holds
    codes of Integrality. Infinite bounds are +-inf. Names are unique.

    Raises ValueError (through from_arrays) if shapes differ, a number is nan or a coefficient infinite.
    """

    c: FloatArray
    a: CsrMatrix
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    integrality: npt.NDArray[np.uint8]
    offset: float
    sense: Sense
    col_names: tuple[str, ...]
    row_names: tuple[str, ...]
    name: str

    @classmethod
    def from_arrays(
        cls,
        c: npt.ArrayLike,
        a: Any,
        row_lower: npt.ArrayLike,
        row_upper: npt.ArrayLike,
        col_lower: npt.ArrayLike = 0.0,
        col_upper: npt.ArrayLike = INF,
        integrality: npt.ArrayLike = 0,
        *,
        offset: float = 0.0,
        sense: Sense | str = Sense.MINIMIZE,
        col_names: Sequence[str] | None = None,
        row_names: Sequence[str] | None = None,
        name: str = "",
    ) -> Problem:
        """Return the problem of the given arrays, copied and checked.

        a is a CsrMatrix, a SciPy sparse matrix or a dense 2D array; scalars stand for constant arrays;
        sense is a Sense, "min" or "max". Missing names become x0, x1, ... and r0, r1, ...

        Raises ValueError naming the first entry that is wrong.
        """
        matrix = CsrMatrix.from_any(a)
        rows, columns = matrix.shape
        return cls(
            c=_vector("c", c, columns),
            a=_finite_matrix(matrix),
            row_lower=_bounds("row_lower", row_lower, rows, forbidden=INF),
            row_upper=_bounds("row_upper", row_upper, rows, forbidden=-INF),
            col_lower=_bounds("col_lower", col_lower, columns, forbidden=INF),
            col_upper=_bounds("col_upper", col_upper, columns, forbidden=-INF),
            integrality=_kinds(integrality, columns),
            offset=float(_vector("offset", offset, 1)[0]),
            sense=_sense(sense),
            col_names=_names("col_names", col_names, columns, "x"),
            row_names=_names("row_names", row_names, rows, "r"),
            name=name,
        )

    @property
    def rows(self) -> int:
        return self.a.shape[0]

    @property
    def columns(self) -> int:
        return self.a.shape[1]

    @property
    def nonzeros(self) -> int:
        return self.a.nonzeros

    @cached_property
    def is_integer(self) -> BoolArray:
        """True for each integer or semi-integer column, (columns,)."""
        result: BoolArray = (self.integrality == Integrality.INTEGER) | (self.integrality == Integrality.SEMIINTEGER)
        return result

    @cached_property
    def is_semi(self) -> BoolArray:
        """True for each semicontinuous or semi-integer column, (columns,)."""
        result: BoolArray = self.integrality >= Integrality.SEMICONTINUOUS
        return result

    @cached_property
    def is_binary(self) -> BoolArray:
        """True for each integer column with bounds within [0, 1], (columns,)."""
        plain = self.integrality == Integrality.INTEGER
        result: BoolArray = plain & (self.col_lower >= 0.0) & (self.col_upper <= 1.0)
        return result

    @cached_property
    def integers(self) -> IntArray:
        """The indices of the integer columns, ascending."""
        return np.flatnonzero(self.is_integer)

    @cached_property
    def col_index(self) -> dict[str, int]:
        """The index of each column by its name."""
        return {name: j for j, name in enumerate(self.col_names)}

    @cached_property
    def sha256(self) -> str:
        """A fingerprint of everything but the names, the same in every process and on every machine."""
        digest = hashlib.sha256()
        arrays = (self.c, self.a.indptr, self.a.indices, self.a.data, self.row_lower, self.row_upper)
        for array in (*arrays, self.col_lower, self.col_upper, self.integrality):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(repr((self.a.shape, self.offset, int(self.sense))).encode())
        return digest.hexdigest()

    def objective(self, x: FloatArray) -> float:
        """Return c x + offset, in the problem's own sense."""
        return float(self.c @ x) + self.offset

    def __repr__(self) -> str:
        kinds = f"{int(self.is_binary.sum())} binary, {int(self.is_integer.sum())} integer"
        return f"Problem({self.name!r}: {self.rows} rows, {self.columns} columns ({kinds}), {self.nonzeros} nonzeros)"


def _vector(what: str, values: npt.ArrayLike, size: int) -> FloatArray:
    array = _broadcast(what, values, size)
    wrong = ~np.isfinite(array)
    if wrong.any():
        j = int(np.argmax(wrong))
        raise ValueError(f"{what}[{j}] is {array[j]}")
    return array


def _bounds(what: str, values: npt.ArrayLike, size: int, forbidden: float) -> FloatArray:
    array = _broadcast(what, values, size)
    wrong = np.isnan(array) | (array == forbidden)
    if wrong.any():
        j = int(np.argmax(wrong))
        raise ValueError(f"{what}[{j}] is {array[j]}")
    return array


def _broadcast(what: str, values: npt.ArrayLike, size: int) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 0:
        return np.full(size, float(array))
    if array.shape != (size,):
        raise ValueError(f"{what} has shape {array.shape} instead of ({size},)")
    return array.copy()


def _finite_matrix(matrix: CsrMatrix) -> CsrMatrix:
    wrong = ~np.isfinite(matrix.data)
    if wrong.any():
        k = int(np.argmax(wrong))
        raise ValueError(f"a[{matrix.rows[k]}, {matrix.indices[k]}] is {matrix.data[k]}")
    return matrix


def _kinds(values: npt.ArrayLike, size: int) -> npt.NDArray[np.uint8]:
    array = _broadcast("integrality", values, size)
    wrong = ~np.isin(array, [int(kind) for kind in Integrality])
    if wrong.any():
        j = int(np.argmax(wrong))
        raise ValueError(f"integrality[{j}] is {array[j]} instead of 0, 1, 2 or 3")
    return array.astype(np.uint8)


def _sense(sense: Sense | str) -> Sense:
    if isinstance(sense, str):
        words = {"min": Sense.MINIMIZE, "minimize": Sense.MINIMIZE, "max": Sense.MAXIMIZE, "maximize": Sense.MAXIMIZE}
        if sense.lower() not in words:
            raise ValueError(f"sense is {sense!r} instead of 'min' or 'max'")
        return words[sense.lower()]
    return Sense(sense)


def _names(what: str, names: Sequence[str] | None, size: int, prefix: str) -> tuple[str, ...]:
    if names is None:
        return tuple(f"{prefix}{k}" for k in range(size))
    result = tuple(names)
    if len(result) != size:
        raise ValueError(f"{what} has {len(result)} entries instead of {size}")
    if len(set(result)) != size:
        seen: set[str] = set()
        twice = next(n for n in result if n in seen or seen.add(n))  # type: ignore[func-returns-value]
        raise ValueError(f"{what} has {twice!r} twice")
    return result
