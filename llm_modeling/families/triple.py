"""Triple: a problem in words with the formulation and the data that it stands for; generate() makes one of a family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.families.family import Family, Framing, Options, Rng, Setting, Values
from llm_modeling.families.numbers import in_digits
from llm_modeling.families.writing import Facts, Text, write
from llm_modeling.formulation import Formulation, Waiver

E = TypeVar("E", bound=BaseModel)
_OPTION_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Triple:
    """Text, formulation and data of one problem, and what they were drawn from."""

    family: str
    framing: str
    industry: str
    seed: int
    sizes: Mapping[str, int]
    options: Options
    text: str
    formulation: Formulation
    values: Mapping[str, Any]

    def compiled(self) -> Compiled:
        """Return the compiled model."""
        return compile_model(self.formulation, Data(self.values))


def generate(
    family: Family,
    sizes: Mapping[str, int],
    seed: int,
    framing: str | None = None,
    options: Iterable[str] | None = None,
) -> Triple:
    """Return the triple of a family that these arguments determine; framing and options are drawn if not given.

    Raises ValueError if a size, framing or option is not one of the family.
    """
    _check_sizes(family, sizes)
    rng = np.random.default_rng([seed, *family.name.encode()])
    drawn = family.framings[int(rng.integers(len(family.framings)))]
    chosen = drawn if framing is None else family.framing(framing)
    tossed = frozenset(option for option in family.options if rng.random() < _OPTION_SHARE)
    wanted = tossed if options is None else frozenset(options)
    if wanted - set(family.options):
        raise ValueError(f"family {family.name!r} has no option {sorted(wanted - set(family.options))[0]!r}")
    values = family.draw(Setting(sizes, wanted, chosen, rng))
    return tell(family, chosen, wanted, values, rng, seed=seed, sizes=sizes)


def tell(
    family: Family, framing: Framing, options: Options, values: Values, rng: Rng, *, seed: int, sizes: Mapping[str, int]
) -> Triple:
    """Return the triple of values in a framing, in a style that rng draws; seed and sizes say where they come from."""
    plain = family.formulation(options)
    text = write(family, framing, options, Facts.of(values, [spec.name for spec in plain.sets]), rng)
    formulation = told(plain, family, framing, text)
    return Triple(
        family.name, framing.name, framing.industry, seed, dict(sizes), options, text.text, formulation, values
    )


def told(plain: Formulation, family: Family, framing: Framing, text: Text) -> Formulation:
    """Return a formulation with the units of a framing and the quotes and waivers of its text."""

    def dressed(elements: Iterable[E]) -> tuple[E, ...]:
        return tuple(_dressed(element, framing, text) for element in elements)

    reason = "it is about something else"
    return plain.model_copy(
        update={
            "title": f"{family.title}: {framing.name.replace('_', ' ')}",
            "sets": dressed(plain.sets),
            "parameters": dressed(plain.parameters),
            "variables": dressed(plain.variables),
            "constraints": dressed(plain.constraints),
            "objectives": dressed(plain.objectives),
            "waived": tuple(Waiver(number=in_digits(value), reason=reason) for value in dict.fromkeys(text.noise)),
        }
    )


def _dressed(element: E, framing: Framing, text: Text) -> E:
    name: str = getattr(element, "name", "")
    update = {"quote": text.quotes.get(name, "")}
    if "unit" in type(element).model_fields and name in framing.units:
        update["unit"] = framing.units[name]
    return element.model_copy(update=update)


def _check_sizes(family: Family, sizes: Mapping[str, int]) -> None:
    wanted = {extent.name for extent in family.extents}
    if set(sizes) != wanted:
        raise ValueError(f"family {family.name!r} has the sizes {sorted(wanted)}, not {sorted(sizes)}")
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"size {name!r} is {size}, less than 1")
