"""A scripted OpenAI-compatible server, with the faults that real ones have.

    python -m tests.llm_modeling.client.scripted_server [--replies FILE.json] [--port N] [--mode MODE]

FILE.json is a list of {"problem": text, "draft": text, "formulation": {...}}; without it, the twelve examples of
instances/text are answered as they should be. A schema other than the formulation's, such as a canary's, is answered by
the smallest value that it allows.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, TypeAlias

from tests.llm_modeling.client.gold import gold_script, recognized

Json: TypeAlias = dict[str, Any]
Answer: TypeAlias = Callable[[Json], str]

PIECE = 48
PROSE = "Certainly! Here is the model you asked for:\n\n"


class Mode(StrEnum):
    """What is wrong with the server; NONE is nothing."""

    NONE = "none"
    MALFORMED = "malformed"
    IGNORES_SCHEMA = "ignores schema"
    FENCED = "fenced"
    LOOSE_SCHEMA = "loose schema"
    DUPLICATED_KEYS = "duplicated keys"
    NOT_A_NUMBER = "not a number"
    NESTED = "nested"
    INVALID_UTF8 = "invalid utf-8"
    BAD_REQUEST = "400"
    UNAUTHORIZED = "401"
    NO_SUCH_MODEL = "404"
    TOO_LONG = "too long"
    BUSY = "429"
    BROKEN = "500"
    STALLS = "stalls"
    STALLS_MIDWAY = "stalls midway"
    CUT = "cut"
    HANGS_UP = "hangs up"
    OTHER_MODEL = "other model"
    NO_CHOICES = "no choices"
    CUT_AT_LENGTH = "length"
    HUGE = "huge"
    WEB_PAGE = "web page"
    PLAIN_JSON = "plain json"
    ERROR_MIDWAY = "error midway"
    BROKEN_EVENT = "broken event"
    NO_TEXT = "no text"
    REFUSAL = "refusal"
    FILTERED = "filtered"


_STATUSES = {
    Mode.BAD_REQUEST: (400, "response_format is not supported"),
    Mode.UNAUTHORIZED: (401, "Incorrect API key provided"),
    Mode.NO_SUCH_MODEL: (404, "The model does not exist."),
    Mode.TOO_LONG: (400, "This model's maximum context length is 2048 tokens."),
    Mode.BUSY: (429, "Too many requests"),
    Mode.BROKEN: (500, "Internal server error"),
}


def smallest(schema: Mapping[str, Any]) -> Any:
    """Return the smallest value that a JSON schema without references allows."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return smallest(schema["anyOf"][0])
    kind = schema.get("type", "null")
    if kind == "object":
        return {name: smallest(schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return [smallest(schema["items"])] * int(schema.get("minItems", 0))
    return {"string": "", "integer": 0, "number": 0, "boolean": False}.get(kind)


def schema_of(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the JSON schema that a request asks to enforce."""
    held = request.get("response_format", {})
    return held.get("json_schema", {}).get("schema") if held.get("type") == "json_schema" else None


def answering(script: Sequence[Mapping[str, Any]]) -> Answer:
    """Return the function that answers requests by a script."""
    known = {str(number): str(entry["problem"]) for number, entry in enumerate(script)}

    def answer(request: Json) -> str:
        schema = schema_of(request)
        if schema is not None and schema.get("title") != "Formulation":
            return json.dumps(smallest(schema))
        found = recognized(request.get("messages", []), known)
        if found is None:
            return json.dumps({"title": "Unknown problem"}) if schema is not None else "I do not know this problem."
        entry = script[int(found)]
        return json.dumps(entry["formulation"]) if schema is not None else str(entry["draft"])

    return answer


@dataclass
class ScriptedServer:
    """A server in threads of this process, as a context; url is its base URL, requests what came.

    The mode is that of the first `times` requests for a reply, of all if times is None. retry_after stands in the
    header of that name where the mode is BUSY.
    """

    answer: Answer
    mode: Mode = Mode.NONE
    times: int | None = None
    model: str = "scripted"
    context: int | None = None
    retry_after: str = "0"
    stall_s: float = 30.0
    port: int = 0
    requests: list[Json] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    most_at_once: int = 0
    delay_s: float = 0.0

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.open = 0
        self.hung_up = threading.Event()
        handler = type("Handler", (_Handler,), {"script": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_mode(self) -> Mode:
        with self.lock:
            return self.mode if self.times is None or len(self.requests) <= self.times else Mode.NONE


def _spoiled(text: str, mode: Mode) -> str:
    """Return the text of a reply as a model writes it whose server enforces nothing."""
    spoiled = {
        Mode.MALFORMED: text[: max(1, 2 * len(text) // 3)],
        Mode.IGNORES_SCHEMA: f"{PROSE}minimize the cost subject to the demand.",
        Mode.FENCED: f"{PROSE}```json\n{text}\n```",
        Mode.LOOSE_SCHEMA: json.dumps({"title": "loose", "decision_variables": ["x"], "code": "import os"}),
        Mode.DUPLICATED_KEYS: f'{{"title": "first", "title": "second", {text.lstrip()[1:]}',
        Mode.NOT_A_NUMBER: '{"parameters": [{"name": "p", "value": NaN}]}',
        Mode.NESTED: '{"sets": ' + "[" * 3000 + "]" * 3000 + "}",
    }
    return spoiled.get(mode, text)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    script: ScriptedServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.script.mode is Mode.WEB_PAGE:
            self._send(200, b"<html><body>It works!</body></html>", "text/html")
            return
        if self.script.mode is Mode.UNAUTHORIZED:
            self._fail(*_STATUSES[Mode.UNAUTHORIZED])
            return
        card: Json = {"id": self.script.model, "object": "model", "created": 0, "owned_by": "script"}
        if self.script.context is not None:
            card["max_model_len"] = self.script.context
        self._json(200, {"object": "list", "data": [card]})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script = self.script
        with script.lock:
            script.requests.append(request)
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            script.open += 1
            script.most_at_once = max(script.most_at_once, script.open)
        try:
            script.closing.wait(script.delay_s)
            self._reply(request, script.next_mode())
        except (BrokenPipeError, ConnectionResetError):
            script.hung_up.set()
        finally:
            with script.lock:
                script.open -= 1

    def _reply(self, request: Json, mode: Mode) -> None:
        if mode in _STATUSES:
            self._fail(*_STATUSES[mode])
        elif mode is Mode.WEB_PAGE:
            self._send(200, b"<html><body>It works!</body></html>", "text/html")
        elif request["model"] != self.script.model:
            self._fail(404, f"The model `{request['model']}` does not exist.")
        elif mode is Mode.PLAIN_JSON:
            self._json(200, {"object": "chat.completion", "choices": []})
        else:
            self._stream(request, mode)

    def _stream(self, request: Json, mode: Mode) -> None:
        text = self.script.answer(request)
        if schema_of(request) is not None:
            text = _spoiled(text, mode)
        if mode is Mode.STALLS:
            self.script.closing.wait(self.script.stall_s)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if mode is Mode.HANGS_UP:
            self.send_header("Content-Length", "1000000")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in self._events(request, text, mode):
            self.wfile.write(b"data: " + event + b"\n\n")
            self.wfile.flush()
        if mode not in (Mode.CUT, Mode.HANGS_UP):
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _events(self, request: Json, text: str, mode: Mode) -> Iterator[bytes]:
        if mode is Mode.NO_CHOICES:
            yield self._chunk([], mode)
            return
        if mode is Mode.HUGE:
            text = "x" * 4_000_000
        size = max(PIECE, len(text) // 200)
        pieces = [text[k : k + size] for k in range(0, len(text), size)]
        for number, piece in enumerate(pieces):
            if number == (len(pieces) + 1) // 2:
                yield from self._midway(mode)
                if mode in (Mode.CUT, Mode.HANGS_UP):
                    return
            content: Any = 7 if mode is Mode.NO_TEXT else piece
            yield self._chunk([{"index": 0, "delta": {"role": "assistant", "content": content}}], mode)
        delta = {"refusal": "I cannot help with that."} if mode is Mode.REFUSAL else {}
        reason = {Mode.CUT_AT_LENGTH: "length", Mode.FILTERED: "content_filter"}.get(mode, "stop")
        yield self._chunk([{"index": 0, "delta": delta, "finish_reason": reason}], mode)
        if request.get("stream_options", {}).get("include_usage"):
            usage = {
                "prompt_tokens": len(json.dumps(request["messages"])) // 4,
                "completion_tokens": len(text) // 4,
                "total_tokens": 0,
                "prompt_tokens_details": {"cached_tokens": 3},
            }
            yield self._chunk([], mode, usage)

    def _midway(self, mode: Mode) -> Iterator[bytes]:
        """Yield what goes wrong in the midst of a reply."""
        if mode is Mode.STALLS_MIDWAY:
            self.script.closing.wait(self.script.stall_s)
        elif mode is Mode.ERROR_MIDWAY:
            yield b'{"error": {"message": "engine died", "type": "internal", "code": 500}}'
        elif mode is Mode.BROKEN_EVENT:
            yield b'{"choices": [{"delta"'
        elif mode is Mode.INVALID_UTF8:
            yield b'{"choices": [{"index": 0, "delta": {"content": "\xff\xfe"}}]}'

    def _chunk(self, choices: list[Json], mode: Mode, usage: Json | None = None) -> bytes:
        model = "a-smaller-one" if mode is Mode.OTHER_MODEL else self.script.model
        for choice in choices:
            choice.setdefault("finish_reason", None)
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": choices}
        return json.dumps(chunk | ({} if usage is None else {"usage": usage})).encode()

    def _fail(self, status: int, message: str) -> None:
        self._json(status, {"error": {"message": message, "type": "error", "code": status}})

    def _json(self, status: int, content: Json) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", self.script.retry_after)
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A scripted OpenAI-compatible server.")
    parser.add_argument("--replies", type=Path, help="a JSON file; without it, the examples of instances/text")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.NONE)
    options = parser.parse_args()
    script = gold_script() if options.replies is None else json.loads(options.replies.read_text(encoding="utf-8"))
    with ScriptedServer(answering(script), mode=options.mode, port=options.port) as server:
        print(f"serving at {server.url}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
