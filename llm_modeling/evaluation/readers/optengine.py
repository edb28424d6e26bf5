"""OPT-Engine's test data: question, answer, problem_class and size, one object a line.

Source: github.com/Cardinal-Operations/OPTEngine, `test_data/`.
"""

from __future__ import annotations

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of, word_of
from llm_modeling.evaluation.task import Task


def _matches(record: Content) -> bool:
    return {"question", "answer"} <= set(record)


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("answer"))
    return Task(
        name_of(record, "id", line),
        FORMAT.name,
        text_of(record, "question"),
        label.expected,
        flags=label.flags,
        group=word_of(record, "problem_class"),
        line=line,
    )


FORMAT = Format("optengine", "OPT-Engine test data", _matches, _task)
