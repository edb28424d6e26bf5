"""A language model as the one who attempts tasks: formulate() with given insights, judged by the task's best value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from llm_modeling.client import LanguageModel
from llm_modeling.experience.insight import Insight
from llm_modeling.experience.task import Attempt, Task
from llm_modeling.formulating.loop import formulate
from llm_modeling.formulating.settings import FormulateSettings

_SETTINGS = FormulateSettings(samples=1, repairs=1, temperature=0.7)


@dataclass(frozen=True)
class Given:
    """An experience that gives the same insights for every text."""

    insights: tuple[Insight, ...]

    def retrieve(
        self, text: str, *, limit: int = 8, model: LanguageModel | None = None, seed: int = 0
    ) -> Sequence[Insight]:
        return self.insights


@dataclass(frozen=True)
class Formulator:
    """Attempts tasks by a language model; the seed of an attempt is that of its sampling."""

    model: LanguageModel
    settings: FormulateSettings = _SETTINGS

    def __call__(self, task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt:
        settings = replace(self.settings, seed=seed)
        made = formulate(task.text, self.model, experience=Given(insights), settings=settings)
        value = None if made.result is None else made.result.objective
        solved = task.is_right(value)
        return Attempt(made.formulation, value, solved, made.findings.passed, made.data)

    def trial(self, task: Task, insights: tuple[Insight, ...], *, seed: int = 0) -> bool:
        """Return whether a task is solved with these insights: a Trial."""
        return self(task, insights, seed=seed).solved
