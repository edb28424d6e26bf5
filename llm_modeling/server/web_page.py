"""The web page: static files of the package; what is vendored never changes under its name."""

from __future__ import annotations

from os import PathLike, stat_result
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIRECTORY = Path(__file__).parent / "page"
_FOREVER = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    """Static files of a folder of the page."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file; vendored ones may be kept for ever, others are asked for again."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_vendored = "vendor" in scope["path"].split("/")[:-1]
        response.headers["cache-control"] = _FOREVER if is_vendored else "no-cache"
        return response


def mount(app: FastAPI) -> None:
    """Let the app answer `/` and the addresses of the page's files and folders, and no others, with them."""
    if not DIRECTORY.is_dir():
        return
    for entry in sorted(DIRECTORY.iterdir()):
        if entry.is_dir():
            app.mount(f"/{entry.name}", _Files(directory=entry), name=entry.name)
        elif entry.name == "index.html":
            app.router.routes.append(_file_route("/", entry))
        else:
            app.router.routes.append(_file_route(f"/{entry.name}", entry))


def _file_route(address: str, path: Path) -> Route:
    async def answer(request: Request) -> Response:
        return FileResponse(path, headers={"cache-control": "no-cache"})

    return Route(address, answer, methods=["GET", "HEAD"], include_in_schema=False)
