"""Errors as RFC 9457 problem details, whoever raises them: a route, the framework, or the model that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from llm_modeling.errors import ExpressionError, FormulationError
from metasolve import MetasolveError

MEDIA_TYPE = "application/problem+json"
TYPES = {
    "bad-request": (400, "The request cannot be read"),
    "unauthorized": (401, "A valid API key is needed"),
    "forbidden": (403, "The request is not allowed"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "The method is not allowed here"),
    "not-finished": (409, "The job has no such result yet"),
    "no-result": (404, "The job has no such result"),
    "body-too-large": (413, "The body is too large"),
    "media-type": (415, "The media type is not understood"),
    "wrong-host": (421, "The service is asked by a name that it does not have"),
    "invalid-request": (422, "The request is not valid"),
    "invalid-model": (422, "The model is not valid"),
    "idempotency-key-reused": (422, "The idempotency key belongs to another request"),
    "too-many-jobs": (429, "Too many jobs are waiting"),
    "too-many-requests": (429, "Too many requests"),
    "internal": (500, "Something went wrong inside the service"),
    "language-model-failed": (502, "The language model did not answer as it should"),
    "no-language-model": (503, "No language model is configured"),
    "busy": (503, "The service is busy"),
    "stopping": (503, "The service is stopping"),
    "time-limit": (504, "The time limit was reached"),
    "worker-died": (500, "The worker ended before its time"),
    "out-of-memory": (507, "The memory limit was reached"),
}
"""Slug of a problem type -> status and title."""


class ProblemError(BaseModel):
    """One of several things that are wrong, and where."""

    model_config = ConfigDict(extra="allow")

    message: str
    element: str = Field(default="", description="The part of the model: constraint 'demand'.")
    field: str = Field(default="", description="Its field: expression. Or the place in the request: time_limit_s.")
    span: tuple[int, int] | None = Field(default=None, description="Start and end in the text of that field.")
    suggestion: str = ""


class ProblemDetails(BaseModel):
    """What went wrong: RFC 9457."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "/v1/problems/not-found",
                    "title": "There is nothing here",
                    "status": 404,
                    "detail": "there is no job 'x'",
                }
            ]
        },
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[ProblemError] = []


class Problem(HTTPException):
    """A request that ends in problem details; an HTTPException, since FastAPI lets only those out of reading a body."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(TYPES[slug][0] if status is None else status, detail, dict(headers or {}))
        self.slug, self.errors = slug, list(errors)

    def to_json(self, instance: str = "") -> dict[str, Any]:
        """Return the problem details."""
        body: dict[str, Any] = {
            "type": f"/v1/problems/{self.slug}",
            "title": TYPES[self.slug][1],
            "status": self.status_code,
            "detail": self.detail,
        }
        if instance:
            body["instance"] = instance
        if self.errors:
            body["errors"] = self.errors
        return body


def retry_after(seconds: float) -> dict[str, str]:
    """Return the header that says when to come back, in whole seconds, at least 1."""
    return {"Retry-After": str(max(1, int(-(-seconds // 1))))}


def model_error(error: MetasolveError) -> dict[str, Any]:
    """Return what is wrong with a model: message, element, field, span, suggestion."""
    if not isinstance(error, FormulationError):
        return {"message": str(error), "element": "", "field": "", "span": None, "suggestion": ""}
    element, _, field = (error.element or "").partition(", field ")
    span = [error.span.start, error.span.end] if isinstance(error, ExpressionError) else None
    message = error.bare_reason
    if error.path is not None:
        message = f"{error.path}:{error.line}: {message}" if error.line is not None else f"{error.path}: {message}"
    return {
        "message": message,
        "element": element,
        "field": field.strip("'"),
        "span": span,
        "suggestion": error.suggestion or "",
    }


def invalid_model(error: MetasolveError) -> Problem:
    """Return the problem that a model cannot be used."""
    return Problem("invalid-model", str(error), errors=[model_error(error)])


def response_to(problem: Problem, request: Request) -> Response:
    """Return the answer to a request that ended in a problem."""
    body = problem.to_json(request.url.path)
    if request.url.path == "/v1/chat/completions":
        # what clients of OpenAI's API read
        body["error"] = {"message": problem.detail, "type": problem.slug, "param": None, "code": problem.slug}
    return JSONResponse(body, problem.status_code, problem.headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let every error of the app be answered by problem details."""

    async def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return response_to(error, request)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return response_to(_invalid(error), request)

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return response_to(_of_framework(error), request)

    app.add_exception_handler(Problem, own)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, framework)


def _invalid(error: RequestValidationError) -> Problem:
    found = error.errors()
    if any(entry["type"] == "json_invalid" for entry in found):
        return Problem("bad-request", f"this is no JSON: {found[0].get('ctx', {}).get('error', '')}")
    errors = [
        {"message": _shown(entry["msg"]), "element": "", "field": ".".join(map(str, entry["loc"]))[:200]}
        for entry in found[:20]
    ]
    return Problem("invalid-request", "; ".join(f"{e['field']}: {e['message']}" for e in errors[:3]), errors=errors)


def _shown(message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text if len(text) <= 500 else text[:497] + "..."


def _of_framework(error: HTTPException) -> Problem:
    slugs = {status: slug for slug, (status, _) in reversed(TYPES.items())}
    slug = slugs.get(error.status_code)
    detail = str(error.detail)
    if slug is None:
        slug = "bad-request" if error.status_code < 500 else "internal"
    if detail == HTTPStatus(error.status_code).phrase:
        detail = ""
    return Problem(slug, detail, headers=error.headers, status=error.status_code)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the entries of OpenAPI for answers with these statuses."""
    titles = {status: title for _, (status, title) in reversed(TYPES.items())}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": titles[status], "content": content} for status in statuses}
