"""The LP reader: against HiGHS's own where that reads as much, and fault by fault."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest

from metasolve.errors import ModelDataError, OutputError, UnsupportedModelError
from metasolve.io import from_highs, read_problem, write_problem
from metasolve.problem import Problem, Sense


def lp(rows: str, objective: str = "x + y", sense: str = "Minimize") -> bytes:
    return f"{sense}\n obj: {objective}\nSubject To\n{rows}\nEnd\n".encode()


SAME_AS_HIGHS = {
    "generals": lp(" c1: x + y >= 2\nGenerals\n x y"),
    "negative_upper_keeps_lower": lp(" c1: x + y >= 2\nBounds\n x <= -4"),
    "infinity_words": lp(" c1: x + y >= 2\nBounds\n -inf <= x <= +infinity\n y >= -1e30"),
    "constant_in_objective": lp(" c1: x + y >= 5", objective="x + y + 10"),
    "repeated_terms": lp(" c1: x + y + x >= 5"),
    "new_column_in_bounds": lp(" c1: x + y >= 5\nBounds\n z <= 4"),
    "binary_after_bounds": lp(" c1: x + y >= 5\nBounds\n x <= 0\n y >= 1\nBinary\n x y"),
    "semicontinuous": lp(" c1: x + y >= 5\nBounds\n 2 <= x <= 10\nSemi-Continuous\n x"),
    "semi_integer": lp(" c1: x + y >= 5\nBounds\n 2 <= x <= 10\nGeneral\n x\nSemi-Continuous\n x"),
    "signs": lp(" c1: x + - 2 y >= - 5"),
    "no_blank_after_coefficient": lp(" c1: 3x + 2y >= 5"),
    "rows_on_one_line": lp(" c1: x + y >= 5 c2: x <= 3"),
    "maximize": lp(" c1: x + y >= 5", sense="MAXIMIZE"),
    "empty_objective": lp(" c1: x + y >= 5", objective=""),
    "names_like_numbers": lp(" c1: 2 e1 + 3 E >= 2", objective="e1 + E"),
    "odd_names": lp(" c#1: x@1 + y!2 + z.3 + _u >= 2", objective="x@1 + y!2 + z.3 + _u"),
    "comments_and_wrapping": lp(" c1: x \\ first\n\n + y\n >= 5 \\ end"),
    "short_headings": b"min\n obj: x + y\nst\n c1: x + y >= 1\nbin\n x\ngen\n y\nend\n",
    "free": lp(" c1: x + y >= 5\nBounds\n x Free\n -inf <= y"),
}


@pytest.mark.parametrize("case", SAME_AS_HIGHS)
def test_reads_what_highs_reads(case: str, tmp_path: Path) -> None:
    path = tmp_path / "t.lp"
    path.write_bytes(SAME_AS_HIGHS[case])
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) != highspy.HighsStatus.kError
    ours, theirs = read_problem(path), from_highs(highs)
    assert ours.col_names == theirs.col_names
    assert (ours.sense, ours.offset) == (theirs.sense, theirs.offset)
    for name in ("c", "row_lower", "row_upper", "col_lower", "col_upper", "integrality"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)
    assert ours.a.data.tolist() == theirs.a.data.tolist()


@pytest.mark.parametrize(
    ("row", "lower", "upper"),
    [
        ("1 <= x + y <= 5", 1.0, 5.0),
        ("5 >= x + y >= 1", 1.0, 5.0),
        ("3 <= x + y", 3.0, np.inf),
        ("-inf <= x + y <= inf", -np.inf, np.inf),
        ("-5 <= x + y + 1 <= 2", -6.0, 1.0),
        (">= -3", -3.0, np.inf),
        ("4 = x + y", 4.0, 4.0),
        ("x + y + 3 >= 5", 2.0, np.inf),  # HiGHS 1.15 drops the 3, SCIP 10 refuses the row
        ("x =< 4", -np.inf, 4.0),
        ("x => 4", 4.0, np.inf),
        ("x > 4", 4.0, np.inf),
    ],
)
def test_row_sides(row: str, lower: float, upper: float) -> None:
    problem = read_problem(lp(f" c1: {row}"))
    assert (problem.row_lower[0], problem.row_upper[0]) == (lower, upper)


def test_rows_without_name_are_numbered_past_taken_names() -> None:
    assert read_problem(lp(" r1: x >= 1\n y >= 2\n x + y >= 2")).row_names == ("r1", "r1_", "r2")


def test_binary_cuts_wider_bounds_to_the_unit_interval() -> None:
    problem = read_problem(lp(" c1: x + y >= 1\nBounds\n -3 <= x <= 8\nBinary\n x"))
    assert (problem.col_lower[0], problem.col_upper[0]) == (0.0, 1.0)


# rows -> (line, part of the reason); the rows begin on line 4
FAULTS = {
    " c1: x >= 2 y + 1": (4, "the end of the row"),
    " c1: x 3 y >= 1": (4, "expected <=, >= or = instead of 3"),
    " c1: 2 3 x >= 5": (4, "expected <=, >= or = instead of 3"),
    " c1: x >= 5\n c1: y >= 2": (5, "row c1 appears twice"),
    " c1: x + y": (4, "instead of the end of the section"),
    " c1: x + >= 1": (4, "expected a term instead of >="),
    " c1: x + y == 2": (4, "expected a number on the right instead of ="),
    " c1: x >= 1 <= 5": (4, "the end of the row instead of <="),
    " c1: 1 <= x >= 5": (4, "<= as on the left"),
    " c1: x + y = inf": (4, "infinite"),
    " c1: inf x >= 1": (4, "coefficient of column x is infinite"),
    " c1: 1e400 x >= 1": (4, "coefficient of column x is infinite"),
    " c1: nan x >= 1": (4, "instead of x"),
    " c1: x >= nan": (4, "a number on the right instead of nan"),
    " c1: 2 * x >= 1": (4, "instead of *"),
    " c1: x >= 1\nBounds\n x <= 3\n x <= 4": (7, "upper bound of column x is set twice"),
    " c1: x >= 1\nBounds\n x free\n x >= 4": (7, "lower bound of column x is set twice"),
    " c1: x >= 1\nBounds\n x >= 1e30": (6, "no value is left"),
    " c1: x >= 1\nBounds\n x ?": (6, "expected <=, >= or ="),
    " c1: x >= 1\nBounds\n 3 <= 4": (6, "expected a column"),
    " c1: x >= 1\nGeneral\n x z": (6, "column z is in no objective"),
    " c1: x >= 1\nMaximize\n y": (5, "a second objective"),
}


@pytest.mark.parametrize("rows", FAULTS)
def test_a_fault_is_named_with_its_line(rows: str) -> None:
    line, reason = FAULTS[rows]
    with pytest.raises(ModelDataError) as caught:
        read_problem(lp(rows))
    assert caught.value.line == line
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        (" c1: x + [ x^2 ] >= 5", 4, "quadratic"),
        (" c1: x^2 >= 5", 4, "quadratic"),
        (" c1: b = 1 -> x + y >= 5", 4, "indicator"),
        (" c1: x >= 1\nSOS\n s1: S1:: x:1 y:2", 5, "special ordered sets"),
        (" c1: x >= 1\nLazy Constraints\n l: x >= 2", 5, "lazy constraints"),
        (" c1: x >= 1\nUser Cuts\n l: x >= 2", 5, "user cuts"),
        (" c1: x >= 1\nGeneral Constraints\n g: y = MAX ( x , 2 )", 5, "general constraints"),
    ],
)
def test_parts_that_are_not_linear_are_refused_by_name(rows: str, line: int, reason: str) -> None:
    with pytest.raises(UnsupportedModelError, match=reason) as caught:
        read_problem(lp(rows))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"Minimize\n obj: x\nSubject To\n c1: x >= 1\n", 5, "ends without End"),
        (b"hello\n", 1, "is this an LP file"),
        (b"", 1, "ends without End"),
        (b"Subject To\n c1: x >= 1\nEnd\n", 1, "before the objective"),
        (b"Minimize\n obj: \xff\nEnd\n", 2, "UTF-8"),
        (b"Minimize\n obj: [ x^2 ] / 2\nEnd\n", 2, "quadratic"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(text: bytes, line: int, reason: str) -> None:
    with pytest.raises(ModelDataError, match=reason) as caught:
        read_problem(text)
    assert caught.value.line == line


@pytest.mark.parametrize("name", ["x y", "3x", "x[1]", "free", "e5", "inf", "end", "a+b", "x:y", "", "st"])
def test_names_that_lp_cannot_hold_are_refused(name: str, tmp_path: Path) -> None:
    problem = Problem.from_arrays([1.0], [[1.0]], 0.0, 1.0, col_names=[name])
    with pytest.raises(OutputError, match="write an MPS file instead"):
        write_problem(problem, tmp_path / "t.lp")


def test_column_order_and_sense_read_back(tmp_path: Path) -> None:
    problem = Problem.from_arrays([0.0, 0.0, 1.0], [[0.0, 2.0, 0.0]], 0.0, 1.0, sense="max", col_names=["c", "b", "a"])
    write_problem(problem, tmp_path / "t.lp")
    copy = read_problem(tmp_path / "t.lp")
    assert copy.col_names == ("c", "b", "a")
    assert copy.sense is Sense.MAXIMIZE
