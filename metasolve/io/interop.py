"""Models of other libraries as problems; none of these libraries is imported here, their objects are only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metasolve.errors import UnsupportedModelError
from metasolve.io.numerals import INFINITE
from metasolve.matrix import CsrMatrix, FloatArray
from metasolve.problem import INF, Integrality, Problem

_LINOPY_KINDS = {
    "C": Integrality.CONTINUOUS,
    "B": Integrality.INTEGER,
    "I": Integrality.INTEGER,
    "S": Integrality.SEMICONTINUOUS,
}
_HIGHS_IMPLICIT_INTEGER = 4


def from_highs(highs: Any) -> Problem:
    """Return the model that a highspy.Highs holds.

    Raises UnsupportedModelError if it has a Hessian.
    """
    if highs.getModel().hessian_.dim_ > 0:
        raise UnsupportedModelError("the model has a quadratic objective (Hessian), which is not supported")
    lp = highs.getLp()
    matrix = lp.a_matrix_
    starts = np.asarray(matrix.start_, dtype=np.int64)
    inner = np.asarray(matrix.index_, dtype=np.int64)
    outer = np.repeat(np.arange(starts.size - 1, dtype=np.int64), np.diff(starts))
    by_column = matrix.format_.name == "kColwise"
    rows, columns = (inner, outer) if by_column else (outer, inner)
    kinds = [int(kind) for kind in lp.integrality_]
    return Problem.from_arrays(
        lp.col_cost_,
        CsrMatrix.from_coo((lp.num_row_, lp.num_col_), rows, columns, matrix.value_),
        _unbounded(lp.row_lower_),
        _unbounded(lp.row_upper_),
        _unbounded(lp.col_lower_),
        _unbounded(lp.col_upper_),
        [int(Integrality.INTEGER) if kind == _HIGHS_IMPLICIT_INTEGER else kind for kind in kinds] or 0,
        offset=lp.offset_,
        sense="max" if lp.sense_.name == "kMaximize" else "min",
        col_names=_complete(lp.col_names_, lp.num_col_),
        row_names=_complete(lp.row_names_, lp.num_row_),
        name=lp.model_name_,
    )


def from_scip(model: Any) -> Problem:
    """Return the original problem of a pyscipopt.Model; implicit integer variables become integer.

    Raises UnsupportedModelError naming the first constraint that is not linear.
    """
    variables = model.getVars(transformed=False)
    constraints = model.getConss(transformed=False)
    position = {variable.ptr(): j for j, variable in enumerate(variables)}
    entries: list[tuple[int, int, float]] = []
    for i, constraint in enumerate(constraints):
        if not constraint.isLinear():
            kind = constraint.getConshdlrName()
            raise UnsupportedModelError(f"constraint {constraint.name} is of kind {kind}, which is not supported")
        members = zip(model.getConsVars(constraint), model.getConsVals(constraint), strict=True)
        entries += [(i, position[variable.ptr()], value) for variable, value in members]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return Problem.from_arrays(
        [variable.getObj() for variable in variables],
        CsrMatrix.from_coo((len(constraints), len(variables)), rows, columns, values),
        _unbounded([model.getLhs(constraint) for constraint in constraints]),
        _unbounded([model.getRhs(constraint) for constraint in constraints]),
        _unbounded([variable.getLbOriginal() for variable in variables]),
        _unbounded([variable.getUbOriginal() for variable in variables]),
        [int(variable.vtype() != "CONTINUOUS") for variable in variables],
        offset=model.getObjoffset(original=True),
        sense=model.getObjectiveSense(),
        col_names=[variable.name for variable in variables],
        row_names=_complete([constraint.name for constraint in constraints], len(constraints)),
        name=model.getProbName(),
    )


def from_linopy(model: Any) -> Problem:
    """Return the problem of a linopy.Model; names carry the coordinates, as in flow[3,north].

    Raises UnsupportedModelError if it has a quadratic objective, special ordered sets or indicator constraints.
    """
    if model.is_quadratic:
        raise UnsupportedModelError("the model has a quadratic objective, which is not supported")
    for part, name in (
        (getattr(model.variables, "sos", ()), "special ordered sets"),
        (getattr(model, "indicator_constraints", ()), "indicator constraints"),
    ):
        if len(part):
            raise UnsupportedModelError(f"the model has {name}, which are not supported")
    arrays = model.matrices
    side, comparison = np.asarray(arrays.b, dtype=np.float64), [str(sense)[0] for sense in arrays.sense]
    rows, columns = len(arrays.clabels), len(arrays.vlabels)
    return Problem.from_arrays(
        arrays.c,
        CsrMatrix.from_coo((0, columns), [], [], []) if arrays.A is None else arrays.A,
        np.where([word == "<" for word in comparison], -INF, side) if rows else side,
        np.where([word == ">" for word in comparison], INF, side) if rows else side,
        arrays.lb,
        arrays.ub,
        [int(_LINOPY_KINDS[str(kind)]) for kind in arrays.vtypes],
        offset=float(getattr(model.objective.expression, "const", 0.0)),
        sense=model.sense,
        col_names=_linopy_names(model.variables, arrays.vlabels),
        row_names=_linopy_names(model.constraints, arrays.clabels),
    )


def from_scipy_milp(c: npt.ArrayLike, integrality: Any = None, bounds: Any = None, constraints: Any = None) -> Problem:
    """Return the problem that scipy.optimize.milp solves for the same arguments.

    bounds is a Bounds or a pair (lower, upper), by default [0, inf); constraints is a LinearConstraint, a tuple
    (matrix, lower, upper), or a sequence of these. Raises ValueError if shapes differ.
    """
    cost = np.atleast_1d(np.asarray(c, dtype=np.float64))
    lower, upper = (0.0, INF) if bounds is None else (bounds.lb, bounds.ub) if hasattr(bounds, "lb") else bounds
    matrix = CsrMatrix.from_coo((0, cost.size), [], [], [])
    row_lower: list[FloatArray] = []
    row_upper: list[FloatArray] = []
    for part, low, high in _scipy_constraints(constraints):
        below = CsrMatrix.from_any(part if hasattr(part, "tocoo") else np.atleast_2d(part))
        matrix = matrix.stack(below)
        row_lower.append(np.broadcast_to(np.asarray(low, dtype=np.float64), below.shape[:1]))
        row_upper.append(np.broadcast_to(np.asarray(high, dtype=np.float64), below.shape[:1]))
    return Problem.from_arrays(
        cost,
        matrix,
        np.concatenate([*row_lower, np.zeros(0)]),
        np.concatenate([*row_upper, np.zeros(0)]),
        _flat(lower),
        _flat(upper),
        0 if integrality is None else _flat(integrality),
    )


def _scipy_constraints(constraints: Any) -> list[tuple[Any, Any, Any]]:
    if constraints is None:
        return []
    if hasattr(constraints, "A"):
        return [(constraints.A, constraints.lb, constraints.ub)]
    parts = list(constraints)
    is_triple = len(parts) == 3 and not any(hasattr(part, "A") for part in parts[1:]) and not _is_triple(parts[0])
    if is_triple and not hasattr(parts[0], "lb"):
        return [(parts[0], parts[1], parts[2])]
    return [triple for part in parts for triple in _scipy_constraints(part)]


def _is_triple(part: Any) -> bool:
    return isinstance(part, tuple | list) and len(part) == 3 and np.ndim(part[0]) == 2


def _flat(values: Any) -> Any:
    array = np.asarray(values, dtype=np.float64)
    return float(array.reshape(())) if array.size == 1 else array


def _linopy_names(container: Any, labels: Any) -> list[str]:
    positions = container.get_label_position(np.asarray(labels)) if len(labels) else []
    return [f"{name}[{','.join(map(str, at.values()))}]" if at else str(name) for name, at in positions]


def _unbounded(values: Any) -> FloatArray:
    array = np.array(values, dtype=np.float64)
    array[np.abs(array) >= INFINITE] *= INF
    return array


def _complete(names: Sequence[str], size: int) -> list[str] | None:
    """Return names if there is one for each of size rows or columns, None to have them made up."""
    return list(names) if len(names) == size and all(names) else None
