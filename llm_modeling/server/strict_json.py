"""Bodies are read strictly, and only as JSON: no NaN, no deep nesting."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from llm_modeling.server.problems import Problem


class _StrictRequest(Request):
    async def json(self) -> Any:
        """Return the body's value; raises Problem."""
        self.state.body = await self.body()
        try:
            return from_json(self.state.body, allow_inf_nan=False)
        except ValueError as error:
            raise Problem("bad-request", f"this is no JSON: {error}") from error


class StrictRoute(APIRoute):
    """A route whose body is read strictly, and only as JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler."""
        handle = super().get_route_handler()
        needs_json = self.body_field is not None

        async def strict(request: Request) -> Response:
            media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if needs_json and media != "application/json":
                raise Problem("media-type", "send the body as application/json")
            return await handle(_StrictRequest(request.scope, request.receive))

        return strict
