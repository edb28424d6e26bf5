"""How kernels of this package are compiled: by numba, kept on disk, without the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray: TypeAlias = npt.NDArray[np.float64]
IndexArray: TypeAlias = npt.NDArray[np.int32]

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return function compiled by numba: a product may be fused with a sum, but no sum is reordered."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})(function))


class Triangle(NamedTuple):
    """A strict triangle by rows: row i holds value[pointer[i]:pointer[i+1]] at the columns index[...], ascending.

    The entry next to the diagonal, at column i - 1 or i + 1, is near[i] instead, 0 if there is none. In a triangular
    solve it multiplies what has just been computed, which then stays in a register: that is the solve's critical
    path, and over memory it would be three times as long.
    """

    pointer: IndexArray
    index: IndexArray  # type: ignore[assignment]  # hides a method of tuple that nobody needs here
    value: FloatArray
    near: FloatArray
