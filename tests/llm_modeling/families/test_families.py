"""Every family: its texts tell all its data, nothing else, and its problems have an optimum worth looking for.

Each framing is tried on few problems here; `trial` tries each family at three sizes with ten seeds.
"""

from __future__ import annotations

import numpy as np
import pytest

from llm_modeling import Compiled, Data, compile_model, verify
from llm_modeling.families import FAMILIES, Family, Triple, generate
from llm_modeling.families.reading import read
from llm_modeling.grounding.columns import FloatArray
from llm_modeling.verification.solving import Outcome, optimum
from metasolve import Problem, check

_SCALES = (0.0, 0.15, 0.3)
_CASES = [
    pytest.param(family, framing.name, id=f"{family.name}-{framing.name}")
    for family in FAMILIES.values()
    for framing in family.framings
]
each_family = pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
each_framing = pytest.mark.parametrize(("family", "framing"), _CASES)


def variants(family: Family, framing: str | None = None) -> list[Triple]:
    """Return small to middling triples, without any option, with all of them, and as drawn."""
    options: tuple[frozenset[str] | None, ...] = (frozenset(), frozenset(family.options), None)
    return [
        generate(family, family.sizes(scale), seed, framing, option)
        for seed, (scale, option) in enumerate(zip(_SCALES, options, strict=True))
    ]


def same(left: Problem, right: Problem) -> bool:
    pairs = [
        (left.c, right.c),
        (left.a.data, right.a.data),
        (left.a.indices, right.a.indices),
        (left.row_lower, right.row_lower),
        (left.row_upper, right.row_upper),
        (left.col_lower, right.col_lower),
        (left.col_upper, right.col_upper),
    ]
    return all(np.array_equal(a, b) for a, b in pairs)


def at_rest(compiled: Compiled) -> FloatArray:
    """Return the point where nothing is done: every column at the bound that is next to 0."""
    return np.asarray(np.clip(0.0, compiled.problem.col_lower, compiled.problem.col_upper), dtype=np.float64)


@each_family
def test_family_has_framings_from_several_industries(family: Family) -> None:
    assert len({framing.name for framing in family.framings}) == len(family.framings) >= 6
    assert len({framing.industry for framing in family.framings}) >= 5


@each_framing
def test_text_has_all_the_data_and_the_options(family: Family, framing: str) -> None:
    for triple in variants(family, framing):
        reading = read(triple.text, FAMILIES)
        assert (reading.family.name, reading.framing.name, reading.options) == (family.name, framing, triple.options)
        again = compile_model(family.formulation(reading.options), Data(reading.values))
        assert same(triple.compiled().problem, again.problem)


@each_framing
def test_verification_finds_nothing_in_a_triple(family: Family, framing: str) -> None:
    triple = generate(family, family.sizes(0.1), 1, framing, family.options)
    findings = verify(triple.formulation, Data(triple.values), triple.text)
    assert findings.passed, f"{triple.text}\n{findings}"


@each_family
def test_every_constraint_and_objective_quotes_its_sentence(family: Family) -> None:
    for triple in variants(family):
        for element in (*triple.formulation.constraints, *triple.formulation.objectives):
            assert element.quote, element
            assert element.quote in triple.text


@each_family
def test_optimum_exists_and_is_better_than_doing_nothing(family: Family) -> None:
    for triple in variants(family):
        compiled = triple.compiled()
        found = optimum(compiled.problem, time_limit_s=20.0)
        assert found.outcome is Outcome.OPTIMAL
        rest = at_rest(compiled)
        if check.check(compiled.problem, rest, 1e-6).feasible:
            value = float(compiled.problem.c @ rest) + compiled.problem.offset
            assert found.value is not None
            assert abs(found.value - value) > 1e-6 * (abs(value) + 1.0)


@each_family
def test_same_arguments_give_the_same_triple(family: Family) -> None:
    one, other = (generate(family, family.sizes(0.1), 5) for _ in range(2))
    assert (one.text, one.formulation, one.values) == (other.text, other.formulation, other.values)
    assert generate(family, family.sizes(0.1), 6).text != one.text
