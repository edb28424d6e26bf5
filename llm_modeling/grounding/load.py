"""Typed model and data to Ground: sets and parameters filled in, every key and number checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from llm_modeling.data import Data, member_rows, value_rows
from llm_modeling.errors import DataError, FormulationError, SizeError, did_you_mean
from llm_modeling.grounding.columns import Column, FloatArray, GroundSet, IntArray, MemberValue
from llm_modeling.grounding.evaluate import Evaluator
from llm_modeling.grounding.frame import IndexSpace
from llm_modeling.grounding.ground import Ground, GroundParameter
from llm_modeling.grounding.index import enumerate_index
from llm_modeling.language import tree
from llm_modeling.language.tree import Sort
from llm_modeling.limits import Limits
from llm_modeling.tables import Cell, Table, as_integer, as_number, number_advice
from llm_modeling.typed import TypedModel, TypedParameter, TypedSet, element_name

_OUT_OF_RANGE = 2**53


def load(model: TypedModel, data: Data, limits: Limits) -> Ground:
    """Return the sets and parameters of a model with their values.

    Raises DataError with file and line where the place is known, FormulationError, SizeError.
    """
    ground = Ground(model, limits)
    known = [*model.sets, *model.parameters]
    for name in data.values:
        if name not in known:
            reason = f"{name[:80]!r} is neither a set nor a parameter of the formulation"
            raise DataError(reason, suggestion=did_you_mean(name, known))
    loader = _Loader(ground, data)
    for name in model.definition_order:
        if name in model.sets:
            ground.sets[name] = loader.set(model.sets[name])
        else:
            ground.parameters[name] = loader.parameter(model.parameters[name])
    return ground


@dataclass(frozen=True)
class _Entries:
    """Rows with the key first and the number last; table is where they come from, if from a file."""

    rows: Sequence[Sequence[Cell]]
    table: Table | None = None
    origins: Sequence[int] = ()

    def refuse(self, element: str, row: int, reason: str, suggestion: str | None = None) -> NoReturn:
        """Raise DataError for a row."""
        if self.table is None:
            raise DataError(f"entry {row + 1}: {reason}", element=element, suggestion=suggestion)
        raise self.table.error(self.origins[row], f"{element}: {reason}", suggestion)


@dataclass(frozen=True, eq=False)
class _Loader:
    ground: Ground
    data: Data

    def set(self, typed: TypedSet) -> GroundSet:
        spec, element = typed.spec, element_name(typed.spec)
        if spec.name in self.data.values:
            entries = _Entries(member_rows(self.data.values[spec.name], element))
        elif typed.expression is not None:
            made = Evaluator(self.ground, element, spec.expression).set(typed.expression)
            if isinstance(typed.expression, tree.SetRef) and typed.expression.subscripts:
                raise FormulationError("a set with subscripts stands in indices only", element=element)
            self._check_members(made.size, element)
            return GroundSet(spec.name, made.columns)
        elif spec.table:
            entries = self._distinct_rows(typed)
        elif spec.members or spec.tuples:
            entries = _Entries([(member,) for member in spec.members] or spec.tuples)
        else:
            raise DataError(f"the data have no {spec.name!r}", element=element, suggestion="add it to data.json")
        self._check_members(len(entries.rows), element)
        ground_set = GroundSet(spec.name, self._set_columns(typed, entries))
        repeated = ground_set.first_repeated()
        if repeated is not None:
            entries.refuse(element, repeated, f"the member {_key(entries.rows[repeated])} stands there twice")
        return ground_set

    def _check_members(self, count: int, element: str) -> None:
        if count > self.ground.limits.members:
            raise SizeError(f"{count:,} members, more than the {self.ground.limits.members:,} allowed", element=element)

    def _distinct_rows(self, typed: TypedSet) -> _Entries:
        table = self.data.table(typed.spec.table, self.ground.limits)
        places = [table.position(column) for column in typed.spec.columns]
        first: dict[tuple[Cell, ...], int] = {}
        for number, row in enumerate(table.rows):
            first.setdefault(tuple(row[place] for place in places), number)
        for row, number in first.items():
            if "" in row:
                raise table.error(number, f"{element_name(typed.spec)}: an empty cell is no member")
        return _Entries(list(first), table, list(first.values()))

    def _set_columns(self, typed: TypedSet, entries: _Entries) -> tuple[Column, ...]:
        element = element_name(typed.spec)
        for number, row in enumerate(entries.rows):
            if len(row) != typed.arity:
                entries.refuse(element, number, f"{_key(row)} has {len(row)} components, not {typed.arity}")
        if not entries.rows:
            return tuple(Column(np.zeros(0, dtype=np.int64), sort is Sort.TEXT) for sort in typed.sorts)
        columns = []
        for cells, sort in zip(zip(*entries.rows, strict=True), typed.sorts, strict=True):
            from_text = entries.table is not None
            integers = [as_integer(cell) if from_text or isinstance(cell, int) else None for cell in cells]
            whole = None not in integers
            if not whole and (sort is Sort.NUMBER or (any(i is not None for i in integers) and not from_text)):
                odd = integers.index(None)
                entries.refuse(element, odd, f"{str(cells[odd])[:80]!r} is not an integer, although other members are")
            if whole and (sort is not Sort.TEXT or not from_text):
                columns.append(Column(np.array(integers, dtype=np.int64), False))
            else:
                codes = [self.ground.texts.code(str(cell)) for cell in cells]
                columns.append(Column(np.array(codes, dtype=np.int64), True))
        return tuple(columns)

    def parameter(self, typed: TypedParameter) -> GroundParameter:
        spec, element = typed.spec, element_name(typed.spec)
        index = enumerate_index(Evaluator(self.ground, element, spec.index), typed.domain)
        space = index.space
        if spec.name in self.data.values:
            entries = _Entries(value_rows(self.data.values[spec.name], space.arity, element))
        elif typed.expression is not None:
            evaluator = Evaluator(self.ground, element, spec.expression)
            return GroundParameter(space, evaluator.number(typed.expression, index.frame))
        elif spec.value is not None:
            return GroundParameter(space, np.array([spec.value]))
        elif spec.table:
            entries = self._table_entries(typed, space.arity)
        elif spec.entries:
            entries = _Entries(spec.entries)
        elif spec.default is not None:
            entries = _Entries([])
        else:
            raise DataError(f"the data have no {spec.name!r}", element=element, suggestion="add it to data.json")
        return GroundParameter(space, self._filled(typed, space, entries))

    def _table_entries(self, typed: TypedParameter, arity: int) -> _Entries:
        """Return the rows of a table, or its cells where the header holds the last component of the key."""
        spec = typed.spec
        table = self.data.table(spec.table, self.ground.limits)
        keys = [table.position(column) for column in spec.key_columns]
        element = element_name(spec)
        if len(keys) == arity and spec.column:
            places = [*keys, table.position(spec.column)]
            rows = [tuple(row[place] for place in places) for row in table.rows]
            return _Entries(rows, table, range(len(rows)))
        if len(keys) != arity - 1 or spec.column:
            needed = (
                f"{arity} key columns and a column of values, or {arity - 1} key columns and the rest in the header"
            )
            raise DataError(
                f"{len(keys)} key columns do not fit an index of {arity}", element=element, suggestion=needed
            )
        others = [place for place in range(len(table.header)) if place not in keys]
        wide: list[tuple[Cell, ...]] = []
        origins: list[int] = []
        for number, row in enumerate(table.rows):
            key = tuple(row[place] for place in keys)
            wide += [(*key, table.header[place], row[place]) for place in others if row[place] != ""]
            origins += [number] * (len(wide) - len(origins))
        return _Entries(wide, table, origins)

    def _filled(self, typed: TypedParameter, space: IndexSpace, entries: _Entries) -> FloatArray:
        spec, element = typed.spec, element_name(typed.spec)
        for number, row in enumerate(entries.rows):
            if len(row) != space.arity + 1:
                entries.refuse(element, number, f"{_key(row)} is not a key of {space.arity} members and a number")
        numbers = [as_number(row[-1]) if _may_be_number(row[-1], entries) else None for row in entries.rows]
        if None in numbers:
            odd = numbers.index(None)
            cell = entries.rows[odd][-1]
            entries.refuse(element, odd, f"{str(cell)[:80]!r} is not a number", number_advice(cell))
        found = self._located(typed, space, entries)
        values = np.full(space.size, np.nan if spec.default is None else spec.default)
        if np.unique(found).size != found.size:
            self._refuse_repeated(element, found, entries)
        values[found] = np.array(numbers, dtype=np.float64)
        missing = np.isnan(values)
        if missing.any():
            first = int(np.argmax(missing))
            key = ", ".join(repr(column.member(first, self.ground.texts)) for column in space.columns())
            reason = f"there is no value for {spec.name}[{key}]"
            more = f" and {int(missing.sum()) - 1:,} more" if missing.sum() > 1 else ""
            place = None if entries.table is None else entries.table.path
            raise DataError(reason + more, element=element, path=place, suggestion="add it or give a `default`")
        return values

    def _located(self, typed: TypedParameter, space: IndexSpace, entries: _Entries) -> IntArray:
        """Return which combination of the space each row is about."""
        if not space.arity or not entries.rows:
            return np.zeros(len(entries.rows), dtype=np.int64)
        shape = [column.is_text for factor in space.factors for column in factor.columns]
        cells = list(zip(*entries.rows, strict=True))[:-1]
        columns = [self._key_column(column, is_text) for column, is_text in zip(cells, shape, strict=True)]
        found = space.locate(columns, len(entries.rows))
        if found.min() < 0:
            odd = int(np.argmin(found))
            row = entries.rows[odd][:-1]
            entries.refuse(element_name(typed.spec), odd, f"{_key(row)} is not in the index {typed.spec.index!r}")
        return found

    def _key_column(self, cells: Sequence[Cell], is_text: bool) -> Column:
        """Return keys as members; a key that cannot be one becomes a value that no set has."""
        if is_text:
            codes = self.ground.texts.codes
            return Column(np.array([codes.get(str(cell), -1) for cell in cells], dtype=np.int64), True)
        integers = [as_integer(cell) for cell in cells]
        known = [_OUT_OF_RANGE if i is None or abs(i) > _OUT_OF_RANGE else i for i in integers]
        return Column(np.array(known, dtype=np.int64), False)

    def _refuse_repeated(self, element: str, found: IntArray, entries: _Entries) -> NoReturn:
        seen: dict[int, int] = {}
        for number, place in enumerate(found.tolist()):
            if place in seen:
                first = seen[place]
                lines = None if entries.table is None else entries.table.lines
                where = f"line {lines[entries.origins[first]]}" if lines is not None else f"entry {first + 1}"
                entries.refuse(element, number, f"{_key(entries.rows[number][:-1])} already has a value in {where}")
            seen[place] = number
        raise AssertionError("no entry is repeated")


def _may_be_number(cell: Cell, entries: _Entries) -> bool:
    """Whether the cell is a number by its kind: a text is one in tables only, where all cells are texts."""
    return entries.table is not None or not isinstance(cell, str)


def _key(row: Sequence[MemberValue | float]) -> str:
    shown = ", ".join(repr(cell) for cell in row)
    return f"({shown[:120]})" if len(row) != 1 else shown[:120]
