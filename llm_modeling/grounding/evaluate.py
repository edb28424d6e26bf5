"""Data expressions evaluated for all rows of a frame at once; nothing is undefined silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from llm_modeling.errors import did_you_mean
from llm_modeling.grounding.columns import BoolArray, Column, FloatArray, IntArray
from llm_modeling.grounding.expand import DomainExpander
from llm_modeling.grounding.frame import Frame
from llm_modeling.language import tree
from llm_modeling.language.tree import Sort

_COMPARE: dict[str, Callable[[Any, Any], BoolArray]] = {
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "<": np.less,
    ">": np.greater,
    "=": np.equal,
    "!=": np.not_equal,
}
_FUNCTIONS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "abs": np.abs,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": lambda values: np.floor(values + 0.5),
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
}


@dataclass(frozen=True, eq=False)
class Evaluator(DomainExpander):
    """Evaluates the data expressions of one element of the model."""

    def number(self, node: tree.Node, frame: Frame) -> FloatArray:
        """Return the value of a number without variables in each row, (size,)."""
        with np.errstate(all="ignore"):
            values = _NUMBERS[type(node)](self, node, frame)
        finite = np.isfinite(values)
        if not finite.all():
            row = int(np.argmin(finite))
            self.refuse(node, f"the value is {values[row]}", frame, row)
        return values

    def truth(self, node: tree.Node, frame: Frame) -> BoolArray:
        """Return the value of a condition without variables in each row, (size,)."""
        return _TRUTHS[type(node)](self, node, frame)

    def member(self, node: tree.Node, frame: Frame) -> Column:
        """Return the member in each row, (size,)."""
        if isinstance(node, tree.IndexRef):
            return frame.columns[node.name]
        if isinstance(node, tree.Text):
            return Column(np.full(frame.size, self._code(node), dtype=np.int64), True)
        if isinstance(node, tree.Call) and node.function in ("next", "prev", "nextw", "prevw"):
            return self._neighbor(node, frame)
        if isinstance(node, tree.Call) and node.function in ("first", "last"):
            return self._end(node, frame)
        if isinstance(node, tree.Conditional) and node.type.sort is not Sort.NUMBER:
            return self._chosen_member(node, frame)
        return Column(self.integers(node, frame), False)

    def _code(self, node: tree.Text) -> int:
        codes = self.ground.texts.codes
        if node.value not in codes:
            self.refuse(node, f"no set has a member {node.value!r}", suggestion=did_you_mean(node.value, codes))
        return codes[node.value]

    def _end(self, node: tree.Call, frame: Frame) -> Column:
        ground_set = self.set(node.arguments[0])
        if ground_set.size == 0:
            self.refuse(node, "the set is empty")
        place = 0 if node.function == "first" else ground_set.size - 1
        return ground_set.columns[0].take(np.full(frame.size, place, dtype=np.int64))

    def _neighbor(self, node: tree.Call, frame: Frame) -> Column:
        ground_set = self.ground.sets[node.arguments[0].type.home or ""]
        positions = self._positions(node, frame)
        step = self.integers(node.arguments[1], frame) if len(node.arguments) > 1 else np.ones_like(positions)
        positions = positions + (step if node.function.startswith("next") else -step)
        if node.function.endswith("w"):
            positions %= max(1, ground_set.size)
        outside = (positions < 0) | (positions >= ground_set.size)
        if outside.any():
            end, wrap = ("last", "nextw") if node.function == "next" else ("first", "prevw")
            advice = f"exclude it with `: t != {end}({ground_set.name})`, or use `{wrap}`, which goes around"
            row = int(np.argmax(outside))
            self.refuse(node, f"there is no {node.function} of a member of {ground_set.name!r}", frame, row, advice)
        return ground_set.columns[0].take(positions)

    def _positions(self, node: tree.Call, frame: Frame) -> IntArray:
        """Return where the member stands in its ordered set, counted from 0."""
        index = node.arguments[0]
        ground_set = self.ground.sets[index.type.home or ""]
        return ground_set.positions([self.member(index, frame)])

    def _chosen_member(self, node: tree.Conditional, frame: Frame) -> Column:
        holds = self.truth(node.condition, frame)
        yes, no = np.flatnonzero(holds), np.flatnonzero(~holds)
        if node.no is None:
            self.refuse(node, "`if` for a member needs an `else`")
        left, right = self.member(node.yes, frame.take(yes)), self.member(node.no, frame.take(no))
        if left.is_text != right.is_text:
            self.refuse(node, "`then` and `else` are not both texts")
        values = np.empty(frame.size, dtype=np.int64)
        values[yes], values[no] = left.values, right.values
        return Column(values, left.is_text)

    def index(self, node: tree.IndexRef, frame: Frame) -> FloatArray:
        column = frame.columns[node.name]
        if column.is_text:
            self.refuse(node, f"the index {node.name!r} is a text, not a number", frame)
        return column.values.astype(np.float64)

    def parameter(self, node: tree.ParameterRef, frame: Frame) -> FloatArray:
        parameter = self.ground.parameters[node.name]
        if not node.subscripts:
            return np.full(frame.size, parameter.values[0])
        columns = [self.member(subscript, frame) for subscript in node.subscripts]
        found = parameter.space.locate(columns, frame.size)
        self.check_found(node, node.name, columns, found, frame)
        return parameter.values[found]

    def check_found(self, node: tree.Node, name: str, columns: list[Column], found: IntArray, frame: Frame) -> None:
        """Refuse a reference to a combination that the parameter or variable does not have (found is -1)."""
        if found.size and found.min() < 0:
            row = int(np.argmax(found < 0))
            key = ", ".join(repr(column.member(row, self.ground.texts)) for column in columns)
            advice = "narrow the index down to where it is defined, or use next and prev inside of a range"
            self.refuse(node, f"there is no {name}[{key}]", frame, row, advice)

    def neighbor_number(self, node: tree.Call, frame: Frame) -> FloatArray:
        column = self.member(node, frame)
        if column.is_text:
            self.refuse(node, "this is a text, not a number", frame)
        return column.values.astype(np.float64)

    def arithmetic(self, node: tree.Arithmetic, frame: Frame) -> FloatArray:
        left, right = self.number(node.left, frame), self.number(node.right, frame)
        if node.operator == "^":
            return np.power(left, right)
        zero = right == 0.0
        if zero.any():
            self.refuse(node.right, "division by zero", frame, int(np.argmax(zero)))
        operation = {"/": np.divide, "mod": np.mod, "div": np.floor_divide}[node.operator]
        return np.asarray(operation(left, right))

    def conditional_number(self, node: tree.Conditional, frame: Frame) -> FloatArray:
        holds = self.truth(node.condition, frame)
        yes, no = np.flatnonzero(holds), np.flatnonzero(~holds)
        values = np.zeros(frame.size)
        values[yes] = self.number(node.yes, frame.take(yes))
        if node.no is not None:
            values[no] = self.number(node.no, frame.take(no))
        return values

    def call(self, node: tree.Call, frame: Frame) -> FloatArray:
        if node.function == "card":
            return np.full(frame.size, float(self._size(node.arguments[0])))
        if node.function == "ord":
            return self._positions(node, frame).astype(np.float64) + 1.0
        if node.function in ("next", "prev", "nextw", "prevw", "first", "last"):
            return self.neighbor_number(node, frame)
        values = [self.number(argument, frame) for argument in node.arguments]
        if node.function in ("min", "max"):
            return np.asarray(reduce(np.minimum if node.function == "min" else np.maximum, values), dtype=np.float64)
        return _FUNCTIONS[node.function](values[0])

    def _size(self, node: tree.Node) -> int:
        if isinstance(node, tree.SetRef) and node.subscripts:
            self.refuse(node, "`card` of a set with subscripts", suggestion="write sum{j in S[i]} 1")
        return self.set(node).size

    def iterated(self, node: tree.Iterated, frame: Frame) -> FloatArray:
        expansion = self.expand(frame, node.domain)
        if node.operator == "count":
            holds = self.truth(node.body, expansion.frame)
            return np.bincount(expansion.parent[holds], minlength=frame.size).astype(np.float64)
        values = self.number(node.body, expansion.frame)
        if node.operator == "sum":
            return np.bincount(expansion.parent, weights=values, minlength=frame.size).astype(np.float64)
        if node.operator == "prod":
            result = np.ones(frame.size)
            np.multiply.at(result, expansion.parent, values)
            return result
        counts = np.bincount(expansion.parent, minlength=frame.size)
        if frame.size and counts.min() == 0:
            self.refuse(node, f"`{node.operator}` over nothing", frame, int(np.argmin(counts)))
        result = np.full(frame.size, np.inf if node.operator == "min" else -np.inf)
        (np.minimum if node.operator == "min" else np.maximum).at(result, expansion.parent, values)
        return result

    def comparison(self, node: tree.Comparison, frame: Frame) -> BoolArray:
        holds = np.ones(frame.size, dtype=np.bool_)
        pairs = zip(node.operands, node.operands[1:], node.operators, strict=False)
        for left, right, operator in pairs:
            sorts = {left.type.sort, right.type.sort}
            if Sort.NUMBER in sorts:
                holds &= _COMPARE[operator](self.number(left, frame), self.number(right, frame))
                continue
            a, b = self.member(left, frame), self.member(right, frame)
            if a.is_text != b.is_text or (a.is_text and operator not in ("=", "!=")):
                self.refuse(node, "a text can be compared with a text only, and by = and != only", frame)
            holds &= _COMPARE[operator](a.values, b.values)
        return holds

    def membership(self, node: tree.Membership, frame: Frame) -> BoolArray:
        if isinstance(node.set, tree.Range):
            inside = self._within_range(node, node.set, frame)
        else:
            prefix = node.set.subscripts if isinstance(node.set, tree.SetRef) else ()
            columns = [self.member(item, frame) for item in (*prefix, *node.items)]
            inside = self.set(node.set).positions(columns) >= 0
        return ~inside if node.negated else inside

    def _within_range(self, node: tree.Membership, span: tree.Range, frame: Frame) -> BoolArray:
        values = self.number(node.items[0], frame)
        first, last = self.number(span.first, frame), self.number(span.last, frame)
        step = np.ones(frame.size) if span.step is None else self.number(span.step, frame)
        low, high = np.where(step > 0, first, last), np.where(step > 0, last, first)
        if (step == 0).any():
            self.refuse(span, "the step is 0", frame, int(np.argmax(step == 0)))
        inside: BoolArray = (values >= low) & (values <= high) & (np.mod(values - first, step) == 0)
        return inside

    def logic(self, node: tree.Logic, frame: Frame) -> BoolArray:
        first = node.operands[0]
        if node.operator == "<=>":
            return np.asarray(self.truth(first, frame) == self.truth(node.operands[1], frame))
        if node.operator == "=>":
            holds = ~self.truth(first, frame)
            rows = np.flatnonzero(~holds)
            holds[rows] = self.truth(node.operands[1], frame.take(rows))
            return holds
        # the right of `and` may be undefined where the left is false, as in `t > 1 and stock[t-1] > 0`
        wanted = node.operator == "and"
        rows = np.arange(frame.size, dtype=np.int64)
        for operand in node.operands:
            rows = rows[self.truth(operand, frame.take(rows)) == wanted]
        result = np.full(frame.size, not wanted)
        result[rows] = wanted
        return result

    def conditional_truth(self, node: tree.Conditional, frame: Frame) -> BoolArray:
        holds = self.truth(node.condition, frame)
        yes, no = np.flatnonzero(holds), np.flatnonzero(~holds)
        values = np.zeros(frame.size, dtype=np.bool_)
        values[yes] = self.truth(node.yes, frame.take(yes))
        if node.no is not None:
            values[no] = self.truth(node.no, frame.take(no))
        return values

    def quantified(self, node: tree.Iterated, frame: Frame) -> BoolArray:
        expansion = self.expand(frame, node.domain)
        holds = self.truth(node.body, expansion.frame)
        wanted = node.operator == "exists"
        hits = np.bincount(expansion.parent[holds == wanted], minlength=frame.size) > 0
        return hits if wanted else ~hits


_NUMBERS: dict[type[tree.Node], Callable[[Evaluator, Any, Frame], FloatArray]] = {
    tree.Number: lambda _, node, frame: np.full(frame.size, node.value),
    tree.IndexRef: Evaluator.index,
    tree.ParameterRef: Evaluator.parameter,
    tree.Negative: lambda self, node, frame: -self.number(node.operand, frame),
    tree.Sum: lambda self, node, frame: reduce(np.add, [self.number(term, frame) for term in node.terms]),
    tree.Product: lambda self, node, frame: reduce(np.multiply, [self.number(f, frame) for f in node.factors]),
    tree.Arithmetic: Evaluator.arithmetic,
    tree.Conditional: Evaluator.conditional_number,
    tree.Call: Evaluator.call,
    tree.Iterated: Evaluator.iterated,
}
_TRUTHS: dict[type[tree.Node], Callable[[Evaluator, Any, Frame], BoolArray]] = {
    tree.Truth: lambda _, node, frame: np.full(frame.size, node.value),
    tree.Comparison: Evaluator.comparison,
    tree.Membership: Evaluator.membership,
    tree.Not: lambda self, node, frame: ~self.truth(node.operand, frame),
    tree.Logic: Evaluator.logic,
    tree.Conditional: Evaluator.conditional_truth,
    tree.Iterated: Evaluator.quantified,
}
