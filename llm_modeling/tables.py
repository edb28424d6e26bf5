"""Tables from CSV and JSON files of one directory: strictly read, every cell with its line, nothing evaluated."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from llm_modeling.errors import DataError, SizeError, did_you_mean, quoted
from llm_modeling.json_text import parse_json
from llm_modeling.limits import Limits
from metasolve import ModelNotFoundError

Cell: TypeAlias = str | int | float

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,17}|0")
_PLAIN_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,126}\.(?:csv|json)")
_MAX_CELL = 10_000


@dataclass(frozen=True)
class Table:
    """Rows of cells under a header; lines[k] is where row k stands in the file, 0 if that is not known."""

    path: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[int]

    def position(self, column: str) -> int:
        """Return where the column stands; raises DataError with a suggestion if there is none."""
        if column not in self.header:
            advice = did_you_mean(column, self.header) or f"it has {quoted(self.header)}"
            raise DataError(f"there is no column {column[:80]!r}", path=self.path, line=1, suggestion=advice)
        return self.header.index(column)

    def error(self, row: int, reason: str, suggestion: str | None = None) -> DataError:
        """Return the error that something is wrong in the given row."""
        return DataError(reason, path=self.path, line=self.lines[row] or None, suggestion=suggestion)


def as_number(cell: Cell) -> float | None:
    """Return the number in a cell, None if there is none; nan, inf and formulas are no numbers."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        value = float(cell) if not isinstance(cell, int) or abs(cell) < 10**300 else float("inf")
    elif _NUMBER.fullmatch(cell) and len(cell) <= 100:
        value = float(cell)
    else:
        return None
    return value if value - value == 0.0 else None


def as_integer(cell: Cell) -> int | None:
    """Return the integer that a cell is written as, None if it is none; 007 and 1.0 are texts."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell if abs(cell) < 10**18 else None
    return int(cell) if isinstance(cell, str) and _INTEGER.fullmatch(cell) else None


def number_advice(cell: Cell) -> str | None:
    """Return what may help with a cell that should hold a number."""
    text = str(cell).strip()
    if text[:1] in ("=", "@") or (text[:1] in "+-" and any(c in text for c in "(!|")):
        return "formulas are not evaluated: write the value"
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity", "na", "n/a", "null", "none", ""):
        return "leave the row out and give the parameter a default"
    if "," in text:
        return "write numbers as 1234.5, without grouping and with a decimal point"
    return None


def read_table(directory: Path | None, name: str, limits: Limits) -> Table:
    """Return the table in a file of the directory.

    Raises ModelNotFoundError if there is no such file, DataError with file and line, SizeError.
    """
    data = read_plain_file(directory, name, limits)
    return _json_table(data, name, limits) if name.endswith(".json") else _csv_table(data, name, limits)


def read_plain_file(directory: Path | None, name: str, limits: Limits) -> bytes:
    """Return the content of a regular file that lies directly in the directory; links are not followed."""
    if not _PLAIN_FILE.fullmatch(name):
        raise DataError(f"{name[:80]!r} is not the plain name of a .csv or .json file in the data directory")
    if directory is None:
        raise ModelNotFoundError(f"{name}: no data directory was given (--data DIR)")
    try:
        folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        finally:
            os.close(folder)
    except OSError as error:
        if (directory / name).is_symlink():
            raise DataError(
                "is a symbolic link, which is not followed: put the file itself there", path=name
            ) from error
        raise ModelNotFoundError(f"{directory / name}: {error.strerror}") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise DataError("is not a regular file", path=name)
    with os.fdopen(handle, "rb") as file:
        if status.st_size > limits.table_bytes:
            reason = f"the file has {status.st_size:,} bytes, more than the {limits.table_bytes:,} allowed"
            raise SizeError(reason, path=name)
        return file.read(limits.table_bytes)


def _csv_table(data: bytes, name: str, limits: Limits) -> Table:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("the text is not UTF-8", path=name, line=data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise DataError("there is a NUL character", path=name, line=text.count("\n", 0, text.index("\0")) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = _header(next(reader, []), name)
        for cells in reader:
            if not cells or cells == [""]:
                continue
            _check_row(cells, header, name, reader.line_num)
            rows.append([cell.strip() for cell in cells])
            lines.append(reader.line_num)
            if len(rows) > limits.members:
                raise SizeError(f"the table has more than {limits.members:,} rows", path=name)
    except csv.Error as error:
        raise DataError(f"this is no CSV: {error}", path=name, line=reader.line_num) from error
    return Table(name, header, rows, lines)


def _header(cells: list[str], name: str) -> tuple[str, ...]:
    header = tuple(cell.strip() for cell in cells)
    if not any(header):
        raise DataError("the table has no header", path=name, line=1)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise DataError("the cells are not separated by commas", path=name, line=1, suggestion="write a,b,c")
    for place, cell in enumerate(header):
        if not cell:
            raise DataError(f"column {place + 1} has no name", path=name, line=1)
        if cell in header[:place]:
            raise DataError(f"the column {cell[:80]!r} stands twice in the header", path=name, line=1)
    return header


def _check_row(cells: list[str], header: tuple[str, ...], name: str, line: int) -> None:
    if len(cells) != len(header):
        raise DataError(f"the row has {len(cells)} cells, the header {len(header)}", path=name, line=line)
    if max(map(len, cells)) > _MAX_CELL:
        raise DataError(f"a cell has more than {_MAX_CELL:,} characters", path=name, line=line)


def _json_table(data: bytes, name: str, limits: Limits) -> Table:
    """Return the table of a JSON list of objects, each a row under the same keys."""
    content = parse_json(data, name, limits.table_bytes)
    if not isinstance(content, list) or not content or not all(isinstance(row, dict) for row in content):
        raise DataError('a JSON table is a list of objects such as [{"city": "Rome", "demand": 5}]', path=name)
    header = tuple(content[0])
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(content, start=1):
        if set(row) != set(header):
            odd = quoted(sorted(set(row) ^ set(header)))
            raise DataError(f"entry {number} differs from the first one in the keys {odd}", path=name)
        rows.append(tuple(_json_cell(row[key], key, number, name) for key in header))
    return Table(name, header, rows, [0] * len(rows))


def _json_cell(value: Any, key: str, number: int, name: str) -> Cell:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise DataError(f"entry {number}, {key[:80]!r}: {str(value)[:80]} is neither a number nor a text", path=name)
