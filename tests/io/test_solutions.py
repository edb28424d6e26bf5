"""Solutions: what is written reads back, in our reader and in those of the solvers; faults end with their line."""

from __future__ import annotations

import io
from pathlib import Path

import highspy
import numpy as np
import pyscipopt
import pytest

from metasolve.errors import ModelDataError, ModelNotFoundError, OutputError
from metasolve.io import SOLUTION_FORMATS, read_solution, write_problem, write_solution
from metasolve.matrix import FloatArray
from metasolve.problem import Problem

PROBLEM = Problem.from_arrays(
    [1.0, 2.0, 0.1], [[1.0, 1.0, 1.0]], 0.0, 9.0, -9.0, 9.0, [0, 1, 0], offset=0.5, col_names=["x", "y", "z#1"]
)
X = np.array([1 / 3, 2.0, -1e-17])


@pytest.mark.parametrize("format", SOLUTION_FORMATS)
def test_a_written_solution_reads_back_bit_for_bit(format: str, tmp_path: Path) -> None:
    write_solution(PROBLEM, X, tmp_path / "t.sol", format)
    assert read_solution(tmp_path / "t.sol", PROBLEM).tolist() == X.tolist()


@pytest.mark.parametrize("format", SOLUTION_FORMATS)
def test_a_stream_gets_what_a_file_gets(format: str, tmp_path: Path) -> None:
    stream = io.StringIO()
    write_solution(PROBLEM, X, stream, format)
    write_solution(PROBLEM, X, tmp_path / "t.sol", format)
    assert stream.getvalue() == (tmp_path / "t.sol").read_text()


def test_scip_reads_our_scip_file(tmp_path: Path) -> None:
    write_problem(PROBLEM, tmp_path / "t.mps")
    write_solution(PROBLEM, X, tmp_path / "t.sol", "scip")
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(tmp_path / "t.mps"))
    solution = model.readSolFile(str(tmp_path / "t.sol"))
    values = {variable.name: model.getSolVal(solution, variable) for variable in model.getVars()}
    assert [values[name] for name in PROBLEM.col_names] == X.tolist()


def test_highs_reads_our_highs_file(tmp_path: Path) -> None:
    write_problem(PROBLEM, tmp_path / "t.mps")
    write_solution(PROBLEM, X, tmp_path / "t.sol", "highs")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(tmp_path / "t.mps"))
    assert highs.readSolution(str(tmp_path / "t.sol"), 0) == highspy.HighsStatus.kOk
    assert list(highs.getSolution().col_value) == X.tolist()


def test_the_files_of_the_solvers_are_read(tmp_path: Path) -> None:
    write_problem(PROBLEM, tmp_path / "t.mps")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(tmp_path / "t.mps"))
    highs.run()
    highs.writeSolution(str(tmp_path / "highs.sol"), 0)
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(tmp_path / "t.mps"))
    model.optimize()
    model.writeBestSol(str(tmp_path / "scip.sol"), write_zeros=True)
    for solver in ("highs", "scip"):
        x = read_solution(tmp_path / f"{solver}.sol", PROBLEM)
        assert PROBLEM.objective(x) == pytest.approx(highs.getObjectiveValue())


DIALECTS = {
    "scip": "solution status: optimal\nobjective value:      3.5\nx        1.5 \t(obj:1)\nz#1     2 \t(obj:0.1)\n",
    "gurobi": "# Solution for model t\n# Objective value = 3.5\nx 1.5\ny 0\nz#1 2\n",
    "miplib": "=obj= 3.5\nx 1.5\nz#1 2\n",
    "cbc": "Optimal - objective value 3.50000000\n      0 x     1.5     1\n      2 z#1     2     0\n",
    "highs": "Model status\nOptimal\n\n# Primal solution values\nFeasible\nObjective 3.5\n# Columns 3\n"
    "x 1.5\ny 0\nz#1 2\n# Rows 1\nr0 3.5\n\n# Dual solution values\nNone\n",
    "json": '{"objective": 3.5, "values": {"x": 1.5, "z#1": 2}}',
    "gurobi_json": '{"SolutionInfo": {}, "Vars": [{"VarName": "x", "X": 1.5}, {"VarName": "z#1", "X": 2}]}',
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_recognized_and_missing_columns_are_zero(dialect: str) -> None:
    assert read_solution(DIALECTS[dialect].encode(), PROBLEM).tolist() == [1.5, 0.0, 2.0]


FAULTS = {
    "unknown_column": ("# c\nx 1\nw 2\n", 3, "no column w"),
    "twice": ("x 1\ny 1\nx 1\n", 3, "column x appears twice"),
    "nan": ("x 1\ny nan\n", 2, "nan of column y is not a finite number"),
    "infinite": ("x 1\ny inf\n", 2, "inf of column y is not a finite number"),
    "overflow": ("x 1\ny 1e999\n", 2, "1e999 of column y is not a finite number"),
    "no_number": ("x one\n", 1, "one of column x is not a finite number"),
    "no_value": ("x 1\ny\n", 2, "a column and its value instead of y"),
    "infeasible": ("=infeas=\n", 1, "holds no solution"),
    "none": ("no solution available\n", 1, "holds no solution"),
    "highs_cut": ("Model status\nOptimal\n\n# Columns 3\nx 1\n# Rows 1\n", 6, "truncated"),
    "highs_cut_at_end": ("Model status\nOptimal\n\n# Columns 3\nx 1\ny 1", 6, "truncated"),
    "cbc_words": ("Optimal - objective value 1\n 0 x 1\n", 2, "3 words"),
    "json_unknown": ('{"values": {"x": 1,\n"w": 2}}', 2, "no column w"),
    "json_twice": ('{"values": {"x": 1,\n"x": 2}}', 2, "x appears twice"),
    "json_nan": ('{"values": {\n"x": NaN}}', 2, "nan of column x"),
    "json_word": ('{"values": {\n"x": "a"}}', 2, "a of column x"),
    "json_huge": ('{"values": {\n"x": 1' + "0" * 5000 + "}}", 2, "of column x is not a finite number"),
    "json_broken": ('{"values": {\n"x": }}', 2, "is not JSON"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_line(fault: str) -> None:
    text, line, reason = FAULTS[fault]
    with pytest.raises(ModelDataError) as caught:
        read_solution(text.encode(), PROBLEM)
    assert caught.value.line == line
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "text", ['{"a":' * 100_000, "", "Model status\nInfeasible\n\n# Primal solution values\nNone\n", '{"a": 1}', "{}"]
)
def test_a_file_without_solution_is_refused(text: str) -> None:
    with pytest.raises(ModelDataError, match="hold"):
        read_solution(text.encode(), PROBLEM)


def test_a_missing_solution_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"absent\.sol"):
        read_solution(tmp_path / "absent.sol", PROBLEM)


@pytest.mark.parametrize("x", [np.zeros(2), np.array([0.0, np.nan, 0.0]), np.array([np.inf, 0.0, 0.0])])
def test_a_wrong_point_is_no_solution(x: FloatArray) -> None:
    with pytest.raises(ValueError, match=r"shape|finite"):
        write_solution(PROBLEM, x, io.StringIO())


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="format is 'cplex'"):
        write_solution(PROBLEM, X, io.StringIO(), "cplex")


def test_a_broken_stream_is_an_output_error() -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        write_solution(PROBLEM, X, Broken())
