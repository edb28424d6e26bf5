"""The tables that come with a problem: in a private directory for Data, and as a summary for the prompt."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from llm_modeling.data import Data
from llm_modeling.errors import DataError, quoted
from llm_modeling.formulating.fence import quoted_block
from llm_modeling.formulation import Formulation, ParameterSpec, SetSpec
from llm_modeling.limits import DEFAULT_LIMITS
from llm_modeling.tables import Table

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,126}\.(?:csv|json)")
_ROWS_SHOWN = 5
_CELL_SHOWN = 60
_COLUMNS_SHOWN = 60


@contextmanager
def table_directory(tables: Mapping[str, str]) -> Iterator[Data]:
    """Yield data with the tables, whose files are in a directory of their own, readable by this user only.

    Raises DataError, with file and line, if a name or a table is not one that Data reads.
    """
    if not tables:
        yield Data()
        return
    with tempfile.TemporaryDirectory(prefix="metasolve-tables-") as name:
        directory = Path(name)
        for file, text in tables.items():
            if not _NAME.fullmatch(file):
                raise DataError(f"{file[:80]!r} is not the plain name of a .csv or .json file")
            (directory / file).write_bytes(text.encode("utf-8", "surrogatepass"))
        data = Data({}, directory)
        for file in tables:
            data.table(file)
        yield data


def tables_summary(tables: Mapping[str, str], data: Data) -> str:
    """Return the tables for a prompt, quoted: name, number of rows, header, first rows; empty if there are none."""
    blocks = [quoted_block(f"Table {name}", _described(data.table(name))) for name in tables]
    return "\n\n".join([*blocks, ""]) + "\n" if blocks else ""


def missing_table(formulation: Formulation, tables: Mapping[str, str]) -> str | None:
    """Return what is wrong if the formulation names a table that is not there, None otherwise."""
    specs: list[SetSpec | ParameterSpec] = [*formulation.sets, *formulation.parameters]
    for spec in specs:
        if spec.table and spec.table not in tables:
            given = f"the tables are {quoted(tables)}" if tables else "no table is given"
            return f"{spec.word} {spec.name!r}: there is no table {spec.table!r}; {given}"
    return None


def too_large(tables: Mapping[str, str]) -> str | None:
    """Return what is wrong if the tables together are larger than one may be, None otherwise."""
    size = sum(len(text) for text in tables.values())
    most = DEFAULT_LIMITS.table_bytes
    return f"the tables have {size:,} characters together, more than the {most:,} allowed" if size > most else None


def _described(table: Table) -> str:
    header = [cell[:_CELL_SHOWN] for cell in table.header[:_COLUMNS_SHOWN]]
    more = f" and {len(table.header) - _COLUMNS_SHOWN} more columns" if len(table.header) > _COLUMNS_SHOWN else ""
    lines = [f"{len(table.rows)} rows; columns: {', '.join(header)}{more}"]
    for row in table.rows[:_ROWS_SHOWN]:
        lines.append(", ".join(str(cell)[:_CELL_SHOWN] for cell in row[:_COLUMNS_SHOWN]))
    if len(table.rows) > _ROWS_SHOWN:
        lines.append("...")
    return "\n".join(lines)
