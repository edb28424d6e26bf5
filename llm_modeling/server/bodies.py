"""What requests and answers hold, as pydantic models; OpenAPI is made from them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_LP, SAMPLE_TEXT

MAX_TEXT = 200_000
TableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,126}\.(csv|json)$")]


class Kind(StrEnum):
    """What a job does."""

    SOLVE = "solve"
    FORMULATE = "formulate"
    FORMULATE_AND_SOLVE = "formulate_and_solve"


class State(StrEnum):
    """Where a job is; the last three are final."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (State.COMPLETED, State.FAILED, State.CANCELLED)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ModelRequest(_Body):
    """A formulation with its data."""

    formulation: dict[str, Any] = Field(description="Schema metasolve.formulation/1.")
    data: dict[str, Any] = Field(default={}, description="Values of sets and parameters by name.")
    tables: dict[TableName, str] = Field(default={}, description="CSV or JSON text by the name of the file.")
    text: str = Field(default="", max_length=MAX_TEXT, description="The problem in words, to check the model against.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA, "text": SAMPLE_TEXT}],
        }
    )


class JobRequest(_Body):
    """What to do: solve a model or a formulation, or formulate a text (and solve that)."""

    kind: Kind = Field(strict=False)
    model: str | None = Field(default=None, min_length=1, description="solve: the text of an MPS or LP file.")
    formulation: dict[str, Any] | None = Field(default=None, description="solve: schema metasolve.formulation/1.")
    data: dict[str, Any] = Field(default={}, description="solve: values of sets and parameters by name.")
    text: str | None = Field(
        default=None, min_length=1, max_length=MAX_TEXT, description="The problem in words; needed to formulate."
    )
    tables: dict[TableName, str] = Field(default={}, description="CSV or JSON text by the name of the file.")
    samples: int = Field(default=1, ge=1, le=99, description="How many formulations are drafted and vote.")
    time_limit_s: float | None = Field(default=None, gt=0, allow_inf_nan=False, description="Of the solve.")
    mip_gap: float = Field(default=1e-4, ge=0, le=1e6, allow_inf_nan=False)
    threads: int = Field(default=1, ge=1, le=1024)
    seed: int = Field(default=0, ge=0, lt=2**31)

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "solve", "formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA, "time_limit_s": 10},
                {"kind": "solve", "model": SAMPLE_LP, "time_limit_s": 10},
                {"kind": "formulate_and_solve", "text": SAMPLE_TEXT, "samples": 3},
            ],
        }
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind is Kind.SOLVE:
            if (self.model is None) == (self.formulation is None):
                raise ValueError("a job of kind solve has either a `model` or a `formulation`")
            if self.model is not None and (self.data or self.tables):
                raise ValueError("`data` and `tables` belong to a `formulation`, not to a `model`")
        else:
            if self.text is None or not self.text.strip():
                raise ValueError(f"a job of kind {self.kind} has a `text`")
            if self.model is not None or self.formulation is not None or self.data:
                raise ValueError(f"a job of kind {self.kind} has a `text` and `tables` only")
        return self


class FormulateRequest(_Body):
    """A text to formulate, and to solve unless told not to, while the client waits."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)
    tables: dict[TableName, str] = {}
    samples: int = Field(default=1, ge=1, le=99)
    solve: bool = True
    time_limit_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    seed: int = Field(default=0, ge=0, lt=2**31)

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": SAMPLE_TEXT, "samples": 1}]})


class ChatMessage(BaseModel):
    """A message; content is a text or OpenAI's list of parts, of which the texts count."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class ChatRequest(BaseModel):
    """OpenAI's request, of which model, messages, stream and n = 1 count; nothing else is passed on."""

    model: str = "metasolve"
    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    stream: bool = False
    n: Literal[1] | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"model": "metasolve", "messages": [{"role": "user", "content": SAMPLE_TEXT}]}]}
    )

    def problem_text(self) -> str:
        """Return the text of the last message of the user, empty if there is none."""
        for message in reversed(self.messages):
            if message.role == "user":
                if isinstance(message.content, str):
                    return message.content.strip()
                parts = [part.get("text") for part in message.content or ()]
                return "\n".join(part for part in parts if isinstance(part, str)).strip()
        return ""


class JobProgress(BaseModel):
    """Where the solve is; values are those of the newest event."""

    model_config = ConfigDict(extra="allow")

    phase: str = Field(default="", description="The name of the newest event.")
    time_s: float | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    incumbents: int = 0


class Job(BaseModel):
    """A job; result is there once it is completed, or cancelled after a solution was found."""

    id: str
    kind: Kind
    state: State
    created: str = Field(description="RFC 3339, UTC.")
    started: str | None = None
    ended: str | None = None
    attempt: int = Field(default=0, description="How often the job was started.")
    progress: JobProgress
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = Field(default=None, description="Problem details, if the job failed.")
    links: dict[str, str]


class JobList(BaseModel):
    """Jobs, newest first, without their results."""

    jobs: list[Job]
    next: str | None = Field(default=None, description="Where the next page is.")


class Example(BaseModel):
    """A problem of the gallery."""

    name: str
    title: str
    industry: str
    text: str
    tables: dict[str, str]
    formulation: dict[str, Any]
    data: dict[str, Any]


class ExampleList(BaseModel):
    """The gallery."""

    examples: list[Example]


class CompileAnswer(BaseModel):
    """What a formulation is made of, what is doubtful about it, and its math."""

    anatomy: dict[str, Any]
    findings: list[dict[str, Any]]
    math: dict[str, Any]


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"


class ServiceLimits(BaseModel):
    """What the service takes at most; waiting counts the jobs of one key, queue those of all."""

    body_bytes: int
    text_length: int
    samples: int
    threads: int
    time_limit_s: float = Field(description="Of a job that asks for none.")
    longest_s: float = Field(description="The most that a job may ask for as time_limit_s.")
    waiting: int
    queue: int
    requests_per_minute: int


class Readiness(BaseModel):
    """Whether jobs are taken, and what the service has."""

    status: Literal["ready", "starting", "stopping", "unfit"]
    language_model: dict[str, Any]
    confinement: dict[str, Any]
    workers: dict[str, Any]
    library: dict[str, Any]
    limits: ServiceLimits
    version: str
