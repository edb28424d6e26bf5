"""The MPS reader: fixed and free format, strict, in bulk.

Where files are silent, both HiGHS 1.15 and SCIP 10 agree and so does this reader: an integer column without any
bound has the bounds [0, 1]; an upper bound below 0 leaves the lower bound at 0; MI leaves the upper bound;
1e20 and beyond is infinite. Where the two differ (a bound given twice, two RHS vectors), the file is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metasolve.errors import ModelDataError, UnsupportedModelError
from metasolve.io.mps_bounds import read_bounds
from metasolve.io.mps_lines import Lines, Pairs, Section, first_repeat, split_sections, text
from metasolve.io.numerals import INFINITE
from metasolve.matrix import BoolArray, CsrMatrix, FloatArray, IntArray
from metasolve.problem import INF, Problem, Sense

_SECTIONS = ("NAME", "OBJSENSE", "OBJNAME", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS")
_UNSUPPORTED = {
    "SOS": "special ordered sets",
    "SOS1": "special ordered sets",
    "SOS2": "special ordered sets",
    "SETS": "special ordered sets",
    "QUADOBJ": "a quadratic objective",
    "QMATRIX": "a quadratic objective",
    "QSECTION": "a quadratic objective",
    "QCMATRIX": "quadratic rows",
    "CSECTION": "conic rows",
    "INDICATORS": "indicator rows",
    "GENCONS": "general constraints",
    "PWLOBJ": "a piecewise-linear objective",
    "LAZYCONS": "lazy constraints",
    "USERCUTS": "user cuts",
    "DELAYEDROWS": "lazy constraints",
    "MODELCUTS": "user cuts",
    "SCENARIOS": "scenarios",
}
_SENSES = {b"MAX": Sense.MAXIMIZE, b"MAXIMIZE": Sense.MAXIMIZE, b"MIN": Sense.MINIMIZE, b"MINIMIZE": Sense.MINIMIZE}
_MARKER = b"'MARKER'"
# what stands for a row that is not in the matrix
_OBJECTIVE, _DROPPED = -1, -2


@dataclass(frozen=True, eq=False)
class _Rows:
    """Row names and kinds (b"L", b"G", b"E"), and the index of every name, N rows included."""

    names: list[bytes]
    kinds: IntArray
    index: dict[bytes, int]


@dataclass(frozen=True, eq=False)
class _Columns:
    index: dict[bytes, int]
    is_integer: BoolArray
    c: FloatArray
    a: CsrMatrix


@dataclass(frozen=True, eq=False)
class _Sides:
    lower: FloatArray
    upper: FloatArray
    offset: float


def parse_mps(data: bytes, path: str) -> Problem:
    """Return the problem of an MPS file; path is its name in messages.

    Of several N rows the first (or that of OBJNAME) is the objective, the others are dropped.
    Raises ModelDataError, or UnsupportedModelError at a section that is not linear.
    """
    sections = _by_keyword(split_sections(data, path), path)
    lines = {keyword: section.lines() for keyword, section in sections.items()}
    if _has_spaced_names(sections, lines):
        lines = {keyword: section.lines(fixed=True) for keyword, section in sections.items()}
    nothing = Section("", b"", 0, path, b"", np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.int64)).lines()
    rows = _read_rows(lines["ROWS"], _objective_name(sections))
    columns = _read_columns(lines["COLUMNS"], rows)
    sides = _read_sides(lines.get("RHS", nothing), lines.get("RANGES", nothing), rows)
    bounds = read_bounds(lines.get("BOUNDS", nothing), columns.index, columns.is_integer)
    try:
        return Problem.from_arrays(
            columns.c,
            columns.a,
            sides.lower,
            sides.upper,
            bounds.lower,
            bounds.upper,
            bounds.integrality,
            offset=sides.offset,
            sense=_sense(sections.get("OBJSENSE")),
            col_names=[name.decode() for name in columns.index],
            row_names=[name.decode() for name in rows.names],
            name=sections["NAME"].argument.decode() if "NAME" in sections else "",
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, data.find(error.object)) + 1
        raise ModelDataError(f"{text(error.object)} is not UTF-8 text; convert the file", path, line) from error


def _by_keyword(sections: list[Section], path: str) -> dict[str, Section]:
    found: dict[str, Section] = {}
    for section in sections:
        keyword = section.keyword
        if keyword in _UNSUPPORTED:
            raise UnsupportedModelError(
                f"section {keyword} ({_UNSUPPORTED[keyword]}) is not supported", path, section.number
            )
        if keyword not in _SECTIONS:
            reason = f"{keyword} is not a section; data lines begin with a blank"
            raise ModelDataError(reason, path, section.number)
        if keyword in found:
            raise ModelDataError(f"section {keyword} appears twice", path, section.number)
        needed = {"COLUMNS": "ROWS", "RHS": "COLUMNS", "RANGES": "COLUMNS", "BOUNDS": "COLUMNS"}.get(keyword)
        if needed and needed not in found:
            raise ModelDataError(f"section {keyword} stands before {needed}", path, section.number)
        found[keyword] = section
    for keyword in ("ROWS", "COLUMNS"):
        if keyword not in found:
            raise ModelDataError(f"section {keyword} is missing", path)
    return found


def _has_spaced_names(sections: dict[str, Section], lines: dict[str, Lines]) -> bool:
    """Return whether only the fixed format can tell the fields apart; blanks do in all other files."""
    spaced = (lines["ROWS"].count != 2).any() or not np.isin(lines["COLUMNS"].count, (3, 5)).all()
    return bool(spaced) and all(sections[keyword].fits_fixed() for keyword in _SECTIONS[3:] if keyword in sections)


def _words(section: Section) -> list[bytes]:
    return [*section.argument.split(), *section.lines().fields.tolist()]


def _sense(section: Section | None) -> Sense:
    if section is None:
        return Sense.MINIMIZE
    words = _words(section)
    if len(words) != 1 or words[0].upper() not in _SENSES:
        reason = f"OBJSENSE is {text(b' '.join(words)) or 'empty'} instead of MAX or MIN"
        raise ModelDataError(reason, section.path, section.number)
    return _SENSES[words[0].upper()]


def _objective_name(sections: dict[str, Section]) -> bytes | None:
    return b" ".join(_words(sections["OBJNAME"])) if "OBJNAME" in sections else None


def _read_rows(lines: Lines, objective: bytes | None) -> _Rows:
    lines.require_counts((2,), "a line of ROWS")
    all_kinds, all_names = lines.field(0).tolist(), lines.field(1).tolist()
    free = [name for kind, name in zip(all_kinds, all_names, strict=True) if kind == b"N"]
    if objective is not None and objective not in free:
        raise ModelDataError(f"OBJNAME is {text(objective)}, which is no N row", lines.path)
    objective = objective if objective is not None else free[0] if free else None
    names: list[bytes] = []
    kinds: list[int] = []
    index: dict[bytes, int] = {}
    for k, (kind, name) in enumerate(zip(all_kinds, all_names, strict=True)):
        if name in index:
            raise lines.error(k, f"row {text(name)} appears twice")
        if kind in (b"L", b"G", b"E"):
            index[name] = len(names)
            names.append(name)
            kinds.append(kind[0])
        elif kind == b"N":
            index[name] = _OBJECTIVE if name == objective else _DROPPED
        else:
            raise lines.error(k, f"row {text(name)} is of kind {text(kind)} instead of N, L, G or E")
    return _Rows(names, np.array(kinds, dtype=np.int64), index)


def _read_columns(lines: Lines, rows: _Rows) -> _Columns:
    lines.require_counts((3, 5), "a line of COLUMNS")
    is_marker: BoolArray = np.asarray(lines.field(1) == _MARKER, dtype=bool)
    switches = _integer_switches(lines, is_marker)
    data = lines.select(~is_marker)
    names = data.field(0).tolist()
    index: dict[bytes, int] = {name: j for j, name in enumerate(dict.fromkeys(names))}
    column_of_line = np.fromiter(map(index.__getitem__, names), dtype=np.int64, count=len(names))
    steps = np.diff(column_of_line, prepend=-1)
    if (steps < 0).any():
        k = int(np.argmax(steps < 0))
        raise data.error(k, f"column {text(names[k])} appears again after other columns")
    first_line = np.flatnonzero(~is_marker)[steps > 0]
    pairs = data.pairs(np.ones(data.size, dtype=np.int64))
    column = column_of_line[pairs.line]
    row = pairs.look_up(rows.index, "row", "ROWS")
    value = _coefficients(pairs)
    _refuse_repeats(pairs, row, column, len(index))
    c = np.zeros(len(index))
    in_objective, in_matrix = row == _OBJECTIVE, row >= 0
    c[column[in_objective]] = value[in_objective]
    shape = (len(rows.names), len(index))
    a = CsrMatrix.from_coo(shape, row[in_matrix], column[in_matrix], value[in_matrix])
    return _Columns(index, np.searchsorted(switches, first_line) % 2 == 1, c, a)


def _integer_switches(lines: Lines, is_marker: BoolArray) -> IntArray:
    """Return the lines at which integer columns begin and end, in turn."""
    switches = np.flatnonzero(is_marker)
    words = lines.select(switches).field(2).tolist()
    for k, word in zip(switches.tolist(), words, strict=True):
        if word not in (b"'INTORG'", b"'INTEND'"):
            kind = UnsupportedModelError if word.startswith(b"'SOS") else ModelDataError
            raise kind(f"marker {text(word)} is not supported", lines.path, int(lines.number[k]))
    for turn, (k, word) in enumerate(zip(switches.tolist(), words, strict=True)):
        if (word == b"'INTORG'") != (turn % 2 == 0):
            raise lines.error(k, f"marker {text(word)} follows one of its own kind")
    return switches


def _coefficients(pairs: Pairs) -> FloatArray:
    value = pairs.numbers()
    wrong = np.abs(value) >= INFINITE
    if wrong.any():
        k = int(np.argmax(wrong))
        raise pairs.error(k, f"the coefficient {text(pairs.values[k])} of row {text(pairs.names[k])} is infinite")
    return value


def _refuse_repeats(pairs: Pairs, row: IntArray, column: IntArray, columns: int) -> None:
    kept = np.flatnonzero(row != _DROPPED)
    repeat = first_repeat((row[kept] + 1) * columns + column[kept])
    if repeat is not None:
        k = int(kept[repeat])
        owner = text(pairs.lines.field(0)[pairs.line[k]])
        raise pairs.error(k, f"row {text(pairs.names[k])} appears twice in column {owner}")


def _read_sides(rhs_lines: Lines, range_lines: Lines, rows: _Rows) -> _Sides:
    pairs, row, value = _read_vector(rhs_lines, rows, "RHS")
    offset = 0.0
    rhs = np.zeros(len(rows.names))
    rhs[row[row >= 0]] = value[row >= 0]
    lower = np.where(rows.kinds == ord("L"), -INF, rhs)
    upper = np.where(rows.kinds == ord("G"), INF, rhs)
    for k in np.flatnonzero(row == _OBJECTIVE).tolist():
        offset = -float(value[k])
    for k in np.flatnonzero(np.isinf(value)).tolist():
        i = int(row[k])
        if i == _OBJECTIVE or (i >= 0 and (lower[i] == INF or upper[i] == -INF)):
            raise pairs.error(k, f"the right-hand side {text(pairs.values[k])} of {text(pairs.names[k])} is infinite")
    _apply_ranges(range_lines, rows, rhs, lower, upper)
    return _Sides(lower, upper, offset)


def _apply_ranges(lines: Lines, rows: _Rows, rhs: FloatArray, lower: FloatArray, upper: FloatArray) -> None:
    """Turn rows into ranges: |r| wide, and on E rows to the side that the sign of r says."""
    pairs, row, width = _read_vector(lines, rows, "RANGES")
    if (row < 0).any():
        k = int(np.argmax(row < 0))
        raise pairs.error(k, f"row {text(pairs.names[k])} is of kind N and takes no range")
    kind, rhs = rows.kinds[row], rhs[row]
    if np.isinf(rhs).any():
        k = int(np.argmax(np.isinf(rhs)))
        raise pairs.error(k, f"row {text(pairs.names[k])} has an infinite right-hand side and takes no range")
    upward = (kind == ord("G")) | ((kind == ord("E")) & (width >= 0.0))
    upper[row[upward]] = rhs[upward] + np.abs(width[upward])
    lower[row[~upward]] = rhs[~upward] - np.abs(width[~upward])


def _read_vector(lines: Lines, rows: _Rows, section: str) -> tuple[Pairs, IntArray, FloatArray]:
    """Return the entries of RHS or RANGES; an odd number of fields begins with the name of the vector."""
    lines.require_counts((2, 3, 4, 5), f"a line of {section}")
    lines.require_one_set(lines.count % 2 == 1, 0, section)
    pairs = lines.pairs(lines.count % 2)
    row = pairs.look_up(rows.index, "row", "ROWS")
    value = pairs.numbers()
    value[np.abs(value) >= INFINITE] *= INF
    kept = np.flatnonzero(row != _DROPPED)
    repeat = first_repeat(row[kept])
    if repeat is not None:
        k = int(kept[repeat])
        raise pairs.error(k, f"row {text(pairs.names[k])} appears twice in {section}")
    return pairs, row, value
