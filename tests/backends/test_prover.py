"""What several engines say together of a model that has no optimum."""

from __future__ import annotations

import pytest

from metasolve.backends.prover import CLAIMS, verdict
from metasolve.solution import Termination

INFEASIBLE, UNBOUNDED, EITHER = CLAIMS


@pytest.mark.parametrize(
    ("claims", "together"),
    [
        ([INFEASIBLE], INFEASIBLE),
        ([INFEASIBLE, INFEASIBLE], INFEASIBLE),
        ([INFEASIBLE, EITHER], INFEASIBLE),
        ([UNBOUNDED], UNBOUNDED),
        ([UNBOUNDED, EITHER], UNBOUNDED),
        ([EITHER, EITHER], EITHER),
        ([INFEASIBLE, UNBOUNDED], EITHER),
    ],
)
def test_engines_narrow_each_other_down_and_contradictions_stay_open(
    claims: list[Termination], together: Termination
) -> None:
    assert verdict(claims) is together
    assert verdict(reversed(claims)) is together
