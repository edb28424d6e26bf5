"""compile_model: Formulation and data to a problem for metasolve, with the way back."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from llm_modeling.compiled import ColumnArrays, Compiled, ObjectiveLevel, ObjectivePart
from llm_modeling.data import Data
from llm_modeling.errors import DataError, FormulationError
from llm_modeling.formulation import Formulation, Goal, VariableKind
from llm_modeling.grounding.columns import BoolArray, FloatArray
from llm_modeling.grounding.evaluate import Evaluator
from llm_modeling.grounding.frame import ROOT, Frame
from llm_modeling.grounding.ground import Ground
from llm_modeling.grounding.index import enumerate_index
from llm_modeling.grounding.load import load
from llm_modeling.grounding.sizes import check_sizes
from llm_modeling.language import tree
from llm_modeling.limits import DEFAULT_LIMITS, Limits
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import INF, Polarity, VariableColumns
from llm_modeling.lowering.draft import Block, Draft
from llm_modeling.lowering.element import ElementLowering
from llm_modeling.resolve import resolve
from llm_modeling.typed import TypedConstraint, TypedModel, TypedObjective, TypedVariable, element_name

_ROUNDING = 1e-9


def compile_model(formulation: Formulation, data: Data | None = None, limits: Limits = DEFAULT_LIMITS) -> Compiled:
    """Return the compiled formulation.

    Raises FormulationError naming element, column and suggestion; DataError with file and line; SizeError with the
    counts before anything of that size is made.
    """
    return compile_resolved(resolve(formulation), data, limits)


def compile_resolved(model: TypedModel, data: Data | None = None, limits: Limits = DEFAULT_LIMITS) -> Compiled:
    """Return the compiled model, as compile_model does, of a formulation that was resolved before."""
    ground = load(model, Data() if data is None else data, limits)
    check_sizes(ground)
    draft = Draft(limits)
    variables: dict[str, VariableColumns] = {}
    for variable in model.variables.values():
        variables[variable.spec.name] = _add_variable(draft, ground, variable)
    with np.errstate(over="ignore", invalid="ignore"):  # what comes out infinite is refused by its place
        for constraint in model.constraints:
            _add_constraint(draft, ground, variables, constraint)
        parts = [(typed, _objective(draft, ground, variables, typed)) for typed in model.objectives]
        levels = _levels(model, parts, draft.columns)
    columns = ColumnArrays(draft.lower, draft.upper, draft.integer)
    return Compiled(
        model,
        ground,
        variables,
        columns,
        draft.row_arrays(),
        tuple(draft.column_blocks),
        tuple(draft.row_blocks),
        levels,
        draft.trivial,
    )


def _add_variable(draft: Draft, ground: Ground, typed: TypedVariable) -> VariableColumns:
    spec, element = typed.spec, element_name(typed.spec)
    index = enumerate_index(Evaluator(ground, element, spec.index), typed.domain)
    frame = index.frame
    lower = _bound(ground, f"{element}, field 'lower'", spec.lower, typed.lower, frame)
    upper = _bound(ground, f"{element}, field 'upper'", spec.upper, typed.upper, frame)
    if spec.kind is VariableKind.BINARY:
        lower, upper = np.maximum(lower, 0.0), np.minimum(upper, 1.0)
    is_integer = spec.kind is not VariableKind.CONTINUOUS
    if is_integer:
        lower, upper = np.ceil(lower - _ROUNDING) + 0.0, np.floor(upper + _ROUNDING) + 0.0  # + 0.0 makes 0 of -0
    _check_bounds(ground, typed, frame, lower, upper)
    start = draft.columns
    draft.add_columns(Block(0, frame.size, spec.name, tuple(frame.columns.values())), lower, upper, is_integer)
    return VariableColumns(index.space, start, spec.kind is VariableKind.BINARY)


def _bound(ground: Ground, element: str, text: str, node: tree.Node, frame: Frame) -> FloatArray:
    if isinstance(node, tree.Number) and node.value == INF:
        return np.full(frame.size, INF)
    if isinstance(node, tree.Negative) and isinstance(node.operand, tree.Number) and node.operand.value == INF:
        return np.full(frame.size, -INF)
    return Evaluator(ground, element, text).number(node, frame)


def _check_bounds(ground: Ground, typed: TypedVariable, frame: Frame, lower: FloatArray, upper: FloatArray) -> None:
    wrong: BoolArray = (lower > upper) | (lower == INF) | (upper == -INF)
    if wrong.any():
        row = int(np.argmax(wrong))
        where = frame.described(row, ground.texts)
        reason = f"the lower bound {lower[row]:g} and the upper bound {upper[row]:g} leave no value"
        raise DataError(f"{reason}, for {where}" if where else reason, element=element_name(typed.spec))


def _add_constraint(
    draft: Draft, ground: Ground, variables: dict[str, VariableColumns], typed: TypedConstraint
) -> None:
    spec, element = typed.spec, element_name(typed.spec)
    frame = ROOT
    if typed.domain is not None:
        frame = Evaluator(ground, f"{element}, field 'forall'", spec.forall).expand(ROOT, typed.domain).frame
    evaluator = Evaluator(ground, f"{element}, field 'expression'", spec.expression)
    lowering = ElementLowering(draft, variables, evaluator, spec.name, tuple(frame.columns))
    lowering.require(typed.expression, frame, None, True)


def _objective(draft: Draft, ground: Ground, variables: dict[str, VariableColumns], typed: TypedObjective) -> Affine:
    spec = typed.spec
    evaluator = Evaluator(ground, f"{element_name(spec)}, field 'expression'", spec.expression)
    lowering = ElementLowering(draft, variables, evaluator, spec.name, ())
    polarity = Polarity.OVER if spec.sense is Goal.MINIMIZE else Polarity.UNDER
    return lowering.affine(typed.expression, ROOT, polarity)


def _levels(model: TypedModel, parts: list[tuple[TypedObjective, Affine]], columns: int) -> tuple[ObjectiveLevel, ...]:
    """Return the objectives by descending priority, those of equal priority added up by weight."""
    if not parts:
        return (ObjectiveLevel((), Goal.MINIMIZE, np.zeros(columns), 0.0, 0.0),)
    ordered = sorted(parts, key=lambda part: -part[0].spec.priority)
    levels = []
    for _, group in groupby(ordered, key=lambda part: part[0].spec.priority):
        members = list(group)
        goal = members[0][0].spec.sense
        c, offset, own = np.zeros(columns), 0.0, []
        for typed, affine in members:
            part = np.bincount(affine.columns, weights=affine.coefficients, minlength=columns).astype(np.float64)
            own.append(ObjectivePart(typed.spec.name, part, float(affine.constant[0])))
            weight = typed.spec.weight if typed.spec.sense is goal else -typed.spec.weight
            c += weight * own[-1].c
            offset += weight * own[-1].offset
            if not (np.isfinite(c).all() and np.isfinite(offset)):
                reason = "the numbers in it are too large to be computed with"
                raise FormulationError(reason, element=element_name(typed.spec), suggestion="measure in larger units")
        names = tuple(part.name for part in own)
        tolerance = max(typed.spec.tolerance for typed, _ in members)
        levels.append(ObjectiveLevel(names, goal, c, offset, tolerance, tuple(own)))
    return tuple(levels)
