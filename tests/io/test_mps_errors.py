"""Every fault of an MPS file ends with its line and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from metasolve.errors import ModelDataError, UnsupportedModelError
from metasolve.io import read_problem

MODEL = """NAME knap
ROWS
 N obj
 L R1
 E R2
COLUMNS
 x obj 1 R1 1
 x R2 4
 y obj 1 R1 1
RHS
 RHS R1 5
RANGES
 RNG R1 2
BOUNDS
 UP BND x 4
 LO BND y 1
ENDATA
"""

# name -> (old text, new text, line, part of the reason)
FAULTS = {
    "unknown_row": (" x R2 4", " x C7 4", 8, "row C7 is not in ROWS"),
    "unknown_rhs_row": (" RHS R1 5", " RHS R9 5", 11, "row R9 is not in ROWS"),
    "unknown_range_row": (" RNG R1 2", " RNG R9 2", 13, "row R9 is not in ROWS"),
    "range_of_objective": (" RNG R1 2", " RNG obj 2", 13, "takes no range"),
    "unknown_column": (" LO BND y 1", " LO BND z 1", 16, "column z is not in COLUMNS"),
    "nan_coefficient": (" x R2 4", " x R2 nan", 8, "nan is not a number"),
    "nan_rhs": (" RHS R1 5", " RHS R1 NaN", 11, "NaN is not a number"),
    "nan_bound": (" LO BND y 1", " LO BND y nan", 16, "nan is not a number"),
    "word_for_number": (" x R2 4", " x R2 4,5", 8, "4,5 is not a number"),
    "underscore_number": (" x R2 4", " x R2 1_000", 8, "1_000 is not a number"),
    "infinite_coefficient": (" x R2 4", " x R2 1e20", 8, "is infinite"),
    "infinity_coefficient": (" y obj 1 R1 1", " y obj -inf R1 1", 9, "is infinite"),
    "infinite_equation": (" RHS R1 5", " RHS R2 1e30", 11, "is infinite"),
    "infinite_offset": (" RHS R1 5", " RHS obj 1e30", 11, "is infinite"),
    "bad_side_infinite": (" RHS R1 5", " RHS R1 -1e30", 11, "is infinite"),
    "infinite_fixing": (" UP BND x 4", " FX BND x 1e30", 15, "no value is left"),
    "duplicate_row": (" E R2", " E R1", 5, "row R1 appears twice"),
    "row_kind": (" E R2", " Q R2", 5, "kind Q"),
    "row_fields": (" E R2", " E", 5, "1 fields instead of 2"),
    "split_column": (" y obj 1 R1 1", " y obj 1 R1 1\n x R1 1", 10, "column x appears again"),
    "duplicate_entry": (" x R2 4", " x R1 4", 8, "row R1 appears twice in column x"),
    "duplicate_objective": (" x R2 4", " x obj 4", 8, "row obj appears twice in column x"),
    "column_fields": (" x R2 4", " x R2", 8, "2 fields instead of 3 or 5"),
    "duplicate_rhs": (" RHS R1 5", " RHS R1 5\n RHS R1 5", 12, "appears twice in RHS"),
    "second_rhs": (" RHS R1 5", " RHS R1 5\n RHS2 R2 5", 12, "second vector RHS2"),
    "second_bounds": (" LO BND y 1", " LO BND2 y 1", 16, "second vector BND2"),
    "bound_type": (" LO BND y 1", " XX BND y 1", 16, "bound type XX"),
    "bound_value_missing": (" LO BND y 1", " LO y", 16, "2 fields instead of 3 or 4"),
    "bound_twice": (" LO BND y 1", " UP BND x 5", 16, "upper bound of column x is set twice"),
    "bound_after_free": (" LO BND y 1", " FR BND x", 16, "upper bound of column x is set twice"),
    "unknown_section": ("RANGES", "RANGE", 12, "RANGE is not a section"),
    "section_twice": ("BOUNDS", "RHS", 14, "section RHS appears twice"),
    "section_order": ("NAME knap", "NAME knap\nRHS", 2, "RHS stands before COLUMNS"),
    "unindented_data": (" x R2 4", "x R2 4", 8, "x is not a section"),
    "control_character": (" x R2 4", " x R2 \x014", 8, "control character 0x01"),
    "truncated": ("ENDATA\n", "", 16, "ends without ENDATA"),
    "cut_in_line": (" LO BND y 1\nENDATA\n", " LO BND", 16, "ends without ENDATA"),
    "data_first": ("NAME knap", "  hello", 1, "before the first section"),
    "bad_sense": ("NAME knap", "NAME knap\nOBJSENSE\n UP", 2, "OBJSENSE is UP"),
    "marker_word": (" x R2 4", " M 'MARKER' 'INTX'", 8, "marker 'INTX'"),
    "marker_order": (" x R2 4", " M 'MARKER' 'INTEND'", 8, "marker 'INTEND'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_line(fault: str, tmp_path: Path) -> None:
    old, new, line, reason = FAULTS[fault]
    path = tmp_path / "knap.mps"
    path.write_text(MODEL.replace(old, new, 1))
    with pytest.raises(ModelDataError) as caught:
        read_problem(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert reason in caught.value.reason


def test_the_sound_model_is_read() -> None:
    assert read_problem(MODEL.encode()).nonzeros == 3


@pytest.mark.parametrize("missing", ["ROWS", "COLUMNS"])
def test_a_missing_section_is_named(missing: str) -> None:
    text = {"ROWS": "NAME\nENDATA\n", "COLUMNS": "NAME\nROWS\n N obj\nENDATA\n"}[missing]
    with pytest.raises(ModelDataError, match=f"section {missing} is missing"):
        read_problem(text.encode())


@pytest.mark.parametrize(
    "section",
    ["SOS", "SOS1", "SOS2", "SETS", "QUADOBJ", "QMATRIX", "QSECTION", "QCMATRIX R1", "CSECTION", "INDICATORS",
     "GENCONS", "PWLOBJ", "LAZYCONS", "USERCUTS"],
)  # fmt: skip
def test_parts_that_are_not_linear_are_refused_by_name(section: str) -> None:
    with pytest.raises(UnsupportedModelError, match=f"<bytes>:17: section {section.split()[0]} "):
        read_problem(MODEL.replace("ENDATA", f"{section}\n s1 x 1\nENDATA").encode())


def test_sos_markers_are_refused() -> None:
    with pytest.raises(UnsupportedModelError, match=":8: marker 'SOSORG'"):
        read_problem(MODEL.replace(" x R2 4", " M 'MARKER' 'SOSORG'").encode())


def test_a_comment_does_not_shift_the_line() -> None:
    with pytest.raises(ModelDataError, match=":10: row C7"):
        read_problem(MODEL.replace("ROWS", "* one\n*two\nROWS").replace("x R2", "x C7").encode())


def test_text_that_is_not_utf8_is_named_with_its_line() -> None:
    with pytest.raises(ModelDataError, match=r":5: .* is not UTF-8"):
        read_problem(MODEL.encode().replace(b"R2", b"R\xff"))
