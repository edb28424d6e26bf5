"""OptMATH's benchmark folder: en_question and en_answer, an array with id, or one object a line despite `.json`.

Source: github.com/optsuite/OptMATH, `benchmark/`; the NL4OPT, MAMO_EasyLP and MAMO_ComplexLP files there have no id,
and answers that are texts, among them "No Best Solution".
"""

from __future__ import annotations

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of
from llm_modeling.evaluation.task import Task


def _matches(record: Content) -> bool:
    return {"en_question", "en_answer"} <= set(record) <= {"en_question", "en_answer", "id"}


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("en_answer"))
    name = name_of(record, "id", line)
    return Task(name, FORMAT.name, text_of(record, "en_question"), label.expected, flags=label.flags, line=line)


FORMAT = Format("optmath", "OptMATH benchmark files", _matches, _task)
