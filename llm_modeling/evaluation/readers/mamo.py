"""MAMO's optimization files: id, Question and Answer, one object a line.

Source: github.com/FreedomIntelligence/Mamo, `data/optimization/`.
"""

from __future__ import annotations

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of, word_of
from llm_modeling.evaluation.task import Task


def _matches(record: Content) -> bool:
    return {"Question", "Answer"} <= set(record)


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("Answer"))
    group = word_of(record, "Category")
    text = text_of(record, "Question")
    return Task(
        name_of(record, "id", line), FORMAT.name, text, label.expected, flags=label.flags, group=group, line=line
    )


FORMAT = Format("mamo", "MAMO optimization files", _matches, _task)
