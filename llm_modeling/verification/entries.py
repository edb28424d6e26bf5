"""Entries of parameters that no row, bound or objective depends on: a period or place that the model forgets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.formulation import Formulation, ParameterSpec
from llm_modeling.typed import element_name
from llm_modeling.verification.findings import Finding, warning
from llm_modeling.verification.number_audit import parameters_used
from llm_modeling.verification.rescaling import inline, without_values
from metasolve import MetasolveError

_MOST_ENTRIES = 24
_MOST_COMPILED = 60
_MOST_NONZEROS = 5_000
_MOST_NAMED = 6
_STEP = 1.0009765625


def check_entries(compiled: Compiled, data: Data | None) -> tuple[Finding, ...]:
    """Return the parameters over one set of which some entries that are not 0 change nothing when they are changed.

    The model is compiled once for each entry, so large ones are left out.
    """
    if compiled.rows.coefficients.size > _MOST_NONZEROS:
        return ()
    return tuple(_forgotten(compiled, data))


def _forgotten(compiled: Compiled, data: Data | None) -> Iterator[Finding]:
    formulation = compiled.model.formulation
    used = parameters_used(compiled.model)
    left = _MOST_COMPILED
    for spec in formulation.parameters:
        ground = compiled.ground.parameters[spec.name]
        size = ground.space.size
        if (
            spec.expression
            or spec.name not in used
            or ground.space.arity != 1
            or not 2 <= size <= min(left, _MOST_ENTRIES)
        ):
            continue
        left -= size
        rows = inline(spec, compiled)
        idle = [row[0] for row in rows.entries if row[-1] != 0 and not _matters(compiled, data, rows, row)]
        if 0 < len(idle) < size:
            shown = ", ".join(map(str, idle[:_MOST_NAMED])) + (" and more" if len(idle) > _MOST_NAMED else "")
            message = f"its values for {shown} are used nowhere, those for other members are"
            advice = "a constraint leaves these members out"
            yield warning("entry_unused", element_name(spec), message, advice, spec.quote)


def _matters(compiled: Compiled, data: Data | None, spec: ParameterSpec, row: tuple[int | float | str, ...]) -> bool:
    """Whether the compiled problem changes with one entry."""
    entries = tuple((*e[:-1], float(e[-1]) * _STEP) if e is row else e for e in spec.entries)
    formulation = _with(compiled.model.formulation, spec.model_copy(update={"entries": entries}))
    try:
        changed = compile_model(formulation, without_values(data, (spec.name,)))
    except MetasolveError:
        return True
    pairs = [
        (compiled.rows.coefficients, changed.rows.coefficients),
        (compiled.rows.lower, changed.rows.lower),
        (compiled.rows.upper, changed.rows.upper),
        (compiled.columns.lower, changed.columns.lower),
        (compiled.columns.upper, changed.columns.upper),
        *((one.c, other.c) for one, other in zip(compiled.levels, changed.levels, strict=True)),
    ]
    offsets = [level.offset for level in compiled.levels] != [level.offset for level in changed.levels]
    return offsets or not all(np.array_equal(one, other) for one, other in pairs)


def _with(formulation: Formulation, spec: ParameterSpec) -> Formulation:
    parameters = tuple(spec if other.name == spec.name else other for other in formulation.parameters)
    return formulation.model_copy(update={"parameters": parameters})
