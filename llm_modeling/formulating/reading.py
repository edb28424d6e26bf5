"""From a reply to a formulation, strictly: what the schema forbids shows that the server did not enforce it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from llm_modeling.client.errors import SchemaNotEnforcedError
from llm_modeling.errors import FormulationError, SizeError
from llm_modeling.formulation import Formulation
from llm_modeling.json_text import UnfitValueError


def read_reply(text: str) -> Formulation:
    """Return the formulation of a reply that was held to the schema, the whole reply being its JSON.

    Raises SchemaNotEnforcedError if it is something that the schema forbids, be it only a word before the JSON: then
    nothing is repaired or picked out of it. Raises FormulationError if the schema allows it and it is wrong all the
    same, such as a name that stands twice, or a number that is too large.
    """
    try:
        return Formulation.from_json(text)
    except FormulationError as error:
        if _schema_allows(error):
            raise
        reason = f"the reply breaks the schema that the server was to hold it to: {error}"
        raise SchemaNotEnforcedError(reason) from error


def _schema_allows(error: FormulationError) -> bool:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return all(
            entry["type"] == "value_error" or _is_number_allowed(entry["type"], entry["input"])
            for entry in cause.errors(include_url=False)
        )
    if isinstance(cause, UnfitValueError):
        return True
    # too large is allowed, nested too deeply is not: the schema is flat
    return isinstance(error, SizeError) and "nested" not in error.bare_reason


def _is_number_allowed(kind: str, value: Any) -> bool:
    """Return whether a number was refused that the schema allows: a whole one past floating point, 2.0 for 2."""
    if kind == "float_type":
        return isinstance(value, int) and not isinstance(value, bool)
    return kind == "int_type" and isinstance(value, float) and value.is_integer()
