"""The MPS reader against HiGHS's own, feature by feature."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest

from metasolve.io import from_highs, read_problem
from metasolve.problem import Integrality, Problem, Sense

INTEGER_X = "    M 'MARKER' 'INTORG'\n x obj 1 R1 1\n    M 'MARKER' 'INTEND'\n y obj 1 R1 1\n"


def mps(
    rows: str = " N obj\n L R1\n",
    columns: str = INTEGER_X,
    rhs: str = " RHS R1 5\n",
    ranges: str = "",
    bounds: str = "",
    head: str = "",
) -> bytes:
    """Return the text of a model with rows obj, R1 and columns x (integer), y."""
    text = f"NAME t\n{head}ROWS\n{rows}COLUMNS\n{columns}RHS\n{rhs}"
    text += f"RANGES\n{ranges}" if ranges else ""
    text += f"BOUNDS\n{bounds}" if bounds else ""
    return (text + "ENDATA\n").encode()


def highs_problem(path: Path) -> Problem:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) != highspy.HighsStatus.kError
    return from_highs(highs)


def assert_same(ours: Problem, theirs: Problem) -> None:
    assert ours.col_names == theirs.col_names
    assert ours.row_names == theirs.row_names
    assert ours.sense == theirs.sense
    assert ours.offset == theirs.offset
    for name in ("c", "row_lower", "row_upper", "col_lower", "col_upper", "integrality"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)
    for name in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(ours.a, name), getattr(theirs.a, name), err_msg=name)


RANGED_ROWS = " N obj\n E R1\n E R2\n G R3\n L R4\n E R5\n"
RANGED_COLUMNS = " x obj 1 R1 1\n x R2 1 R3 1\n x R4 1 R5 1\n"
SAME_AS_HIGHS = {
    "integer_without_bounds": mps(),
    "integer_with_lower_bound_only": mps(bounds=" LO B x 2\n"),
    "integer_pl": mps(bounds=" PL B x\n"),
    "mi_keeps_upper": mps(bounds=" MI B x\n MI B y\n"),
    "mi_and_up": mps(bounds=" MI B y\n UP B y 5\n"),
    "negative_upper_keeps_lower": mps(bounds=" UP B x -3\n UP B y -3\n"),
    "upper_zero": mps(bounds=" UP B x 0\n"),
    "fixed_and_free": mps(bounds=" FX B x 7\n FR B y\n"),
    "li_and_ui": mps(bounds=" UI B y 3\n LI B x 2\n"),
    "binary": mps(bounds=" BV B y\n"),
    "no_set_name": mps(bounds=" BV y\n UP x 3\n", rhs=" R1 4\n"),
    "semicontinuous": mps(bounds=" SC B y 10\n LO B y 2\n"),
    "semi_integer": mps(bounds=" SI B y 7\n"),
    "infinite_bounds": mps(bounds=" UP B y 1e20\n UP B x 9e19\n"),
    "infinity_word": mps(bounds=" UP B y Inf\n LO B x -1e30\n"),
    "infinite_rhs": mps(rhs=" RHS R1 1e30\n"),
    "rhs_of_objective": mps(rhs=" RHS obj 7 R1 1\n"),
    "objsense_next_line": mps(head="OBJSENSE\n    MAX\n"),
    "objsense_inline": mps(head="OBJSENSE MAX\n"),
    "missing_intend": mps(columns=" M 'MARKER' 'INTORG'\n x obj 1 R1 1\n"),
    "second_n_row": mps(rows=" N obj\n L R1\n N o2\n", columns=" x obj 1 R1 1\n x o2 3\n"),
    "ranges": mps(
        rows=RANGED_ROWS,
        columns=RANGED_COLUMNS,
        rhs=" RHS R1 4 R2 4\n RHS R3 4 R4 4\n RHS R5 4\n",
        ranges=" RG R1 2 R2 -2\n RG R3 -2 R4 -2\n RG R5 0\n",
    ),
    "comments_blank_lines_crlf": mps().replace(b"COLUMNS", b"\n* a comment\nCOLUMNS").replace(b"\n", b"\r\n"),
    "empty_column": mps(columns=" x obj 0\n y obj 1 R1 1\n"),
}


@pytest.mark.parametrize("case", SAME_AS_HIGHS)
def test_reads_what_highs_reads(case: str, tmp_path: Path) -> None:
    path = tmp_path / "t.mps"
    path.write_bytes(SAME_AS_HIGHS[case])
    assert_same(read_problem(path), highs_problem(path))


def test_objname_chooses_the_objective() -> None:
    rows, columns = " N obj\n L R1\n N o2\n", " x obj 1 R1 1\n x o2 3\n"
    problem = read_problem(mps(rows=rows, columns=columns, head="OBJNAME\n  o2\n"))
    assert problem.c.tolist() == [3.0]


def test_objsense_maximize_inline_is_heeded() -> None:
    assert read_problem(mps(head="OBJSENSE MAXIMIZE\n")).sense is Sense.MAXIMIZE


def test_integer_marker_and_sc_make_a_semi_integer_column() -> None:
    problem = read_problem(mps(bounds=" SC B x 4\n"))
    assert problem.integrality[0] == Integrality.SEMIINTEGER


SPACED = """NAME          spaced
ROWS
 N  COST
 L  MY ROW
COLUMNS
    MARKER                 'MARKER'                 'INTORG'
    COL ONE   COST               1.0   MY ROW             2.0
    MARKER                 'MARKER'                 'INTEND'
    Y         MY ROW            -1.0
ENDATA
"""


def test_markers_are_read_from_fixed_columns() -> None:
    # HiGHS 1.15 takes the markers of a fixed-format file for columns
    problem = read_problem(SPACED.encode())
    assert problem.col_names == ("COL ONE", "Y")
    assert problem.integrality.tolist() == [1, 0]


def test_names_with_spaces_are_read_from_fixed_columns(tmp_path: Path) -> None:
    text = (
        "NAME          spaced\n"
        "ROWS\n N  COST\n L  MY ROW\n G  R2\n"
        "COLUMNS\n"
        "    COL ONE   COST               1.0   MY ROW             2.0\n"
        "    COL ONE   R2                 1.0\n"
        "    Y         MY ROW            -1.0\n"
        "RHS\n    RHS       MY ROW             4.5   R2                 1.0\n"
        "BOUNDS\n UP BND       COL ONE            9.0\n"
        "ENDATA\n"
    )
    path = tmp_path / "t.mps"
    path.write_text(text)
    problem = read_problem(path)
    assert problem.row_names == ("MY ROW", "R2")
    assert_same(problem, highs_problem(path))


def test_name_and_utf8_names_are_kept() -> None:
    problem = read_problem(mps().replace(b"NAME t", b"NAME   my model").replace(b"R1", "größe".encode()))
    assert problem.name == "my model"
    assert problem.row_names == ("größe",)
