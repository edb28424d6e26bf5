"""Limits: how large a formulation, its data and its expansion may be; what is larger is refused by its counts."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Caps that are checked before anything of that size is made.

    rows, columns and terms (coefficients, before equal ones are added up) count the compiled problem; members
    counts one set or index, combinations one expansion, expansion those of the whole model; model_bytes and
    table_bytes count input files, elements one section of the model, expression_characters all its expressions.
    """

    rows: int = 2_000_000
    columns: int = 2_000_000
    terms: int = 10_000_000
    members: int = 2_000_000
    combinations: int = 5_000_000
    expansion: int = 40_000_000
    model_bytes: int = 4_000_000
    table_bytes: int = 128_000_000
    elements: int = 2_000
    expression_characters: int = 200_000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{field.name} is {value!r} instead of a positive integer")


DEFAULT_LIMITS = Limits()
