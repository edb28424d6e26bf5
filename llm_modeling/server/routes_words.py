"""The short ways: formulate while the client waits, and OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from llm_modeling.server.access import Owner
from llm_modeling.server.bodies import ChatRequest, FormulateRequest, Job, JobRequest, Kind, State
from llm_modeling.server.job_view import job_text
from llm_modeling.server.problems import TYPES, Problem, documented
from llm_modeling.server.routes_jobs import check
from llm_modeling.server.service import Service, service_of
from llm_modeling.server.store import JobRow
from llm_modeling.server.strict_json import StrictRoute

router = APIRouter(prefix="/v1", tags=["words"], route_class=StrictRoute)

_STATUSES = (400, 401, 413, 415, 422, 429, 502, 503)
_WATCH_S = 1.0


@router.post(
    "/formulate",
    response_model=Job,
    summary="Formulate a text while the client waits",
    responses={202: {"model": Job, "description": "It takes longer; the job goes on"}, **documented(*_STATUSES)},
)
async def formulate_text(request: Request, body: FormulateRequest, owner: Owner) -> Response:
    """Return the job of the text once it has ended, or as it is after a minute."""
    service = service_of(request)
    kind = Kind.FORMULATE_AND_SOLVE if body.solve else Kind.FORMULATE
    wanted = body.model_dump(mode="json", exclude={"solve"}, exclude_unset=True)
    row = await _begin(service, owner, JobRequest(kind=kind, **wanted))
    ended = await _end_of(service, row, request, service.settings.short_s)
    text = await service.in_thread(job_text, ended or row, service.store)
    return Response(
        text, 200 if ended is not None else 202, {"Location": f"/v1/jobs/{row.id}"}, media_type="application/json"
    )


@router.post(
    "/chat/completions",
    summary="Formulate and solve, in OpenAI's shape",
    response_model=dict[str, Any],
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The answer"},
        **documented(*_STATUSES, 504),
    },
)
async def chat(request: Request, body: ChatRequest, owner: Owner) -> Response:
    """Return the answer to the last message of the user, as Markdown; a client that leaves cancels its job."""
    service = service_of(request)
    text = body.problem_text()
    if not text:
        raise Problem("invalid-request", "there is no message of the user with a text")
    row = await _begin(service, owner, JobRequest(kind=Kind.FORMULATE_AND_SOLVE, text=text))
    if body.stream:
        events = _chunks(service, row, request, body.model)
        return EventSourceResponse(events, ping=service.settings.heartbeat_s, sep="\n")
    answer, usage = await _answer(service, row, request)
    choice = {"index": 0, "message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}
    return JSONResponse({**_envelope(row, body.model, "chat.completion"), "choices": [choice], "usage": usage})


async def _begin(service: Service, owner: str, body: JobRequest) -> JobRow:
    check(service, body)
    wanted = body.model_dump_json(exclude_unset=True).encode()
    created = await service.in_thread(service.accept, owner, body.kind, wanted)
    service.wake()
    return created.job


async def _end_of(service: Service, row: JobRow, request: Request, within_s: float) -> JobRow | None:
    """Return the job once it has ended; None if it has not within that time. A client that leaves cancels it."""

    async def follow() -> None:
        async for _ in service.feeds.follow(row.id, 0):
            pass

    task = asyncio.get_running_loop().create_task(follow())
    try:
        deadline = time.monotonic() + within_s
        while not task.done() and time.monotonic() < deadline:
            await asyncio.wait([task], timeout=min(_WATCH_S, max(0.01, deadline - time.monotonic())))
            if not task.done() and await request.is_disconnected():
                await service.dispatcher.cancel(row.id)
                return None
    finally:
        task.cancel()
    found = await service.in_thread(service.store.job, row.id)
    return found if found is not None and found.state.is_final else None


async def _answer(service: Service, row: JobRow, request: Request) -> tuple[str, dict[str, int]]:
    """Return the answer of a job and the tokens that it took; raises Problem."""
    ended = await _end_of(service, row, request, service.language.longest_s)
    if ended is None:
        raise Problem("time-limit", f"it takes too long; look at /v1/jobs/{row.id}")
    error = await service.in_thread(service.store.document, row.id, "error")
    if error is not None:
        details = json.loads(error)
        slug = str(details["type"]).rsplit("/", 1)[-1]
        raise Problem(slug if slug in TYPES else "internal", details["detail"], status=details["status"])
    answer = await service.in_thread(service.store.document, row.id, "answer.md")
    result = await service.in_thread(service.store.document, row.id, "result")
    if answer is None or result is None or ended.state is State.CANCELLED:
        raise Problem("no-result", "the job was cancelled", status=503)
    usage = json.loads(result)["usage"]
    read, written = usage["prompt_tokens"], usage["completion_tokens"]
    return answer.decode(), {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


async def _chunks(service: Service, row: JobRow, request: Request, model: str) -> AsyncIterator[ServerSentEvent]:
    """Yield the answer in OpenAI's chunks, a paragraph each."""
    envelope = _envelope(row, model, "chat.completion.chunk")

    def chunk(delta: dict[str, str], finish: str | None = None) -> ServerSentEvent:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return ServerSentEvent(json.dumps({**envelope, "choices": [choice]}), sep="\n")

    yield chunk({"role": "assistant", "content": ""})
    finished = False
    try:
        answer, _ = await _answer(service, row, request)
        for paragraph in answer.split("\n\n"):
            yield chunk({"content": f"{paragraph}\n\n"})
        yield chunk({}, "stop")
        finished = True
    except Problem as problem:
        finished = True
        error = {"message": problem.detail, "type": problem.slug, "param": None, "code": problem.slug}
        yield ServerSentEvent(json.dumps({"error": error}), sep="\n")
    finally:
        if not finished:
            await service.dispatcher.cancel(row.id)
    yield ServerSentEvent("[DONE]", sep="\n")


def _envelope(row: JobRow, model: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{row.id}", "object": kind, "created": int(row.created), "model": model}
