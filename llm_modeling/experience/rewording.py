"""Rewording: a language model says anew when an insight applies; what it says is scored elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from llm_modeling.client import LanguageModel, Message, Sampling
from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.evolution import Evidence, by_statistics
from llm_modeling.experience.insight import Insight
from llm_modeling.experience.lesson import check_not_copied
from llm_modeling.formulating.fence import quoted_block
from llm_modeling.json_text import inlined
from llm_modeling.prompts import load_prompt
from llm_modeling.reading import model_from_json

_SHOWN = 4
_LONGEST = 2_000


class Version(BaseModel):
    """One wording."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    condition: str
    not_when: str
    cues: tuple[str, ...] = ()
    counter_cues: tuple[str, ...] = ()


class Rewording(BaseModel):
    """What the model may say."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    versions: tuple[Version, ...]


def rewording_schema() -> dict[str, Any]:
    """Return the JSON Schema of the reply."""
    return {**inlined(Rewording.model_json_schema()), "title": "Rewording"}


@dataclass(frozen=True)
class ByModel:
    """Versions by a language model, besides those by statistics."""

    model: LanguageModel
    seed: int = 0

    def __call__(self, insight: Insight, evidence: Evidence) -> Sequence[Insight]:
        """Return versions; raises InsightError if the reply is none or copies a text, and what the model raises."""
        request = load_prompt("condition").filled(
            lesson=quoted_block("The lesson", insight.prompt_block()),
            helped=_quoted("It helped on", evidence.helped),
            missed=_quoted("It was not shown and would have helped on", evidence.missed),
            harmed=_quoted("It did harm on", evidence.harmed),
        )
        sampling = Sampling(max_tokens=2048, seed=self.seed)
        reply = self.model.reply([Message("user", request)], schema=rewording_schema(), sampling=sampling)
        try:
            versions = model_from_json(Rewording, reply.text).versions
        except FormulationError as error:
            raise InsightError(f"the new wording of insight {insight.id!r} cannot be used: {error}") from error
        for version in versions:
            for source in (*evidence.wanted, *evidence.harmed):
                check_not_copied(source, version.condition, version.not_when)
        return [*(_applied(insight, version) for version in versions), *by_statistics(insight, evidence)]


def _applied(insight: Insight, version: Version) -> Insight:
    return replace(
        insight,
        condition=version.condition,
        not_when=version.not_when,
        cues=tuple(cue for cue in version.cues if cue.strip(" _*")) or insight.cues,
        counter_cues=tuple(cue for cue in version.counter_cues if cue.strip(" _*")),
    )


def _quoted(label: str, texts: Sequence[str]) -> str:
    shown = [text[:_LONGEST] for text in texts[:_SHOWN]]
    return "\n\n".join(quoted_block(f"{label}, {k}", text) for k, text in enumerate(shown, 1)) or f"{label}: nothing."
