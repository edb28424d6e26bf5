"""The schema that a server is asked to hold a formulation to."""

from __future__ import annotations

from typing import Any

from llm_modeling.formulation import Formulation

_REQUIRED = ("schema", "variables", "objectives", "constraints")


def wire_schema() -> dict[str, Any]:
    """Return the JSON Schema of formulations in which what every model has has to be said.

    A formulation leaves out what is empty, so that `{}` is one; a reply that is held to that schema may end there. Keys
    are required in the order of the properties: a grammar made of the schema takes them in no other (xgrammar). Caps on
    lengths are left to the reader: not every server that enforces a schema knows the words for them.
    """
    schema = Formulation.json_schema()
    return {**schema, "required": [name for name in schema["properties"] if name in _REQUIRED]}
