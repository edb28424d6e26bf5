"""ElementLowering: the linearization of one constraint or objective, by the kind of each node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from llm_modeling.grounding.columns import BoolArray, FloatArray
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree
from llm_modeling.lowering import extremum, logic, scheduling
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.contract import Lowering, Polarity
from llm_modeling.lowering.piecewise import lower_piecewise
from llm_modeling.lowering.product import multiply


@dataclass(frozen=True, eq=False)
class ElementLowering(Lowering):
    """Lowers the expressions of one element."""

    def affine(self, node: tree.Node, frame: Frame, polarity: Polarity) -> Affine:
        """Return the value of a number in each row, with auxiliary columns for what is not linear."""
        if node.type.degree is Degree.DATA:
            return Affine(np.array(self.evaluator.number(node, frame)))
        return _VALUES[type(node)](self, node, frame, polarity)

    def require(self, node: tree.Node, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        """Add rows that make the condition (or its negation, if not positive) hold in each row."""
        if not frame.size:
            return
        if node.type.degree is Degree.DATA:
            logic.require_data(self, node, frame, relaxation, positive)
        else:
            _CONDITIONS[type(node)](self, node, frame, relaxation, positive)

    def literal(self, node: tree.Node, frame: Frame, positive: bool) -> Affine:
        """Return an expression with values 0 and 1; where it is 1 the condition (or its negation) holds."""
        if node.type.degree is Degree.DATA:
            return Affine((self.evaluator.truth(node, frame) == positive).astype(np.float64))
        free = logic.free_literal(self, node, positive, frame)
        if free is not None:
            return free
        switch = self.add_binaries(frame, node, "holds" if positive else "fails")
        self.require(node, frame, (-switch).plus(1.0), positive)
        return switch

    def variable(self, node: tree.VariableRef, frame: Frame, polarity: Polarity) -> Affine:
        variable = self.variables[node.name]
        columns = [self.evaluator.member(subscript, frame) for subscript in node.subscripts]
        found = variable.space.locate(columns, frame.size)
        self.evaluator.check_found(node, node.name, columns, found, frame)
        return Affine.of_columns(found + variable.start)

    def negative(self, node: tree.Negative, frame: Frame, polarity: Polarity) -> Affine:
        return -self.affine(node.operand, frame, polarity.opposite)

    def sum(self, node: tree.Sum, frame: Frame, polarity: Polarity) -> Affine:
        return Affine.total([self.affine(term, frame, polarity) for term in node.terms])

    def product(self, node: tree.Product, frame: Frame, polarity: Polarity) -> Affine:
        factor: FloatArray = np.ones(frame.size)
        rest = []
        for part in node.factors:
            if part.type.degree is Degree.DATA:
                factor = factor * self.evaluator.number(part, frame)
            else:
                rest.append(part)
        if len(rest) == 1:
            return self._scaled(rest[0], factor, frame, polarity)
        result = self.affine(rest[0], frame, Polarity.EXACT)
        for part in rest[1:]:
            result = multiply(self, node, frame, result, self.affine(part, frame, Polarity.EXACT))
        return result.scaled(factor)

    def _scaled(self, node: tree.Node, factor: FloatArray, frame: Frame, polarity: Polarity) -> Affine:
        if node.type.degree is Degree.NONLINEAR and (factor < 0.0).any():
            polarity = polarity.opposite if (factor <= 0.0).all() else Polarity.EXACT
        return self.affine(node, frame, polarity).scaled(factor)

    def arithmetic(self, node: tree.Arithmetic, frame: Frame, polarity: Polarity) -> Affine:
        right = self.evaluator.number(node.right, frame)
        if node.operator == "/":
            if (right == 0.0).any():
                self.refuse(node.right, "division by zero", frame, int(np.argmax(right == 0.0)))
            return self._scaled(node.left, 1.0 / right, frame, polarity)
        base = self.affine(node.left, frame, Polarity.EXACT)
        return base if right.size and right[0] == 1.0 else multiply(self, node, frame, base, base)

    def conditional(self, node: tree.Conditional, frame: Frame, polarity: Polarity) -> Affine:
        holds = self.evaluator.truth(node.condition, frame)
        yes, no = np.flatnonzero(holds), np.flatnonzero(~holds)
        parts = [(yes, self.affine(node.yes, frame.take(yes), polarity))]
        if node.no is not None:
            parts.append((no, self.affine(node.no, frame.take(no), polarity)))
        return Affine.merged(frame.size, parts)

    def iterated(self, node: tree.Iterated, frame: Frame, polarity: Polarity) -> Affine:
        if node.operator in ("min", "max"):
            return extremum.lower_iterated(self, node, frame, polarity)
        expansion = self.evaluator.expand(frame, node.domain)
        if node.operator == "count":
            inner = self._counted(node.body, expansion.frame, polarity)
        else:
            inner = self.affine(node.body, expansion.frame, polarity)
        return inner.moved_to(expansion.parent, frame.size)

    def _counted(self, node: tree.Node, frame: Frame, polarity: Polarity) -> Affine:
        """Return 1 where the condition holds and 0 where it does not, as far as the polarity asks for it."""
        if polarity is Polarity.UNDER:
            return self.literal(node, frame, True)
        if polarity is Polarity.OVER:
            return (-self.literal(node, frame, False)).plus(1.0)
        free = logic.free_literal(self, node, True, frame)
        if free is not None:
            return free
        switch = self.add_binaries(frame, node, "holds")
        self.require(node, frame, (-switch).plus(1.0), True)
        self.require(node, frame, switch, False)
        return switch

    def binary(self, node: tree.VariableRef, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        value = self.variable(node, frame, Polarity.EXACT)
        wrong = (-value).plus(1.0) if positive else value
        self.add_not_positive(wrong, relaxation, frame, node)

    def chosen_condition(self, node: tree.Conditional, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        holds: BoolArray = self.evaluator.truth(node.condition, frame)
        for rows, branch in ((np.flatnonzero(holds), node.yes), (np.flatnonzero(~holds), node.no)):
            if rows.size and branch is not None:
                part = None if relaxation is None else relaxation.take(rows)
                self.require(branch, frame.take(rows), part, positive)

    def iterated_condition(self, node: tree.Iterated, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        if node.operator in ("forall", "exists"):
            logic.require_quantified(self, node, frame, relaxation, positive)
        else:
            self._refuse_negation(node, node.operator, frame, positive)
            scheduling.require_all_different(self, node, frame, relaxation)

    def no_overlap(self, node: tree.NoOverlap, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        self._refuse_negation(node, "no_overlap", frame, positive)
        scheduling.require_no_overlap(self, node, frame, relaxation)

    def cumulative(self, node: tree.Cumulative, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        self._refuse_negation(node, "cumulative", frame, positive)
        scheduling.require_cumulative(self, node, frame, relaxation)

    def _refuse_negation(self, node: tree.Node, word: str, frame: Frame, positive: bool) -> None:
        if not positive:
            advice = "it may stand on the right of =>, under `and`, or alone"
            self.refuse(node, f"the negation of `{word}` is needed here and cannot be linearized", frame, 0, advice)


_VALUES: dict[type[tree.Node], Callable[[ElementLowering, Any, Frame, Polarity], Affine]] = {
    tree.VariableRef: ElementLowering.variable,
    tree.Negative: ElementLowering.negative,
    tree.Sum: ElementLowering.sum,
    tree.Product: ElementLowering.product,
    tree.Arithmetic: ElementLowering.arithmetic,
    tree.Conditional: ElementLowering.conditional,
    tree.Call: extremum.lower_call,
    tree.Iterated: ElementLowering.iterated,
    tree.PiecewiseLinear: lower_piecewise,
}
_CONDITIONS: dict[type[tree.Node], Callable[[ElementLowering, Any, Frame, Affine | None, bool], None]] = {
    tree.VariableRef: ElementLowering.binary,
    tree.Not: lambda self, node, frame, relaxation, positive: self.require(
        node.operand, frame, relaxation, not positive
    ),
    tree.Comparison: logic.require_comparison,
    tree.Logic: logic.require_logic,
    tree.Conditional: ElementLowering.chosen_condition,
    tree.Iterated: ElementLowering.iterated_condition,
    tree.NoOverlap: ElementLowering.no_overlap,
    tree.Cumulative: ElementLowering.cumulative,
}
