"""OptiBench: question, index, type, and results, an object of quantities in words with values as texts.

Nothing marks which quantity is the objective; it is found by its words (objective_name). The other quantities are kept
as evidence only: of several optimal solutions the file lists one.
Source: github.com/yangzhch6/ReSocratic, `data/OptiBench.json`.
"""

from __future__ import annotations

from collections.abc import Mapping

from llm_modeling.evaluation.labels import TINY, number_of
from llm_modeling.evaluation.objective_name import choose
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of, word_of
from llm_modeling.evaluation.task import NO_ANSWER, Expected, ExpectedKind, Flag, RecordError, Task


def _matches(record: Content) -> bool:
    return "question" in record and isinstance(record.get("results"), Mapping)


def _task(record: Content, line: int) -> Task:
    text, results = text_of(record, "question"), record["results"]
    if not isinstance(results, Mapping):
        raise RecordError("the field 'results' is no object of quantities and values")
    quantities, unread = {}, []
    for name, raw in results.items():
        value = number_of(raw)
        if value is None:
            unread.append(name)
        else:
            quantities[name] = value
    choice = choose(text, list(results)) if results else None
    flags: list[Flag] = []
    expected = NO_ANSWER
    if choice is None:
        flags.append(Flag.NO_LABEL)
    elif choice.name in unread:
        expected = Expected(ExpectedKind.UNKNOWN, {}, str(results[choice.name])[:200])
        flags.append(Flag.UNREADABLE_LABEL)
    else:
        value = quantities[choice.name]
        expected = Expected(ExpectedKind.VALUE, {"": value}, str(results[choice.name])[:200])
        flags += [Flag.TRIVIAL_OPTIMUM] if value == 0.0 else [Flag.TINY_LABEL] if abs(value) < TINY else []
        flags += [Flag.OBJECTIVE_UNCLEAR] if not choice.sure else []
    group = word_of(record, "type")
    flags += [Flag.NONLINEAR] if group.startswith("nonlinear") else []
    return Task(
        name_of(record, "index", line),
        FORMAT.name,
        text,
        expected,
        quantities=quantities,
        objective="" if choice is None else choice.name,
        flags=tuple(flags),
        group=group,
        line=line,
    )


FORMAT = Format("optibench", "OptiBench", _matches, _task)
