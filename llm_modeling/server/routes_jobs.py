"""The routes of jobs: make, look at, follow, cancel, delete, download."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from llm_modeling.errors import FormulationError
from llm_modeling.formulation import Formulation
from llm_modeling.server.access import Owner
from llm_modeling.server.bodies import Job, JobList, JobRequest, Kind
from llm_modeling.server.job_view import job_facts, job_text
from llm_modeling.server.problems import Problem, documented, invalid_model
from llm_modeling.server.service import Service, service_of
from llm_modeling.server.store import JobRow
from llm_modeling.server.strict_json import StrictRoute

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)

JobId = Annotated[str, Path(pattern="^job_[0-9a-f]{24}$", description="The job's id.")]
Download = Literal["model.lp", "model.mps", "model.tex", "solution.sol", "solution.json", "report.html"]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="The same key and body again: the same job.",
    ),
]
_MEDIA = {
    "model.lp": "text/plain; charset=utf-8",
    "model.mps": "text/plain; charset=utf-8",
    "model.tex": "text/plain; charset=utf-8",
    "solution.sol": "text/plain; charset=utf-8",
    "solution.json": "application/json",
    "report.html": "text/html; charset=utf-8",
}
_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_LOCATION = {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}}


@router.post(
    "",
    status_code=202,
    response_model=Job,
    summary="Make a job",
    responses={
        200: {"model": Job, "description": "The job was there, by its idempotency key", "headers": _LOCATION},
        202: {"headers": _LOCATION},
        **documented(400, 401, 413, 415, 422, 429, 503),
    },
)
def create_job(request: Request, body: JobRequest, owner: Owner, idempotency_key: IdempotencyKey = None) -> Response:
    """Queue a job; it is on the disk before the answer is sent."""
    service = service_of(request)
    check(service, body)
    created = service.accept(owner, body.kind, request.state.body, idempotency_key)
    if created.is_new:
        service.wake()
    return Response(
        job_text(created.job, service.store),
        202 if created.is_new else 200,
        {"Location": f"/v1/jobs/{created.job.id}"},
        "application/json",
    )


def check(service: Service, body: JobRequest) -> None:
    """Return if the service can do what is asked; raises Problem."""
    limits = service.settings.limits
    if body.kind is not Kind.SOLVE:
        service.language.require()
    for name, asked, most in (
        ("threads", body.threads, limits.threads),
        ("samples", body.samples, limits.samples),
        ("time_limit_s", body.time_limit_s or 0.0, limits.longest_s),
    ):
        if asked > most:
            detail = f"{name} is {asked}, the service allows {most}"
            raise Problem("invalid-request", detail, errors=[{"message": detail, "element": "", "field": name}])
    if body.formulation is not None:
        try:
            Formulation.from_json(json.dumps(body.formulation))
        except FormulationError as error:
            raise invalid_model(error) from error


@router.get("", response_model=JobList, summary="List jobs", responses=documented(401, 422, 429))
def list_jobs(
    request: Request,
    owner: Owner,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[float | None, Query(allow_inf_nan=False, description="Seconds since 1970.")] = None,
) -> dict[str, Any]:
    """Return the newest jobs, without their results."""
    rows = service_of(request).store.jobs(owner, limit, before)
    following = f"/v1/jobs?limit={limit}&before={rows[-1].created!r}" if len(rows) == limit else None
    return {"jobs": [job_facts(row, []) for row in rows], "next": following}


@router.get("/{job_id}", response_model=Job, summary="Look at a job", responses=documented(401, 404, 422, 429))
def get_job(request: Request, job_id: JobId, owner: Owner) -> Response:
    """Return the job, with its result once it has one."""
    service = service_of(request)
    return Response(job_text(_job(service, job_id, owner), service.store), media_type="application/json")


@router.get(
    "/{job_id}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The events"},
        204: {"description": "The job has ended and the client has all its events"},
        **documented(401, 404, 422, 429),
    },
)
async def follow_job(
    request: Request,
    job_id: JobId,
    owner: Owner,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", description="Go on after this one.")] = None,
) -> Response:
    """Stream the job's events, each with its number as id, until the final one; a comment now and then in between."""
    service = service_of(request)
    row = await service.in_thread(_job, service, job_id, owner)
    after = (
        int(last_event_id) if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit() else 0
    )
    if row.state.is_final and after >= row.last_seq:
        return Response(status_code=204)

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for event in service.feeds.follow(job_id, after):
            yield ServerSentEvent(event.data, event=event.event, id=str(event.seq), sep="\n")

    return EventSourceResponse(
        events(),
        ping=service.settings.heartbeat_s,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        sep="\n",
    )


