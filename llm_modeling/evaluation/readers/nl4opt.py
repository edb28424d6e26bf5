"""NL4OPT's generation data: one `{id: record}` a line, with annotated objective and constraints.

The gold is a structure without optimal value and without integrality: a task gets the annotated model in two readings,
continuous and integer, and its expected values are the optima of both, which golds.solved fills in.
Source: github.com/nl4opt/nl4opt-competition, `generation_data/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from llm_modeling.evaluation.number_words import number_in_words
from llm_modeling.evaluation.readers.contract import Content, Format, text_of
from llm_modeling.evaluation.readers.nl4opt_gold import annotated, goal_of
from llm_modeling.evaluation.task import Flag, Gold, RecordError, Task
from llm_modeling.formulation import VariableKind

_FIELDS = {"document", "obj_declaration", "const_declarations"}


def _matches(record: Content) -> bool:
    inner = next(iter(record.values()), None) if len(record) == 1 else None
    return isinstance(inner, Mapping) and set(inner) >= _FIELDS


def _task(record: Content, line: int) -> Task:
    ((name, content),) = record.items() if len(record) == 1 else ((None, None),)
    if not isinstance(name, str) or not isinstance(content, Mapping):
        raise RecordError("a line holds one object under the record's id")
    model = annotated(content)
    golds = tuple(
        Gold(model.formulation(kind), {}, reading)
        for reading, kind in (("continuous", VariableKind.CONTINUOUS), ("integer", VariableKind.INTEGER))
    )
    flags = (*model.flags, *((Flag.UNUSED_NUMBER,) if _unused(content) else ()))
    return Task(
        name,
        FORMAT.name,
        text_of(content, "document"),
        sense=goal_of(content["obj_declaration"]),
        golds=golds,
        flags=flags,
        group=f"{len(model.names)} variables",
        line=line,
    )


def _unused(content: Content) -> list[str]:
    """Return the numbers that are marked in the text as limits or parameters and are in no declaration."""
    declared = {_value(text) for text in _declared(content)}
    spans = content.get("spans")
    marked = [
        str(span.get("text", ""))
        for span in (spans if isinstance(spans, list) else [])
        if isinstance(span, Mapping) and span.get("label") in ("LIMIT", "PARAM")
    ]
    return [text for text in marked if _value(text) is not None and _value(text) not in declared]


def _declared(content: Content) -> list[str]:
    declarations = [content["obj_declaration"], *content["const_declarations"]]
    found: list[str] = []
    for declaration in declarations:
        found += [str(declaration[field]) for field in ("limit", "param") if field in declaration]
        terms = declaration.get("terms")
        found += [str(value) for value in terms.values()] if isinstance(terms, Mapping) else []
    return found


def _value(text: str) -> float | None:
    try:
        return number_in_words(text)
    except RecordError:
        return None


FORMAT = Format("nl4opt", "NL4OPT generation data", _matches, _task)
