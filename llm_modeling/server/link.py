"""Link: the worker's end of the socket between it and the server."""

from __future__ import annotations

import json
import os
import queue
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llm_modeling.server.wire import Frame, Word, read_frame

_POLL_S = 0.05


class Link:
    """The worker's end of the socket; stop is set when the server asks for an early end."""

    def __init__(self, stream: socket.socket, scratch: Path) -> None:
        self._stream = stream
        self._sending = threading.Lock()
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._asked = 0
        self.scratch = scratch
        self.stop = threading.Event()

    def event(self, event: Mapping[str, Any]) -> None:
        """Tell the server what happened; event has the key `event`."""
        self._send(Frame(Word.EVENT, _json(event)))

    def document(self, name: str, content: bytes) -> None:
        """Hand over a document, which is kept only if the task ends well."""
        self._send(Frame(Word.DOCUMENT, name.encode() + b"\0" + content))

    def ask(self, question: Mapping[str, Any], stop: threading.Event | None = None) -> dict[str, Any] | None:
        """Return the server's answer, None if stop is set before; the server asks others for it, a worker cannot."""
        with self._sending:
            self._asked += 1
            number = self._asked
            answers = self._answers[number] = queue.SimpleQueue()
        self._send(Frame(Word.ASK, _json({"number": number, **question})))
        while True:
            try:
                return answers.get(timeout=_POLL_S)
            except queue.Empty:
                if stop is not None and stop.is_set():
                    return None

    def say(self, word: Word, content: Mapping[str, Any]) -> None:
        """Send a frame of JSON."""
        self._send(Frame(word, _json(content)))

    def listen(self) -> None:
        """Take what the server says, until it is gone; then end the process."""
        while (frame := read_frame(self._stream)) is not None:
            if frame.word is Word.STOP:
                self.stop.set()
            elif frame.word is Word.ANSWER:
                answer = json.loads(frame.content)
                self._answers.pop(answer.pop("number")).put(answer)
        os._exit(0)

    def _send(self, frame: Frame) -> None:
        with self._sending:
            try:
                self._stream.sendall(frame.encoded())
            except OSError:
                os._exit(0)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()
