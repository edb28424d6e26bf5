"""JSON of unknown origin: read with caps on size and nesting, duplicate keys and non-finite numbers refused."""

from __future__ import annotations

import json
import re
from typing import Any

from llm_modeling.errors import DataError, FormulationError, SizeError

MAX_NESTING = 24
_STRUCTURE = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_OTHER = re.compile(r'"(?:[^"\\]+|\\.)*"?|[^"\[\]{}]+', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_MAX_DIGITS = 400


def parse_json(text: str | bytes, path: str | None, limit_bytes: int) -> Any:
    """Return the value of a JSON text.

    Raises SizeError, or FormulationError with the line where it is known.
    """
    if len(text) > limit_bytes:
        raise SizeError(f"{len(text):,} bytes of JSON are more than the {limit_bytes:,} allowed", path=path)
    decoded = _decoded(text, path)
    _check_nesting(decoded, path)
    try:
        value = json.loads(
            decoded, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_whole, parse_float=_decimal
        )
        _check_characters(decoded, value)
        return value
    except json.JSONDecodeError as error:
        raise FormulationError(
            f"this is no JSON: {error.msg}, column {error.colno}", path=path, line=error.lineno
        ) from error
    except _RefusedError as error:
        raise DataError(str(error), path=path) from error


class _RefusedError(ValueError):
    """A text that is nearly JSON, or JSON that says two things at once."""


class UnfitValueError(_RefusedError):
    """A value that is JSON, and no number or text that can be kept; the cause of the DataError that is raised."""


def _decoded(text: str | bytes, path: str | None) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise FormulationError("the text is not UTF-8", path=path, line=line) from error


def _check_nesting(text: str, path: str | None) -> None:
    if _is_flat(text):
        return
    depth = 0
    for match in _STRUCTURE.finditer(text):
        first = match.group()[0]
        if first in "[{":
            depth += 1
            if depth > MAX_NESTING:
                line = text.count("\n", 0, match.start()) + 1
                raise SizeError(f"the JSON is nested more than {MAX_NESTING} levels deep", path=path, line=line)
        elif first in "]}":
            depth -= 1


def _is_flat(text: str) -> bool:
    """Return whether all brackets close within the levels allowed: each pass takes the innermost ones away."""
    brackets = _OTHER.sub("", text)
    for _ in range(MAX_NESTING):
        if not brackets:
            break
        brackets = brackets.replace("[]", "").replace("{}", "")
    return not brackets


def _check_characters(text: str, value: Any) -> None:
    """Refuse halves of a pair of surrogates that stand alone: they are no characters, and no file can hold them."""
    if _SURROGATE.search(text) is None:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(str(error.object)[error.start]):04x}"
        raise UnfitValueError(f"{half} is half of a surrogate pair, which is no character without the other") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RefusedError(f"the key {key[:80]!r} stands twice in one object")
            seen.add(key)
    return result


def _no_constant(word: str) -> float:
    raise _RefusedError(f"{word} is not a number")


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise UnfitValueError(f"a number has {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise UnfitValueError(f"{digits[:40]} is too large")
    return value


def json_text(content: Any) -> str:
    """Return content as indented JSON that ends in a line break."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema with every `$ref` into its `$defs` replaced by what it refers to; it has no cycles."""
    definitions = schema.get("$defs", {})

    def expand(value: Any) -> Any:
        if isinstance(value, list):
            return [expand(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            target = definitions[value["$ref"].rsplit("/", 1)[1]]
            return {**expand(target), **{key: expand(entry) for key, entry in value.items() if key != "$ref"}}
        return {key: expand(entry) for key, entry in value.items() if key != "$defs" and not _is_title(key, entry)}

    result = expand(schema)
    result["title"] = "Formulation"
    return dict(result)


def _is_title(key: str, value: Any) -> bool:
    """Whether this is pydantic's title of a schema and not a property that is called title."""
    return key == "title" and isinstance(value, str)
