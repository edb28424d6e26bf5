"""Models of other libraries: the arrays, or the optimum, are those of the library."""

from __future__ import annotations

import warnings
from typing import Any

import highspy
import numpy as np
import pyscipopt
import pytest
from scipy import optimize, sparse

from metasolve.errors import UnsupportedModelError
from metasolve.io import from_highs, from_linopy, from_scip, from_scipy_milp
from metasolve.problem import Problem, Sense

A = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]])


def optimum(problem: Problem) -> float:
    """Return the optimal objective, by SciPy."""
    a = problem.a
    matrix = np.zeros(a.shape)
    matrix[a.rows, a.indices] = a.data
    result = optimize.milp(
        problem.c * int(problem.sense),
        integrality=problem.integrality,
        bounds=optimize.Bounds(problem.col_lower, problem.col_upper),
        constraints=optimize.LinearConstraint(matrix, problem.row_lower, problem.row_upper),
    )
    assert result.fun is not None
    return float(result.fun * int(problem.sense) + problem.offset)


def highs_model() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    inf = highspy.kHighsInf
    for lower, upper, cost in ((0.0, 4.0, 1.0), (-inf, inf, -2.0), (2.0, 8.0, 0.5)):
        highs.addCol(cost, lower, upper, 0, np.array([], dtype=np.int32), np.array([]))
    highs.addRow(1.0, 5.0, 2, np.array([0, 1], dtype=np.int32), np.array([1.0, 2.0]))
    highs.addRow(-inf, 3.0, 2, np.array([1, 2], dtype=np.int32), np.array([1.0, -1.0]))
    highs.changeColsIntegrality(3, np.arange(3, dtype=np.int32), np.array([1, 0, 2], dtype=np.uint8))
    highs.changeObjectiveOffset(3.5)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return highs


def test_highs_arrays_are_taken_over() -> None:
    problem = from_highs(highs_model())
    expected = Problem.from_arrays(
        [1.0, -2.0, 0.5], A, [1.0, -np.inf], [5.0, 3.0], [0.0, -np.inf, 2.0], [4.0, np.inf, 8.0], [1, 0, 2],
        offset=3.5, sense="max",
    )  # fmt: skip
    assert problem.sha256 == expected.sha256


def test_a_hessian_is_refused() -> None:
    highs = highs_model()
    index = np.arange(3, dtype=np.int32)
    highs.passHessian(3, 3, 1, index, index, np.ones(3))
    with pytest.raises(UnsupportedModelError, match="quadratic"):
        from_highs(highs)


def scip_model() -> pyscipopt.Model:
    model = pyscipopt.Model("scip")
    model.hideOutput()
    x, y = model.addVar("x", vtype="I", ub=7.5), model.addVar("y", lb=None, ub=3.0)
    model.addCons(x + 2 * y <= 9, "c1")
    model.addCons((x - y >= 1) <= 6, "c2")
    model.setObjective(x + 2 * y + 7, "maximize")
    return model


def test_scip_model_has_the_optimum_of_scip() -> None:
    model = scip_model()
    problem = from_scip(model)
    assert problem.col_names == ("x", "y")
    assert problem.row_names == ("c1", "c2")
    assert problem.sense is Sense.MAXIMIZE
    assert problem.row_lower.tolist() == [-np.inf, 1.0]
    model.optimize()
    assert optimum(problem) == pytest.approx(model.getObjVal())
    assert from_scip(model).sha256 == problem.sha256


def test_scip_constraints_that_are_not_linear_are_named() -> None:
    model = scip_model()
    x, y = model.getVars()
    model.addCons(x * y <= 4, "bilinear")
    with pytest.raises(UnsupportedModelError, match="constraint bilinear is of kind nonlinear"):
        from_scip(model)


def test_linopy_model_has_its_names_and_its_optimum() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library and its own imports deprecate is not ours
        linopy = pytest.importorskip("linopy")
        model = linopy.Model()
        flow = model.add_variables(lower=0, upper=4, coords=[[1, 2], ["a", "b"]], dims=["i", "k"], name="flow")
        y = model.add_variables(name="y", integer=True, lower=-2, upper=3)
        z = model.add_variables(name="z", binary=True)
        model.add_constraints(flow.sum() + y >= 3, name="demand")
        model.add_constraints(flow + z <= 2, name="capacity")
        model.add_objective(flow.sum() + 2 * y + z, sense="max")
        problem = from_linopy(model)
    assert problem.col_names[:2] == ("flow[1,a]", "flow[1,b]")
    assert problem.col_names[-2:] == ("y", "z")
    assert problem.row_names[:2] == ("demand", "capacity[1,a]")
    assert problem.integrality.tolist() == [0, 0, 0, 0, 1, 1]
    assert optimum(problem) == pytest.approx(14.0)  # every flow at 2, y at 3, z at 0


def test_quadratic_linopy_model_is_refused() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linopy = pytest.importorskip("linopy")
        model = linopy.Model()
        x = model.add_variables(name="x")
        model.add_objective(x * x)
        with pytest.raises(UnsupportedModelError, match="quadratic"):
            from_linopy(model)


CONSTRAINTS: dict[str, Any] = {
    "linear_constraint": optimize.LinearConstraint(A, [1.0, -np.inf], [5.0, 3.0]),
    "sparse": optimize.LinearConstraint(sparse.csr_array(A), [1.0, -np.inf], [5.0, 3.0]),
    "tuple": (A, [1.0, -np.inf], [5.0, 3.0]),
    "two": [optimize.LinearConstraint(A[0], 1.0, 5.0), (A[1:], -np.inf, 3.0)],
    "list_of_tuples": [(A[:1], 1.0, 5.0), (A[1:], -np.inf, 3.0)],
}


@pytest.mark.parametrize("form", CONSTRAINTS)
def test_scipy_arguments_give_scipys_optimum(form: str) -> None:
    arguments: dict[str, Any] = {
        "integrality": [1, 0, 0],
        "bounds": optimize.Bounds([0.0, -4.0, 2.0], [4.0, 9.0, 8.0]),
        "constraints": CONSTRAINTS[form],
    }
    problem = from_scipy_milp([-1.0, -2.0, 0.5], **arguments)
    assert problem.a.shape == (2, 3)
    assert optimum(problem) == pytest.approx(optimize.milp([-1.0, -2.0, 0.5], **arguments).fun)


def test_scipy_defaults_are_non_negative_and_unconstrained() -> None:
    problem = from_scipy_milp([1.0, 2.0])
    assert problem.a.shape == (0, 2)
    assert problem.col_lower.tolist() == [0.0, 0.0]
    assert np.isinf(problem.col_upper).all()
