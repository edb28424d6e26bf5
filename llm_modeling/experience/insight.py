"""Insight: one lesson on formulating, when it applies and when not, with a wrong and a right example; frozen."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Literal, get_args

from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.fragments import checked_fragment, shown_pair

SCHEMA = "metasolve.insight/1"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LABEL = re.compile(r"[^/\n]{1,80}/[^/\n]{1,80}(/[^/\n]{1,80})?")
_LONGEST = {"condition": 4_000, "not_when": 4_000, "explanation": 6_000, "problem": 6_000}
_LONGEST_EXAMPLE = 40_000
# What opens a tag or a control token of a chat template; in JSON it can be spelled out.
_TAG = re.compile(r"<(?=[A-Za-z/!?|｜])|(?<=[|｜])>|\[(?=/?[A-Z_]{2,40}\])")

Origin = Literal["starter", "learned", "merged", "imported"]
Method = Literal["none", "pair", "trial"]


class Status(StrEnum):
    """Only active insights are retrieved; a candidate is not verified yet, retired is for good."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


@dataclass(frozen=True)
class Provenance:
    """Where an insight comes from: sources are task ids or file names, model worded it if it was learned."""

    origin: Origin
    sources: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True)
class Verification:
    """What was shown: by a pair that the solver tells apart, by trials on tasks, or nothing yet.

    solved: source tasks that are solved with the insight; helped: other tasks that are solved with it and not
    without; unbroken: how many tasks of the regression set are solved with it as without; optimum: the best value
    of the right example.
    """

    method: Method = "none"
    solved: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    unbroken: int = 0
    optimum: float | None = None


@dataclass(frozen=True)
class Insight:
    """A lesson.

    taxonomy: labels table/area/topic. condition says when it applies, not_when when it does not, explanation the
    situation, the practice, the common mistake and why. wrong and right are JSON objects of formulation elements, or
    whole small formulations with their data, of the problem if there is one. parents are the insights it was made of;
    foreign marks what speaks of another tool than ours. cues and counter_cues are words of problem texts that speak for
    and against it; `*` stands for the rest of a word, `_` for up to four words.
    """

    id: str
    taxonomy: tuple[str, ...]
    condition: str
    not_when: str
    explanation: str
    wrong: str = ""
    right: str = ""
    problem: str = ""
    cues: tuple[str, ...] = ()
    counter_cues: tuple[str, ...] = ()
    status: Status = Status.CANDIDATE
    foreign: bool = False
    provenance: Provenance = field(default_factory=lambda: Provenance("learned"))
    verification: Verification = field(default_factory=Verification)
    parents: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        """Raise InsightError, saying which field is wrong."""
        if not _ID.fullmatch(self.id):
            raise InsightError(f"insight {self.id[:80]!r}: an id has lower-case letters, digits and -, at most 64")
        if not self.taxonomy:
            raise self._refused("taxonomy", "is empty; give at least one label such as formulation/logic/linking")
        for label in self.taxonomy:
            if not _LABEL.fullmatch(label):
                raise self._refused("taxonomy", f"has {label[:80]!r}, which is not table/area or table/area/topic")
        for cue in (*self.cues, *self.counter_cues):
            if not (cue.strip(" _*") and len(cue) <= 80):
                raise self._refused("cues", f"has {cue[:80]!r}; a cue is a few words")
        for name in ("condition", "explanation"):
            if not getattr(self, name).strip():
                raise self._refused(name, "is empty")
        for name, most in _LONGEST.items():
            if len(getattr(self, name)) > most:
                raise self._refused(name, f"has {len(getattr(self, name)):,} characters, more than {most:,}")
        if not self.foreign:
            self._check_examples()

    def _check_examples(self) -> None:
        for name in ("wrong", "right"):
            text = getattr(self, name)
            if len(text) > _LONGEST_EXAMPLE:
                raise self._refused(name, f"has {len(text):,} characters, more than {_LONGEST_EXAMPLE:,}")
            if text:
                checked_fragment(text, f"insight {self.id!r}, field {name!r}")

    def _refused(self, name: str, reason: str) -> InsightError:
        return InsightError(f"insight {self.id!r}: {name} {reason}")

    def prompt_block(self) -> str:
        """Return the insight as quoted data: one line of JSON, whose end is that of the quotation."""
        wrong, right = (self.wrong, self.right) if self.foreign else shown_pair(self.wrong, self.right)
        content: dict[str, Any] = {
            "insight": self.id,
            "applies": self.condition,
            "does_not_apply": self.not_when,
            "lesson": self.explanation,
        }
        for name, example in (("wrong", wrong), ("right", right)):
            if example:
                content[name] = example if self.foreign else json.loads(example)
        return quoted_json(content)

    def with_status(self, status: Status) -> Insight:
        return replace(self, status=status)

    def to_json(self) -> dict[str, Any]:
        """Return all fields as JSON data of schema metasolve.insight/1."""
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, content: Any) -> Insight:
        """Return the insight of JSON data; raises InsightError, naming the field that is wrong or missing."""
        if not isinstance(content, Mapping):
            raise InsightError("an insight is a JSON object")
        given = {key: value for key, value in content.items() if key != "schema"}
        if content.get("schema", SCHEMA) != SCHEMA:
            raise InsightError(f"the schema is {str(content['schema'])[:60]!r} instead of {SCHEMA!r}")
        known = {entry.name: entry for entry in fields(cls)}
        for name in given:
            if name not in known:
                raise InsightError(f"there is no field {str(name)[:60]!r} in an insight")
        for name in ("id", "taxonomy", "condition", "not_when", "explanation"):
            if name not in given:
                raise InsightError(f"the field {name!r} of an insight is missing")
        return cls(**{name: _value(name, value) for name, value in given.items()})


