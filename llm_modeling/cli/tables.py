"""What the model commands print: facts in two columns, and tables that fold at the width of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from llm_modeling.anatomy import Anatomy
from llm_modeling.compiled import Key
from llm_modeling.formulation import VariableKind
from llm_modeling.model_result import ModelResult, index_names
from llm_modeling.render_math import visible
from metasolve.report.wording import count, number

Column = tuple[str, bool]
"""The header of a column, and whether it holds numbers."""

_INDENT = 13
TINY = 1e-9
"""What an engine leaves of a zero is not shown."""


def fact(label: str, text: str, style: str = "") -> RenderableType:
    """Return a label and what it says, folded beside it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_INDENT - 1, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(label, style="bold"), Text(visible(text), style=style))
    return grid


def line(text: str, style: str = "") -> RenderableType:
    """Return a line of plain text."""
    return Text(visible(text), style=style)


def paragraphs(text: str) -> Iterator[RenderableType]:
    """Yield the lines of a plain text, each folded under its own indentation or behind its hyphen."""
    for entry in text.rstrip("\n").split("\n"):
        body = entry.lstrip(" ")
        indent = len(entry) - len(body)
        bullet = "- " if body.startswith("- ") else ""
        grid = Table.grid(padding=0)
        grid.add_column(width=indent + len(bullet), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(" " * indent + bullet), Text(visible(body.removeprefix(bullet))))
        yield grid if indent or bullet else line(body)


def table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], note: str = "") -> RenderableType:
    """Return a table under its title; cells are plain text and fold where they are too long."""
    result = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    for k, (header, is_number) in enumerate(columns):
        whole = is_number or (k == 0 and len(columns) > 1)
        justify: Literal["left", "right"] = "right" if is_number else "left"
        result.add_column(Text(visible(header)), justify=justify, no_wrap=whole, overflow="fold")
    for row in rows:
        result.add_row(*(Text(visible(cell)) for cell in row))
    parts: list[RenderableType] = [Text(), Text(visible(title), style="bold"), result]
    return Group(*parts, Text(note, style="dim")) if note else Group(*parts)


def solution_tables(result: ModelResult, most: int) -> Iterator[RenderableType]:
    """Yield the values, variable by variable, in the order of the sets; at most so many of each, 0 stands for all.

    Zeros are left out unless most values are something else. Variables without index come together, first.
    """
    variables = result.compiled.model.variables
    scalars = [name for name, typed in variables.items() if typed.domain is None]
    if scalars:
        rows = [(name, _value(result.values[name][()]), variables[name].spec.unit) for name in scalars]
        units: list[Column] = [("unit", False)] if any(unit for _, _, unit in rows) else []
        headers = [("variable", False), ("value", True), *units]
        yield table("Values", headers, [row[: len(headers)] for row in rows])
    for name in variables:
        if name not in scalars:
            yield _values_table(result, name, most)


def _values_table(result: ModelResult, name: str, most: int) -> RenderableType:
    spec = result.compiled.model.variables[name].spec
    entries = result.values[name]
    present = [(key, value) for key, value in entries.items() if abs(value) > TINY]
    is_binary = spec.kind is VariableKind.BINARY
    unit = f" ({spec.unit})" if spec.unit else ""
    if not is_binary and 2 * len(present) > len(entries) and (len(entries) <= most or not most):
        present, counted = list(entries.items()), count(len(entries), "value")
    else:
        counted = f"{len(present):,} of {len(entries):,} are {'1' if is_binary else 'not 0'}"
    columns: list[Column] = [(header, False) for header in index_names(result.compiled, name)]
    if not is_binary:
        columns.append((name, True))
    rows = [
        [*map(str, key), *([] if is_binary else [_value(value)])]
        for key, value in islice(present, most if most else None)
    ]
    left = len(present) - len(rows)
    note = f"... and {left:,} more; --rows 0 prints all, -o writes all" if left else ""
    title = f"{name}{unit}: {counted}"
    return table(title, columns, rows, note) if rows else Group(Text(), Text(title, style="bold"))


