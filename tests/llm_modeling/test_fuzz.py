"""A few thousand fuzzed inputs, by grammar and by bytes; `python -m tests.llm_modeling.fuzz COUNT` runs many more."""

from __future__ import annotations

import random

import pytest

from llm_modeling.errors import ExpressionError
from llm_modeling.language import parse_domain, parse_expression, parse_set
from tests.llm_modeling.fuzz import run
from tests.llm_modeling.fuzz_inputs import SEEDS, WORDS, mutated


@pytest.mark.parametrize("seed", range(4))
def test_fuzzed_formulation_compiles_or_is_refused(seed: int) -> None:
    report = run(750, seed)
    assert sum(report.outcomes.values()) == 750
    assert report.outcomes["compiled"] > 75
    assert report.slowest_refusal_s < 0.5  # CPU time; alone on a machine it is under 100 ms
    assert report.peak_growth_bytes < 200_000_000
    assert report.executed == report.crashes == []


@pytest.mark.parametrize("parse", [parse_expression, parse_domain, parse_set])
def test_fuzzed_text_parses_or_is_refused_with_a_place_in_it(parse: object) -> None:
    rng = random.Random(5)
    assert callable(parse)
    places = []
    for _ in range(3_000):
        if rng.random() < 0.5:
            text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 40)))
        else:
            text = mutated(rng, rng.choice(SEEDS).encode()).decode("utf-8", "replace")
        try:
            parse(text)
        except ExpressionError as error:
            places.append((error.column, len(text)))
    assert len(places) > 1_000
    assert all(1 <= column <= length + 1 for column, length in places)
