"""Mutants differ from the formulation they are made of, and the verifier finds nearly all of them."""

from __future__ import annotations

from itertools import islice

import pytest

from llm_modeling import compile_model
from llm_modeling.verification import verify
from llm_modeling.verification.mutants import MutantKind, mutants
from tests.llm_modeling.verification.cases import cases

TUNED = {case.name: case for case in cases("tuned")}


def test_mutants_are_the_same_every_time_and_all_kinds_are_there() -> None:
    made = [list(mutants(TUNED[name].formulation)) for name in ("depots", "depots")]
    assert made[0] == made[1]
    kinds = {mutant.kind for name in ("depots", "tour") for mutant in mutants(TUNED[name].formulation)}
    assert kinds == set(MutantKind)


@pytest.mark.parametrize("name", ["gas", "dairy", "diet", "bicycles"])
def test_every_mutant_compiles_and_differs(name: str) -> None:
    case = TUNED[name]
    for mutant in mutants(case.formulation, case.data):
        compile_model(mutant.formulation, mutant.data)
        assert mutant.formulation != case.formulation
        assert mutant.change


@pytest.mark.parametrize(("part", "step"), [("tuned", 2), ("second", 2), ("held_out", 1)])
def test_nine_of_ten_mutants_are_found_before_solving(part: str, step: int) -> None:
    found = [
        not verify(mutant.formulation, mutant.data, case.text).passed
        for case in cases(part)
        if case.data is None
        for mutant in islice(mutants(case.formulation, case.data), 0, None, step)
    ]
    assert len(found) > 40
    assert sum(found) >= 0.9 * len(found)