def _value(value: float) -> str:
    return number(0.0 if abs(value) <= TINY else value)


def binding_table(result: ModelResult, most: int = 12) -> Iterator[RenderableType]:
    """Yield the table of the constraints that bind, nothing if none does."""
    rows = [
        (entry.constraint, f"{len(entry.indices):,} of {entry.of:,}", _keys(entry.indices, most), entry.quote)
        for entry in result.bindings
    ]
    if rows:
        said: list[Column] = [("sentence", False)] if any(entry.quote for entry in result.bindings) else []
        columns = [("constraint", False), ("binding", True), ("for", False), *said]
        yield table("Binding constraints", columns, [row[: len(columns)] for row in rows])


def _keys(keys: Sequence[Key], most: int) -> str:
    shown = [", ".join(map(str, key)) for key in keys[:most] if key]
    separator = "; " if any(len(key) > 1 for key in keys) else ", "
    return separator.join([*shown, f"... {len(keys) - most:,} more"] if len(keys) > most else shown)


def anatomy_tables(model: Anatomy) -> Iterator[RenderableType]:
    """Yield what the model is: its size, then its elements."""
    yield fact("Model", model.title or "(no title)")
    kinds = f"{model.binaries:,} binary, {model.integers:,} integer"
    auxiliary = f", {model.auxiliary_columns:,} of them auxiliary" if model.auxiliary_columns else ""
    yield fact("Compiled to", f"{count(model.rows, 'row')}, {count(model.columns, 'column')} ({kinds}){auxiliary}, ")
    yield fact("", count(model.nonzeros, "nonzero"))
    if model.sets:
        sets = [(s.name, f"{s.size:,}", "ordered" if s.ordered else "", s.source) for s in model.sets]
        yield table("Sets", [("set", False), ("members", True), ("", False), ("from", False)], sets)
    if model.parameters:
        parameters = [
            (p.name, p.index, f"{p.size:,}", _range(p.least, p.greatest), p.unit, p.source) for p in model.parameters
        ]
        headers = [
            ("parameter", False),
            ("for", False),
            ("values", True),
            ("range", False),
            ("unit", False),
            ("from", False),
        ]
        yield table("Parameters", headers, parameters)
    if model.variables:
        variables = [
            (v.name, v.index, v.kind, f"{v.columns:,}", _bounds(v.lower, v.upper), v.unit) for v in model.variables
        ]
        headers = [
            ("variable", False),
            ("for", False),
            ("kind", False),
            ("columns", True),
            ("bounds", False),
            ("unit", False),
        ]
        yield table("Variables", headers, variables)
    yield from _conditions(model)


def _conditions(model: Anatomy) -> Iterator[RenderableType]:
    if model.constraints:
        constraints = [
            (
                c.name,
                f"{c.rows:,}" + (f" + {c.auxiliary_rows:,}" if c.auxiliary_rows else ""),
                c.expression + (f"  for all {c.forall}" if c.forall else ""),
            )
            for c in model.constraints
        ]
        has_auxiliary = any(c.auxiliary_rows for c in model.constraints)
        note = "+ rows that make it linear" if has_auxiliary else ""
        yield table("Constraints", [("constraint", False), ("rows", True), ("condition", False)], constraints, note)
    if model.objectives:
        several = len(model.objectives) > 1
        objectives = [
            (o.name, *([f"{o.priority}", number(o.weight)] if several else []), f"{o.sense} {o.expression}")
            for o in sorted(model.objectives, key=lambda o: -o.priority)
        ]
        ranks: list[Column] = [("priority", True), ("weight", True)] if several else []
        yield table("Objectives" if several else "Objective", [("objective", False), *ranks, ("", False)], objectives)


def _range(least: float | None, greatest: float | None) -> str:
    if least is None or greatest is None:
        return "none"
    return number(least) if least == greatest else f"{number(least)} to {number(greatest)}"


def _bounds(lower: float | None, upper: float | None) -> str:
    if lower is None and upper is None:
        return "free"
    return f"{'-inf' if lower is None else number(lower)} to {'inf' if upper is None else number(upper)}"
