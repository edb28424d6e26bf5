"""The routes that watch the service: does it live, is it ready, what has it done, what do its problems mean."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from llm_modeling.server.access import Owner
from llm_modeling.server.bodies import Health, Readiness
from llm_modeling.server.metrics import MEDIA_TYPE
from llm_modeling.server.problems import TYPES, Problem, ProblemDetails, documented
from llm_modeling.server.service import service_of

router = APIRouter(tags=["operation"])


@router.get("/healthz", response_model=Health, summary="Does it live?")
async def healthz() -> dict[str, str]:
    """Return that the process lives."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    response_model=Readiness,
    summary="Is it ready?",
    responses={503: {"model": Readiness, "description": "Not ready: no jobs are taken"}},
)
async def readyz(request: Request) -> Response:
    """Return whether jobs are taken, whether there is a language model, and how workers are confined."""
    readiness = service_of(request).readiness()
    return JSONResponse(readiness, 200 if readiness["status"] == "ready" else 503)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "The metrics"}, **documented(401, 429)},
)
def metrics(request: Request, owner: Owner) -> Response:
    """Return the metrics."""
    return Response(service_of(request).metrics.text(), media_type=MEDIA_TYPE)


@router.get(
    "/v1/problems/{slug}",
    response_model=ProblemDetails,
    summary="What a problem type means",
    responses=documented(404, 422),
)
async def problem_type(slug: Annotated[str, Path(max_length=100)]) -> dict[str, Any]:
    """Return title and usual status of a problem type, which its address names."""
    if slug not in TYPES:
        raise Problem("not-found", "there is no such problem type")
    status, title = TYPES[slug]
    return {"type": f"/v1/problems/{slug}", "title": title, "status": status}
