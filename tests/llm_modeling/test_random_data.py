"""Random data expressions against a plain evaluation in Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_modeling import Formulation, compile_model

VALUES = {1: 2.0, 2: -1.5, 3: 0.25}


@dataclass(frozen=True)
class Sample:
    """An expression in the language and its value for an index t."""

    text: str
    value: Callable[[int], float]


def binary(operator: str, combine: Callable[[float, float], float]) -> Callable[[tuple[Sample, Sample]], Sample]:
    def joined(pair: tuple[Sample, Sample]) -> Sample:
        left, right = pair
        text = f"({left.text}) {operator} ({right.text})"
        return Sample(text, lambda t: combine(left.value(t), right.value(t)))

    return joined


def chosen(parts: tuple[Sample, Sample, Sample]) -> Sample:
    test, yes, no = parts
    text = f"if ({test.text}) <= 0 then ({yes.text}) else ({no.text})"
    return Sample(text, lambda t: yes.value(t) if test.value(t) <= 0 else no.value(t))


def summed(inner: Sample) -> Sample:
    name = f"t{len(inner.text)}"  # an index name that no sum inside has
    text = f"sum{{{name} in T: {name} >= 2}} ({inner.text.replace('[t]', f'[{name}]')})"
    uses_t = "[t]" in inner.text
    return Sample(text, lambda t: sum(inner.value(s if uses_t else t) for s in (2, 3)))


LEAVES = st.one_of(
    st.integers(0, 9).map(lambda n: Sample(str(n), lambda _: float(n))),
    st.just(Sample("c[t]", lambda t: VALUES[t])),
)
SAMPLES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(binary("+", lambda a, b: a + b)),
        st.tuples(inner, inner).map(binary("-", lambda a, b: a - b)),
        st.tuples(inner, inner).map(binary("*", lambda a, b: a * b)),
        inner.map(lambda s: Sample(f"-({s.text})", lambda t: -s.value(t))),
        inner.map(lambda s: Sample(f"abs({s.text})", lambda t: abs(s.value(t)))),
        st.tuples(inner, inner).map(
            lambda p: Sample(f"min({p[0].text}, {p[1].text})", lambda t: min(p[0].value(t), p[1].value(t)))
        ),
        st.tuples(inner, inner, inner).map(chosen),
        inner.map(summed),
    ),
    max_leaves=8,
)


@given(SAMPLES)
def test_random_data_expression_has_its_value_for_every_index(sample: Sample) -> None:
    sections = {
        "sets": [{"name": "T", "expression": "1..3"}],
        "parameters": [
            {"name": "c", "index": "T", "entries": list(VALUES.items())},
            {"name": "p", "index": "t in T", "expression": sample.text},
        ],
    }
    values = compile_model(Formulation.from_json(json.dumps(sections))).ground.parameters["p"].values
    assert values.tolist() == pytest.approx([sample.value(t) for t in VALUES])
