"""Lowering: what the parts of the linearization need from each other, and how they make rows and columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from llm_modeling.grounding.columns import BoolArray, FloatArray, IntArray
from llm_modeling.grounding.evaluate import Evaluator
from llm_modeling.grounding.frame import Frame, IndexSpace
from llm_modeling.language import tree
from llm_modeling.lowering.affine import Affine
from llm_modeling.lowering.draft import Block, Draft

INF = float("inf")


class Polarity(Enum):
    """How an auxiliary column may stand for a value.

    OVER: it may be greater, because the expression stands on the small side of <= or is minimized; UNDER: it may be
    less; EXACT: neither. OVER and UNDER of a convex or concave part need no binaries, and the feasible set in the
    other columns is the same.
    """

    OVER = 1
    EXACT = 0
    UNDER = -1

    @property
    def opposite(self) -> Polarity:
        return Polarity(-self.value)


@dataclass(frozen=True, eq=False)
class VariableColumns:
    """A variable: combination k of its space is column start + k."""

    space: IndexSpace
    start: int
    is_binary: bool


@dataclass(frozen=True, eq=False)
class Lowering(ABC):
    """Lowers one constraint or objective; key_names are the indices of its forall.

    A condition is required under a relaxation: an expression of integer values >= 0, or None for 0. Where it is 0
    the condition has to hold, elsewhere it need not.
    """

    draft: Draft
    variables: Mapping[str, VariableColumns]
    evaluator: Evaluator
    owner: str
    key_names: tuple[str, ...]

    @abstractmethod
    def affine(self, node: tree.Node, frame: Frame, polarity: Polarity) -> Affine:
        """Return the value of a number in each row, with auxiliary columns for what is not linear."""

    @abstractmethod
    def require(self, node: tree.Node, frame: Frame, relaxation: Affine | None, positive: bool) -> None:
        """Add rows that make the condition (or its negation, if not positive) hold in each row."""

    @abstractmethod
    def literal(self, node: tree.Node, frame: Frame, positive: bool) -> Affine:
        """Return an expression with values 0 and 1; where it is 1 the condition (or its negation) holds."""

    def refuse(
        self, node: tree.Node, reason: str, frame: Frame, row: int = 0, suggestion: str | None = None
    ) -> NoReturn:
        """Raise ExpressionError at the node, saying for which indices."""
        self.evaluator.refuse(node, reason, frame, row, suggestion)

    def source(self, node: tree.Node) -> str:
        """Return the text of a node."""
        return self.evaluator.text[node.span.start : node.span.end]

    def block(self, frame: Frame, node: tree.Node, part: str = "") -> Block:
        """Return the description of rows or columns that are one for each row of a frame."""
        key = tuple(frame.columns[name] for name in self.key_names)
        inner = tuple(column for name, column in frame.columns.items() if name not in self.key_names)
        return Block(0, frame.size, self.owner, key, inner, part, self.source(node))

    def add_columns(
        self,
        frame: Frame,
        node: tree.Node,
        part: str,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        integer: npt.ArrayLike,
    ) -> IntArray:
        """Return new auxiliary columns, one for each row of the frame, which stand for the node."""
        low, high = (np.broadcast_to(np.asarray(side, dtype=np.float64), frame.size) for side in (lower, upper))
        self._check_computed(~(np.isnan(low) | np.isnan(high) | (low == INF) | (high == -INF)), frame, node)
        return self.draft.add_columns(self.block(frame, node, part), lower, upper, integer)

    def add_binaries(self, frame: Frame, node: tree.Node, part: str) -> Affine:
        """Return new binary columns, one for each row of the frame."""
        return Affine.of_columns(self.add_columns(frame, node, part, 0.0, 1.0, True))

    def add_rows(
        self,
        affine: Affine,
        lower: FloatArray | float,
        upper: FloatArray | float,
        frame: Frame,
        node: tree.Node,
        part: str,
    ) -> None:
        """Add lower <= affine <= upper, unconditionally."""
        low = np.broadcast_to(np.asarray(lower, dtype=np.float64), frame.size)
        high = np.broadcast_to(np.asarray(upper, dtype=np.float64), frame.size)
        affine = affine.simplified()
        computed = np.isfinite(affine.constant)
        computed[affine.rows[~np.isfinite(affine.coefficients)]] = False
        for side in (low, high):
            computed &= np.isinf(side) | np.isfinite(side - affine.constant)
        self._check_computed(computed, frame, node)
        self.draft.add_rows(self.block(frame, node, part), affine, low, high)

    def add_not_positive(
        self, affine: Affine, relaxation: Affine | None, frame: Frame, node: tree.Node, part: str = ""
    ) -> None:
        """Add affine <= 0 under a relaxation, with the least big-M that the bounds of the columns prove.

        Refuses a big-M that no bound proves, naming the variable that lacks one.
        """
        if relaxation is None:
            self.add_rows(affine, -INF, 0.0, frame, node, part)
            return
        _, most = self.draft.bounds(affine)
        self.check_bounded(most, affine, frame, node)
        rows = np.flatnonzero(most > 0.0)
        relaxed = affine - relaxation.scaled(np.maximum(most, 0.0))
        if rows.size == frame.size:
            self.add_rows(relaxed, -INF, 0.0, frame, node, part)
        else:
            self.add_rows(relaxed.take(rows), -INF, 0.0, frame.take(rows), node, part)

    def _check_computed(self, computed: BoolArray, frame: Frame, node: tree.Node) -> None:
        """Refuse numbers that came out infinite, or as no number at all."""
        if not computed.all():
            reason = "the numbers in it are too large to be computed with"
            self.refuse(node, reason, frame, int(np.argmin(computed)), "measure in larger units")

    def check_bounded(self, values: FloatArray, affine: Affine, frame: Frame, node: tree.Node) -> None:
        """Refuse bounds of an expression that are not finite, naming the variable that lacks one."""
        finite = np.isfinite(values)
        if finite.all():
            return
        row = int(np.argmin(finite))
        column = self.draft.unbounded_column(affine, row)
        name = self.variable_of(column) if column is not None else None
        what = "a big-M needs finite bounds"
        if name is None:
            self.refuse(node, f"{what}, and this has none", frame, row, "bound the variables in it")
        advice = f"give {name!r} a lower and an upper bound"
        self.refuse(node, f"{what}, and the variable {name!r} lacks one", frame, row, advice)

    def variable_of(self, column: int) -> str | None:
        """Return the variable that a column belongs to, None for an auxiliary one."""
        for name, variable in self.variables.items():
            if variable.start <= column < variable.start + variable.space.size:
                return name
        return None

    def integral(self, affine: Affine, frame: Frame, node: tree.Node, purpose: str) -> None:
        """Refuse expressions that can take other values than integers."""
        whole = self.draft.is_integral(affine)
        if not whole.all():
            reason = f"{purpose} needs an integer expression, and this one has continuous variables or fractions"
            self.refuse(node, reason, frame, int(np.argmin(whole)))
