"""Augmentation: other problems of an accepted one; each is checked again like any other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np

from llm_modeling.families.family import Family, Framing, Options, Rng, Values
from llm_modeling.families.triple import Triple, generate, tell


class Augmentation(StrEnum):
    """What is changed; the structure and the numbers stay in the first two."""

    REWRITE = "rewrite"
    """Other sentences for the same problem in the same setting."""
    SUBSTITUTION = "semantic substitution"
    """The same numbers and structure in another setting, with other names."""
    CONSTRAINT = "added constraint"
    """An option that the problem did not have, where the family has one left."""
    NUMBERS = "changed numbers"
    """New data for the same structure and setting."""


KEEPS_PROBLEM = frozenset({Augmentation.REWRITE, Augmentation.SUBSTITUTION})
"""Augmentations that leave the problem as it is, up to names."""


def augmented(family: Family, triple: Triple, kind: Augmentation, seed: int) -> Triple | None:
    """Return another triple made of one; None if the family has nothing left to do so."""
    rng = np.random.default_rng([seed, *kind.encode()])
    framing = family.framing(triple.framing)
    if kind is Augmentation.REWRITE:
        return tell(family, framing, triple.options, dict(triple.values), rng, seed=triple.seed, sizes=triple.sizes)
    if kind is Augmentation.SUBSTITUTION:
        return _substituted(family, triple, framing, rng)
    if kind is Augmentation.CONSTRAINT:
        left = sorted(set(family.options) - triple.options)
        if not left:
            return None
        options: Options = triple.options | {left[int(rng.integers(len(left)))]}
        return generate(family, triple.sizes, triple.seed, framing.name, options)
    return generate(family, triple.sizes, seed, framing.name, triple.options)


def _substituted(family: Family, triple: Triple, framing: Framing, rng: Rng) -> Triple | None:
    others = [other for other in family.framings if other is not framing]
    if not others:
        return None
    chosen = others[int(rng.integers(len(others)))]
    ordered = {spec.name for spec in family.formulation(triple.options).sets if spec.ordered}
    values = _renamed(triple.values, chosen, rng, ordered)
    return tell(family, chosen, triple.options, values, rng, seed=triple.seed, sizes=triple.sizes)


def _renamed(values: Mapping[str, Any], framing: Framing, rng: Rng, ordered: set[str]) -> Values:
    """Return values with other names for the members of sets; a member of several sets has one name.

    Members of ordered sets stay: Tuesday comes after Monday.
    """
    names: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], str) and name not in ordered:
            fresh = [member for member in value if member not in names]
            taken = set(names.values())
            drawn = [member for member in framing.pick(rng, name, len(fresh) + len(taken)) if member not in taken]
            names.update(zip(fresh, drawn, strict=False))

    def of(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return [of(piece) for piece in part]
        return names.get(part, part) if isinstance(part, str) else part

    return {name: of(value) for name, value in values.items()}
