"""The one call in which a language model says which topics of the taxonomy a problem text belongs to."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from llm_modeling.client import LanguageModel, Message, ReplyError, Sampling
from llm_modeling.errors import FormulationError
from llm_modeling.experience.taxonomy import LABELS
from llm_modeling.formulating.fence import quoted_block
from llm_modeling.prompts import load_prompt
from llm_modeling.reading import model_from_json

MOST_LABELS = 8


class Choice(BaseModel):
    """What the model may say."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    labels: tuple[str, ...] = Field(max_length=MOST_LABELS)


def choice_schema() -> dict[str, Any]:
    """Return the JSON Schema of the reply."""
    labels = {"type": "array", "items": {"type": "string", "enum": sorted(LABELS)}, "maxItems": MOST_LABELS}
    return {"type": "object", "properties": {"labels": labels}, "required": ["labels"], "additionalProperties": False}


def chosen_labels(text: str, model: LanguageModel, *, seed: int = 0) -> tuple[str, ...]:
    """Return the labels that a model chooses for a text, in its order.

    Raises ReplyError if its reply is not of the schema or has an unknown label, and what the model raises.
    """
    request = load_prompt("taxonomy").filled(
        labels="\n".join(f"- {label.name}: {label.definition}" for label in LABELS.values()),
        problem=quoted_block("The problem", text),
    )
    reply = model.reply(
        [Message("user", request)], schema=choice_schema(), sampling=Sampling(max_tokens=512, seed=seed)
    )
    try:
        choice = model_from_json(Choice, reply.text)
    except FormulationError as error:
        raise ReplyError(f"the choice of topics cannot be read: {error}") from error
    unknown = [label for label in choice.labels if label not in LABELS]
    if unknown:
        raise ReplyError(f"the choice of topics has {unknown[0][:60]!r}, which is none")
    return tuple(dict.fromkeys(choice.labels))
