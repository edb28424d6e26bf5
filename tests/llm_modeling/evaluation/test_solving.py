"""Solving one reply: what presolve says is not the last word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from llm_modeling.evaluation.solving import settled
from llm_modeling.verification.solving import Outcome
from metasolve import Problem, read

WRONG = Path(__file__).parents[2] / "wrong_optimum.mps"


def test_wrong_optimum_of_presolve_is_found_out() -> None:
    """HiGHS 1.12 and 1.15.1 say 966,794."""
    assert settled(read(WRONG), 30.0).value == pytest.approx(963794.0)


@pytest.mark.parametrize(
    ("upper", "integrality", "outcome"),
    [
        (0.5, 1, Outcome.INFEASIBLE),
        (np.inf, 1, Outcome.UNBOUNDED),
        (0.5, 0, Outcome.OPTIMAL),
        (2.5, 1, Outcome.OPTIMAL),
    ],
)
def test_outcome_is_told_apart(upper: float, integrality: int, outcome: Outcome) -> None:
    problem = Problem.from_arrays(
        c=[1.0], a=[[1.0]], row_lower=[0.1], row_upper=[upper], integrality=[integrality], sense="max"
    )
    assert settled(problem, 10.0).outcome is outcome
