"""The BOUNDS section of an MPS file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metasolve.io.mps_lines import Lines, Pairs, first_repeat, numbers, text
from metasolve.io.numerals import INFINITE
from metasolve.matrix import BoolArray, FloatArray, IntArray
from metasolve.problem import INF, Integrality

_TYPES = (b"LO", b"UP", b"FX", b"FR", b"MI", b"PL", b"BV", b"LI", b"UI", b"SC", b"SI")
_CODES = {kind: code for code, kind in enumerate(_TYPES)}


def _table(kinds: str) -> BoolArray:
    return np.array([kind.decode() in kinds.split() for kind in _TYPES])


_TAKES_VALUE = _table("LO UP FX LI UI SC SI")
_SETS_LOWER, _SETS_UPPER = _table("LO FX FR MI BV LI"), _table("UP FX FR PL BV UI SC SI")
_INTEGER, _SEMI = _table("BV LI UI SI"), _table("SC SI")
# what types without a value set
_LOWER, _UPPER = np.where(_table("FR MI"), -INF, 0.0), np.where(_table("FR PL"), INF, 1.0)


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds and kinds of all columns, (columns,) each."""

    lower: FloatArray
    upper: FloatArray
    integrality: npt.NDArray[np.uint8]


def read_bounds(lines: Lines, index: Mapping[bytes, int], is_integer: BoolArray) -> Bounds:
    """Return the bounds that the section says; is_integer tells the columns between integer markers.

    Raises ModelDataError at an unknown type or column, a side set twice, or a bound that leaves no value.
    """
    kind = _kinds(lines)
    entries = _entries(lines, kind)
    column = entries.look_up(index, "column", "COLUMNS")
    valued = _TAKES_VALUE[kind]
    value = _values(entries, np.flatnonzero(valued))
    lower, upper = np.zeros(is_integer.size), np.full(is_integer.size, INF)
    unbounded = is_integer.copy()
    unbounded[column] = False
    upper[unbounded] = 1.0
    _set_side("lower", lower, entries, _SETS_LOWER[kind], column, np.where(valued, value, _LOWER[kind]))
    _set_side("upper", upper, entries, _SETS_UPPER[kind], column, np.where(valued, value, _UPPER[kind]))
    integrality = is_integer.astype(np.uint8)
    integrality[column[_INTEGER[kind]]] = Integrality.INTEGER
    integrality[column[_SEMI[kind]]] += np.uint8(Integrality.SEMICONTINUOUS)
    return Bounds(lower, upper, integrality)


def _kinds(lines: Lines) -> IntArray:
    types = lines.field(0).tolist()
    try:
        return np.fromiter(map(_CODES.__getitem__, types), dtype=np.int64, count=len(types))
    except KeyError as error:
        k = next(k for k, name in enumerate(types) if name not in _CODES)
        known = ", ".join(map(text, _TYPES))
        raise lines.error(k, f"bound type {text(types[k])} is not one of {known}") from error


def _entries(lines: Lines, kind: IntArray) -> Pairs:
    """Return the column name of each line and the values of those that have one.

    The fields are type, vector (may be missing), column, value.
    """
    lines.require_counts((2, 3, 4), "a line of BOUNDS")
    valued = _TAKES_VALUE[kind]
    lines.select(valued).require_counts((3, 4), "a bound with a value")
    has_vector = lines.count >= np.where(valued, 4, 3)
    lines.require_one_set(has_vector, 1, "BOUNDS")
    at = lines.first + 1 + has_vector
    return Pairs(lines, np.arange(lines.size), lines.fields[at].tolist(), lines.fields[at[valued] + 1].tolist())


def _values(entries: Pairs, valued: IntArray) -> FloatArray:
    value = np.zeros(len(entries.names))
    value[valued] = numbers(entries.values, lambda k, reason: entries.error(int(valued[k]), reason))
    value[np.abs(value) >= INFINITE] *= INF
    return value


def _set_side(
    word: str, side: FloatArray, entries: Pairs, sets: BoolArray, column: IntArray, value: FloatArray
) -> None:
    which = np.flatnonzero(sets)
    repeat = first_repeat(column[which])
    if repeat is not None:
        k = int(which[repeat])
        raise entries.error(k, f"the {word} bound of column {text(entries.names[k])} is set twice; keep one")
    forbidden = value[which] == (INF if word == "lower" else -INF)
    if forbidden.any():
        k = int(which[np.argmax(forbidden)])
        raise entries.error(k, f"the {word} bound of column {text(entries.names[k])} is {value[k]}; no value is left")
    side[column[which]] = value[which]
