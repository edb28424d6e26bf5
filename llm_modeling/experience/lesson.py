"""Lessons: a language model words what a failure teaches; the example and all checks are ours."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from llm_modeling.client import LanguageModel, Message, Sampling
from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.failure import Failure
from llm_modeling.experience.insight import Insight, Provenance
from llm_modeling.experience.taxonomy import LABELS
from llm_modeling.experience.words import copied_run
from llm_modeling.formulating.fence import quoted_block
from llm_modeling.json_text import inlined
from llm_modeling.prompts import load_prompt
from llm_modeling.reading import model_from_json

COPIED_WORDS = 12
_NAME = re.compile(r"[^a-z0-9]+")
_CUES = 12


class Lesson(BaseModel):
    """What a model may say of a failure."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(description="Two to five words for the lesson.")
    taxonomy: tuple[str, ...] = Field(description="One to three of the labels.")
    condition: str = Field(description="When the lesson applies, in general words.")
    not_when: str = Field(description="When it does not apply although it may seem to.")
    situation: str
    practice: str = Field(description="What to do.")
    mistake: str = Field(description="What was done instead.")
    why: str = Field(description="Why that is wrong.")
    cues: tuple[str, ...] = Field(description="Words of problem texts that call for the lesson.")


def lesson_schema() -> dict[str, Any]:
    """Return the JSON Schema of a lesson; labels are limited to those of the taxonomy."""
    schema = inlined(Lesson.model_json_schema())
    schema["title"] = "Lesson"
    schema["properties"]["taxonomy"]["items"] = {"type": "string", "enum": sorted(LABELS)}
    return schema


def worded_lesson(failure: Failure, model: LanguageModel, *, seed: int = 0) -> Insight:
    """Return the candidate insight in which a model words what a failure teaches.

    Raises InsightError if the reply is no lesson or copies its source, and what the model raises.
    """
    task = failure.task
    request = load_prompt("lesson").filled(
        problem=quoted_block("The problem", task.text),
        findings=quoted_block("What differs", "\n".join(failure.findings)),
        wrong=quoted_block("Elements of the wrong formulation", failure.wrong or "(none)"),
        right=quoted_block("Elements of the right formulation", failure.right or "(none)"),
        labels="\n".join(f"- {label.name}: {label.definition}" for label in LABELS.values()),
    )
    reply = model.reply(
        [Message("user", request)], schema=lesson_schema(), sampling=Sampling(max_tokens=2048, seed=seed)
    )
    try:
        lesson = model_from_json(Lesson, reply.text)
    except FormulationError as error:
        raise InsightError(f"the model's lesson from task {task.id!r} cannot be used: {error}") from error
    return insight_of(lesson, failure, model.name)


def insight_of(lesson: Lesson, failure: Failure, model: str) -> Insight:
    """Return the candidate of a lesson; raises InsightError if it has no known label or copies its source."""
    task = failure.task
    explanation = (
        f"Situation: {lesson.situation} Practice: {lesson.practice} Mistake: {lesson.mistake} Why: {lesson.why}"
    )
    check_not_copied(task.text, lesson.condition, lesson.not_when, explanation, *lesson.cues)
    labels = tuple(label for label in dict.fromkeys(lesson.taxonomy) if label in LABELS)
    if not labels:
        raise InsightError(f"the lesson from task {task.id!r} has no label of the taxonomy")
    digest = hashlib.sha256(f"{lesson.condition}\n{explanation}\n{task.id}".encode()).hexdigest()[:8]
    slug = _NAME.sub("-", lesson.name.lower()).strip("-")[:48].strip("-")
    cues = tuple(dict.fromkeys(cue.strip()[:80] for cue in lesson.cues if cue.strip(" _*")))[:_CUES]
    return Insight(
        id=f"{slug or 'lesson'}-{digest}",
        taxonomy=labels,
        condition=lesson.condition,
        not_when=lesson.not_when,
        explanation=explanation,
        wrong=failure.wrong,
        right=failure.right,
        cues=cues,
        provenance=Provenance("learned", (task.id,), model),
    )


def check_not_copied(source: str, *texts: str) -> None:
    """Raise InsightError if a text has 12 or more consecutive words of its source: a lesson describes, never copies."""
    for text in texts:
        run = copied_run(text, source, COPIED_WORDS - 1)
        if run:
            raise InsightError(f"the lesson copies {COPIED_WORDS} or more words of its source: {run!r}")