@router.post("/{job_id}/cancel", response_model=Job, summary="Cancel a job", responses=documented(401, 404, 422, 429))
async def cancel_job(request: Request, job_id: JobId, owner: Owner) -> Response:
    """Cancel the job: one that waits at once; one in progress soon, with the best solution that it has."""
    service = service_of(request)
    await service.in_thread(_job, service, job_id, owner)
    await service.dispatcher.cancel(job_id)
    row = await service.in_thread(_job, service, job_id, owner)
    return Response(await service.in_thread(job_text, row, service.store), media_type="application/json")


@router.delete(
    "/{job_id}",
    status_code=204,
    summary="Delete a job",
    response_class=Response,
    responses=documented(401, 404, 409, 422, 429),
)
def delete_job(request: Request, job_id: JobId, owner: Owner) -> Response:
    """Delete a job that has ended, with all it has; one that has not is to be cancelled first."""
    service = service_of(request)
    _job(service, job_id, owner)
    if not service.store.delete(job_id):
        raise Problem("not-finished", "the job has not ended; cancel it first")
    return Response(status_code=204)


@router.get(
    "/{job_id}/{name}",
    summary="Download",
    response_class=Response,
    responses={
        200: {"content": {media.partition(";")[0]: {} for media in _MEDIA.values()}, "description": "The file"},
        **documented(401, 404, 409, 422, 429, 503, 504),
    },
)
async def download(request: Request, job_id: JobId, name: Download, owner: Owner) -> Response:
    """Return the job's model as LP, MPS or LaTeX, its solution, or its report."""
    service = service_of(request)
    row = await service.in_thread(_job, service, job_id, owner)
    content = await _content(service, row, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if name == "report.html":
        headers = {"Content-Security-Policy": _REPORT_POLICY}
    return Response(content, headers=headers, media_type=_MEDIA[name])


async def _content(service: Service, row: JobRow, name: str) -> bytes:
    stored = await service.in_thread(service.store.document, row.id, name)
    if stored is not None:
        return stored
    result_text = await service.in_thread(service.store.document, row.id, "result")
    result = None if result_text is None else await service.in_thread(json.loads, result_text)
    if name.startswith("model."):
        source = await _model_of(service, row, result)
        answer = await service.short_task("export", source, name=name)
        return str(answer["text"]).encode()
    if result is None:
        raise Problem("no-result" if row.state.is_final else "not-finished", f"there is no {name}")
    if name == "solution.json" and result["solution"] is not None:
        return json.dumps(result["solution"], indent=1).encode()
    raise Problem("no-result", f"there is no {name}: no solution was found")


async def _model_of(service: Service, row: JobRow, result: dict[str, Any] | None) -> dict[str, Any]:
    stored = await service.in_thread(service.store.document, row.id, "request")
    request = json.loads(stored or b"{}")
    if row.kind == Kind.SOLVE:
        return dict(request)
    if result is None or result["formulation"] is None:
        raise Problem("no-result" if row.state.is_final else "not-finished", "there is no formulation")
    return {**request, "formulation": result["formulation"], "data": result["data"]}


def _job(service: Service, job_id: str, owner: str) -> JobRow:
    row = service.store.job(job_id)
    if row is None or row.owner != owner:
        raise Problem("not-found", f"there is no job {job_id}")
    return row
