"""SIRL's test data: en_question and en_answer, some with the original_answer that was corrected, and a difficulty.

Source: github.com/Cardinal-Operations/SIRL, `test_data/`.
"""

from __future__ import annotations

from llm_modeling.evaluation.labels import label_of, number_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of, word_of
from llm_modeling.evaluation.task import Flag, Task

_TOLERANCE = 1e-6


def _matches(record: Content) -> bool:
    return {"en_question", "en_answer"} <= set(record)


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("en_answer"))
    changed = (Flag.CHANGED_LABEL,) if _was_changed(record) else ()
    return Task(
        name_of(record, "id", line),
        FORMAT.name,
        text_of(record, "en_question"),
        label.expected,
        flags=(*label.flags, *changed),
        group=word_of(record, "difficulty"),
        line=line,
    )


def _was_changed(record: Content) -> bool:
    before, after = record.get("original_answer"), record.get("en_answer")
    if before is None:
        return False
    one, other = number_of(before), number_of(after)
    if one is None or other is None:
        return str(before).strip() != str(after).strip()
    return abs(one - other) > _TOLERANCE * (abs(other) + 1.0)


FORMAT = Format("sirl", "SIRL test data", _matches, _task)
