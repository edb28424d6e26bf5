"""From JSON to a frozen model; what pydantic finds wrong is said with the element's name and a suggestion."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from llm_modeling.errors import FormulationError, SizeError, did_you_mean
from llm_modeling.json_text import parse_json
from llm_modeling.limits import DEFAULT_LIMITS
from metasolve import ModelNotFoundError

M = TypeVar("M", bound=BaseModel)


def model_from_json(model: type[M], text: str | bytes, path: str | None = None) -> M:
    """Return the pydantic model of a JSON text; raises FormulationError naming element and field, or SizeError."""
    content = parse_json(text, path, DEFAULT_LIMITS.model_bytes)
    if not isinstance(content, dict):
        raise FormulationError("a formulation is a JSON object with sets, variables, ...", path=path)
    for section, elements in content.items():
        if isinstance(elements, list) and len(elements) > DEFAULT_LIMITS.elements:
            reason = (
                f"{section[:40]!r} has {len(elements):,} entries, more than the {DEFAULT_LIMITS.elements:,} allowed"
            )
            raise SizeError(reason, path=path, suggestion="use an index instead of one entry each")
    try:
        return model.model_validate(_with_tuples(content))
    except ValidationError as error:
        raise _translated(model, content, error, path) from error


def model_from_file(model: type[M], path: str | Path) -> M:
    """Return the pydantic model of a JSON file; raises ModelNotFoundError if it cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(DEFAULT_LIMITS.model_bytes + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error
    return model_from_json(model, data, str(path))


def _with_tuples(value: Any) -> Any:
    """Return value with lists as tuples, which strict validation of Python values asks for."""
    if isinstance(value, list):
        return tuple(_with_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _with_tuples(entry) for key, entry in value.items()}
    return value


def _translated(model: type[BaseModel], content: Any, error: ValidationError, path: str | None) -> FormulationError:
    first = error.errors(include_url=False)[0]
    place = first["loc"]
    suggestion = None
    if first["type"] == "extra_forbidden":
        suggestion = did_you_mean(str(place[-1]), _fields_at(model, place[:-1]))
    reason = _reason(first)
    more = error.error_count() - 1
    if more:
        reason += f" (and {more} more)"
    return FormulationError(reason, element=_element(content, place) or None, suggestion=suggestion, path=path)


def _reason(error: ErrorDetails) -> str:
    field = str(error["loc"][-1])[:60] if error["loc"] else ""
    kind, message = error["type"], error["msg"]
    if kind == "extra_forbidden":
        return f"there is no field {field!r}"
    if kind == "missing":
        return f"the field {field!r} is missing"
    return message.removeprefix("Value error, ")


def _element(content: Any, place: tuple[int | str, ...]) -> str:
    """Return how the element at a place is called: `constraint 'demand', field 'expression'`."""
    if not place:
        return ""
    words = [str(place[0])[:60]]
    rest = place[1:]
    if rest and isinstance(rest[0], int):
        entries = content.get(place[0])
        entry = entries[rest[0]] if isinstance(entries, list) and rest[0] < len(entries) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        singular = str(place[0]).removesuffix("s")
        words = [f"{singular} {name[:64]!r}" if isinstance(name, str) else f"{place[0]}[{rest[0]}]"]
        rest = rest[1:]
    if rest:
        words.append(f"field {str(rest[0])[:60]!r}")
        words += [f"entry {step}" for step in rest[1:2] if isinstance(step, int)]
    return ", ".join(words)


def _fields_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Return the names of the fields of the model, or of the element at a place in one of its lists."""
    if not place:
        return [field.alias or name for name, field in model.model_fields.items()]
    field = model.model_fields.get(str(place[0]))
    arguments = getattr(field.annotation, "__args__", ()) if field is not None else ()
    inner = arguments[0] if arguments else None
    return list(inner.model_fields) if isinstance(inner, type) and issubclass(inner, BaseModel) else []
