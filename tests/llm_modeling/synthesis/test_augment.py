"""What is made of an accepted problem: the same problem told otherwise, or another one."""

from __future__ import annotations

import pytest

from llm_modeling.equivalence import canonical_hash
from llm_modeling.families import FAMILIES, Family, Triple, generate
from llm_modeling.synthesis.acceptance import judge
from llm_modeling.synthesis.augment import KEEPS_PROBLEM, Augmentation, augmented

_KINDS = pytest.mark.parametrize("kind", list(Augmentation), ids=[kind.name for kind in Augmentation])
_FAMILIES = pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))


def original(family: Family) -> Triple:
    return generate(family, family.sizes(0.1), 7, options=family.options[:1])


@_FAMILIES
@_KINDS
def test_result_is_accepted_and_keeps_the_problem_where_it_should(family: Family, kind: Augmentation) -> None:
    triple = original(family)
    other = augmented(family, triple, kind, 11)
    if other is None:
        assert kind is Augmentation.CONSTRAINT
        assert triple.options == set(family.options)
        return
    assert judge(other, other.compiled()).accepted
    before, after = (canonical_hash(one.compiled().problem) for one in (triple, other))
    if kind in KEEPS_PROBLEM:  # an added constraint may hold anyway, and fresh numbers may be the old ones
        assert before == after
    assert (other.framing != triple.framing) is (kind is Augmentation.SUBSTITUTION)
    assert (other.options > triple.options) is (kind is Augmentation.CONSTRAINT)
