"""The text of an MPS file cut into sections, lines and fields, in bulk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from metasolve.errors import ModelDataError
from metasolve.matrix import BoolArray, FloatArray, IntArray

FieldArray: TypeAlias = npt.NDArray[np.object_]

_COMMENT = re.compile(rb"(?m)^\*[^\n]*")
_NEWLINE, _SPACE = 10, 32
_CONTROL = bytes(code for code in range(_SPACE) if code not in b"\t\n\v\f\r")
# where the six fields of a fixed-format line stand; all characters between them are blank
_FIXED = ((1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61))
_GAPS = ((0, 1), (3, 4), (12, 14), (22, 24), (36, 39), (47, 49), (61, None))


@dataclass(frozen=True, eq=False)
class Lines:
    """The data lines of a section: line k has count[k] fields, from fields[first[k]] on, at line number[k]."""

    fields: FieldArray
    first: IntArray
    count: IntArray
    number: IntArray
    path: str

    @property
    def size(self) -> int:
        return int(self.first.size)

    def error(self, k: int, reason: str) -> ModelDataError:
        """Return the error that says reason about line k."""
        return ModelDataError(reason, self.path, int(self.number[k]))

    def field(self, position: int) -> FieldArray:
        """Return one field of each line, (lines,); the lines must have as many."""
        result: FieldArray = self.fields[self.first + position]
        return result

    def select(self, lines: BoolArray | IntArray) -> Lines:
        """Return some of the lines."""
        return Lines(self.fields, self.first[lines], self.count[lines], self.number[lines], self.path)

    def require_counts(self, allowed: tuple[int, ...], what: str) -> None:
        """Raise ModelDataError at the first line whose number of fields is not allowed."""
        wrong = ~np.isin(self.count, allowed)
        if wrong.any():
            k = int(np.argmax(wrong))
            raise self.error(k, f"{what} has {self.count[k]} fields instead of {' or '.join(map(str, allowed))}")

    def require_one_set(self, named: BoolArray, position: int, section: str) -> None:
        """Raise ModelDataError where a second vector begins; named tells which lines name theirs, at position."""
        lines = np.flatnonzero(named)
        names = self.fields[self.first[lines] + position].tolist()
        if len(set(names)) > 1:
            k = next(k for k, name in enumerate(names) if name != names[0])
            reason = f"{section} has a second vector {text(names[k])} after {text(names[0])}; keep one"
            raise self.error(int(lines[k]), reason)

    def pairs(self, start: IntArray) -> Pairs:
        """Return the (name, value) pairs that fill each line from field start[k] on."""
        count = (self.count - start) // 2
        line = np.repeat(np.arange(self.size, dtype=np.int64), count)
        within = np.arange(line.size, dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
        at = (self.first + start)[line] + 2 * within
        return Pairs(self, line, self.fields[at].tolist(), self.fields[at + 1].tolist())


@dataclass(frozen=True, eq=False)
class Pairs:
    """Names and values of a section; pair k stands in line line[k] of lines."""

    lines: Lines
    line: IntArray
    names: list[bytes]
    values: list[bytes]

    def error(self, k: int, reason: str) -> ModelDataError:
        """Return the error that says reason about pair k."""
        return self.lines.error(int(self.line[k]), reason)

    def look_up(self, index: Mapping[bytes, int], kind: str, section: str) -> IntArray:
        """Return the index of each name.

        Raises ModelDataError at the first name that has none.
        """

        def refuse(k: int) -> ModelDataError:
            return self.error(k, f"{kind} {text(self.names[k])} is not in {section}")

        result: IntArray = _converted(self.names, index.__getitem__, np.int64, refuse)
        return result

    def numbers(self) -> FloatArray:
        """Return the values as numbers; infinite ones pass.

        Raises ModelDataError at the first that is no number.
        """
        return numbers(self.values, self.error)


def text(field: bytes) -> str:
    """Return a field as it reads in a message."""
    return field.decode("utf-8", errors="backslashreplace")


def numbers(fields: list[bytes], error: Callable[[int, str], ModelDataError]) -> FloatArray:
    """Return fields as numbers; infinite ones pass.

    Raises error(k, reason) at the first that is no number.
    """

    def refuse(k: int) -> ModelDataError:
        return error(k, f"{text(fields[k])} is not a number")

    result: FloatArray = _converted(fields, float, np.float64, refuse)
    odd = np.isnan(result)
    if odd.any():
        raise refuse(int(np.argmax(odd)))
    if b"_" in b"".join(fields):  # Python reads 1_000, no solver does
        raise refuse(next(k for k, field in enumerate(fields) if b"_" in field))
    return result


def first_repeat(keys: IntArray) -> int | None:
    """Return the position of a key that stood before already, None if all differ."""
    order = np.argsort(keys, kind="stable")
    equal = keys[order[1:]] == keys[order[:-1]]
    return int(order[1:][equal].min()) if equal.any() else None


def _converted(
    fields: list[bytes], function: Callable[[bytes], Any], dtype: Any, error: Callable[[int], Exception]
) -> Any:
    try:
        return np.fromiter(map(function, fields), dtype=dtype, count=len(fields))
    except (KeyError, ValueError) as failure:
        raise error(next(k for k, field in enumerate(fields) if _fails(function, field))) from failure


def _fails(function: Callable[[bytes], Any], field: bytes) -> bool:
    try:
        function(field)
    except (KeyError, ValueError):
        return True
    return False


@dataclass(frozen=True, eq=False)
class Section:
    """A section: its keyword, what follows the keyword on its line, and where its data lines are."""

    keyword: str
    argument: bytes
    number: int
    path: str
    _data: bytes
    _codes: npt.NDArray[np.uint8]
    _starts: IntArray

    def lines(self, fixed: bool = False) -> Lines:
        """Return the data lines, cut at blanks or, if fixed, at the columns of the fixed format."""
        if not self._starts.size:
            none = np.zeros(0, dtype=np.int64)
            return Lines(np.zeros(0, dtype=object), none, none, none, self.path)
        if fixed:
            return self._fixed_lines()
        low = int(self._starts[0])
        codes = self._codes[low : low + len(self._data)]
        blank = codes <= _SPACE
        fields = np.array(self._data.split(), dtype=object)
        starts = np.flatnonzero(blank[:-1] > blank[1:]) + 1  # data lines begin with a blank
        first = np.searchsorted(starts, self._starts - low)
        count = np.diff(first, append=fields.size)
        number = self.number + 1 + np.arange(first.size)
        filled = count > 0
        return Lines(fields, first[filled], count[filled], number[filled], self.path)

    def fits_fixed(self) -> bool:
        """Return whether all data lines keep to the columns of the fixed format."""
        return all(not line[low:high].strip() for _, line in self._raw_lines() for low, high in _GAPS)

    def _fixed_lines(self) -> Lines:
        rows = [
            (number, [field for low, high in _FIXED if (field := line[low:high].strip())])
            for number, line in self._raw_lines()
        ]
        count = np.array([len(row) for _, row in rows], dtype=np.int64)
        fields = np.empty(int(count.sum()), dtype=object)
        fields[:] = [field for _, row in rows for field in row]
        number = np.array([number for number, _ in rows], dtype=np.int64)
        return Lines(fields, np.cumsum(count) - count, count, number, self.path)

    def _raw_lines(self) -> Iterator[tuple[int, bytes]]:
        for number, line in enumerate(self._data.split(b"\n"), start=self.number + 1):
            if line.strip():
                yield number, line.rstrip()


def split_sections(data: bytes, path: str) -> list[Section]:
    """Return the sections of an MPS file up to ENDATA, comments removed.

    Raises ModelDataError if data stand before the first section, ENDATA is missing, or the file is not text.
    """
    if data.startswith(b"*") or b"\n*" in data:
        data = _COMMENT.sub(b"", data)
    if not data.endswith(b"\n"):
        data += b"\n"
    if len(data.translate(None, _CONTROL)) < len(data):
        at = next(at for at, code in enumerate(data) if code in _CONTROL)
        reason = f"control character {data[at]:#04x}; is this an MPS file?"
        raise ModelDataError(reason, path, data.count(b"\n", 0, at) + 1)
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(codes == _NEWLINE)
    starts = np.concatenate([[0], ends[:-1] + 1])
    heads = np.flatnonzero(codes[starts] > _SPACE).tolist()
    before = data[: int(starts[heads[0]])] if heads else data
    if before.strip():
        line = before[: len(before) - len(before.lstrip())].count(b"\n") + 1
        raise ModelDataError("data stand before the first section; is this an MPS file?", path, line)
    sections: list[Section] = []
    for head, following in zip(heads, [*heads[1:], int(starts.size)], strict=False):
        keyword, _, argument = data[int(starts[head]) : int(ends[head])].strip().partition(b" ")
        word, _, more = keyword.partition(b"\t")
        if word == b"ENDATA":
            return sections
        inside = data[int(ends[head]) + 1 : int(ends[following - 1]) + 1]
        argument = (more + b" " + argument).strip()
        sections.append(Section(text(word), argument, head + 1, path, inside, codes, starts[head + 1 : following]))
    raise ModelDataError("the file ends without ENDATA; it is truncated", path, int(ends.size))
