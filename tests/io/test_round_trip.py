"""What is written reads back the same, in our reader and in those of the solvers."""

from __future__ import annotations

import math
from pathlib import Path

import highspy
import numpy as np
import pyscipopt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metasolve.errors import OutputError
from metasolve.io import from_highs, from_scip, read_problem, write_problem
from metasolve.io.mps_writer import mps_text
from metasolve.problem import Problem

EXTENSIONS = (".mps", ".lp", ".mps.gz", ".lp.gz", ".mps.bz2", ".lp.bz2")


def random_problem(seed: int, ranges: bool = True, kinds: int = 4) -> Problem:
    """Return a problem with all kinds of rows, bounds and columns, empty ones among them."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(0, 6)), int(rng.integers(1, 7))
    a = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 0.5)
    row_lower = rng.choice([-np.inf, -2.5, 0.0, 1.0], rows)
    row_upper = np.where(rng.random(rows) < 0.5, np.inf, np.maximum(row_lower, rng.choice([1.0, 3.25, 0.0], rows)))
    if not ranges:
        row_upper = np.where(np.isfinite(row_lower), np.where(rng.random(rows) < 0.5, row_lower, np.inf), row_upper)
    col_lower = rng.choice([-np.inf, -2.0, 0.0, 0.0, 1.0], columns)
    col_upper = np.maximum(rng.choice([np.inf, 1.0, -1.0, 5.5], columns), np.maximum(col_lower, -9.0))
    return Problem.from_arrays(
        rng.normal(size=columns) * (rng.random(columns) < 0.7) + 0.0,
        a,
        row_lower,
        row_upper,
        col_lower,
        col_upper,
        rng.choice(kinds, columns),
        offset=float(rng.choice([0.0, rng.normal()])),
        sense=str(rng.choice(["min", "max"])),
        name=f"random {seed}",
    )


def assert_identical(copy: Problem, problem: Problem) -> None:
    assert copy.sha256 == problem.sha256
    assert copy.col_names == problem.col_names
    assert copy.row_names == problem.row_names
    assert copy.name == problem.name


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("seed", range(12))
def test_a_written_problem_reads_back_bit_for_bit(extension: str, seed: int, tmp_path: Path) -> None:
    problem = random_problem(seed)
    write_problem(problem, tmp_path / f"t{extension}")
    assert_identical(read_problem(tmp_path / f"t{extension}"), problem)


FINITE = st.floats(-1e19, 1e19, allow_subnormal=True).map(lambda value: value + 0.0)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(c=FINITE, entry=FINITE, side=FINITE, bound=FINITE, offset=FINITE)
def test_every_double_survives_mps(c: float, entry: float, side: float, bound: float, offset: float) -> None:
    problem = Problem.from_arrays([c, 1.0], [[entry, 1.0]], side, np.inf, bound, np.inf, offset=offset)
    assert_identical(read_problem(mps_text(problem).encode()), problem)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(first=FINITE, second=FINITE)
def test_a_range_in_mps_is_off_by_one_unit_at_most(first: float, second: float) -> None:
    lower, upper = sorted((first, second))
    copy = read_problem(mps_text(Problem.from_arrays([1.0], [[1.0]], lower, upper)).encode())
    unit = math.ulp(max(abs(lower), abs(upper)))
    assert abs(copy.row_lower[0] - lower) <= unit
    assert abs(copy.row_upper[0] - upper) <= unit


@pytest.mark.parametrize("extension", [".mps", ".lp"])
@pytest.mark.parametrize("seed", range(15))
def test_highs_reads_what_was_written(extension: str, seed: int, tmp_path: Path) -> None:
    problem = random_problem(seed, ranges=extension == ".mps")
    path = tmp_path / f"t{extension}"
    write_problem(problem, path)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    theirs = from_highs(highs)
    assert theirs.sense == problem.sense
    assert theirs.offset == problem.offset
    for name in ("c", "row_lower", "row_upper", "col_lower", "col_upper", "integrality"):
        np.testing.assert_array_equal(getattr(theirs, name), getattr(problem, name), err_msg=name)
    assert theirs.a.data.tolist() == problem.a.data.tolist()


@pytest.mark.parametrize("extension", [".mps", ".lp"])
@pytest.mark.parametrize("seed", range(15))
def test_scip_reads_what_was_written(extension: str, seed: int, tmp_path: Path) -> None:
    problem = random_problem(seed, ranges=extension == ".mps", kinds=2)
    path = tmp_path / f"t{extension}"
    write_problem(problem, path)
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(path))
    theirs = from_scip(model)
    assert theirs.sense == problem.sense
    order = [theirs.col_index[name] for name in problem.col_names]
    for name in ("c", "col_lower", "col_upper", "integrality"):
        np.testing.assert_array_equal(getattr(theirs, name)[order], getattr(problem, name), err_msg=name)
    at = {name: i for i, name in enumerate(theirs.row_names)}
    for i, name in enumerate(problem.row_names):
        assert theirs.row_lower[at[name]] == problem.row_lower[i]
        assert theirs.row_upper[at[name]] == problem.row_upper[i]


def test_a_problem_without_rows_or_columns_reads_back(tmp_path: Path) -> None:
    problem = Problem.from_arrays([], np.zeros((0, 0)), [], [], offset=2.5)
    for extension in (".mps", ".lp"):
        write_problem(problem, tmp_path / f"t{extension}")
        assert_identical(read_problem(tmp_path / f"t{extension}"), problem)


def test_a_row_named_like_the_objective_keeps_its_name() -> None:
    problem = Problem.from_arrays([1.0], [[1.0]], 0.0, 1.0, row_names=["obj"])
    assert read_problem(mps_text(problem).encode()).row_names == ("obj",)


@pytest.mark.parametrize("name", ["a b", "", " a", "a\n", "'MARKER'"])
def test_names_that_mps_cannot_hold_are_refused(name: str) -> None:
    with pytest.raises(OutputError, match="cannot stand in an MPS file"):
        mps_text(Problem.from_arrays([1.0], [[1.0]], 0.0, 1.0, col_names=[name]))


def test_crossing_row_sides_are_refused_in_mps() -> None:
    with pytest.raises(OutputError, match=r"row r0: its lower side 3\.0 lies above its upper side 1\.0"):
        mps_text(Problem.from_arrays([1.0], [[1.0]], 3.0, 1.0))


def test_an_unknown_extension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"must end in \.mps or \.lp"):
        write_problem(random_problem(0), tmp_path / "t.txt")


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_problem(random_problem(1), tmp_path / "a.mps.gz")
    write_problem(random_problem(1), tmp_path / "b.mps.gz")
    assert (tmp_path / "a.mps.gz").read_bytes() == (tmp_path / "b.mps.gz").read_bytes()
