"""complexity_of(): OptMATH's score of a compiled model, by which difficulty is measured and controlled.

Source: OptMATH (arXiv 2502.11102), section 3, with the weights of its repository. Two departures. The score is that of
the compiled model, not of a guess from a configuration. f_bigm is a share in [0, 1]: as a percentage, which the
repository takes, it would call every problem with set-ups hard, whatever its size.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.language import tree
from llm_modeling.language.tree import Degree, Node


class RowKind(StrEnum):
    """What a row comes from."""

    LINEAR = "linear"
    INDICATOR = "indicator"
    QUADRATIC = "quadratic"
    GENERAL = "general"


_COLUMN_WEIGHTS = {"binary": 1.0, "integer": 1.5, "continuous": 0.5}
_ROW_WEIGHTS = {RowKind.LINEAR: 0.5, RowKind.INDICATOR: 2.0, RowKind.QUADRATIC: 2.5, RowKind.GENERAL: 3.0}
_BIG_M_WEIGHT, _LENGTH_WEIGHT = 5.0, 0.1
_LOGIC = (tree.Logic, tree.Not)
_QUANTIFIERS = frozenset({"forall", "exists"})
_FUNCTIONS = frozenset({"min", "max", "count", "alldifferent"})
_GENERAL = (tree.Call, tree.PiecewiseLinear, tree.NoOverlap, tree.Cumulative)


@dataclass(frozen=True)
class Complexity:
    """The counts of a compiled model that the score is made of; row_length is the mean number of terms in a row."""

    binaries: int
    integers: int
    continuous: int
    rows: dict[RowKind, int]
    big_m_share: float
    row_length: float

    @property
    def score(self) -> float:
        """The weighted sum; 10 to 50 is easy, 50 to 150 medium, 150 to 500 hard."""
        columns = {"binary": self.binaries, "integer": self.integers, "continuous": self.continuous}
        return (
            sum(_COLUMN_WEIGHTS[kind] * count for kind, count in columns.items())
            + sum(_ROW_WEIGHTS[kind] * count for kind, count in self.rows.items())
            + _BIG_M_WEIGHT * self.big_m_share
            + _LENGTH_WEIGHT * self.row_length
        )


def complexity_of(compiled: Compiled) -> Complexity:
    """Return the complexity of a compiled model."""
    problem = compiled.problem
    binaries = int(problem.is_binary.sum())
    integers = int(problem.is_integer.sum()) - binaries
    return Complexity(
        binaries=binaries,
        integers=integers,
        continuous=problem.columns - binaries - integers,
        rows=_rows(compiled),
        big_m_share=_big_m_share(compiled),
        row_length=problem.nonzeros / problem.rows if problem.rows else 0.0,
    )


def _rows(compiled: Compiled) -> dict[RowKind, int]:
    """Return the number of rows by the kind of the constraint or objective that they come from."""
    model = compiled.model
    kinds = {constraint.spec.name: _kind(constraint.expression) for constraint in model.constraints}
    kinds |= {objective.spec.name: _kind(objective.expression) for objective in model.objectives}
    counts = dict.fromkeys(RowKind, 0)
    for block in compiled.row_blocks:
        counts[kinds.get(block.owner, RowKind.LINEAR)] += block.count
    return counts


def _kind(expression: Node) -> RowKind:
    nodes = [node for node in expression.walk() if node.type.degree is not Degree.DATA]
    if any(isinstance(node, _GENERAL) or _operator(node) in _FUNCTIONS for node in nodes):
        return RowKind.GENERAL
    if any(isinstance(node, _LOGIC) or _operator(node) in _QUANTIFIERS for node in nodes):
        return RowKind.INDICATOR
    return RowKind.QUADRATIC if any(_is_quadratic(node) for node in nodes) else RowKind.LINEAR


def _operator(node: Node) -> str:
    return node.operator if isinstance(node, tree.Iterated) else ""


def _is_quadratic(node: Node) -> bool:
    factors = node.factors if isinstance(node, tree.Product) else ()
    return sum(factor.type.degree is not Degree.DATA for factor in factors) > 1


def _big_m_share(compiled: Compiled) -> float:
    """Return the share of coefficients by which a binary column switches a row of other columns on or off."""
    problem = compiled.problem
    if not problem.nonzeros:
        return 0.0
    row_of = np.repeat(np.arange(problem.rows), np.diff(problem.a.indptr))
    is_binary = np.asarray(problem.is_binary)[problem.a.indices]
    has_other = np.zeros(problem.rows, dtype=np.bool_)
    has_other[row_of[~is_binary]] = True
    is_inequality = np.asarray(problem.row_lower != problem.row_upper)
    return float((is_binary & has_other[row_of] & is_inequality[row_of]).mean())
