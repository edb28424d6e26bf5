"""mutated_replies: what a modeler with one fault would say, to try a harness that has to find each of them.

A mutant may by chance be equivalent to the gold formulation on the given data, such as one without a redundant
constraint; the comparison of structures tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from llm_modeling.compile import compile_model
from llm_modeling.data import Data
from llm_modeling.evaluation.replies import RecordedReply
from llm_modeling.evaluation.reply_text import reply_json
from llm_modeling.evaluation.task import Gold, Task
from llm_modeling.verification.mutants import Mutant, mutants
from metasolve import MetasolveError

MODEL = "mutants"


def mutated_replies(tasks: Iterable[Task], per_task: int | None = None, seed: int = 0) -> Iterator[RecordedReply]:
    """Yield a reply for each mutant of each task with a gold formulation, numbered as its samples.

    With per_task, so many of them are drawn at most. settings["mutant"] says kind, element and change. A task whose
    gold formulation does not compile without tables has none.
    """
    for place, task in enumerate(tasks):
        if not task.golds:
            continue
        made = list(_mutants(task.golds[0]))
        if per_task is not None and len(made) > per_task:
            rng = np.random.default_rng([seed, place])
            made = [made[k] for k in sorted(rng.choice(len(made), per_task, replace=False))]
        for sample, mutant in enumerate(made):
            data = {} if mutant.data is None else mutant.data.values
            yield RecordedReply(
                task.id,
                reply_json(mutant.formulation, data),
                sample,
                MODEL,
                task.fingerprint,
                settings={"mutant": {"kind": str(mutant.kind), "element": mutant.element, "change": mutant.change}},
            )


def _mutants(gold: Gold) -> Iterator[Mutant]:
    data = Data(gold.values)
    try:
        compile_model(gold.formulation, data)
    except MetasolveError:
        return
    yield from mutants(gold.formulation, data)