_TEXTS = ("id", "condition", "not_when", "explanation", "wrong", "right", "problem")


def _value(name: str, value: Any) -> Any:
    """Return the value of a field from JSON data; raises InsightError if it is of another type."""
    if name in _TEXTS and isinstance(value, str):
        return value
    if name in ("taxonomy", "parents", "cues", "counter_cues") and _is_texts(value):
        return tuple(value)
    if name == "status" and value in list(Status):
        return Status(value)
    if name == "foreign" and isinstance(value, bool):
        return value
    if name == "version" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if name == "provenance" and isinstance(value, Mapping):
        return _record(Provenance, name, value)
    if name == "verification" and isinstance(value, Mapping):
        return _record(Verification, name, value)
    raise InsightError(f"field {name!r} of an insight is {str(value)[:60]!r}")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number_or_none(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and math.isfinite(value))


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "origin": lambda value: value in get_args(Origin),
    "model": lambda value: isinstance(value, str),
    "method": lambda value: value in get_args(Method),
    "unbroken": _is_count,
    "optimum": _is_number_or_none,
    **dict.fromkeys(("sources", "solved", "helped"), lambda value: isinstance(value, tuple) and _is_texts(value)),
}


def _record(record: Callable[..., Provenance | Verification], name: str, value: Mapping[str, Any]) -> Any:
    try:
        made = record(**{key: tuple(entry) if isinstance(entry, list) else entry for key, entry in value.items()})
    except TypeError as error:
        raise InsightError(f"{name} of an insight: {error}") from error
    for key, entry in vars(made).items():
        if not _TYPES[key](entry):
            raise InsightError(f"{name} of an insight: {key} is {str(entry)[:60]!r}")
    return made


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value)


def quoted_json(content: Any) -> str:
    """Return content as one line of JSON in which nothing opens a tag and every invisible character is spelled out."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    text = _TAG.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return "".join(c if c.isprintable() else _spelled(c) for c in text)


def _spelled(character: str) -> str:
    return json.dumps(character, ensure_ascii=True)[1:-1]
