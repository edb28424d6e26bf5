"""The gate: what every request passes and every answer gets: size, origin, host, headers, metrics, the log."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_modeling.server.logs import log, places
from llm_modeling.server.metrics import Metrics
from llm_modeling.server.problems import Problem, response_to

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """ASGI middleware around the whole app; only_local is set where there are no keys and only this machine may ask."""

    def __init__(self, app: ASGIApp, *, body_bytes: int, only_local: bool, metrics: Metrics) -> None:
        self._app, self._body_bytes, self._only_local, self._metrics = app, body_bytes, only_local, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(self, scope, receive, send)
        try:
            self._check(Headers(scope=scope))
            await self._app(scope, passage.receive, passage.send)
        except Problem as problem:
            await passage.refuse(problem)
        except Exception as error:
            log("error", level="error", error=type(error).__name__, at=places(error))
            await passage.refuse(Problem("internal", "the service failed; its log has more"))
        finally:
            self._note(scope, passage)

    @property
    def body_bytes(self) -> int:
        """The most that a body may have."""
        return self._body_bytes

    def _check(self, headers: Headers) -> None:
        host = _name(headers.get("host", ""))
        if self._only_local and host not in _LOCAL:
            # a page elsewhere that had its own name point to this machine could read everything otherwise
            raise Problem("wrong-host", "without API keys the service answers to localhost only")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            raise Problem("forbidden", "the request comes from a page of another site")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length[:20]) > self._body_bytes:
            raise too_large(self._body_bytes)

    def _note(self, scope: Scope, passage: _Passage) -> None:
        route = getattr(scope.get("route"), "path", None) or ("/" if scope["path"] == "/" else "other")
        time_s = passage.answered_s if passage.answered_s is not None else time.monotonic() - passage.began
        self._metrics.answered(scope["method"] if scope["method"].isalpha() else "OTHER", route, passage.status, time_s)
        log(
            "request",
            level="debug" if passage.status < 400 else "info",
            method=scope["method"],
            route=route,
            status=passage.status,
            time_ms=round(1e3 * time_s, 2),
        )


class _Passage:
    """One request on its way through."""

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        self._gate, self._scope, self._receive, self._send = gate, scope, receive, send
        self._read = 0
        self.began = time.monotonic()
        self.answered_s: float | None = None
        self.status = 499

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._gate.body_bytes:
                raise too_large(self._gate.body_bytes)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answered_s = time.monotonic() - self.began
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)

    async def refuse(self, problem: Problem) -> None:
        if self.answered_s is None:
            response = response_to(problem, Request(self._scope))
            response.headers["connection"] = "close"  # what is left of the body is not read
            await response(self._scope, self._receive, self.send)


def too_large(most: int) -> Problem:
    """Return the problem that a body is too large."""
    return Problem("body-too-large", f"a body may have {most:,} bytes")


def _name(host: str) -> str:
    """Return a Host header without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
