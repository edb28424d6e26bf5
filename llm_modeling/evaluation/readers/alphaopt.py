"""AlphaOPT's clean tasks: task_id, description and ground_truth. A correct_program, where there is one, is not read.

Source: github.com/Minw913/AlphaOPT, `data/optimization_tasks/clean/`.
"""

from __future__ import annotations

from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, name_of, text_of
from llm_modeling.evaluation.task import Task


def _matches(record: Content) -> bool:
    return {"description", "ground_truth"} <= set(record)


def _task(record: Content, line: int) -> Task:
    label = label_of(record.get("ground_truth"))
    name = name_of(record, "task_id", line)
    return Task(name, FORMAT.name, text_of(record, "description"), label.expected, flags=label.flags, line=line)


FORMAT = Format("alphaopt", "AlphaOPT clean tasks", _matches, _task)
