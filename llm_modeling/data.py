"""Data: what a formulation is filled with, from Python values, a data.json, and CSV and JSON tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from llm_modeling.errors import DataError
from llm_modeling.json_text import parse_json
from llm_modeling.limits import DEFAULT_LIMITS, Limits
from llm_modeling.tables import Cell, Table, as_number, read_plain_file, read_table
from metasolve import ModelNotFoundError

VALUES_FILE = "data.json"
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Data:
    """Values by the name of the set or parameter, and the directory in which tables lie.

    A set is a list of members or of tuples. A parameter is a number; or an object that maps members to numbers, one
    level for each component of the index; or a list of rows, key first, value last. Values given here replace those
    in the formulation. Nothing in them is evaluated; text stays text, also where it begins with `=`.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    directory: Path | None = None

    @classmethod
    def from_directory(cls, directory: str | Path, limits: Limits = DEFAULT_LIMITS) -> Data:
        """Return the data of a directory: the values of its data.json, if there is one, and its tables.

        Raises ModelNotFoundError if there is no such directory, DataError if data.json is malformed.
        """
        folder = Path(directory)
        if not folder.is_dir():
            raise ModelNotFoundError(f"{folder}: there is no such directory")
        if not (folder / VALUES_FILE).exists():
            return cls({}, folder)
        values = parse_json(read_plain_file(folder, VALUES_FILE, limits), VALUES_FILE, limits.table_bytes)
        if not isinstance(values, dict):
            raise DataError('it holds an object such as {"I": ["a", "b"], "cost": {"a": 1}}', path=VALUES_FILE)
        return cls(values, folder)

    def table(self, name: str, limits: Limits = DEFAULT_LIMITS) -> Table:
        """Return the table in the file of that name; raises ModelNotFoundError, DataError or SizeError."""
        return read_table(self.directory, name, limits)


def member_rows(value: Any, element: str) -> list[Row]:
    """Return the tuples of a set that is given as a value: a list of members, or of lists of members."""
    if not isinstance(value, list | tuple):
        raise DataError(f"{_shown(value)} is not a list of members", element=element)
    rows: list[Row] = []
    for entry in value:
        parts = tuple(entry) if isinstance(entry, list | tuple) else (entry,)
        for part in parts:
            if isinstance(part, bool) or not isinstance(part, int | str):
                raise DataError(f"{_shown(part)} is no member: integers and texts are", element=element)
        rows.append(parts)
    return rows


def value_rows(value: Any, arity: int, element: str) -> list[Row]:
    """Return key and number, as rows, of a parameter that is given as a value in one of the three forms."""
    if isinstance(value, Mapping):
        rows: list[Row] = []
        _flatten(value, (), arity, rows, element)
        return rows
    if not isinstance(value, list | tuple):
        if arity:
            raise DataError(f"{_shown(value)} is a single number, but the parameter has an index", element=element)
        return [(_number(value, element),)]
    rows = []
    for entry in value:
        if not isinstance(entry, list | tuple) or len(entry) != arity + 1:
            reason = f"{_shown(entry)} is not a row of {arity} members and a number"
            raise DataError(reason, element=element, suggestion='write [["a", 1], ["b", 2]] or {"a": 1, "b": 2}')
        rows.append((*entry[:-1], _number(entry[-1], element)))
    return rows


def _flatten(value: Any, key: Row, arity: int, rows: list[Row], element: str) -> None:
    if len(key) == arity:
        rows.append((*key, _number(value, element)))
        return
    if not isinstance(value, Mapping):
        reason = f"{_shown(value)} stands where members of component {len(key) + 1} of {arity} are expected"
        raise DataError(reason, element=element)
    for member, below in value.items():
        _flatten(below, (*key, member), arity, rows, element)


def _number(value: Any, element: str) -> float:
    number = as_number(value) if isinstance(value, int | float) else None
    if number is None:
        raise DataError(f"{_shown(value)} is not a finite number", element=element)
    return number


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:77] + "..."
