"""The routes of models without jobs: check a formulation, and the gallery."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from llm_modeling.server.access import Owner
from llm_modeling.server.bodies import CompileAnswer, Example, ExampleList, ModelRequest
from llm_modeling.server.gallery import gallery
from llm_modeling.server.problems import Problem, documented
from llm_modeling.server.service import service_of
from llm_modeling.server.strict_json import StrictRoute

router = APIRouter(prefix="/v1", tags=["models"], route_class=StrictRoute)

Name = Annotated[str, Path(max_length=100, pattern="^[A-Za-z0-9_.-]+$")]


@router.post(
    "/compile",
    response_model=CompileAnswer,
    summary="Check a formulation",
    responses=documented(400, 401, 413, 415, 422, 429, 503, 504),
)
async def compile_formulation(request: Request, body: ModelRequest, owner: Owner) -> dict[str, Any]:
    """Return what the formulation is made of, what is doubtful about it, and its math; nothing is solved."""
    return await service_of(request).short_task("compile", body.model_dump(mode="json"))


@router.get("/examples", response_model=ExampleList, summary="The gallery", responses=documented(401, 429))
def list_examples(request: Request, response: Response, owner: Owner) -> dict[str, Any]:
    """Return the problems of the gallery."""
    response.headers["Cache-Control"] = "private, max-age=3600"
    return {"examples": list(gallery())}


@router.get(
    "/examples/{name}",
    response_model=Example,
    summary="One problem of the gallery",
    responses=documented(401, 404, 422, 429),
)
def get_example(request: Request, name: Name, owner: Owner) -> dict[str, Any]:
    """Return a problem of the gallery."""
    for example in gallery():
        if example["name"] == name:
            return example
    raise Problem("not-found", f"there is no example {name!r}")
