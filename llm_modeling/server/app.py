"""create_app(): the routes around one Service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from llm_modeling.server import problems, routes_health, routes_jobs, routes_models, routes_words, web_page
from llm_modeling.server.gate import Gate
from llm_modeling.server.problems import ProblemDetails
from llm_modeling.server.service import Service
from metasolve._version import __version__

_DESCRIPTION = (
    "Words in, a solved and explained model out. Jobs are queued, followed as server-sent events, cancelled with "
    "what they have found. Errors are problem details (RFC 9457)."
)


def create_app(service: Service) -> FastAPI:
    """Return the app; it starts the service when it starts, and stops it when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FastAPI(
        title="metasolve", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.service = service
    problems.install(app)
    for module in (routes_jobs, routes_models, routes_words, routes_health):
        app.include_router(module.router)
    web_page.mount(app)
    app.add_middleware(
        Gate,
        body_bytes=service.settings.body_bytes,
        only_local=not service.keys.digests and service.settings.is_loopback,
        metrics=service.metrics,
    )
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: errors of validation are problem details here, as all errors are."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes, openapi_version="3.1.0"
        )
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        details = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= details.pop("$defs", {})
        schemas["ProblemDetails"] = details
        app.openapi_schema = document
    return app.openapi_schema
